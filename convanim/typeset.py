"""Text as outlines: how wide it is and how it breaks into lines is known without drawing anything.

It is set in Inter. Characters that Inter lacks are set in a second font, where one is lent:
``with lent(font): …``. Lengths are in design pixels, y grows downwards, and a line's origin is the left end
of its baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from convanim.breaks import breakable
from convanim.shaping import OPTICAL_RANGE, Points, Shaped, shape
from convanim.shaping import FontFile as FontFile  # whoever lends a font names it with this module's words

CAP_HEIGHT = 1490 / 2048
"""The height of a capital letter or digit of Inter, in ems."""
X_HEIGHT = 1118 / 2048
DESCENT = 0.24
"""How far letters such as p and brackets reach below the baseline, in ems."""
ASCENT = 0.78
"""How far letters such as b and brackets reach above the baseline, in ems."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks: size in design pixels, weight 100 to 900."""

    size: float
    weight: int = 400
    italic: bool = False


_LENT: ContextVar[FontFile | None] = ContextVar("lent", default=None)
"""The font for characters that Inter lacks. Whoever lays out or draws a clip lends the clip's, so that the
many functions between need not hand it on; what is cached has it among its keys."""


@contextmanager
def lent(font: FontFile | None) -> Iterator[None]:
    """Within, characters that Inter lacks are set in this font."""
    token = _LENT.set(font)
    try:
        yield
    finally:
        _LENT.reset(token)


def lent_font() -> FontFile | None:
    """The font that is lent just now."""
    return _LENT.get()


Drawer = Callable[[str, Style, FontFile | None], Points]
_DRAWER: ContextVar[Drawer | None] = ContextVar("drawer", default=None)


@contextmanager
def drawn_by(drawer: Drawer) -> Iterator[None]:
    """Within, `outline` answers what `drawer` makes of (text, style, lent font); widths stay."""
    token = _DRAWER.set(drawer)
    try:
        yield
    finally:
        _DRAWER.reset(token)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style and one colour, moved ``rise`` pixels up from the baseline."""

    text: str
    style: Style
    colour: str
    rise: float = 0.0

    def scaled(self, factor: float) -> Run:
        """The same run, larger or smaller."""
        return replace(
            self, style=replace(self.style, size=self.style.size * factor), rise=self.rise * factor
        )


def optical_size(style: Style) -> float:
    """The optical size that a text is set in: Inter's letters for small print are wider than for titles."""
    return _optical(style.size)


@lru_cache(maxsize=1 << 12)
def _optical(size: float) -> float:
    low, high = OPTICAL_RANGE
    return float(round(min(max(size, low), high)))


def _shaped(text: str, style: Style) -> Shaped:
    return shape(text, style.weight, optical_size(style), style.italic, _LENT.get())


def width(text: str, style: Style) -> float:
    """The advance of a text in design pixels."""
    return _shaped(text, style).advance * style.size


def runs_width(runs: tuple[Run, ...]) -> float:
    """The advance of several runs on one line, in design pixels."""
    return sum(width(run.text, run.style) for run in runs)


def outline(text: str, style: Style) -> Points:
    """The outline of a text, ``(4 × curves, 2)``: cubic Béziers of four points, in design pixels."""
    shaped = _shaped(text, style)
    if not shaped.glyphs:
        return np.zeros((0, 2))
    if (drawer := _DRAWER.get()) is not None:
        return drawer(text, style, _LENT.get())
    points: Points = np.concatenate(shaped.glyphs) * style.size
    return points


def wrap(text: str, style: Style, available: float) -> tuple[str, ...]:
    """The text in as few lines of at most ``available`` pixels as words allow, of nearly equal length."""
    return _wrapped(text, style, available, _LENT.get())


@lru_cache(maxsize=1 << 12)  # what is tried in a hundred places is mostly as wide as before
def _wrapped(text: str, style: Style, available: float, other: FontFile | None) -> tuple[str, ...]:
    lines = _greedy(text, style, available)
    narrow, wide = available / max(len(lines), 1), available
    for _ in range(12):
        middle = (narrow + wide) / 2
        if len(_greedy(text, style, middle)) <= len(lines):
            wide = middle
        else:
            narrow = middle
    balanced = _greedy(text, style, wide)
    return balanced if max((width(line, style) for line in balanced), default=0) <= available else lines


def _greedy(text: str, style: Style, available: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        for number, piece in enumerate(breakable(word)):
            joined = f"{lines[-1]}{'' if number else ' '}{piece}" if lines else piece
            if lines and width(joined, style) <= available:
                lines[-1] = joined
            else:
                lines.append(piece)
    return tuple(lines)
