"""What the box reads of one slice, enlarged beside the kernel's slice that reads it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, fit_number
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Points, polygons
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.window import frame
from convanim.theme import Theme, mix


class VolumeLens:
    """A window of fixed size that moves along with its kernel's slice."""

    def __init__(self, drawing: Drawing, plane: Plane, theme: Theme, detail: Detail, scale: float) -> None:
        self._theme, self._numbered, self._scale = theme, detail >= Detail.NUMBERS, scale
        self._paper, self._active, self._grey, self._lines = (drawing.ink() for _ in range(4))
        self._casing, self._edge = drawing.ink(), drawing.ink()
        self.numbers = {cell: drawing.ink() for cell in np.ndindex(plane.rows, plane.columns)}

    def show(self, plane: Plane, values: NDArray[Any] | None, inside: NDArray[np.bool_] | None) -> None:
        """Write what is read, ``(rows, columns)``, at a place; None is read too fast to be written."""
        theme, whole = self._theme, polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        self._paper.draw(whole).paint(fill=theme.background)
        quads: dict[bool, list[Points]] = {True: [], False: []}
        for cell, real in np.ndenumerate(np.ones((plane.rows, plane.columns)) if inside is None else inside):
            quads[bool(real)].append(plane.quad(*cell))
        self._active.draw(polygons(quads[True])).paint(fill=theme.input.active)
        self._grey.draw(polygons(quads[False])).paint(fill=theme.pad_window)
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns, inner_only=True)
        colour = mix(theme.input.rest, theme.input.active, theme.rest_line_share)
        self._lines.draw(lines).paint(stroke=colour, width=stroke_width(plane.cell))
        frame(self._edge, self._casing, whole, plane.cell, theme)
        for cell, ink in self.numbers.items():
            digits = None if values is None else fit_number(values[cell].item(), plane.cell, self._scale)
            if digits is None or not self._numbered or inside is None:
                ink.hide()
                continue
            ink.draw(number_outline(plane, digits, *cell))
            ink.paint(fill=theme.input.active_text if inside[cell] else theme.muted)
