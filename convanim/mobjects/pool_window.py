"""The window of a pooling: filled where it reads, its frame dashed where there are no cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from convanim.labels import ENGLISH, Labels
from convanim.layout.boxes import Box, Line, Plane, flat
from convanim.layout.facts import Pair
from convanim.layout.pooling.layout import nothing_lines, slant
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polygons, polyline, segments
from convanim.mobjects.grid import DASH_SHARE, frame_width, grid_lines, stroke_width
from convanim.mobjects.window import frame, outside
from convanim.mobjects.words import run_outlines
from convanim.theme import Theme, mix

Block = tuple[float, float, float, float]
"""Row, column, rows, columns; in cells of the padded grid."""
DASH = 0.19
"""From dash to dash of a frame around nothing, in cells."""
DASHED_WIDTH = 0.72
"""The stroke of a dashed frame, in widths of the solid one."""


@dataclass(frozen=True, slots=True)
class PoolPlace:
    """Where the window stands: the padded-grid (row, column) of its first cell; fractions while it moves.

    ``landed`` is how far it has appeared.
    """

    row: float
    column: float
    landed: float

    @property
    def resting(self) -> bool:
        """Whether it stands on whole cells."""
        return self.landed >= 1 and self.row == round(self.row) and self.column == round(self.column)


@dataclass(frozen=True, slots=True)
class WindowShape:
    """The cells of a window."""

    kernel: Pair
    dilation: Pair

    @property
    def span(self) -> Pair:
        """Rows and columns from the first cell to the last, gaps of a dilation included."""
        rows, columns = (d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation, strict=True))
        return rows, columns

    def blocks(self, place: PoolPlace) -> list[Block]:
        """The window's parts: one block, or a cell per value if it is dilated."""
        (height, width), (down, right) = self.kernel, self.dilation
        rows = (
            [(place.row, float(height))]
            if down == 1
            else [(place.row + down * i, 1.0) for i in range(height)]
        )
        columns = (
            [(place.column, float(width))]
            if right == 1
            else [(place.column + right * j, 1.0) for j in range(width)]
        )
        return [(row, column, tall, wide) for row, tall in rows for column, wide in columns]

    def covered(self, place: PoolPlace) -> frozenset[Pair]:
        """The cells of the grid that the window covers for the better part."""
        if place.landed <= 0.5:
            return frozenset()
        rows = [round(place.row + self.dilation[0] * i) for i in range(self.kernel[0])]
        columns = [round(place.column + self.dilation[1] * j) for j in range(self.kernel[1])]
        return frozenset((row, column) for row in rows for column in columns)


def clipped(block: Block, within: Block) -> Block | None:
    """The part of a block that lies within another; None where there is none."""
    top, left = max(block[0], within[0]), max(block[1], within[1])
    bottom = min(block[0] + block[2], within[0] + within[2])
    right = min(block[1] + block[3], within[1] + within[3])
    return (top, left, bottom - top, right - left) if bottom - top > 1e-9 and right - left > 1e-9 else None


