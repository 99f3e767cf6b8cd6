"""What a picture of an activation needs to know: the values before and after, and the words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convanim.labels import Labels
from convanim.layout.facts import Pair, widest_values
from convanim.numbers import format_number

if TYPE_CHECKING:
    from convanim.engine import ConvTrace

Values = NDArray[Any]

SEARCHED = 1000
"""So many distinct values are looked at."""
ROUNDED, HARDEST = 3, 4
"""Of the texts that rounding to so few characters leaves long, so many are kept."""


@dataclass(frozen=True, eq=False)
class ActivationFacts:
    """One map before and after its activation.

    Attributes:
        name: the activation's name in the engine.
        before, after: the values, ``(rows, columns)``.
        plain: whether the map before is the input itself and no sum.
        bias_shown: whether a bias is in the sums.
    """

    name: str
    before: Values
    after: Values
    plain: bool
    bias_shown: bool
    title: str
    prose: str
    labels: Labels

    @property
    def size(self) -> Pair:
        """Rows and columns."""
        rows, columns = self.before.shape
        return int(rows), int(columns)

    @cached_property
    def telling_before(self) -> tuple[Any, ...]:
        """The values before that need the most room."""
        return telling_values(self.before)

    @cached_property
    def telling_after(self) -> tuple[Any, ...]:
        """The values after that need the most room."""
        return telling_values(self.after)


def telling_values(values: Values) -> tuple[Any, ...]:
    """The values with the widest texts, and those that stay the longest when they are rounded."""
    distinct = np.unique(values)
    looked_at = distinct[np.unique(np.linspace(0, distinct.size - 1, SEARCHED).astype(int))].tolist()
    rounded = sorted(looked_at, key=lambda value: len(format_number(value, ROUNDED)))
    return (*widest_values(values), *rounded[-HARDEST:])


def activation_facts(
    trace: ConvTrace, title: str, prose: str, labels: Labels, bias_shown: bool
) -> ActivationFacts:
    """The facts of a clip's trace."""
    return ActivationFacts(
        name=trace.activation,
        before=trace.preactivation[0],
        after=trace.output[0],
        plain=is_plain(trace) and not bias_shown,
        bias_shown=bias_shown,
        title=title,
        prose=prose,
        labels=labels,
    )


def is_plain(trace: ConvTrace) -> bool:
    """Whether the values before the activation are the input as it is: a 1×1 kernel with the weight 1."""
    same = trace.kernel_size == (1, 1) and trace.preactivation.shape == trace.input.shape
    return same and bool(np.array_equal(trace.preactivation, trace.input))
