"""What comes through a pipe: ``-`` is a clip as TOML, ``-i -`` an array as CSV, in brackets, or .npy."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from convanim.errors import ConvanimError
from convanim.limits import MAX_CELLS, memory

if TYPE_CHECKING:
    from convanim.sources import Source
    from convanim.spec import ClipSpec

CALLED = "standard input"
MOST_BYTES = 32 * MAX_CELLS
NPY = b"\x93NUMPY"


def spec() -> ClipSpec:
    """The clip that comes as TOML; its files are relative to the current folder."""
    from convanim.spec.toml import loads

    try:
        text = _bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConvanimError(f"{CALLED} is no text in UTF-8: give a clip as TOML") from None
    try:
        return loads(text)
    except ConvanimError as error:
        raise ConvanimError(f"{CALLED}: {error}") from None


def array(name: str) -> Source:
    """The numbers that come as CSV, in brackets, or as an .npy file's bytes, as the `name` of a clip."""
    from convanim.sources import parse
    from convanim.sources.arrays import csv_from, npy_from

    data = _bytes()
    if data.lstrip().startswith(b"["):
        return parse(name, data.decode("utf-8", "replace").strip())
    found = npy_from(CALLED, data) if data.startswith(NPY) else csv_from(CALLED, data)
    if found.size > MAX_CELLS:
        raise ConvanimError(f"{CALLED} has over {MAX_CELLS:,} numbers: give a file")
    return parse(name, found)


def _bytes() -> bytes:
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ConvanimError(f"{CALLED} has more than {memory(MOST_BYTES)}: give a file")
    if not data:
        raise ConvanimError(f"{CALLED} is empty, or was read already: send one clip or one array through it")
    return data
