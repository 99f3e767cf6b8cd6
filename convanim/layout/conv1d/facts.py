"""What a layout of samples needs to know of a trace, and the numbers of its steps as they are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.engine import ConvTrace, Step
from convanim.engine.trace_stack import StackTrace
from convanim.labels import Labels
from convanim.layout.arithmetic import SumSlot, plan_sum, widest_row, widest_step
from convanim.layout.boxes import Box
from convanim.layout.facts import numbers_of, widest_values
from convanim.layout.sums import StepNumbers
from convanim.numbers import format_number
from convanim.theme import Theme

SHOWN = 4
"""Up to so many channels are shown in full; of more the first two and the last."""


def shown_channels(count: int) -> tuple[int, ...]:
    """The channels that have a row."""
    return tuple(range(count)) if count <= SHOWN else (0, 1, count - 1)


def hardest(values: NDArray[Any], keep: int = 3) -> tuple[Any, ...]:
    """The values that are hardest to fit into cells: the longest exactly, and the longest once rounded."""
    distinct = np.unique(values)
    rounded = sorted(distinct.tolist(), key=lambda value: len(format_number(value, 2)))
    return (*widest_values(values, keep), *rounded[-keep:])


def sample_numbers(step: Step, bias_shown: bool, activation: str) -> StepNumbers:
    """A step of one layer: its products, or where there are several channels what each adds up to."""
    numbers = numbers_of(step, bias_shown, activation)
    if len(step.channels) == 1:
        return numbers
    sums = tuple(step.channel_sums.tolist())
    return replace(
        numbers, values=sums, weights=(None,) * len(sums), padding=(False,) * len(sums), role="input"
    )


def layer_numbers(trace: StackTrace, layer: int, sample: int, bias_shown: bool) -> StepNumbers:
    """A step of one layer of a stack; its values are the input's, or the outputs of the layer below."""
    step = trace.layers[layer].step((sample,))
    numbers = numbers_of(step, bias_shown, trace.activation)
    return replace(numbers, role="input" if layer == 0 else "output")


def answers_of(trace: ConvTrace) -> tuple[Any, ...]:
    """The widest sums of single channels, over all positions."""
    sums = [trace.step(trace.position(n)).channel_sums for n in range(len(trace))]
    return widest_values(np.concatenate(sums))


def layer_slot(
    trace: ConvTrace, bias_shown: bool, room: Box, theme: Theme, sizes: tuple[float, float], lines: int,
    centred: bool, labels: Labels,
) -> SumSlot:  # fmt: skip
    """The slot of one layer's sum."""
    step = sample_numbers(trace.step((0,)), bias_shown, trace.activation)
    values = widest_values(trace.input) if trace.input.shape[0] == 1 else answers_of(trace)
    sums, results = widest_values(trace.preactivation), widest_values(trace.output)
    widest = widest_step(step, values, sums, results)
    return plan_sum(widest, room, theme, sizes, lines, centred, labels)


def stack_slot(
    trace: StackTrace, bias_shown: bool, room: Box, theme: Theme, sizes: tuple[float, float], lines: int,
    centred: bool, labels: Labels,
) -> SumSlot:  # fmt: skip
    """The slot that holds the sums of all layers of a stack."""
    candidates = []
    for index, layer in enumerate(trace.layers):
        step = layer_numbers(trace, index, len(trace) - 1, bias_shown)
        values = widest_values(layer.input)
        sums, results = widest_values(layer.preactivation), widest_values(layer.output)
        candidates.append(widest_step(step, values, sums, results))
    slots = [plan_sum(step, room, theme, sizes, lines, centred, labels) for step in candidates]
    tightest = min(slots, key=lambda slot: (slot.size, -slot.lines, slot.shown))
    least = replace(tightest, lines=max(slot.lines for slot in slots), shown=min(s.shown for s in slots))
    return replace(least, widest=min(max(widest_row(step, least, theme) for step in candidates), room.width))
