"""No two clips of a course have one name or write one file, on whatever file system."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from convanim.batch.naming import folded
from convanim.problems import Problems
from convanim.rendering.description import SUFFIXES

if TYPE_CHECKING:
    from convanim.batch.entry import Entry
    from convanim.batch.plan import Planned


def check_collisions(entries: Iterable[Entry], problems: Problems) -> None:
    """Note clips of one name, and files that two of them would write."""
    names: dict[str, Entry] = {}
    files: dict[str, tuple[str, Entry]] = {}
    for entry in entries:
        if (other := names.setdefault(entry.name.casefold(), entry)) is not entry:
            problems.note(
                entry.where,
                f"name {entry.name} is that of {other.where} as well: give them names that differ",
            )
            continue
        for file in _written(entry):
            _, first = files.setdefault(folded(file), (str(file), entry))
            if first is not entry:
                problems.note(
                    entry.where, f"output {file} is written by {first.where} as well: use another output"
                )
    for text, (path, entry) in files.items():
        for parent in PurePosixPath(text).parents:
            if str(parent) in files:
                other = files[str(parent)][1]
                problems.note(
                    entry.where,
                    f"output {path} is in a folder that {other.where} writes as a file: use another output",
                )


def overwritten(planned: Sequence[Planned]) -> Iterator[tuple[Planned, str]]:
    """The clips that would take the place of a file which some clip is made from, and what is wrong."""
    read = {os.path.realpath(path): clip for clip in reversed(planned) for path in _read_by(clip)}
    for clip in planned if read else ():
        if reader := read.get(os.path.realpath(clip.path)):
            whose = "it" if reader is clip else reader.entry.name
            yield clip, f"{clip.path} is a file that {whose} is made from: use another folder or output"


def _read_by(clip: Planned) -> Iterator[str | Path]:
    """The files that a clip is made from, and the one that it starts from."""
    yield from (file.path for file in clip.files)
    if clip.entry.origin:
        yield clip.entry.origin


def _written(entry: Entry) -> tuple[PurePosixPath, ...]:
    beside = (entry.output.with_suffix(suffix) for suffix in SUFFIXES if entry.described)
    return (entry.output, *beside)
