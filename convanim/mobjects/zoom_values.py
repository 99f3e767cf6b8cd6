"""Values as fills on the zoom's board, for the levels at which numbers have no room in the cells."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.mobjects.drawing import polygons
from convanim.mobjects.fills import fills_of
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.sheet_maps import whole
from convanim.mobjects.window import frame
from convanim.mobjects.zoom_paper import BoardDrawing, Sheaf
from convanim.ramps import top_value
from convanim.theme import Theme

Values = NDArray[Any]


class ValueWindow:
    """The window's cells filled by value, as they are in its map."""

    def __init__(self, drawing: BoardDrawing, plane: Plane, theme: Theme, padded: Values) -> None:
        """Args: ``padded`` is the map, ``(rows, columns)``: its largest values have the deepest fill."""
        self.sheaf, self._theme = Sheaf(), theme
        self._top = top_value(np.abs(padded.astype(np.float64)))
        self._shown: tuple[bytes, bytes] = (b"", b"")
        with drawing.sheaf(self.sheaf):
            self._cells = [
                drawing.ink().draw(polygons([plane.quad(*cell)]))
                for cell in np.ndindex(plane.rows, plane.columns)
            ]
            lines = drawing.ink().draw(grid_lines(plane, 0, 0, plane.rows, plane.columns, inner_only=True))
            lines.paint(stroke=theme.input.line, width=stroke_width(plane.cell))
            casing, edge = drawing.ink(), drawing.ink()
            frame(edge, casing, whole(plane), plane.cell, theme)
            casing.hide()

    def show(self, values: Values, inside: NDArray[np.bool_]) -> None:
        """Fill the cells with a step's patch, ``(rows, columns)``; grey where it is padding."""
        now = values.tobytes(), inside.tobytes()
        if now == self._shown:
            return
        self._shown = now
        theme = self._theme
        levels, colours = fills_of(values, theme.input, theme.background, self._top)
        for ink, level, real in zip(self._cells, levels.ravel(), inside.ravel(), strict=True):
            ink.paint(fill=colours[level] if real else theme.pad_window)
