"""What a layout of one kernel over one map needs to know: sizes, extremes, and the words to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convanim import typeset
from convanim.errors import ConvanimError
from convanim.labels import Labels
from convanim.layout.formula import AxisSize
from convanim.layout.sums import StepNumbers
from convanim.numbers import format_number
from convanim.typeset import Style

if TYPE_CHECKING:
    from convanim.engine.trace_conv import ConvTrace, Step

Pair = tuple[int, int]


def numbers_of(step: Step, bias_shown: bool, activation: str) -> StepNumbers:
    """A step of the trace as the numbers that are written, in reading order."""
    inside = np.broadcast_to(step.inside, step.patch.shape).ravel()
    return StepNumbers(
        tuple(step.patch.ravel().tolist()),
        tuple(step.weights.ravel().tolist()),
        tuple((~inside).tolist()),
        plain(step.bias) if bias_shown else None,
        plain(step.sum),
        plain(step.value),
        activation,
    )


def plain(value: Any) -> Any:
    """A NumPy scalar as Python's own number."""
    return value.item() if hasattr(value, "item") else value


def widest_values(values: NDArray[Any], keep: int = 3) -> tuple[Any, ...]:
    """The distinct values whose texts are the widest: whatever holds them holds all."""
    distinct = np.unique(values)
    if distinct.size > 2000:  # enough to meet every length of text; both ends are always among them
        distinct = np.concatenate((distinct[:1], distinct[:: distinct.size // 2000], distinct[-1:]))
    style = Style(20.0, 500)
    by_width = sorted(distinct.tolist(), key=lambda value: typeset.width(format_number(value), style))
    return tuple(by_width[-keep:])


@dataclass(frozen=True)
class Facts:
    """One channel's convolution, as a picture needs it. Pairs are (rows, columns).

    Attributes:
        padding: (before, after) of rows, then of columns.
        inputs, weights, sums, outputs: the values with the widest texts of each map; sums are the outputs
            before the activation.
        step: the first step's numbers.
        labels: the captions' names by role.
    """

    input: Pair
    padding: tuple[Pair, Pair]
    padding_mode: str
    kernel: Pair
    dilation: Pair
    stride: Pair
    output: Pair
    inputs: tuple[Any, ...]
    weights: tuple[Any, ...]
    sums: tuple[Any, ...]
    outputs: tuple[Any, ...]
    step: StepNumbers
    title: str
    prose: str
    labels: Labels

    @property
    def padded(self) -> Pair:
        """The size of the input with its padding."""
        (top, bottom), (left, right) = self.padding
        return self.input[0] + top + bottom, self.input[1] + left + right

    @property
    def positions(self) -> int:
        """How many positions the window takes."""
        return self.output[0] * self.output[1]

    def axes(self) -> tuple[AxisSize, ...]:
        """The size arithmetic: one axis where rows and columns agree, else both, named h and w."""
        both = [
            AxisSize(name, *parts)
            for name, parts in zip(
                "hw",
                zip(
                    self.input,
                    self.padding,
                    self.kernel,
                    self.dilation,
                    self.stride,
                    self.output,
                    strict=True,
                ),
                strict=True,
            )
        ]
        rows, columns = both
        same = AxisSize("", *[getattr(rows, field) for field in AxisSize.__slots__[1:]])
        alike = same == AxisSize("", *[getattr(columns, field) for field in AxisSize.__slots__[1:]])
        return (same,) if alike else (rows, columns)


def facts_of(trace: ConvTrace, title: str, prose: str, labels: Labels, bias_shown: bool) -> Facts:
    """The facts of a clip's trace."""
    step = trace.step((0, 0))
    return Facts(
        input=_pair(trace.input.shape[1:]),
        padding=(_pair(trace.padding[0]), _pair(trace.padding[1])),
        padding_mode=trace.padding_mode,
        kernel=_pair(trace.kernel_size),
        dilation=_pair(trace.dilation),
        stride=_pair(trace.stride),
        output=_pair(trace.output_shape[1:]),
        inputs=widest_values(trace.input),
        weights=widest_values(trace.weight),
        sums=widest_values(trace.preactivation),
        outputs=widest_values(trace.output),
        step=numbers_of(step, bias_shown, trace.activation),
        title=title,
        prose=prose,
        labels=labels,
    )


def too_large(facts: Facts) -> ConvanimError:
    """What is raised where not even cells of two pixels fit."""
    rows, columns = facts.padded
    return ConvanimError(
        f"an input of {rows}×{columns} cells does not fit the picture: use a smaller input or a larger width"
    )


def _pair(values: Any) -> Pair:
    first, second = values
    return int(first), int(second)
