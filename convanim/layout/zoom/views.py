"""From where the board is seen: a place and a size in the picture, and all places between two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane, Points
from convanim.layout.zoom.board import CELL

Affine = NDArray[np.float64]
"""``(3, 2)``: the pictures of both axes' unit vectors, and of the origin."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the board's origin stands in the picture, and how large a board pixel is."""

    x: float
    y: float
    zoom: float

    @staticmethod
    def at(x: float, y: float, cell: float) -> View:
        """The view in which a kernel's cell is ``cell`` design pixels wide."""
        return View(x, y, cell / CELL)

    @property
    def cell(self) -> float:
        """A kernel's cell in design pixels."""
        return self.zoom * CELL

    @property
    def affine(self) -> Affine:
        """The view as a map from board pixels to design pixels."""
        return np.array(((self.zoom, 0.0), (0.0, self.zoom), (self.x, self.y)))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A place on the board in design pixels."""
        return self.x + x * self.zoom, self.y + y * self.zoom

    def box(self, box: Box) -> Box:
        """A rectangle of the board in design pixels."""
        x, y = self.point(box.x, box.y)
        return Box(x, y, box.width * self.zoom, box.height * self.zoom)

    def plane(self, plane: Plane) -> Plane:
        """A plane of the board in design pixels."""
        return Plane(
            plane.rows,
            plane.columns,
            self.point(*plane.origin),
            plane.cell * self.zoom,
            plane.column_step,
            plane.row_step,
        )


def affine_between(source: Plane, target: Plane) -> Affine:
    """The map that lays a flat plane onto another plane of as many cells."""
    steps = np.array((target.column_step, target.row_step)) * target.cell / source.cell
    return np.vstack((steps, np.array(target.origin) - np.array(source.origin) @ steps))


def mapped(affine: Affine, points: Points) -> Points:
    """Points, ``(n, 2)``, under an affine map."""
    found: Points = points @ affine[:2] + affine[2]
    return found


def mixed(start: Affine, end: Affine, share: float) -> Affine:
    """The map a share of the way from one to another: every point goes straight."""
    found: Affine = start + (end - start) * share
    return found


def eased(start: float, end: float, share: float) -> float:
    """The share of the way at which sizes go from one to another evenly to the eye: by factors, not sums."""
    if abs(end - start) < 1e-9:
        return share
    size = math.exp(math.log(start) + (math.log(end) - math.log(start)) * share)
    return (size - start) / (end - start)
