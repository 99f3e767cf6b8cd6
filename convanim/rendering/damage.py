"""From many small changes to the few rectangles of pixels that are drawn anew."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from convanim.rendering.frames import Rect

Corners = NDArray[np.float64]
"""Boxes as ``(n, 4)``: left, top, right, bottom, in pixels; fractions are allowed."""

MARGIN = 1
"""Pixels around a change, for anti-aliasing."""
SLACK = 3000
"""Pixels that may be drawn in vain so that there is one rectangle less."""
MOST = 8
"""Rectangles in one frame at the most."""
WHOLE_SHARE = 0.6
"""From this share of the picture on, all of it is drawn: clipping would save nothing."""


def rectangles(changes: Corners, width: int, height: int) -> tuple[Rect, ...]:
    """Rectangles of whole pixels that cover all changes inside a picture: few, apart, none in vain."""
    low = np.floor(changes[:, :2]) - MARGIN
    high = np.ceil(changes[:, 2:]) + MARGIN
    bounds = np.array((width, height))
    left, right = np.clip(low, 0, bounds).astype(int), np.clip(high, 0, bounds).astype(int)
    seen = (right > left).all(axis=1)
    clusters: list[tuple[int, int, int, int]] = []
    for box in np.concatenate((left[seen], right[seen]), axis=1).tolist():
        _absorb(clusters, tuple(box))
    while _join_nearest(clusters):
        pass
    found = tuple(Rect(x, y, right - x, bottom - y) for x, y, right, bottom in clusters)
    if sum(rect.area for rect in found) >= WHOLE_SHARE * width * height:
        return (Rect(0, 0, width, height),)
    return found


def _absorb(clusters: list[tuple[int, int, int, int]], box: tuple[int, ...]) -> None:
    """Let the cluster that wastes least take the box in, or open a new one."""
    best, least = -1, SLACK
    for number, cluster in enumerate(clusters):
        waste = _waste(cluster, box)
        if waste < least:
            best, least = number, waste
    if best < 0:
        clusters.append((box[0], box[1], box[2], box[3]))
    else:
        clusters[best] = _union(clusters[best], box)


def _join_nearest(clusters: list[tuple[int, int, int, int]]) -> bool:
    """Join the two clusters that waste least if that is little, or if there are too many; say whether."""
    pairs = [(i, j) for i in range(len(clusters)) for j in range(i)]
    if not pairs:
        return False
    i, j = min(pairs, key=lambda pair: _waste(clusters[pair[0]], clusters[pair[1]]))
    if _waste(clusters[i], clusters[j]) >= SLACK and len(clusters) <= MOST:
        return False
    joined = _union(clusters[i], clusters[j])
    del clusters[i]
    clusters[j] = joined
    return True


def _union(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, int, int, int]:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _area(box: tuple[int, ...]) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _waste(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    """The pixels that the two together cover in vain; negative where they overlap."""
    return _area(_union(a, b)) - _area(a) - _area(b)


def corners(boxes: Iterable[tuple[float, float, float, float]]) -> Corners:
    """Boxes as an array, ``(n, 4)``."""
    return np.array(tuple(boxes), dtype=np.float64).reshape(-1, 4)
