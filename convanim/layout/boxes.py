"""The pieces a layout is made of: rectangles, planes of cells, and lines of text with their place.

Lengths are design pixels: 1280×720 of them make a slide, and a fitted canvas has one per delivered
pixel. x grows to the right, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from convanim import typeset
from convanim.typeset import Run

Points = NDArray[np.float64]

TILT_COLUMN = (0.891, -0.234)
"""A step along a row of the tilted plane, in cells: a turn of 27° seen from an elevation of 31°."""
TILT_ROW = (0.454, 0.459)
"""A step down a column of the tilted plane, in cells."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle: left top corner and size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> Box:
        """The rectangle with ``by`` pixels more on each side (fewer if negative)."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, dx: float, dy: float) -> Box:
        """The rectangle elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def overlaps(self, other: Box, tolerance: float = 0.5) -> bool:
        """Whether the two share more than a ``tolerance`` of pixels in both directions."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across > tolerance and down > tolerance

    def contains(self, other: Box, tolerance: float = 0.5) -> bool:
        """Whether the other lies inside, give or take ``tolerance`` pixels."""
        return (
            other.x >= self.x - tolerance
            and other.y >= self.y - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    @staticmethod
    def around(points: Points) -> Box:
        """The smallest upright rectangle that holds all points, given as ``(n, 2)``."""
        low, high = points.min(axis=0), points.max(axis=0)
        return Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))

    @staticmethod
    def union(boxes: tuple[Box, ...]) -> Box:
        """The smallest upright rectangle that holds all of the rectangles."""
        x, y = min(box.x for box in boxes), min(box.y for box in boxes)
        return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


@dataclass(frozen=True, slots=True)
class Plane:
    """A grid of cells in a plane, flat or tilted.

    Attributes:
        rows, columns: how many cells.
        origin: where the corner of cell (0, 0) lies.
        cell: the side of a cell.
        column_step, row_step: the way from a cell to its right and its lower neighbour, in cells.
    """

    rows: int
    columns: int
    origin: tuple[float, float]
    cell: float
    column_step: tuple[float, float] = (1.0, 0.0)
    row_step: tuple[float, float] = (0.0, 1.0)

    def at(self, row: float, column: float) -> tuple[float, float]:
        """The point at a place in the grid; whole numbers are the corners of cells."""
        x = self.origin[0] + (column * self.column_step[0] + row * self.row_step[0]) * self.cell
        y = self.origin[1] + (column * self.column_step[1] + row * self.row_step[1]) * self.cell
        return x, y

    def map(self, points: Points) -> Points:
        """Points given as (column, row) in cells, ``(n, 2)``, as pixels."""
        steps = np.array((self.column_step, self.row_step)) * self.cell
        mapped: Points = points @ steps + self.origin
        return mapped

    def quad(self, row: float, column: float, rows: float = 1, columns: float = 1) -> Points:
        """The corners of a block of cells, ``(4, 2)``, around from its first corner."""
        corners = (
            (column, row),
            (column + columns, row),
            (column + columns, row + rows),
            (column, row + rows),
        )
        return self.map(np.array(corners, dtype=np.float64))

    @property
    def box(self) -> Box:
        """The smallest upright rectangle around the plane."""
        return self.cell_box(0, 0, self.rows, self.columns)

    def cell_box(self, row: float, column: float, rows: float = 1, columns: float = 1) -> Box:
        """The smallest upright rectangle around a block of cells."""
        if self.column_step != (1.0, 0.0) or self.row_step != (0.0, 1.0):
            return Box.around(self.quad(row, column, rows, columns))
        # Layouts ask for this a million times: the same sums without an array.
        left, top = column * self.cell + self.origin[0], row * self.cell + self.origin[1]
        right = (column + columns) * self.cell + self.origin[0]
        bottom = (row + rows) * self.cell + self.origin[1]
        return Box(left, top, right - left, bottom - top)

    def moved(self, dx: float, dy: float) -> Plane:
        """The same plane elsewhere."""
        return replace(self, origin=(self.origin[0] + dx, self.origin[1] + dy))

    def snapped(self, scale: float) -> Plane:
        """The same plane where a delivered pixel begins: fills that meet between pixels show seams."""
        x, y = self.origin
        return replace(self, origin=(round(x * scale) / scale, round(y * scale) / scale))


def flat(rows: int, columns: int, x: float, y: float, cell: float) -> Plane:
    """An upright grid with its left top corner at (x, y)."""
    return Plane(rows, columns, (x, y), cell)


def tilted(rows: int, columns: int, centre: tuple[float, float], cell: float) -> Plane:
    """A grid in axonometric view, its middle at ``centre``."""
    plane = Plane(rows, columns, (0.0, 0.0), cell, TILT_COLUMN, TILT_ROW)
    x, y = plane.at(rows / 2, columns / 2)
    return plane.moved(centre[0] - x, centre[1] - y)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its runs, the left end of its baseline, and what it is (for tests and readers)."""

    name: str
    runs: tuple[Run, ...]
    x: float
    y: float

    @property
    def size(self) -> float:
        """The size of the largest run."""
        return max(run.style.size for run in self.runs)

    @property
    def width(self) -> float:
        """The advance."""
        return typeset.runs_width(self.runs)

    @property
    def box(self) -> Box:
        """The room the line takes: from ascender to descender."""
        top = typeset.ASCENT * self.size
        return Box(self.x, self.y - top, self.width, top + typeset.DESCENT * self.size)

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)

    def moved(self, dx: float, dy: float) -> Line:
        """The same line elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Canvas:
    """The picture: its size in design pixels and how many delivered pixels each of them makes.

    ``offset`` is where in it the pixels of the layout begin: a layout may fill but the middle.
    """

    width: float
    height: float
    scale: float = 1.0
    offset: tuple[float, float] = (0.0, 0.0)

    @property
    def box(self) -> Box:
        """The whole picture."""
        return Box(0, 0, self.width, self.height)

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the delivered picture."""
        return round(self.width * self.scale), round(self.height * self.scale)


