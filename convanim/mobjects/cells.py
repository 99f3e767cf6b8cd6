"""Numbers that stand in the cells of a plane, flat or tilted."""

from __future__ import annotations

import numpy as np

from convanim import typeset
from convanim.layout.boxes import Plane
from convanim.layout.cells import FACTOR_END, FACTOR_WEIGHT, NUMBER_WEIGHT, Digits
from convanim.mobjects.drawing import Points
from convanim.typeset import CAP_HEIGHT, Style


def in_plane(plane: Plane, outline: Points, row: float, column: float) -> Points:
    """An outline around (0, 0), laid into the plane at a place given in cells."""
    steps = np.array((plane.column_step, plane.row_step))
    laid: Points = outline @ steps + plane.at(row, column)
    return laid


def number_outline(
    plane: Plane, digits: Digits, row: float, column: float, place: tuple[float, float] = (0.5, 0.5)
) -> Points:
    """A number whose middle (half its width, half a capital's height) stands at ``place`` in its cell."""
    style = Style(digits.size, NUMBER_WEIGHT)
    shift = (-typeset.width(digits.text, style) / 2, CAP_HEIGHT * digits.size / 2)
    return in_plane(plane, typeset.outline(digits.text, style) + shift, row + place[1], column + place[0])


def factor_outline(plane: Plane, digits: Digits, row: float, column: float) -> Points:
    """A small ``×w`` that ends at the lower right of its cell."""
    style = Style(digits.size, FACTOR_WEIGHT)
    end, base = FACTOR_END
    outline = typeset.outline(digits.text, style) + (-typeset.width(digits.text, style), 0.0)
    return in_plane(plane, outline, row + base, column + end)
