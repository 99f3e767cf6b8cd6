"""What the zoom's layout needs to know of a clip's numbers, found once for all that is tried."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim import typeset
from convanim.engine import ConvTrace
from convanim.layout.arithmetic import widest_step
from convanim.layout.boxes import LEAST_DIGIT, Box
from convanim.layout.cells import Digits
from convanim.layout.facts import widest_values
from convanim.layout.sheet.cells import CHIP_WEIGHT, LEAST_CHIP_DIGIT
from convanim.layout.sheet.facts import SheetFacts, roles_of
from convanim.layout.sums import StepNumbers
from convanim.numbers import ALMOST, format_number
from convanim.theme import Theme
from convanim.typeset import Style

MANY = 400
"""Of more different values than these only so many are looked at."""
ROUNDED, HIGHEST, ROUNDED_SHARE = 0.3, 0.6, 0.92
"""A rounded number in a chip: its usual and its largest size, in heights, and how wide it may be."""
LIKE_ZERO = 0.1
"""Below this size a number may be told as almost 0 where nothing else fits."""


@dataclass(frozen=True)
class ZoomNumbers:
    """A clip's trace, and what is to be known of its numbers."""

    trace: ConvTrace
    facts: SheetFacts

    @cached_property
    def inputs(self) -> tuple[Any, ...]:
        """The values of the input, each once."""
        return _distinct(self.trace.input[list(self.facts.channels)])

    @cached_property
    def weights(self) -> tuple[Any, ...]:
        """The weights that are shown, each once."""
        shown = self.trace.weight[list(self.facts.filters)][:, list(self.facts.channels)]
        return _distinct(shown)

    @cached_property
    def outputs(self) -> Any:
        """The output maps that are shown, ``(maps, H′, W′)``."""
        return self.trace.output[list(self.facts.filters)]

    @cached_property
    def products(self) -> StepNumbers:
        """Products of the first kernel no narrower than any of the clip."""
        trace = self.trace
        ordinals = sorted(set(np.linspace(0, len(trace) - 1, 9).astype(int).tolist()))
        steps = [kernel_numbers(trace, ordinal) for ordinal in ordinals]
        sums = [step.sum for step in steps]
        values = (*widest_values(trace.input[0]), *steps[0].values)
        return widest_step(steps[0], values, sums, sums)

    @cached_property
    def kernel(self) -> tuple[Any, ...]:
        """The first kernel's weights with the widest texts."""
        return widest_values(self.trace.weight[0, 0])


def _distinct(values: Any) -> tuple[Any, ...]:
    """The values that are to be written, each once; of very many a good share."""
    found = np.unique(values)
    return tuple(found[:: max(len(found) // MANY, 1)].tolist())


def kernel_numbers(trace: ConvTrace, ordinal: int) -> StepNumbers:
    """The products of the first kernel at a position, with their sum as the result."""
    step = trace.step(trace.position(ordinal))
    total = step.channel_sums[0].item()
    return StepNumbers(
        tuple(step.patch[0].ravel().tolist()),
        tuple(step.weights[0].ravel().tolist()),
        tuple((~step.inside).ravel().tolist()),
        None,
        total,
        total,
        "none",
    )


def channel_theme(theme: Theme, depth: int) -> Theme:
    """The theme in which the first channel's numbers are written: its hue for values and for the answer."""
    role = roles_of(theme, depth, 0)[0]
    calm = replace(role, active=role.rest, active_text=role.rest_text)
    return replace(theme, input=role, output=calm)


def rounded_in(box: Box, value: float, scale: float) -> Digits | None:
    """A number rounded to what fits into a chip whose row has no room for numbers.

    ``scale`` is delivered pixels of a board pixel. None where not one digit would be legible.
    """
    usual, least = max(ROUNDED * box.height, LEAST_CHIP_DIGIT / scale), LEAST_DIGIT / scale
    for text in _ever_shorter(value):
        for size in (usual, least):
            wide = typeset.width(text, Style(size, CHIP_WEIGHT))
            if wide <= ROUNDED_SHARE * box.width and size <= HIGHEST * box.height:
                return Digits(text, size)
    return None


def _ever_shorter(value: float) -> Iterator[str]:
    """A number's texts, the best first: at last tenths and whole ones, but no 0 for what is far from it."""
    exact = format_number(value)
    yield exact
    yield from (format_number(value, limit) for limit in range(len(exact) - 1, 1, -1))
    if math.isfinite(value):
        for places in (1, 0):
            near = round(float(value), places)
            if near or abs(value) < LIKE_ZERO:
                yield ALMOST + format_number(near)