SLIDE = (1280.0, 720.0)
"""The design pixels of a slide; wider or taller pictures get more of them in one direction."""
FITTED_WIDTH = 640.0
"""The design pixels that a fitted picture may be wide."""


@dataclass(frozen=True, slots=True)
class CanvasRequest:
    """What picture is asked for: fitted to its content or a slide, and its delivered size.

    A fitted picture is at most ``width`` pixels wide and as high as it needs to be.
    """

    fitted: bool
    width: int
    height: int | None = None

    @property
    def scale(self) -> float:
        """Delivered pixels per design pixel."""
        if self.fitted:
            return self.width / FITTED_WIDTH
        height = self.height or self.width * SLIDE[1] / SLIDE[0]
        return min(self.width / SLIDE[0], height / SLIDE[1])

    @property
    def slide(self) -> Canvas:
        """The canvas of a slide of this size; a height that is not asked for is even, as videos need it."""
        height = self.height or 2 * round(self.width * SLIDE[1] / SLIDE[0] / 2)
        return Canvas(self.width / self.scale, height / self.scale, self.scale)


def touches(polygon: Points, box: Box, margin: float = 0.0) -> bool:
    """Whether a convex polygon, ``(n, 2)``, and a rectangle come nearer than ``margin`` (separating axes)."""
    grown = box.grown(margin)
    corners = np.array(
        ((grown.x, grown.y), (grown.right, grown.y), (grown.right, grown.bottom), (grown.x, grown.bottom))
    )
    edges = np.roll(polygon, -1, axis=0) - polygon
    axes = np.concatenate((np.column_stack((-edges[:, 1], edges[:, 0])), np.eye(2)))
    ours, theirs = polygon @ axes.T, corners @ axes.T
    apart = (ours.max(axis=0) <= theirs.min(axis=0)) | (theirs.max(axis=0) <= ours.min(axis=0))
    return not bool(apart.any())


LEAST_DIGIT = 9.0
"""The smallest digits, in delivered pixels."""
LEAST_PROSE = 11.0
"""The smallest words, in delivered pixels."""
