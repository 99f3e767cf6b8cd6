"""Maps of cells: the input with its padding, the kernel, and the output that fills as it is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.layout.cells import Detail, common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons
from convanim.mobjects.grid import dashed_edges, dashed_outline, grid_lines, hatching, stroke_width
from convanim.theme import Role, Theme, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]

LEVELS = 24
"""How many fills a map of values is drawn in."""
ZERO_SHARE = 0.06
"""The fill of a computed zero, so that it differs from an empty cell."""
TOP_QUANTILE = 0.98
FINE = 12.0
"""Below this cell size, in design pixels, padding is dashed as a whole."""


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
        magnitude = np.abs(np.asarray(values, dtype=np.float64))
        top = top or top_value(magnitude)
        levels = np.round(np.clip(magnitude / top, 0, 1) * (LEVELS - 1)).astype(int)
        present = np.ones(values.shape, dtype=bool) if cells is None else cells
        self._drawn: dict[str, tuple[int, float]] = {}
        self._levels: list[tuple[Ink, str, NDArray[np.int64], Points]] = []
        for level in np.unique(levels[present]):
            where = np.argwhere(present & (levels == level))
            colour = mix(role.active, background, ZERO_SHARE + (1 - ZERO_SHARE) * float(level) / (LEVELS - 1))
            ordinals = where[:, 0] * values.shape[1] + where[:, 1]
            curves = polygons([plane.quad(row, column) for row, column in where])
            self._levels.append((drawing.ink().paint(fill=colour), colour, ordinals, curves))

    def show(self, count: int, opacity: float = 1.0, within: Box | None = None) -> None:
        """Draw the first ``count`` cells in raster order; ``within`` bounds what is different now."""
        for ink, colour, ordinals, curves in self._levels:
            cells = int(np.searchsorted(ordinals, count))
            if self._drawn.get(colour) != (cells, opacity):
                self._drawn[colour] = cells, opacity
                ink.draw(curves[: cells * CURVES_PER_CELL], within)
                ink.paint(fill=colour, opacity=opacity)


def top_value(magnitude: NDArray[np.float64]) -> float:
    """The size of a map's largest values, a few outliers aside; 1 where all are 0."""
    return float(np.quantile(magnitude, TOP_QUANTILE)) or float(magnitude.max()) or 1.0


CURVES_PER_CELL = 16
"""Points of a closed quadrilateral: four curves of four."""


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
        if detail >= Detail.GRID:
            self._lines(drawing, padding, read)
        else:
            outline = plane.quad(*_block(real))
            drawing.ink().draw(polygons([outline])).paint(stroke=theme.input.line, width=1.4)

    def _fills(self, drawing: Drawing, padded: Values, real: Mask) -> None:
        theme, plane = self.theme, self.plane
        if self.detail < Detail.NUMBERS and plane.column_step == (1.0, 0.0):
            ValueFill(drawing, plane, theme.input, theme.background, padded, real).show(padded.size)
            return
        kept = real & ~self._dropped
        drawing.ink().draw(rows_of(plane, kept)).paint(fill=theme.input.rest)
        pale = mix(theme.input.rest, theme.background, theme.dropped_share)
        drawing.ink().draw(rows_of(plane, self._dropped)).paint(fill=pale)

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


@dataclass(frozen=True, slots=True)
class Filled:
    """How far an output is filled: whole cells, part of the next, the opacity of all, the active cell."""

    count: int
    filling: float
    fade: float
    active: int | None

    @property
    def shown(self) -> int | None:
        """The active cell, if it is complete."""
        return self.active if self.active is not None and self.active < self.count else None


