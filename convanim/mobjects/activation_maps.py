"""The map before an activation and the map after it: cells that were negative are pale in both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.layout.cells import Detail
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons
from convanim.mobjects.fills import CURVES_PER_CELL, ValueFill
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.map_numbers import Filled, MapNumbers
from convanim.theme import Role, Theme, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]

PALE = 0.55
"""The share of the rest colour in a cell whose value was negative."""


class _Cells:
    """Cells of one fill, drawn in raster order."""

    def __init__(self, drawing: Drawing, plane: Plane, colour: str, cells: Mask) -> None:
        self._ink, self._colour = drawing.ink(), colour
        self._ordinals = np.flatnonzero(cells)
        quads = [plane.quad(*divmod(int(ordinal), plane.columns)) for ordinal in self._ordinals]
        self._curves: Points = polygons(quads)
        self._drawn = (0, 0.0)

    def show(self, count: int, opacity: float = 1.0, within: Box | None = None) -> None:
        """Draw those among the first ``count`` cells of the map."""
        cells = int(np.searchsorted(self._ordinals, count))
        if self._drawn != (cells, opacity):
            self._drawn = cells, opacity
            self._ink.draw(self._curves[: cells * CURVES_PER_CELL], within)
            self._ink.paint(fill=self._colour, opacity=opacity)


class SignedMap:
    """A map that tells the sign of the values before: pale or grey where they were negative.

    Where cells are too small for numbers, the fill is the size of the value on a scale that both maps
    share, and grey in place of the role's colour where the value is negative.
    """

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        role: Role,
        detail: Detail,
        values: Values,
        negative: Mask,
        scale: float,
        top: float,
    ) -> None:
        """Args: ``negative``: which values were negative before; ``top``: the value of the deepest fill."""
        self.plane, self._theme, self._role, self._detail = plane, theme, role, detail
        self._values = values
        self._layers: list[_Cells | ValueFill]
        if detail >= Detail.NUMBERS:
            pale = mix(role.rest, theme.background, PALE)
            self._layers = [
                _Cells(drawing, plane, role.rest, ~negative),
                _Cells(drawing, plane, pale, negative),
            ]
        else:
            grey = replace(role, active=theme.ghost)
            below = values < 0
            self._layers = [
                ValueFill(drawing, plane, shown, theme.background, values, cells, top)
                for shown, cells in ((role, ~below), (grey, below))
                if cells.any()
            ]
        self._active = drawing.ink()
        self._lines(drawing)
        self._numbers = MapNumbers(drawing, plane, role, values, scale, detail >= Detail.NUMBERS)
        self._last = Filled(0, 0.0, 1.0, None)

    def _lines(self, drawing: Drawing) -> None:
        """The grid, an ink for each line: a step draws only those that it touches."""
        plane = self.plane
        if self._detail >= Detail.GRID:
            lines = grid_lines(plane, 0, 0, plane.rows, plane.columns)
        else:
            lines = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        for start in range(0, len(lines), 4):
            line = drawing.ink().draw(lines[start : start + 4])
            line.paint(stroke=self._role.line, width=stroke_width(plane.cell))

    @property
    def numbers(self) -> dict[int, Ink]:
        """The inks of the numbers that are drawn, by the ordinal of their cell."""
        return self._numbers.drawn

    def show(self, now: Filled) -> None:
        """Fill cells in raster order; what was shown before and still is stays untouched."""
        before = self._last
        if before == now:
            return
        self._last = now
        self._fill(now, now.changed(before))
        self._mark(now)
        self._numbers.show(before, now)

    def _fill(self, now: Filled, changed: range) -> None:
        if not changed:
            return
        columns = self.plane.columns
        first, last = changed[0] // columns, changed[-1] // columns
        within = self.plane.cell_box(first, 0, last + 1 - first, columns)
        if first == last:
            within = self.plane.cell_box(first, changed[0] % columns, 1, len(changed))
        for layer in self._layers:
            layer.show(now.count, now.fade, within)

    def _mark(self, now: Filled) -> None:
        """The cell that is in use, or is being filled, in the active colour."""
        ordinal = now.count if now.filling > 0 else now.shown
        by_value = self._detail < Detail.NUMBERS
        if ordinal is None or ordinal >= self._values.size or (by_value and not now.filling):
            self._active.hide()
            return
        self._active.draw(polygons([self.plane.quad(*divmod(ordinal, self.plane.columns))]))
        self._active.paint(fill=self._role.active, opacity=now.filling or now.fade)
