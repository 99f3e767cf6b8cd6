"""Flow combinators: stops of the window become beats in time, iterator to iterator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from convanim.story.storyboard import Beat, Kind

READABLE = 400
"""Milliseconds below which a position cannot be read: it is skimmed."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Somewhere the window goes, and how long that takes, before anyone knows when.

    Attributes:
        kind: what the window does there.
        length: milliseconds, not necessarily whole.
        position: the ordinal where the window ends.
        skipped: the positions passed over on the way.
    """

    kind: Kind
    length: Fraction
    position: int
    skipped: range = range(0)


def visit(positions: Iterable[int], length: Fraction) -> Iterator[Stop]:
    """A stop of one length at each position: a step where there is time to read, else a skim."""
    kind = Kind.STEP if length >= READABLE else Kind.SKIM
    for position in positions:
        yield Stop(kind, length, position)


def pass_over(skipped: range, length: Fraction) -> Iterator[Stop]:
    """One skip over all these positions; nothing where there are none."""
    if skipped:
        yield Stop(Kind.SKIP, length, skipped[-1], skipped)


def stand(kind: Kind, position: int, length: Fraction) -> Iterator[Stop]:
    """One stop of a kind; nothing where it takes no time."""
    if length:
        yield Stop(kind, length, position)


def in_time(stops: Iterable[Stop], positions: int, *, seen: bool) -> Iterator[Beat]:
    """Put stops one after another from 0 s, each boundary on the nearest whole millisecond.

    ``seen`` says that the clip starts with the finished picture, as a loop does; otherwise nothing has
    appeared yet.
    """
    end, now = Fraction(0), 0
    previous, done = (positions - 1, positions) if seen else (None, 0)
    for stop in stops:
        end += stop.length
        then = int(end + Fraction(1, 2))
        filled = _filled(stop, positions)
        yield Beat(
            stop.kind, now / 1000, (then - now) / 1000, stop.position, previous, done, filled, stop.skipped
        )
        now, previous, done = then, stop.position, filled


def _filled(stop: Stop, positions: int) -> int:
    """How many outputs are filled once a stop is over."""
    if stop.kind is Kind.REWIND:
        return 0
    return positions if stop.kind is Kind.HOLD else stop.position + 1
