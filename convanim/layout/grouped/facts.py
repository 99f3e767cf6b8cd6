"""What the layout of grouped channels needs to know: sizes, which channels and filters are shown, costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convanim.engine import ConvTrace, Cost, SeparableTrace, conv_cost, group_cost, ungrouped_cost
from convanim.labels import Labels
from convanim.layout.facts import Pair, plain, widest_values
from convanim.layout.sheet.facts import COLOURS

if TYPE_CHECKING:
    from convanim.engine.trace_conv import Step
    from convanim.spec import Clip

MOST_CHANNELS = 4
"""Up to so many channels are shown in full."""
MOST_FILTERS = 3
SAMPLES = 48
"""At how many positions answers are looked at to settle sizes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which of so many things are shown; the others stand behind dots before the last one."""

    indices: tuple[int, ...]
    count: int

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.indices)

    @staticmethod
    def of(count: int, most: int) -> Shown:
        """All of them up to ``most``, else the first ones and the last."""
        if count <= most:
            return Shown(tuple(range(count)), count)
        return Shown((*range(max(most - 2, 1)), count - 1), count)


@dataclass(frozen=True, slots=True)
class Values:
    """The numbers with the widest texts of a convolution's inputs, weights, answers and outputs."""

    inputs: tuple[Any, ...]
    weights: tuple[Any, ...]
    answers: tuple[Any, ...]
    outputs: tuple[Any, ...]

    @property
    def all(self) -> tuple[Any, ...]:
        """All that stands in cells."""
        return (*self.inputs, *self.weights, *self.outputs)


@dataclass(frozen=True)
class GroupedFacts:
    """A layer of grouped channels, as a picture needs it. Pairs are (rows, columns).

    Attributes:
        view: "groups", "depthwise", "separable" or "versus".
        channels, groups, filters: how many there are; of a separable layer the filters are the 1×1 ones.
        maps: how many maps the depthwise stage makes, which is ``multiplier`` for each channel.
        values: of the traces by name: "grouped", or "depthwise", "pointwise" and "standard".
        costs: the layer's, with its parts in the order in which they work, and that of a standard layer.
    """

    view: str
    input: Pair
    padding: tuple[Pair, Pair]
    padding_mode: str
    kernel: Pair
    output: Pair
    channels: int
    groups: int
    filters: int
    values: dict[str, Values]
    cost: Cost
    parts: tuple[Cost, ...]
    standard: Cost
    activation: str
    bias_shown: bool
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

    @property
    def maps(self) -> int:
        """The maps between the stages of a separable layer."""
        return self.parts[0].weights // (self.kernel[0] * self.kernel[1])

    @property
    def multiplier(self) -> int:
        """How many kernels each channel of a depthwise stage has."""
        return (self.filters if self.view == "depthwise" else self.maps) // self.channels

    @property
    def fine(self) -> bool:
        """Whether the maps have so many cells that their values are their fill."""
        return max(*self.padded, *self.output) > 16

    def role(self, channel: int, usual: str) -> str:
        """The role of what belongs to a channel: a hue of three, or the usual one of its kind."""
        return COLOURS[channel] if self.channels == len(COLOURS) else usual

    def channel_name(self, channel: int) -> str:
        """What a channel is called."""
        labels = self.labels
        if self.channels == len(COLOURS):
            return (labels("red"), labels("green"), labels("blue"))[channel]
        return labels("channel {number}", number=labels.channel_number(channel))


def grouped_facts(clip: Clip, titled: bool) -> GroupedFacts:
    """The facts of a clip."""
    trace = clip.trace
    parts: tuple[Cost, ...]
    if isinstance(trace, SeparableTrace):
        traces = {
            "depthwise": trace.depthwise,
            "pointwise": trace.pointwise,
            "standard": trace.standard,
        }
        one, other = conv_cost(trace.depthwise), conv_cost(trace.pointwise)
        parts, cost, standard = (one, other), one + other, conv_cost(trace.standard)
        first = trace.depthwise
    else:
        assert isinstance(trace, ConvTrace)
        traces, first = {"grouped": trace}, trace
        parts = (group_cost(trace),) * trace.groups
        cost, standard = conv_cost(trace), ungrouped_cost(trace)
    (rows, columns), (out_rows, out_columns) = first.input.shape[1:], trace.output_shape[1:]
    (above, below), (before, after) = first.padding
    return GroupedFacts(
        view=str(clip.spec.view),
        input=(int(rows), int(columns)),
        padding=((int(above), int(below)), (int(before), int(after))),
        padding_mode=first.padding_mode,
        kernel=(int(first.kernel_size[0]), int(first.kernel_size[1])),
        output=(int(out_rows), int(out_columns)),
        channels=int(first.input.shape[0]),
        groups=first.groups,
        filters=int(trace.output_shape[0]),
        values={name: _values(found) for name, found in traces.items()},
        cost=cost,
        parts=parts,
        standard=standard,
        activation=trace.activation,
        bias_shown=clip.spec.bias is not None,
        title=clip.title if titled else "",
        prose=clip.prose,
        labels=clip.labels,
    )


def _values(trace: ConvTrace) -> Values:
    """What the numbers of a convolution need in room."""
    ordinals = sorted(set(np.linspace(0, len(trace) - 1, SAMPLES).astype(int).tolist()))
    filters = Shown.of(trace.output_shape[0], 8).indices
    steps = [trace.step(trace.position(o), f) for o in ordinals for f in filters]
    answers = np.concatenate([step.channel_sums for step in steps])
    biases = () if trace.bias is None else widest_values(trace.bias)
    return Values(
        widest_values(trace.input),
        widest_values(trace.weight),
        (*widest_values(answers), *biases, *widest_values(trace.preactivation)),
        widest_values(trace.output),
    )


@dataclass(frozen=True, slots=True)
class RowStep:
    """The numbers of one output cell, as a row says them.

    Attributes:
        answers: the sums of the products of each channel that is shown.
        hidden: the sum of all other answers.
        bias, sum, value: what is added, all of it, and what the activation makes of it.
    """

    answers: tuple[float, ...]
    hidden: float
    bias: float
    sum: float
    value: float


def row_step(trace: ConvTrace, ordinal: int, index: int, channels: tuple[int, ...]) -> RowStep:
    """A filter's numbers at a position; ``channels`` are those of the filter that are shown."""
    step: Step = trace.step(trace.position(ordinal), index)
    answers = tuple(plain(step.channel_sums[channel]) for channel in channels)
    hidden = plain(np.delete(step.channel_sums, channels).sum())
    return RowStep(answers, hidden, plain(step.bias), plain(step.sum), plain(step.value))
