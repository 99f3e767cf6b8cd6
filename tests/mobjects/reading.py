"""Reads numbers back from drawn outlines: by the shapes of their glyphs, not by what anybody calls them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.shaping import OPTICAL_RANGE
from convanim.typeset import Style, outline

Points = NDArray[np.float64]

CHARACTERS = "0123456789−.≈×e∞+()"
TOLERANCE = 2e-3
"""How far a point may lie from its place, in ems."""


@dataclass(frozen=True)
class Shapes:
    """Glyphs that have the same count of points, at every optical size, each from its first point on, in ems.

    Attributes:
        characters: what each of them is.
        outlines: ``(n, points, 2)``.
        squares: the sum of all squared coordinates of each.
    """

    characters: tuple[str, ...]
    outlines: Points
    squares: Points


@cache
def _shapes(weight: int) -> tuple[Shapes, ...]:
    """The glyphs of a weight by their count of points, the largest count first."""
    low, high = OPTICAL_RANGE
    by_count: dict[int, list[tuple[str, Points]]] = {}
    for optical in range(int(low), int(high) + 1):
        for character in CHARACTERS:
            points = outline(character, Style(float(optical), weight)) / optical
            by_count.setdefault(len(points), []).append((character, points - points[0]))
    found = []
    for count in sorted(by_count, reverse=True):
        outlines = np.stack([points for _, points in by_count[count]])
        squares = (outlines**2).sum(axis=(1, 2))
        found.append(Shapes(tuple(character for character, _ in by_count[count]), outlines, squares))
    return tuple(found)


class NotTextError(ValueError):
    """An outline that is no known character."""


def read(points: Points, weight: int) -> str:
    """The text that an upright outline spells, whatever its size; all its glyphs have the same.

    Raises NotTextError for what is no such text.
    """
    text, at, sizes = "", 0, []
    while at < len(points):
        character, count, size = _next(points[at:], weight)
        text, at = text + character, at + count
        sizes.append(size)
    assert max(sizes, default=1) <= 1.02 * min(sizes, default=1), f"{text!r} is drawn in several sizes"
    return text


def _next(points: Points, weight: int) -> tuple[str, int, float]:
    """The longest character that the outline begins with, how many points it has, and its size."""
    for shapes in _shapes(weight):
        count = shapes.outlines.shape[1]
        if count > len(points):
            continue
        drawn = points[:count] - points[0]
        sizes = (shapes.outlines * drawn).sum(axis=(1, 2)) / shapes.squares
        with np.errstate(divide="ignore", invalid="ignore"):
            apart = np.abs(drawn / sizes[:, None, None] - shapes.outlines).max(axis=(1, 2))
        apart[~(sizes > 0)] = np.inf
        best = int(np.argmin(apart))
        if apart[best] < TOLERANCE:
            return shapes.characters[best], count, float(sizes[best])
    raise NotTextError("an outline that is no known character")


def flattened(points: Points, plane: Plane) -> Points:
    """Points of a plane, in pixels, as they would lie if the plane were upright; (0, 0) is its origin."""
    steps = np.array((plane.column_step, plane.row_step))
    upright: Points = (points - plane.origin) @ np.linalg.inv(steps)
    return upright


def cell_of(points: Points, plane: Plane) -> tuple[int, int]:
    """The (row, column) in which the middle of an outline lies."""
    upright = flattened(points, plane)
    middle = (upright.min(axis=0) + upright.max(axis=0)) / 2 / plane.cell
    return int(np.floor(middle[1])), int(np.floor(middle[0]))


def number_in(text: str) -> Decimal:
    """The number that a text without ``≈`` claims."""
    return Decimal(text.replace("−", "-"))


def tells(text: str, value: Any) -> bool:
    """Whether a text is true of a number: exactly it, or behind ``≈`` what it rounds to and is not.

    A float's text is exact if it reads back to the same float.
    """
    exact = Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))
    if not text.startswith("≈"):
        claimed = number_in(text)
        return claimed == exact if isinstance(value, int) else float(claimed) == float(value)
    claimed = number_in(text.removeprefix("≈"))
    exponent = claimed.as_tuple().exponent
    assert isinstance(exponent, int)
    return claimed != exact and abs(claimed - exact) <= Decimal((0, (5,), exponent - 1))
