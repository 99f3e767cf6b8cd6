"""One slice of a stack: a map in its slanted plane, on a base that covers what lies behind it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, Digits, common_size, detail_of, fit_number
from convanim.layout.facts import widest_values
from convanim.layout.hull import hull
from convanim.layout.stack import LEGIBLE, Stack
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import NO_CURVES, Drawing, Ink, Points, polygons, segments
from convanim.mobjects.fills import fills_of
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.maps import gridded, rows_of
from convanim.mobjects.window import frame
from convanim.ramps import legible_on, top_value
from convanim.theme import Theme

Values = NDArray[Any]

TUBE_WIDTH, TUBE_SHARE = 1.6, 0.10
LEAST_FRAME = 9.0
"""The smallest side of the frame around an active cell, in design pixels."""


class Slice:
    """One map of the stack, on a base that covers what lies behind it."""

    def __init__(
        self, drawing: Drawing, stack: Stack, theme: Theme, values: Values, number: int, scale: float
    ) -> None:
        """Args: the values of all shown maps, ``(slices, H′, W′)``, and which of them this one is."""
        self._stack, self._theme, self._unit = stack, theme, stack.unit
        own, detail = values[number], detail_of(stack.unit * scale)
        widest = widest_values(values)
        fitting = all(fit_number(v, stack.unit, LEGIBLE * scale) is not None for v in widest)
        self.numbered = detail >= Detail.NUMBERS and fitting
        self._lined = detail >= gridded(theme.output)
        self._base = drawing.ink()
        self._levels = (
            []
            if self.numbered and theme.output.ramp is None
            else _levels(drawing, theme, own, top_value(np.abs(values.astype(np.float64))))
        )
        self._rest, self._lines = drawing.ink(), drawing.ink()
        self._glow, self._ties = drawing.ink(), drawing.ink()
        self._active = drawing.ink()
        self._casing, self._frame = drawing.ink(), drawing.ink()
        most = common_size(widest, stack.unit, LEGIBLE * scale) if self.numbered else None
        self._digits = [
            fit_number(value.item(), stack.unit, LEGIBLE * scale, False, most) if self.numbered else None
            for value in own.ravel()
        ]
        self.numbers = [drawing.ink() for digits in self._digits if digits is not None]
        self._upright = Plane(stack.rows, stack.columns, (0.0, 0.0), 1.0)
        self._outlines: tuple[int, list[Points]] = (-1, [])

    def hide(self) -> None:
        """Show nothing of it."""
        for ink in self._inks:
            ink.hide()

    @property
    def _inks(self) -> list[Ink]:
        fills = [self._base, self._rest, self._active, self._lines, self._glow, self._ties]
        return [*fills, *(level for level, _, _ in self._levels), self._casing, self._frame, *self.numbers]

    def show(self, plane: Plane, filled: int, filling: float, current: int | None, fade: float) -> None:
        """Draw the map in a plane: its first cells filled, the next one partly, the active one marked."""
        theme, columns = self._theme, plane.columns
        whole = polygons([plane.quad(0, 0, plane.rows, columns)])
        self._base.draw(whole).paint(fill=theme.background)
        lines = grid_lines(plane, 0, 0, plane.rows, columns) if self._lined else whole
        self._lines.draw(lines).paint(stroke=theme.output.line, width=stroke_width(plane.cell))
        due = filled if filling > 0 else (current if current is not None and current < filled else None)
        self._fill(plane, filled, fade)
        active = NO_CURVES if due is None else polygons([plane.quad(*divmod(due, columns))])
        self._active.draw(active).paint(fill=self._colour(due), opacity=filling or fade)
        self._mark(plane, due, filling or fade)
        for ordinal, ink in enumerate(self.numbers):
            self._write(plane, ordinal, ink, filled, due, filling, fade)

    def _fill(self, plane: Plane, filled: int, fade: float) -> None:
        inks = [(ink, colour) for ink, _, colour in self._levels] or [(self._rest, self._theme.output.rest)]
        for (ink, colour), outline in zip(inks, self._filled(filled), strict=True):
            ink.draw(plane.map(outline) if len(outline) else NO_CURVES).paint(fill=colour, opacity=fade)

    def _filled(self, count: int) -> list[Points]:
        """The outlines of the first cells, of each level, in cells: what moves is only mapped anew."""
        if self._outlines[0] != count:
            shape = self._upright.rows, self._upright.columns
            present = np.arange(shape[0] * shape[1]).reshape(shape) < count
            masks = [cells & present for _, cells, _ in self._levels] or [present]
            self._outlines = count, [rows_of(self._upright, mask) for mask in masks]
        return self._outlines[1]

    def _colour(self, ordinal: int | None) -> str:
        """The fill of an active cell: the role's, or where fills are values its own."""
        if ordinal is None or not self._levels:
            return self._theme.output.active
        cell = divmod(ordinal, self._upright.columns)
        return next(colour for _, cells, colour in reversed(self._levels) if cells[cell])

    def _mark(self, plane: Plane, ordinal: int | None, opacity: float) -> None:
        if ordinal is None:
            self._casing.hide()
            self._frame.hide()
            return
        quad = plane.quad(*divmod(ordinal, plane.columns))
        middle = quad.mean(axis=0)
        grown = middle + (quad - middle) * max(1.0, LEAST_FRAME / plane.cell)
        frame(self._frame, self._casing, polygons([grown]), plane.cell, self._theme, opacity)

    def _write(
        self, plane: Plane, ordinal: int, ink: Ink, filled: int, due: int | None, filling: float, fade: float
    ) -> None:
        role, digits = self._theme.output, self._digits[ordinal]
        if digits is None or (ordinal >= filled and ordinal != due):
            ink.hide()
            return
        sized = Digits(digits.text, digits.size * plane.cell / self._unit)
        ink.draw(number_outline(plane, sized, *divmod(ordinal, plane.columns)))
        colour = role.active_text if ordinal == due else role.rest_text
        if role.ramp is not None:
            colour = legible_on(self._colour(ordinal))
        ink.paint(
            fill=colour,
            opacity=filling if ordinal >= filled else fade,
        )

    def tie(self, cells: tuple[Points, ...], opacity: float) -> None:
        """The tube from the active cell to that of the next slice; none for the last."""
        if len(cells) < 2 or opacity <= 0:
            self._glow.hide()
            self._ties.hide()
            return
        theme, (here, there) = self._theme, cells
        self._glow.draw(polygons([hull(np.concatenate((here, there)))]))
        self._glow.paint(fill=theme.accent, opacity=TUBE_SHARE * opacity)
        self._ties.draw(segments(np.stack((here, there), axis=1)))
        self._ties.paint(stroke=theme.accent, width=TUBE_WIDTH, opacity=opacity)


def _levels(
    drawing: Drawing, theme: Theme, values: Values, top: float
) -> list[tuple[Ink, NDArray[np.bool_], str]]:
    """Inks for a map whose fill is its value, the palest first.

    Each has all cells of its own level and above: the next one lies on it, so slanted cells that meet
    show no background between them.
    """
    levels, colours = fills_of(values, theme.output, theme.background, top)
    return [(drawing.ink(), levels >= level, colours[level]) for level in np.unique(levels)]
