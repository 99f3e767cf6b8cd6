"""What a sliding kernel looks like at a moment: where its window stands, what is written, what is filled.

A pure function of the storyboard's moment. No seconds are left in what it returns, so a scene can be
brought to any time in any order.
"""

from __future__ import annotations

from dataclasses import dataclass

from convanim.story.storyboard import Kind, Moment

MOVE = 0.35
"""The longest time a move to the next position takes, in seconds."""
MOVE_SHARE = 0.4
FILL = 0.15
"""The time an output cell takes to fill, in seconds, where there is time to watch it."""
READABLE = 0.5
"""A position with less time than this, in seconds, fills its cell at once: a fade would only be a flicker."""
LEGIBLE = 0.25
"""A position with less time than this, in seconds, is counted and not written out."""
JUMP = 0.11
"""A position with less time than this, in seconds, is jumped to."""

LANDING = (0.02, 0.12)
WEIGHTS = (0.16, 0.36)
PRODUCTS = (0.42, 0.74)
PRODUCTS_ALONE = (0.18, 0.72)
"""Where no weights are written into the cells, the products have their time as well."""
RESULT = 0.78
ANSWER = (0.82, 0.85)
BEAM = (0.12, 0.38)
SEEN = (0.40, 0.46)
"""The parts of explaining the first position, as shares of its time."""


@dataclass(frozen=True, slots=True)
class SlidingState:
    """The picture at a moment.

    Attributes:
        window: (row, column) of the output that the window stands for; fractions while it moves.
        landed: how far the window has appeared, 0 to 1.
        factors: how many weights stand in the window's cells, as a share.
        products: how many products of the sum are written, as a share.
        product: whether products are being written just now, one by one.
        result: whether the sum's result is written.
        position: the ordinal of the output whose arithmetic is written, or None.
        active: the ordinal of the output cell that was just computed, or None.
        marker: (row, column) of the frame around an output, fractions while it moves; None if there is none.
        moving: whether the window is on its way.
        filled: how many outputs are complete.
        filling: how far the output after those is filled, 0 to 1.
        fade: the opacity of all outputs; it falls while the loop returns to the start.
        beam: how far the projection reaches from the window to the output, 0 to 1.
        fast: whether positions go by too fast to read their numbers.
        skipped: the ordinals passed over, for the pacing line.
    """

    window: tuple[float, float]
    landed: float = 1.0
    factors: float = 1.0
    products: float = 1.0
    product: bool = False
    result: bool = True
    position: int | None = None
    active: int | None = None
    marker: tuple[float, float] | None = None
    moving: bool = False
    filled: int = 0
    filling: float = 0.0
    fade: float = 1.0
    beam: float = 1.0
    fast: bool = False
    skipped: range = range(0)


def ease(share: float) -> float:
    """Slow, fast, slow: the cubic that starts and ends at rest."""
    bounded = min(max(share, 0.0), 1.0)
    return bounded * bounded * (3 - 2 * bounded)


def part(share: float, span: tuple[float, float]) -> float:
    """How much of a span, given as shares of a beat, has passed."""
    start, end = span
    return min(max((share - start) / (end - start), 0.0), 1.0)


def sliding_state(moment: Moment, columns: int, written: bool = True, sums: bool = True) -> SlidingState:
    """The picture at a moment of a storyboard whose output has so many columns.

    ``written`` says whether weights are written into the window's cells, ``sums`` whether there is a line
    of products: what is not shown takes no time.
    """
    beat = moment.beat
    if beat.kind is Kind.EXPLAIN:
        return _explain(moment, columns, written, sums)
    if beat.kind is Kind.SKIP:
        return _skip(moment, columns)
    if beat.kind is Kind.HOLD:
        return _hold(moment, columns)
    return _rewind(moment, columns) if beat.kind is Kind.REWIND else _step(moment, columns)


def _place(ordinal: int, columns: int) -> tuple[float, float]:
    return float(ordinal // columns), float(ordinal % columns)


def _between(start: int, end: int, columns: int, share: float) -> tuple[float, float]:
    (row, column), (to_row, to_column) = _place(start, columns), _place(end, columns)
    return row + (to_row - row) * share, column + (to_column - column) * share


def _explain(moment: Moment, columns: int, written: bool, sums: bool) -> SlidingState:
    beat, share = moment.beat, moment.progress
    products = part(share, (PRODUCTS if written else PRODUCTS_ALONE) if sums else SEEN)
    answered = part(share, ANSWER if sums else SEEN)
    reached = share >= (RESULT if sums else SEEN[0])
    place = _place(beat.position, columns)
    return SlidingState(
        window=place,
        landed=1.0 if beat.previous is not None else ease(part(share, LANDING)),
        factors=part(share, WEIGHTS) if written else 1.0,
        products=products,
        product=sums and 0 < products < 1,
        result=reached,
        position=beat.position if products > 0 else None,
        active=beat.position if reached else None,
        marker=place if reached else None,
        filled=beat.done_before + (answered >= 1),
        filling=answered if answered < 1 else 0.0,
        beam=ease(part(share, BEAM)),
    )


def _step(moment: Moment, columns: int) -> SlidingState:
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    wraps = previous // columns != beat.position // columns
    move = 0.0 if beat.duration <= JUMP or wraps else min(MOVE, MOVE_SHARE * beat.duration)
    seconds = moment.progress * beat.duration
    share = 1.0 if move <= 0 else ease(seconds / move)
    place = _between(previous, beat.position, columns, share)
    arrived = share >= 1
    filling = float(arrived) if beat.duration < READABLE else part(seconds, (move, move + FILL))
    return SlidingState(
        window=place,
        factors=1.0 if arrived else 0.0,
        position=beat.position if arrived else previous,
        active=beat.position if arrived else None,
        marker=place,
        moving=not arrived,
        filled=beat.done_before + (filling >= 1),
        filling=filling if filling < 1 else 0.0,
        fast=beat.duration < LEGIBLE,
    )


def _skip(moment: Moment, columns: int) -> SlidingState:
    """The window glides from where it was to where it will be; the outputs between fill in order."""
    beat = moment.beat
    previous = 0 if beat.previous is None else beat.previous
    ordinal = previous + round((beat.position - previous) * moment.progress)
    place = _between(previous, beat.position, columns, moment.progress)
    return SlidingState(
        window=place,
        factors=0.0,
        position=ordinal,
        marker=place,
        moving=True,
        filled=max(beat.done_before, min(ordinal + 1, beat.done_after)),
        fast=True,
        skipped=beat.skipped,
    )


def _hold(moment: Moment, columns: int) -> SlidingState:
    beat = moment.beat
    place = _place(beat.position, columns)
    return SlidingState(
        window=place, position=beat.position, active=beat.position, marker=place, filled=beat.done_after
    )


def _rewind(moment: Moment, columns: int) -> SlidingState:
    beat, share = moment.beat, ease(moment.progress)
    previous = beat.position if beat.previous is None else beat.previous
    return SlidingState(
        window=_between(previous, beat.position, columns, share),
        factors=0.0,
        products=0.0,
        result=False,
        moving=share < 1,
        filled=beat.done_before,
        fade=1 - share,
        beam=1 - share,
    )
