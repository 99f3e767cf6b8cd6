"""The window: the kernel as it lies on the input, with the weight of each cell, and the digits under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import CENTRE_WITH_FACTOR, Detail, Digits, common_size, fit_factor, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import factor_outline, number_outline
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
    block: tuple[float, float, float, float], inner: tuple[int, int, int, int]
) -> tuple[float, float, float, float] | None:
    top, left = max(block[0], inner[0]), max(block[1], inner[1])
    bottom = min(block[0] + block[2], inner[0] + inner[2])
    right = min(block[1] + block[3], inner[1] + inner[3])
    return (top, left, bottom - top, right - left) if bottom - top > 1e-9 and right - left > 1e-9 else None


class InputNumbers:
    """The numbers of the padded input: centred at rest; under the kernel in its colours, and moved aside
    where a weight stands below them."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        padded: Values,
        padding: Mask,
        read: Mask,
        kernel: tuple[int, int],
        dilation: tuple[int, int],
        scale: float,
    ) -> None:
        self._plane, self._theme, self._padding, self._read = plane, theme, padding, read
        self._kernel, self._dilation = kernel, dilation
        self._with_factors = detail >= Detail.FACTORS
        flat = plane.column_step == (1.0, 0.0)
        shown = np.full(padding.shape, detail >= Detail.NUMBERS) & (padding | flat)
        self.numbers: dict[tuple[int, int], Ink] = {}
        self._digits: dict[tuple[int, int], tuple[Digits, Digits]] = {}
        widest = widest_values(padded)
        most = common_size(widest, plane.cell, scale)
        most_beside = common_size(widest, plane.cell, scale, True)
        for row, column in np.argwhere(shown):
            value = padded[row, column].item()
            digits = fit_number(value, plane.cell, scale, False, most)
            beside = fit_number(value, plane.cell, scale, True, most_beside) if self._with_factors else digits
            if digits is not None:
                cell = (int(row), int(column))
                self._digits[cell] = (digits, beside or digits)
                self.numbers[cell] = drawing.ink().draw(number_outline(plane, digits, *cell))
                self.numbers[cell].paint(fill=self._rest_colour(cell))
        self._covered: dict[tuple[int, int], tuple[float, bool]] = {}

    def _rest_colour(self, cell: tuple[int, int]) -> str:
        if self._padding[cell]:
            return self._theme.pad_text
        return self._theme.input.rest_text if self._read[cell] else self._theme.muted

    def _active_colour(self, cell: tuple[int, int]) -> str:
        if not self._padding[cell]:
            return self._theme.input.active_text
        # In the tilted view the beam's glow lies over the cell and takes contrast from it.
        return self._theme.muted if self._plane.column_step == (1.0, 0.0) else self._theme.ink

    def show(self, place: WindowPlace) -> None:
        """Bring the numbers under the window, and those it has left, into their states."""
        covered = self._cover(place) if self._digits else {}
        for cell in self._covered.keys() | covered.keys():
            if cell in self.numbers and covered.get(cell) != self._covered.get(cell):
                self._set(cell, *covered.get(cell, (0.0, False)))
        self._covered = covered

    def _cover(self, place: WindowPlace) -> dict[tuple[int, int], tuple[float, bool]]:
        """For each cell under the window: how far its number is moved aside, and whether it is active."""
        rows = _coverage(place.row, self._kernel[0], self._dilation[0])
        columns = _coverage(place.column, self._kernel[1], self._dilation[1])
        covered = {}
        for row, (across, i) in rows.items():
            for column, (down, j) in columns.items():
                written = self._with_factors and i * self._kernel[1] + j < place.factors
                aside = across * down * place.landed if written else 0.0
                covered[row, column] = (aside, min(across, down) * place.landed > 0.5)
        return covered

    def _set(self, cell: tuple[int, int], aside: float, active: bool) -> None:
        rest, beside = self._digits[cell]
        digits = beside if aside > 0.5 else rest
        place = (0.5 + (CENTRE_WITH_FACTOR[0] - 0.5) * aside, 0.5 + (CENTRE_WITH_FACTOR[1] - 0.5) * aside)
        self.numbers[cell].draw(number_outline(self._plane, digits, *cell, place=place))
        self.numbers[cell].paint(fill=self._active_colour(cell) if active else self._rest_colour(cell))


def _coverage(start: float, size: int, step: int) -> dict[int, tuple[float, int]]:
    """Along one axis, each row of cells that a window covers: how much of it, and by which of its weights."""
    spans = [(start, size, 0)] if step == 1 else [(start + n * step, 1, n) for n in range(size)]
    covered: dict[int, tuple[float, int]] = {}
    for low, length, number in spans:
        for cell in range(int(np.floor(low + 1e-9)), int(np.ceil(low + length - 1e-9))):
            share = min(low + length, cell + 1) - max(low, cell)
            if share > covered.get(cell, (0.0, 0))[0]:
                within = min(max(round(cell - low), 0), length - 1)
                covered[cell] = (share, number + within)
    return covered


class Factors:
    """The small weights in the cells under the kernel; they move with it."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        weights: Values,
        dilation: tuple[int, int],
        padding: Mask,
        scale: float,
    ) -> None:
        self._plane, self._theme, self._dilation, self._padding = plane, theme, dilation, padding
        self._columns = weights.shape[1]
        fitted = [fit_factor(weight.item(), plane.cell, scale) for weight in weights.ravel()]
        self._digits = [digits for digits in fitted if digits is not None]
        self.inks = [drawing.ink() for _ in self._digits]

    def show(self, place: WindowPlace) -> None:
        """Write the first ``place.factors`` weights where the window stands."""
        for number, (ink, digits) in enumerate(zip(self.inks, self._digits, strict=True)):
            if number >= place.factors or place.landed < 0.5:
                ink.hide()
                continue
            i, j = divmod(number, self._columns)
            row, column = place.row + i * self._dilation[0], place.column + j * self._dilation[1]
            ink.draw(factor_outline(self._plane, digits, row, column))
            on_padding = bool(
                self._padding[_cell(row, self._padding.shape[0]), _cell(column, self._padding.shape[1])]
            )
            ink.paint(fill=self._theme.weight_on_padding if on_padding else self._theme.weight_on_active)


def _cell(place: float, count: int) -> int:
    return min(max(round(place), 0), count - 1)
