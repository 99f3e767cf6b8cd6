"""What a stack of causal layers looks like at a moment: which samples are known, and what is being summed.

A pure function of the storyboard's moment. The storyboard's first position is the first sample whose
output is told; the samples before it pass by at the start of its explanation.
"""

from __future__ import annotations

from dataclasses import dataclass

from convanim.story.sliding import FILL, JUMP, LEGIBLE, MOVE, MOVE_SHARE, READABLE, ease, part
from convanim.story.storyboard import Kind, Moment

PASSING = (0.02, 0.22)
"""The part of explaining in which the samples before the explained one pass by."""
SUMS = (0.26, 0.76)
"""In this part the layers answer one after the other."""
REACH = (0.78, 0.88)
"""In this part the output's reads are followed down to the input."""
TERMS = (0.10, 0.62)
"""The part of a layer's turn in which its products are written."""
RESULT, ANSWER = 0.70, (0.70, 0.80)


@dataclass(frozen=True, slots=True)
class Turn:
    """A layer at work on its newest sample.

    Attributes:
        layer: which, from 0.
        reads: how far its reads have grown from the cell down, 0 to 1.
        terms: how many of its products are written, as a share.
        result: whether its sum is; ``filling`` is how far the cell is filled.
    """

    layer: int
    reads: float
    terms: float
    result: bool
    filling: float


@dataclass(frozen=True, slots=True)
class StackState:
    """The picture at a moment.

    Attributes:
        now: the newest sample that is known, fractions while the line moves; −1 before the first.
        done: how many samples every layer has answered; ``ahead`` layers have answered one more.
        current: the sample whose answer is told or just was; None while there is none.
        turn: the layer at work on it; None where all have answered.
        filling: how far the last layer's cell of ``current`` is filled, with its reads, where it is not told.
        reach: how far the reads of the output are followed down, 0 to 1.
        fade: the opacity of all outputs; it falls while the loop returns to the start.
        fast: whether samples go by too fast to read their numbers.
        skipped: the ordinals passed over.
        position: the storyboard's ordinal of ``current``.
    """

    now: float
    done: int
    ahead: int = 0
    current: int | None = None
    turn: Turn | None = None
    filling: float = 1.0
    reach: float = 1.0
    fade: float = 1.0
    fast: bool = False
    skipped: range = range(0)
    position: int = 0


def stack_state(moment: Moment, first: int, layers: int) -> StackState:
    """The picture at a moment of a storyboard whose position 0 is sample ``first`` of so many layers."""
    beat = moment.beat
    if beat.kind is Kind.EXPLAIN:
        return _explained(moment, first, layers)
    if beat.kind is Kind.SKIP:
        return _skipped(moment, first)
    sample = first + beat.position
    if beat.kind is Kind.HOLD:
        return StackState(sample, sample + 1, current=sample, position=beat.position)
    return _rewound(moment, first) if beat.kind is Kind.REWIND else _stepped(moment, first)


def _explained(moment: Moment, first: int, layers: int) -> StackState:
    share = moment.progress
    passed = part(share, PASSING)
    if passed < 1:
        now = -1 + passed * (first + 1)
        known = int(now + 1e-9) + 1 if now > -1 else 0
        return StackState(now, min(known, first), reach=0.0)
    told = part(share, SUMS) * layers
    layer = int(told)
    if layer >= layers:
        return StackState(first, first + 1, current=first, reach=ease(part(share, REACH)))
    within = told - layer
    turn = Turn(
        layer,
        ease(part(within, (0.0, 0.25))),
        part(within, TERMS),
        within >= RESULT,
        part(within, ANSWER),
    )
    ahead = layer + (turn.filling >= 1)
    begun = share > SUMS[0]
    return StackState(first, first, ahead, first if begun else None, turn if begun else None, reach=0.0)


def _stepped(moment: Moment, first: int) -> StackState:
    """The line moves on by a sample; then all layers answer, from below."""
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    move = 0.0 if beat.duration <= JUMP else min(MOVE, MOVE_SHARE * beat.duration)
    share = 1.0 if move <= 0 else ease(moment.seconds / move)
    sample, fast = first + beat.position, beat.duration < LEGIBLE
    if share < 1:
        now = first + previous + (beat.position - previous) * share
        return StackState(
            now, first + beat.done_before, current=first + previous, fast=fast, position=previous
        )
    filling = 1.0 if beat.duration < READABLE else part(moment.seconds, (move, move + FILL))
    done = first + beat.done_before + (filling >= 1)
    return StackState(sample, done, current=sample, filling=filling, fast=fast, position=beat.position)


def _skipped(moment: Moment, first: int) -> StackState:
    beat = moment.beat
    previous = 0 if beat.previous is None else beat.previous
    now = first + previous + (beat.position - previous) * moment.progress
    sample = int(now + 1e-9)
    done = max(first + beat.done_before, min(sample + 1, first + beat.done_after))
    return StackState(now, done, current=sample, fast=True, skipped=beat.skipped, position=sample - first)


def _rewound(moment: Moment, first: int) -> StackState:
    """The answers fade while the line returns to before the first sample."""
    beat, share = moment.beat, ease(moment.progress)
    previous = first + (beat.position if beat.previous is None else beat.previous)
    now = previous + (-1 - previous) * share
    return StackState(now, first + beat.done_before, reach=0.0, fade=1 - share)
