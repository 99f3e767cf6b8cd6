"""A course: one TOML file that names many clips."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from convanim.batch.collisions import check_collisions
from convanim.batch.entry import Entry, entries_of, usual_name
from convanim.batch.keys import COMMON, OF_CLIP, OF_MODEL, ORIGINS, misplaced, shown
from convanim.batch.matrix import Alternative, Combination, combinations
from convanim.batch.scope import Library, Scope, ScopeReader
from convanim.errors import ConvanimError
from convanim.problems import Problems
from convanim.rendering.catalog import find
from convanim.sources import Values
from convanim.spec import ClipSpec
from convanim.spec.converters import listed
from convanim.spec.kinds import check_kind
from convanim.spec.outputs import FORMATS_OF, usual_of
from convanim.tables import parsed

TOP = ("include", "defaults", "clip")
"""The keys of a course file."""


def read_course(path: Path, problems: Problems | None = None) -> tuple[Entry, ...]:
    """Every clip that a course file names, its includes' first.

    Raises ConvanimError with all that is wrong, each with the file, the entry and the key; where there are
    `problems`, it is noted there instead, so that all that is found later can be said with it.
    """
    found = Problems(str(path)) if problems is None else problems
    entries = tuple(_Reader(found).entries(path, Scope(), ()))
    check_collisions(entries, found)
    if not entries and not len(found):
        found.note(str(path), "this course has no clips: add a [[clip]] table")
    if problems is None:
        found.raise_any()
    return entries


class _Reader:
    """Reads a course and what it includes."""

    def __init__(self, problems: Problems) -> None:
        self._problems, self._library = problems, Library()
        self._included: dict[Path, Path] = {}

    def entries(self, path: Path, inherited: Scope, chain: tuple[Path, ...]) -> Iterator[Entry]:
        """The clips of one file; `chain` are the files that include it, the outermost first."""
        with self._problems.noted(str(path)):
            table = read_table(path)
            check_kind(table, "course")
            yield from self._clips(path, table, inherited, (*chain, path))

    def _clips(
        self, path: Path, table: Mapping[str, Any], inherited: Scope, chain: tuple[Path, ...]
    ) -> Iterator[Entry]:
        for key in table:
            if key in COMMON and key not in TOP:
                self._problems.note(str(path), f"{key} stands above all tables: write it under [defaults]")
            elif key not in TOP:
                self._problems.note(str(path), misplaced(key, TOP))
        reader = ScopeReader(path.parent.absolute(), self._library, self._problems)
        defaults = table.get("defaults", {})
        if not isinstance(defaults, dict):
            self._problems.note(str(path), f"defaults {shown(defaults)} is no table: write [defaults]")
            defaults = {}
        scope = reader.read(defaults, f"{path}, defaults", COMMON).over(inherited)
        for included in self._includes(path, table.get("include", []), chain):
            yield from self.entries(included, scope, chain)
        clips = table.get("clip", [])
        if not isinstance(clips, list) or not all(isinstance(clip, dict) for clip in clips):
            self._problems.note(str(path), "clip is no list of tables: write [[clip]], in two brackets")
            return
        for number, clip in enumerate(clips, 1):
            before, where = len(self._problems), f"{path}, clip {number}{_label(clip)}"
            own = reader.read(clip, where, OF_CLIP)
            if len(self._problems) == before:
                yield from self._made(own.over(scope), own, f"{path}, clip {number}", where, path.parent)

    def _includes(self, path: Path, names: object, chain: tuple[Path, ...]) -> Iterator[Path]:
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self._problems.note(
                str(path), f'include {shown(names)} is no list of files: write ["other.toml"]'
            )
            return
        for name in names:
            file = path.parent / name
            if not name.isprintable() or not os.path.isfile(file):  # noqa: PTH113  # no error for odd names
                what = "is no file" if name.isprintable() and os.path.lexists(file) else "is not there"
                self._problems.note(
                    str(path),
                    f"include {shown(name)} {what}: name another course as it is seen from this one's folder",
                )
                continue
            real = file.resolve()
            circle = [one for one in chain if one.resolve() == real]
            if circle:
                way = " → ".join(map(str, [*chain[chain.index(circle[0]) :], file]))
                self._problems.note(str(path), f'include "{name}" closes a circle, {way}: leave it out')
            elif real in self._included:
                first = self._included[real]
                self._problems.note(
                    str(path), f'include "{name}" is included by {first} already: leave it out'
                )
            else:
                self._included[real] = path
                yield file

    def _made(self, scope: Scope, own: Scope, numbered: str, where: str, folder: Path) -> Iterator[Entry]:
        """The clips of one entry: one, or one for each combination of its matrix and each format."""
        with self._problems.noted(where):
            _check_origin(scope)
            made = list(combinations(scope.axes, scope.excluded))
            for exclusion in own.excluded:
                if not any(exclusion.matches(found) for found in combinations(scope.axes)):
                    raise ConvanimError(
                        f"exclude {shown(exclusion.values)} matches none of its clips: leave it out"
                    )
            if not made:
                raise ConvanimError(
                    "exclude leaves no clip at all: exclude less, or leave the whole entry out"
                )
            for combination in made:
                values = {**scope.values, **combination}
                called = f"{numbered} ({usual_name(scope, values, combination) or 'clip'})"
                with self._problems.noted(called):
                    spec = self._library.spec({key: found.value for key, found in values.items()})
                    _check_lists(values, combination, spec)
                    made_now = tuple(entries_of(scope, values, combination, spec, called, folder))
                    _check_formats({**own.values, **combination}, made_now)
                    yield from made_now


def read_table(path: Path) -> dict[str, Any]:
    """The table of a TOML file; ConvanimError where there is none, which leaves it to others to name it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConvanimError("this is no text in UTF-8: save it as TOML") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConvanimError(
            f"this file cannot be read, {reason}: give a course, a .toml file that names clips"
        ) from None
    return parsed(text)


