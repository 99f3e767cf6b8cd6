"""A clip as a piece of work that can be sent anywhere: what is asked for, what it needs, what is made."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from convanim.batch.environment import Environment, check_same, environment_of
from convanim.batch.inputs import Carried, renamed
from convanim.errors import ConvanimError
from convanim.scratch import temporary_folder
from convanim.spec import Clip, ClipSpec

Progress = Callable[[float], None]
"""Told the share of the clip that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to make. It names no file of any machine: whatever it needs goes along.

    Attributes:
        spec: what is asked for; its paths are those of `files`.
        suffix: of the format, in lower case.
        called: the output's name, for what is said about it.
        environment: what the clip is to be made with; another one is refused.
    """

    spec: ClipSpec
    suffix: str
    called: str
    described: bool
    files: tuple[Carried, ...]
    environment: Environment


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was made, by its suffix: the clip itself, or the texts beside it."""

    suffix: str
    data: bytes
    sha256: str

    def whole(self) -> bool:
        """Whether the bytes are those that were made."""
        return hashlib.sha256(self.data).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Made:
    """A finished clip: its files, the seconds it took, and what gave way to its budget of bytes."""

    parts: tuple[Part, ...]
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut(ClipSpec):
    """A spec whose files lie in a folder for the moment, and are called otherwise in what is embedded."""

    names: tuple[tuple[str, str], ...] = ()

    def resolve(self) -> Clip:
        """The clip; the spec embedded in it names the files as they are called."""
        from convanim.spec.toml import dumps, loads

        clip = resolve_plainly(self)
        if not self.names:
            return clip
        return dataclasses.replace(clip, embedded=dumps(renamed(loads(clip.embedded), dict(self.names))))


resolve_plainly: Callable[[ClipSpec], Clip] = ClipSpec.resolve


def make(job: Job, progress: Progress | None = None, *, elsewhere: bool = False) -> Made:
    """Make a clip. The same job gives the same bytes in every process on machines of one kind.

    Raises ConvanimError for what cannot be made, and where the environment is not the job's: on another
    machine than the batch's if `elsewhere`.
    """
    from convanim.rendering.budget import render_within

    check_same(job.environment, environment_of(job.spec), elsewhere=elsewhere)
    start = time.perf_counter()
    with temporary_folder() as scratch:
        folder = scratch.resolve()
        output = folder / f"clip{job.suffix}"
        try:
            spec = laid_out(job, folder / "files")
            rendered = render_within(spec, output, progress=progress, described=job.described)
        except ConvanimError as error:
            raise ConvanimError(_as_called(str(error), job, folder)) from None
        parts = tuple(_part(path) for path in sorted(folder.glob("clip.*")))
    return Made(parts, time.perf_counter() - start, rendered.notes)


def laid_out(job: Job, folder: Path) -> ClipSpec:
    """The job's spec with its files in a folder."""
    places = {}
    for file in job.files:
        path = folder / file.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        if file.said:
            places[file.said] = str(path)
    spec = renamed(job.spec, places)
    fields = {field.name: getattr(spec, field.name) for field in dataclasses.fields(ClipSpec)}
    called = {file.said: file.called for file in job.files}
    return LaidOut(**fields, names=tuple((place, called[said]) for said, place in places.items()))


def _as_called(text: str, job: Job, folder: Path) -> str:
    """What is said about files of the folder, said about those that they stand for."""
    for file in job.files:
        text = text.replace(str(folder / "files" / file.place), file.said or Path(file.place).name)
    return text.replace(str(folder / f"clip{job.suffix}"), job.called)


def _part(path: Path) -> Part:
    data = path.read_bytes()
    return Part(path.suffix, data, hashlib.sha256(data).hexdigest())
