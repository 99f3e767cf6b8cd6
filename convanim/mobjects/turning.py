"""A kernel that turns: mirrored row by row, then column by column, like a card that is flipped twice."""

from __future__ import annotations

import math

import numpy as np

from convanim import typeset
from convanim.layout.boxes import Plane
from convanim.layout.cells import NUMBER_WEIGHT, Detail, common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons
from convanim.mobjects.fills import LEVELS
from convanim.mobjects.grid import frame_width, grid_lines, stroke_width
from convanim.mobjects.maps import Kernel, Values
from convanim.ramps import TOP_QUANTILE, ZERO_SHARE
from convanim.theme import Theme, mix
from convanim.typeset import CAP_HEIGHT, Style

THIN = 0.02
"""What is left of a side that is seen edge-on."""
Cell = tuple[int, int]


def turned_plane(plane: Plane, rows: float, columns: float) -> Plane:
    """A plane flipped around its middle: upside down at ``rows`` 1, left to right at ``columns`` 1."""
    across, down = (_foreshortened(share) for share in (columns, rows))
    x, y = plane.at(plane.rows / 2, plane.columns / 2)
    corner = (
        x - plane.columns * plane.cell * across / 2,
        y - plane.rows * plane.cell * down / 2,
    )
    return Plane(plane.rows, plane.columns, corner, plane.cell, (across, 0.0), (0.0, down))


def _foreshortened(share: float) -> float:
    side = math.cos(math.pi * share)
    return side if abs(side) >= THIN else math.copysign(THIN, side)


class TurningKernel(Kernel):
    """The weights as they are given, shown rotated; they can be turned back and forth."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, detail: Detail, weights: Values, scale: float
    ) -> None:
        """Args: the weights before any turn, ``(rows, columns)``."""
        self._plane, self._theme = plane, theme
        self._numbered, self._lined = detail >= Detail.NUMBERS, detail >= Detail.GRID
        self._fills = [
            (drawing.ink().paint(fill=colour), cells) for colour, cells in self._groups(weights).items()
        ]
        self._active = drawing.ink().paint(fill=theme.kernel.active)
        self._lines = drawing.ink().paint(stroke=theme.kernel.line, width=stroke_width(plane.cell))
        self._digits = {}
        self._outlines: dict[Cell, Points] = {}
        if self._numbered:
            self._write(drawing, weights, scale)
        self._now: Cell | None = None
        self._turn: tuple[float, float] | None = None
        self._frame: Ink | None = None

    def _groups(self, weights: Values) -> dict[str, list[Cell]]:
        """The cells by their fill: all alike, or by value where there are no numbers."""
        if self._numbered:
            return {self._theme.kernel.rest: [(int(r), int(c)) for r, c in np.ndindex(weights.shape)]}
        sizes = np.abs(np.asarray(weights, dtype=np.float64))
        top = float(np.quantile(sizes, TOP_QUANTILE)) or float(sizes.max()) or 1.0
        levels = np.round(np.clip(sizes / top, 0, 1) * (LEVELS - 1)).astype(int)
        groups: dict[str, list[Cell]] = {}
        for (row, column), level in np.ndenumerate(levels):
            share = ZERO_SHARE + (1 - ZERO_SHARE) * float(level) / (LEVELS - 1)
            colour = mix(self._theme.kernel.active, self._theme.background, share)
            groups.setdefault(colour, []).append((row, column))
        return groups

    def _write(self, drawing: Drawing, weights: Values, scale: float) -> None:
        most = common_size(widest_values(weights), self._plane.cell, scale)
        for (row, column), weight in np.ndenumerate(weights):
            digits = fit_number(weight.item(), self._plane.cell, scale, False, most)
            if digits is not None:
                style = Style(digits.size, NUMBER_WEIGHT)
                middle = (-typeset.width(digits.text, style) / 2, CAP_HEIGHT * digits.size / 2)
                self._outlines[row, column] = typeset.outline(digits.text, style) + middle
                self._digits[row, column] = drawing.ink().paint(fill=self._theme.kernel.rest_text)

    def frame(self, drawing: Drawing) -> None:
        """Make the accent frame, above all that is there so far, and show the kernel rotated."""
        self._frame = drawing.ink().paint(stroke=self._theme.accent, width=frame_width(self._plane.cell))
        self.turn(1.0, 1.0)

    def turn(self, rows: float, columns: float) -> None:
        """Mirror the rows and the columns that far, 0 to 1 each; digits stay upright."""
        if (rows, columns) == self._turn:
            return
        self._turn = rows, columns
        plane = turned_plane(self._plane, rows, columns)
        for ink, cells in self._fills:
            whole = self._numbered
            quads = (
                [plane.quad(0, 0, plane.rows, plane.columns)] if whole else [plane.quad(*c) for c in cells]
            )
            ink.draw(polygons(quads))
        if self._lined:
            self._lines.draw(grid_lines(plane, 0, 0, plane.rows, plane.columns))
        squeeze = (abs(plane.column_step[0]), abs(plane.row_step[1]))
        for (row, column), outline in self._outlines.items():
            self._digits[row, column].draw(outline * squeeze + plane.at(row + 0.5, column + 0.5))
        if self._frame is not None:
            self._frame.draw(polygons([plane.quad(0, 0, plane.rows, plane.columns)]))

    def use(self, cell: Cell | None) -> None:
        """Show one weight as the one in use, by its place after the turn; or none."""
        if cell is not None:
            cell = self._plane.rows - 1 - cell[0], self._plane.columns - 1 - cell[1]
        if cell == self._now:
            return
        role = self._theme.kernel
        if self._now in self._digits:
            self._digits[self._now].paint(fill=role.rest_text)
        self._now = cell
        if cell is None:
            self._active.hide()
            return
        self._active.draw(polygons([turned_plane(self._plane, 1.0, 1.0).quad(*cell)]))
        if cell in self._digits:
            self._digits[cell].paint(fill=role.active_text)
