"""What a sheet's layout needs to know of a convolution of several channels, and a step's numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convanim.errors import ConvanimError
from convanim.labels import Labels
from convanim.layout.facts import Pair, plain, widest_values
from convanim.theme import Role, Theme

if TYPE_CHECKING:
    from convanim.engine import ConvTrace

SHOWN = 3
"""Up to so many channels, or filters, are shown in full; of more the first, the second and the last."""
SAMPLES = 48
"""At how many positions the channels' answers are looked at to settle sizes."""
LEAST_PICTURE, LEAST_RANGE = 16, 32
"""Cells on a side, and the range of its bytes, from which on three channels are taken for a picture."""
COLOURS = ("red", "green", "blue")


@dataclass(frozen=True, slots=True)
class SheetStep:
    """The numbers of one output cell, as a row says them.

    Attributes:
        answers: the sums of the products of each channel that is shown.
        hidden: the sum of the answers of the channels that are not shown; ``count`` is how many they are.
        bias: None where the layer has none.
        sum: all answers and the bias.
        value: the sum after the activation.
    """

    answers: tuple[float, ...]
    hidden: float | None
    count: int
    bias: float | None
    sum: float
    value: float
    activation: str

    @property
    def slots(self) -> int:
        """How many terms the channels make."""
        return len(self.answers) + (self.count > 0)


@dataclass(frozen=True)
class SheetFacts:
    """A layer, as a picture needs it. Pairs are (rows, columns).

    Attributes:
        channels, filters: the indices of those that are shown; ``depth`` and ``breadth`` are all of them.
        inputs, weights, answers, outputs: the values with the widest texts.
        widest: a step no narrower than those of the clip.
        coloured: whether the input is a colour picture: three channels of bytes, or of shares from 0 to 1.
        partials: where each channel's map of answers stands: "beside" its kernel, "below" it, or "" nowhere.
    """

    input: Pair
    padding: tuple[Pair, Pair]
    padding_mode: str
    kernel: Pair
    output: Pair
    depth: int
    breadth: int
    channels: tuple[int, ...]
    filters: tuple[int, ...]
    inputs: tuple[Any, ...]
    weights: tuple[Any, ...]
    answers: tuple[Any, ...]
    outputs: tuple[Any, ...]
    widest: SheetStep
    activation: str
    bias_shown: bool
    title: str
    prose: str
    labels: Labels
    coloured: bool = False
    partials: str = ""

    @property
    def padded(self) -> Pair:
        """The size of the input with its padding."""
        (top, bottom), (left, right) = self.padding
        return self.input[0] + top + bottom, self.input[1] + left + right

    @property
    def hidden(self) -> int:
        """How many channels are not shown."""
        return self.depth - len(self.channels)

    @property
    def hidden_filters(self) -> int:
        """How many filters are not shown."""
        return self.breadth - len(self.filters)

    def channel_name(self, channel: int) -> tuple[str, str]:
        """What a channel is called: a word, and its number where it has one."""
        labels = self.labels
        if self.depth == len(COLOURS):
            return (labels("red"), labels("green"), labels("blue"))[channel], ""
        number = labels.channel_number(channel)
        return (labels("channel"), f" {number}") if self.depth > 1 else (labels("input"), "")


def roles_of(theme: Theme, depth: int, channel: int) -> tuple[Role, Role]:
    """The roles of a channel's map and of its kernels: hues are for red, green and blue only."""
    if depth != len(COLOURS):
        return theme.input, theme.kernel
    role: Role = getattr(theme, COLOURS[channel])
    return role, replace(role, ramp=None)


def shown_of(count: int) -> tuple[int, ...]:
    """Which of so many channels or filters are shown."""
    return tuple(range(count)) if count <= SHOWN else (0, 1, count - 1)


def sheet_step(trace: ConvTrace, ordinal: int, filter_index: int, bias_shown: bool) -> SheetStep:
    """A step of the trace as a row says it."""
    step = trace.step(trace.position(ordinal), filter_index)
    shown = shown_of(len(step.channel_sums))
    left_out = len(step.channel_sums) - len(shown)
    return SheetStep(
        tuple(plain(step.channel_sums[channel]) for channel in shown),
        plain(step.channel_sums[len(shown) - 1 : -1].sum()) if left_out else None,
        left_out,
        plain(step.bias) if bias_shown else None,
        plain(step.sum),
        plain(step.value),
        trace.activation,
    )


def is_picture(channels: NDArray[Any]) -> bool:
    """Whether three channels, ``(3, H, W)``, are a colour picture: large, of bytes or of shares."""
    if len(channels) != len(COLOURS) or min(channels.shape[1:]) < LEAST_PICTURE or channels.min() < 0:
        return False
    if np.issubdtype(channels.dtype, np.integer):
        return bool(np.ptp(channels) >= LEAST_RANGE and channels.max() <= 255)
    return bool(channels.max() <= 1)


def channel_maps(trace: ConvTrace, filter_index: int) -> NDArray[Any]:
    """Each shown channel's answers at all positions, ``(channels, H′, W′)``: they add up to the output."""
    shown = list(shown_of(trace.weight.shape[1]))
    sums = [trace.step(trace.position(n), filter_index).channel_sums[shown] for n in range(len(trace))]
    return np.stack(sums, axis=1).reshape(len(shown), *trace.output_shape[1:])


def sheet_facts(
    trace: ConvTrace,
    title: str,
    prose: str,
    labels: Labels,
    bias_shown: bool,
    partials: str = "",
) -> SheetFacts:
    """The facts of a clip's trace; ConvanimError where its channels are in groups."""
    if trace.groups > 1:
        raise ConvanimError(
            f"groups {trace.groups} keep filters from reading every channel: use groups 1, or another scene"
        )
    depth, breadth = trace.weight.shape[1], trace.weight.shape[0]
    shown = shown_of(breadth)
    ordinals = sorted(set(np.linspace(0, len(trace) - 1, SAMPLES).astype(int).tolist()))
    steps = [sheet_step(trace, o, f, bias_shown) for o in ordinals for f in shown]
    sums = tuple(widest_values(trace.preactivation))
    answers = np.array([a for s in steps for a in (*s.answers, *([] if s.hidden is None else [s.hidden]))])
    (rows, columns), (out_rows, out_columns) = trace.input.shape[1:], trace.output_shape[1:]
    (above, below), (before, after) = trace.padding
    widest_answers = widest_values(answers)
    return SheetFacts(
        input=(int(rows), int(columns)),
        padding=((int(above), int(below)), (int(before), int(after))),
        padding_mode=trace.padding_mode,
        kernel=(int(trace.kernel_size[0]), int(trace.kernel_size[1])),
        output=(int(out_rows), int(out_columns)),
        depth=int(depth),
        breadth=int(breadth),
        channels=shown_of(depth),
        filters=shown,
        inputs=widest_values(trace.input),
        weights=widest_values(trace.weight),
        answers=(*widest_answers, *sums),
        outputs=widest_values(trace.output),
        widest=_widest(steps, widest_answers[-1], sums[-1], widest_values(trace.output)[-1]),
        activation=trace.activation,
        bias_shown=bias_shown,
        title=title,
        prose=prose,
        labels=labels,
        coloured=is_picture(trace.input),
        partials=partials,
    )


def _widest(steps: list[SheetStep], answer: float, total: float, value: float) -> SheetStep:
    first = steps[0]
    biases = [step.bias for step in steps if step.bias is not None]
    return SheetStep(
        (answer,) * len(first.answers),
        answer if first.count else None,
        first.count,
        widest_values(np.array(biases))[-1] if biases else None,
        total,
        value,
        first.activation,
    )
