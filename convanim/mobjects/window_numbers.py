"""The numbers under the window, and the weight that it brings to each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import CENTRE_WITH_FACTOR, Detail, Digits, common_size, fit_factor, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import factor_outline, number_outline
from convanim.mobjects.drawing import Drawing, Ink
from convanim.mobjects.window import WindowPlace
from convanim.ramps import legible_on
from convanim.theme import Theme, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]


def number_colours(theme: Theme, value: float, read: bool) -> tuple[str, str]:
    """The colours of a number of the input: at rest, and under the window."""
    role = theme.input
    if role.ramp is None:
        return (role.rest_text if read else theme.muted), role.active_text
    fill = role.ramp.colour(value)
    pale = fill if read else mix(fill, theme.background, theme.dropped_share)
    return legible_on(pale), legible_on(pale)


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
        self._kernel, self._dilation, self._values = kernel, dilation, padded
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
        return number_colours(self._theme, self._values[cell], bool(self._read[cell]))[0]

    def _active_colour(self, cell: tuple[int, int]) -> str:
        if not self._padding[cell]:
            return number_colours(self._theme, self._values[cell], bool(self._read[cell]))[1]
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
        values: Values | None = None,
    ) -> None:
        """Args: the padded ``values`` that they stand on, where cells show pixels."""
        self._plane, self._theme, self._dilation, self._padding = plane, theme, dilation, padding
        self._values = values
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
            cell = _cell(row, self._padding.shape[0]), _cell(column, self._padding.shape[1])
            ink.paint(fill=self._colour(cell))

    def _colour(self, cell: tuple[int, int]) -> str:
        theme, ramp = self._theme, self._theme.input.ramp
        if self._padding[cell]:
            return theme.weight_on_padding
        if ramp is None or self._values is None:
            return theme.weight_on_active
        return ramp.text(self._values[cell], theme.weight_on_active, theme.weight_on_padding)


def _cell(place: float, count: int) -> int:
    return min(max(round(place), 0), count - 1)
