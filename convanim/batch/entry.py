"""One clip of a course: what it is called, which files are made of it, and where they go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from convanim.batch.keys import shown
from convanim.batch.matrix import Alternative, Combination, said
from convanim.batch.naming import (
    PLACEHOLDERS,
    filled,
    has_placeholders,
    joined,
    output_path,
    plain,
    template_suffix,
)
from convanim.batch.scope import Scope
from convanim.errors import ConvanimError
from convanim.spec import ClipSpec
from convanim.spec.fields import FIELDS

USUAL_FORMATS = (".gif",)
VIDEOS = (".mp4", ".webm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One clip of a course.

    Attributes:
        name: no other clip of the course has it.
        output: relative to the folder of all clips; the suffix decides the format.
        described: whether a .txt and a .vtt are made as well.
        where: the file and the entry, for messages.
        folder: what relative paths in the spec are relative to; those of a course are whole already.
        origin: the file that it starts from, a clip made before or a .toml; empty if it is none.
    """

    name: str
    output: PurePosixPath
    spec: ClipSpec
    described: bool = False
    where: str = ""
    folder: Path = Path()
    origin: str = ""


def entries_of(
    scope: Scope,
    values: Mapping[str, Alternative],
    combination: Combination,
    spec: ClipSpec,
    where: str,
    folder: Path,
) -> Iterator[Entry]:
    """An entry for each format; of several, one is described, a video if there is any."""
    fill = (
        dict.fromkeys(PLACEHOLDERS, "") | _said(spec) | {key: plain(one.said) for key, one in values.items()}
    )
    name = usual_name(scope, values, combination)
    if scope.name is not None and has_placeholders(scope.name):
        name = plain(filled("name", scope.name, {**fill, "name": name}))
    if not name:
        raise ConvanimError(f"name {shown(scope.name)} has nothing in it that can name a file: use letters")
    formats, template = scope.formats or USUAL_FORMATS, scope.output or "{name}"
    if scope.formats is None and template_suffix(template) not in ("", ".{format}"):
        formats = (template_suffix(template),)
    described = next((form for form in formats if form in VIDEOS), formats[0])
    for form in formats:
        yield Entry(
            name=f"{name}{form}" if len(formats) > 1 else name,
            output=output_path(template, {**fill, "name": name}, form, several=scope.formats is not None),
            spec=spec,
            described=bool(scope.described) and form == described,
            where=where,
            folder=folder.absolute(),
            origin=_origin(values.get("clip")),
        )


def usual_name(scope: Scope, values: Mapping[str, Alternative], combination: Combination) -> str:
    """The name of what a clip starts from, or the one that it was given, and its matrix's values."""
    if scope.name is not None and not has_placeholders(scope.name):
        return joined(scope.name, combination, ())
    start = next((key for key in ("at_layer", "clip", "layer", "model", "scene") if key in values), "")
    return joined(values[start].said if start else ClipSpec().scene, combination, (start,))


def _origin(start: Alternative | None) -> str:
    """The file that a clip starts from: those of a course are whole paths, other starts are names."""
    return start.value if start is not None and Path(start.value).is_absolute() else ""


def _said(spec: ClipSpec) -> dict[str, str]:
    """Every field of a spec as a part of a name."""
    given = {key: getattr(spec, key) for key in FIELDS}
    return {key: "usual" if value is None else plain(said(value)) for key, value in given.items()}
