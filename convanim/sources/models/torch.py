"""PyTorch checkpoints: a zip archive with a pickle of tensors and their bytes; PyTorch is not needed.

Source of the layout: PyTorch's notes on serialization, "torch.save" since version 1.6.
"""

from __future__ import annotations

import math
import zipfile
from pathlib import Path

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import amount, memory
from convanim.sizes import size_text
from convanim.sources.models.archives import opened, small, taken
from convanim.sources.models.files import MOST_WEIGHTS, bfloat16, regular
from convanim.sources.models.layer import printable
from convanim.sources.models.state import StateModel
from convanim.sources.models.torch_pickle import Tensor, UnreadableError, tensors_of, unpickled

WHAT = "PyTorch checkpoint"
LARGEST_PICKLE = 8_000_000


def read(path: Path) -> StateModel:
    """The tensors of a checkpoint. Raises ConvanimError for what is broken, or wants to run code."""
    if not zipfile.is_zipfile(regular(path)):
        raise ConvanimError(
            f"{path} is no {WHAT} of PyTorch 1.6 or later: save its state_dict() again with torch.save"
        )
    with opened(path, WHAT) as archive:
        pickles = [name for name in archive.namelist() if name == "data.pkl" or name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise ConvanimError(f"{path} is no {WHAT}: save a state_dict() with torch.save")
        prefix = pickles[0].removesuffix("data.pkl")
        data = small(path, archive, pickles[0], LARGEST_PICKLE)
        order = prefix + "byteorder"
        big = order in archive.namelist() and small(path, archive, order, 16) == b"big"
    try:
        tensors = tensors_of(unpickled(data))
    except UnreadableError as error:
        raise ConvanimError(
            f"{path} holds {error} besides tensors, which is never run: save its state_dict() alone"
        ) from None
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    return StateModel(
        path, shapes, lambda name: _load(path, prefix, name, tensors[name], ">" if big else "<")
    )


def _load(path: Path, prefix: str, name: str, tensor: Tensor, order: str) -> Array:
    shown, cells = printable(name), math.prod(tensor.shape)
    span = 1 + sum((size - 1) * step for size, step in zip(tensor.shape, tensor.stride, strict=True))
    if max(cells, span) > MOST_WEIGHTS:
        raise ConvanimError(
            f"{path}: {shown} {size_text(tensor.shape)} has more than {amount(MOST_WEIGHTS)} numbers: "
            f"use a smaller layer"
        )
    half = tensor.storage.dtype == "bfloat16"
    dtype = np.dtype(order + ("u2" if half else tensor.storage.dtype))
    with opened(path, WHAT) as archive:
        member = f"{prefix}data/{tensor.storage.key}"
        info = archive.NameToInfo.get(member)
        size = 0 if info is None else info.file_size
        start, needed = tensor.offset * dtype.itemsize, span * dtype.itemsize
        if start + needed > size:
            raise ConvanimError(
                f"{path}: {shown} {size_text(tensor.shape)} reaches past its storage of {memory(size)}: "
                f"save it again"
            )
        if info is not None and info.compress_type != zipfile.ZIP_STORED and start > MOST_WEIGHTS:
            raise ConvanimError(f"{path}: {shown} is packed, which PyTorch does not do: save it again")
        with archive.open(member) as file:
            file.seek(start)
            numbers = np.frombuffer(taken(file, needed), dtype).astype(dtype.newbyteorder("="))
    if half:
        numbers = bfloat16(numbers.astype("<u2").tobytes())
    strides = tuple(step * numbers.itemsize for step in tensor.stride)
    return np.lib.stride_tricks.as_strided(numbers, tensor.shape, strides).copy()
