"""The lens: a window too fine for numbers, redrawn large in a fixed place and tied to where it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import CENTRE_WITH_FACTOR, Detail, Digits, fit_factor, fit_number
from convanim.mobjects.cells import factor_outline, number_outline
from convanim.mobjects.drawing import Drawing, Points, polygons, segments
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.window import frame
from convanim.theme import Theme, mix

GLOW = 0.10


class Lens:
    """The window of the current step at a legible size: values, and the weight of each where it fits."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        weights: NDArray[Any],
        scale: float,
        cased: bool = True,
    ) -> None:
        """Args: ``cased`` sets its frame off from what lies around it."""
        self._plane, self._theme, self._scale = plane, theme, scale
        self._numbered, self._with_factors = detail >= Detail.NUMBERS, detail >= Detail.FACTORS
        whole = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        self._glow, self._ties = drawing.ink(), drawing.ink()
        drawing.ink().draw(whole).paint(fill=theme.background)
        self._active, self._grey = drawing.ink(), drawing.ink()
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns, inner_only=True)
        colour = mix(theme.input.rest, theme.input.active, theme.rest_line_share)
        drawing.ink().draw(lines).paint(stroke=colour, width=stroke_width(plane.cell))
        cells = [(row, column) for row in range(plane.rows) for column in range(plane.columns)]
        self.numbers = {cell: drawing.ink() for cell in cells}
        self._factors = {cell: drawing.ink() for cell in cells}
        self._weights = {cell: fit_factor(weights[cell].item(), plane.cell, scale) for cell in cells}
        casing, edge = drawing.ink(), drawing.ink()
        frame(edge, casing, whole, plane.cell, theme)
        if not cased:
            casing.hide()

    def tie(self, window: Points) -> None:
        """Tie the lens to the window's right corners, ``(4, 2)``, with two lines and a glow between them."""
        mine = self._plane.quad(0, 0, self._plane.rows, self._plane.columns)
        sides = np.array((window[1], mine[0], mine[3], window[2]))
        self._glow.draw(polygons([sides])).paint(fill=self._theme.accent, opacity=GLOW)
        ends = np.array(((window[1], mine[0]), (window[2], mine[3])))
        self._ties.draw(segments(ends)).paint(stroke=self._theme.accent, width=1.8)

    def blank(self) -> None:
        """Show nothing in the cells: the window goes by too fast."""
        for ink in (*self.numbers.values(), *self._factors.values()):
            ink.hide()

    def show(self, values: NDArray[Any], inside: NDArray[np.bool_], factors: int) -> None:
        """Write a step's patch, ``(rows, columns)``, and the first ``factors`` weights."""
        theme, plane = self._theme, self._plane
        quads = {True: [], False: []}  # type: dict[bool, list[Points]]
        for (row, column), real in np.ndenumerate(inside):
            quads[bool(real)].append(plane.quad(row, column))
        self._active.draw(polygons(quads[True])).paint(fill=theme.input.active)
        self._grey.draw(polygons(quads[False])).paint(fill=theme.pad_window)
        for order, (cell, ink) in enumerate(self.numbers.items()):
            factor = self._weights[cell] if self._with_factors and order < factors else None
            self._write(
                cell, fit_number(values[cell].item(), plane.cell, self._scale, factor is not None), factor
            )
            ink.paint(fill=theme.input.active_text if inside[cell] else theme.muted)
            on_active = bool(inside[cell])
            self._factors[cell].paint(fill=theme.weight_on_active if on_active else theme.weight_on_padding)

    def _write(self, cell: tuple[int, int], digits: Digits | None, factor: Digits | None) -> None:
        if digits is None or not self._numbered:
            self.numbers[cell].hide()
        else:
            place = (0.5, 0.5) if factor is None else CENTRE_WITH_FACTOR
            self.numbers[cell].draw(number_outline(self._plane, digits, *cell, place=place))
        if factor is None:
            self._factors[cell].hide()
        else:
            self._factors[cell].draw(factor_outline(self._plane, factor, *cell))
