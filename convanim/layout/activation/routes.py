"""The way of a value: from its cell to the axis, up to the curve, and across to its cell in the map after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane

Points = NDArray[np.float64]
Point = tuple[float, float]

RADIUS = 12.0
"""Of a route's bends, in design pixels."""
BEND = 7
"""Points of a bend."""


@dataclass(frozen=True, slots=True)
class Rail:
    """Where a route leaves a map: by which side, and the x at which it turns up or down."""

    x: float
    right: bool


def at_cell(plane: Plane, place: Point, rail: Rail) -> Point:
    """Where a cell's route meets its frame: on a line of the grid, so that it crosses no number."""
    row, column = place
    return plane.at(row + 1, column + (1 if rail.right else 0))


def route_in(plane: Plane, place: Point, rail: Rail, level: float, point: Point) -> Points:
    """From a cell of the map before along its row, to the level of the axis' chip, and up to the curve."""
    x, y = at_cell(plane, place, rail)
    return bent(((x, y), (rail.x, y), (rail.x, level), (point[0], level), point))


def route_out(plane: Plane, place: Point, rail: Rail, point: Point) -> Points:
    """From the curve across, and to a cell of the map after."""
    x, y = at_cell(plane, place, rail)
    return bent((point, (rail.x, point[1]), (rail.x, y), (x, y)))


def bent(corners: tuple[Point, ...]) -> Points:
    """A path of straight lines with round bends, ``(n, 2)``."""
    stops = np.array(corners, dtype=np.float64)
    lengths = np.linalg.norm(np.diff(stops, axis=0), axis=1)
    path = [stops[:1]]
    for number in range(1, len(stops) - 1):
        reach = min(RADIUS, lengths[number - 1] / 2, lengths[number] / 2)
        if reach < 0.5:
            path.append(stops[number : number + 1])
            continue
        before = stops[number] + (stops[number - 1] - stops[number]) * reach / lengths[number - 1]
        after = stops[number] + (stops[number + 1] - stops[number]) * reach / lengths[number]
        share = np.linspace(0.0, 1.0, BEND)[:, np.newaxis]
        path.append((1 - share) ** 2 * before + 2 * share * (1 - share) * stops[number] + share**2 * after)
    path.append(stops[-1:])
    return np.concatenate(path)


def length(path: Points) -> float:
    """How long a path is."""
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def part_of(path: Points, distance: float) -> Points:
    """The path from its start on, so far."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    ends = np.concatenate(([0.0], np.cumsum(steps)))
    if distance >= ends[-1]:
        return path
    whole = int(np.searchsorted(ends, distance, side="right")) - 1
    share = (distance - ends[whole]) / max(steps[whole], 1e-9)
    stop = path[whole] + (path[whole + 1] - path[whole]) * share
    return np.concatenate((path[: whole + 1], stop[np.newaxis]))
