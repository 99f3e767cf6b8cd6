"""A volume's storyboard: the usual one, with time to see the box move on along depth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convanim.story.pacing import visited
from convanim.story.storyboard import Beat, Kind, Section, Storyboard, to_milliseconds

LINGER = 1000
"""Milliseconds that the first moves along depth take longer than others: whole steps of the time grid."""
LINGERED = 3
"""How many of them do: then the point is made."""


def lingered(layout: Any, *, duration: float | None = None, **manner: Any) -> Storyboard:
    """The storyboard of a layout with a grid of three axes; one of a given duration is left as it is."""
    board = visited(layout, duration=duration, **manner)
    if duration is not None:
        return board
    _, rows, columns = layout.grid
    beats, late = list[Beat](), 0
    for beat in board.beats:
        moves = beat.kind in (Kind.STEP, Kind.SKIM) and beat.position % (rows * columns) == 0
        more = LINGER if moves and late < LINGER * LINGERED else 0
        beats.append(
            replace(
                beat,
                kind=Kind.STEP if more else beat.kind,
                start=_later(beat.start, late),
                duration=_later(beat.duration, more),
            )
        )
        late += more
    return replace(board, beats=tuple(beats), sections=tuple(_moved(board.sections, late)))


def _later(seconds: float, milliseconds: int) -> float:
    return (to_milliseconds(seconds) + milliseconds) / 1000


def _moved(sections: tuple[Section, ...], late: int) -> list[Section]:
    """The sections with a longer slide."""
    found, shift = list[Section](), 0
    for name, start, duration in sections:
        more = late if name == "slide" else 0
        found.append(Section(name, _later(start, shift), _later(duration, more)))
        shift += more
    return found
