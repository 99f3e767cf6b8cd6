"""The curve of an activation over its axes, in place: everything about it that never changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Line
from convanim.typeset import CAP_HEIGHT

Points = NDArray[np.float64]
Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Pen:
    """The measures in which plots of slides and fitted pictures differ, in design pixels.

    Attributes:
        labels: the type of the ticks' labels.
        curve: the width of the curve.
        disc, earlier: the radii of the moving point and of those before it.
        spacing: between two labels along the axes, across and up.
    """

    labels: float
    curve: float
    disc: float
    earlier: float
    spacing: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A curve over its axes.

    Attributes:
        box: the room of everything.
        zero: where (0, 0) lies.
        units: design pixels per 1, across and up.
        curve: the sampled curve, ``(n, 2)``.
        axes: from start to tip.
        marks: the ticks.
        limits: lines at the values that the curve never reaches.
        labels: of ticks and axes.
    """

    box: Box
    zero: Point
    units: Point
    curve: Points
    axes: tuple[Segment, ...]
    marks: tuple[Segment, ...]
    limits: tuple[Segment, ...]
    labels: tuple[Line, ...]
    pen: Pen

    def at(self, before: float, after: float) -> Point:
        """Where the value before and the value after meet."""
        return self.zero[0] + before * self.units[0], self.zero[1] - after * self.units[1]

    def height_at(self, x: float) -> float:
        """The y of the curve at an x, both in design pixels."""
        return float(np.interp(x, self.curve[:, 0], self.curve[:, 1]))

    def moved(self, dx: float, dy: float) -> Plot:
        """The same plot elsewhere."""
        return Plot(
            self.box.moved(dx, dy),
            (self.zero[0] + dx, self.zero[1] + dy),
            self.units,
            self.curve + (dx, dy),
            _moved(self.axes, dx, dy),
            _moved(self.marks, dx, dy),
            _moved(self.limits, dx, dy),
            tuple(label.moved(dx, dy) for label in self.labels),
            self.pen,
        )


def _moved(segments: tuple[Segment, ...], dx: float, dy: float) -> tuple[Segment, ...]:
    return tuple(((a + dx, b + dy), (c + dx, d + dy)) for (a, b), (c, d) in segments)


def label_box(line: Line) -> Box:
    """The room that a label's digits take."""
    top = CAP_HEIGHT * line.size
    return Box(line.x, line.y - top, line.width, top + 0.22 * line.size * line.text.isalpha())
