"""Finished clips by what they were made from: a folder that several batches and machines may share.

An entry is ``ab/abcdef…/``, named by a hash of all that its bytes depend on, with the files of a clip and
``manifest.json``, which has their sizes and hashes. It appears in one step and is never changed. Nothing is
locked: of two batches that make the same clip, the first to finish has its entry kept. Whatever is read is
verified, and what is damaged is removed and made again. The manifest's time is when it was last of use.

An entry whose files were removed to save space keeps its manifest: a clip can still be known as unchanged.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from convanim.batch.inputs import hash_of
from convanim.batch.scratch import sweep
from convanim.batch.work import Made, Part
from convanim.encoders.target import Target, remove
from convanim.errors import ConvanimError

MANIFEST = "manifest.json"
STEM = "clip"
"""What the files of an entry are called before their suffixes."""
FORMAT = 1

_HEX = re.compile("[0-9a-f]{64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an entry holds: hash and size of each file by its suffix, and the seconds it took to make."""

    hashes: Mapping[str, str]
    sizes: Mapping[str, int]
    seconds: float = 0.0

    @classmethod
    def of(cls, made: Made) -> Manifest:
        """What there is to say of a finished clip."""
        hashes = {part.suffix: part.sha256 for part in made.parts}
        sizes = {part.suffix: len(part.data) for part in made.parts}
        return cls(MappingProxyType(hashes), MappingProxyType(sizes), made.seconds)

    def text(self) -> str:
        """As JSON."""
        files = {
            suffix: {"sha256": self.hashes[suffix], "size": self.sizes[suffix]} for suffix in self.hashes
        }
        return json.dumps(
            {"format": FORMAT, "files": files, "seconds": round(self.seconds, 3)}, sort_keys=True
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it lies there: its key, the bytes of its files, and when it was last of use."""

    key: str
    folder: Path
    bytes: int
    used: float
    hollow: bool


class Cache:
    """The finished clips in a folder, which is made when something is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self, key: str) -> Manifest | None:
        """What an entry holds, without a look at its files; None where there is none that can be read."""
        path = self._place(key) / MANIFEST
        try:
            found = _manifest(path.read_bytes())
        except OSError:
            return None
        if found is not None:
            with contextlib.suppress(OSError):  # of use now; a shared folder may be read-only
                os.utime(path)
        return found

    def read(self, key: str) -> Made | None:
        """A finished clip, verified; None where there is none, or a damaged one, which is removed."""
        manifest = self.manifest(key)
        if manifest is None:
            return None
        parts, lost = [], 0
        for suffix, digest in manifest.hashes.items():
            try:
                part = Part(suffix, (self._place(key) / f"{STEM}{suffix}").read_bytes(), digest)
            except OSError:
                lost += 1
                continue
            if not part.whole():
                self.remove(key)
                return None
            parts.append(part)
        if lost and parts:
            self.remove(key)
        return None if lost else Made(tuple(parts), manifest.seconds)

    def keep(self, key: str, made: Made) -> None:
        """Keep a finished clip; where there is a whole one already, that one stays. Raises OSError."""
        place, temporary = self._place(key), Target(self.folder / "new" / key).temporary
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir(parents=True)
        try:
            for part in made.parts:
                (temporary / f"{STEM}{part.suffix}").write_bytes(part.data)
            (temporary / MANIFEST).write_text(Manifest.of(made).text(), encoding="utf-8")
            self._settle(temporary, place, key)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _settle(self, temporary: Path, place: Path, key: str) -> None:
        """Put a new entry in its place; a folder that has anything in it is not replaced by a rename."""
        for _ in range(2):
            with contextlib.suppress(OSError):
                temporary.rename(place)
                return
            if self.read(key) is not None:
                return
            self.remove(key)  # hollow, or damaged
        temporary.rename(place)

    def remove(self, key: str) -> None:
        """Remove an entry: out of its place in one step, then away."""
        gone = Target(self.folder / "new" / key).temporary
        with contextlib.suppress(OSError):
            gone.parent.mkdir(parents=True, exist_ok=True)
            self._place(key).rename(gone)
            remove(gone)

    def hollow_out(self, key: str) -> None:
        """Remove an entry's files, and keep its manifest."""
        for path in self._place(key).glob(f"{STEM}.*"):
            path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what killed processes left."""
        sweep(self.folder / "new")

    def entries(self) -> Iterator[Stored]:
        """Every entry, whatever state it is in."""
        if not self.folder.is_dir():
            return
        for shelf in sorted(self.folder.iterdir()):
            if len(shelf.name) != 2 or not shelf.is_dir():
                continue
            for folder in sorted(shelf.iterdir()):
                if _HEX.fullmatch(folder.name) and folder.name.startswith(shelf.name):
                    with contextlib.suppress(FileNotFoundError):  # removed by another process
                        yield _stored(folder)

    def damage(self, entry: Stored) -> str:
        """What is wrong with an entry; empty where nothing is."""
        try:
            manifest = _manifest((entry.folder / MANIFEST).read_bytes())
        except OSError:
            manifest = None
        if manifest is None:
            return "its manifest cannot be read"
        for suffix, digest in manifest.hashes.items():
            path = entry.folder / f"{STEM}{suffix}"
            if entry.hollow:
                continue
            if not path.is_file():
                return f"{path.name} is not there"
            try:
                if hash_of(path) != digest:
                    return f"{path.name} is not what was kept"
            except ConvanimError:
                return f"{path.name} cannot be read"
        return ""

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key


def _stored(folder: Path) -> Stored:
    files = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    size = sum(path.stat().st_size for path in files)
    manifest = folder / MANIFEST
    used = (manifest if manifest.is_file() else folder).stat().st_mtime
    return Stored(folder.name, folder, size, used, hollow=[path.name for path in files] == [MANIFEST])


def _manifest(data: bytes) -> Manifest | None:
    """A manifest from its bytes; None for anything else."""
    try:
        said = json.loads(data)
        files = said["files"]
        hashes = {str(suffix): str(file["sha256"]) for suffix, file in files.items()}
        sizes = {suffix: int(file["size"]) for suffix, file in files.items()}
        seconds, form = float(said["seconds"]), said["format"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    plain = all(map(_SUFFIX.fullmatch, hashes)) and all(map(_HEX.fullmatch, hashes.values()))
    if form != FORMAT or not hashes or not plain:
        return None
    return Manifest(MappingProxyType(hashes), MappingProxyType(sizes), seconds)


def digest_of(text: str) -> str:
    """The key of what a text says."""
    return hashlib.sha256(text.encode()).hexdigest()
