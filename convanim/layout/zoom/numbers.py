"""What the zoom's layout needs to know of a clip's numbers, found once for all that is tried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.engine import ConvTrace
from convanim.layout.arithmetic import widest_step
from convanim.layout.facts import widest_values
from convanim.layout.sheet.facts import SheetFacts, roles_of
from convanim.layout.sums import StepNumbers
from convanim.theme import Theme

MANY = 400
"""Of more different values than these only so many are looked at."""


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
