"""The process that reads an HDF5 file: ``python -m convanim.sources.models.hdf5_child [FILE]``.

HDF5's library was written for files that are trusted: a broken one may end it, or make it ask for any memory.
So it runs alone, with bounds to its memory and time, and answers lines of JSON: first of what is in the
file, then for every name that is asked for a dataset's type and shape, with its bytes behind it. Of a broken
file the answer is empty, or the process ends. Without FILE, the file's bytes come first, behind their number.
"""

from __future__ import annotations

import io
import json
import math
import sys
from importlib import import_module
from typing import Any, BinaryIO

import numpy as np

from convanim.errors import ConvanimError
from convanim.limits import amount
from convanim.sizes import size_text
from convanim.sources.models.files import MOST_WEIGHTS
from convanim.sources.models.layer import printable

h5py: Any = import_module("h5py")  # it has no types

LARGEST_MEMORY = 2_500_000_000
LONGEST, BYTES_PER_SECOND = 3.0, 20_000_000
"""Seconds of work for an answer; of what is unpacked, so many bytes a second are little."""
MOST_OBJECTS, MOST_LEVELS = 20_000, 64
LARGEST_CONFIG = 8_000_000
FILTERS = frozenset({"shuffle", "gzip", "1", "2", "3", "fletcher32"})
"""Those that HDF5 itself brings along; others would be loaded as programs."""
BROKEN = (
    *(OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError),
    *(OverflowError, SystemError, MemoryError),
)
"""What h5py raises for files that are cut or made to do harm."""


def main(arguments: list[str], asked: BinaryIO, said: BinaryIO) -> None:
    """Answer until nothing more is asked."""
    bound_memory()
    bound_time()
    try:
        source = arguments[0] if arguments else io.BytesIO(_sent(asked))
        file = h5py.File(source, "r")
        _say(said, contents(file))
        for line in asked:
            bound_time()
            try:
                item = dataset(file, json.loads(line))
                bound_time(math.prod(item.shape) * item.dtype.itemsize)
                array = np.array(item[()])
            except ConvanimError as error:
                _say(said, {"error": str(error)})
                continue
            _say(said, {"dtype": array.dtype.str, "shape": array.shape})
            said.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
            said.flush()
    except ConvanimError as error:
        _say(said, {"error": str(error)})
    except BROKEN:
        _say(said, {})


def bound_memory() -> None:
    """Let the process have so much memory, where the system can say so."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bound_time(size: int = 0) -> None:
    """Let the process work for so long from now on, and longer for many bytes, where the system can say so.

    What counts is its own work: a machine that is busy with others' breaks nothing.
    """
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = math.ceil(used.ru_utime + used.ru_stime + LONGEST + size / BYTES_PER_SECOND)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _sent(asked: BinaryIO) -> bytes:
    return asked.read(int.from_bytes(asked.read(8), "little"))


def _say(said: BinaryIO, answer: object) -> None:
    said.write(json.dumps(answer).encode() + b"\n")
    said.flush()


def contents(file: Any) -> dict[str, Any]:
    """Shapes of datasets and names of groups, by their places; links out of the file are not followed.

    Raises ConvanimError for a file of too many, and what h5py raises for a broken one.
    """
    shapes: dict[str, tuple[int, ...]] = {}
    names: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = [("", file)]
    visited: set[int] = set()
    seen = 0
    while waiting:
        place, group = waiting.pop()
        if place.count("/") > MOST_LEVELS:
            raise ConvanimError(f"has groups in groups over {MOST_LEVELS} deep: save weights alone")
        name = group.attrs.get("name")
        if isinstance(name, str):
            names[place] = name
        below = []
        for key in group:
            seen += 1
            if seen > MOST_OBJECTS:
                raise ConvanimError(f"has more than {MOST_OBJECTS:,} objects: save weights alone")
            if not isinstance(group.get(key, getlink=True), h5py.HardLink):
                continue
            item, inner = group[key], f"{place}/{key}".lstrip("/")
            if isinstance(item, h5py.Dataset) and item.shape is not None:
                shapes[inner] = tuple(int(size) for size in item.shape)
            elif isinstance(item, h5py.Group) and (address := h5py.h5o.get_info(item.id).addr) not in visited:
                visited.add(address)
                below.append((inner, item))
        waiting += reversed(below)
    return {"shapes": shapes, "names": names, "config": _config(file)}


def _config(file: Any) -> str | None:
    """The attribute in which Keras describes a model."""
    value = file.attrs.get("model_config")
    text = value.decode(errors="replace") if isinstance(value, bytes) else value
    return text if isinstance(text, str) and len(text) <= LARGEST_CONFIG else None


def dataset(file: Any, name: str) -> Any:
    """A dataset that may be read; ConvanimError for one that may not."""
    item, shown = file[name], printable(name)
    if item.dtype.kind not in "biuf":
        raise ConvanimError(f"{shown} has dtype {item.dtype}: use integers or real floats")
    if math.prod(item.shape) > MOST_WEIGHTS:
        raise ConvanimError(
            f"{shown} {size_text(item.shape)} has more than {amount(MOST_WEIGHTS)} numbers: use a "
            f"smaller layer"
        )
    if item.external or item.is_virtual or not set(item._filters) <= FILTERS:
        raise ConvanimError(f"{shown} lies elsewhere, or is packed in a way of its own: save it plainly")
    return item


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
