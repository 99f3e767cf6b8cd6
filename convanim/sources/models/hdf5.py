"""HDF5 files: their datasets by name. Links out of the file, foreign storage and filters are not followed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import IO, Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import amount
from convanim.sizes import Size, size_text
from convanim.sources.models.files import MOST_WEIGHTS, package
from convanim.sources.models.layer import printable

MOST_OBJECTS = 20_000
FILTERS = frozenset({"shuffle", "gzip", "1", "2", "3", "fletcher32"})
"""Those that HDF5 itself brings along; others would be loaded as programs."""
BROKEN = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, SystemError)
"""What h5py raises for files that are cut or made to do harm."""


class Datasets:
    """The datasets of an open file, by their whole names."""

    def __init__(self, path: Path, source: Path | IO[bytes]) -> None:
        """`path` is for errors; `source` is the file, or its bytes."""
        self.path = path
        h5py = package("h5py", "models", f"reading {path}")
        self._h5py = h5py
        try:
            self._file = h5py.File(source, "r")
            self.shapes: dict[str, Size] = {}
            self._groups: dict[str, Any] = {}
            self._walk()
        except ConvanimError:
            raise
        except BROKEN:
            raise self._broken() from None

    def _broken(self) -> ConvanimError:
        return ConvanimError(f"{self.path} is no whole HDF5 file: save the model again")

    def _walk(self) -> None:
        waiting: list[tuple[str, Any]] = [("", self._file)]
        seen = 0
        visited: set[Any] = set()
        while waiting:
            name, group = waiting.pop()
            self._groups[name] = group
            below = []
            for key in group:
                seen += 1
                if seen > MOST_OBJECTS:
                    raise ConvanimError(
                        f"{self.path} has more than {MOST_OBJECTS:,} objects: save weights alone"
                    )
                if not isinstance(group.get(key, getlink=True), self._h5py.HardLink):
                    continue
                item, inner = group[key], f"{name}/{key}".lstrip("/")
                if isinstance(item, self._h5py.Dataset):
                    if item.shape is not None:
                        self.shapes[inner] = tuple(int(size) for size in item.shape)
                elif isinstance(item, self._h5py.Group):
                    address = self._h5py.h5o.get_info(item.id).addr
                    if address not in visited:
                        visited.add(address)
                        below.append((inner, item))
            waiting += reversed(below)

    def name_of(self, group: str) -> str | None:
        """The attribute ``name`` of a group, by which Keras tells whose arrays are in it."""
        try:
            name = self._groups[group].attrs.get("name") if group in self._groups else None
        except BROKEN:
            raise self._broken() from None
        return name if isinstance(name, str) else None

    def attribute(self, name: str, most: int) -> bytes | None:
        """An attribute of the file itself as bytes; None where it has none."""
        try:
            value = self._file.attrs.get(name)
        except BROKEN:
            raise self._broken() from None
        text = value.encode(errors="replace") if isinstance(value, str) else value
        return bytes(text) if isinstance(text, bytes) and len(text) <= most else None

    def load(self, name: str) -> Array:
        """A dataset's numbers."""
        shown = printable(name)
        try:
            item = self._file[name]
            if item.dtype.kind not in "biuf":
                raise ConvanimError(
                    f"{self.path}: {shown} has dtype {item.dtype}: use integers or real floats"
                )
            if math.prod(item.shape) > MOST_WEIGHTS:
                raise ConvanimError(
                    f"{self.path}: {shown} {size_text(item.shape)} has more than {amount(MOST_WEIGHTS)} "
                    f"numbers: use a smaller layer"
                )
            if item.external or item.is_virtual or not set(item._filters) <= FILTERS:
                raise ConvanimError(
                    f"{self.path}: {shown} lies elsewhere, or is packed in a way of its own: save it plainly"
                )
            return np.array(item[()])
        except ConvanimError:
            raise
        except BROKEN:
            raise self._broken() from None
