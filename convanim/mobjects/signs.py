"""Signs between maps: star and equals sign as strokes, arrows, and the arrow that shows the stride."""

from __future__ import annotations

import math

import numpy as np

from convanim.labels import ENGLISH, Labels
from convanim.layout.boxes import Line, Plane
from convanim.layout.captions import centred
from convanim.layout.sliding.layout import Sign
from convanim.mobjects.drawing import Drawing, polygons, segments
from convanim.mobjects.words import Words
from convanim.theme import Theme
from convanim.typeset import Run, Style


def draw_sign(drawing: Drawing, sign: Sign, theme: Theme) -> None:
    """A sign in ink, round caps."""
    x, y = sign.centre
    half = sign.size / 2
    if sign.kind == "arrow":
        draw_arrow(drawing, (x - half, y), (x + half, y), 2.0, theme.ink)
        return
    if sign.kind == "star":
        arms = [(half * math.cos(turn), half * math.sin(turn)) for turn in map(math.radians, (90, 150, 210))]
        ends = [((x - dx, y - dy), (x + dx, y + dy)) for dx, dy in arms]
    elif sign.kind == "plus":
        ends = [((x - 0.8 * half, y), (x + 0.8 * half, y)), ((x, y - 0.8 * half), (x, y + 0.8 * half))]
    else:
        ends = [((x - half, y + dy), (x + half, y + dy)) for dy in (-0.21 * sign.size, 0.21 * sign.size)]
    ink = drawing.ink().draw(segments(np.array(ends)))
    ink.paint(stroke=theme.ink, width=max(0.11 * sign.size, 1.8), round_caps=True)


def draw_arrow(
    drawing: Drawing, start: tuple[float, float], end: tuple[float, float], width: float, colour: str
) -> None:
    """A straight horizontal arrow."""
    head = min(12.0, abs(end[0] - start[0]) / 2)
    drawing.ink().draw(segments(np.array([(start, (end[0] - head * 0.8, end[1]))]))).paint(
        stroke=colour, width=width
    )
    drawing.ink().draw(_head(end, head)).paint(fill=colour)


def _head(tip: tuple[float, float], length: float) -> np.ndarray:
    x, y = tip
    return polygons([np.array(((x, y), (x - length, y - 0.48 * length), (x - length, y + 0.48 * length)))])


class StrideArrow:
    """An arrow above the input from one window's middle to the next one's, and the stride it shows."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        mark: tuple[float, float, float],
        stride: int,
        extent: int,
        columns: int,
        labels: Labels = ENGLISH,
    ) -> None:
        """Args: ``extent`` is the width of the window in cells, ``columns`` that of the output."""
        self._text = labels("stride {number}", number=stride)
        self._plane, self._theme, self._stride, self._extent, self._columns = (
            plane,
            theme,
            stride,
            extent,
            columns,
        )
        self._arrow_y, self._text_y, self._size = mark
        self._line, self._tip = drawing.ink(), drawing.ink()
        self._words = Words(drawing, (theme.kernel.ink,))

    def show(self, column: float) -> None:
        """Show the move that led to an output column; for the first one, the move that comes."""
        move = min(max(column - 1, 0.0), self._columns - 2)
        middle = move * self._stride + self._extent / 2
        start = (self._plane.at(0, middle)[0], self._arrow_y)
        end = (self._plane.at(0, middle + self._stride)[0], self._arrow_y)
        tick = 0.32 * self._size
        head = min(0.62 * self._size, 12.0)
        ends = [
            (start, (end[0] - 0.8 * head, end[1])),
            ((start[0], start[1] - tick), (start[0], start[1] + tick)),
        ]
        self._line.draw(segments(np.array(ends))).paint(stroke=self._theme.accent, width=2.0)
        self._tip.draw(_head(end, head)).paint(fill=self._theme.accent)
        self._words.show((self._label((start[0] + end[0]) / 2),))

    def _label(self, middle: float) -> Line:
        run = Run(self._text, Style(self._size, 560), self._theme.kernel.ink)
        line = centred("stride", (run,), middle, self._text_y)
        left, right = self._plane.box.x, max(self._plane.box.right, self._plane.box.x + line.width)
        return Line(line.name, line.runs, min(max(line.x, left), right - line.width), line.y)
