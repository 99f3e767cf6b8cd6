"""The window: the kernel as it lies on the input, its frame and its fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons
from convanim.mobjects.grid import casing_width, frame_width, grid_lines, stroke_width
from convanim.theme import Theme, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where the window stands: the padded-grid (row, column) of its first cell; fractions while it moves.

    ``landed`` is how far it has appeared; ``factors`` how many of its weights are written.
    """

    row: float
    column: float
    landed: float
    factors: int


def frame(ink: Ink, casing: Ink, curves: Points, cell: float, theme: Theme, opacity: float = 1.0) -> None:
    """An accent frame on its background-coloured casing."""
    width = frame_width(cell)
    casing.draw(curves).paint(stroke=theme.background, width=width + 2 * casing_width(cell), opacity=opacity)
    ink.draw(curves).paint(stroke=theme.accent, width=width, opacity=opacity)


class WindowFill:
    """The window's fill: active over the input, grey over padding; spread-out cells where it is dilated."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        kernel: tuple[int, int],
        dilation: tuple[int, int],
        inner: tuple[int, int, int, int],
        lines: bool,
    ) -> None:
        """Args: ``inner`` is the input inside its padding as (row, column, rows, columns)."""
        self._plane, self._theme, self._kernel, self._dilation = plane, theme, kernel, dilation
        self._inner, self._with_lines = inner, lines
        self._grey, self._active, self._lines = drawing.ink(), drawing.ink(), drawing.ink()

    def blocks(self, row: float, column: float) -> list[tuple[float, float, float, float]]:
        """The window's parts as (row, column, rows, columns): one block, or a cell per weight if dilated."""
        (height, width), (down, right) = self._kernel, self._dilation
        rows = [(row, float(height))] if down == 1 else [(row + down * i, 1.0) for i in range(height)]
        columns = (
            [(column, float(width))] if right == 1 else [(column + right * j, 1.0) for j in range(width)]
        )
        return [(r, c, h, w) for r, h in rows for c, w in columns]

    def outline(self, row: float, column: float) -> Points:
        """The window's outline, for its frame."""
        return polygons([self._plane.quad(*block) for block in self.blocks(row, column)])

    def show(self, place: WindowPlace) -> None:
        """Lay the fill at a place."""
        theme, plane = self._theme, self._plane
        blocks = self.blocks(place.row, place.column)
        inside = [block for block in (_clip(b, self._inner) for b in blocks) if block is not None]
        if theme.input.ramp is not None:  # what is inside shows its own colours
            inside, blocks = [], [part for block in blocks for part in outside(block, self._inner)]
        self._grey.draw(polygons([plane.quad(*b) for b in blocks])).paint(
            fill=theme.pad_window, opacity=place.landed
        )
        self._active.draw(polygons([plane.quad(*b) for b in inside])).paint(
            fill=theme.input.active, opacity=place.landed
        )
        if self._with_lines:
            lines = [grid_lines(plane, *block, inner_only=True) for block in inside]
            colour = mix(theme.input.rest, theme.input.active, theme.rest_line_share)
            self._lines.draw(np.concatenate(lines) if lines else np.zeros((0, 2)))
            self._lines.paint(stroke=colour, width=stroke_width(plane.cell), opacity=place.landed)


def _clip(
    block: tuple[float, float, float, float], inner: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    top, left = max(block[0], inner[0]), max(block[1], inner[1])
    bottom = min(block[0] + block[2], inner[0] + inner[2])
    right = min(block[1] + block[3], inner[1] + inner[3])
    return (top, left, bottom - top, right - left) if bottom - top > 1e-9 and right - left > 1e-9 else None


def outside(
    block: tuple[float, float, float, float], inner: tuple[float, float, float, float]
) -> list[tuple[float, float, float, float]]:
    """The parts of a block, (row, column, rows, columns), that do not lie within another."""
    part = _clip(block, inner)
    if part is None:
        return [block]
    row, column, rows, columns = block
    top, left, high, wide = part
    below, beyond = top + high, left + wide
    parts = [
        (row, column, top - row, columns),
        (below, column, row + rows - below, columns),
        (top, column, high, left - column),
        (top, beyond, high, column + columns - beyond),
    ]
    return [found for found in parts if found[2] > 1e-9 and found[3] > 1e-9]
