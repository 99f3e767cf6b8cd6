"""What a course says of its clips: a table's keys, read and converted one by one, and inherited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from convanim import presets
from convanim.batch.keys import (
    CONVERTERS,
    LISTS,
    OF_MODEL,
    ORIGINS,
    VALUES,
    example,
    misplaced,
    shown,
    unknown,
)
from convanim.batch.matrix import Alternative, Axes, Exclusion, said
from convanim.encoders import suffixes
from convanim.errors import ConvanimError
from convanim.problems import Problems
from convanim.rendering.catalog import scene_names
from convanim.sources import File, Flow, Weights
from convanim.spec import ClipSpec
from convanim.spec.fields import FIELDS, converted
from convanim.spec.layer import from_layer
from convanim.spec.toml import from_table


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a clip, or for all clips of a file.

    Attributes:
        values: fields of a spec and what the clip starts from, files with their whole paths.
        axes: the alternatives of a matrix.
    """

    values: Mapping[str, Alternative] = field(default_factory=dict)
    axes: Axes = field(default_factory=dict)
    excluded: tuple[Exclusion, ...] = ()
    name: str | None = None
    output: str | None = None
    formats: tuple[str, ...] | None = None
    described: bool | None = None

    def over(self, inherited: Scope) -> Scope:
        """This scope where it says something, else what is inherited."""
        own = {*self.values, *self.axes}
        hidden = own | ({*ORIGINS, *OF_MODEL} if own & {*ORIGINS} else set())
        return Scope(
            _without(inherited.values, hidden) | dict(self.values),
            _without(inherited.axes, hidden) | dict(self.axes),
            (*inherited.excluded, *self.excluded),
            self.name if self.name is not None else inherited.name,
            self.output if self.output is not None else inherited.output,
            self.formats if self.formats is not None else inherited.formats,
            self.described if self.described is not None else inherited.described,
        )


def _without(values: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in keys}


