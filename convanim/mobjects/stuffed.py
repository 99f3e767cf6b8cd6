"""The input of a gathering transposed convolution: its cells, the zeros between them and around them."""

from __future__ import annotations

import numpy as np

from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail
from convanim.layout.transposed.sizes import Mask, Sizes
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polygons, segments
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import dashed_edges, dashed_outline, grid_lines, hatching, stroke_width
from convanim.mobjects.maps import FINE, Values, rows_of
from convanim.mobjects.window import WindowPlace
from convanim.theme import Theme, mix

DOTS = 9
"""Round dots along an edge of an inserted zero."""
DOT_LENGTH = 0.012
"""A dot is a stroke as good as no longer than it is wide, in cells."""
DOTTED_FROM = 20.0
"""Below this cell size, in design pixels, thin lines stand for the dots."""


class StuffedMap:
    """The input at rest among its zeros: cells filled, inserted zeros dotted, padding dashed."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, detail: Detail, values: Values, sizes: Sizes
    ) -> None:
        """Args: ``values`` are the whole grid's, zeros included, ``(rows, columns)``."""
        self._plane, self._theme, self._sizes = plane, theme, sizes
        real, read = sizes.real(), sizes.read()
        if theme.input.ramp is not None or (detail < Detail.NUMBERS and plane.column_step == (1.0, 0.0)):
            ValueFill(drawing, plane, theme.input, theme.background, values, real).show(values.size)
            if theme.input.ramp is not None:
                veil = drawing.ink().draw(rows_of(plane, real & ~read))
                veil.paint(fill=theme.background, opacity=1 - theme.dropped_share)
        else:
            drawing.ink().draw(rows_of(plane, real & read)).paint(fill=theme.input.rest)
            pale = mix(theme.input.rest, theme.background, theme.dropped_share)
            drawing.ink().draw(rows_of(plane, real & ~read)).paint(fill=pale)
        if detail >= Detail.GRID:
            width = max(0.018 * plane.cell, 0.7)
            colour = mix(theme.input.line, theme.background, 0.6)
            drawing.ink().draw(hatching(plane, real & ~read)).paint(stroke=colour, width=width)
            drawing.ink().draw(hatching(plane, ~real & ~read)).paint(stroke=theme.rule, width=width)

    def lines(self, drawing: Drawing, detail: Detail) -> None:
        """The edges of all cells; made above the window's fill."""
        plane, theme, real = self._plane, self._theme, self._sizes.real()
        inserted = self._sizes.inserted()
        width = max(0.022 * plane.cell, 1.0)
        if plane.cell < FINE or detail < Detail.GRID:
            drawing.ink().draw(dashed_outline(plane)).paint(stroke=theme.pad_line, width=width)
            return
        padding = ~real & ~inserted
        drawing.ink().draw(dashed_edges(plane, padding) if padding.any() else NO_CURVES).paint(
            stroke=theme.pad_line, width=width
        )
        if plane.cell >= DOTTED_FROM:
            dots = dotted_edges(plane, inserted, real)
            drawing.ink().draw(dots).paint(
                stroke=theme.pad_line, width=max(0.032 * plane.cell, 1.1), round_caps=True
            )
        else:
            thin = edges_of(plane, inserted, real)
            drawing.ink().draw(thin).paint(stroke=theme.rule, width=0.8)
        if self._sizes.stride == (1, 1):
            rows, columns = np.nonzero(real)
            top, left = int(rows.min()), int(columns.min())
            cells = grid_lines(plane, top, left, int(rows.max()) + 1 - top, int(columns.max()) + 1 - left)
        else:
            cells = polygons([plane.quad(r, c) for r, c in np.argwhere(real)])
        drawing.ink().draw(cells).paint(stroke=theme.input.line, width=stroke_width(plane.cell))


def _edges(cells: Mask, but: Mask) -> tuple[Mask, Mask]:
    """The horizontal and the vertical edges of some cells, those of other cells left out."""
    mine, others = np.pad(cells, 1), np.pad(but, 1)
    across = (mine[:-1, 1:-1] | mine[1:, 1:-1]) & ~others[:-1, 1:-1] & ~others[1:, 1:-1]
    down = (mine[1:-1, :-1] | mine[1:-1, 1:]) & ~others[1:-1, :-1] & ~others[1:-1, 1:]
    return across, down


