"""The numbers of one step of a trace, as a table for people and as plain values for JSON."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convanim.engine import Trace
from convanim.errors import ConvanimError
from convanim.numbers import format_number
from convanim.sizes import Size, size_text
from convanim.spec.converters import listed


def position_of(trace: Trace, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The position that is meant: a row and a column, or one number that counts from 0 in reading order."""
    return trace.position(numbers[0]) if len(numbers) == 1 else numbers


@dataclass(frozen=True, slots=True)
class Numbers:
    """What channels and filters are called that were chosen of a model's layer; none go by their place."""

    channels: Size = ()
    filters: Size = ()

    def place(self, channel: int | None) -> int:
        """Where an output channel stands; the first if none is named. ConvanimError for one not chosen."""
        if channel is None or not self.filters:
            return channel or 0
        if channel not in self.filters:
            chosen = listed([str(number) for number in self.filters])
            raise ConvanimError(f"filter {channel} is not among those that are chosen: use {chosen}")
        return self.filters.index(channel)

    def named(self, step: Any) -> Any:
        """The step with the numbers that the model has."""
        if self.filters:
            step = replace(step, out_channel=self.filters[step.out_channel])
        if self.channels and hasattr(step, "channels"):
            step = replace(step, channels=tuple(self.channels[place] for place in step.channels))
        return step


BY_PLACE = Numbers()


def step_values(
    trace: Trace, position: tuple[int, ...], channel: int | None = None, numbers: Numbers = BY_PLACE
) -> dict[str, Any]:
    """All values of a step by name, as JSON has them."""
    step = _step(trace, position, channel, numbers)
    fields = {field.name: _plain(getattr(step, field.name)) for field in dataclasses.fields(step)}
    return {
        "operation": trace.operation,
        "activation": trace.activation,
        "output_shape": list(trace.output.shape),
        **fields,
    }


def step_table(
    trace: Trace, position: tuple[int, ...], channel: int | None = None, numbers: Numbers = BY_PLACE
) -> str:
    """A step as lines of text: every cell of the window, then what the cells come to."""
    step = _step(trace, position, channel, numbers)
    cells = _cells(step)
    named = ", ".join(map(str, step.position))
    head = f"step ({named}) of {size_text(trace.positions)} positions, output channel {step.out_channel}"
    return "\n".join((head, *_aligned(cells), *_totals(step, trace, numbers.place(channel))))


def _step(trace: Trace, position: tuple[int, ...], channel: int | None, numbers: Numbers) -> Any:
    if not hasattr(trace, "step"):
        raise ConvanimError(
            "a transposed convolution that scatters has stamps and no steps: use its gather reading"
        )
    return numbers.named(trace.step(position, numbers.place(channel)))


def _cells(step: Any) -> list[list[str]]:
    """A row of texts for each cell of the window, under a row of headings."""
    weighted = hasattr(step, "weights")
    patch = step.patch if weighted else step.patch[np.newaxis]
    channels = list(step.channels)
    several = ["channel"] if len(channels) > 1 else []
    rows = [
        [*several, *AXES[len(step.coordinates)], "input", *(["weight", "product"] if weighted else []), ""]
    ]
    for place in itertools.product(*map(range, patch.shape)):
        depth, *within = place
        where = [str(int(along[cell])) for along, cell in zip(step.coordinates, within, strict=True)]
        numbers = [patch[place], *((step.weights[place], step.products[place]) if weighted else ())]
        first = [str(channels[depth])] if several else []
        rows.append([*first, *where, *map(format_number, numbers), _remark(step, tuple(within))])
    return rows


AXES = {1: ("sample",), 2: ("row", "column"), 3: ("slice", "row", "column")}
"""What a place along each axis is called."""


def _remark(step: Any, within: tuple[int, ...]) -> str:
    """What is special about a cell of the window."""
    if not getattr(step, "exists", step.inside)[within]:
        return "no cell" if hasattr(step, "exists") else "padding"
    if not step.inside[within]:
        return "padding"
    if hasattr(step, "inserted") and step.inserted[within]:
        return "inserted zero"
    if within == getattr(step, "chosen", None):
        return "maximum"
    return "tie" if within in getattr(step, "ties", ()) else ""


def _totals(step: Any, trace: Trace, channel: int) -> list[str]:
    totals = []
    if hasattr(step, "products"):
        totals += [("sum of products", step.channel_sums.sum()), ("bias", step.bias)]
    if hasattr(step, "divisor"):
        totals += [("sum", step.sum), ("divided by", step.divisor)]
    if trace.activation != "none":
        weighted = hasattr(step, "products")
        before = step.sum if weighted else trace.preactivation[(channel, *step.position)]
        totals += [("before " + trace.activation, before)]
    totals += [("output", step.value)]
    width = max(len(name) for name, _ in totals)
    return [f"{name:{width}}  {format_number(number)}" for name, number in totals]


def _aligned(rows: list[list[str]]) -> list[str]:
    """Rows of texts in columns, numbers to the right; the remark at the end is not padded."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        numbers = [text.rjust(width) for text, width in zip(row[:-1], widths[:-1], strict=True)]
        lines.append("  ".join([*numbers, row[-1]]).rstrip())
    return lines


def _plain(value: Any) -> Any:
    """Arrays and NumPy's numbers as Python's."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return [_plain(entry) for entry in value] if isinstance(value, tuple | list) else value
