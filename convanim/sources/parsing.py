"""Reading where numbers come from as a person writes it; data is not touched."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from convanim.errors import ConvanimError
from convanim.sizes import Size, check_size, is_size, parse_size
from convanim.sources.kernels import KERNELS
from convanim.sources.pictures import PICTURES
from convanim.sources.source import (
    ARRAY_SUFFIXES,
    IMAGE_SUFFIXES,
    NUMBERED,
    File,
    Flow,
    Named,
    Nested,
    Seeded,
    Source,
    Values,
    Weights,
    nested_shape,
    shortened,
)


def parse(name: str, value: object) -> Source:
    """What a person wrote as the `name` ("input" or "kernel") of a clip; data is not touched.

    Takes text (a size, a nested list, a file name, for kernels a name), a whole number or a tuple of them
    (a size), a nested list or an array of values, a path, or a source. Raises ConvanimError for all else.
    """
    if isinstance(value, Seeded | Values | File | Weights | Flow):
        return value
    if isinstance(value, Named):
        return parse_text(name, value.name)
    if isinstance(value, str):
        return parse_text(name, value.strip())
    if isinstance(value, Path):
        return _file(name, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Seeded(check_size(name, (value,)))
    if isinstance(value, tuple) and value and all(type(number) is int for number in value):
        return Seeded(check_size(name, value))
    if isinstance(value, dict):
        return _table(name, value)
    if hasattr(value, "__array__"):
        return _array(name, value)
    if isinstance(value, list | tuple):
        return Values(_nested(name, value))
    raise ConvanimError(
        f"{name} {value!r} is neither a size nor numbers: write 5x7, a nested list or a file name"
    )


def parse_text(name: str, text: str) -> Source:
    """A source from text, as ``parse`` tells."""
    if is_size(text):
        return Seeded(parse_size(name, text))
    if Path(text).suffix.lower() in (*ARRAY_SUFFIXES, *IMAGE_SUFFIXES):
        return _file(name, Path(text))
    if text.startswith("["):
        return Values(_nested(name, _json(name, text)))
    if text in {"kernel": KERNELS, "input": PICTURES}.get(name, ()):
        return Named(text)
    suffixes = ", ".join(ARRAY_SUFFIXES)
    if name == "kernel":
        known = ", ".join(KERNELS)
        raise ConvanimError(
            f'kernel "{text}" is no size, file or known kernel: write 3x3, [[1, 0], [0, 1]], '
            f"a file ({suffixes}), or one of {known}"
        )
    raise ConvanimError(
        f'{name} "{text}" is no size and no file that can be read: write 5x7, [[1, 2], [3, 4]], '
        f"or a file ({suffixes}, {', '.join(IMAGE_SUFFIXES)})"
    )


def _file(name: str, path: Path) -> File:
    suffix = path.suffix.lower()
    if suffix in IMAGE_SUFFIXES and name == "kernel":
        raise ConvanimError(f"kernel {path} is an image: give its weights as .npy or .csv")
    if suffix not in (*ARRAY_SUFFIXES, *IMAGE_SUFFIXES):
        known = ", ".join((*ARRAY_SUFFIXES, *IMAGE_SUFFIXES))
        raise ConvanimError(f"{name} {path} is of no kind that can be read: use {known}")
    return File(str(path))


def _json(name: str, text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        remedy = "write [[1, 2], [3, 4]]"
        if fraction := re.search(r"(\d{1,9})\s*/\s*(\d{0,8}[1-9])", text):
            share = int(fraction[1]) / int(fraction[2])
            remedy = f"write decimals such as {share:.3g} for {fraction[0]}"
        raise ConvanimError(f"{name} {shortened(text)} is no nested list of numbers: {remedy}") from None


def _table(name: str, table: dict[str, Any]) -> Source:
    """``{values = [...], dtype = "float32"}``: values that have a type of their own; or a model's layer."""
    if "model" in table:
        from convanim.sources.models.parts import from_table

        return from_table(name, table)
    keys = {"values", "dtype", *(NUMBERED if name == "kernel" else ())}
    if not {"values"} < set(table) <= keys or table.get("dtype", "float32") != "float32":
        raise ConvanimError(
            f'{name} {shortened(str(table))} is unknown: write {{values = [...], dtype = "float32"}}'
        )
    found = Values(_nested(name, table["values"]), table.get("dtype"))
    return _numbered(found, table) if set(NUMBERED) & set(table) else found


def _numbered(values: Values, table: dict[str, Any]) -> Values:
    """Weights with what a model counts their filters and channels as."""
    from convanim.sources.models.parts import indices

    channels, filters = (indices(key, table.get(key, [])) for key in NUMBERED)
    return replace(values, channels=channels, filters=filters)


def _array(name: str, array: Any) -> Values:
    """An array's values; narrow floats keep their type, since their decimals are theirs alone."""
    array = array.__array__()
    if array.dtype.kind not in "biuf":
        raise ConvanimError(f"{name} has dtype {array.dtype}: use integers or real floats")
    narrow = array.dtype.kind == "f" and array.dtype.itemsize <= 4
    whole = array.dtype.kind in "biu"
    cells = _nested(name, (array.astype("int64" if array.dtype.kind == "b" else array.dtype)).tolist())
    return Values(cells, "float32" if narrow and not whole else None)


def _nested(name: str, rows: object) -> Nested:
    """A nested list as nested tuples of one shape."""
    try:
        cells = _frozen(name, rows, depth=0)
        _check_rectangular(name, cells, nested_shape(cells))
    except RecursionError:
        raise ConvanimError(f"{name} is nested too deep: give rows of numbers") from None
    if not isinstance(cells, tuple):
        raise ConvanimError(f"{name} {rows!r} is no nested list of numbers: write [[1, 2], [3, 4]]")
    return cells


def _frozen(name: str, rows: object, depth: int) -> Nested:
    if isinstance(rows, bool) or not isinstance(rows, int | float | list | tuple):
        raise ConvanimError(f"{name} holds {shortened(repr(rows))}, which is no number: give numbers only")
    if isinstance(rows, int | float):
        return rows
    if depth == 4:
        raise ConvanimError(f"{name} is nested too deep: give rows of numbers")
    if not rows:
        raise ConvanimError(f"{name} has an empty row: give every axis at least one cell")
    return tuple(_frozen(name, row, depth + 1) for row in rows)


def _check_rectangular(name: str, cells: Nested, shape: Size) -> None:
    if isinstance(cells, tuple) and shape and len(cells) == shape[0]:
        for row in cells:
            _check_rectangular(name, row, shape[1:])
    elif isinstance(cells, tuple) or shape:
        raise ConvanimError(
            f"{name} is a nested list whose rows differ in length: give every row the same length"
        )
