"""How long everything takes: a grid of output positions and a pace become a storyboard."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from convanim.errors import ConvanimError
from convanim.story.fast import FLOOR, Rest, fill
from convanim.story.flow import Stop, in_time, stand, visit
from convanim.story.lengths import Lengths, fitted, natural
from convanim.story.paces import PACES, Pace
from convanim.story.storyboard import Beat, Kind, Section, Storyboard, to_milliseconds

__all__ = ["PACES", "Pace", "pace", "visited"]

_SECTION = {Kind.REWIND: "rewind", Kind.EXPLAIN: "explain", Kind.HOLD: "hold"}


def pace(
    grid: tuple[int, ...],
    *,
    pace: str = "adaptive",
    duration: float | None = None,
    loop: bool = True,
    explain: float | None = None,
) -> Storyboard:
    """When the window stands where, for an output of the spatial shape ``grid``, in raster order.

    ``grid`` is ``(L,)``, ``(H', W')`` or ``(D, H', W')``; rows run along the last axis. ``pace`` is a name in
    ``PACES``. A looping clip starts and ends in the finished picture.

    ``explain`` is the most, in seconds, that there is to say of the first position.

    ``duration`` in seconds, rounded to 0.2, is the clip's exact length. A clip shorter than usual first has
    its fast part halved, then every part brought down towards its least; rows are skipped where a position
    would be shown for less than 0.04 s. A longer clip first shows all positions without haste, then has every
    position stretched.

    Raises:
        ConvanimError: an unknown pace, an empty grid, an impossible duration.
    """
    manner = manner_of(pace)
    if explain is not None:
        manner = replace(manner, explain=min(manner.explain, round(explain * 1000)))
    rest = _rest(grid, manner)
    if duration is None:
        lengths, whole = natural(manner, rest, loop=loop), manner.quick
    else:
        lengths, whole = fitted(manner, rest, duration, loop=loop), FLOOR
    stops = _told(lengths, _slide(lengths, rest, manner, whole), rest.positions - 1)
    beats = tuple(in_time(stops, rest.positions, seen=loop))
    return Storyboard(beats, rest.positions, loop, tuple(_sections(beats)))


def visited(layout: Any, **manner: Any) -> Storyboard:
    """The usual storyboard of a layout: its ``grid``, visited as `pace` does with its other arguments.

    A scene may name another function in the catalogue, of (layout, pace, duration, loop), with its own story.
    """
    return pace(layout.grid, explain=getattr(layout, "explain", None), **manner)


def manner_of(name: str) -> Pace:
    """The pace of that name; ConvanimError where there is none."""
    if name not in PACES:
        raise ConvanimError(f"pace {name!r} is unknown: use one of {', '.join(PACES)}")
    return PACES[name]


def _rest(grid: tuple[int, ...], manner: Pace) -> Rest:
    """The positions of a grid that are neither explained nor read."""
    if not grid or min(grid) < 1:
        size = "×".join(map(str, grid)) or "()"
        raise ConvanimError(f"output {size} has no position to show: use sizes of at least 1")
    positions = math.prod(grid)
    return Rest(min(1 + manner.readings, positions), positions, grid[-1])


def _told(lengths: Lengths, slide: Iterable[Stop], last: int) -> Iterator[Stop]:
    """The whole clip as stops of the window."""
    yield from stand(Kind.HOLD, last, lengths.opening)
    yield from stand(Kind.REWIND, 0, lengths.rewind)
    yield from stand(Kind.EXPLAIN, 0, lengths.explain)
    yield from slide
    yield from stand(Kind.HOLD, last, lengths.hold)


def _slide(lengths: Lengths, rest: Rest, manner: Pace, whole: int) -> Iterator[Stop]:
    """All positions but the first: the readings, then the fast part, or the readings alone."""
    readings = range(1, rest.first)
    if not len(rest):
        yield from visit(readings, lengths.slide / max(len(readings), 1))
        return
    yield from visit(readings, lengths.reading)
    fast = lengths.slide - lengths.reading * len(readings)
    yield from fill(rest, fast, Fraction(manner.quick), Fraction(whole)).stops()


def _sections(beats: Iterable[Beat]) -> Iterator[Section]:
    """One section for each stretch of beats; the first hold of a loop is its opening."""
    for name, group in groupby(beats, key=lambda beat: _SECTION.get(beat.kind, "slide")):
        stretch = list(group)
        start, end = stretch[0].start, stretch[-1].end
        length = (to_milliseconds(end) - to_milliseconds(start)) / 1000
        yield Section("opening" if name == "hold" and not start else name, start, length)