def _label(clip: Mapping[str, Any]) -> str:
    """What an entry is called by those who wrote it, in brackets."""
    label = next((clip[key] for key in ("name", *ORIGINS, "scene") if isinstance(clip.get(key), str)), "")
    return f" ({label[:40]})" if label.isprintable() and label else ""


def _check_origin(scope: Scope) -> None:
    given = {*scope.values, *scope.axes}
    origins = [key for key in ORIGINS if key in given]
    if len(origins) > 1:
        raise ConvanimError(
            f"{' and '.join(origins)} are given together: a clip starts from one of them, leave out the rest"
        )
    for key in OF_MODEL:
        if key in given and "model" not in given:
            raise ConvanimError(f"{key} is for the layer of a model: give its file as model, or leave it out")


def _check_formats(said: Mapping[str, Alternative], entries: Sequence[Entry]) -> None:
    """Refuse a field that a clip says of itself and that changes nothing in any of its formats."""
    made = [entry.output.suffix for entry in entries]
    for key, found in said.items():
        formats = FORMATS_OF.get(key, made)
        if found.value not in (None, False) and not set(made) & set(formats):
            raise ConvanimError(
                f"{key} is for {listed(formats)}, and the clip is made as {listed(made)}: leave it out, or "
                f'write formats = ["{usual_of(formats)[1:]}"]'
            )


def _check_lists(values: Mapping[str, Alternative], combination: Combination, spec: ClipSpec) -> None:
    """Refuse a list that can only have been meant as a matrix."""
    axes = find(spec.scene).axes
    for key, found in values.items():
        if key in combination or not isinstance(found.raw, list):
            continue
        row = key in ("input", "kernel") and isinstance(found.value, Values) and len(found.value.shape) == 1
        sizes = key in ("stride", "padding", "dilation", "output_padding") and isinstance(found.value, tuple)
        if (row and 1 not in axes) or (sizes and len(found.raw) not in axes):
            raise ConvanimError(
                f"{key} {shown(found.raw)} is nothing that the scene {spec.scene} can show: for a clip with "
                f"each of them, write matrix = {{ {key} = {shown(found.raw)} }}"
            )
