"""Reads numbers back from drawn outlines: by the shapes of their glyphs, not by what anybody calls them."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.typeset import OPTICAL_RANGE, Style, outline

Points = NDArray[np.float64]

CHARACTERS = "0123456789−.≈×e∞+"
TOLERANCE = 2e-3
"""How far a point may lie from its place, in ems."""


@cache
def _shapes(weight: int) -> tuple[tuple[str, Points], ...]:
    """Each character's outline in ems, at every optical size, its first point at (0, 0)."""
    low, high = OPTICAL_RANGE
    shapes = []
    for optical in range(int(low), int(high) + 1):
        for character in CHARACTERS:
            points = outline(character, Style(float(optical), weight)) / optical
            shapes.append((character, points - points[0]))
    return tuple(shapes)


def read(points: Points, weight: int) -> str:
    """The text that an upright outline spells, whatever its size; all its glyphs have the same."""
    text, at, sizes = "", 0, []
    while at < len(points):
        character, count, size = _next(points[at:], weight)
        text, at = text + character, at + count
        sizes.append(size)
    assert max(sizes) <= 1.02 * min(sizes), f"{text!r} is drawn in several sizes"
    return text


def _next(points: Points, weight: int) -> tuple[str, int, float]:
    """The character that the outline begins with, how many points it has, and its size."""
    best = ("", 0, 0.0)
    for character, shape in _shapes(weight):
        count = len(shape)
        if not best[1] < count <= len(points):
            continue
        drawn = points[:count] - points[0]
        size = float((drawn * shape).sum() / (shape * shape).sum())
        if size > 0 and np.abs(drawn / size - shape).max() < TOLERANCE:
            best = (character, count, size)
    assert best[1], "an outline that is no known character"
    return best


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
