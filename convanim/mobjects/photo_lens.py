"""The lens of a picture: the window's pixels, large, in their own greys, with their values and weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import CENTRE_WITH_FACTOR, Detail, common_size, fit_factor, fit_number
from convanim.mobjects.cells import factor_outline, number_outline
from convanim.mobjects.drawing import Drawing, Points, polygons, segments
from convanim.mobjects.grid import frame_width, grid_lines, stroke_width
from convanim.mobjects.window import frame
from convanim.ramps import Ramp, legible_on
from convanim.theme import Theme

GLOW = 0.14
TIE = 1.8
FRAMED = 40.0
"""The frame is as wide as around cells of this size at the least."""


class PhotoLens:
    """A window of pixels at a legible size, tied to where it is."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        ramp: Ramp,
        weights: NDArray[Any],
        values: tuple[Any, ...],
        scale: float,
        beneath: bool,
    ) -> None:
        """Args: the weights as they are written; the picture's widest values; whether it stands below it."""
        self._plane, self._theme, self._ramp, self._scale = plane, theme, ramp, scale
        self._beneath, self._numbered = beneath, detail >= Detail.NUMBERS
        self._with_factors = detail >= Detail.FACTORS
        self._most = common_size(values, plane.cell, scale, self._with_factors)
        whole = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        self._glow, self._ties = drawing.ink(), drawing.ink()
        drawing.ink().draw(whole).paint(fill=theme.background)
        cells = list(np.ndindex(plane.rows, plane.columns))
        self.fills = {cell: drawing.ink() for cell in cells}
        if detail >= Detail.GRID:
            lines = grid_lines(plane, 0, 0, plane.rows, plane.columns, inner_only=True)
            drawing.ink().draw(lines).paint(stroke=theme.input.line, width=stroke_width(plane.cell))
        self.numbers = {cell: drawing.ink() for cell in cells}
        self._factors = {cell: drawing.ink() for cell in cells}
        self._weights = {cell: fit_factor(weights[cell].item(), plane.cell, scale) for cell in cells}
        casing, edge = drawing.ink(), drawing.ink()
        frame(edge, casing, whole, max(plane.cell, FRAMED), theme)
        casing.hide()
        self._pointer_casing, self._pointer = drawing.ink(), drawing.ink()

    def tie(self, window: Points | None) -> None:
        """Tie the lens to the window's corners, ``(4, 2)``, with two lines and a glow between; or to none."""
        if window is None:
            self._glow.hide()
            self._ties.hide()
            return
        mine = self._plane.quad(0, 0, self._plane.rows, self._plane.columns)
        if self._beneath:
            sides, ends = (
                (window[3], mine[0], mine[1], window[2]),
                ((window[3], mine[0]), (window[2], mine[1])),
            )
        else:
            sides, ends = (
                (window[1], mine[0], mine[3], window[2]),
                ((window[1], mine[0]), (window[2], mine[3])),
            )
        self._glow.draw(polygons([np.array(sides)])).paint(fill=self._theme.accent, opacity=GLOW)
        self._ties.draw(segments(np.array(ends))).paint(stroke=self._theme.accent, width=TIE)

    def blank(self) -> None:
        """Show no pixels: the window goes by too fast."""
        for ink in (*self.fills.values(), *self.numbers.values(), *self._factors.values()):
            ink.hide()

    def show(
        self, values: NDArray[Any], inside: NDArray[np.bool_], numbered: bool = False, factors: int = 0
    ) -> None:
        """Show a window's pixels, ``(rows, columns)``, their values, and the first ``factors`` weights."""
        levels = self._ramp.levels(values)
        for order, (cell, ink) in enumerate(self.fills.items()):
            fill = self._ramp.colours[levels[cell]] if inside[cell] else self._theme.pad_window
            ink.draw(polygons([self._plane.quad(*cell)])).paint(fill=fill)
            factor = numbered and self._with_factors and order < factors
            text = legible_on(fill)
            self._write(cell, values[cell].item() if numbered and self._numbered else None, factor, text)

    def _write(self, cell: tuple[int, ...], value: Any, factor: bool, colour: str) -> None:
        plane, place = self._plane, (cell[0], cell[1])
        digits = None
        if value is not None:
            digits = fit_number(value, plane.cell, self._scale, self._with_factors, self._most)
        if digits is None:
            self.numbers[cell].hide()
        else:
            centre = (0.5, CENTRE_WITH_FACTOR[1] if factor else 0.5)
            self.numbers[cell].draw(number_outline(plane, digits, *place, place=centre)).paint(fill=colour)
        weight = self._weights[cell]
        if factor and weight is not None:
            self._factors[cell].draw(factor_outline(plane, weight, *place)).paint(fill=colour)
        else:
            self._factors[cell].hide()

    def point(self, cell: tuple[int, int] | None) -> None:
        """Mark the pixel whose product is being written."""
        if cell is None:
            self._pointer.hide()
            self._pointer_casing.hide()
            return
        width = frame_width(self._plane.cell)
        outline = polygons([self._plane.quad(*cell)])
        self._pointer_casing.draw(outline).paint(stroke=self._theme.background, width=width + 2.4)
        self._pointer.draw(outline).paint(stroke=self._theme.accent, width=width)
