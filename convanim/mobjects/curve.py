"""A curve over its axes, the point that moves on it, and the points that were there before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convanim.layout.activation.plot import Plot, Point, label_box
from convanim.layout.boxes import Box
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polygons, polyline, rectangle, segments
from convanim.mobjects.grid import casing_width
from convanim.mobjects.words import draw_lines
from convanim.theme import Role, Theme

ARC = 0.5522847498
"""How far the handles of a quarter circle reach, in radii."""
POINTS_PER_DISC = 16
AXIS, LIMIT = 1.8, 1.4
DASH = 6.0
MANY, CROWDED = 40, 0.55
"""More points than these are drawn smaller, so that they do not hide the curve."""
TIP = 10.0


def disc(centre: Point, radius: float) -> Points:
    """A circle as four cubic Béziers, ``(16, 2)``."""
    k = ARC
    quarter = np.array(((1.0, 0.0), (1.0, k), (k, 1.0), (0.0, 1.0)))
    turns = [np.array(((c, s), (-s, c))) for c, s in ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))]
    circle: Points = np.concatenate([quarter @ turn for turn in turns]) * radius + centre
    return circle


def draw_plot(drawing: Drawing, plot: Plot, theme: Theme) -> None:
    """What never changes below everything: axes, ticks, limits and the curve."""
    strokes = np.array([*((start, _short(start, tip)) for start, tip in plot.axes), *plot.marks])
    drawing.ink().draw(segments(strokes)).paint(stroke=theme.ghost, width=AXIS)
    heads = [_head(start, tip) for start, tip in plot.axes]
    drawing.ink().draw(polygons(heads)).paint(fill=theme.ghost)
    if plot.limits:
        dashes = np.concatenate([_dashes(start, end) for start, end in plot.limits])
        drawing.ink().draw(segments(dashes)).paint(stroke=theme.ghost, width=LIMIT)
    curve = drawing.ink().draw(polyline((x, y) for x, y in plot.curve.tolist()))
    curve.paint(stroke=theme.output.ink, width=plot.pen.curve, round_caps=True)


def draw_labels(drawing: Drawing, plot: Plot, theme: Theme) -> None:
    """The labels over whatever passes behind them, on a ground of their own."""
    for label in plot.labels:
        drawing.ink().draw(rectangle(label_box(label).grown(2.0))).paint(fill=theme.background)
    draw_lines(drawing, plot.labels)


def _short(start: Point, tip: Point) -> Point:
    """Where an axis ends and its head begins."""
    (x, y), (to_x, to_y) = start, tip
    away = np.hypot(to_x - x, to_y - y)
    share = (away - 0.8 * TIP) / away
    return x + (to_x - x) * share, y + (to_y - y) * share


def _head(start: Point, tip: Point) -> Points:
    along = np.array(tip) - start
    along = along / np.linalg.norm(along) * TIP
    side = np.array((-along[1], along[0])) * 0.42
    return np.array((tip, tip - along + side, tip - along - side))


def _dashes(start: Point, end: Point) -> NDArray[np.float64]:
    """A level line as dashes, ``(n, 2, 2)``."""
    starts = np.arange(start[0], end[0] - DASH, 2 * DASH)
    return np.stack(
        (
            np.column_stack((starts, np.full_like(starts, start[1]))),
            np.column_stack((starts + DASH, np.full_like(starts, start[1]))),
        ),
        axis=1,
    )


class EarlierPoints:
    """A small disc for every value that was told; equal ones are drawn once."""

    def __init__(self, drawing: Drawing, points: Points, radius: float, theme: Theme) -> None:
        """Args: the points, ``(n, 2)``, in the order in which their values are told."""
        role = theme.output
        _, first = np.unique(np.round(points * 2), axis=0, return_index=True)
        self._ordinals = np.sort(first)
        radius = radius if len(first) <= MANY else CROWDED * radius
        self._ink, self._role, self._radius = drawing.ink(), role, radius
        self.points = points[self._ordinals]
        discs = [disc((x, y), radius) for x, y in self.points.tolist()]
        self._curves = np.concatenate(discs) if discs else NO_CURVES
        self._drawn = (0, 1.0)

    def show(self, count: int, opacity: float) -> None:
        """Show the points of the first ``count`` values."""
        discs = int(np.searchsorted(self._ordinals, count))
        if (discs, opacity) == self._drawn:
            return
        low, high = sorted((discs, self._drawn[0]))
        within = Box.around(self.points[low:high]).grown(self._radius + 1) if low < high else None
        self._drawn = discs, opacity
        self._ink.draw(self._curves[: discs * POINTS_PER_DISC], within)
        self._ink.paint(self._role.rest, self._role.line, 1.4, opacity)


class MovingPoint:
    """The accent disc with its casing."""

    def __init__(self, drawing: Drawing, radius: float, theme: Theme) -> None:
        self._casing, self._disc, self._radius, self._theme = drawing.ink(), drawing.ink(), radius, theme

    def show(self, centre: Point | None, opacity: float = 1.0) -> None:
        """Show it at a point, or nowhere."""
        if centre is None:
            self._casing.hide()
            self._disc.hide()
            return
        around = self._radius + casing_width(2 * self._radius)
        self._casing.draw(disc(centre, around)).paint(fill=self._theme.background, opacity=opacity)
        self._disc.draw(disc(centre, self._radius)).paint(fill=self._theme.accent, opacity=opacity)


class ValueChip:
    """A cell of its own that shows one value, framed in accent."""

    def __init__(self, drawing: Drawing, role: Role, theme: Theme) -> None:
        self._role, self._theme = role, theme
        self._casing, self._box, self._text = drawing.ink(), drawing.ink(), drawing.ink()

    def show(self, box: Box, outline: Points, opacity: float) -> None:
        """Show a text's outline, in place, in a box."""
        role, theme, curves = self._role, self._theme, rectangle(box)
        self._casing.draw(curves).paint(stroke=theme.background, width=7.0, opacity=opacity)
        self._box.draw(curves).paint(role.active, theme.accent, 3.0, opacity)
        self._text.draw(outline).paint(fill=role.active_text, opacity=opacity)

    def hide(self) -> None:
        """Leave it out of the picture."""
        for ink in (self._casing, self._box, self._text):
            ink.hide()

    @property
    def text(self) -> Points:
        """The outline that is shown."""
        return np.asarray(self._text.points)