class Library:
    """What clips start from, each looked up once: presets, scenes, files."""

    def __init__(self) -> None:
        self._opened: dict[str, ClipSpec] = {}

    @cached_property
    def presets(self) -> Mapping[str, ClipSpec]:
        """Every preset's spec by its name."""
        return {name: preset.spec for name, preset in presets.load().items()}

    def open(self, what: str) -> ClipSpec:
        """The spec of a scene, a preset or a file; ConvanimError names the nearest there is."""
        if what not in self._opened:
            from convanim.api import open_spec

            is_preset = what in self.presets and what not in scene_names()
            self._opened[what] = self.presets[what] if is_preset else open_spec(what)
        return self._opened[what]

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The presets that a pattern means; ConvanimError where it means none."""
        found = tuple(name for name in self.presets if fnmatchcase(name, pattern))
        if not found:
            raise ConvanimError(f'clip "{pattern}" matches no preset: see "convanim list"')
        return found

    def spec(self, values: Mapping[str, Any]) -> ClipSpec:
        """The spec of what a clip starts from, changed by its fields."""
        fields = {key: value for key, value in values.items() if key in FIELDS}
        start = values.get("clip", "")
        if "model" in values:
            return from_table({key: values[key] for key in values if key not in ("clip", "layer")})
        if line := values.get("layer") or (start if is_layer(start) else None):
            return from_layer(line, fields)
        return self.open(start).changed(**fields) if start else ClipSpec(**fields)


def is_layer(text: str) -> bool:
    """Whether a clip starts from a line of code and not from a name."""
    return "(" in text and text.rstrip().endswith(")")


class ScopeReader:
    """Reads tables of one course file; what is wrong goes to the problems."""

    def __init__(self, folder: Path, library: Library, problems: Problems) -> None:
        self._folder, self._library, self._problems = folder, library, problems

    def read(self, table: Mapping[str, Any], where: str, keys: Iterable[str]) -> Scope:
        """The scope of a table that may have these keys."""
        known = tuple(keys)
        for key in table:
            if key not in known:
                self._problems.note(where, misplaced(key, known))
        taken = {key: value for key, value in table.items() if key in known}
        axes = self._axes(taken.get("matrix", {}), where)
        values: dict[str, Alternative] = {}
        for key in filter(VALUES.__contains__, taken):
            if key in axes:
                self._problems.note(
                    where, f"{key} is given both on its own and in the matrix: keep one of them"
                )
            for alternatives in self._noted(self._alternatives, where, key, key, taken[key]):
                if len(alternatives) > 1 or taken[key] != alternatives[0].raw:
                    axes[key] = alternatives
                else:
                    values[key] = alternatives[0]
        return self._named(Scope(values, axes, self._excluded(taken.get("exclude", []), where)), taken, where)

    def _named(self, scope: Scope, table: Mapping[str, Any], where: str) -> Scope:
        """With the keys that are about names and files."""
        for key, convert in CONVERTERS.items():
            if key in table:
                for value in self._noted(convert, where, key, key, table[key]):
                    scope = replace(scope, **{"described" if key == "describe" else key: value})
        return scope

    def _axes(self, matrix: object, where: str) -> dict[str, tuple[Alternative, ...]]:
        axes: dict[str, tuple[Alternative, ...]] = {}
        if not isinstance(matrix, dict):
            self._problems.note(
                where, f'matrix {shown(matrix)} is no table: write matrix = {{ theme = ["light", "dark"] }}'
            )
            return axes
        for key, values in matrix.items():
            called = f"matrix.{key}"
            if key in ("formats", "output", "name", "describe"):
                self._problems.note(where, f"{called} is not possible: write {key} beside the matrix")
            elif key not in VALUES:
                self._problems.note(where, f"matrix: {unknown(key, VALUES)}")
            elif values == []:
                self._problems.note(where, f"{called} has no values: give some, or leave it out")
            elif not isinstance(values, list):
                self._problems.note(
                    where,
                    f"{called} {shown(values)} is no list of values: write {key} = [{example(values)}]",
                )
            else:
                found = [
                    alternatives
                    for place, value in enumerate(values, 1)
                    for alternatives in self._noted(
                        self._alternatives, where, f"{called}, value {place}", key, value, place
                    )
                ]
                axes[key] = tuple(alternative for alternatives in found for alternative in alternatives)
        return {key: alternatives for key, alternatives in axes.items() if alternatives}

    def _alternatives(self, key: str, raw: Any, place: int = 1) -> tuple[Alternative, ...]:
        """A value as one alternative; a pattern of presets' names as many."""
        if isinstance(raw, list) and key not in LISTS:
            raise ConvanimError(
                f"{key} {shown(raw)} is a list: for a clip with each of them, write "
                f"matrix = {{ {key} = {shown(raw)} }}"
            )
        if key in FIELDS:
            value = self._field(key, raw)
            return (Alternative(raw, value, said(value, place)),)
        if key in ORIGINS and raw == "":
            raise ConvanimError(f"{key} is empty: name what the clip starts from, or leave it out")
        if key in ORIGINS and not isinstance(raw, str):
            raise ConvanimError(f"{key} {shown(raw)} is no text: put it in quotes")
        if key == "clip" and not is_layer(raw):
            names = self._library.matching(raw) if set(raw) & set("*?[") else (raw,)
            return tuple(Alternative(name, self._placed(name), Path(name).stem) for name in names)
        if key in ("clip", "layer"):
            return (Alternative(raw, raw, raw.partition("(")[0].rpartition(".")[2].strip().lower()),)
        if key == "model":
            return (Alternative(raw, str(self._folder / raw), Path(raw).stem),)
        return (Alternative(raw, raw, said(raw, place)),)

    def _placed(self, name: str) -> str:
        """What a clip starts from, a file with its whole path; ConvanimError where there is no such thing."""
        is_file = Path(name).suffix.lower() in (".toml", *suffixes()) and name not in scene_names()
        placed = str(self._folder / name) if is_file else name
        self._library.open(placed)
        return placed

    def _field(self, key: str, raw: Any) -> Any:
        """A field's value as a spec keeps it; a file is relative to the course file."""
        value = converted(key, raw)
        if isinstance(value, File | Flow | Weights) or (
            key in ("language", "font") and isinstance(value, str)
        ):
            return getattr(from_table({key: raw}, self._folder), key)
        return value

    def _excluded(self, tables: object, where: str) -> tuple[Exclusion, ...]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) and table for table in tables):
            self._problems.note(
                where, f"exclude {shown(tables)} is no list of tables: write exclude = [{{ kernel = 5 }}]"
            )
            return ()
        for table in tables:
            for key in table:
                if key not in VALUES:
                    self._problems.note(where, f"exclude: {unknown(key, VALUES)}")
        return tuple(Exclusion(where, table) for table in tables)

    def _noted(self, function: Callable[..., Any], where: str, key: str, *arguments: Any) -> list[Any]:
        """What a function answers, as the only one of a list; none where it raises, which is noted."""
        with self._problems.noted(where, key):
            return [function(*arguments)]
        return []
