"""Title and prose at the top of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from convanim import typeset
from convanim.layout.boxes import Box, Line
from convanim.layout.captions import PROSE, PROSE_PITCH, TITLE, ellipsised, shrunk
from convanim.theme import Theme
from convanim.typeset import FontFile, Run, Style, runs_width

TITLE_WEIGHT = 680
BASELINE = 72.0
SMALL_TITLE = 24.0
SMALLER_TITLE, PITCH = 20.0, 1.25
"""A small title in two lines: its type, and from one to the next in sizes of it."""
LEAST_TITLE = 22.0


@dataclass(frozen=True, slots=True)
class Heading:
    """The lines at the top, and the y where they end (0 where there are none)."""

    lines: tuple[Line, ...]
    bottom: float


def title_runs(title: str, theme: Theme, size: float, available: float) -> tuple[Run, ...]:
    """A title that fits: smaller where it must be, then cut with an ellipsis."""
    runs = shrunk(
        (Run(title, Style(size, TITLE_WEIGHT), theme.ink),), available, min(LEAST_TITLE, size * 0.75)
    )
    return ellipsised(runs, available)


def title_lines(title: str, theme: Theme, room: Box) -> tuple[Line, ...]:
    """A title in a column: in lines rather than smaller, up to three; smaller where that does not suffice."""
    for size in (TITLE, 32.0, 28.0):
        style = Style(size, TITLE_WEIGHT)
        texts = typeset.wrap(title, style, room.width)
        if len(texts) <= 3 and all(typeset.width(text, style) <= room.width for text in texts):
            break
    runs = [ellipsised((Run(text, style, theme.ink),), room.width) for text in texts[:3]]
    return tuple(
        Line("title", line, room.x, BASELINE + number * 1.18 * size) for number, line in enumerate(runs)
    )


def heading(title: str, prose: str, theme: Theme, room: Box, small: bool = False) -> Heading:
    """Title and prose on one line where they fit, else the prose below; small for fitted pictures."""
    return _heading(title, prose, theme, room, small, typeset.lent_font())


@lru_cache(maxsize=64)  # every size that is tried for the maps has the same words above it
def _heading(title: str, prose: str, theme: Theme, room: Box, small: bool, _: FontFile | None) -> Heading:
    if not title:
        return Heading((), room.y)
    size = SMALL_TITLE if small else TITLE
    baseline = room.y + (34.0 if small else BASELINE)
    runs = title_runs(title, theme, size, room.width)
    if small and runs[0].text != title:
        return Heading(_two_lines(title, theme, room, baseline), baseline + PITCH * SMALLER_TITLE + 10)
    lines = [Line("title", runs, room.x, baseline)]
    after = room.x + runs_width(runs) + 21
    style = Style(PROSE)
    if prose and after + typeset.width(prose, style) <= room.right:
        lines.append(Line("prose", (Run(prose, style, theme.muted),), after, baseline))
    elif prose:
        for number, text in enumerate(typeset.wrap(prose, style, room.width)[:2]):
            lines.append(
                Line("prose", (Run(text, style, theme.muted),), room.x, baseline + 34 + number * PROSE_PITCH)
            )
    return Heading(tuple(lines), lines[-1].y + (10 if small else 20))


def _two_lines(title: str, theme: Theme, room: Box, baseline: float) -> tuple[Line, ...]:
    """A title too long for one line: in two, the second cut with an ellipsis where that does not suffice."""
    style = Style(SMALLER_TITLE, TITLE_WEIGHT)
    first, *rest = typeset.wrap(title, style, room.width)
    return tuple(
        Line(
            "title",
            ellipsised((Run(text, style, theme.ink),), room.width),
            room.x,
            baseline + number * PITCH * SMALLER_TITLE,
        )
        for number, text in enumerate((first, " ".join(rest)))
        if text
    )
