"""What a stamp adds to a cell, as it is written small below the cell's number."""

from __future__ import annotations

import itertools

from convanim import typeset
from convanim.layout.boxes import LEAST_DIGIT
from convanim.layout.cells import FACTOR, FACTOR_COMFORT, FACTOR_SHARE, FACTOR_WEIGHT, LONGEST_FACTOR, Digits
from convanim.numbers import MINUS, format_number
from convanim.typeset import Style


def added_text(product: float, cell: float, scale: float) -> Digits | None:
    """``+3`` or ``−2`` as it fits below a number, or None where it would not be legible."""
    number = format_number(product)
    text = number if number.startswith(MINUS) else f"+{number}"
    size = FACTOR * cell
    wide = typeset.width(text, Style(size, FACTOR_WEIGHT))
    size = min(size, size * FACTOR_SHARE * cell / wide)
    least = max(FACTOR_COMFORT * cell, LEAST_DIGIT / scale)
    size = (
        max(size, least) if typeset.width(text, Style(least, FACTOR_WEIGHT)) <= FACTOR_SHARE * cell else size
    )
    return Digits(text, size) if size >= least - 1e-9 else None


def added_fit(values: tuple[float, ...], weights: tuple[float, ...], cell: float, scale: float) -> bool:
    """Whether all that stamps add can stand in the cells: short and legible."""
    found = [added_text(value * weight, cell, scale) for value, weight in itertools.product(values, weights)]
    return all(digits is not None and len(digits.text) <= LONGEST_FACTOR for digits in found)
