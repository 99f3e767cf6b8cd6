"""Numbers from files: NumPy's .npy and comma-separated text."""

from __future__ import annotations

import io
import math
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from convanim.engine.arguments import counted
from convanim.errors import ConvanimError
from convanim.limits import check_cells, memory

Array = NDArray[Any]

_BYTES_PER_NUMBER = 32
"""What a number in a text file takes at most, separator included; floats have at most 25 characters."""

_READ_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}

BAD_HEADERS = (
    ValueError,
    SyntaxError,
    TypeError,
    OverflowError,
    RecursionError,
    EOFError,
    tokenize.TokenError,
)
"""What NumPy raises for files that are cut, too large for their header, or made to do harm."""


def read_npy(path: Path, max_cells: int) -> Array:
    """The array of an .npy file; nothing is unpickled, and nothing is read before its size is checked."""
    try:
        with warnings.catch_warnings():
            # Headers of old or odd writers are read all the same.
            warnings.simplefilter("ignore")
            mapped = np.lib.format.open_memmap(path, mode="r")
    except BAD_HEADERS as error:
        reason = "holds Python objects" if "Python objects" in str(error) else "is no whole .npy file"
        raise ConvanimError(f"{path} {reason}: save an array of numbers with numpy.save") from None
    except OSError as error:
        raise ConvanimError(f"cannot read {path}: {error.strerror or error}") from None
    if mapped.dtype.kind not in "biuf":
        raise ConvanimError(f"{path} has dtype {_dtype_text(mapped)}: use integers or real floats")
    if mapped.size == 0:
        raise ConvanimError(
            f"{path} is empty, its shape is {mapped.shape}: give every axis at least one cell"
        )
    check_cells(str(path), mapped.shape, max_cells)
    return np.array(mapped, dtype=_plain(mapped.dtype))


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the numbers of an array in the .npy format."""

    shape: tuple[int, ...]
    columns_first: bool
    dtype: np.dtype[Any]

    @property
    def held(self) -> str:
        """What the array holds that is no number; empty if it holds numbers."""
        kind = "Python objects" if self.dtype.hasobject else f"dtype {self.dtype}"
        return "" if self.dtype.kind in "biuf" and not self.dtype.names else kind

    @property
    def size(self) -> int:
        """How many bytes the numbers take."""
        return math.prod(self.shape) * self.dtype.itemsize

    def filled(self, data: bytes) -> Array:
        """The array with these bytes, in this machine's byte order."""
        array = np.frombuffer(data, self.dtype).reshape(self.shape, order="F" if self.columns_first else "C")
        return array.astype(self.dtype.newbyteorder("="))


def npy_header(called: str, file: IO[bytes]) -> Header:
    """The header of an array in the .npy format; the file then stands at its numbers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # headers of old or odd writers are read all the same
            shape, columns_first, dtype = _READ_HEADERS[np.lib.format.read_magic(file)](file)
    except (*BAD_HEADERS, KeyError):
        raise ConvanimError(f"{called} is no whole array: save it again") from None
    if any(type(size) is not int or size < 0 for size in shape):
        raise ConvanimError(f"{called} is no whole array: save it again")
    return Header(tuple(shape), columns_first, dtype)


def npy_from(called: str, data: bytes) -> Array:
    """The array in the bytes of an .npy file; nothing is unpickled."""
    file = io.BytesIO(data)
    header = npy_header(called, file)
    if header.held:
        raise ConvanimError(f"{called} holds {header.held}: give an array of numbers")
    numbers = file.read()
    if header.size > len(numbers):
        raise ConvanimError(f"{called} is no whole array: save it again")
    array = header.filled(numbers[: header.size])
    return array.astype(_plain(array.dtype))


def _dtype_text(array: Array) -> str:
    return "of records" if array.dtype.names else str(array.dtype)


def _plain(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type, in this machine's byte order, that the engine computes such numbers in."""
    if dtype.kind == "f":
        return np.dtype(np.float32 if dtype.itemsize <= 4 else np.float64)
    return np.dtype(np.int64) if dtype.kind in "bi" else np.dtype(np.uint64)


def read_csv(path: Path, max_cells: int) -> Array:
    """Rows of numbers, separated by commas, semicolons, tabs or spaces; lines that begin with # are notes.

    Between semicolons or tabs a comma is that of a decimal.
    """
    try:
        size = path.stat().st_size
        if size > _BYTES_PER_NUMBER * max_cells:
            raise ConvanimError(
                f"{path} has {memory(size)}, more than {max_cells:,} numbers take: use a smaller file, "
                f"or raise --max-cells"
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConvanimError(f"{path} is no text in UTF-8: save it as comma-separated text") from None
    except OSError as error:
        raise ConvanimError(f"cannot read {path}: {error.strerror or error}") from None
    return _rows(path, text, max_cells)


def csv_from(called: str, data: bytes) -> Array:
    """The numbers of CSV text that is no file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConvanimError(f"{called} is no text in UTF-8: give comma-separated text") from None
    return _rows(called, text, len(data))


def _rows(path: Path | str, text: str, max_cells: int) -> Array:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    rows = [(number, _row(path, number, line)) for number, line in lines if line and not line.startswith("#")]
    if not rows:
        raise ConvanimError(f"{path} holds no numbers: write one row a line, such as 0,1,2")
    first, width = rows[0][0], len(rows[0][1])
    for number, row in rows:
        if len(row) != width:
            raise ConvanimError(
                f"{path} has {counted(len(row), 'number')} in line {number} but {width} in line {first}: "
                f"give every row the same length"
            )
    check_cells(str(path), (len(rows), width), max_cells)
    return _array(path, [row for _, row in rows])


def _array(path: Path | str, rows: list[list[int | float]]) -> Array:
    array = np.array(rows)
    if array.dtype.kind not in "iuf":
        raise ConvanimError(f"{path} holds integers beyond 64 bits: use smaller integers, or floats")
    return array


def _row(path: Path | str, line_number: int, line: str) -> list[int | float]:
    separator = next((sign for sign in ";\t," if sign in line), None)
    words = [word.strip() for word in line.split(separator)]
    if separator in (";", "\t"):  # the comma is left for decimals, as in the spreadsheets of half the world
        words = [
            word.replace(",", ".") if word.count(",") == 1 and "." not in word else word for word in words
        ]
    return [_number(path, line_number, word) for word in words]


def _number(path: Path | str, line_number: int, word: str) -> int | float:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    shown = word if len(word) <= 30 else word[:27] + "…"
    what = f'"{shown}", which is no number' if word else "a gap between two separators"
    raise ConvanimError(f"{path} has {what}, in line {line_number}: give numbers only")
