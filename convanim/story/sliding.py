"""What a sliding kernel looks like at a moment: where its window stands, what is written, what is filled.

A pure function of the storyboard's moment. No seconds are left in what it returns, so a scene can be
brought to any time in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convanim.story.storyboard import Moment

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
WEIGHTS = (0.16, 0.38)
PRODUCTS = (0.42, 0.72)
RESULT = 0.76
ANSWER = (0.80, 0.83)
BEAM = (0.16, 0.70)
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
        active: the ordinal of the output cell that takes part, or None.
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


def sliding_state(moment: Moment, columns: int) -> SlidingState:
    """The picture at a moment of a storyboard whose output has so many columns."""
    return _BEATS[str(moment.beat.kind)](moment, columns)


def _place(ordinal: int, columns: int) -> tuple[float, float]:
    return float(ordinal // columns), float(ordinal % columns)


def _explain(moment: Moment, columns: int) -> SlidingState:
    beat, share = moment.beat, moment.progress
    products = part(share, PRODUCTS)
    answered = part(share, ANSWER)
    return SlidingState(
        window=_place(beat.position, columns),
        landed=1.0 if beat.previous is not None else ease(part(share, LANDING)),
        factors=part(share, WEIGHTS),
        products=products,
        product=0 < products < 1,
        result=share >= RESULT,
        position=beat.position if share >= PRODUCTS[0] else None,
        active=beat.position if share >= RESULT or part(share, BEAM) >= 1 else None,
        filled=beat.done_before + (answered >= 1),
        filling=answered if answered < 1 else 0.0,
        beam=ease(part(share, BEAM)),
    )


def _step(moment: Moment, columns: int) -> SlidingState:
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    start, end = _place(previous, columns), _place(beat.position, columns)
    move = 0.0 if beat.duration <= JUMP else min(MOVE, MOVE_SHARE * beat.duration)
    seconds = moment.progress * beat.duration
    share = 1.0 if move <= 0 else ease(seconds / move)
    arrived = share >= 1
    filling = float(arrived) if beat.duration < READABLE else part(seconds, (move, move + FILL))
    return SlidingState(
        window=(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share),
        position=beat.position if arrived else previous,
        active=beat.position if arrived else previous,
        filled=beat.done_before + (filling >= 1),
        filling=filling if filling < 1 else 0.0,
        fast=beat.duration < LEGIBLE,
    )


def _skip(moment: Moment, columns: int) -> SlidingState:
    beat = moment.beat
    previous = 0 if beat.previous is None else beat.previous
    ordinal = previous + round((beat.position - previous) * moment.progress)
    return SlidingState(
        window=_place(ordinal, columns),
        position=ordinal,
        active=ordinal,
        filled=max(beat.done_before, min(ordinal + 1, beat.done_after)),
        fast=True,
        skipped=beat.skipped,
    )


def _hold(moment: Moment, columns: int) -> SlidingState:
    beat = moment.beat
    return SlidingState(
        window=_place(beat.position, columns),
        position=beat.position,
        active=beat.position,
        filled=beat.done_after,
    )


def _rewind(moment: Moment, columns: int) -> SlidingState:
    beat, share = moment.beat, ease(moment.progress)
    previous = beat.position if beat.previous is None else beat.previous
    start, end = _place(previous, columns), _place(beat.position, columns)
    return SlidingState(
        window=(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share),
        factors=0.0,
        products=0.0,
        result=False,
        filled=beat.done_before,
        fade=1 - share,
        beam=1 - share,
    )


_BEATS = {"explain": _explain, "step": _step, "skim": _step, "skip": _skip, "hold": _hold, "rewind": _rewind}
