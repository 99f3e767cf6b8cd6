"""The story of a zoom: one kernel, one filter, the whole layer; what is told when, and for how long.

Unlike a walk over the output it stays at one position and draws back; only between its chapters do the
windows pass over all positions, first for one filter, then for all the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from itertools import groupby
from typing import Protocol

from convanim.errors import ConvanimError
from convanim.story.fast import FLOOR, Rest, fill, shortest
from convanim.story.flow import Stop
from convanim.story.lengths import LONGEST
from convanim.story.paces import PACES, Pace
from convanim.story.pacing import manner_of
from convanim.story.storyboard import TIME_GRID, Beat, Kind, Section, Storyboard, to_milliseconds


class Level(IntEnum):
    """How much of the sheet is seen."""

    KERNEL = 0
    FILTER = 1
    LAYER = 2


class Shot(StrEnum):
    """A part of the story; the values are the names of its marks."""

    OPENING = "opening"
    """The finished layer, as at the end."""
    BACK = "back"
    """The camera goes back to the kernel; the outputs fade."""
    KERNEL = "kernel"
    """The window steps out of its map; its products add up to an answer."""
    TO_FILTER = "to filter"
    FILTER = "filter"
    """The other channels answer; the bias, the sum, the activation, the output cell."""
    MAP = "map"
    """The windows pass over all positions: the filter's output map."""
    TO_LAYER = "to layer"
    LAYER = "layer"
    """The other filters answer at the same position."""
    MAPS = "maps"
    """The windows pass over all positions: the other filters' maps."""
    RETURN = "return"
    """The windows come back to the position of the story."""
    HOLD = "hold"


SECTIONS = {
    Shot.OPENING: "opening",
    Shot.BACK: "rewind",
    Shot.TO_FILTER: "filter",
    Shot.MAP: "filter",
    Shot.TO_LAYER: "layer",
    Shot.MAPS: "layer",
    Shot.RETURN: "layer",
}
"""The sections in which shots are that do not name their own."""
EXPLAINED = {Shot.KERNEL: (6400, 800), Shot.FILTER: (5000, 600), Shot.LAYER: (4200, 600)}
"""Milliseconds that telling takes, and the least."""
MOVES = {Shot.BACK: (1000, 400), Shot.TO_FILTER: (1000, 400), Shot.TO_LAYER: (1200, 400)}
"""Milliseconds of the camera's moves, and the least."""
GLANCE, LEAST_GLANCE = 2000, 400
"""What a chapter takes where all is seen at once."""
RETURN, LEAST_RETURN = 600, 200
HOLD, LEAST_HOLD = 2400, 600
PASS, LEAST_PASS = 2600, 400
"""The most, and the least, that passing over all positions takes."""
CALM = PACES["adaptive"].explain


