"""Slices of a volume: those of the input, which the box cuts, and those of the output as they fill."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Line, Plane
from convanim.layout.cells import Detail, common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import NO_CURVES, Drawing, Ink, Points, polygons
from convanim.mobjects.fills import LEVELS
from convanim.mobjects.grid import dashed_edges, dashed_outline, grid_lines, hatching, stroke_width
from convanim.mobjects.maps import FINE, rows_of
from convanim.mobjects.movable import Movable, Point
from convanim.ramps import TOP_QUANTILE, ZERO_SHARE
from convanim.theme import Role, Theme, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]
LEAST_FRAME = 9.0
"""The smallest side of a frame, in design pixels."""
Cut = tuple[float, float]
"""(row, column) of the padded slice at which the box cuts it."""


def levels_of(values: Values, top: float) -> NDArray[np.int64]:
    """How full each cell's fill is, in steps; of one top for all slices, so that they compare."""
    levels: NDArray[np.int64] = np.round(
        np.clip(np.abs(np.asarray(values, dtype=np.float64)) / top, 0, 1) * (LEVELS - 1)
    ).astype(np.int64)
    return levels


def top_of(values: Values) -> float:
    """The value that has the fullest fill."""
    sizes = np.abs(np.asarray(values, dtype=np.float64))
    return float(np.quantile(sizes, TOP_QUANTILE)) or float(sizes.max()) or 1.0


def level_colour(role: Role, background: str, level: int) -> str:
    """The fill of a level."""
    return mix(role.active, background, ZERO_SHARE + (1 - ZERO_SHARE) * level / (LEVELS - 1))


