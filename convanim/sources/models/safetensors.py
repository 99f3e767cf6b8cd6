"""Safetensors files: a header in JSON, then every array's bytes.

Source: the format's description in the safetensors project's README. The whole header is checked as the
project's own reader checks it: arrays follow each other without gap or overlap, and fill the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import amount, memory
from convanim.sizes import Size, size_text
from convanim.sources.models.files import MOST_WEIGHTS, bfloat16, mapped
from convanim.sources.models.layer import printable
from convanim.sources.models.state import StateModel

LARGEST_HEADER = 8_000_000
MOST_AXES = 16
DTYPES: Mapping[str, tuple[str, int]] = {
    "F64": ("<f8", 8), "F32": ("<f4", 4), "F16": ("<f2", 2), "BF16": ("bfloat16", 2),
    "I64": ("<i8", 8), "I32": ("<i4", 4), "I16": ("<i2", 2), "I8": ("i1", 1),
    "U64": ("<u8", 8), "U32": ("<u4", 4), "U16": ("<u2", 2), "U8": ("u1", 1), "BOOL": ("?", 1),
    "F8_E4M3": ("", 1), "F8_E5M2": ("", 1), "F8_E8M0": ("", 1), "C64": ("", 8),
}  # fmt: skip
"""The format's types: NumPy's, where it has one, and the bytes of a number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An array's type and shape, and where its bytes lie behind the header."""

    dtype: str
    shape: Size
    start: int
    end: int


class _File:
    """The entries of a file, and its bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._buffer = mapped(path)
        size = int.from_bytes(self._buffer[:8], "little")
        if len(self._buffer) < 8 or not 2 <= size <= min(LARGEST_HEADER, len(self._buffer) - 8):
            raise self._broken(f"a header of {memory(size)} cannot be")
        self._begin = 8 + size
        self.entries = self._parsed(self._header(self._buffer[8 : self._begin]))

    def _broken(self, reason: str) -> ConvanimError:
        return ConvanimError(f"{self.path} is no whole safetensors file: {reason}")

    def _header(self, text: bytes) -> dict[str, Any]:
        try:
            header = json.loads(text.decode(), object_pairs_hook=_once)
        except (ValueError, RecursionError):
            raise self._broken("its header is no JSON object of different names") from None
        if not isinstance(header, dict):
            raise self._broken("its header is no JSON object of different names")
        header.pop("__metadata__", None)
        return header

    def _parsed(self, header: dict[str, Any]) -> dict[str, Entry]:
        entries = {name: self._entry(name, said) for name, said in header.items()}
        place = 0
        for name, entry in sorted(entries.items(), key=lambda item: (item[1].start, item[1].end)):
            if entry.start != place:
                raise self._broken(f"{printable(name)} does not begin where the array before it ends")
            place = entry.end
        if place != len(self._buffer) - self._begin:
            raise self._broken(
                f"its arrays take {memory(place)} but it has {memory(len(self._buffer) - self._begin)}"
            )
        return entries

    def _entry(self, name: str, said: Any) -> Entry:
        found = said if isinstance(said, dict) else {}
        dtype: Any = found.get("dtype")
        shape: Any = found.get("shape")
        offsets: Any = found.get("data_offsets")
        whole = isinstance(dtype, str) and dtype in DTYPES and _sizes(shape) and _sizes(offsets)
        if not whole or len(offsets) != 2 or len(shape) > MOST_AXES:
            raise self._broken(f"the entry of {printable(name)} has no known dtype, shape and data_offsets")
        start, end = offsets
        if end - start != math.prod(shape) * DTYPES[dtype][1]:
            raise self._broken(f"{printable(name)} {size_text(shape)} does not take as many bytes as it says")
        return Entry(dtype, tuple(shape), start, end)

    def load(self, name: str) -> Array:
        """An array, copied."""
        entry = self.entries[name]
        dtype, _ = DTYPES[entry.dtype]
        if not dtype:
            raise ConvanimError(
                f"{self.path}: {printable(name)} has dtype {entry.dtype}: save it as F32 or F16"
            )
        if math.prod(entry.shape) > MOST_WEIGHTS:
            raise ConvanimError(
                f"{self.path}: {printable(name)} {size_text(entry.shape)} has more than "
                f"{amount(MOST_WEIGHTS)} numbers: use a smaller layer"
            )
        data = self._buffer[self._begin + entry.start : self._begin + entry.end]
        array = bfloat16(data) if dtype == "bfloat16" else np.frombuffer(data, dtype).copy()
        return array.reshape(entry.shape)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _sizes(value: Any) -> bool:
    return isinstance(value, list) and all(type(size) is int and 0 <= size < 2**48 for size in value)


def read(path: Path) -> StateModel:
    """The arrays in a .safetensors file; ConvanimError for one that is broken or made to do harm."""
    file = _File(path)
    return StateModel(path, {name: entry.shape for name, entry in file.entries.items()}, file.load)
