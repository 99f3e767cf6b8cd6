"""The numbers of ONNX's tensors: in the file, entry by entry or in one piece, or in a file beside it."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import amount, memory
from convanim.sizes import Size, size_text
from convanim.sources.models.files import MOST_WEIGHTS, bfloat16
from convanim.sources.models.layer import printable
from convanim.sources.models.wire import BrokenError, Field, Reader

DTYPES: Mapping[int, str] = {
    1: "<f4", 2: "u1", 3: "i1", 4: "<u2", 5: "<i2", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8",
    12: "<u4", 13: "<u8", 16: "bfloat16",
}  # fmt: skip
"""TensorProto.DataType as NumPy's types."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor's shape and type, and where its numbers lie.

    Attributes:
        raw: the place of its bytes in the file, where they are in one piece.
        typed: the places of its entries by their kind, where every number is an entry.
        external: what it says of a file of its own: location, offset and length.
    """

    name: str
    shape: Size
    type: int
    raw: tuple[int, int] | None
    typed: tuple[tuple[int, Field], ...]
    external: Mapping[str, str] | None


def tensor_array(path: Path, buffer: mmap.mmap, reader: Reader, tensor: Tensor) -> Array:
    """A tensor's numbers, copied; ConvanimError where they are not those of its shape."""
    name = printable(tensor.name)
    if tensor.type not in DTYPES:
        raise ConvanimError(f"{path}: the tensor {name} has no type that can be read: use floats")
    cells = int(np.prod(tensor.shape, dtype=object))
    if cells > MOST_WEIGHTS:
        raise ConvanimError(
            f"{path}: the tensor {name} {size_text(tensor.shape)} has {amount(cells)} numbers, "
            f"more than the limit of {amount(MOST_WEIGHTS)}"
        )
    dtype = DTYPES[tensor.type]
    if tensor.raw is None and tensor.external is None:
        try:
            array = _entries(buffer, reader, tensor, dtype)
        except BrokenError as error:
            raise ConvanimError(f"{path}: the tensor {name} has {error}") from None
    else:
        width = 2 if dtype == "bfloat16" else np.dtype(dtype).itemsize
        data = _outside(path, tensor, cells * width) if tensor.external is not None else _raw(buffer, tensor)
        if len(data) != cells * width:
            raise ConvanimError(
                f"{path}: the tensor {name} {size_text(tensor.shape)} needs {memory(cells * width)} "
                f"but has {memory(len(data))}: export the model again"
            )
        array = bfloat16(data) if dtype == "bfloat16" else np.frombuffer(data, dtype).copy()
    if array.size != cells:
        raise ConvanimError(
            f"{path}: the tensor {name} {size_text(tensor.shape)} has {array.size} numbers: "
            f"export the model again"
        )
    return array.reshape(tensor.shape)


def _raw(buffer: mmap.mmap, tensor: Tensor) -> bytes:
    start, end = tensor.raw or (0, 0)
    return buffer[start:end]


def _entries(buffer: mmap.mmap, reader: Reader, tensor: Tensor, dtype: str) -> Array:
    """Numbers that are entries; half floats lie in integers of 32 bits as their bits."""
    parts: list[Array] = []
    for number, entry in tensor.typed:
        if number in (4, 10):
            data = buffer[entry.start : entry.end]
            width = 4 if number == 4 else 8
            if len(data) % width:
                raise BrokenError("floats of a length that cannot be")
            parts.append(np.frombuffer(data, "<f4" if number == 4 else "<f8").copy())
        else:
            parts.append(np.array([n % 2**64 for n in reader.integers(entry)], dtype=np.uint64))
    if not parts:
        return np.zeros(0, dtype=np.float32)
    whole = np.concatenate(parts)
    if dtype == "bfloat16":
        return bfloat16(whole.astype("<u2").tobytes())
    if dtype == "<f2":
        return whole.astype("<u2").view("<f2")
    return whole.astype(np.int64).astype(dtype) if whole.dtype == np.uint64 and dtype != "<u8" else whole


def _outside(path: Path, tensor: Tensor, needed: int) -> bytes:
    """The bytes of a tensor in a file of its own, which must lie in the model's folder."""
    said = tensor.external or {}
    location, name = said.get("location", ""), printable(tensor.name)
    folder = path.parent.resolve()
    data = (folder / location).resolve() if location and "\0" not in location else folder
    if not data.is_relative_to(folder) or data == folder:
        raise ConvanimError(
            f'{path}: {name} lies in "{printable(location)}", outside the model\'s folder: '
            f"put the file beside the model, and name it without a path"
        )
    offset, length = _whole(said.get("offset", "0")), _whole(said.get("length", str(needed)))
    if not data.is_file() or offset is None or length != needed or offset + needed > data.stat().st_size:
        raise ConvanimError(
            f'{path}: the tensor {name} is not whole in "{printable(location)}": '
            f"put the model's data file beside it"
        )
    with data.open("rb") as file:
        file.seek(offset)
        return file.read(needed)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
