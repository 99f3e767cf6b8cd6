"""The maps of a picture as mobjects: nothing to see, but something to point at."""

from __future__ import annotations

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from convanim.blocks.frame import Frame, Sheer
from convanim.blocks.grids import Grid
from convanim.errors import ConvanimError
from convanim.layout.boxes import Canvas
from convanim.mobjects.drawing import UNITS

Points = NDArray[np.float64]


class Map(Sheer):
    """A map of cells: the input, a kernel, an output. It goes where its picture goes.

    It has an outline and no colour: ``Arrow(text, convolution.output)`` points at it,
    ``SurroundingRectangle(convolution.input)`` frames it, ``Brace(convolution.kernel)`` measures it.

    Attributes:
        role: "input", "kernel" or "output".
    """

    def __init__(self, grid: Grid, canvas: Canvas, frame: Frame) -> None:
        super().__init__(stroke_width=0, stroke_opacity=0, fill_opacity=0)
        self.role = grid.role
        self._frame, self._middle = frame, (canvas.width / 2, canvas.height / 2)
        self._grid = grid
        self.set_points_as_corners(self._corners(0, 0, grid.rows, grid.columns))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells, padding counted."""
        return self._grid.rows, self._grid.columns

    def cell(self, row: int, column: int) -> VMobject:
        """The outline of a cell, where it is now; without a colour, until you give it one.

        Cells count from the first one that is no padding: the padding above and to the left has negative
        numbers. ConvanimError for a cell that there is not.
        """
        grid = self._grid
        above, left = grid.before
        if not (0 <= row + above < grid.rows and 0 <= column + left < grid.columns):
            raise ConvanimError(
                f"there is no cell ({row}, {column}) in this {grid.role}: use rows {-above} to "
                f"{grid.rows - above - 1} and columns {-left} to {grid.columns - left - 1}"
            )
        cell = VMobject(stroke_opacity=0, fill_opacity=0)
        cell.set_points_as_corners(self._corners(row + above, column + left, 1, 1))
        return cell

    def _corners(self, row: int, column: int, rows: int, columns: int) -> Points:
        """The corners of a block of cells, once around, where they are now."""
        right, down = np.array(self._grid.right), np.array(self._grid.down)
        corner = self._grid.origin + column * right + row * down
        across = (columns - 1) * right + self._grid.width
        along = (rows - 1) * down + self._grid.height
        around = corner + np.array(((0.0, 0.0), across, across + along, along, (0.0, 0.0)))
        return self._frame.place((around - self._middle) * UNITS)