class OutputMap:
    """The output: outlines until a cell is computed, then filled; the active cell darker."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, detail: Detail, values: Values, scale: float
    ) -> None:
        self._plane, self._theme, self._detail = plane, theme, detail
        self._values, self._scale = values, scale
        role = theme.output
        self._flat = flat = plane.column_step == (1.0, 0.0)
        self._by_value = (
            ValueFill(drawing, plane, role, theme.background, values)
            if (flat and detail < Detail.NUMBERS)
            else None
        )
        self._fill = drawing.ink().paint(fill=role.rest)
        self._filling = drawing.ink()
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns)
        if detail < Detail.GRID:
            lines = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        each = 4 if detail >= Detail.GRID else max(len(lines), 1)
        for start in range(0, len(lines), each):  # line by line: a step draws only those it touches
            line = drawing.ink().draw(lines[start : start + each])
            line.paint(stroke=role.line, width=stroke_width(plane.cell))
        numbered = flat and detail >= Detail.NUMBERS
        self._inks = [drawing.ink() for _ in range(values.size)] if numbered else []
        self._most = common_size(widest_values(values), plane.cell, scale) if numbered else None
        self._last = Filled(0, 0.0, 1.0, None)

    @property
    def numbers(self) -> dict[int, Ink]:
        """The inks of the numbers that are drawn, by the ordinal of their cell."""
        return {n: ink for n, ink in enumerate(self._inks) if len(ink.points)}

    def show(self, filled: int, filling: float, fade: float, active: int | None) -> None:
        """Fill the first ``filled`` cells, the next one partly; ``fade`` is the opacity of all.

        What was shown before and still is stays untouched: the work follows what changed.
        """
        before, now = self._last, Filled(filled, filling, fade, active)
        if before == now:
            return
        self._last = now
        low, high = sorted((before.count, filled))
        changed = range(low, high)
        if before.fade != fade:
            changed = range(max(filled, before.count))
        self._fill_cells(now, changed)
        self._fill_partly(now)
        singles = {
            before.active,
            active,
            before.count if before.filling else None,
            filled if filling else None,
        }
        for ordinal in {*changed, *singles}:
            if ordinal is not None and ordinal < len(self._inks):
                self._write(ordinal, now)

    def _fill_cells(self, now: Filled, changed: range) -> None:
        if not changed:
            return
        rows, columns = changed[0] // self._plane.columns, self._plane.columns
        lines = changed[-1] // columns + 1 - rows
        within = self._plane.cell_box(rows, 0, lines, columns)
        if lines == 1 and self._flat:
            within = self._plane.cell_box(rows, changed[0] % columns, 1, len(changed))
        if self._by_value is not None:
            self._by_value.show(now.count, now.fade, within)
            return
        whole, rest = divmod(now.count, columns)
        blocks = [(0, 0, whole, columns)] * bool(whole)
        if not self._flat:  # a slanted edge that grows is another edge, all along: finished rows keep theirs
            blocks = [(row, 0, 1, columns) for row in range(whole)]
        blocks += [(whole, 0, 1, rest)] * bool(rest)
        self._fill.draw(polygons([self._plane.quad(*block) for block in blocks]), within)
        self._fill.paint(fill=self._theme.output.rest, opacity=now.fade)

    def _fill_partly(self, now: Filled) -> None:
        ordinal = now.count if now.filling > 0 else now.shown
        if (
            ordinal is None
            or ordinal >= self._values.size
            or (self._by_value is not None and not now.filling)
        ):
            self._filling.hide()
            return
        self._filling.draw(polygons([self._plane.quad(*divmod(ordinal, self._plane.columns))]))
        self._filling.paint(fill=self._theme.output.active, opacity=now.filling or now.fade)

    def _write(self, ordinal: int, now: Filled) -> None:
        role, ink = self._theme.output, self._inks[ordinal]
        if ordinal < now.count:
            colour, opacity = role.active_text if ordinal == now.shown else role.rest_text, now.fade
        elif ordinal == now.count and now.filling > 0:
            colour, opacity = role.active_text, now.filling
        else:
            ink.hide()
            return
        if not len(ink.points):
            self._draw_number(ordinal)
        ink.paint(fill=colour, opacity=opacity)

    def _draw_number(self, ordinal: int) -> None:
        row, column = divmod(ordinal, self._plane.columns)
        digits = fit_number(
            self._values[row, column].item(), self._plane.cell, self._scale, False, self._most
        )
        if digits is not None:
            self._inks[ordinal].draw(number_outline(self._plane, digits, row, column))


def padding_lines(drawing: Drawing, plane: Plane, theme: Theme, padding: Mask) -> None:
    """The dashes of padding cells, or of the whole border where cells are fine; above the window's fill."""
    width = max(0.022 * plane.cell, 1.0)
    if not padding.any():
        return
    dashes = dashed_edges(plane, padding) if plane.cell >= FINE else dashed_outline(plane)
    drawing.ink().draw(dashes).paint(stroke=theme.pad_line, width=width)
