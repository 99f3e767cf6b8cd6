"""How the two maps and the curve stand to each other: beside it, over it, or one below another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from convanim.layout import captions as words
from convanim.layout.activation.draft import plan_plot
from convanim.layout.activation.facts import ActivationFacts
from convanim.layout.activation.formula import function_formula
from convanim.layout.activation.functions import CHARS
from convanim.layout.activation.layout import ChipSize
from convanim.layout.activation.manner import Manner
from convanim.layout.activation.placed import Placed
from convanim.layout.activation.plot import Plot
from convanim.layout.activation.routes import Rail
from convanim.layout.activation.words import after_caption, before_caption, fill_legend
from convanim.layout.arithmetic import VALUE_WEIGHT
from convanim.layout.boxes import LEAST_PROSE, Line, Plane, flat
from convanim.layout.cells import Detail, detail_of, fit_number
from convanim.layout.formula import Formula
from convanim.numbers import format_number
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style, runs_width, width

Pair = tuple[float, float]

CAPTION_BASE = 1.5
"""From a map's edge down to its caption's baseline, in sizes of the caption."""
LEGEND_PITCH = 1.35
CAPTION_ROOM = 0.35
"""Below a caption's baseline."""
ABOVE_PLOT = 12.0
STEM = 9.0
"""From the lowest label down to the chip."""
BESIDE_PLOT = 10.0
"""From the axis' tip to the chip."""
LARGER = 1.5
"""By so much cells may be larger than usual where their numbers need it."""
LONGEST_CAPTION = 6.5
"""A caption wider than its map and so many sizes of its type is made smaller."""
ENOUGH = 8.0
"""Delivered pixels of a cell: smaller ones are a reason for another arrangement."""
BETWEEN = 30.0
"""Between two maps beside each other."""


