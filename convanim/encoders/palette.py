"""One palette for a whole clip: flat colours kept exact, the many colours of soft edges approximated."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.uint8]
"""RGB colours, shape ``(n, 3)``, uint8."""
Floats = NDArray[np.floating[Any]]

_EXACT = 64
_FREE = 4
"""One in so many colours is left to soft edges, however many are to be exact: a picture can have hundreds."""
_ROUNDS = 10
_MOST_CLUSTERED = 8192


def choose_palette(
    colours: Colours, weights: NDArray[np.float64], pinned: tuple[tuple[int, int, int], ...], slots: int
) -> Colours:
    """At most ``slots`` colours that stand for all the given ones.

    ``colours`` are distinct, ``weights`` ``(n,)`` say how much of the clip each covers. With few colours
    all are kept. Else the pinned colours that occur and the commonest ones are kept exact, the commonest
    first and in three quarters of the slots at most; the rest of the slots go to the centres of a weighted
    k-means of the others. The result has no randomness.
    """
    if len(colours) <= slots:
        return colours
    order = np.argsort(-weights, kind="stable")
    colours, weights = colours[order], weights[order] + 1e-9 * weights.max()
    exact = np.arange(len(colours)) < min(_EXACT, slots // 2)
    exact |= (colours[:, None, :] == np.array(pinned, np.uint8).reshape(-1, 3)).all(-1).any(1)
    exact &= np.cumsum(exact) <= slots - max(slots // _FREE, 1)
    free = slots - int(exact.sum())
    centres = _k_means(*_merged(colours[~exact], weights[~exact]), free)
    return np.concatenate([colours[exact], centres])


def nearest(colours: Colours, palette: Colours) -> NDArray[np.intp]:
    """For each colour the index of the palette's closest one, by Euclidean distance; shape ``(n,)``."""
    return _closest(colours.astype(np.float32), palette.astype(np.float32))


def frugal_order(sets: NDArray[np.bool_], count: int) -> NDArray[np.intp]:
    """An order of ``count`` colours in which pictures with few of them have them all near the front.

    ``sets`` of shape ``(n, at least count)`` say which colours a picture draws. A picture without high
    indices has shorter codes; so the picture that needs the fewest further colours has them placed next.
    """
    left = sets[:, :count].copy()
    order: list[NDArray[np.intp]] = []
    while len(left := left[left.any(1)]):
        following = np.flatnonzero(left[left.sum(1).argmin()])
        order.append(following)
        left[:, following] = False
    placed = np.concatenate([*order, np.zeros(0, np.intp)])
    return np.concatenate([placed, np.setdiff1d(np.arange(count), placed)])


def _merged(
    colours: Colours, weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The colours as points, with neighbours merged where there are more than clustering has time for."""
    points = colours.astype(np.float64)
    if len(colours) <= _MOST_CLUSTERED:
        return points, weights
    cells = (colours >> 3).astype(np.int64) @ np.array([1, 32, 1024])
    _, cell = np.unique(cells, return_inverse=True)
    total = np.bincount(cell, weights).astype(np.float64)
    sums = np.stack([np.bincount(cell, weights * points[:, axis]) for axis in range(3)], 1)
    return sums / total[:, None], total


def _k_means(points: NDArray[np.float64], weights: NDArray[np.float64], count: int) -> Colours:
    """The centres of ``count`` weighted clusters, rounded, seeded with points that are far apart."""
    # Damped weights: with the plain ones rare colours, those of what moves, would be far off.
    weights = weights**0.7
    centres = points[_spread(points, weights, count)]
    for _ in range(_ROUNDS):
        label = _closest(points, centres)
        total = np.bincount(label, weights, minlength=len(centres))
        used = total > 0
        sums = np.stack(
            [np.bincount(label, weights * points[:, axis], minlength=len(centres)) for axis in range(3)], 1
        )
        moved = np.where(used[:, None], sums / np.where(used, total, 1)[:, None], centres)
        if np.abs(moved - centres).max() < 0.25:
            break
        centres = moved
    return np.unique(np.rint(centres).astype(np.uint8), axis=0)


def _closest(points: Floats, centres: Floats) -> NDArray[np.intp]:
    """For each point the index of the closest centre; in parts, whose tables fit a processor's cache."""
    square = (centres**2).sum(1)
    parts = np.array_split(points, max(1, len(points) // 256))
    return np.concatenate([(square - 2 * part @ centres.T).argmin(1) for part in parts])


def _spread(points: NDArray[np.float64], weights: NDArray[np.float64], count: int) -> list[int]:
    """Indices of points that are common and far apart: each adds the most weighted error so far."""
    chosen = [int(weights.argmax())]
    importance = weights**0.5
    distance = ((points - points[chosen[0]]) ** 2).sum(1)
    for _ in range(min(count, len(points)) - 1):
        chosen.append(int((distance * importance).argmax()))
        distance = np.minimum(distance, ((points - points[chosen[-1]]) ** 2).sum(1))
    return chosen
