"""The grids of a transposed convolution: the input with its zeros, and the canvas that stamps land on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convanim.engine.transposed import TransposedPlan

Pair = tuple[int, int]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sizes:
    """A transposed convolution of two axes; pairs are (rows, columns).

    Attributes:
        span: cells that the kernel spans, gaps of a dilation included.
        padding: the operation's own, which crops: (before, after) of rows, then of columns.
        around: the zeros around the stuffed input, likewise; none where the operation's padding is larger
            than the kernel's reach.
        skipped: rows and columns of the stuffed input before the first window, where none are around it.
    """

    input: Pair
    kernel: Pair
    span: Pair
    stride: Pair
    dilation: Pair
    padding: tuple[Pair, Pair]
    output_padding: Pair
    output: Pair
    stuffed: Pair
    around: tuple[Pair, Pair]
    skipped: Pair

    @property
    def grid(self) -> Pair:
        """The stuffed input with the zeros around it: what the gathering window slides over."""
        (top, bottom), (left, right) = self.around
        return self.stuffed[0] + top + bottom, self.stuffed[1] + left + right

    @property
    def canvas(self) -> Pair:
        """All cells that a stamp can reach, cropped ones included, and those that output padding adds."""
        rows, columns = (
            max((cells - 1) * step + span, before + out)
            for cells, step, span, (before, _), out in zip(
                self.input, self.stride, self.span, self.padding, self.output, strict=True
            )
        )
        return rows, columns

    @property
    def crop(self) -> Pair:
        """The rows and columns of the canvas before the output."""
        return self.padding[0][0], self.padding[1][0]

    def real(self) -> Mask:
        """Which cells of the grid are cells of the input."""
        mask: Mask = np.logical_and.outer(self._lattice(0), self._lattice(1))
        return mask

    def inserted(self) -> Mask:
        """Which cells of the grid are zeros between the input's cells."""
        mask = np.zeros(self.grid, dtype=bool)
        (top, _), (left, _) = self.around
        mask[top : top + self.stuffed[0], left : left + self.stuffed[1]] = True
        return mask & ~self.real()

    def read(self) -> Mask:
        """Which cells of the grid any window reads."""
        axes = []
        for axis in (0, 1):
            starts = np.arange(self.output[axis]) + self.skipped[axis]
            covered = np.add.outer(starts, np.arange(self.kernel[axis]) * self.dilation[axis])
            axes.append(np.isin(np.arange(self.grid[axis]), covered))
        mask: Mask = np.logical_and.outer(*axes)
        return mask

    def cropped(self) -> Mask:
        """Which cells of the canvas are cropped away."""
        mask = np.ones(self.canvas, dtype=bool)
        (top, left), (rows, columns) = self.crop, self.output
        mask[top : top + rows, left : left + columns] = False
        return mask

    def _lattice(self, axis: int) -> Mask:
        before, _ = self.around[axis]
        places = np.arange(self.grid[axis]) - before
        mask: Mask = (places >= 0) & (places < self.stuffed[axis]) & (places % self.stride[axis] == 0)
        return mask


def sizes_of(plan: TransposedPlan) -> Sizes:
    """The grids of a plan with two spatial axes."""
    window = plan.gather_window
    around = [(max(before, 0), max(after, 0)) for before, after in window.padding]
    return Sizes(
        _pair(plan.input_size),
        _pair(plan.kernel_size),
        _pair(window.span),
        _pair(plan.stride),
        _pair(plan.dilation),
        (_pair(plan.padding[0]), _pair(plan.padding[1])),
        _pair(plan.output_padding),
        _pair(plan.output_size),
        _pair(plan.stuffed_size),
        (around[0], around[1]),
        (max(-window.padding[0][0], 0), max(-window.padding[1][0], 0)),
    )


def _pair(values: tuple[int, ...]) -> Pair:
    first, second = values
    return int(first), int(second)
