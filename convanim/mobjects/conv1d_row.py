"""Rows of samples: cells that are known or not, the numbers in them, and those that take part just now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim import typeset
from convanim.layout.boxes import Box, Plane, flat
from convanim.layout.cells import NUMBER_WEIGHT, Detail, common_size, fit_number
from convanim.layout.conv1d.rows import SampleRow
from convanim.layout.facts import widest_values
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, rectangle, segments
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import frame_width, grid_lines, stroke_width
from convanim.theme import Role, Theme, luminance, mix
from convanim.typeset import CAP_HEIGHT, Style

Values = NDArray[Any]

GHOST, GHOST_DIGITS = 0.45, {True: 0.72, False: 0.66}
"""What a sample of the future has of its fill, and its number of its ink, on light and on dark."""
LEAST_FRAME = 4.0
"""The least width of a frame around a cell, in design pixels."""
POINTS_PER_CELL = 16


def cells(boxes: Iterable[Box]) -> Points:
    """Upright rectangles as the curves of one outline."""
    curves = [rectangle(box) for box in boxes]
    return np.concatenate(curves) if curves else NO_CURVES


def plane_of(row: SampleRow) -> Plane:
    """A row whose cells touch, as a plane of cells that may be higher than wide."""
    return Plane(1, row.count, (row.x, row.y), row.pitch, (1.0, 0.0), (0.0, row.height / row.pitch))


def per_cell(row: SampleRow, indices: Iterable[int]) -> list[Plane]:
    """Single cells of a row, each as a plane of its own."""
    return [flat(1, 1, row.cell(index).x, row.y, row.width) for index in indices]


def framed(box: Box) -> Box:
    """The box of a frame: as the cell, or wider where that could not be seen."""
    return box if box.width >= LEAST_FRAME else Box(box.centre[0] - 2, box.y, LEAST_FRAME, box.height)


class RowNumbers:
    """The numbers of a row, an ink for each; none where its cells are too fine."""

    def __init__(self, drawing: Drawing, row: SampleRow, values: Values, scale: float) -> None:
        self._row, self._values, self._scale = row, values, scale
        numbered = row.detail >= Detail.NUMBERS
        self.inks = [drawing.ink() for _ in range(row.count)] if numbered else []
        self._most = common_size(widest_values(values), row.number, scale) if numbered else None

    def write(self, index: int, colour: str | None, opacity: float = 1.0) -> None:
        """Write a number in a colour; None hides it."""
        if not 0 <= index < len(self.inks):
            return
        ink = self.inks[index]
        if colour is None:
            ink.hide()
            return
        if not len(ink.points):
            self._draw(index)
        ink.paint(fill=colour, opacity=opacity)

    def outline(self, index: int) -> Points:
        """A number's outline in its place, in design pixels."""
        digits = fit_number(self._values[index].item(), self._row.number, self._scale, False, self._most)
        return NO_CURVES if digits is None else centred_text(digits.text, digits.size, self._row.cell(index))

    def _draw(self, index: int) -> None:
        self.inks[index].draw(self.outline(index))


def centred_text(text: str, size: float, box: Box) -> Points:
    """A number in the middle of a box."""
    style, (x, y) = Style(size, NUMBER_WEIGHT), box.centre
    shift = (x - typeset.width(text, style) / 2, y + CAP_HEIGHT * size / 2)
    outline: Points = typeset.outline(text, style) + shift
    return outline


@dataclass(frozen=True, slots=True)
class Known:
    """How far a row is known: whole samples, part of the next, the opacity of all; what is dark, framed."""

    count: int
    filling: float
    fade: float
    active: frozenset[int]
    marks: tuple[float, ...]


