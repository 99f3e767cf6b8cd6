"""Maps of cells: the input with its padding, and the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import dashed_edges, dashed_outline, grid_lines, hatching, stroke_width
from convanim.theme import Role, Theme, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]

FINE = 12.0
"""Below this cell size, in design pixels, padding is dashed as a whole."""


def gridded(role: Role) -> Detail:
    """The least detail with lines between the cells: those of a picture have them for their numbers only."""
    return Detail.GRID if role.ramp is None else Detail.NUMBERS


class InputMap:
    """The input in its padding: what is at rest. The window lies above it."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        padded: Values,
        padding: Mask,
        read: Mask,
    ) -> None:
        """Args: the padded values, which cells are padding, which are ever read; all ``(rows, columns)``."""
        self.plane, self.theme, self.detail = plane, theme, detail
        real = ~padding
        self._dropped = real & ~read
        self._fills(drawing, padded, real)
        if detail >= gridded(theme.input):
            self._lines(drawing, padding, read)
        else:
            outline = plane.quad(*_block(real))
            drawing.ink().draw(polygons([outline])).paint(stroke=theme.input.line, width=1.4)

    def _fills(self, drawing: Drawing, padded: Values, real: Mask) -> None:
        theme, plane = self.theme, self.plane
        if theme.input.ramp is not None:
            self._pixels(drawing, padded, real)
            return
        if self.detail < Detail.NUMBERS and plane.column_step == (1.0, 0.0):
            ValueFill(drawing, plane, theme.input, theme.background, padded, real).show(padded.size)
            return
        kept = real & ~self._dropped
        drawing.ink().draw(rows_of(plane, kept)).paint(fill=theme.input.rest)
        pale = mix(theme.input.rest, theme.background, theme.dropped_share)
        drawing.ink().draw(rows_of(plane, self._dropped)).paint(fill=pale)

    def _pixels(self, drawing: Drawing, padded: Values, real: Mask) -> None:
        """Each cell in the colour of its value; those that are never read paler."""
        theme, plane = self.theme, self.plane
        ValueFill(drawing, plane, theme.input, theme.background, padded, real).show(padded.size)
        veil = drawing.ink().draw(rows_of(plane, self._dropped))
        veil.paint(fill=theme.background, opacity=1 - theme.dropped_share)

    def _lines(self, drawing: Drawing, padding: Mask, read: Mask) -> None:
        theme, plane = self.theme, self.plane
        width = stroke_width(plane.cell)
        hatch = max(0.018 * plane.cell, 0.7)
        hatch_colour = mix(theme.input.line, theme.background, 0.6)
        drawing.ink().draw(hatching(plane, self._dropped)).paint(stroke=hatch_colour, width=hatch)
        drawing.ink().draw(hatching(plane, padding & ~read)).paint(stroke=theme.rule, width=hatch)
        drawing.ink().draw(grid_lines(plane, *_block(~padding))).paint(stroke=theme.input.line, width=width)


def _block(cells: Mask) -> tuple[int, int, int, int]:
    """The smallest block, (row, column, rows, columns), around the given cells."""
    rows, columns = np.nonzero(cells)
    top, left = int(rows.min()), int(columns.min())
    return top, left, int(rows.max()) + 1 - top, int(columns.max()) + 1 - left


def rows_of(plane: Plane, cells: Mask) -> Points:
    """The given cells as few polygons: runs along rows, equal neighbouring runs joined."""
    blocks: list[tuple[int, int, int, int]] = []
    for row, line in enumerate(cells):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False])).astype(np.int8)))
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            above = next(
                (
                    i
                    for i, b in enumerate(blocks)
                    if (b[1], b[3]) == (start, stop - start) and b[0] + b[2] == row
                ),
                None,
            )
            if above is None:
                blocks.append((row, int(start), 1, int(stop - start)))
            else:
                r, c, h, w = blocks[above]
                blocks[above] = (r, c, h + 1, w)
    return polygons([plane.quad(r, c, h, w) for r, c, h, w in blocks])


class Kernel:
    """The kernel beside the maps: weights at rest, the one in use just now active."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, detail: Detail, weights: Values, scale: float
    ):
        self._plane, self._theme = plane, theme
        role = theme.kernel
        if detail >= Detail.NUMBERS:
            drawing.ink().draw(polygons([plane.quad(0, 0, plane.rows, plane.columns)])).paint(fill=role.rest)
        else:
            ValueFill(drawing, plane, role, theme.background, weights).show(weights.size)
        self._active = drawing.ink().paint(fill=role.active)
        if detail >= Detail.GRID:
            lines = grid_lines(plane, 0, 0, plane.rows, plane.columns)
            drawing.ink().draw(lines).paint(stroke=role.line, width=stroke_width(plane.cell))
        self._digits: dict[tuple[int, int], Ink] = {}
        if detail >= Detail.NUMBERS:
            most = common_size(widest_values(weights), plane.cell, scale)
            for (row, column), weight in np.ndenumerate(weights):
                digits = fit_number(weight.item(), plane.cell, scale, False, most)
                if digits is not None:
                    ink = drawing.ink().draw(number_outline(plane, digits, row, column))
                    self._digits[row, column] = ink.paint(fill=role.rest_text)
        self._now: tuple[int, int] | None = None

    def use(self, cell: tuple[int, int] | None) -> None:
        """Show one weight as the one in use, or none."""
        if cell == self._now:
            return
        if self._now in self._digits:
            self._digits[self._now].paint(fill=self._theme.kernel.rest_text)
        self._now = cell
        if cell is None:
            self._active.hide()
            return
        self._active.draw(polygons([self._plane.quad(*cell)]))
        if cell in self._digits:
            self._digits[cell].paint(fill=self._theme.kernel.active_text)


def padding_lines(drawing: Drawing, plane: Plane, theme: Theme, padding: Mask) -> None:
    """The dashes of padding cells, or of the whole border where cells are fine; above the window's fill."""
    width = max(0.022 * plane.cell, 1.0)
    if not padding.any():
        return
    dashes = dashed_edges(plane, padding) if plane.cell >= FINE else dashed_outline(plane)
    drawing.ink().draw(dashes).paint(stroke=theme.pad_line, width=width)
