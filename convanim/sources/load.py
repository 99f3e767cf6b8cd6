"""From a source to an array: drawn from the seed, taken from the values, read from the file."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.errors import ConvanimError
from convanim.limits import check_cells
from convanim.sizes import Size, looks_channels_last, size_text
from convanim.sources.kernels import KERNELS
from convanim.sources.source import IMAGE_SUFFIXES, File, Named, Seeded, Source, Values

Array = NDArray[Any]

INPUT_VALUES, KERNEL_VALUES = 4, 3
"""How many small integers, from 0, seeded cells are drawn from (Dumoulin & Visin, figure 1.1)."""


def load_input(
    source: Source, *, seed: int, max_cells: int, resize: Size | None = None, channels: int = 1
) -> Array:
    """The input as ``(C, H, W)``; a bare size is square, rows alone are one channel.

    A size without channels gets `channels` of them; `resize` is for images. Raises ConvanimError for what
    cannot be read, is too large or is not finite.
    """
    if resize is not None and not (isinstance(source, File) and source.suffix in IMAGE_SUFFIXES):
        raise ConvanimError(
            "resize is for images, and the input is none: give the input in the size you want"
        )
    if isinstance(source, Seeded):
        shape = _spread(source.shape)
        _check_axes("input", shape, 3, "5x7, or 3x28x28 with channels")
        shape = (channels, *shape) if len(shape) < 3 and channels > 1 else shape
        check_cells("input", shape, max_cells)
        return draw("input", shape if len(shape) == 3 else (1, *shape), INPUT_VALUES, seed)
    array = _given("input", source, max_cells, resize)
    if array.ndim not in (2, 3):
        raise ConvanimError(
            f"{_called('input', source)} is {_axes_text(array.shape)}: give rows, or channels of rows"
        )
    return array if array.ndim == 3 else array[np.newaxis]


def load_kernel(
    source: Source, *, filters: int, channels: int, seed: int, max_cells: int, signed: bool = False
) -> Array:
    """The weights with four axes; sizes and weights of fewer axes are one kernel or one filter.

    A seeded kernel gets `filters` filters of `channels` channels where the source does not say it; `signed`
    ones are drawn from around 0.
    """
    if isinstance(source, Seeded):
        shape = kernel_shape(source.shape, filters, channels)
        _check_axes("kernel", shape, 4, "3x3, or 8x1x3x3 with filters")
        check_cells("kernel", shape, max_cells)
        return draw("kernel", shape, KERNEL_VALUES, seed) - (KERNEL_VALUES // 2 if signed else 0)
    array = _given("kernel", source, max_cells, None)
    if not 2 <= array.ndim <= 4:
        raise ConvanimError(
            f"{_called('kernel', source)} is {_axes_text(array.shape)}: give rows, channels of rows, "
            f"or filters of channels of rows"
        )
    return array.reshape((1,) * (4 - array.ndim) + array.shape)


def kernel_shape(shape: Size, filters: int, channels: int) -> Size:
    """A kernel's size as the shape of its weights: ``3`` and ``3x3`` are one kernel for every channel."""
    shape = _spread(shape)
    return {2: (filters, channels, *shape), 3: (1, *shape)}.get(len(shape), shape)


def size_of(name: str, source: Source, *, max_cells: int, resize: Size | None = None) -> Size:
    """The size of what a source gives; only files are opened for it."""
    if isinstance(source, Seeded):
        return _spread(source.shape)
    if isinstance(source, Named):
        return (3, 3)
    if isinstance(source, Values):
        return source.shape
    return _given(name, source, max_cells, resize).shape


def draw(name: str, shape: Size, values: int, seed: int) -> Array:
    """Integers from 0 to below `values`, the same for a seed on every machine; never all 0.

    Python's own ``random()`` is used because it alone promises the same sequence in every version.
    """
    source = random.Random(f"{name} {seed}")
    cells = [0]
    while not any(cells):
        cells = [int(source.random() * values) for _ in range(math.prod(shape))]
    return np.array(cells, dtype=np.int64).reshape(shape)


def _check_axes(name: str, shape: Size, most: int, remedy: str) -> None:
    if len(shape) > most:
        raise ConvanimError(f"{name} {size_text(shape)} has {len(shape)} axes: use {remedy}")


def _spread(shape: Size) -> Size:
    """A bare number is meant for both axes of a picture."""
    return shape * 2 if len(shape) == 1 else shape


def _given(name: str, source: Values | File | Named | Seeded, max_cells: int, resize: Size | None) -> Array:
    """The array of a source that is not drawn."""
    if isinstance(source, Named):
        kernel = KERNELS[source.name]
        rows = np.array(kernel.rows, dtype=np.int64)
        return rows if kernel.divisor == 1 else rows / kernel.divisor
    if isinstance(source, Values):
        check_cells(name, source.shape, max_cells)
        array = _values(name, source)
    elif isinstance(source, File):
        array = _read(name, source, max_cells, resize)
    else:
        raise TypeError(f"{source!r} is drawn, not given")
    called = _called(name, source)
    if not np.isfinite(array).all():
        culprit = array[~np.isfinite(array)][0]
        raise ConvanimError(f"{called} holds {culprit}, which cannot be shown: use finite numbers")
    if looks_channels_last(array.shape):
        channels_first = size_text((array.shape[2], *array.shape[:2]))
        raise ConvanimError(
            f"{called} is {size_text(array.shape)}, which looks like height×width×channels: "
            f"give the channels first, {channels_first}"
        )
    return array


def _values(name: str, source: Values) -> Array:
    array = np.array(source.cells, dtype=source.dtype)
    if array.dtype.kind not in "iuf":
        raise ConvanimError(f"{name} holds integers beyond 64 bits: use smaller integers, or floats")
    return array


def _axes_text(shape: Size) -> str:
    return size_text(shape) if len(shape) > 1 else "a single row" if shape else "a single number"


def _called(name: str, source: Source) -> str:
    return source.path if isinstance(source, File) else name


def _read(name: str, source: File, max_cells: int, resize: Size | None) -> Array:
    path = Path(source.path)
    if not path.exists():
        raise ConvanimError(f"{name} {path} does not exist: check the name, and the folder it is relative to")
    if not path.is_file():
        raise ConvanimError(f"{name} {path} is no regular file: give a file of numbers or an image")
    if source.suffix in IMAGE_SUFFIXES:
        from convanim.sources.images import read_image

        return read_image(path, resize, max_cells)
    from convanim.sources.arrays import read_csv, read_npy

    return (read_npy if source.suffix == ".npy" else read_csv)(path, max_cells)
