"""The lens of a pooling: the window at a legible size, in a fixed place, tied to where it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.layout.boxes import Plane
from convanim.layout.cells import fit_number
from convanim.layout.facts import Pair
from convanim.layout.hull import hull
from convanim.layout.pooling.layout import MARK_CENTRE, MARK_RADIUS
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons, segments
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.lens import GLOW
from convanim.mobjects.pool_marks import LEAST_RADIUS, RING, circle, draw_mark
from convanim.mobjects.window import frame
from convanim.theme import Theme, mix


class PoolLens:
    """The window of the current step: its values, what is padding, what is nothing, and who won."""

    def __init__(self, drawing: Drawing, plane: Plane, theme: Theme, scale: float) -> None:
        self._plane, self._theme, self._scale = plane, theme, scale
        self._glow, self._ties = drawing.ink(), drawing.ink()
        whole = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        drawing.ink().draw(whole).paint(fill=theme.background)
        self._active, self._grey = drawing.ink(), drawing.ink()
        colour = mix(theme.input.rest, theme.input.active, theme.rest_line_share)
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns, inner_only=True)
        drawing.ink().draw(lines).paint(stroke=colour, width=stroke_width(plane.cell))
        cells = [(row, column) for row in range(plane.rows) for column in range(plane.columns)]
        self.numbers = {cell: drawing.ink() for cell in cells}
        self.marks = {cell: drawing.ink() for cell in cells}
        casing, edge = drawing.ink(), drawing.ink()
        frame(edge, casing, whole, plane.cell, theme)
        self._cursor = drawing.ink()
        self._now: tuple[Any, bool] | None = None

    def tie(self, window: Points) -> None:
        """Tie the lens to the window's corners, ``(4, 2)``, with two lines and a glow."""
        mine = self._plane.quad(0, 0, self._plane.rows, self._plane.columns)
        self._glow.draw(polygons([hull(np.concatenate((window, mine)))]))
        self._glow.paint(fill=self._theme.accent, opacity=GLOW)
        ends = np.array(((window[1], mine[0]), (window[2], mine[3])))
        self._ties.draw(segments(ends)).paint(stroke=self._theme.accent, width=1.8)

    def show(self, step: Any, padding: float | None, chosen: bool, reading: Pair | None) -> None:
        """Show a step; ``padding`` is the number in cells of padding, None where they have none."""
        show_cursor(self._cursor, self._plane, reading, self._theme)
        if (step.position, chosen) == self._now:
            return
        self._now = (step.position, chosen)
        self._fill(step)
        for cell, ink in self.numbers.items():
            self._write(ink, cell, step, padding)
        self._mark(step, chosen)

    def _fill(self, step: Any) -> None:
        theme, plane = self._theme, self._plane
        quads: dict[bool, list[Points]] = {True: [], False: []}
        for cell, exists in np.ndenumerate(step.exists):
            if exists:
                quads[bool(step.inside[cell])].append(plane.quad(*cell))
        self._active.draw(polygons(quads[True])).paint(fill=theme.input.active)
        self._grey.draw(polygons(quads[False])).paint(fill=theme.pad_window)

    def _write(self, ink: Ink, cell: Pair, step: Any, padding: float | None) -> None:
        inside = bool(step.inside[cell])
        value = step.patch[cell].item() if inside else padding if step.exists[cell] else None
        digits = None if value is None else fit_number(value, self._plane.cell, self._scale)
        if digits is None:
            ink.hide()
            return
        ink.draw(number_outline(self._plane, digits, *cell))
        ink.paint(fill=self._theme.input.active_text if inside else self._theme.muted)

    def _mark(self, step: Any, chosen: bool) -> None:
        radius = max(MARK_RADIUS * self._plane.cell, LEAST_RADIUS)
        for cell, ink in self.marks.items():
            won, tied = cell == getattr(step, "chosen", None), cell in getattr(step, "ties", ())
            if not chosen or not (won or tied):
                ink.hide()
                continue
            inner = radius / self._plane.cell * (1.0 if won else 1 - RING / 2)
            outline = self._plane.map(circle((cell[1] + MARK_CENTRE[0], cell[0] + MARK_CENTRE[1]), inner))
            draw_mark(ink, outline, won, radius, self._theme.input.active_text)


CURSOR_INSET = 0.12
"""Between a cell's edge and the square that says that it is being read, in cells."""


def show_cursor(ink: Ink, plane: Plane, cell: Pair | None, theme: Theme) -> None:
    """A thin square in the cell whose value is being written into the line; None hides it."""
    if cell is None:
        ink.hide()
        return
    row, column = cell
    side = 1 - 2 * CURSOR_INSET
    ink.draw(polygons([plane.quad(row + CURSOR_INSET, column + CURSOR_INSET, side, side)]))
    ink.paint(stroke=theme.input.active_text, width=max(0.03 * plane.cell, 1.2))
