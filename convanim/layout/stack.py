"""Output maps as one volume in oblique view: upright slices, one behind the other, and the way there.

Slice 1 stands back left, the last one front right; a step down a column stays vertical.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane, Points

Point = tuple[float, float]
Segments = NDArray[np.float64]

ACROSS, DOWN = (0.83, -0.26), (0.0, 1.0)
"""A step along a row and down a column of a slice, in units."""
DEPTH = (0.86, 0.45)
"""From a slice to the next, for each column it has, in units: slices just do not overlap."""
LEGIBLE = 0.8
"""A digit in a slice is read as an upright one of this share of its size."""
SHOWN = 3
"""Up to so many slices are shown in full; of more the first, the second and the last."""
ELIDED = 0.8
"""How much further the last slice stands where others are left out before it, in slices."""
DOT_PITCH, LARGEST_PITCH, DOT_SHARE, LEAST_DOT = 0.16, 15.0, 0.2, 2.0


@dataclass(frozen=True)
class Stack:
    """The volume of the output maps.

    Attributes:
        rows, columns: the size H′×W′ of each map.
        count: how many maps there are, out_dims.
        unit: the side of a cell, in design pixels: its height, and along the slice before it is sheared.
        origin: where the left top corner of slice 1 lies.
        pitch: the distance of neighbouring slices; at 1 they just do not overlap.
    """

    rows: int
    columns: int
    count: int
    unit: float
    origin: Point
    pitch: float = 1.0

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The indices of the maps that are shown."""
        return tuple(range(self.count)) if self.count <= SHOWN else (0, 1, self.count - 1)

    @property
    def hidden(self) -> int:
        """How many maps are not shown."""
        return self.count - len(self.shown)

    @property
    def step(self) -> Point:
        """The way from a slice to the next, in pixels."""
        length = self.pitch * self.columns * self.unit
        return DEPTH[0] * length, DEPTH[1] * length

    @cached_property
    def places(self) -> tuple[float, ...]:
        """How many steps behind the first each shown slice stands."""
        last = len(self.shown) - 1
        return tuple(n + (ELIDED if self.hidden and n == last else 0.0) for n in range(last + 1))

    @cached_property
    def slices(self) -> tuple[Plane, ...]:
        """The shown slices where they finally stand, from the back to the front."""
        (x, y), (right, down) = self.origin, self.step
        corners = [(x + place * right, y + place * down) for place in self.places]
        return tuple(Plane(self.rows, self.columns, at, self.unit, ACROSS, DOWN) for at in corners)

    def planes(self, share: float = 1.0, flats: tuple[Plane, ...] = ()) -> tuple[Plane, ...]:
        """The slices a share of the way from the flat maps ``flats``, one for each, to the stack.

        Every corner moves along a straight line, so maps shear while they slide.
        """
        if share >= 1 or not flats:
            return self.slices
        return tuple(between(flat, end, share) for flat, end in zip(flats, self.slices, strict=True))

    @cached_property
    def edges(self) -> Segments:
        """The volume's edges along its depth, ``(3, 2, 2)``: top left, top right, bottom right."""
        first, last = self.slices[0], self.slices[-1]
        corners = ((0, 0), (0, self.columns), (self.rows, self.columns))
        return np.array([(first.at(*corner), last.at(*corner)) for corner in corners])

    @cached_property
    def dots(self) -> tuple[tuple[Point, ...], float]:
        """Three dots where slices are left out, along the depth, and their radius; none where none are."""
        if not self.hidden:
            return (), 0.0
        (right, down), place = self.step, (self.places[-2] + self.places[-1]) / 2
        middle = self.slices[0].at(self.rows / 2, self.columns / 2)
        length = float(np.hypot(right, down))
        pitch = min(DOT_PITCH * length, LARGEST_PITCH) / length
        found = tuple(
            (middle[0] + (place + n * pitch) * right, middle[1] + (place + n * pitch) * down)
            for n in (-1, 0, 1)
        )
        return found, max(DOT_SHARE * pitch * length, LEAST_DOT)

    @property
    def box(self) -> Box:
        """The room that the slices take."""
        return Box.union(tuple(plane.box for plane in self.slices))

    def entry(self, number: int, y: float) -> Point | None:
        """Where the horizontal at ``y`` meets the left edge of a shown slice; None where it passes by."""
        plane = self.slices[number]
        (x, top), (_, bottom) = plane.at(0, 0), plane.at(self.rows, 0)
        return (x, y) if top <= y <= bottom else None


def between(start: Plane, end: Plane, share: float) -> Plane:
    """A plane a share of the way from one to another of as many cells."""
    cell = _mixed(start.cell, end.cell, share)
    steps = [
        (
            _mixed(a[0] * start.cell, b[0] * end.cell, share) / cell,
            _mixed(a[1] * start.cell, b[1] * end.cell, share) / cell,
        )
        for a, b in ((start.column_step, end.column_step), (start.row_step, end.row_step))
    ]
    origin = (
        _mixed(start.origin[0], end.origin[0], share),
        _mixed(start.origin[1], end.origin[1], share),
    )
    return Plane(end.rows, end.columns, origin, cell, steps[0], steps[1])


def _mixed(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def tube(planes: tuple[Plane, ...], row: int, column: int) -> tuple[Points, ...]:
    """The corners of one cell in every plane, each ``(4, 2)``: the active position runs through them all."""
    return tuple(plane.quad(row, column) for plane in planes)