@dataclass(frozen=True)
class Arranger:
    """Finds the largest cells with which everything fits into a room (width, height)."""

    facts: ActivationFacts
    theme: Theme
    role: Role
    manner: Manner
    scale: float
    room: tuple[float, float]

    @cached_property
    def chip(self) -> ChipSize:
        """The size of the chips, wide enough for every value."""
        height, size = self.manner.chip
        before, after = (
            max(width(format_number(value, CHARS), Style(size, VALUE_WEIGHT)) for value in values)
            for values in (self.facts.telling_before, self.facts.telling_after)
        )
        wide = [max(height, text + 0.7 * height) for text in (before, after)]
        return ChipSize(height, size, wide[0], wide[1])

    @cached_property
    def captions(self) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
        """Of the map before and of the map after."""
        size = self.manner.caption
        before = before_caption(self.facts, self.role, self.theme, size)
        after = after_caption(self.facts, self.theme, size)
        room = max(self.facts.size[1] * self.manner.cell, LONGEST_CAPTION * size)
        least = LEAST_PROSE / self.scale
        return words.shrunk(before, room, least), words.shrunk(after, room, least)

    def details(self, cell: float) -> dict[str, Detail]:
        """What cells of a size show: the most that their size allows and that all of their numbers fit."""
        most = min(detail_of(cell * self.scale), Detail.NUMBERS)
        found = {}
        for name, values in (("before", self.facts.telling_before), ("after", self.facts.telling_after)):
            fits = most < Detail.NUMBERS or all(fit_number(value, cell, self.scale) for value in values)
            found[name] = most if fits else Detail.GRID
        return found

    def best(self, order: tuple[str, ...]) -> Placed | None:
        """The first arrangement whose cells have numbers, else the best; None where nothing fits."""
        found: list[tuple[tuple[int, float], str, float]] = []
        for most in (self.manner.cell, LARGER * self.manner.cell):
            for name in order:
                cell = self._largest(name, most)
                if cell is not None:
                    worth = int(min(self.details(cell).values())), min(cell * self.scale, ENOUGH)
                    found.append((worth, name, cell))
        if not found:
            return None
        _, name, cell = max(found, key=lambda choice: choice[0])
        return self._places[name](cell)

    def _largest(self, arrangement: str, most: float) -> float | None:
        step = 1 / self.scale
        for pixels in range(int(most * self.scale + 1e-9), 1, -1):
            wide, high = self._needs[arrangement](pixels * step)
            if wide <= self.room[0] and high <= self.room[1]:
                return pixels * step
        return None

    @property
    def _places(self) -> dict[str, Callable[[float], Placed]]:
        return {"row": self._row, "arch": self._arch, "stack": self._stack}

    @property
    def _needs(self) -> dict[str, Callable[[float], tuple[float, float]]]:
        return {"row": self._row_needs, "arch": self._arch_needs, "stack": self._stack_needs}

    def _map(self, cell: float) -> tuple[float, float]:
        """Width and height of a map with its caption."""
        rows, columns = self.facts.size
        wide = max(columns * cell, *(runs_width(runs) for runs in self.captions))
        return wide, rows * cell + self._caption_height(cell)

    def _caption_height(self, cell: float) -> float:
        legend = fill_legend(self.facts, self.details(cell), self.theme, self.manner.caption)
        return (CAPTION_BASE + CAPTION_ROOM + LEGEND_PITCH * bool(legend)) * self.manner.caption

    @cached_property
    def _beside(self) -> float:
        """The room that the chips beside the curve take."""
        return BESIDE_PLOT + self.chip.after

    @cached_property
    def _around(self) -> float:
        """The height of what stands over and under the plot: the formula and the chips."""
        return self._formula(self.manner.plot[1]).box.height + ABOVE_PLOT + STEM + self.chip.height

    def _row_needs(self, cell: float) -> tuple[float, float]:
        wide, high = self._map(cell)
        least, _, least_height, _ = self.manner.plot
        return 2 * (wide + self.manner.gap[0]) + least + self._beside, max(high, self._around + least_height)

    def _arch_needs(self, cell: float) -> tuple[float, float]:
        wide, high = self._map(cell)
        return 2 * (wide + self.manner.rail) + BETWEEN, high + ABOVE_PLOT + self._around + self.manner.plot[2]

    def _stack_needs(self, cell: float) -> tuple[float, float]:
        wide, high = self._map(cell)
        return wide + 2 * self.manner.rail, 2 * (high + ABOVE_PLOT) + self._around + self.manner.plot[2]

    def _formula(self, wide: float) -> Formula:
        """The function's formula as large as it fits into a width."""
        largest, least = self.manner.formula
        size, exponent = largest, LEAST_PROSE / self.scale
        while True:
            found = function_formula(self.facts.name, self.role, self.theme, size, exponent)
            if found.box.width <= wide or size <= least:
                return found
            size = max(size - 1.0, least)

    def _plot(self, wide: float, high: float) -> Plot:
        room = wide, min(high - self._around, self.manner.plot[3])
        return plan_plot(self.facts, self.theme, self.manner.pen, room)

    def _middle(self, plot: Plot, x: float, top: float) -> tuple[Plot, Formula, float, float]:
        """Formula, plot and chips below each other: the plot and the formula in place, level and column."""
        formula = self._formula(plot.box.width + self._beside)
        centre = x + (plot.box.width + self._beside) / 2
        formula = formula.moved(centre - formula.box.centre[0], top - formula.box.y)
        placed = plot.moved(x, formula.box.bottom + ABOVE_PLOT)
        level = placed.box.bottom + STEM + self.chip.height / 2
        return placed, formula, level, placed.box.right + BESIDE_PLOT + self.chip.after / 2

    def _captioned(self, before: Plane, after: Plane) -> tuple[Line, ...]:
        size = self.manner.caption
        lines = [
            words.centred(name, runs, plane.box.centre[0], plane.box.bottom + CAPTION_BASE * size)
            for name, plane, runs in zip(("before", "after"), (before, after), self.captions, strict=True)
        ]
        legend = fill_legend(self.facts, self.details(before.cell), self.theme, size)
        if legend:
            y = lines[0].y + LEGEND_PITCH * size
            lines.append(words.centred("legend", legend, before.box.centre[0], y))
        return tuple(lines)

    def _planes(
        self, cell: float, middles: tuple[float, float], tops: tuple[float, float]
    ) -> Iterator[Plane]:
        rows, columns = self.facts.size
        for middle, top in zip(middles, tops, strict=True):
            x, y = (round(place * self.scale) / self.scale for place in (middle - columns * cell / 2, top))
            yield flat(rows, columns, x, y, cell)

    def _row(self, cell: float) -> Placed:
        """Map, curve, map from left to right, their middles on one height."""
        wide, high = self._map(cell)
        spare = self.room[0] - 2 * (wide + self.manner.gap[0]) - self._beside
        plot = self._plot(min(spare, self.manner.plot[1]), self.room[1])
        extra = (spare - plot.box.width) / 2
        gap = min(self.manner.gap[0] + extra, self.manner.gap[1])
        height = self._around + plot.box.height
        whole = max(height, high)
        left = wide + gap
        placed, formula, level, column = self._middle(plot, left, (whole - height) / 2)
        right = left + plot.box.width + self._beside + gap
        top = (whole - high) / 2
        before, after = self._planes(cell, (wide / 2, right + wide / 2), (top, top))
        leave, arrive = Rail(wide + gap / 2, True), Rail(right - gap / 2, False)
        lines = self._captioned(before, after)
        return Placed("row", before, after, placed, formula, leave, arrive, level, column, lines)

    def _arch(self, cell: float) -> Placed:
        """Both maps over the curve; the routes run outside of them."""
        wide, high = self._map(cell)
        plot = self._plot(self._free_width, self.room[1] - high - ABOVE_PLOT)
        maps = 2 * wide + BETWEEN
        middle = plot.box.width + self._beside
        whole = max(maps + 2 * self.manner.rail, middle + 2 * self.manner.rail)
        placed, formula, level, column = self._middle(plot, (whole - middle) / 2, high + ABOVE_PLOT)
        first = (whole - maps) / 2 + wide / 2
        before, after = self._planes(cell, (first, first + wide + BETWEEN), (0.0, 0.0))
        rails = self._outside(before, after, placed, column)
        lines = self._captioned(before, after)
        return Placed("arch", before, after, placed, formula, *rails, level, column, lines)

    def _stack(self, cell: float) -> Placed:
        """The map before, the curve, the map after from top to bottom; the routes run beside them."""
        wide, high = self._map(cell)
        plot = self._plot(self._free_width, self.room[1] - 2 * (high + ABOVE_PLOT))
        middle = plot.box.width + self._beside
        whole = max(wide, middle) + 2 * self.manner.rail
        placed, formula, level, column = self._middle(plot, (whole - middle) / 2, high + ABOVE_PLOT)
        below = level + self.chip.height / 2 + ABOVE_PLOT
        before, after = self._planes(cell, (whole / 2, whole / 2), (0.0, below))
        rails = self._outside(before, after, placed, column)
        lines = self._captioned(before, after)
        return Placed("stack", before, after, placed, formula, *rails, level, column, lines)

    @cached_property
    def _free_width(self) -> float:
        """The width of a plot that has no map beside it."""
        return min(self.room[0] - 2 * self.manner.rail - self._beside, 1.3 * self.manner.plot[1])

    def _outside(self, before: Plane, after: Plane, plot: Plot, column: float) -> tuple[Rail, Rail]:
        """Rails beside everything: left for the way in, right for the way out."""
        off = 0.6 * self.manner.rail
        left = min(before.box.x, plot.box.x) - off
        right = max(after.box.right, column + self.chip.after / 2) + off
        return Rail(left, False), Rail(right, True)
