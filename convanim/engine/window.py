"""The window that slides over a grid of cells: where it starts, what it covers, what it never reads."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from convanim.engine.arguments import Pairs, Size
from convanim.engine.arrays import Array, read_only


def effective_size(kernel_size: Size, dilation: Size) -> Size:
    """The cells that a dilated kernel spans along each axis: d·(k − 1) + 1."""
    return tuple(step * (cells - 1) + 1 for cells, step in zip(kernel_size, dilation, strict=True))


@dataclass(frozen=True)
class Window:
    """A window of `kernel_size` cells, `dilation` apart, that takes `count` positions `stride` apart.

    `extent` is the grid it slides over, without its padding. The padding may be negative in the
    gather reading of a transposed convolution: then the window starts inside the grid.
    """

    extent: Size
    kernel_size: Size
    stride: Size
    padding: Pairs
    dilation: Size
    count: Size

    @property
    def span(self) -> Size:
        """Cells from the window's first to its last, both counted, per axis."""
        return effective_size(self.kernel_size, self.dilation)

    @property
    def padded_extent(self) -> Size:
        """The grid with its padding, per axis."""
        return tuple(
            before + size + after for size, (before, after) in zip(self.extent, self.padding, strict=True)
        )

    def origin(self, position: Size) -> Size:
        """The coordinate of the window's first cell in the unpadded grid; negative in the padding."""
        return tuple(
            place * step - before
            for place, step, (before, _) in zip(position, self.stride, self.padding, strict=True)
        )

    def coordinates(self, position: Size) -> tuple[NDArray[np.int64], ...]:
        """The coordinates of the window's cells in the unpadded grid, one array per axis."""
        return tuple(
            read_only(np.arange(start, start + cells * step, step, dtype=np.int64))
            for start, cells, step in zip(self.origin(position), self.kernel_size, self.dilation, strict=True)
        )

    def reads(self, axis: int) -> NDArray[np.bool_]:
        """Which coordinates of the padded grid along `axis` any window reads.

        A cell is read if and only if it is read along every axis; the others are drawn hatched.
        """
        starts = np.arange(self.count[axis]) * self.stride[axis]
        cells = np.arange(self.kernel_size[axis]) * self.dilation[axis]
        covered = np.add.outer(starts, cells)
        size = self.padded_extent[axis]
        read = np.zeros(size, dtype=np.bool_)
        read[covered[covered < size]] = True
        return read

    def view(self, padded: Array) -> Array:
        """All windows of a padded array ``(..., *padded_extent)``, as ``(..., *kernel_size, *count)``.

        Nothing is copied: the same cells appear in many windows, so the view is read-only.
        """
        axes = len(self.extent)
        lead, steps = padded.strides[:-axes], padded.strides[-axes:]
        within = tuple(step * apart for step, apart in zip(steps, self.dilation, strict=True))
        between = tuple(step * apart for step, apart in zip(steps, self.stride, strict=True))
        return as_strided(
            padded,
            (*padded.shape[:-axes], *self.kernel_size, *self.count),
            (*lead, *within, *between),
            writeable=False,
        )


def across_channels(index: tuple[Any, ...]) -> tuple[Any, ...]:
    """A spatial index, made one that takes all of the axis before it."""
    return (slice(None), *index)


def across_leading(index: tuple[Any, ...]) -> tuple[Any, ...]:
    """A spatial index, made one that takes all of every axis before it."""
    return (..., *index)
