"""A picture's storyboard: the kernel sweeps over it and stops only where there is something to be seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from convanim.errors import ConvanimError
from convanim.story.lengths import LONGEST
from convanim.story.pacing import manner_of
from convanim.story.storyboard import TIME_GRID, Beat, Kind, Section, Storyboard, to_milliseconds

FIRST_ROW, SWEEP, LEAST_SWEEP = 1200, 1600, 400
"""Milliseconds: along the first row, over many rows, and over a few positions at least."""
EACH = 12
"""Milliseconds for each position of a short sweep."""
BACK = 400
"""The way from the last position back to the first stop, whose numbers stand in the finished picture."""
READING_MORE = 500
"""Milliseconds that a stop has beyond a usual reading: there is a sentence to be read as well."""
HOLD, REWIND = 2000, 400
LEAST_SHARE = Fraction(1, 5)
"""The haste in which a clip can be told: this share of its usual time, holds aside."""
FIRST_SWEEP, BACK_SHOT = "first row", "back"


@dataclass(frozen=True, slots=True)
class Part:
    """One beat before anyone knows when: its usual milliseconds, where it ends, how many cells are filled."""

    kind: Kind
    length: int
    position: int
    done: int
    skipped: range = range(0)
    shot: str = ""

    @property
    def still(self) -> bool:
        """Whether it takes its time however long the clip is."""
        return self.kind in (Kind.HOLD, Kind.REWIND)


def swept(
    layout: Any, *, pace: str = "adaptive", duration: float | None = None, loop: bool = True
) -> Storyboard:
    """The storyboard of a layout with a ``grid`` and ``stops``: ordinals of positions, in raster order.

    The first stop is explained, the others are read; all positions between are passed over in sweeps.
    ``duration`` in seconds, rounded to 0.2, is the clip's exact length; holds keep theirs.
    """
    manner = manner_of(pace)
    explain, reading = manner.explain, _up(manner.reading + READING_MORE)
    parts = tuple(_parts(layout.grid, layout.stops, explain, reading, loop))
    share = Fraction(1) if duration is None else _share(parts, duration, math.prod(layout.grid))
    beats = tuple(_in_time(parts, share, math.prod(layout.grid), loop))
    return Storyboard(beats, math.prod(layout.grid), loop, tuple(_sections(beats)))


def _parts(
    grid: tuple[int, int], stops: tuple[int, ...], explain: int, reading: int, loop: bool
) -> Iterator[Part]:
    columns, last = grid[1], math.prod(grid) - 1
    if loop:
        yield Part(Kind.HOLD, HOLD // 2, stops[0], last + 1)
        yield Part(Kind.REWIND, REWIND, 0, 0)
    done = 0
    for number, stop in enumerate(stops):
        yield from _sweep(done, stop, columns)
        kind, length = (Kind.STEP, reading) if number else (Kind.EXPLAIN, explain)
        yield Part(kind, length, stop, stop + 1)
        done = stop + 1
    if done <= last:
        yield from _sweep(done, last, columns, final=True)
    if stops[0] != last:
        yield Part(Kind.SKIP, BACK, stops[0], last + 1, shot=BACK_SHOT)
    yield Part(Kind.HOLD, HOLD // 2 if loop else HOLD, stops[0], last + 1)


def _sweep(start: int, stop: int, columns: int, final: bool = False) -> Iterator[Part]:
    """From the first cell that is not filled to a position, which is filled by the way only at the end."""
    count = stop + final - start
    if count <= 0:
        return
    if start == 0 and count > 2 * columns:  # the first row is seen cell by cell, or nobody knows what sweeps
        yield Part(Kind.SKIP, FIRST_ROW, columns - 1, columns, range(columns), FIRST_SWEEP)
        start, count = columns, count - columns
    length = SWEEP if count > 2 * columns else _up(min(max(count * EACH, LEAST_SWEEP), SWEEP))
    yield Part(Kind.SKIP, length, stop, stop + final, range(start, start + count))


def _share(parts: tuple[Part, ...], duration: float, positions: int) -> Fraction:
    """By how much the parts that can be hurried or stretched are, for a clip to last ``duration`` seconds."""
    still = sum(part.length for part in parts if part.still)
    moving = sum(part.length for part in parts) - still
    least = still + _up(LEAST_SHARE * moving)
    if not math.isfinite(duration):
        reason = "is not a time"
    else:
        total = round(duration * 1000 / TIME_GRID) * TIME_GRID
        if least <= total <= LONGEST * 1000:
            return Fraction(total - still, moving)
        many = f"{positions} position{'s' if positions > 1 else ''}"
        reason = f"is too short to show {many}" if total < least else "is too long"
    raise ConvanimError(f"duration {duration:g} s {reason}: use {least / 1000:g} to {LONGEST} seconds")


def _up(length: Fraction | int) -> int:
    """The least multiple of the time grid that is not shorter."""
    return -int(-length // TIME_GRID) * TIME_GRID


def _in_time(parts: tuple[Part, ...], share: Fraction, positions: int, loop: bool) -> Iterator[Beat]:
    """The parts one after another, each boundary on the nearest whole millisecond."""
    end, now = Fraction(0), 0
    previous, done = (parts[0].position, positions) if loop else (None, 0)
    for part in parts:
        end += part.length * (1 if part.still else share)
        then = round(end)
        start, length = now / 1000, (then - now) / 1000
        way = part.position, previous, done, part.done
        yield Beat(part.kind, start, length, *way, part.skipped, shot=part.shot)
        now, previous, done = then, part.position, part.done


def _sections(beats: tuple[Beat, ...]) -> Iterator[Section]:
    """The opening, the rewind, the first sweep, the explanation, all that follows, and the hold.

    What does not begin on the time grid, as in a clip of a given length, belongs to what is before it.
    """
    starts: dict[str, int] = {}
    for beat in beats:
        start = to_milliseconds(beat.start)
        if start % TIME_GRID == 0:
            starts.setdefault(_section(beat, starts), start)
    ends = [*list(starts.values())[1:], to_milliseconds(beats[-1].end)]
    for (name, start), end in zip(starts.items(), ends, strict=True):
        yield Section(name, start / 1000, (end - start) / 1000)


def _section(beat: Beat, before: Mapping[str, int]) -> str:
    match beat.kind:
        case Kind.HOLD:
            return "hold" if before else "opening"
        case Kind.REWIND | Kind.EXPLAIN:
            return beat.kind.value
    return "slide" if "explain" in before else "sweep"