class PoolWindow:
    """The window's fill: active over the input, grey over padding, none where there are no cells."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, shape: WindowShape, inner: Block
    ) -> None:
        """Args: ``inner`` is the input inside its padding."""
        self._plane, self._theme, self._shape, self._inner = plane, theme, shape, inner
        self._grey, self._active, self._lines = drawing.ink(), drawing.ink(), drawing.ink()

    def show(self, place: PoolPlace) -> None:
        """Lay the fill at a place."""
        theme, plane = self._theme, self._plane
        blocks = self._shape.blocks(place)
        whole = (0.0, 0.0, float(plane.rows), float(plane.columns))
        grey = [found for block in blocks if (found := clipped(block, whole)) is not None]
        active = [found for block in blocks if (found := clipped(block, self._inner)) is not None]
        if theme.input.ramp is not None:  # what is inside shows its own colours
            active, grey = [], [part for block in grey for part in outside(block, self._inner)]
        self._grey.draw(polygons([plane.quad(*block) for block in grey]))
        self._grey.paint(fill=theme.pad_window, opacity=place.landed)
        self._active.draw(polygons([plane.quad(*block) for block in active]))
        self._active.paint(fill=theme.input.active, opacity=place.landed)
        lines = [grid_lines(plane, *block, inner_only=True) for block in active]
        colour = mix(theme.input.rest, theme.input.active, theme.rest_line_share)
        self._lines.draw(np.concatenate(lines) if lines else NO_CURVES)
        self._lines.paint(stroke=colour, width=stroke_width(plane.cell), opacity=place.landed)


class WindowFrame:
    """The accent frame of the window: solid around cells, dashed around nothing, which it names."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        shape: WindowShape,
        scale: float,
        labels: Labels = ENGLISH,
    ) -> None:
        self._plane, self._theme, self._shape, self._scale = plane, theme, shape, scale
        self._labels = labels
        self._casing, self._solid, self._dashed = drawing.ink(), drawing.ink(), drawing.ink()
        self._words = drawing.ink().paint(fill=theme.muted)
        self.nothing: tuple[Line, ...] = ()

    def show(self, place: PoolPlace) -> None:
        """Lay the frame at a place."""
        theme, cell = self._theme, self._plane.cell
        parts = [edges(self._plane, block) for block in self._shape.blocks(place)]
        solid = [part for part, _ in parts if len(part)]
        dashed = [part for _, part in parts if len(part)]
        curves = np.concatenate(solid) if solid else NO_CURVES
        frame(self._solid, self._casing, curves, cell, theme, place.landed)
        self._dashed.draw(np.concatenate(dashed) if dashed else NO_CURVES)
        width = max(DASHED_WIDTH * frame_width(cell), 1.4)
        self._dashed.paint(stroke=theme.accent, width=width, opacity=place.landed)
        self._name(self._nothing(place) if place.resting and dashed else ())

    def _nothing(self, place: PoolPlace) -> tuple[Line, ...]:
        room = missing_room(self._plane, self._shape.blocks(place))
        if room is None:
            return ()
        scale = self._scale * slant(self._plane.row_step)
        return nothing_lines(room, self._plane.cell, scale, self._theme.muted, self._labels)

    def _name(self, lines: tuple[Line, ...]) -> None:
        """Write into the plane what there is not."""
        if lines == self.nothing:
            return
        self.nothing = lines
        outlines = [outline for line in lines for _, outline in run_outlines(line)]
        upright = np.concatenate(outlines) if outlines else NO_CURVES
        self._words.draw(self._plane.map(upright / self._plane.cell) if outlines else NO_CURVES)


def edges(plane: Plane, block: Block) -> tuple[Points, Points]:
    """The outline of a part of the window: where it surrounds cells, and the rest, dashed."""
    row, column, rows, columns = block
    end, right = row + rows, column + columns
    last, edge = min(max(plane.rows, row), end), min(max(plane.columns, column), right)
    if last >= end and edge >= right:
        return polygons([plane.quad(*block)]), NO_CURVES
    if last <= row or edge <= column:
        corners = [(row, column), (row, right), (end, right), (end, column), (row, column)]
        return NO_CURVES, _dashes(plane, corners)
    if last >= end:
        solid = [(row, edge), (row, column), (end, column), (end, edge)]
        rest = [(row, edge), (row, right), (end, right), (end, edge)]
    elif edge >= right:
        solid = [(last, column), (row, column), (row, right), (last, right)]
        rest = [(last, column), (end, column), (end, right), (last, right)]
    else:
        solid = [(last, column), (row, column), (row, edge)]
        rest = [(row, edge), (row, right), (end, right), (end, column), (last, column)]
    return polyline(plane.at(*corner) for corner in solid), _dashes(plane, rest)


def _dashes(plane: Plane, corners: list[tuple[float, float]]) -> Points:
    """Dashes along a path of (row, column) corners; half a dash stands at both ends of every stretch."""
    period = max(DASH, 6.0 / plane.cell)
    ends: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for (row, column), (to_row, to_column) in pairwise(corners):
        length = abs(to_row - row) + abs(to_column - column)
        count = max(round(length / period), 1)
        for number in range(count + 1):
            low = max((number - DASH_SHARE / 2) / count, 0.0)
            high = min((number + DASH_SHARE / 2) / count, 1.0)
            ends.append(
                (
                    plane.at(row + (to_row - row) * low, column + (to_column - column) * low),
                    plane.at(row + (to_row - row) * high, column + (to_column - column) * high),
                )
            )
    return segments(np.array(ends))


def missing_room(plane: Plane, blocks: list[Block]) -> Box | None:
    """The largest room in which a window holds nothing, as it would lie in a flat plane from (0, 0).

    None where the window holds cells only.
    """
    rooms = []
    upright = flat(plane.rows, plane.columns, 0.0, 0.0, plane.cell)
    for row, column, rows, columns in blocks:
        right = max(column, float(plane.columns)), column + columns
        below = max(row, float(plane.rows)), row + rows
        if right[1] > right[0]:
            rooms.append(upright.cell_box(row, right[0], rows, right[1] - right[0]))
        if below[1] > below[0]:
            rooms.append(upright.cell_box(below[0], column, below[1] - below[0], columns))
    return max(rooms, key=lambda box: min(box.width, 2 * box.height) * box.height, default=None)