class KnownRow:
    """A row whose samples become known one after the other; until then they are empty, or ghosts."""

    def __init__(
        self, drawing: Drawing, row: SampleRow, theme: Theme, role: Role, values: Values, scale: float,
        ghosts: bool = False,
    ) -> None:  # fmt: skip
        """Args: ``values`` ``(count,)``; ``ghosts`` says that samples are there before their time."""
        self.row, self._theme, self._role, self._ghosts = row, theme, role, ghosts
        self._cells = cells(row.cell(index) for index in range(row.count))
        self._ghost_fill = mix(role.rest, theme.background, GHOST)
        numbered = row.detail >= Detail.NUMBERS
        self._by_value = None if numbered else self._fine(drawing, values)
        if numbered:
            pale = mix(role.line, theme.background, GHOST) if ghosts else role.line
            fill = self._ghost_fill if ghosts else None
            drawing.ink().draw(self._cells).paint(fill=fill)
            self._fill = drawing.ink()
            self._lines = [drawing.ink().draw(rectangle(row.cell(n))) for n in range(row.count)]
            for line in self._lines:
                line.paint(stroke=pale, width=stroke_width(row.width))
        self._filling, self._active = drawing.ink(), drawing.ink()
        self._frame = drawing.ink()
        self.numbers = RowNumbers(drawing, row, values, scale)
        self._shown = Known(0, 0.0, 1.0, frozenset(), ())
        for index in range(row.count if ghosts else 0):
            self._write(index, self._shown)

    def _fine(self, drawing: Drawing, values: Values) -> ValueFill:
        """Fills by value, above pale ones where samples are ghosts; and the grid of coarser ones."""
        plane, role, theme = plane_of(self.row), self._role, self._theme
        if self._ghosts:
            drawing.ink().draw(rectangle(self.row.box)).paint(fill=mix(role.rest, theme.background, 0.3))
        found = ValueFill(drawing, plane, role, theme.background, values[np.newaxis])
        lines = rectangle(self.row.box)
        if self.row.detail >= Detail.GRID:
            lines = grid_lines(plane, 0, 0, 1, self.row.count)
        drawing.ink().draw(lines).paint(stroke=role.line, width=stroke_width(self.row.width))
        return found

    def show(
        self,
        known: int,
        active: Iterable[int] = (),
        filling: float = 0.0,
        fade: float = 1.0,
        marks: Iterable[float] | None = None,
    ) -> None:
        """Fill the first ``known`` samples, the next one partly; the active ones are darker.

        Frames stand around the active ones, or around ``marks``, which may lie between cells.
        """
        known = min(max(known, 0), self.row.count)
        chosen = frozenset(active)
        places = tuple(sorted(chosen) if marks is None else marks)
        now = Known(known, filling if known < self.row.count else 0.0, fade, chosen, places)
        before, self._shown = self._shown, now
        if now == before:
            return
        low, high = sorted((before.count, known))
        self._fill_known(range(low, high), before, now)
        self._fill_active(now)
        changed = set(range(low, high)) | (before.active ^ now.active) | {before.count, known}
        if before.fade != fade:
            changed |= set(range(max(before.count, known)))
        for index in changed:
            self._write(index, now)

    def _fill_known(self, changed: range, before: Known, now: Known) -> None:
        within = None
        if before.fade == now.fade and changed:
            within = Box.union((self.row.cell(changed[0]), self.row.cell(changed[-1])))
        if self._by_value is not None:
            self._by_value.show(now.count, now.fade, within)
            return
        self._fill.draw(self._cells[: POINTS_PER_CELL * now.count], within)
        self._fill.paint(fill=self._role.rest, opacity=now.fade)
        pale = mix(self._role.line, self._theme.background, GHOST)
        for index in changed if self._ghosts else ():
            colour = self._role.line if index < now.count else pale
            self._lines[index].paint(stroke=colour, width=stroke_width(self.row.width))

    def _fill_active(self, now: Known) -> None:
        row, theme, role = self.row, self._theme, self._role
        numbered = row.detail >= Detail.NUMBERS
        filled = cells(row.cell(index) for index in sorted(now.active) if index < now.count and numbered)
        self._active.draw(filled).paint(fill=role.active, opacity=now.fade)
        partly = rectangle(row.cell(now.count)) if now.filling > 0 else NO_CURVES
        self._filling.draw(partly).paint(fill=role.active, opacity=now.filling)
        outlines = cells(framed(row.cell(place)) for place in now.marks)
        width = frame_width(row.width)
        self._frame.draw(outlines).paint(stroke=theme.accent, width=width, opacity=now.fade)

    def _write(self, index: int, now: Known) -> None:
        role, theme = self._role, self._theme
        if index < now.count:
            colour = role.active_text if index in now.active else role.rest_text
            self.numbers.write(index, colour, now.fade)
        elif index == now.count and now.filling > 0:
            self.numbers.write(index, role.active_text, now.filling)
        elif self._ghosts:
            digits = GHOST_DIGITS[luminance(theme.background) > 0.5]
            self.numbers.write(index, mix(role.rest_text, self._ghost_fill, digits))
        else:
            self.numbers.write(index, None)


def links(ends: Iterable[tuple[tuple[float, float], tuple[float, float]]]) -> Points:
    """Straight lines from point to point."""
    pairs = np.array(tuple(ends), dtype=np.float64)
    return segments(pairs) if len(pairs) else NO_CURVES
