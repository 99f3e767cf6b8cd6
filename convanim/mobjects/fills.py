"""Fills that say values: a map's cells in a few inks, one for each colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons
from convanim.ramps import ZERO_SHARE, top_value
from convanim.theme import Role, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]

LEVELS = 24
"""How many fills a map of values is drawn in."""
SEAM = 0.7
"""The edge of slanted cells of many colours, in design pixels: without it the page shines between them."""
CURVES_PER_CELL = 16
"""Points of a closed quadrilateral: four curves of four."""


class ValueFill:
    """A map whose cells say their value by their fill: an ink for each of a few levels."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        role: Role,
        background: str,
        values: Values,
        cells: Mask | None = None,
        top: float | None = None,
    ) -> None:
        """Args: the values, ``(rows, columns)``; which of the cells there are (all of them unless told);
        the value of the deepest fill (that of the largest values unless told).
        """
        levels, colours = fills_of(values, role, background, top)
        slanted = role.ramp is not None and plane.column_step != (1.0, 0.0)
        self._edge = SEAM if slanted else 0.0
        present = np.ones(values.shape, dtype=bool) if cells is None else cells
        self._drawn: dict[Ink, tuple[int, float]] = {}
        self._levels: list[tuple[Ink, str, NDArray[np.int64], Points]] = []
        for level in np.unique(levels[present]):
            where = np.argwhere(present & (levels == level))
            colour = colours[level]
            ordinals = where[:, 0] * values.shape[1] + where[:, 1]
            curves = polygons([plane.quad(row, column) for row, column in where])
            self._levels.append((drawing.ink(), colour, ordinals, curves))

    def show(self, count: int, opacity: float = 1.0, within: Box | None = None) -> None:
        """Draw the first ``count`` cells in raster order; ``within`` bounds what is different now."""
        for ink, colour, ordinals, curves in self._levels:
            cells = int(np.searchsorted(ordinals, count))
            if self._drawn.get(ink) != (cells, opacity):
                self._drawn[ink] = cells, opacity
                ink.draw(curves[: cells * CURVES_PER_CELL], within)
                ink.paint(colour, colour if self._edge else None, self._edge, opacity)


def fills_of(
    values: Values, role: Role, background: str, top: float | None = None
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """For each value which fill it has, and the fills: the role's own ramp, or its active colour's depth."""
    if role.ramp is not None:
        return role.ramp.levels(values), role.ramp.colours
    magnitude = np.abs(np.asarray(values, dtype=np.float64))
    top = top or top_value(magnitude)
    levels = np.round(np.clip(magnitude / top, 0, 1) * (LEVELS - 1)).astype(np.int64)
    shares = (ZERO_SHARE + (1 - ZERO_SHARE) * level / (LEVELS - 1) for level in range(LEVELS))
    return levels, tuple(mix(role.active, background, share) for share in shares)
