"""What a layout of a pooling needs to know: sizes, extremes, and the numbers of a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
from convanim.labels import Labels
from convanim.layout.facts import Pair, widest_values
from convanim.numbers import MINUS

PoolingTrace = MaxPoolTrace | AveragePoolTrace

NEVER_WINS = f"{MINUS}∞"
"""What stands in the padding of a maximum: no cell is less."""


@dataclass(frozen=True)
class PoolNumbers:
    """The numbers of one output element: what its window holds, and what became of it.

    Attributes:
        name: "max" or "average".
        values: the cells that take part, in reading order of the window.
        places: where in the window each of them stands, (row, column).
        padding: which of them are padding.
        cells: how many cells the whole window has.
        winner: which of the values a maximum chose.
        tied: which other values are as large.
        divisor: what an average divides by.
        result: the maximum or the average; ``value`` is what the activation makes of it.
    """

    name: str
    values: tuple[Any, ...]
    places: tuple[Pair, ...]
    padding: tuple[bool, ...]
    cells: int
    winner: int | None
    tied: tuple[int, ...]
    divisor: int | None
    result: Any
    value: Any
    activation: str

    @property
    def partial(self) -> bool:
        """Whether fewer cells take part than the window has."""
        return len(self.values) < self.cells


def counted(trace: PoolingTrace, step: Any) -> NDArray[np.bool_]:
    """Which cells of a step's window take part: padding only in an average that counts it."""
    with_padding = isinstance(trace, AveragePoolTrace) and trace.count_include_pad
    mask: NDArray[np.bool_] = step.exists if with_padding else step.inside
    return mask


def numbers_of(trace: PoolingTrace, ordinal: int) -> PoolNumbers:
    """The numbers of the position with that ordinal."""
    position = trace.position(ordinal)
    step: Any = trace.step(position)
    part = counted(trace, step)
    places = tuple((int(row), int(column)) for row, column in np.argwhere(part))
    largest = isinstance(trace, MaxPoolTrace)
    return PoolNumbers(
        name="max" if largest else "average",
        values=tuple(step.patch[part].tolist()),
        places=places,
        padding=tuple((~step.inside[part]).tolist()),
        cells=int(part.size),
        winner=places.index(step.chosen) if largest else None,
        tied=tuple(places.index(tie) for tie in step.ties) if largest else (),
        divisor=None if largest else step.divisor,
        result=trace.preactivation[(0, *position)].item(),
        value=step.value.item(),
        activation=trace.activation,
    )


@dataclass(frozen=True)
class PoolFacts:
    """One channel's pooling, as a picture needs it. Pairs are (rows, columns).

    Attributes:
        padding: (before, after) of rows, then of columns.
        beyond: rows and columns of nothing that the last windows reach over under ceil mode.
        sizes: every number of cells that takes part in some window.
        inputs, results, outputs: the values with the widest texts; results are before the activation.
        labels: the captions' names by role.
    """

    name: str
    input: Pair
    padding: tuple[Pair, Pair]
    kernel: Pair
    dilation: Pair
    stride: Pair
    output: Pair
    beyond: Pair
    ceil_mode: bool
    sizes: tuple[int, ...]
    inputs: tuple[Any, ...]
    results: tuple[Any, ...]
    outputs: tuple[Any, ...]
    activation: str
    title: str
    prose: str
    labels: Labels

    @property
    def padding_mode(self) -> str:
        """What padding is called: a pooling has only the plain one."""
        return "zeros"

    @property
    def padded(self) -> Pair:
        """The size of the input with its padding."""
        (top, bottom), (left, right) = self.padding
        return self.input[0] + top + bottom, self.input[1] + left + right

    @property
    def reached(self) -> Pair:
        """The size of all that windows reach over: the padded input, and nothing."""
        return self.padded[0] + self.beyond[0], self.padded[1] + self.beyond[1]

    @property
    def positions(self) -> int:
        """How many positions the window takes."""
        return self.output[0] * self.output[1]

    @property
    def cells(self) -> int:
        """How many cells a whole window has."""
        return self.kernel[0] * self.kernel[1]

    def widest(self) -> tuple[PoolNumbers, ...]:
        """Made-up steps, one for each number of cells that take part, no narrower than any of the clip."""
        return tuple(self._widest(size) for size in self.sizes)

    def _widest(self, size: int) -> PoolNumbers:
        return PoolNumbers(
            name=self.name,
            values=self.inputs[-1:] * size,
            places=((0, 0),) * size,
            padding=(False,) * size,
            cells=self.cells,
            winner=0 if self.name == "max" else None,
            tied=(),
            divisor=size if self.name == "average" else None,
            result=self.results[-1],
            value=self.outputs[-1],
            activation=self.activation,
        )


def pool_facts(trace: PoolingTrace, title: str, prose: str, labels: Labels) -> PoolFacts:
    """The facts of a pooling's trace."""
    window = trace.window
    return PoolFacts(
        name="max" if isinstance(trace, MaxPoolTrace) else "average",
        input=_pair(window.extent),
        padding=(_pair(window.padding[0]), _pair(window.padding[1])),
        kernel=_pair(window.kernel_size),
        dilation=_pair(window.dilation),
        stride=_pair(window.stride),
        output=_pair(window.count),
        beyond=beyond(trace),
        ceil_mode=trace.ceil_mode,
        sizes=_sizes(trace),
        inputs=widest_values(trace.input),
        results=widest_values(trace.preactivation),
        outputs=widest_values(trace.output),
        activation=trace.activation,
        title=title,
        prose=prose,
        labels=labels,
    )


def beyond(trace: PoolingTrace) -> Pair:
    """Rows and columns past the padded input that the last windows reach over."""
    window = trace.window
    return _pair(
        max(0, (count - 1) * stride + span - size)
        for count, stride, span, size in zip(
            window.count, window.stride, window.span, window.padded_extent, strict=True
        )
    )


def _sizes(trace: PoolingTrace) -> tuple[int, ...]:
    """How many cells take part, all the numbers that occur: rows and columns count independently."""
    window = trace.window
    with_padding = isinstance(trace, AveragePoolTrace) and trace.count_include_pad
    per_axis: list[NDArray[np.int64]] = []
    for axis in range(len(window.extent)):
        before, after = window.padding[axis] if with_padding else (0, 0)
        starts = np.arange(window.count[axis]) * window.stride[axis] - window.padding[axis][0]
        cells = np.add.outer(starts, np.arange(window.kernel_size[axis]) * window.dilation[axis])
        there = (cells >= -before) & (cells < window.extent[axis] + after)
        per_axis.append(np.unique(there.sum(axis=1)))
    return tuple(np.unique(np.multiply.outer(*per_axis)).tolist())


def _pair(values: Any) -> Pair:
    first, second = values
    return int(first), int(second)
