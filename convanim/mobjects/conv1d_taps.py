"""The rows under and over a window of samples: the input with its padding, and the kernel that moves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box
from convanim.layout.cells import Detail, fit_number
from convanim.layout.conv1d.rows import SampleRow
from convanim.mobjects.conv1d_row import RowNumbers, cells, centred_text, framed, links, per_cell, plane_of
from convanim.mobjects.drawing import NO_CURVES, Drawing, rectangle
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import (
    dashed_edges,
    dashed_outline,
    frame_width,
    grid_lines,
    hatching,
    stroke_width,
)
from convanim.theme import Theme, mix

Values = NDArray[Any]
Mask = NDArray[np.bool_]
ONE: Mask = np.ones((1, 1), dtype=bool)


class TapRow:
    """An input row in its padding, and the samples of it that the window reads."""

    def __init__(
        self, drawing: Drawing, row: SampleRow, theme: Theme, padded: Values, padding: Mask, read: Mask,
        scale: float,
    ) -> None:  # fmt: skip
        """Args: the padded values, which of them are padding, and which are ever read; all ``(count,)``."""
        self.row, self._theme, self._padding, self._read = row, theme, padding, read
        self._numbered = row.detail >= Detail.NUMBERS
        if self._numbered:
            self._coarse(drawing)
        else:
            self._fine(drawing, padded)
        self._grey, self._active = drawing.ink(), drawing.ink()
        if self._numbered and padding.any():
            self._dashes(drawing)
        self._frame = drawing.ink()
        self.numbers = RowNumbers(drawing, row, padded, scale)
        self._covered: frozenset[int] = frozenset()
        for index in range(row.count):
            self._write(index)

    def _coarse(self, drawing: Drawing) -> None:
        row, theme, role = self.row, self._theme, self._theme.input
        real, width = ~self._padding, stroke_width(self.row.width)
        kept, dropped = np.flatnonzero(real & self._read), np.flatnonzero(real & ~self._read)
        pale = mix(role.rest, theme.background, theme.dropped_share)
        drawing.ink().draw(cells(row.cell(int(index)) for index in kept)).paint(fill=role.rest)
        drawing.ink().draw(cells(row.cell(int(index)) for index in dropped)).paint(fill=pale)
        unread = np.flatnonzero(~self._read)
        hatches = [hatching(plane, ONE) for plane in per_cell(row, unread)]
        drawing.ink().draw(np.concatenate(hatches) if hatches else NO_CURVES).paint(
            stroke=mix(role.line, theme.background, 0.6), width=max(0.018 * row.width, 0.7)
        )
        outlines = cells(row.cell(int(index)) for index in np.flatnonzero(real))
        drawing.ink().draw(outlines).paint(stroke=role.line, width=width)

    def _fine(self, drawing: Drawing, padded: Values) -> None:
        row, theme, plane = self.row, self._theme, plane_of(self.row)
        real = ~self._padding
        fill = ValueFill(drawing, plane, theme.input, theme.background, padded[np.newaxis], real[np.newaxis])
        fill.show(row.count)
        first, last = int(np.flatnonzero(real)[0]), int(np.flatnonzero(real)[-1])
        lines = rectangle(Box.union((row.cell(first), row.cell(last))))
        if row.detail >= Detail.GRID:
            lines = grid_lines(plane, 0, first, 1, last + 1 - first)
        drawing.ink().draw(lines).paint(stroke=theme.input.line, width=stroke_width(row.width))
        if self._padding.any():
            drawing.ink().draw(dashed_outline(plane)).paint(stroke=theme.pad_line, width=1.0)

    def _dashes(self, drawing: Drawing) -> None:
        """The dashes of padding cells lie above the window's fill."""
        dashes = [dashed_edges(plane, ONE) for plane in per_cell(self.row, np.flatnonzero(self._padding))]
        width = max(0.022 * self.row.width, 1.0)
        drawing.ink().draw(np.concatenate(dashes)).paint(stroke=self._theme.pad_line, width=width)

    def show(self, places: Sequence[float], landed: float) -> None:
        """Lay the window's cells at places in the padded row, between cells while they move."""
        row, theme = self.row, self._theme
        nearest = [min(max(round(place), 0), row.count - 1) for place in places]
        pairs = list(zip(places, nearest, strict=True))
        if self._numbered:
            real = cells(row.cell(place) for place, index in pairs if not self._padding[index])
            grey = cells(row.cell(place) for place, index in pairs if self._padding[index])
            self._active.draw(real).paint(fill=theme.input.active, opacity=landed)
            self._grey.draw(grey).paint(fill=theme.pad_window, opacity=landed)
            outline = cells(map(row.cell, places))
        else:
            step = places[1] - places[0] if len(places) > 1 else 1
            outline = cells(framed(row.cell(place)) for place in places)
            if step <= 1:
                outline = rectangle(framed(Box.union(tuple(row.cell(place) for place in places))))
        self._frame.draw(outline).paint(stroke=theme.accent, width=frame_width(row.width), opacity=landed)
        close = (index for place, index in pairs if abs(place - index) < 0.5)
        covered = frozenset(close) if landed > 0.5 else frozenset()
        changed, self._covered = covered ^ self._covered, covered
        for index in changed:
            self._write(index)

    def _write(self, index: int) -> None:
        theme, covered = self._theme, index in self._covered
        if self._padding[index]:
            colour = theme.muted if covered else theme.pad_text
        elif covered:
            colour = theme.input.active_text
        else:
            colour = theme.input.rest_text if self._read[index] else theme.muted
        self.numbers.write(index, colour)


