"""What a row of a sheet is made of: chips, operators, arrows, brackets, and how a row goes to rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convanim import typeset
from convanim.engine.activations import activate
from convanim.layout.boxes import Box, Line
from convanim.layout.sheet.cells import CHIP_WEIGHT, fit_chip
from convanim.layout.sheet.sheet import Bracket, Operator, Point
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons, polyline, rectangle, segments
from convanim.mobjects.words import run_outlines
from convanim.theme import Role, Theme, luminance, mix
from convanim.typeset import CAP_HEIGHT, Style

IDLE_SHARE = 0.45
"""How much of its colours a row at rest keeps against the background."""
GHOST_TEXT = {True: 0.66, False: 0.72}
"""How much of the text's colour a number in a row at rest keeps, on dark and on light backgrounds."""
CURVE = np.linspace(-2.2, 2.2, 23)
"""Where an activation's little curve is looked at."""


def is_dark(theme: Theme) -> bool:
    """Whether the background is dark."""
    return luminance(theme.background) < 0.3


def ghosted(role: Role, theme: Theme) -> Role:
    """A role at rest in a row that does not work just now."""
    fill = mix(role.rest, theme.background, IDLE_SHARE)
    return replace(
        role,
        rest=fill,
        rest_text=mix(role.rest_text, fill, GHOST_TEXT[is_dark(theme)]),
        line=mix(role.line, theme.background, IDLE_SHARE),
    )


@dataclass(frozen=True, slots=True)
class Coat:
    """An ink and how it is painted while its row works and while it rests."""

    ink: Ink
    working: dict[str, Any]
    resting: dict[str, Any]


class Coats:
    """All inks that change when a row starts or stops to work."""

    def __init__(self) -> None:
        self._coats: list[Coat] = []
        self._working: bool | None = None

    def add(self, ink: Ink, working: dict[str, Any], resting: dict[str, Any]) -> Ink:
        """Take an ink in."""
        self._coats.append(Coat(ink, working, resting))
        return ink

    def show(self, working: bool) -> None:
        """Paint them all, if they are not painted so."""
        if working == self._working:
            return
        self._working = working
        for coat in self._coats:
            coat.ink.paint(**(coat.working if working else coat.resting))


def operator_curves(operator: Operator) -> Points:
    """The strokes of a plus or an equals sign."""
    (x, y), half = operator.centre, operator.size / 2
    if operator.kind == "plus":
        ends = [((x - half, y), (x + half, y)), ((x, y - half), (x, y + half))]
    else:
        ends = [((x - half, y + dy), (x + half, y + dy)) for dy in (-0.2 * half * 2, 0.2 * half * 2)]
    return segments(np.array(ends))


def dots_curves(operator: Operator, radius: float) -> Points:
    """Three round dots, across or down."""
    x, y = operator.centre
    shifts = [
        (n * operator.size, 0.0) if operator.kind == "dots" else (0.0, n * operator.size) for n in (-1, 0, 1)
    ]
    turns = np.linspace(0, 2 * np.pi, 17)[:-1]
    circle = np.stack((np.cos(turns), np.sin(turns)), axis=1) * radius
    return polygons([circle + (x + dx, y + dy) for dx, dy in shifts])


def add_operator(
    drawing: Drawing, coats: Coats, operator: Operator, theme: Theme, unit: float, resting: str
) -> None:
    """A plus, an equals sign or dots: in ink while the row works."""
    if operator.kind in ("dots", "column"):
        ink = drawing.ink().draw(dots_curves(operator, max(0.09 * unit, 2.0)))
        coats.add(ink, {"fill": theme.ink}, {"fill": resting})
        return
    width = max(0.055 * unit, 1.6)
    ink = drawing.ink().draw(operator_curves(operator))
    coats.add(
        ink,
        {"stroke": theme.ink, "width": width, "round_caps": True},
        {"stroke": resting, "width": width, "round_caps": True},
    )


class Arrow:
    """A short arrow from a box to the next; its tip can be moved."""

    def __init__(
        self, drawing: Drawing, coats: Coats, ends: tuple[Point, Point], theme: Theme, unit: float
    ) -> None:
        (self._start, self._tip), self._unit = ends, unit
        width = min(max(0.045 * unit, 1.4), 2.4)
        self._line = coats.add(
            drawing.ink(), {"stroke": theme.ink, "width": width}, {"stroke": theme.ghost, "width": width}
        )
        self._point = coats.add(drawing.ink(), {"fill": theme.ink}, {"fill": theme.ghost})
        self.reach(0.0, None)

    def reach(self, share: float, tip: float | None) -> None:
        """Bring the tip a share of the way to another x; None leaves it."""
        start, end = np.array(self._start), np.array(self._tip)
        along = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
        head = min(max(0.2 * self._unit, 5.0), 0.6 * float(np.hypot(*(end - start))))
        end = end + ((share * (tip - self._tip[0]) if tip is not None else 0.0), 0.0)
        across = 0.5 * head * np.array((-along[1], along[0]))
        self._line.draw(segments(np.array([(start, end - 0.8 * head * along)])))
        self._point.draw(
            polygons([np.array((end, end - head * along - across, end - head * along + across))])
        )


