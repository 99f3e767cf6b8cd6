"""How a curve is laid over its axes: its scales, its ticks, and labels where the curve is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convanim.engine import activate
from convanim.layout.activation.axes import LIMITS, Ticks, domain, samples, ticks
from convanim.layout.activation.facts import ActivationFacts
from convanim.layout.activation.plot import Pen, Plot, Point, Points, Segment, label_box
from convanim.layout.boxes import Box, Line
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width, width

BEYOND = 0.035
"""How far the curve goes on beyond the range of the values, as a share of it."""
FREE = 3.0
"""Design pixels between a label and the curve, at the least."""
BOUNDED = 0.62
"""The height of a curve that has limits on both sides, in widths."""
DECIMAL, WHOLE = (1, 2, 5), (1, 2, 3, 5)
"""First digits of round steps."""


def plan_plot(facts: ActivationFacts, theme: Theme, pen: Pen, room: tuple[float, float]) -> Plot:
    """The plot as large as the room (width, height) allows, its box at (0, 0)."""
    low, high = domain(facts.before, facts.name)
    beyond = BEYOND * (high - low)
    places = samples(low - beyond, high + beyond, facts.name, (low, high))
    values = np.asarray(activate(places, facts.name), dtype=np.float64)
    inside = (places >= low) & (places <= high)
    bottom, top = min(float(values[inside].min()), 0.0), max(float(values[inside].max()), 0.0)
    if facts.name in LIMITS:
        bottom, top = LIMITS[facts.name]
    style = Style(pen.labels)
    sides = _sides(facts, low, high, pen, room[0])
    unit = (room[0] - sum(sides)) / (high - low)
    across = ticks(low, high, unit, pen.spacing[0], style, WHOLE)
    head, foot = _head(pen), _foot(pen)
    most = (room[1] - head - foot) / (top - bottom)
    rise = min(most, BOUNDED * room[0] / (top - bottom)) if facts.name in LIMITS else min(most, unit)
    up = across
    if rise != unit:
        up = ticks(bottom, top, rise, pen.spacing[1], None, DECIMAL if facts.name in LIMITS else WHOLE)
    zero = (sides[0] - low * unit, head + top * rise)
    curve = np.column_stack((zero[0] + places * unit, zero[1] - values * rise))
    drafted = _Draft(facts, theme, pen, zero, (unit, rise), curve, room[0])
    return drafted.plot(across, _within(up, bottom, top), (bottom, top))


def _within(found: Ticks, bottom: float, top: float) -> Ticks:
    slack = 1e-9 * (top - bottom)
    fits = tuple(value for value in found.all if bottom - slack <= value <= top + slack)
    return Ticks(fits, tuple(pair for pair in found.labelled if bottom - slack <= pair[0] <= top + slack))


def _head(pen: Pen) -> float:
    """Above the highest point: room for the moving point, then the name of the axis and its tip."""
    return pen.disc + 10.0 + CAP_HEIGHT * pen.labels


def _foot(pen: Pen) -> float:
    """Below the lowest point, or the axis: the labels of its ticks."""
    return pen.disc + 5.0 + CAP_HEIGHT * pen.labels + 3.0


def _sides(facts: ActivationFacts, low: float, high: float, pen: Pen, wide: float) -> Point:
    """Room left of the lowest and right of the highest value: half a label, and the name of the axis."""
    style = Style(pen.labels)
    found = ticks(low, high, wide / (high - low), pen.spacing[0], style, WHOLE)
    half = max((width(text, style) for _, text in found.labelled), default=0.0) / 2
    name = width(facts.labels("in"), style)
    return max(half, pen.disc) + 4.0, half + 12.0 + name


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A plot whose scales are settled and whose strokes and labels are not."""

    facts: ActivationFacts
    theme: Theme
    pen: Pen
    zero: Point
    units: Point
    curve: Points
    wide: float

    def plot(self, across: Ticks, up: Ticks, heights: Point) -> Plot:
        zero, pen = self.zero, self.pen
        low_end, high_end = (zero[1] - height * self.units[1] for height in heights)
        tip = high_end - _head(pen)
        axes = (
            ((0.0, zero[1]), (self.wide, zero[1])),
            ((zero[0], max(low_end, zero[1]) + 8.0), (zero[0], tip)),
        )
        tick = 0.28 * pen.labels
        marks = [self._across(value, tick) for value in across.all]
        marks += [self._up(value, tick) for value in up.all]
        labels = [*self._tick_labels(across, up), *self._names(tip)]
        bottom = max([low_end + pen.disc + 2.0, axes[1][0][1], *(label_box(line).bottom for line in labels)])
        return Plot(
            Box(0.0, 0.0, self.wide, bottom),
            zero,
            self.units,
            self.curve,
            axes,
            tuple(marks),
            tuple(self._limit(value) for value in LIMITS.get(self.facts.name, ()) if value),
            tuple(labels),
            pen,
        )

    def _across(self, value: float, tick: float) -> Segment:
        x, y = self.zero[0] + value * self.units[0], self.zero[1]
        return (x, y - tick), (x, y + tick)

    def _up(self, value: float, tick: float) -> Segment:
        x, y = self.zero[0], self.zero[1] - value * self.units[1]
        return (x - tick, y), (x + tick, y)

    def _limit(self, value: float) -> Segment:
        y = self.zero[1] - value * self.units[1]
        return (float(self.curve[0, 0]), y), (float(self.curve[-1, 0]), y)

    def _tick_labels(self, across: Ticks, up: Ticks) -> list[Line]:
        """Both axes' labels; those of one half of an axis stand on one side of it if they all can."""
        found: list[Line] = []
        for name, told, beside in (("across", across, self._beside_x), ("up", up, self._beside_y)):
            for negative in (True, False):
                half = [(value, text) for value, text in told.labelled if (value < 0) is negative]
                found += self._half(name, [(text, beside(value, text)) for value, text in half])
        return found

    def _half(self, name: str, labels: list[tuple[str, tuple[Point, ...]]]) -> list[Line]:
        """Labels with the places where each may stand."""
        for choice in range(max((len(places) for _, places in labels), default=0)):
            placed = [self._placed(text, places[choice : choice + 1], name) for text, places in labels]
            if all(placed):
                return [line for line in placed if line is not None]
        placed = [self._placed(text, places, name) for text, places in labels]
        return [line for line in placed if line is not None]

    def _beside_x(self, value: float, text: str) -> tuple[Point, ...]:
        """Where a label of the lower axis may stand: below it, else above."""
        size, clear = self.pen.labels, self.pen.disc + 5.0
        x = self.zero[0] + value * self.units[0] - width(text, Style(size)) / 2
        return (x, self.zero[1] + clear + CAP_HEIGHT * size), (x, self.zero[1] - clear)

    def _beside_y(self, value: float, text: str) -> tuple[Point, ...]:
        """Where a label of the upright axis may stand: left of it, else right, else further left."""
        size = self.pen.labels
        y = self.zero[1] - value * self.units[1] + CAP_HEIGHT * size / 2
        left = self.zero[0] - 0.55 * size - width(text, Style(size))
        return (left, y), (self.zero[0] + 0.55 * size, y), (left - 0.7 * size, y)

    def _placed(self, text: str, places: tuple[Point, ...], name: str) -> Line | None:
        """A label at the first place where the curve is not; None where it is at all of them."""
        run = Run(text, Style(self.pen.labels), self.theme.muted)
        for x, y in places:
            line = Line(name, (run,), x, y)
            if not self._meets(label_box(line).grown(FREE + self.pen.curve / 2)):
                return line
        return None

    def _meets(self, box: Box) -> bool:
        """Whether the curve runs through a box."""
        xs, ys = self.curve[:, 0], self.curve[:, 1]
        fine = np.linspace(box.x, box.right, 24)
        heights = np.interp(fine, xs, ys, left=np.inf, right=np.inf)
        if bool(((heights >= box.y) & (heights <= box.bottom)).any()):
            return True
        near = (xs >= box.x) & (xs <= box.right)
        return bool(near.any()) and bool(ys[near].min() <= box.bottom and ys[near].max() >= box.y)

    def _names(self, tip: float) -> list[Line]:
        """The names of the axes: in at the right end, out beside the tip."""
        style = Style(self.pen.labels)
        run = Run(self.facts.labels("in"), style, self.theme.muted)
        out = Run(self.facts.labels("out"), style, self.theme.muted)
        below = self.zero[1] + self.pen.disc + 5.0 + CAP_HEIGHT * self.pen.labels
        beside = tip + 4.0 + CAP_HEIGHT * self.pen.labels
        return [
            Line("in", (run,), self.wide - runs_width((run,)), below),
            Line("out", (out,), self.zero[0] + 0.6 * self.pen.labels, beside),
        ]
