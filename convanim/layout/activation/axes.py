"""The axes of a curve: which range of values they show, and where their ticks and labels are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim import typeset
from convanim.numbers import format_number
from convanim.typeset import Style

REACH = {"sigmoid": 6.0, "tanh": 3.0, "gelu": 3.0, "silu": 6.0}
"""How far from 0 a curve must be seen, whatever the values are, for its shape to be recognised."""
LIMITS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
"""The values that a curve never reaches."""
SIDE = 1 / 3
"""The least share of the longer side that is shown on the other side of 0."""
ALIKE = 0.5
"""Sides that differ by no more than this share are made equal."""
MINOR = {1: 2, 2: 2, 3: 3, 5: 5}
"""Into how many parts the way between two labels is divided, by the label step's first digit."""
CHARS = 7
AIR = 16.0
"""Design pixels between two labels."""
LEAST_MINOR = 7.0
"""Design pixels between two ticks."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """The ticks of one axis without 0: all of them, and those that are labelled with their texts."""

    all: tuple[float, ...]
    labelled: tuple[tuple[float, str], ...]


def domain(values: NDArray[Any], activation: str) -> tuple[float, float]:
    """From where to where the curve is shown: all values, 0, and something of both its sides."""
    low, high = float(-values.min()), float(values.max())
    natural = REACH.get(activation, 0.0)
    most = max(low, high, natural)
    if not most:
        return -1.0, 1.0
    low, high = (max(side, natural, most * SIDE) for side in (low, high))
    if min(low, high) >= ALIKE * most:
        low = high = most
    return -low, high


def ticks(
    low: float, high: float, unit: float, room: float, style: Style | None, mantissas: tuple[int, ...]
) -> Ticks:
    """The ticks between two values, ``unit`` design pixels per 1, labels at least ``room`` pixels apart.

    ``style`` is that of labels that stand beside each other, None where they stand above each other.
    """
    steps = _steps(room / unit, mantissas)
    while True:
        step, mantissa = next(steps)
        labelled = tuple(_multiples(low, high, step))
        if style is None or not labelled or _apart(labelled, unit, style):
            break
    minor = step / MINOR[mantissa]
    fine = float(minor) * unit >= LEAST_MINOR
    every = tuple(value for value, _ in _multiples(low, high, minor if fine else step))
    return Ticks(every, labelled)


def _apart(labelled: tuple[tuple[float, str], ...], unit: float, style: Style) -> bool:
    """Whether labels beside each other, and beside 0 which has none, leave air between them."""
    wide = max(typeset.width(text, style) for _, text in labelled)
    gaps = [other - one for (one, _), (other, _) in pairwise(labelled)]
    nearest = min(abs(value) for value, _ in labelled)
    return min(gaps, default=math.inf) * unit >= wide + AIR and nearest * unit >= wide / 2 + AIR / 2


def _steps(least: float, mantissas: tuple[int, ...]) -> Iterator[tuple[Decimal, int]]:
    """Round steps from the least one on."""
    exponent = math.floor(math.log10(least))
    while True:
        for mantissa in mantissas:
            step = Decimal(mantissa).scaleb(exponent)
            if float(step) >= least * (1 - 1e-9):
                yield step, mantissa
        exponent += 1


def _multiples(low: float, high: float, step: Decimal) -> Iterator[tuple[float, str]]:
    """The multiples of a step between two values, but 0, with their texts."""
    tolerance = 1e-9 * (high - low)
    first = math.ceil((low - tolerance) / float(step))
    last = math.floor((high + tolerance) / float(step))
    for count in range(first, last + 1):
        if count:
            value = float(step * count)
            yield value, format_number(int(value) if value == int(value) else value, CHARS)


def samples(low: float, high: float, activation: str, between: tuple[float, float]) -> NDArray[np.float64]:
    """Where a curve is computed: evenly, at 0, finely where it bends, and at the ends of what is shown."""
    places = [np.linspace(low, high, 161), np.zeros(1), np.array(between)]
    if activation in REACH:
        places.append(np.linspace(-8.0, 8.0, 97))
    merged = np.unique(np.concatenate(places))
    found: NDArray[np.float64] = merged[(merged >= low) & (merged <= high)]
    return found