class InputSlice:
    """A slice of the padded input: at rest, or cut by the box."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        values: Values,
        masks: tuple[Mask, Mask],
        top: float,
        name: Line,
        scale: float,
    ) -> None:
        """Args: the values with their padding; which cells are padding, and which are ever read."""
        self._plane, self._theme, self._detail = plane, theme, detail
        self._padding, self._read = masks
        self._rest = Movable(drawing)
        self._fills(values, top)
        self._grey, self._active, self._cut_lines = (drawing.ink() for _ in range(3))
        self._lines()
        self._rest.line(name)
        self.numbers: dict[tuple[int, int], Ink] = {}
        if detail >= Detail.NUMBERS:
            self._write(values, scale)
        self._shown: tuple[Point | None, Cut | None, float] = (None, None, 0.0)
        self._covered: frozenset[tuple[int, int]] = frozenset()

    def _fills(self, values: Values, top: float) -> None:
        theme, plane, real = self._theme, self._plane, ~self._padding
        if self._detail < Detail.NUMBERS:
            levels = levels_of(values, top)
            for level in np.unique(levels[real]) if real.any() else ():
                curves = polygons([plane.quad(r, c) for r, c in np.argwhere(real & (levels == level))])
                self._rest.ink(curves).paint(fill=level_colour(theme.input, theme.background, int(level)))
            return
        pale = mix(theme.input.rest, theme.background, theme.dropped_share)
        self._rest.ink(rows_of(plane, real & self._read)).paint(fill=theme.input.rest)
        self._rest.ink(rows_of(plane, real & ~self._read)).paint(fill=pale)

    def _lines(self) -> None:
        theme, plane, real = self._theme, self._plane, ~self._padding
        if self._detail >= Detail.GRID:
            width, hatch = stroke_width(plane.cell), max(0.018 * plane.cell, 0.7)
            pale = mix(theme.input.line, theme.background, 0.6)
            self._rest.ink(hatching(plane, real & ~self._read)).paint(stroke=pale, width=hatch)
            self._rest.ink(hatching(plane, self._padding & ~self._read)).paint(stroke=theme.rule, width=hatch)
            if real.any():
                lines = grid_lines(plane, *_block(real))
                self._rest.ink(lines).paint(stroke=theme.input.line, width=width)
        elif real.any():
            outline = polygons([plane.quad(*_block(real))])
            self._rest.ink(outline).paint(stroke=theme.input.line, width=1.4)
        if self._padding.any():
            dashes = dashed_edges(plane, self._padding) if plane.cell >= FINE else dashed_outline(plane)
            self._rest.ink(dashes).paint(stroke=theme.pad_line, width=max(0.022 * plane.cell, 1.0))

    def _write(self, values: Values, scale: float) -> None:
        most = common_size(widest_values(values), self._plane.cell, scale)
        for (row, column), value in np.ndenumerate(values):
            digits = fit_number(value.item(), self._plane.cell, scale, False, most)
            if digits is not None:
                ink = self._rest.ink(number_outline(self._plane, digits, row, column))
                self.numbers[row, column] = ink.paint(fill=self._colour((row, column), False))

    def _colour(self, cell: tuple[int, int], active: bool) -> str:
        theme = self._theme
        if self._padding[cell]:
            # Edges and beams glow over the cell and take contrast from a muted number.
            return theme.ink if active else theme.pad_text
        if active:
            return theme.input.active_text
        return theme.input.rest_text if self._read[cell] else theme.muted

    def show(self, at: Point | None, blocks: list[tuple[float, float, float, float]], landed: float) -> None:
        """Show it at a place, with the cells that the box covers as blocks (row, column, rows, columns)."""
        self._rest.show(at)
        if self._detail < Detail.NUMBERS:
            return  # over fills that say values a cut would hide them: its frame says enough
        blocks = blocks if at is not None else []
        plane = self._plane if at is None else self._plane.moved(*at)
        self._cut(plane, blocks, landed)
        covered = (
            frozenset(cell for block in blocks for cell in _cells_of(block)) if landed > 0.5 else frozenset()
        )
        for cell in covered ^ self._covered:
            if cell in self.numbers:
                self.numbers[cell].paint(fill=self._colour(cell, cell in covered))
        self._covered = covered

    def _cut(self, plane: Plane, blocks: list[tuple[float, float, float, float]], landed: float) -> None:
        theme = self._theme
        inside = [part for block in blocks for part in self._inside(block)]
        self._grey.draw(polygons([plane.quad(*block) for block in blocks]))
        self._grey.paint(fill=theme.pad_window, opacity=landed)
        self._active.draw(polygons([plane.quad(*part) for part in inside]))
        self._active.paint(fill=theme.input.active, opacity=landed)
        lines = [grid_lines(plane, *part, inner_only=True) for part in inside]
        self._cut_lines.draw(np.concatenate(lines) if lines else NO_CURVES)
        colour = mix(theme.input.rest, theme.input.active, theme.rest_line_share)
        self._cut_lines.paint(stroke=colour, width=stroke_width(plane.cell), opacity=landed)

    def _inside(self, block: tuple[float, float, float, float]) -> list[tuple[float, float, float, float]]:
        """The part of a block that lies over cells of the input."""
        real = ~self._padding
        if not real.any():
            return []
        top, left, height, width = _block(real)
        row, column = max(block[0], top), max(block[1], left)
        rows = min(block[0] + block[2], top + height) - row
        columns = min(block[1] + block[3], left + width) - column
        return [(row, column, rows, columns)] if rows > 1e-9 and columns > 1e-9 else []


def _block(cells: Mask) -> tuple[int, int, int, int]:
    """The smallest block, (row, column, rows, columns), around the given cells."""
    rows, columns = np.nonzero(cells)
    top, left = int(rows.min()), int(columns.min())
    return top, left, int(rows.max()) + 1 - top, int(columns.max()) + 1 - left


def _cells_of(block: tuple[float, float, float, float]) -> list[tuple[int, int]]:
    """The cells that a block covers by more than half."""
    row, column, rows, columns = block
    return [
        (r, c)
        for r in range(round(row), round(row + rows))
        for c in range(round(column), round(column + columns))
    ]


class OutputSlice:
    """A slice of the output: outlines until a cell is computed, then filled."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        values: Values,
        top: float,
        scale: float,
    ) -> None:
        self._plane, self._theme, self._values, self._scale = plane, theme, values, scale
        self._levels: list[tuple[Ink, str, NDArray[np.int64], Points]] = []
        if detail < Detail.NUMBERS:
            levels = levels_of(values, top)
            for level in np.unique(levels):
                where = np.argwhere(levels == level)
                curves = polygons([plane.quad(r, c) for r, c in where])
                colour = level_colour(theme.output, theme.background, int(level))
                ordinals = where[:, 0] * plane.columns + where[:, 1]
                self._levels.append((drawing.ink(), colour, ordinals, curves))
        self._fill, self._active = drawing.ink(), drawing.ink()
        self._rest = Movable(drawing)
        whole = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns) if detail >= Detail.GRID else whole
        self._rest.ink(lines).paint(stroke=theme.output.line, width=stroke_width(plane.cell))
        self.numbers = [drawing.ink() for _ in range(values.size)] if detail >= Detail.NUMBERS else []
        self._most = common_size(widest_values(values), plane.cell, scale) if self.numbers else None
        self._shown: tuple[Any, ...] = ()

    def show(self, at: Point | None, filled: int, filling: float, fade: float, current: int | None) -> None:
        """Fill the first cells, the next one partly; ``current`` is the cell that was computed last."""
        now = (at, filled, filling, fade, current)
        if now == self._shown:
            return
        self._shown = now
        self._rest.show(at)
        due = filled if filling > 0 else (current if current is not None and current < filled else None)
        shown = filled if at is not None else 0
        plane = self._plane if at is None else self._plane.moved(*at)
        rows, rest = divmod(shown, plane.columns)
        blocks = [(0, 0, rows, plane.columns)] * bool(rows) + [(rows, 0, 1, rest)] * bool(rest)
        if self._levels:
            self._show_levels(at, shown, fade)
        else:
            self._fill.draw(polygons([plane.quad(*block) for block in blocks]))
            self._fill.paint(fill=self._theme.output.rest, opacity=fade)
        marked = at is not None and due is not None and (not self._levels or filling > 0)
        cell = [plane.quad(*divmod(due, plane.columns))] if marked and due is not None else []
        self._active.draw(polygons(cell)).paint(fill=self._theme.output.active, opacity=filling or fade)
        for ordinal, ink in enumerate(self.numbers):
            self._write(plane, ordinal, ink, shown, due if at is not None else None, filling, fade)

    def _show_levels(self, at: Point | None, shown: int, fade: float) -> None:
        for ink, colour, ordinals, curves in self._levels:
            count = int(np.searchsorted(ordinals, shown))
            drawn = curves[: 16 * count]
            ink.draw(drawn + np.array(at) if at is not None and count else NO_CURVES)
            ink.paint(fill=colour, opacity=fade)

    def _write(
        self, plane: Plane, ordinal: int, ink: Ink, filled: int, due: int | None, filling: float, fade: float
    ) -> None:
        if ordinal >= filled and ordinal != due:
            ink.hide()
            return
        row, column = divmod(ordinal, plane.columns)
        digits = fit_number(self._values[row, column].item(), plane.cell, self._scale, False, self._most)
        if digits is None:
            return
        role = self._theme.output
        ink.draw(number_outline(plane, digits, row, column))
        ink.paint(
            fill=role.active_text if ordinal == due else role.rest_text,
            opacity=filling if ordinal >= filled else fade,
        )
