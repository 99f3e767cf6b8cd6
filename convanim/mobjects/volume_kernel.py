"""The kernel's slices with their answers: a row that moves along under the slices it reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.layout.cells import Detail, common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.layout.sheet.cells import fit_chip
from convanim.layout.sheet.facts import SheetStep
from convanim.layout.sheet.sheet import Operator
from convanim.layout.volume.layout import VolumeLayout
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import NO_CURVES, Drawing, polygons, polyline, rectangle, segments
from convanim.mobjects.grid import frame_width, grid_lines, stroke_width
from convanim.mobjects.movable import Movable, Point
from convanim.mobjects.sheet_parts import operator_curves, text_outline
from convanim.mobjects.volume_slices import level_colour, levels_of, top_of
from convanim.theme import Role, Theme

Shift = tuple[float, float]


class Answer:
    """A number in a box that moves: an empty outline until it is known."""

    def __init__(
        self, drawing: Drawing, box: Box, role: Role, theme: Theme, size: float, scale: float
    ) -> None:
        self._box, self._role, self._theme, self._size, self._scale = box, role, theme, size, scale
        self._paper, self._digits = drawing.ink(), drawing.ink()
        self._shown: tuple[object, ...] = ()
        self.text = ""

    def show(self, at: Point, value: float | None, active: bool = False) -> None:
        """Write a number at a place, or leave the box empty."""
        now = (at, value, active)
        if now == self._shown:
            return
        self._shown = now
        box, width = self._box.moved(*at), max(0.032 * self._box.height, 1.4)
        self._paper.draw(rectangle(box))
        if value is None:
            self._paper.paint(stroke=self._role.line, width=width)
            self._digits.hide()
            self.text = ""
            return
        digits = fit_chip(value, box, self._scale, self._size)
        self.text = digits.text
        self._paper.paint(self._role.active if active else self._role.rest, self._role.line, width)
        self._digits.draw(text_outline(digits.text, digits.size, box))
        self._digits.paint(fill=self._role.active_text if active else self._role.rest_text)


class VolumeKernel:
    """All slices of the kernel, their answers, the bias, the sum, and the signs between them."""

    def __init__(
        self, drawing: Drawing, layout: VolumeLayout, theme: Theme, weights: NDArray[Any], spread: int
    ) -> None:
        """Args: the weights, ``(depth, rows, columns)``; how many slices apart the kernel's slices are."""
        self._layout, self._theme, self._spread = layout, theme, spread
        self._group = Movable(drawing)
        self._scale, count = layout.canvas.scale, len(weights)
        shifts = [(number * spread * layout.strip.pitch, 0.0) for number in range(count)]
        self._planes = [layout.row.kernel.moved(*shift) for shift in shifts]
        top = top_of(weights)
        for plane, own in zip(self._planes, weights, strict=True):
            self._slice(plane, own, widest_values(weights), top)
        self._signs(shifts)
        self._group.line(layout.kernel_caption)
        size, scale = layout.chip_size, self._scale
        row, last = layout.row, shifts[-1]
        self._chips = [
            Answer(drawing, layout.row.chip.moved(*shift), theme.input, theme, size, scale)
            for shift in shifts
        ]
        self._bias = None
        if row.bias is not None:
            self._bias = Answer(drawing, row.bias.moved(*last), theme.bias, theme, size, scale)
        self.total_box = row.total.moved(*last)
        self._total = Answer(drawing, self.total_box, theme.output, theme, size, scale)
        self._at: Point = (0.0, 0.0)

    def frames(self, drawing: Drawing) -> None:
        """Make the frames, above all that is there so far."""
        self._frame = drawing.ink()

    def _slice(self, plane: Plane, weights: NDArray[Any], widest: tuple[Any, ...], top: float) -> None:
        theme, role = self._theme, self._theme.kernel
        detail, group = self._layout.details["kernel"], self._group
        whole = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        if detail >= Detail.NUMBERS:
            group.ink(whole).paint(fill=role.rest)
        else:
            levels = levels_of(weights, top)
            for level in np.unique(levels):
                quads = polygons([plane.quad(r, c) for r, c in np.argwhere(levels == level)])
                group.ink(quads).paint(fill=level_colour(role, theme.background, int(level)))
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns) if detail >= Detail.GRID else whole
        group.ink(lines).paint(stroke=role.line, width=stroke_width(plane.cell))
        if detail < Detail.NUMBERS:
            return
        most = common_size(widest, plane.cell, self._scale)
        for (row, column), weight in np.ndenumerate(weights):
            digits = fit_number(weight.item(), plane.cell, self._scale, False, most)
            if digits is not None:
                group.ink(number_outline(plane, digits, row, column)).paint(fill=role.rest_text)

    def _signs(self, shifts: list[Shift]) -> None:
        """Arrows to the answers, plus between them, the bias's plus and the equals sign behind the last."""
        row, theme = self._layout.row, self._theme
        width = max(0.055 * self._layout.unit, 1.6)
        for dx, _ in shifts:
            self._arrow(dx)
            if row.star is not None:
                (x, y), half = row.star.centre, row.star.size / 2
                turns = np.radians((90, 150, 210))
                arms = np.stack((np.cos(turns), np.sin(turns)), axis=1) * half
                ends = np.stack((-arms, arms), axis=1) + (x + dx, y)
                self._group.ink(segments(ends)).paint(stroke=theme.ink, width=width, round_caps=True)
        signs = [_moved(row.plus, dx) for dx, _ in shifts[:-1]]
        signs += [_moved(sign, shifts[-1][0]) for sign in (row.bias_plus, row.equals) if sign is not None]
        for sign in signs:
            self._group.ink(operator_curves(sign)).paint(stroke=theme.ink, width=width, round_caps=True)
        if row.activation is not None:
            self._group.line(row.activation.moved(shifts[-1][0], 0.0))

    def _arrow(self, dx: float) -> None:
        (x, y), (tip, _) = self._layout.row.arrow
        x, tip = x + dx, tip + dx
        unit = self._layout.unit
        head = min(max(0.2 * unit, 5.0), 0.6 * (tip - x))
        line = self._group.ink(polyline(((x, y), (tip - 0.8 * head, y))))
        line.paint(stroke=self._theme.ink, width=min(max(0.045 * unit, 1.4), 2.4))
        corners = np.array(((tip, y), (tip - head, y - 0.5 * head), (tip - head, y + 0.5 * head)))
        self._group.ink(polygons([corners])).paint(fill=self._theme.ink)

    def show(
        self, at: Point, step: SheetStep | None, answered: int, reading: int | None, bias: bool, total: bool
    ) -> None:
        """Show the row at a place: the first answers, and the slice that reads just now (None: all do)."""
        self._group.show(at)
        self._at = at
        framed = self._planes if reading is None else [self._planes[reading]]
        outlines = [plane.moved(*at).quad(0, 0, plane.rows, plane.columns) for plane in framed]
        self._frame.draw(polygons(outlines) if outlines else NO_CURVES)
        self._frame.paint(stroke=self._theme.accent, width=frame_width(self._layout.row.kernel.cell))
        for number, chip in enumerate(self._chips):
            told = step is not None and number < answered
            chip.show(at, step.answers[number] if told and step is not None else None)
        if self._bias is not None:
            known = step.bias if step is not None else None
            self._bias.show(at, known, active=bias and not total)
        self._total.show(at, step.sum if total and step is not None else None, active=True)

    def plane(self, number: int) -> Plane:
        """Where a slice of the kernel stands just now."""
        return self._planes[number].moved(*self._at)

    def lens(self, number: int) -> Plane | None:
        """Where the window of a slice stands enlarged, where it does."""
        if self._layout.row.lens is None:
            return None
        shift = number * self._spread * self._layout.strip.pitch
        return self._layout.row.lens.moved(shift + self._at[0], self._at[1])

    @property
    def total_at(self) -> Box:
        """Where the sum stands just now."""
        return self.total_box.moved(*self._at)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the boxes say, for readers."""
        boxes = [*self._chips, *([self._bias] if self._bias is not None else []), self._total]
        return tuple(box.text for box in boxes)


def _moved(operator: Operator, dx: float) -> Operator:
    return replace(operator, centre=(operator.centre[0] + dx, operator.centre[1]))