class Told(Protocol):
    """What the story needs of a layout."""

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of an output map."""

    @property
    def place(self) -> int:
        """The ordinal of the position at which the story is told."""

    @property
    def filters(self) -> int:
        """How many filters there are."""

    @property
    def still(self) -> bool:
        """Whether all is seen at once, and the camera has nowhere to go."""


@dataclass(frozen=True, slots=True)
class Part:
    """A shot and how long it lasts: usually, and at the least; in milliseconds on the time grid."""

    shot: Shot
    usual: int
    least: int


def told(layout: Told, *, pace: str, duration: float | None, loop: bool) -> Storyboard:
    """The storyboard of the zoom; ConvanimError for an unknown pace or an impossible duration.

    A shorter clip than usual has every part brought down towards its least; in a longer one everything but
    moves and holds takes longer.
    """
    manner = manner_of(pace)
    parts = list(_parts(layout, manner, loop))
    lengths = _lengths(parts, duration)
    positions = math.prod(layout.grid)
    beats = tuple(_in_time(parts, lengths, layout, manner, loop))
    return Storyboard(beats, total(positions, layout.filters), loop, tuple(sections(beats)))


def total(positions: int, filters: int) -> int:
    """How many positions the storyboard counts: those of one filter, and once more those of all others."""
    return positions * (2 if filters > 1 else 1)


def _parts(layout: Told, manner: Pace, loop: bool) -> Iterator[Part]:
    """The shots of the story, each with its usual and its least length."""
    calm = math.sqrt(manner.explain / CALM)
    positions = math.prod(layout.grid)
    rest = Rest(0, positions, layout.grid[-1])
    usual = _up(min(positions * manner.slow, PASS))
    passing = (max(usual, _up(shortest(rest))), max(LEAST_PASS, _up(shortest(rest))))
    if loop:
        yield Part(Shot.OPENING, HOLD // 2 // TIME_GRID * TIME_GRID, LEAST_HOLD // 2 // TIME_GRID * TIME_GRID)
        yield Part(Shot.BACK, *MOVES[Shot.BACK])
    for shot in (Shot.KERNEL, Shot.TO_FILTER, Shot.FILTER, Shot.MAP, Shot.TO_LAYER, Shot.LAYER):
        if layout.still and shot not in EXPLAINED:
            continue
        if shot in EXPLAINED:
            usual, least = (GLANCE, LEAST_GLANCE) if layout.still else EXPLAINED[shot]
            short = shot is Shot.LAYER and layout.filters == 1 and not layout.still
            yield Part(shot, _up(usual * calm * (0.4 if short else 1.0)), least)
        elif shot in MOVES:
            yield Part(shot, *MOVES[shot])
        elif positions > 1:
            yield Part(shot, *passing)
    if layout.filters > 1 and positions > 1:
        yield Part(Shot.MAPS, *passing)
    if positions > 1 and layout.filters > 1 and layout.place != positions - 1:
        yield Part(Shot.RETURN, RETURN, LEAST_RETURN)
    half = HOLD // 2 // TIME_GRID * TIME_GRID
    yield Part(Shot.HOLD, HOLD - half if loop else HOLD, LEAST_HOLD // 2 // TIME_GRID * TIME_GRID)


def _lengths(parts: list[Part], duration: float | None) -> list[int]:
    """Milliseconds for every part, on the time grid."""
    usual, least = (sum(getattr(part, name) for part in parts) for name in ("usual", "least"))
    if duration is None:
        return [part.usual for part in parts]
    asked = round(duration * 1000 / TIME_GRID) * TIME_GRID if math.isfinite(duration) else 0
    if not least <= asked <= LONGEST * 1000:
        reason = "is too long" if asked > LONGEST * 1000 else "is too short to tell kernel, filter and layer"
        reason = reason if math.isfinite(duration) else "is not a time"
        raise ConvanimError(f"duration {duration:g} s {reason}: use {least / 1000:g} to {LONGEST} seconds")
    if asked <= usual:
        share = (asked - least) / ((usual - least) or 1)
        wanted = [part.least + share * (part.usual - part.least) for part in parts]
    else:
        slow = [part.shot in EXPLAINED or part.shot in (Shot.MAP, Shot.MAPS) for part in parts]
        still = sum(part.usual for part, more in zip(parts, slow, strict=True) if not more)
        factor = (asked - still) / (usual - still)
        wanted = [part.usual * (factor if more else 1) for part, more in zip(parts, slow, strict=True)]
    lengths = [int(length // TIME_GRID) * TIME_GRID for length in wanted]
    told_most = max(range(len(parts)), key=lambda n: (parts[n].shot in EXPLAINED, lengths[n]))
    lengths[told_most] += asked - sum(lengths)
    return lengths


def _in_time(parts: list[Part], lengths: list[int], layout: Told, manner: Pace, loop: bool) -> Iterator[Beat]:
    """The beats of all parts, one after the other."""
    positions = math.prod(layout.grid)
    everything, place = total(positions, layout.filters), layout.place
    now, previous, done = 0, (place if loop else None), (everything if loop else 0)
    for part, length in zip(parts, lengths, strict=True):
        before = done
        if part.shot in (Shot.MAP, Shot.MAPS):
            for beat in _passing(part.shot, now, length, layout, manner, (previous or 0, done)):
                yield beat
                previous, done = beat.position, beat.done_after
        else:
            kind, done = _told_as(part.shot, done, positions, everything)
            yield Beat(kind, now / 1000, length / 1000, place, previous, before, done, shot=part.shot.value)
            previous = place
        now += length


def _told_as(shot: Shot, done: int, positions: int, everything: int) -> tuple[Kind, int]:
    """The kind of a shot that is one beat, and how many positions are counted after it."""
    match shot:
        case Shot.OPENING | Shot.HOLD:
            return Kind.HOLD, everything
        case Shot.BACK:
            return Kind.REWIND, 0
        case Shot.KERNEL:
            return Kind.EXPLAIN, done
        case Shot.FILTER | Shot.LAYER:
            return Kind.EXPLAIN, done + (positions == 1 and done < everything)
        case _:
            return Kind.STEP, done


def _passing(
    shot: Shot, now: int, length: int, layout: Told, manner: Pace, start: tuple[int, int]
) -> Iterator[Beat]:
    """All positions in raster order: one by one, or rows of them at once."""
    rest = Rest(0, math.prod(layout.grid), layout.grid[-1])
    stops = fill(rest, Fraction(length), Fraction(manner.quick), Fraction(FLOOR)).stops()
    previous, counted = start
    done, end, then = counted, Fraction(0), now
    for stop in stops:
        end += stop.length
        until = now + int(end + Fraction(1, 2))
        filled = counted + stop.position + 1
        yield _beat(stop, shot, then, until, previous, (done, filled))
        then, previous, done = until, stop.position, filled


def _beat(stop: Stop, shot: Shot, start: int, end: int, previous: int, done: tuple[int, int]) -> Beat:
    return Beat(
        stop.kind,
        start / 1000,
        (end - start) / 1000,
        stop.position,
        previous,
        *done,
        stop.skipped,
        shot=shot.value,
    )


def sections(beats: tuple[Beat, ...]) -> Iterator[Section]:
    """One section for each chapter: a talk can stop at the end of the kernel, the filter and the layer."""

    def chapter(beat: Beat) -> str:
        return SECTIONS.get(Shot(beat.shot), beat.shot)

    for name, group in groupby(beats, key=chapter):
        stretch = list(group)
        start, end = stretch[0].start, stretch[-1].end
        yield Section(name, start, (to_milliseconds(end) - to_milliseconds(start)) / 1000)


def _up(length: Fraction | float) -> int:
    """The least multiple of the time grid that is not shorter."""
    return math.ceil(length / TIME_GRID) * TIME_GRID
