"""The convex hull of points in the plane."""

from __future__ import annotations

import numpy as np

from convanim.layout.boxes import Points


def hull(points: Points) -> Points:
    """The convex hull of points, ``(n, 2)``, counter-clockwise in y-up terms (Andrew's monotone chain)."""
    ordered = sorted(map(tuple, points.tolist()))

    def chain(stops: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
        found: list[tuple[float, ...]] = []
        for stop in stops:
            while len(found) > 1 and _turn(found[-2], found[-1], stop) <= 0:
                found.pop()
            found.append(stop)
        return found[:-1]

    return np.array(chain(ordered) + chain(ordered[::-1]))


def _turn(a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
