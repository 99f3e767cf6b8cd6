"""Numbers in cells: which detail a cell of a given size can carry, and how large its digits are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from convanim import typeset
from convanim.layout.boxes import LEAST_DIGIT
from convanim.numbers import format_number
from convanim.typeset import Style

NUMBER_WEIGHT = 500
FACTOR_WEIGHT = 600

NOMINAL = {1: 0.46, 2: 0.46, 3: 0.38, 4: 0.33}
"""The size of a number alone in its cell, in cells, by its count of characters."""
NOMINAL_WITH_FACTOR = {1: 0.46, 2: 0.42, 3: 0.38, 4: 0.33}
"""The same beside a small ``×w``."""
LONGEST = 0.30
FACTOR = 0.29
COMFORT, FACTOR_COMFORT = 0.24, 0.19
"""Below these sizes, in cells, a number is rounded rather than made smaller still."""
ROUNDED = 1.16
"""What is rounded anyway has fewer digits in type so much larger: it claims no more than it has room for."""
TWO_DIGITS = 0.05
"""How far two digits that count are off at the most, in shares of the number."""
NUMBER_SHARE = 0.88
"""How much of a cell's width a number may take."""
FACTOR_SHARE = 0.82
LONGEST_FACTOR = 5
"""Characters of a ``×w``; longer ones crowd their cell."""

CENTRE_WITH_FACTOR = (0.40, 0.385)
"""Where the middle of a number stands in its cell when a ``×w`` stands below it."""
FACTOR_END = (0.885, 0.88)
"""Where the ``×w`` ends: its right edge and its baseline."""


class Detail(IntEnum):
    """What a map's cells show, from the least to the most; by the cell's delivered size."""

    FILL = 0
    """under 12 pixels: the value as fill, no grid"""
    GRID = 1
    """12 to 19: grid, the value as fill"""
    NUMBERS = 2
    """20 to 35: numbers"""
    FACTORS = 3
    """from 36: numbers, and the weight in each cell under the kernel"""


def detail_of(pixels: float) -> Detail:
    """The detail that a cell of that many delivered pixels carries."""
    if pixels >= 36:
        return Detail.FACTORS
    if pixels >= 20:
        return Detail.NUMBERS
    return Detail.GRID if pixels >= 12 else Detail.FILL


@dataclass(frozen=True, slots=True)
class Digits:
    """A number as it is written into a cell: its text and the size of its type in design pixels."""

    text: str
    size: float


def _fit(text: str, nominal: float, available: float, weight: int) -> float:
    """The size at which the text is no wider than available, at most nominal."""
    width = typeset.width(text, Style(nominal, weight))
    return nominal if width <= available else nominal * available / width


def _fitted(
    value: float,
    prefix: str,
    sizes: dict[int, float] | None,
    cell: float,
    floors: tuple[float, float],
    available: float,
    weight: int,
) -> Digits | None:
    """The exact text, else the longest rounded one, at a comfortable size, else at the least legible one.

    An exact text of hardly legible size gives way to a rounded one that is clearly larger.
    """
    exact = format_number(value)
    for floor, rounded in ((max(floors), ROUNDED), (max(floors), 1.0), (floors[1], 1.0)):
        small = False
        for limit in (None, *range(len(exact) - 1, 1, -1)):
            text = prefix + (exact if limit is None else format_number(value, limit))
            nominal = FACTOR if sizes is None else sizes.get(len(text), LONGEST)
            size = _fit(text, max(nominal * cell, floor), available, weight)
            if rounded > 1 and limit is None and floor <= size < rounded * floors[1]:
                small = True
                continue
            if rounded > 1 and limit is not None and size < rounded * floor:
                continue
            if rounded > 1 and limit is not None and not (_telling(text) or (small and _near(text, value))):
                continue
            if size >= floor - 1e-9:
                return Digits(text, size)
    return None


def _telling(text: str) -> bool:
    """Whether a rounded number still has two digits that count, and no exponent."""
    return "e" not in text and len(text.replace(".", "").lstrip("≈−×0")) > 1


def _near(text: str, value: float) -> bool:
    """Whether a rounded number is as near as two digits that count are, though it may have but one."""
    if "e" in text:
        return False
    written = float(text.lstrip("≈×").replace("−", "-"))
    return abs(written - value) <= TWO_DIGITS * abs(value)


@lru_cache(maxsize=65536)
def fit_number(
    value: float, cell: float, scale: float = 1.0, with_factor: bool = False, most: float | None = None
) -> Digits | None:
    """The number as it fits into a cell of ``cell`` design pixels, or None where no digits would be legible.

    It is exact where that stays legible, else rounded and marked with ≈. ``most`` bounds its size.
    """
    sizes = NOMINAL_WITH_FACTOR if with_factor else NOMINAL
    share = (2 * CENTRE_WITH_FACTOR[0] if with_factor else 1.0) * NUMBER_SHARE
    floors = (COMFORT * cell, LEAST_DIGIT / scale)
    digits = _fitted(value, "", sizes, cell, floors, share * cell, NUMBER_WEIGHT)
    return digits if digits is None or most is None else Digits(digits.text, min(digits.size, most))


def common_size(
    widest: Iterable[float], cell: float, scale: float, with_factor: bool = False
) -> float | None:
    """The size that all numbers of a map share where some are long: mixed sizes read as emphasis."""
    fitted = [fit_number(value, cell, scale, with_factor) for value in widest]
    long = [digits.size for digits in fitted if digits is not None and len(digits.text) > 2]
    return min(long) if long else None


def factors_fit(values: Iterable[float], weights: Iterable[float], cell: float, scale: float) -> bool:
    """Whether weights can stand in the cells: all of them short, and no number rounded to make room."""
    factors = [fit_factor(weight, cell, scale) for weight in weights]
    if any(factor is None or len(factor.text) > LONGEST_FACTOR for factor in factors):
        return False
    for value in values:
        alone, beside = fit_number(value, cell, scale), fit_number(value, cell, scale, True)
        if alone is None or beside is None or beside.text != alone.text:
            return False
    return True


@lru_cache(maxsize=4096)
def fit_factor(weight: float, cell: float, scale: float = 1.0) -> Digits | None:
    """The small ``×w`` of a cell under the kernel, or None where it would not be legible."""
    floors = (FACTOR_COMFORT * cell, LEAST_DIGIT / scale)
    return _fitted(weight, "×", None, cell, floors, FACTOR_SHARE * cell, FACTOR_WEIGHT)
