"""Lines of grids: solid between cells, dashed for padding, hatched for cells that are never read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.mobjects.drawing import Points, segments

Mask = NDArray[np.bool_]

DASHES = 3
"""Dashes per cell edge; half a dash stands at both ends, so that corners are inked."""
DASH_SHARE = 0.55
HATCHES = 4
"""Hatch lines per cell."""


def stroke_width(cell: float) -> float:
    """The width of a grid line, in design pixels."""
    return max(0.026 * cell, 1.0)


def frame_width(cell: float) -> float:
    """The width of the accent frame around what takes part, in design pixels."""
    return min(max(0.065 * cell, 1.8), 4.0)


def casing_width(cell: float) -> float:
    """The background-coloured edge on each side of an accent frame, so that it reads on any fill."""
    return min(2.0, max(0.75, 0.1 * cell))


def _mapped(plane: Plane, ends: NDArray[np.float64]) -> Points:
    return segments(plane.map(ends.reshape(-1, 2)).reshape(-1, 2, 2))


def grid_lines(
    plane: Plane, row: float, column: float, rows: float, columns: float, inner_only: bool = False
) -> Points:
    """The lines of a block of cells at whole rows and columns; with its border, or without."""
    tolerance = 1e-6 if inner_only else -1e-6
    across = [
        r
        for r in range(int(np.ceil(row)), int(row + rows) + 1)
        if row + tolerance < r < row + rows - tolerance
    ]
    down = [
        c
        for c in range(int(np.ceil(column)), int(column + columns) + 1)
        if column + tolerance < c < column + columns - tolerance
    ]
    ends = [((column, r), (column + columns, r)) for r in across] + [
        ((c, row), (c, row + rows)) for c in down
    ]
    return _mapped(plane, np.array(ends, dtype=np.float64)) if ends else np.zeros((0, 2))


def dashed_edges(plane: Plane, padding: Mask) -> Points:
    """The edges of padding cells as dashes, each shared edge once; edges of the input itself are left out.

    Args:
        plane: the padded grid.
        padding: ``(rows, columns)``, which cells are padding.
    """
    framed = np.pad(padding, 1)
    real = np.pad(~padding, 1)
    across = (framed[:-1, 1:-1] | framed[1:, 1:-1]) & ~real[:-1, 1:-1] & ~real[1:, 1:-1]
    down = (framed[1:-1, :-1] | framed[1:-1, 1:]) & ~real[1:-1, :-1] & ~real[1:-1, 1:]
    period, half = 1 / DASHES, DASH_SHARE / DASHES / 2
    dashes = [(max(n * period - half, 0.0), min(n * period + half, 1.0)) for n in range(DASHES + 1)]
    ends = [((c + a, r), (c + b, r)) for r, c in np.argwhere(across) for a, b in dashes]
    ends += [((c, r + a), (c, r + b)) for r, c in np.argwhere(down) for a, b in dashes]
    return _mapped(plane, np.array(ends, dtype=np.float64)) if ends else np.zeros((0, 2))


def dashed_outline(plane: Plane, dash: float = 6.0) -> Points:
    """The border of a plane as dashes of about ``dash`` design pixels, for cells too fine for their own."""
    corners = plane.quad(0, 0, plane.rows, plane.columns)
    ends = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        count = max(int(np.linalg.norm(end - start) / (2 * dash)), 1)
        for number in range(count):
            a, b = number / count, (number + DASH_SHARE) / count
            ends.append((start + (end - start) * a, start + (end - start) * b))
    return segments(np.array(ends))


def hatching(plane: Plane, cells: Mask) -> Points:
    """Diagonal lines over the given cells, ``(rows, columns)``, four to a cell, meeting across neighbours."""
    ends = []
    for row, column in np.argwhere(cells):
        for number in range(1, 2 * HATCHES):
            t = number / HATCHES
            low, high = (max(t - 1, 0.0), min(t, 1.0))
            ends.append(((column + low, row + high), (column + high, row + low)))
    return _mapped(plane, np.array(ends, dtype=np.float64)) if ends else np.zeros((0, 2))
