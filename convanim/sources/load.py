"""From a source to an array: drawn from the seed, taken from the values, read from the file."""

from __future__ import annotations

import math
import random

import numpy as np

from convanim.errors import ConvanimError
from convanim.limits import check_cells
from convanim.sizes import Size, size_text
from convanim.sources.crop import Crop
from convanim.sources.given import Array, axes_text, called_in_errors, check_row, given_array
from convanim.sources.pictures import picture_path
from convanim.sources.source import (
    IMAGE_SUFFIXES,
    File,
    Flow,
    Named,
    Seeded,
    Source,
    Values,
    Weights,
)

INPUT_VALUES, KERNEL_VALUES = 4, 3
"""How many small integers, from 0, seeded cells are drawn from (Dumoulin & Visin, figure 1.1)."""


def load_input(
    source: Source,
    *,
    seed: int,
    max_cells: int,
    resize: Size | None = None,
    crop: Crop | None = None,
    channels: int = 1,
    axes: int = 2,
    signed: bool = False,
) -> Array:
    """The input as ``(C, *spatial)`` with so many spatial ``axes``; what has no channels is one of them.

    A bare number is meant for every axis; a size without channels gets `channels` of them, `signed` ones are
    drawn from around 0; `resize` and `crop` are for images. Raises ConvanimError for what cannot be read,
    is too large or is not finite.
    """
    source = _with_path(source)
    if isinstance(source, Flow):
        from convanim.sources.models.parts import load_flow

        return load_flow(source, seed=seed, max_cells=max_cells, resize=resize, axes=axes, crop=crop)
    if not (isinstance(source, File) and source.suffix in IMAGE_SUFFIXES):
        for name, given in (("resize", resize), ("crop", crop)):
            if given is not None:
                raise ConvanimError(
                    f"{name} is for images, and the input is none: give the input in the size you want"
                )
    if isinstance(source, Seeded):
        shape = _spread(source.shape, axes)
        _check_axes("input", shape, (axes, axes + 1), INPUT_SIZES[axes])
        shape = (channels, *shape) if len(shape) <= axes and channels > 1 else shape
        check_cells("input", shape, max_cells)
        values, low = (2 * INPUT_VALUES - 1, INPUT_VALUES - 1) if signed else (INPUT_VALUES, 0)
        return draw("input", shape if len(shape) > axes else (1, *shape), values, seed) - low
    array = given_array("input", source, max_cells, resize, axes, crop)
    if array.ndim not in (axes, axes + 1):
        raise ConvanimError(
            f"{called_in_errors('input', source)} is {axes_text(array.shape)}: give {INPUT_ARRAYS[axes]}"
        )
    return array if array.ndim > axes else array[np.newaxis]


INPUT_SIZES = {1: "12, or 3x12 with channels", 2: "5x7, or 3x28x28 with channels", 3: "5x5x5"}
INPUT_ARRAYS = {
    1: "a row, or channels of rows",
    2: "rows, or channels of rows",
    3: "slices of rows, or channels of slices",
}
KERNEL_SIZES = {1: "3, or 1x2x3 with channels", 2: "3x3, or 8x1x3x3 with filters", 3: "3x3x3"}
KERNEL_ARRAYS = {
    1: "a row, channels of rows, or filters of channels of rows",
    2: "rows, channels of rows, or filters of channels of rows",
    3: "slices of rows, channels of slices, or filters of channels of slices",
}
"""What an input and a kernel may be, by the number of spatial axes."""


def load_kernel(
    source: Source,
    *,
    filters: int,
    channels: int,
    seed: int,
    max_cells: int,
    signed: bool = False,
    axes: int = 2,
) -> Array:
    """The weights as ``(C_out, C_in, *kernel)``; sizes and weights of fewer axes are one kernel or filter.

    A seeded kernel gets `filters` filters of `channels` channels where the source does not say it; `signed`
    ones are drawn from around 0.
    """
    if isinstance(source, Seeded):
        shape = kernel_shape(source.shape, filters, channels, axes)
        _check_axes("kernel", shape, (axes, axes + 2), KERNEL_SIZES[axes])
        check_cells("kernel", shape, max_cells)
        return draw("kernel", shape, KERNEL_VALUES, seed) - (KERNEL_VALUES // 2 if signed else 0)
    if isinstance(source, Weights):
        from convanim.sources.models.parts import load_weights

        return load_weights(source, max_cells=max_cells, axes=axes)
    array = given_array("kernel", source, max_cells, None, axes)
    if not axes <= array.ndim <= axes + 2:
        raise ConvanimError(
            f"{called_in_errors('kernel', source)} is {axes_text(array.shape)}: give {KERNEL_ARRAYS[axes]}"
        )
    return array.reshape((1,) * (axes + 2 - array.ndim) + array.shape)


def load_pointwise(source: Source, *, max_cells: int) -> Array:
    """The weights of 1×1 filters as ``(filters, maps)``; axes of one cell behind them are dropped."""
    if not isinstance(source, Values | File):
        raise ConvanimError(
            "pointwise is a size: give a row of weights for each filter, or leave it out and give --filters"
        )
    array = given_array("pointwise", source, max_cells, None, 2)
    if array.ndim < 2 or any(size != 1 for size in array.shape[2:]):
        called = called_in_errors("pointwise", source)
        raise ConvanimError(f"{called} is {axes_text(array.shape)}: give a row of weights for each filter")
    return array.reshape(array.shape[:2])


def kernel_shape(shape: Size, filters: int, channels: int, axes: int = 2) -> Size:
    """A kernel's size as the shape of its weights: ``3`` and ``3x3`` are one kernel for every channel."""
    shape = _spread(shape, axes)
    return {axes: (filters, channels, *shape), axes + 1: (1, *shape)}.get(len(shape), shape)


def size_of(
    name: str,
    source: Source,
    *,
    max_cells: int,
    resize: Size | None = None,
    axes: int = 2,
    crop: Crop | None = None,
) -> Size:
    """The size of what a source gives; only files are opened for it."""
    source = _with_path(source) if name == "input" else source
    if isinstance(source, Seeded):
        return _spread(source.shape, axes)
    if isinstance(source, Flow):
        return load_input(source, seed=0, max_cells=max_cells, resize=resize, axes=axes, crop=crop).shape
    if isinstance(source, Weights):
        return load_kernel(source, filters=1, channels=1, seed=0, max_cells=max_cells, axes=axes).shape
    if isinstance(source, Values):
        check_row(name, source, axes)
        return source.shape
    return given_array(name, source, max_cells, resize, axes, crop).shape


def draw(name: str, shape: Size, values: int, seed: int) -> Array:
    """Integers from 0 to below `values`, the same for a seed on every machine; never all 0.

    Python's own ``random()`` is used because it alone promises the same sequence in every version.
    """
    source = random.Random(f"{name} {seed}")
    cells = [0]
    while not any(cells):
        cells = [int(source.random() * values) for _ in range(math.prod(shape))]
    return np.array(cells, dtype=np.int64).reshape(shape)


def _check_axes(name: str, shape: Size, axes: tuple[int, int], remedy: str) -> None:
    """Refuse a size of fewer or more numbers than these."""
    if not axes[0] <= len(shape) <= axes[1]:
        raise ConvanimError(f"{name} {size_text(shape)} has {len(shape)} axes: use {remedy}")


def _with_path(source: Source) -> Source:
    """A picture that has a name as the file that it is; other inputs as they are."""
    return File(str(picture_path(source.name))) if isinstance(source, Named) else source


def _spread(shape: Size, axes: int) -> Size:
    """A bare number is meant for every axis."""
    return shape * axes if len(shape) == 1 else shape
