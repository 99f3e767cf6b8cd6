"""Cuts outlines at the edges of a picture, as the frame of a film does: in a scene there is none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from convanim.mobjects.drawing import NO_CURVES, polygons, segments

Points = NDArray[np.float64]

SAMPLES = 6
"""Straight lines that stand for each curve of an outline that is cut."""


def clipped(points: Points, half: tuple[float, float], filled: bool) -> Points:
    """An outline without what lies beyond ±half in either direction.

    Args: cubic Béziers, ``(4n, 2)`` or ``(4n, 3)``; half the picture's size, in the same units; whether the
    outline is filled: what is only stroked gets no line along the edge.
    Returns ``(4m, 2)``. Contours that lie wholly inside stay as they are.
    """
    flat, limits = np.asarray(points)[:, :2], np.array(half)
    kept = [_contour(contour, limits, filled) for contour in contours(flat)]
    return np.concatenate(kept) if kept else NO_CURVES


def contours(points: Points) -> Iterator[Points]:
    """The paths that an outline consists of, each ``(4k, 2)``."""
    breaks = np.flatnonzero(np.abs(points[4::4] - points[3:-1:4]).max(axis=1) > 1e-6) + 1
    yield from np.split(points, 4 * breaks)


def _contour(contour: Points, half: Points, filled: bool) -> Points:
    low, high = contour.min(axis=0), contour.max(axis=0)
    if (low >= -half).all() and (high <= half).all():
        return contour
    if (low >= half).any() or (high <= -half).any():
        return NO_CURVES
    path = _straight(contour)
    if not filled:
        return _inside(path, half)
    for axis in (0, 1):
        for sign in (1.0, -1.0):
            path = _cut(path, axis, sign, float(half[axis]))
    return polygons([path]) if len(path) > 2 else NO_CURVES


def _straight(contour: Points) -> Points:
    """A path of curves as the corners of a path of straight lines, its end included."""
    t = np.arange(SAMPLES)[:, None, None] / SAMPLES
    start, first, second, end = (contour[number::4] for number in range(4))
    on = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end
    return np.concatenate((on.transpose(1, 0, 2).reshape(-1, 2), contour[-1:]))


def _cut(path: Points, axis: int, sign: float, limit: float) -> Points:
    """A polygon's part on one side of a line (Sutherland and Hodgman, Reentrant Polygon Clipping, 1974)."""
    if not len(path):
        return path
    inside = sign * path[:, axis] <= limit
    kept: list[Points] = []
    for number, point in enumerate(path):
        if inside[number] != inside[number - 1]:
            before = path[number - 1]
            share = (sign * limit - before[axis]) / (point[axis] - before[axis])
            kept.append(before + share * (point - before))
        if inside[number]:
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def _inside(path: Points, half: Points) -> Points:
    """The straight lines of a path, each cut to its part inside (Liang and Barsky, 1984)."""
    start, way = path[:-1], np.diff(path, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.stack(((-half - start) / way, (half - start) / way))
    shares = np.where(np.isnan(shares), np.array((-np.inf, np.inf))[:, None, None], shares)
    enters = np.maximum(shares.min(axis=0).max(axis=1), 0.0)
    leaves = np.minimum(shares.max(axis=0).min(axis=1), 1.0)
    seen = enters < leaves
    parts = np.stack((enters[seen], leaves[seen]), axis=1)[:, :, None]
    return segments(start[seen, None] + parts * way[seen, None]) if seen.any() else NO_CURVES
