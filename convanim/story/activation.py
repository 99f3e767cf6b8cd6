"""What an activation looks like at a moment: how far a value is on its way from its cell to the next map.

A pure function of the storyboard's moment, so a scene can be brought to any time in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.story.sliding import JUMP, LEGIBLE, MOVE, MOVE_SHARE, READABLE, ease, part
from convanim.story.storyboard import Beat, Kind, Moment

Place = tuple[float, float]
Span = tuple[float, float]

LONGEST_WAY = 1.0
"""Seconds that a value's way takes at the most after the first one."""
WAY_SHARE = 0.75
"""The share of the time at a position that the way takes at the most."""


@dataclass(frozen=True, slots=True)
class Spans:
    """When each part of the way happens, as shares of the time it is given.

    Attributes:
        leave: the value goes from its cell to the axis.
        rise: the point goes from the axis up to the curve.
        across: the result goes from the curve to its chip.
        arrive: the route goes on to the cell of the map after.
        fill: that cell is filled.
    """

    leave: Span
    rise: Span
    across: Span
    arrive: Span
    fill: Span


EXPLAINED = Spans((0.10, 0.30), (0.36, 0.52), (0.58, 0.72), (0.74, 0.86), (0.86, 0.90))
STEPPED = Spans((0.0, 0.35), (0.35, 0.55), (0.55, 0.75), (0.75, 0.9), (0.9, 1.0))
LANDING = (0.02, 0.08)
"""When the frame appears around the first cell of a clip that is no loop."""


@dataclass(frozen=True, slots=True)
class ActivationState:
    """The picture at a moment.

    Attributes:
        place: (row, column) of the frames, fractions while they move.
        position: the ordinal of the value that is told, or None.
        source: the ordinal from whose place on the curve the point comes; ``slide`` is how far it is.
        landed: how far the frame in the map before has appeared, 0 to 1.
        leave, rise, across, arrive: how far each part of the way is, 0 to 1.
        target: whether the cell in the map after is framed.
        active: the ordinal of the cell that was just filled, or None.
        filled: how many cells of the map after are complete; ``filling`` is how far the next one is.
        fade: the opacity of all that the rewind takes away.
        fast: whether values go by too fast to read them.
        skipped: the ordinals passed over, for the pacing line.
    """

    place: Place
    position: int | None = None
    source: int | None = None
    slide: float = 1.0
    landed: float = 1.0
    leave: float = 1.0
    rise: float = 1.0
    across: float = 1.0
    arrive: float = 1.0
    target: bool = True
    active: int | None = None
    filled: int = 0
    filling: float = 0.0
    fade: float = 1.0
    fast: bool = False
    skipped: range = range(0)


def activation_state(moment: Moment, columns: int) -> ActivationState:
    """The picture at a moment of a storyboard over maps of so many columns."""
    beat = moment.beat
    if beat.kind is Kind.EXPLAIN:
        return _explain(moment, columns)
    if beat.kind is Kind.HOLD:
        return _settled(beat, columns)
    if beat.kind is Kind.SKIP:
        return _skip(moment, columns)
    if beat.kind is Kind.REWIND:
        return _rewind(moment, columns)
    return _step(moment, columns) if beat.duration >= READABLE else _skim(moment, columns)


def place_of(ordinal: int, columns: int) -> Place:
    """The (row, column) of an ordinal."""
    return float(ordinal // columns), float(ordinal % columns)


def _between(start: int, end: int, columns: int, share: float) -> Place:
    (row, column), (to_row, to_column) = place_of(start, columns), place_of(end, columns)
    return row + (to_row - row) * share, column + (to_column - column) * share


def _settled(beat: Beat, columns: int) -> ActivationState:
    """A position with everything said of it."""
    return ActivationState(
        place=place_of(beat.position, columns),
        position=beat.position,
        active=beat.position,
        filled=beat.done_after,
    )


def _on_the_way(beat: Beat, columns: int, share: float, spans: Spans) -> ActivationState:
    """A position at a share of its value's way."""
    filling = part(share, spans.fill)
    arrive = part(share, spans.arrive)
    return ActivationState(
        place=place_of(beat.position, columns),
        position=beat.position,
        leave=ease(part(share, spans.leave)),
        rise=ease(part(share, spans.rise)),
        across=ease(part(share, spans.across)),
        arrive=ease(arrive),
        target=arrive >= 1,
        active=beat.position if filling > 0 else None,
        filled=beat.done_before + (filling >= 1),
        filling=filling if filling < 1 else 0.0,
    )


def _explain(moment: Moment, columns: int) -> ActivationState:
    beat, share = moment.beat, moment.progress
    found = _on_the_way(beat, columns, share, EXPLAINED)
    return found if beat.previous is not None else replace(found, landed=ease(part(share, LANDING)))


def _step(moment: Moment, columns: int) -> ActivationState:
    """The frame moves to the next cell; then its value goes the same way, faster."""
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    wraps = previous // columns != beat.position // columns
    move = 0.0 if wraps else min(MOVE, MOVE_SHARE * beat.duration)
    if moment.seconds < move:
        share = ease(moment.seconds / move)
        return ActivationState(
            place=_between(previous, beat.position, columns, share),
            leave=0.0,
            rise=0.0,
            across=0.0,
            arrive=0.0,
            target=False,
            filled=beat.done_before,
        )
    way = min(LONGEST_WAY, WAY_SHARE * (beat.duration - move))
    return _on_the_way(beat, columns, (moment.seconds - move) / way, STEPPED)


def _skim(moment: Moment, columns: int) -> ActivationState:
    """The point slides along the curve to the next value; the frames are there at once."""
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    move = 0.0 if beat.duration <= JUMP else min(MOVE, MOVE_SHARE * beat.duration)
    share = 1.0 if move <= 0 else ease(moment.seconds / move)
    arrived = share >= 1
    return ActivationState(
        place=place_of(beat.position, columns),
        position=beat.position,
        source=previous,
        slide=share,
        active=beat.position if arrived else None,
        filled=beat.done_before + arrived,
        fast=beat.duration < LEGIBLE,
    )


def _skip(moment: Moment, columns: int) -> ActivationState:
    """Values are passed over; the cells fill in order."""
    beat = moment.beat
    previous = 0 if beat.previous is None else beat.previous
    ordinal = previous + round((beat.position - previous) * moment.progress)
    return ActivationState(
        place=place_of(ordinal, columns),
        position=ordinal,
        active=ordinal,
        filled=max(beat.done_before, min(ordinal + 1, beat.done_after)),
        fast=True,
        skipped=beat.skipped,
    )


def _rewind(moment: Moment, columns: int) -> ActivationState:
    """The way and the map after fade while the frame returns to the first cell."""
    beat, share = moment.beat, ease(moment.progress)
    previous = beat.position if beat.previous is None else beat.previous
    gone = share >= 1
    return ActivationState(
        place=_between(previous, beat.position, columns, share),
        position=None if gone else previous,
        leave=float(not gone),
        rise=float(not gone),
        across=float(not gone),
        arrive=float(not gone),
        target=not gone,
        active=previous,
        filled=0 if gone else beat.done_before,
        fade=1 - share,
    )
