"""How a sheet's story ends: a layer's maps become one stack, a filter's maps of answers one map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convanim.errors import ConvanimError
from convanim.story.pacing import visited
from convanim.story.storyboard import TIME_GRID, Beat, Kind, Section, Storyboard, to_milliseconds

STACK, MERGE = "stack", "merge"
"""The names of the endings: of their beat, its mark and its section."""
USUAL, LONGEST_SHARE = {STACK: 2400, MERGE: 2000}, 0.2
"""Milliseconds that an ending takes, and the most of a clip's asked duration."""


def concluded(layout: Any, *, duration: float | None = None, **manner: Any) -> Storyboard:
    """The usual storyboard, and before its final hold the ending that the layout has, if it has one.

    An asked ``duration`` is kept: the ending takes at most a fifth of it, or none if the rest needs it all.
    """
    name = STACK if layout.ending is not None else MERGE if layout.merging is not None else ""
    whole = visited(layout, duration=duration, **manner)
    if not name:
        return whole
    if duration is None:
        return ended(whole, name, USUAL[name])
    total = to_milliseconds(whole.duration)
    length = min(USUAL[name], int(LONGEST_SHARE * total) // TIME_GRID * TIME_GRID)
    while length:
        try:
            rest = visited(layout, duration=(total - length) / 1000, **manner)
            return ended(rest, name, length)
        except ConvanimError:  # too short for the positions: they come first
            length -= TIME_GRID
    return whole


def ended(storyboard: Storyboard, name: str, length: int) -> Storyboard:
    """The storyboard with an ending of so many milliseconds before its final hold."""
    *beats, hold = storyboard.beats
    *sections, last = storyboard.sections
    beat = replace(hold, kind=Kind.STEP, duration=length / 1000, shot=name)
    start = (to_milliseconds(hold.start) + length) / 1000
    after = replace(hold, start=start, previous=hold.position, done_before=hold.done_after)
    ending = Section(name, last.start, length / 1000)
    return replace(
        storyboard,
        beats=(*beats, beat, after),
        sections=(*sections, ending, Section(last.name, start, last.duration)),
    )


def is_ending(beat: Beat, *names: str) -> bool:
    """Whether a beat is an ending: of one of these names, or any."""
    return beat.shot in (names or USUAL)
