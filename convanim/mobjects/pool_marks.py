"""The marks of a maximum: a disc in the cell that won, rings in the cells that tied with it."""

from __future__ import annotations

import numpy as np

from convanim.layout.boxes import Plane
from convanim.layout.facts import Pair
from convanim.layout.pooling.facts import PoolingTrace
from convanim.layout.pooling.layout import MARK_CENTRE, MARK_RADIUS, LegendEntry
from convanim.mobjects.drawing import Drawing, Ink, Points
from convanim.mobjects.words import draw_lines
from convanim.theme import Theme

LEAST_RADIUS = 2.1
"""In design pixels."""
RING = 0.42
"""The stroke of a ring, in radii of its disc."""
KAPPA = 0.5522847498307936
"""How far the handles of a quarter circle's Bézier curve reach, in radii."""


def circle(centre: tuple[float, float], radius: float) -> Points:
    """A circle as four cubic Bézier curves, ``(16, 2)``."""
    turns = [np.array(((c, -s), (s, c))) for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1))]
    quarter = np.array(((1.0, 0.0), (1.0, KAPPA), (KAPPA, 1.0), (0.0, 1.0)))
    curves: Points = np.concatenate([quarter @ turn.T for turn in turns]) * radius + centre
    return curves


def draw_mark(ink: Ink, curves: Points, full: bool, radius: float, colour: str, opacity: float = 1.0) -> None:
    """A disc, or a ring of the same size; ``curves`` are the disc's outline for it, the ring's for that."""
    ink.draw(curves)
    if full:
        ink.paint(fill=colour, opacity=opacity)
    else:
        ink.paint(stroke=colour, width=RING * radius, opacity=opacity)


def draw_legend(drawing: Drawing, legend: tuple[LegendEntry, ...], theme: Theme) -> None:
    """What the marks mean."""
    for entry in legend:
        inner = entry.radius if entry.full else entry.radius * (1 - RING / 2)
        draw_mark(drawing.ink(), circle(entry.centre, inner), entry.full, entry.radius, theme.output.ink)
    draw_lines(drawing, tuple(entry.line for entry in legend))


class WinnerMarks:
    """The marks in the cells of the input: those of all windows that are done, and of the one at work.

    Under the window only its own marks stand: a cell that won elsewhere need not be the largest here.
    """

    def __init__(self, drawing: Drawing, plane: Plane, theme: Theme, trace: PoolingTrace) -> None:
        self._plane, self._theme = plane, theme
        self._radius = max(MARK_RADIUS * plane.cell, LEAST_RADIUS)
        self._values = np.pad(trace.input[0], trace.padding)
        self._by_step = [marks_of(trace, ordinal) for ordinal in range(len(trace))]
        self._won: dict[Pair, int] = {}
        self._tied: dict[Pair, int] = {}
        for ordinal, marks in enumerate(self._by_step):
            for cell, full in marks.items():
                (self._won if full else self._tied).setdefault(cell, ordinal)
        self.inks = {cell: drawing.ink() for cell in sorted(self._won.keys() | self._tied.keys())}
        self._count, self._fade = 0, 1.0
        self._covered: frozenset[Pair] = frozenset()
        self._own: int | None = None

    def show(self, count: int, fade: float, covered: frozenset[Pair], own: int | None) -> None:
        """Mark the first ``count`` positions, and in the covered cells those of position ``own`` alone."""
        if (count, fade, covered, own) == (self._count, self._fade, self._covered, self._own):
            return
        changed = set(self._covered | covered)
        for ordinal in {*range(*sorted((self._count, count))), self._own, own} - {None}:
            changed |= self._by_step[ordinal].keys() if ordinal is not None else set()
        if fade != self._fade:
            changed = set(self.inks)
        self._count, self._fade, self._covered, self._own = count, fade, covered, own
        for cell in changed & self.inks.keys():
            self._set(cell)

    def _set(self, cell: Pair) -> None:
        full = self._kind(cell)
        ink = self.inks[cell]
        if full is None:
            ink.hide()
            return
        role = self._theme
        colour = role.input.active_text if cell in self._covered else role.output.ink
        if role.input.ramp is not None:
            colour = role.input.ramp.text(self._values[cell])
        draw_mark(ink, self._outline(cell, full), full, self._radius, colour, self._fade)

    def _kind(self, cell: Pair) -> bool | None:
        """Whether a cell has a disc (True), a ring (False), or none."""
        if self._own is not None and cell in self._by_step[self._own]:
            return self._by_step[self._own][cell]
        if cell in self._covered:
            return None
        if self._won.get(cell, self._count) < self._count:
            return True
        return False if self._tied.get(cell, self._count) < self._count else None

    def _outline(self, cell: Pair, full: bool) -> Points:
        radius = self._radius / self._plane.cell * (1.0 if full else 1 - RING / 2)
        across, down = MARK_CENTRE
        return self._plane.map(circle((cell[1] + across, cell[0] + down), radius))


def marks_of(trace: PoolingTrace, ordinal: int) -> dict[Pair, bool]:
    """The cells of the padded grid that a position marks: True for the winner, False for each tie."""
    position = trace.position(ordinal)
    step = trace.step(position)
    rows, columns = step.coordinates
    (top, _), (left, _) = trace.padding
    marked = {}
    for cell, full in (
        (getattr(step, "chosen", None), True),
        *((tie, False) for tie in getattr(step, "ties", ())),
    ):
        if cell is not None:
            marked[int(rows[cell[0]]) + top, int(columns[cell[1]]) + left] = full
    return marked
