"""The keys of a course, and the values of those that are about names and files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from convanim.encoders import suffixes
from convanim.errors import ConvanimError, hint
from convanim.sources import parse
from convanim.spec import converters as to
from convanim.spec.fields import FIELDS
from convanim.spec.options import MODEL_OPTIONS

ORIGINS = ("clip", "layer", "model")
"""What a clip starts from; one of them, or none."""
OF_MODEL = tuple(option.field for option in MODEL_OPTIONS if option.field not in ORIGINS)
"""What is said of a model besides its file."""
VALUES = (*ORIGINS, *OF_MODEL, *FIELDS)
"""What a matrix can vary."""
COMMON = ("output", "formats", "describe", "matrix", "exclude", *VALUES)
"""The keys of ``[defaults]``."""
OF_CLIP = ("name", *COMMON)
"""The keys of a ``[[clip]]``."""
PLACES = {
    "include": 'write include = ["other.toml"] at the top of the file, above all tables',
    "defaults": "write [defaults] as a table of its own, outside of [[clip]]",
    "name": "write it under the [[clip]] that is called so",
}
"""Where keys belong that not every table has."""
TAKE_LISTS = (parse, to.per_axis, to.padding, to.bias, to.resize, to.crop, to.series, to.labels)
"""The converters whose values may be lists themselves."""


def converter(name: str) -> Callable[..., Any]:
    """The function that converts a field, without the limits that it is given."""
    convert = FIELDS[name].convert
    return convert.func if isinstance(convert, partial) else convert


LISTS = frozenset({"channels", "only_filters"} | {name for name in FIELDS if converter(name) in TAKE_LISTS})
"""The keys whose values may be lists themselves."""


def misplaced(key: str, known: Iterable[str]) -> str:
    """What is said of a key that a table cannot have: where it belongs, or that there is none."""
    return f"{key} does not belong here: {PLACES[key]}" if key in PLACES else unknown(key, known)


def unknown(key: str, known: Iterable[str]) -> str:
    """What is said of a key that there is not, with the nearest there is."""
    known = tuple(known)
    near = hint(key, known, f"use some of {', '.join(known)}")
    return f'there is no key "{key}": {near}'


def shown(value: object) -> str:
    """A value nearly as TOML has it, but not long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"


def example(values: object) -> str:
    """What stands in the brackets of a list that was written without them."""
    return shown(values) if values not in ([], {}) else "…"


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ConvanimError(f'{key} {shown(value)} is no text that can name a file: write {key} = "week-1"')
    return value


def _formats(key: str, value: object) -> tuple[str, ...]:
    """Suffixes from a list of formats, with their dots or without."""
    if not isinstance(value, list) or not value or not all(isinstance(form, str) for form in value):
        raise ConvanimError(f'{key} {shown(value)} is no list of formats: write formats = ["gif", "mp4"]')
    found = tuple(dict.fromkeys(f".{form.lower().removeprefix('.')}" for form in value))
    for form in found:
        if form not in suffixes():
            known = ", ".join(suffix[1:] for suffix in suffixes())
            raise ConvanimError(f'{key} has "{form[1:]}", which is no format: use {known}')
    return found


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ConvanimError(f"{key} {shown(value)} is neither true nor false: write {key} = true")
    return value


CONVERTERS: Mapping[str, Callable[[str, Any], Any]] = {
    "name": _text,
    "output": _text,
    "formats": _formats,
    "describe": _flag,
}
"""The keys about names and files."""
