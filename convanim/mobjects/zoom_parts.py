"""What the rows of the zoom's board are made of: kernels, chips, arrows, and the star."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import fit_number
from convanim.layout.sheet.sheet import Point
from convanim.layout.sliding.layout import Sign
from convanim.layout.zoom.board import CELL, STAR_GAP
from convanim.layout.zoom.layout import ZoomLayout
from convanim.layout.zoom.numbers import rounded_in
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import NO_CURVES, Ink, polygons, polyline
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import frame_width, grid_lines, stroke_width
from convanim.mobjects.sheet_maps import whole
from convanim.mobjects.sheet_parts import Chip, ghosted, text_outline
from convanim.mobjects.signs import draw_sign
from convanim.mobjects.zoom_columns import Seen
from convanim.mobjects.zoom_paper import BoardDrawing, BoardInk, Sheaf
from convanim.theme import Role, Theme


class BoardKernel:
    """A kernel: fill, grid and numbers, which fade on their own, and fills by value in their stead."""

    def __init__(
        self,
        drawing: BoardDrawing,
        plane: Plane,
        role: Role,
        theme: Theme,
        weights: NDArray[Any],
        scale: float,
        most: float | None,
        numbered: tuple[bool, bool, bool],
    ) -> None:
        """Args: ``numbered`` says at which levels the weights are written; at others fills say them."""
        self.fills, self.digits, self._theme, self._plane = Sheaf(), Sheaf(), theme, plane
        self.values = Sheaf()
        with drawing.sheaf(self.fills):
            if any(numbered):
                drawing.ink().draw(whole(plane)).paint(fill=role.rest)
        if not all(numbered):
            with drawing.sheaf(self.values):
                ValueFill(drawing, plane, role, theme.background, weights).show(weights.size)
        with drawing.sheaf(self.fills):
            lines = drawing.ink().draw(grid_lines(plane, 0, 0, plane.rows, plane.columns))
            lines.paint(stroke=role.line, width=stroke_width(plane.cell))
        with drawing.sheaf(self.digits):
            self.numbers: list[Ink] = []
            for cell, weight in np.ndenumerate(weights) if any(numbered) else ():
                digits = fit_number(weight.item(), plane.cell, scale, False, most)
                if digits is not None:
                    ink = drawing.ink().draw(number_outline(plane, digits, cell[0], cell[1]))
                    self.numbers.append(ink.paint(fill=role.rest_text))
        self._frame: Ink | None = None

    def frame(self, drawing: BoardDrawing) -> None:
        """Make the frame that says that it is at work, above the beams."""
        with drawing.sheaf(self.fills):
            self._frame = drawing.ink()

    def show(self, framed: bool) -> None:
        """Frame it, or not."""
        assert self._frame is not None
        if not framed:
            self._frame.hide()
            return
        width = frame_width(self._plane.cell)
        self._frame.draw(whole(self._plane)).paint(stroke=self._theme.accent, width=width)


class BoardChip(Chip):
    """A chip whose number fades on its own, and is rounded for levels at which there is little room."""

    _rounded: tuple[tuple[Ink, float], ...] = ()

    def part(self, digits: Sheaf) -> None:
        """Let the number belong to a sheaf of numbers."""
        assert isinstance(self._digits, BoardInk)
        self._digits.join(digits)

    def round(self, drawing: BoardDrawing, levels: tuple[tuple[Sheaf, float], ...]) -> None:
        """Let rounded numbers belong to sheaves, each with the delivered pixels of a board pixel there."""
        rounded = []
        for sheaf, scale in levels:
            with drawing.sheaf(sheaf):
                rounded.append((drawing.ink(), scale))
        self._rounded = tuple(rounded)

    def show(self, value: float | None, working: bool, active: bool = False) -> None:
        """Write a number at all levels, or leave the chip empty."""
        before = self._shown
        super().show(value, working, active)
        if self._shown == before:
            return
        role = self._role if working else ghosted(self._role, self._theme)
        for ink, scale in self._rounded:
            digits = None if value is None else rounded_in(self._box, value, scale)
            ink.draw(NO_CURVES if digits is None else text_outline(digits.text, digits.size, self._box))
            ink.paint(fill=role.active_text if active else role.rest_text)


class Arrow:
    """An arrow in design pixels, which may slant."""

    def __init__(self, drawing: BoardDrawing) -> None:
        self._line, self._head = drawing.ink(), drawing.ink()

    def show(self, ends: tuple[Point, Point], width: float, head: float, colour: str, opacity: float) -> None:
        """Draw it from one point to another."""
        if opacity <= 0:
            self._line.hide()
            self._head.hide()
            return
        start, tip = np.array(ends[0]), np.array(ends[1])
        length = max(float(np.hypot(*(tip - start))), 1e-6)
        along = (tip - start) / length
        head = min(head, 0.7 * length)
        across = np.array((-along[1], along[0])) * head * 0.46
        neck = tip - along * head
        self._line.draw(polyline(((start[0], start[1]), (neck[0] + along[0], neck[1] + along[1]))))
        self._line.paint(stroke=colour, width=width, opacity=opacity)
        self._head.draw(polygons([np.array((tip, neck + across, neck - across))]))
        self._head.paint(fill=colour, opacity=opacity)


class Star:
    """The sign between the window that has stepped out and its kernel."""

    def __init__(self, drawing: BoardDrawing, layout: ZoomLayout, theme: Theme) -> None:
        self._sheaf, self._layout = Sheaf(), layout
        middle = layout.board.row_height / 2
        with drawing.sheaf(self._sheaf):
            draw_sign(drawing, Sign("star", (-STAR_GAP * CELL / 2, middle), 42.0), theme)

    def show(self, seen: Seen, out: float) -> None:
        """Show it while the window is out."""
        views = tuple(view.affine for view in self._layout.views)
        here = max(2 * out - 1, 0.0) if seen.rests else max(1 - 6 * (1 - out), 0.0)
        self._sheaf.show(seen.affine(views), here * seen.presence((1.0, 0.0, 0.0)))
