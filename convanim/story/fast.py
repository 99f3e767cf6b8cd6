"""The fast part of a clip: which positions are shown, which are skipped, and how long each takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from convanim.story.flow import Stop, pass_over, visit

FLOOR = 40
"""The fewest milliseconds a position is shown: one frame at 25 fps."""

_SKIP, _SKIP_PER_ROW, _LONGEST_SKIP = 600, 50, 1200


@dataclass(frozen=True, slots=True)
class Rest:
    """The positions that are left for the fast part.

    Attributes:
        first: the ordinal of the first of them.
        positions: the number of all positions, so that the last has the ordinal ``positions - 1``.
        row: positions in a row, the output's last axis.
    """

    first: int
    positions: int
    row: int

    def __len__(self) -> int:
        return self.positions - self.first


@dataclass(frozen=True, slots=True)
class FastPart:
    """Positions shown one by one around at most one skip; ``each`` and ``skip`` are milliseconds."""

    head: range
    skipped: range
    tail: range
    each: Fraction
    skip: Fraction = Fraction(0)

    def stops(self) -> Iterator[Stop]:
        """The window's way through this part, in even steps.

        Each position lasts whole frames at 25 fps, or the eye sees it stumble; what is over goes to the
        last one, which looks like the hold that follows it.
        """
        even = max(Fraction(self.each // FLOOR * FLOOR), Fraction(FLOOR))
        shown = len(self.head) + len(self.tail)
        last = even + (self.each - even) * shown
        head, tail = (self.head, self.tail[:-1]) if self.tail else (self.head[:-1], self.tail)
        yield from visit(head, even)
        yield from pass_over(self.skipped, self.skip)
        yield from visit(tail, even)
        yield from (replace(stop, length=last) for stop in visit((self.tail or self.head)[-1:], even))


def fill(rest: Rest, length: Fraction, quick: Fraction, whole: Fraction) -> FastPart:
    """The best way through the rest that lasts exactly ``length`` milliseconds, at least ``shortest(rest)``.

    In this order: all positions with ``whole`` milliseconds each or more; the first rows and the last one,
    the rows between skipped, with ``quick``; all positions, hurried; the first row and the last, hurried; the
    two ends of what is left, where even single rows are too long.
    """
    hurried = Fraction(FLOOR)
    return (
        _all(rest, length, whole)
        or _rows(rest, length, quick)
        or _all(rest, length, hurried)
        or _two_rows(rest, length)
        or _ends(rest, length, quick)
    )


def shortest(rest: Rest) -> Fraction:
    """The fewest milliseconds in which the rest can be told: in full, or one skip and the last position."""
    return Fraction(min(len(rest) * FLOOR, _SKIP + FLOOR) if len(rest) else 0)


def _all(rest: Rest, length: Fraction, each: Fraction) -> FastPart | None:
    """Every position; None if that is too long."""
    if len(rest) * each > length:
        return None
    everything = range(rest.first, rest.positions)
    return FastPart(everything, range(0), range(0), length / len(rest))


def _rows(rest: Rest, length: Fraction, each: Fraction) -> FastPart | None:
    """As many rows from the start as fit, then the last row; None if not even the least of that fits."""
    resume, first_end = rest.positions - rest.row, _end_of_row(rest)
    skip = _skip_length(resume - first_end, rest)
    shown = int((length - skip) / each)
    pause = min((rest.first + shown - rest.row) // rest.row * rest.row, resume - rest.row)
    return _around(rest, pause, resume, length, skip) if pause >= first_end else None


def _two_rows(rest: Rest, length: Fraction) -> FastPart | None:
    """What is left of the first row and the whole last one; None if they need more haste than the floor."""
    resume, pause = rest.positions - rest.row, _end_of_row(rest)
    part = _around(rest, pause, resume, length, _skip_length(resume - pause, rest))
    return part if part.skipped and part.each >= FLOOR else None


def _ends(rest: Rest, length: Fraction, each: Fraction) -> FastPart:
    """As many positions as fit but at least one, half of them at the start, the others at the end."""
    skip = _skip_length(0, rest)
    shown = max(int((length - skip) / each), 1)
    tail = (shown + 1) // 2
    return _around(rest, rest.first + shown - tail, rest.positions - tail, length, skip)


def _end_of_row(rest: Rest) -> int:
    """The first ordinal of the row after the one that has begun."""
    return -(-rest.first // rest.row) * rest.row


def _around(rest: Rest, pause: int, resume: int, length: Fraction, skip: Fraction) -> FastPart:
    head, tail = range(rest.first, pause), range(resume, rest.positions)
    return FastPart(head, range(pause, resume), tail, (length - skip) / (len(head) + len(tail)), skip)


def _skip_length(positions: int, rest: Rest) -> Fraction:
    """How long it takes to pass over so many positions: longer for more rows, within limits."""
    return Fraction(min(_SKIP + _SKIP_PER_ROW * (positions // rest.row), _LONGEST_SKIP))