def add_line(drawing: Drawing, coats: Coats, line: Line, resting: str) -> list[tuple[Ink, Points]]:
    """A line of text: an ink for every run, and its outline; at rest all of it has one colour."""
    return [
        (coats.add(drawing.ink(), {"fill": run.colour}, {"fill": resting}), outline)
        for run, outline in run_outlines(line)
    ]


def add_bracket(drawing: Drawing, coats: Coats, bracket: Bracket, theme: Theme) -> None:
    """The bracket under a filter: in the accent while the filter works."""
    ink = drawing.ink().draw(polyline(bracket.points))
    coats.add(ink, {"stroke": theme.accent, "width": 2.4}, {"stroke": theme.ghost, "width": 2.0})


def draw_bracket(drawing: Drawing, bracket: Bracket, theme: Theme) -> None:
    """A bracket that never changes, in the line colour of its role."""
    role: Role = getattr(theme, bracket.role)
    drawing.ink().draw(polyline(bracket.points)).paint(stroke=role.line, width=2.0)


def draw_dots(drawing: Drawing, dots: Operator, unit: float, theme: Theme) -> None:
    """Dots that never change: here something is left out."""
    drawing.ink().draw(dots_curves(dots, max(0.09 * unit, 2.0))).paint(fill=theme.ink)


def text_outline(text: str, size: float, box: Box) -> Points:
    """Bold digits in the middle of a box."""
    style = Style(size, CHIP_WEIGHT)
    x, y = box.centre
    shift = (x - typeset.width(text, style) / 2, y + CAP_HEIGHT * size / 2)
    outline: Points = typeset.outline(text, style) + shift
    return outline


class Chip:
    """One number in a box: an empty outline until it is known, and empty again when its row rests."""

    def __init__(
        self, drawing: Drawing, box: Box, role: Role, theme: Theme, size: float, scale: float
    ) -> None:
        self._box, self._role, self._theme, self._size, self._scale = box, role, theme, size, scale
        self._paper = drawing.ink().draw(rectangle(box))
        self._digits = drawing.ink()
        self._shown: tuple[object, ...] = ()
        self.text = ""

    def move(self, x: float, y: float) -> None:
        """Bring its middle to a place; it is drawn there when it is shown next."""
        middle = self._box.centre
        self._box = self._box.moved(x - middle[0], y - middle[1])
        self._shown = ()

    def hide(self) -> None:
        """Leave all of it out of the picture."""
        self._paper.hide()
        self._digits.hide()
        self._shown = ()
        self.text = ""

    def show(self, value: float | None, working: bool, active: bool = False) -> None:
        """Write a number, or leave the chip empty."""
        now = (value, working, active)
        if now == self._shown:
            return
        self._shown = now
        theme = self._theme
        role = self._role if working else ghosted(self._role, theme)
        width = max(0.032 * self._box.height, 1.4)
        line = role.line if working or value is not None else theme.rule
        if value is None:
            self._paper.paint(stroke=line, width=width)
            self._digits.hide()
            self.text = ""
            return
        self._paper.draw(rectangle(self._box))
        digits = fit_chip(value, self._box, self._scale, self._size)
        self.text = digits.text
        self._paper.paint(role.active if active else role.rest, line, width)
        self._digits.draw(text_outline(digits.text, digits.size, self._box))
        self._digits.paint(fill=role.active_text if active else role.rest_text)


def add_icon(drawing: Drawing, coats: Coats, box: Box, activation: str, theme: Theme) -> None:
    """An activation as a little picture: its curve over two axes."""
    side = box.width
    middle, base = box.x + side / 2, box.y + 0.58 * side
    paper = drawing.ink().draw(rectangle(box))
    coats.add(paper, {"stroke": theme.ink, "width": 1.6}, {"stroke": theme.ghost, "width": 1.6})
    reach = 0.38 * side
    axes = np.array(
        (
            ((middle - reach, base), (middle + reach, base)),
            ((middle, box.y + 0.16 * side), (middle, base + 0.24 * side)),
        )
    )
    line = drawing.ink().draw(segments(axes))
    coats.add(line, {"stroke": theme.ghost, "width": 1.2}, {"stroke": theme.rule, "width": 1.2})
    heights = np.asarray(activate(CURVE, activation), dtype=np.float64)
    unit = 0.36 * side / max(float(heights.max()), 1e-9)
    stops = [
        (middle + x * 0.34 * side / CURVE[-1], base - h * unit) for x, h in zip(CURVE, heights, strict=True)
    ]
    curve = drawing.ink().draw(polyline(stops))
    width = max(0.06 * side, 1.8)
    coats.add(
        curve,
        {"stroke": theme.output.line, "width": width, "round_caps": True},
        {"stroke": theme.ghost, "width": width, "round_caps": True},
    )