class KernelRow:
    """A kernel's weights in a row, which moves as a whole; the ones in use just now are active."""

    def __init__(
        self, drawing: Drawing, row: SampleRow, theme: Theme, weights: Values, scale: float, spread: bool
    ) -> None:
        """Args: ``weights`` ``(k,)``; ``spread`` says that the cells stand apart and belong together."""
        self.row, self._theme = row, theme
        boxes = [row.cell(index) for index in range(row.count)]
        self._cells = cells(boxes)
        middle = row.box.centre[1]
        ends = [((one.right, middle), (other.x, middle)) for one, other in pairwise(boxes)]
        self._joints = links(ends) if spread else NO_CURVES
        self._joint_ink, self._fill = drawing.ink(), drawing.ink()
        self._active, self._line = drawing.ink(), drawing.ink()
        self.numbers = RowNumbers(drawing, row, weights, scale)
        for index in range(row.count):
            self.numbers.write(index, theme.kernel.rest_text)
        self._digits = [self.numbers.outline(index) for index in range(len(self.numbers.inks))]

    def show(self, dx: float, used: frozenset[int]) -> None:
        """Stand ``dx`` to the right of where the row is at position 0; some weights are in use."""
        role, shift = self._theme.kernel, np.array((dx, 0.0))
        width = stroke_width(self.row.width)
        self._joint_ink.draw(self._joints + shift).paint(stroke=role.line, width=width)
        self._fill.draw(self._cells + shift).paint(fill=role.rest)
        self._line.draw(self._cells + shift).paint(stroke=role.line, width=width)
        active = cells(self.row.cell(index) for index in sorted(used))
        self._active.draw(active + shift).paint(fill=role.active)
        for index, outline in enumerate(self._digits):
            self.numbers.inks[index].draw(outline + shift)
            self.numbers.inks[index].paint(fill=role.active_text if index in used else role.rest_text)


class WindowRow:
    """The window's values redrawn large, in a fixed place."""

    def __init__(self, drawing: Drawing, row: SampleRow, theme: Theme, scale: float) -> None:
        self.row, self._theme, self._scale = row, theme, scale
        self._active, self._grey = drawing.ink(), drawing.ink()
        outlines = cells(row.cell(index) for index in range(row.count))
        drawing.ink().draw(outlines).paint(stroke=theme.accent, width=frame_width(row.width))
        self.inks = [drawing.ink() for _ in range(row.count)]

    def show(self, values: Values | None, inside: Mask) -> None:
        """Write a step's values, ``(k,)``; None leaves the cells blank."""
        theme, row = self._theme, self.row
        self._active.draw(cells(row.cell(int(index)) for index in np.flatnonzero(inside))).paint(
            fill=theme.input.active
        )
        self._grey.draw(cells(row.cell(int(index)) for index in np.flatnonzero(~inside))).paint(
            fill=theme.pad_window
        )
        for index, ink in enumerate(self.inks):
            digits = None
            if values is not None:
                digits = fit_number(values[index].item(), row.number, self._scale)
            if digits is None:
                ink.hide()
                continue
            ink.draw(centred_text(digits.text, digits.size, row.cell(index)))
            ink.paint(fill=theme.input.active_text if inside[index] else theme.muted)
