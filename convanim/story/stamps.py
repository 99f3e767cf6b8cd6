"""When each input cell of a transposed convolution stamps its kernel, and which stamps meet where.

A clip that goes along the output lets a stamp land when the first cell that it reaches is computed;
one that goes along the input lets them land one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
from convanim.engine.transposed import TransposedPlan
from convanim.layout.facts import widest_values

NONE = -1
"""No stamp, no cell."""


@dataclass(frozen=True, eq=False)
class StampClock:
    """The order of the stamps of a plan with two spatial axes; ticks are positions of the storyboard.

    ``by_output`` says that ticks count output cells, not input cells; both in raster order.
    """

    plan: TransposedPlan
    by_output: bool

    @cached_property
    def _births(self) -> NDArray[np.int64]:
        """For each input cell the tick at which it stamps; NONE where it never does."""
        if not self.by_output:
            return np.arange(int(np.prod(self.plan.input_size)), dtype=np.int64)
        rows, columns = (self._first(axis) for axis in (0, 1))
        ticks = rows[:, None] * self.plan.output_size[1] + columns[None, :]
        ticks[(rows[:, None] == NONE) | (columns[None, :] == NONE)] = NONE
        return ticks.ravel()

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The ordinals of the input cells that stamp, in the order in which they do."""
        stamping = np.flatnonzero(self._births != NONE)
        return stamping[np.argsort(self._births[stamping], kind="stable")]

    @cached_property
    def rank(self) -> NDArray[np.int64]:
        """For each input cell its place in ``order``; a number past the end where it never stamps."""
        ranks = np.full(self._births.shape, len(self._births), dtype=np.int64)
        ranks[self.order] = np.arange(len(self.order))
        return ranks

    @cached_property
    def _landing(self) -> NDArray[np.int64]:
        return self._births[self.order]

    def before(self, tick: int) -> int:
        """How many stamps have landed before a tick."""
        return int(np.searchsorted(self._landing, tick, side="left"))

    def after(self, tick: int) -> int:
        """How many stamps have landed once a tick is over."""
        return int(np.searchsorted(self._landing, tick, side="right"))

    def last(self, tick: int) -> int:
        """The stamp that a tick is about: the last one that reaches the output cell, or NONE."""
        if not self.by_output:
            return tick
        row, column = divmod(tick, self.plan.output_size[1])
        rows, columns = self._reaching(0, row), self._reaching(1, column)
        if not len(rows) or not len(columns):
            return NONE
        return int(rows[-1]) * self.plan.input_size[1] + int(columns[-1])

    def subject(self, tick: int) -> int | None:
        """The output cell that a tick is about: its own, or the one where its stamp meets most others."""
        if self.by_output:
            return tick
        rank, cells = self.rank[tick], [ordinal for ordinal, _, _ in self.cells(tick)]
        met = [int((self.rank[self.stamps(ordinal)] <= rank).sum()) for ordinal in cells]
        return cells[int(np.argmax(met))] if cells else None

    def stamps(self, ordinal: int) -> NDArray[np.int64]:
        """The stamps that reach an output cell."""
        row, column = divmod(ordinal, self.plan.output_size[1])
        reaching = self._reaching(0, row)[:, None] * self.plan.input_size[1] + self._reaching(1, column)
        return reaching.ravel()

    def reached(self, ordinal: int) -> bool:
        """Whether any stamp reaches an output cell."""
        row, column = divmod(ordinal, self.plan.output_size[1])
        return bool(len(self._reaching(0, row)) and len(self._reaching(1, column)))

    def cells(self, stamp: int) -> list[tuple[int, int, int]]:
        """The output cells that a stamp reaches, as (ordinal, row and column of the kernel)."""
        place = divmod(stamp, self.plan.input_size[1])
        rows, columns = (self._lands(axis, place[axis]) for axis in (0, 1))
        (height, width) = self.plan.output_size
        return [
            (int(r) * width + int(c), i, j)
            for i, r in enumerate(rows)
            for j, c in enumerate(columns)
            if 0 <= r < height and 0 <= c < width
        ]

    def _lands(self, axis: int, place: int) -> NDArray[np.int64]:
        """The output coordinates on which the kernel of an input cell lands; some may be cropped away."""
        plan = self.plan
        offsets = np.arange(plan.kernel_size[axis], dtype=np.int64) * plan.dilation[axis]
        return offsets + (place * plan.stride[axis] - plan.padding[axis][0])

    def _first(self, axis: int) -> NDArray[np.int64]:
        """For each input coordinate the first output coordinate it reaches, or NONE."""
        size = self.plan.output_size[axis]
        lands = [self._lands(axis, place) for place in range(self.plan.input_size[axis])]
        inside = [cells[(cells >= 0) & (cells < size)] for cells in lands]
        return np.array([cells[0] if len(cells) else NONE for cells in inside], dtype=np.int64)

    def _reaching(self, axis: int, coordinate: int) -> NDArray[np.int64]:
        """The input coordinates whose kernels land on an output coordinate."""
        return self._reach[axis][coordinate]

    @cached_property
    def _reach(self) -> tuple[tuple[NDArray[np.int64], ...], ...]:
        found = []
        for axis in (0, 1):
            places = range(self.plan.input_size[axis])
            lands = np.stack([self._lands(axis, place) for place in places])
            size = self.plan.output_size[axis]
            found.append(tuple(np.flatnonzero((lands == cell).any(axis=1)) for cell in range(size)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Share:
    """What one stamp adds to an output cell: the input cell's ordinal, its value, the weight, the product."""

    stamp: int
    value: float
    weight: float
    product: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One output cell: what the stamps add, the bias (None if there is none), the sum, the value after
    the activation, and how many zeros the window reads there."""

    shares: tuple[Share, ...]
    bias: float | None
    sum: float
    value: float
    zeros: int


def gathered(trace: GatherTrace | ScatterTrace) -> GatherTrace:
    """The same transposed convolution, read by gathering."""
    if isinstance(trace, GatherTrace):
        return trace
    numbers = (trace.input, trace.activation, trace.weight, trace.bias, trace.plan, trace.dtype)
    return GatherTrace(trace.operation, *numbers)


class Cells:
    """The output cells of one channel, read from the trace's steps when they are asked for."""

    def __init__(self, trace: GatherTrace) -> None:
        self._trace = trace
        self._known: dict[int, Cell] = {}

    @property
    def widest(self) -> tuple[float, ...]:
        """The output values with the widest texts."""
        return widest_values(self._trace.output)

    def __getitem__(self, ordinal: int) -> Cell:
        """The cell with an ordinal in raster order."""
        if ordinal not in self._known:
            self._known[ordinal] = self._read(ordinal)
        return self._known[ordinal]

    def _read(self, ordinal: int) -> Cell:
        trace = self._trace
        step = trace.step(trace.position(ordinal))
        (down, right), columns = trace.stride, trace.input.shape[-1]
        real = step.inside & ~step.inserted
        shares = tuple(
            Share(
                int(step.coordinates[0][i]) // down * columns + int(step.coordinates[1][j]) // right,
                step.patch[0, i, j].item(),
                step.weights[0, i, j].item(),
                step.products[0, i, j].item(),
            )
            for i, j in np.argwhere(real)
        )
        bias = None if trace.bias is None else plain(step.bias)
        return Cell(shares, bias, plain(step.sum), plain(step.value), int(real.size - real.sum()))

    def running(self, ordinal: int, landed: int, clock: StampClock) -> tuple[float, int]:
        """What stands in a cell after the first stamps, and how many of them reach it.

        It is the trace's own value once all have; before, the bias and what has been added so far.
        """
        cell = self[ordinal]
        shares = [share for share in cell.shares if clock.rank[share.stamp] < landed]
        if len(shares) == len(cell.shares):
            return cell.value, len(shares)
        return sum((share.product for share in shares), start=cell.bias or 0), len(shares)


def plain(number: object) -> float:
    """A NumPy scalar as Python's own number."""
    found: float = number.item() if isinstance(number, np.generic) else number  # type: ignore[assignment]  # a float
    return found
