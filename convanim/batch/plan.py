"""From a clip that a course names to its key: the hash of all that the finished clip's bytes depend on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.batch.cache import Manifest, digest_of
from convanim.batch.environment import Environment, environment_of
from convanim.batch.inputs import Inputs, Named, hash_of, read_language, renamed
from convanim.batch.work import Job, Part
from convanim.encoders import suffixes
from convanim.errors import ConvanimError
from convanim.spec import ClipSpec
from convanim.spec.toml import dumps

if TYPE_CHECKING:
    from convanim.batch.entry import Entry

KEY_FORMAT = 1
"""Raised whenever keys are made otherwise, so that none is taken for another's."""

BESIDE = (".txt", ".vtt")
"""What stands beside a clip that is described."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A clip that is known to be possible as far as files go: where it goes, and its key.

    Attributes:
        path: of the clip; what stands beside it has other suffixes.
        spec: with the words of a file of labels in it.
        files: those that the spec names.
    """

    entry: Entry
    path: Path
    spec: ClipSpec
    files: tuple[Named, ...]
    environment: Environment
    key: str

    @property
    def suffix(self) -> str:
        """Of the format."""
        return self.path.suffix.lower()

    def place(self, suffix: str) -> Path:
        """Where a file of the clip goes."""
        return self.path if suffix == self.suffix else self.path.with_suffix(suffix)

    def takes(self, part: Part) -> bool:
        """Whether a file that came back is whole, and one that the clip has."""
        return part.suffix in (self.suffix, *BESIDE) and part.whole()

    def matches(self, manifest: Manifest) -> bool:
        """Whether every file of the clip is in its place, as it was made."""
        return all(
            is_file_of(self.place(suffix), manifest.sizes[suffix], digest)
            for suffix, digest in manifest.hashes.items()
        )

    def job(self, inputs: Inputs) -> Job:
        """The work to be done; ConvanimError where a file is not any more what it was."""
        entry, files = self.entry, inputs.carried(self.files)
        return Job(self.spec, self.suffix, self.path.name, entry.described, files, self.environment)


def plan(entry: Entry, folder: Path, inputs: Inputs) -> Planned:
    """Where a clip goes and what its key is; `folder` is that of all clips.

    The clip's numbers are not looked at. Raises ConvanimError for files that are not there, and for an
    output that is none.
    """
    path = folder / entry.output
    if path.suffix.lower() not in suffixes():
        raise ConvanimError(f"{path} has a name that is no clip's: use {', '.join(suffixes())}")
    if path.is_dir():
        raise ConvanimError(f"{path} is a folder: give the clip another name")
    spec = read_language(entry.spec, entry.folder)
    files = inputs.named(spec, entry.folder, path)
    environment = environment_of(spec)
    key = key_of(spec, path.suffix.lower(), entry.described, files, environment)
    return Planned(entry, path, spec, files, environment, key)


def key_of(
    spec: ClipSpec, suffix: str, described: bool, files: tuple[Named, ...], environment: Environment
) -> str:
    """The hash of a spec by its TOML text, with files by their contents, and of all else that counts.

    A file counts with what the finished clip calls it as well: that is written into the clip.
    """
    contents = {file.said: f"{file.sha256}{Path(file.place).suffix}" for file in files if file.said}
    said: Mapping[str, object] = {
        "key": KEY_FORMAT,
        "clip": dumps(renamed(spec, contents)),
        "files": [(file.place, file.called, file.sha256) for file in files],
        "suffix": suffix,
        "described": described,
        "environment": environment,
    }
    return digest_of(json.dumps(said, sort_keys=True))


def is_file_of(path: Path, size: int, digest: str) -> bool:
    """Whether a file has this size and this hash; a missing one has not."""
    try:
        return path.stat().st_size == size and hash_of(path) == digest
    except (OSError, ConvanimError):
        return False
