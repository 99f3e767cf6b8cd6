"""How long each part of a clip is: by its pace alone, or fitted into a time."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import pairwise

from convanim.errors import ConvanimError
from convanim.story.fast import Rest, shortest
from convanim.story.paces import Pace
from convanim.story.storyboard import TIME_GRID

LONGEST = 3600
"""Seconds: the longest clip that can be asked for."""

_HOLD, _REWIND = 2000, 400
_LEAST_HOLD, _LEAST_EXPLAIN, _LEAST_READING = 400, 1000, 200


@dataclass(frozen=True, slots=True)
class Lengths:
    """Milliseconds for each part of a clip; a part of 0 is not there.

    ``slide`` is all positions but the first, ``reading`` each of the readings in it.
    """

    opening: Fraction
    rewind: Fraction
    explain: Fraction
    slide: Fraction
    hold: Fraction
    reading: Fraction

    @property
    def total(self) -> Fraction:
        """The clip's length."""
        return self.opening + self.rewind + self.explain + self.slide + self.hold


def natural(manner: Pace, rest: Rest, *, loop: bool) -> Lengths:
    """The lengths that the pace itself asks for."""
    return _parts(manner, rest, loop=loop, fast=_natural_fast(manner, rest))


def fitted(manner: Pace, rest: Rest, duration: float, *, loop: bool) -> Lengths:
    """Lengths that add up to ``duration`` seconds, rounded to 0.2.

    Four clips are laid out, each told more at leisure than the one before; what is asked for lies between two
    of them, or is the longest one stretched.

    Raises:
        ConvanimError: not finite, over ``LONGEST``, or less than the shortest clip.
    """
    fast = _natural_fast(manner, rest)
    least = _parts(_least(manner), rest, loop=loop, fast=shortest(rest), hold=_LEAST_HOLD)
    total = _asked(duration, least.total, rest.positions)
    hurried = _parts(manner, rest, loop=loop, fast=max(fast / 2, shortest(rest)))
    usual = _parts(manner, rest, loop=loop, fast=fast)
    leisure = _parts(manner, rest, loop=loop, fast=max(fast, Fraction(len(rest) * manner.slow)))
    for short, long in pairwise((least, hurried, usual, leisure)):
        if total <= long.total:
            return _on_grid(_between(short, long, total), total)
    return _on_grid(_stretched(leisure, total), total)


def _natural_fast(manner: Pace, rest: Rest) -> Fraction:
    """The usual length of the fast part, on the time grid unless that would be too short for it."""
    length = Fraction(min(len(rest) * manner.slow, manner.cap))
    least = max(shortest(rest), Fraction(min(len(rest) * manner.quick, manner.cap)))
    return Fraction(_down(length)) if _down(length) >= least else length


def _least(manner: Pace) -> Pace:
    """The same pace with the least time for the positions that are explained and read."""
    return Pace(_LEAST_EXPLAIN, _LEAST_READING, manner.readings, manner.slow, manner.quick, manner.cap)


def _parts(manner: Pace, rest: Rest, *, loop: bool, fast: Fraction, hold: int = _HOLD) -> Lengths:
    """Lengths on the time grid; a loop's hold lies half at its end and half at its start."""
    slide = _up(manner.reading * (rest.first - 1) + fast)
    opening, rewind = (hold // 2, _REWIND) if loop else (0, 0)
    values = (opening, rewind, manner.explain, slide, hold - opening, manner.reading)
    return Lengths(*(Fraction(value) for value in values))


def _asked(duration: float, least: Fraction, positions: int) -> int:
    """Milliseconds of an asked duration, on the time grid; refuses what no clip can last."""
    total = _down(Fraction(duration) * 1000 + Fraction(TIME_GRID, 2)) if math.isfinite(duration) else 0
    if not math.isfinite(duration):
        reason = "is not a time"
    elif total < least:
        reason = f"is too short to show {positions} position{'s' if positions > 1 else ''}"
    elif total > LONGEST * 1000:
        reason = "is too long"
    else:
        return total
    raise ConvanimError(f"duration {duration:g} s {reason}: use {float(least) / 1000:g} to {LONGEST} seconds")


def _between(short: Lengths, long: Lengths, total: int) -> Lengths:
    """Every part the same share of the way from its short length to its long one."""
    share = (total - short.total) / (long.total - short.total or 1)
    pairs = ((getattr(short, part.name), getattr(long, part.name)) for part in fields(Lengths))
    return Lengths(*(low + share * (high - low) for low, high in pairs))


def _stretched(lengths: Lengths, total: int) -> Lengths:
    """Every position slowed down by one factor; holds and rewind stay, for nobody learns from waiting."""
    still = lengths.opening + lengths.rewind + lengths.hold
    factor = (total - still) / (lengths.explain + lengths.slide)
    explain, slide, reading = (part * factor for part in (lengths.explain, lengths.slide, lengths.reading))
    return Lengths(lengths.opening, lengths.rewind, explain, slide, lengths.hold, reading)


def _on_grid(lengths: Lengths, total: int) -> Lengths:
    """Each section down to the time grid; what is over goes to the slide, else to the explanation."""
    cut = (lengths.opening, lengths.rewind, lengths.explain, lengths.hold)
    opening, rewind, explain, hold = (Fraction(_down(part)) for part in cut)
    over = total - opening - rewind - explain - hold
    if not lengths.slide:
        return Lengths(opening, rewind, explain + over, Fraction(0), hold, lengths.reading)
    return Lengths(opening, rewind, explain, over, hold, lengths.reading)


def _down(length: Fraction | int) -> int:
    """The greatest multiple of the time grid that is not longer."""
    return int(length // TIME_GRID) * TIME_GRID


def _up(length: Fraction | int) -> int:
    """The least multiple of the time grid that is not shorter."""
    return -_down(-length)
