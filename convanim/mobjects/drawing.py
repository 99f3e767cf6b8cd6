"""The bridge from design pixels to Manim: bare VMobjects that say when they were touched.

A layout speaks of design pixels with y downwards; Manim of units with y upwards, 90 pixels to a unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

import numpy as np
from manim import LineJointType, VMobject
from manim.constants import CapStyleType
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Canvas
from convanim.theme import rgb

Points = NDArray[np.float64]

PIXELS_PER_UNIT = 90.0
UNITS = np.array((1 / PIXELS_PER_UNIT, -1 / PIXELS_PER_UNIT))
"""A design pixel across and down, in Manim's units."""
STROKE_PER_PIXEL = 100.0 / PIXELS_PER_UNIT
"""Manim's stroke widths are hundredths of a unit."""
NO_CURVES: Points = np.zeros((0, 2))
MITER = 3.0
"""How far a stroke may reach beyond its outline, in half widths: the tips of its mitred corners."""


@lru_cache(maxsize=4096)
def _rgba(colour: str, opacity: float) -> Points:
    red, green, blue = rgb(colour)
    return np.array([[red / 255, green / 255, blue / 255, opacity]])


class Ink(VMobject):
    """A bare VMobject in design pixels: one outline, one fill, one stroke.

    Setting what it already has changes nothing; a real change is written to the drawing's log, with the
    part of the picture that it touches: that is how a renderer learns what to draw anew.

    Attributes:
        box: the part of the picture it covers, in design pixels, None while it is hidden.
    """

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(stroke_width=0, fill_opacity=0, joint_type=LineJointType.MITER)
        self._drawing = drawing
        self._look: tuple[Any, ...] = ()
        self._extent: Box | None = None
        self.box: Box | None = None

    @property
    def look(self) -> tuple[Any, ...]:
        """How it was last painted: the arguments of `paint`, in their order."""
        return self._look

    def another(self) -> Ink:
        """An ink in the same state: Manim's own ways to one, new or copied, take seven times as long."""
        made = Ink.__new__(Ink)
        for name, value in vars(self).items():
            setattr(made, name, copy(value) if isinstance(value, (list, np.ndarray)) else value)
        return made

    def paint(
        self,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.0,
        opacity: float = 1.0,
        round_caps: bool = False,
    ) -> Ink:
        """Set the fill and the stroke (``width`` in design pixels); None is none."""
        look = (fill, stroke, width, opacity, round_caps)
        if look != self._look:
            self._look = look
            # Copies: what a Manim user sets on one ink is written into its array.
            self.fill_rgbas = _rgba(fill or "#000000", opacity if fill else 0.0).copy()
            self.stroke_rgbas = _rgba(stroke or "#000000", opacity if stroke else 0.0).copy()
            self.stroke_width = width * STROKE_PER_PIXEL if stroke else 0.0
            self.cap_style = CapStyleType.ROUND if round_caps else CapStyleType.BUTT
            self._changed(None)
        return self

    def draw(self, curves: Points, within: Box | None = None) -> Ink:
        """Set the outline: cubic Béziers, ``(4n, 2)`` in design pixels; none hides it.

        ``within`` is for a caller who knows that only a part of a large outline is different now.
        """
        points = self._drawing.to_scene(curves)
        if points.shape != self.points.shape or not np.array_equal(points, self.points):
            self.points = points
            dx, dy = self._drawing.offset
            self._extent = Box.around(curves).moved(dx, dy) if len(curves) else None
            self._changed(None if within is None else within.moved(dx, dy))
        return self

    def hide(self) -> Ink:
        """Leave it out of the picture."""
        return self.draw(NO_CURVES)

    def _changed(self, within: Box | None) -> None:
        before = self.box
        reach = MITER * self.stroke_width / STROKE_PER_PIXEL / 2
        self.box = None if self._extent is None else self._extent.grown(reach)
        touched = tuple(box for box in (before, self.box) if box is not None)
        if not touched:
            return
        whole = Box.union(touched)
        if within is not None:
            # Cairo anti-aliases a row of pixels by all edges that an outline has in it: whole rows change.
            rows = within.grown(reach)
            whole = Box(whole.x, rows.y, whole.width, rows.height)
        self._drawing.touch(self, whole)


class Drawing:
    """Makes the inks of one picture, in the order in which they lie, and keeps the log of what changed."""

    def __init__(self, canvas: Canvas) -> None:
        self._centre = np.array((canvas.width / 2, canvas.height / 2))
        self.offset = np.array(canvas.offset)
        self.inks: list[Ink] = []
        self.places: dict[Ink, int] = {}
        self._touched: dict[Ink, Box] = {}
        self._bare = Ink(self)

    def ink(self) -> Ink:
        """A new ink above all that there are."""
        return self.take(self._bare.another())

    def take(self, ink: Ink) -> Ink:
        """An ink that was made for this drawing, laid above all that there are."""
        self.places[ink] = len(self.inks)
        self.inks.append(ink)
        return ink

    def touch(self, ink: Ink, where: Box) -> None:
        """Note that an ink looks different in a part of the picture."""
        known = self._touched.get(ink)
        self._touched[ink] = where if known is None else Box.union((known, where))

    def take_touched(self) -> dict[Ink, Box]:
        """What changed since this was last asked: each ink, and the part of the picture it touched."""
        touched, self._touched = self._touched, {}
        return touched

    def to_scene(self, curves: Points) -> Points:
        """Design pixels, ``(n, 2)``, as Manim's points, ``(n, 3)``."""
        points = np.zeros((len(curves), 3))
        points[:, :2] = (curves + self.offset - self._centre) * UNITS
        return points

    def to_pixels(self, points: Points) -> Points:
        """Manim's points as design pixels of the whole picture, for tests and readers."""
        pixels: Points = points[:, :2] * (PIXELS_PER_UNIT, -PIXELS_PER_UNIT) + self._centre
        return pixels


def segments(ends: Points) -> Points:
    """Straight lines as curves: ``(n, 2, 2)`` start and end points to ``(4n, 2)``."""
    start, end = ends[:, 0], ends[:, 1]
    third = (end - start) / 3
    curves = np.empty((len(start), 4, 2))
    curves[:, 0], curves[:, 1], curves[:, 2], curves[:, 3] = start, start + third, end - third, end
    return curves.reshape(-1, 2)


def polygons(corners: Sequence[Points] | Points) -> Points:
    """Closed polygons, each ``(k, 2)``, as the curves of one outline."""
    if not len(corners):
        return NO_CURVES
    starts = np.concatenate(corners)
    ends = np.concatenate([part for c in corners for part in (c[1:], c[:1])])
    return segments(np.stack((starts, ends), axis=1))


def polyline(points: Iterable[tuple[float, float]]) -> Points:
    """A path of straight lines as curves."""
    stops = np.array(tuple(points))
    return segments(np.stack((stops[:-1], stops[1:]), axis=1))


def rectangle(box: Box) -> Points:
    """The outline of an upright rectangle."""
    return polygons(
        [np.array(((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)))]
    )