def _spans(plane: Plane, cells: Mask, but: Mask, spans: list[tuple[float, float]]) -> Points:
    across, down = _edges(cells, but)
    ends = [((c + a, r), (c + b, r)) for r, c in np.argwhere(across) for a, b in spans]
    ends += [((c, r + a), (c, r + b)) for r, c in np.argwhere(down) for a, b in spans]
    if not ends:
        return NO_CURVES
    return segments(plane.map(np.array(ends, dtype=np.float64).reshape(-1, 2)).reshape(-1, 2, 2))


def dotted_edges(plane: Plane, cells: Mask, but: Mask) -> Points:
    """The edges of some cells as rows of dots, each shared edge once, those of other cells left out."""
    places = [number / DOTS for number in range(DOTS)]
    return _spans(plane, cells, but, [(place, place + DOT_LENGTH) for place in places])


def edges_of(plane: Plane, cells: Mask, but: Mask) -> Points:
    """The edges of some cells as lines."""
    return _spans(plane, cells, but, [(0.0, 1.0)])


Block = tuple[float, float, float, float]


class StuffedWindow:
    """The window's fill: active over the input's cells, grey over zeros of either kind."""

    def __init__(self, drawing: Drawing, plane: Plane, theme: Theme, sizes: Sizes) -> None:
        self._plane, self._theme, self._sizes = plane, theme, sizes
        real = sizes.real()
        self._rows, self._columns = np.flatnonzero(real.any(axis=1)), np.flatnonzero(real.any(axis=0))
        self._grey, self._active = drawing.ink(), drawing.ink()

    def blocks(self, row: float, column: float) -> list[Block]:
        """The window's parts as (row, column, rows, columns): one block, or a cell per weight if dilated."""
        (height, width), (down, right) = self._sizes.kernel, self._sizes.dilation
        rows = [(row, float(height))] if down == 1 else [(row + down * i, 1.0) for i in range(height)]
        columns = [(column, float(width))]
        if right > 1:
            columns = [(column + right * j, 1.0) for j in range(width)]
        return [(r, c, h, w) for r, h in rows for c, w in columns]

    def outline(self, row: float, column: float) -> Points:
        """The window's outline, for its frame."""
        return polygons([self._plane.quad(*block) for block in self.blocks(row, column)])

    def show(self, place: WindowPlace) -> None:
        """Lay the fill at a place."""
        plane, blocks = self._plane, self.blocks(place.row, place.column)
        if self._theme.input.ramp is not None:  # cells of the input show their own colours
            grey = [plane.quad(*part) for block in blocks for part in self._zeros(block)]
            self._grey.draw(polygons(grey)).paint(fill=self._theme.pad_window, opacity=place.landed)
            return
        self._grey.draw(polygons([plane.quad(*block) for block in blocks]))
        self._grey.paint(fill=self._theme.pad_window, opacity=place.landed)
        active = [plane.quad(*part) for block in blocks for part in self._inside(block)]
        self._active.draw(polygons(active))
        self._active.paint(fill=self._theme.input.active, opacity=place.landed)

    def _inside(self, block: Block) -> list[Block]:
        """The parts of a block that lie over cells of the input."""
        row, column, rows, columns = block
        across = _covered(self._columns, column, columns)
        return [(r, c, h, w) for r, h in _covered(self._rows, row, rows) for c, w in across]

    def _zeros(self, block: Block) -> list[Block]:
        """The parts of a block that lie over zeros of either kind."""
        row, column, rows, columns = block
        down = _covered(np.arange(np.floor(row), np.ceil(row + rows)), row, rows)
        across = _covered(np.arange(np.floor(column), np.ceil(column + columns)), column, columns)
        real = self._rows, self._columns
        return [
            (r, c, h, w) for r, h in down for c, w in across if not (int(r) in real[0] and int(c) in real[1])
        ]


def _covered(cells: np.ndarray, start: float, length: float) -> list[tuple[float, float]]:
    """Where a stretch lies over cells of one axis, as (start, length)."""
    near = cells[(cells > start - 1 + 1e-9) & (cells < start + length - 1e-9)]
    parts = [(max(float(cell), start), min(float(cell) + 1, start + length)) for cell in near]
    return [(low, high - low) for low, high in parts]
