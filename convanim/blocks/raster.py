"""Pictures of many cells in somebody's scene, whose camera knows outlines with gradients and no pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import NDArray

from convanim.blocks.frame import NOWHERE, Frame, Sheer, View
from convanim.layout.boxes import Canvas
from convanim.mobjects.drawing import UNITS, Ink, polygons
from convanim.mobjects.photo_raster import Raster

Points = NDArray[np.float64]

STOPS = 4
"""Stops of a gradient that one cell takes: its colour stands for so long, then gives way within one."""
OVERLAP = 0.2
"""How far a row reaches below the next one, in cells, so that nothing shines through between them."""


class Row(Sheer):
    """A row of cells: a stripe whose gradient is their colours."""

    def __init__(self) -> None:
        super().__init__(stroke_width=0, stroke_opacity=0, fill_opacity=0)

    def get_gradient_start_and_end_points(self) -> tuple[Any, Any]:
        """Along the row, however it was turned."""
        return self.points[0], self.points[3]

    def paint(self, points: Points, colours: Points, opacity: float, share: float) -> None:
        """Have these corners, and these cells ``(n, 3)`` with a share of their opacity."""
        self.points, self.own = points, (opacity, 0.0)
        stops = np.repeat(colours, STOPS, axis=0)
        self.fill_rgbas = np.column_stack((stops, np.full(len(stops), opacity * share)))


class RasterView(VGroup):
    """A picture as it is seen through its frame, a stripe for each of its rows."""

    def __init__(self, frame: Frame, raster: Raster, canvas: Canvas) -> None:
        super().__init__(*(Row() for _ in range(raster.plane.rows)))
        self.frame, self._middle = frame, (canvas.width / 2, canvas.height / 2)

    def see(self, ink: VMobject, points: Points) -> None:
        """Show as many cells as the picture does; `points` are only those of its edge."""
        assert isinstance(ink, Raster)
        columns = ink.plane.columns
        opacity = float(ink.fill_rgbas[0, 3])
        for number, row in enumerate(self.submobjects):
            assert isinstance(row, Row)
            cells = min(max(ink.count - number * columns, 0), columns) if len(ink.points) else 0
            if not cells:
                row.paint(self.frame.place(NOWHERE), np.zeros((1, 3)), 0.0, 0.0)
                continue
            covered = ink.count >= (number + 2) * columns
            quad = ink.plane.quad(number, 0, 1 + OVERLAP * covered, cells)
            placed = self.frame.place((polygons([quad]) - self._middle) * UNITS)
            row.paint(placed, ink.colours[number, :cells] / 255, opacity, self.frame.share)


def view_of(ink: Ink, frame: Frame, canvas: Canvas) -> View | RasterView:
    """What shows an ink through a frame."""
    return RasterView(frame, ink, canvas) if isinstance(ink, Raster) else View(frame)
