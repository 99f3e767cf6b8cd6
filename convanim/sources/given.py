"""The array of a source that is not drawn: a named kernel, values, a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.errors import ConvanimError
from convanim.limits import check_cells
from convanim.sizes import Size, check_array_channels_first, size_text
from convanim.sources.crop import Crop
from convanim.sources.kernels import KERNELS
from convanim.sources.source import (
    IMAGE_SUFFIXES,
    File,
    Named,
    Source,
    Values,
    check_not_a_size,
)

Array = NDArray[Any]


def check_row(name: str, source: Source, axes: int) -> None:
    """Refuse a row of numbers that was meant for a size, where a row is nothing that can be shown."""
    if axes > 1:
        check_not_a_size(name, source)


def given_array(
    name: str, source: Source, max_cells: int, resize: Size | None, axes: int, crop: Crop | None = None
) -> Array:
    """The array of a source that is not drawn, with as many axes as it has.

    Raises ConvanimError for what cannot be read, is too large, is not finite or has its channels last.
    """
    check_row(name, source, axes)
    if axes == 1 and isinstance(source, File) and source.suffix in IMAGE_SUFFIXES:
        raise ConvanimError(
            f"{source.path} is an image, and a row of samples is to be shown: give numbers as .npy or .csv"
        )
    if isinstance(source, Named):
        if axes != 2:
            raise ConvanimError(
                f"kernel {source.name} is 3×3, for pictures: give a size, or weights of your own"
            )
        kernel = KERNELS[source.name]
        rows = np.array(kernel.rows, dtype=np.int64)
        return rows if kernel.divisor == 1 else rows / kernel.divisor
    if isinstance(source, Values):
        check_cells(name, source.shape, max_cells)
        array = _values(name, source)
    elif isinstance(source, File):
        array = _read(name, source, max_cells, resize, crop)
    else:
        raise TypeError(f"{source!r} is drawn, not given")
    _check(called_in_errors(name, source), array, axes)
    return _laid(array, source, axes)


def _check(called: str, array: Array, axes: int) -> None:
    """Refuse what cannot be shown, and channels that are not where they belong in a picture."""
    if not np.isfinite(array).all():
        culprit = array[~np.isfinite(array)][0]
        raise ConvanimError(f"{called} holds {culprit}, which cannot be shown: use finite numbers")
    if axes < 3:
        check_array_channels_first(called, array.shape)


def _laid(array: Array, source: Source, axes: int) -> Array:
    """A file of one number a line is a row of samples where rows are samples."""
    column = isinstance(source, File) and array.ndim == 2 and array.shape[1] == 1
    return array[:, 0] if column and axes == 1 else array


def _values(name: str, source: Values) -> Array:
    array = np.array(source.cells, dtype=source.dtype)
    if array.dtype.kind not in "iuf":
        raise ConvanimError(f"{name} holds integers beyond 64 bits: use smaller integers, or floats")
    return array


def axes_text(shape: Size) -> str:
    """A shape in words, whatever its number of axes."""
    return size_text(shape) if len(shape) > 1 else "a single row" if shape else "a single number"


def called_in_errors(name: str, source: Source) -> str:
    """What errors call a source: its file, if it is one, else what it is for."""
    return source.path if isinstance(source, File) else name


def _read(name: str, source: File, max_cells: int, resize: Size | None, crop: Crop | None) -> Array:
    path = Path(source.path)
    if not path.exists():
        raise ConvanimError(f"{name} {path} does not exist: check the name, and the folder it is relative to")
    if not path.is_file():
        raise ConvanimError(f"{name} {path} is no regular file: give a file of numbers or an image")
    if source.suffix in IMAGE_SUFFIXES:
        from convanim.sources.images import read_image

        return read_image(path, resize, max_cells, crop)
    from convanim.sources.arrays import read_csv, read_npy

    return (read_npy if source.suffix == ".npy" else read_csv)(path, max_cells)
