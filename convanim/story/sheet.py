"""What a sheet looks like at a moment: where its windows stand, which filter works, and how far it is.

A pure function of the storyboard's moment, as for a sliding kernel: no seconds are left in the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.story.sheet_ending import MERGE, STACK, is_ending
from convanim.story.sheet_turns import DONE, Order, SheetState, Turn
from convanim.story.sliding import FILL, JUMP, LEGIBLE, MOVE, MOVE_SHARE, READABLE, ease, part

if TYPE_CHECKING:
    from convanim.story.storyboard import Moment

LANDING = (0.02, 0.10)
ANSWERS = (0.14, 0.58)
BIAS = 0.62
TOTAL = 0.70
ACTIVATED = 0.79
ANSWER = (0.86, 0.90)
"""The parts of explaining a filter's first answer, as shares of its time."""
FIRST_TURN = 0.58
"""How much of the explanation the first filter has, where there are several."""
STACKING, TELLING = (0.08, 0.45), (0.45, 0.95)
"""The parts of the stack: the maps slide together, then names and dimensions come one by one."""
MERGING = (0.58, 0.70)
"""When a filter's first answers go from their maps into the sum, where they have maps."""
JOINING = (0.12, 0.72)
"""When whole maps do, as a share of that ending."""
WATCHED, JOIN = 1.0, 0.45
"""A position that lasts so long, in seconds, shows how its answers join, and how long that takes."""
READABLE_TURN = 0.22
"""Filters that would have less time than this each, in seconds, work all at once."""


def sheet_state(moment: Moment, order: Order) -> SheetState:
    """The picture at a moment of a storyboard."""
    beat = moment.beat
    return _hold(moment, order) if is_ending(beat) else _BEATS[str(beat.kind)](moment, order)


def _turn(share: float) -> Turn:
    """A turn that is told step by step."""
    answered = part(share, ANSWER)
    return Turn(
        part(share, ANSWERS),
        share >= BIAS,
        share >= TOTAL,
        share >= ACTIVATED,
        answered,
        share < ANSWER[1],
        ease(part(share, MERGING)),
    )


def _explain(moment: Moment, order: Order) -> SheetState:
    beat, share = moment.beat, moment.progress
    count = 1 if order.one_after_another else len(order.filters)
    number, local = 0, share
    if count > 1:
        each = (1 - FIRST_TURN) / (count - 1)
        number = 0 if share < FIRST_TURN else min(1 + int((share - FIRST_TURN) / each + 1e-9), count - 1)
        local = share / FIRST_TURN if not number else (share - FIRST_TURN - (number - 1) * each) / each
    turn = _turn(local)
    active = order.split(beat.position)[1] if order.one_after_another else order.filters[number]
    return SheetState(
        window=order.place(beat.position),
        active=(active,),
        spoken=active,
        turn=turn,
        filled=order.filled(beat.done_before, number + (turn.filling >= 1)),
        position=order.split(beat.position)[0],
        landed=1.0 if beat.previous is not None else ease(part(share, LANDING)),
        ordinal=beat.position,
    )


def _step(moment: Moment, order: Order) -> SheetState:
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    move = 0.0 if beat.duration <= JUMP else min(MOVE, MOVE_SHARE * beat.duration)
    seconds = moment.progress * beat.duration
    share = 1.0 if move <= 0 else ease(seconds / move)
    if share < 1:
        return _moving(moment, order, previous, share)
    turns = 1 if order.one_after_another else len(order.filters)
    each = (beat.duration - move) / turns
    position, working = order.split(beat.position)
    fast = beat.duration < LEGIBLE
    if turns > 1 and each < READABLE_TURN:
        return SheetState(
            window=order.place(beat.position),
            active=order.filters,
            spoken=order.filters[-1],
            turn=DONE,
            filled=order.filled(beat.done_before, turns),
            position=position,
            fast=fast,
            ordinal=beat.position,
        )
    number = min(int((seconds - move) / each + 1e-9), turns - 1) if turns > 1 else 0
    since = seconds - move - number * each
    joined = part(since, (0.0, JOIN)) if order.merges and beat.duration >= WATCHED else 1.0
    since -= JOIN if order.merges and beat.duration >= WATCHED else 0.0
    filling = part(since, (0.0, FILL)) if beat.duration >= READABLE else 1.0
    active = working if order.one_after_another else order.filters[number]
    return SheetState(
        window=order.place(beat.position),
        active=(active,),
        spoken=active,
        turn=Turn(1.0, True, joined >= 1, joined >= 1, filling, merging=ease(joined)),
        filled=order.filled(beat.done_before, number + (filling >= 1)),
        position=position,
        fast=fast,
        ordinal=beat.position,
    )


def _moving(moment: Moment, order: Order, previous: int, share: float) -> SheetState:
    """On the way to the next position everything says what it said at the last."""
    beat = moment.beat
    position, working = order.split(previous)
    hurried = (
        not order.one_after_another
        and len(order.filters) > 1
        and beat.duration - min(MOVE, MOVE_SHARE * beat.duration) < READABLE_TURN * len(order.filters)
    )
    return SheetState(
        window=order.between(previous, beat.position, share),
        active=order.filters if hurried else (working,),
        spoken=working,
        turn=DONE,
        filled=order.filled(beat.done_before),
        position=position,
        fast=beat.duration < LEGIBLE,
        ordinal=previous,
    )


def _skip(moment: Moment, order: Order) -> SheetState:
    beat = moment.beat
    previous = 0 if beat.previous is None else beat.previous
    ordinal = previous + round((beat.position - previous) * moment.progress)
    position, working = order.split(ordinal)
    done = max(beat.done_before, min(ordinal + 1, beat.done_after))
    return SheetState(
        window=order.place(ordinal),
        active=(working,) if order.one_after_another else order.filters,
        spoken=working,
        turn=DONE,
        filled=order.filled(done),
        position=position,
        fast=True,
        skipped=beat.skipped,
        ordinal=ordinal,
    )


def _hold(moment: Moment, order: Order) -> SheetState:
    position, working = order.split(moment.beat.position)
    share = moment.progress if is_ending(moment.beat, STACK) else 1.0
    merged = part(moment.progress, JOINING) if is_ending(moment.beat, MERGE) else 0.0
    together = order.stacks and not order.one_after_another
    return SheetState(
        window=order.place(moment.beat.position),
        active=order.filters if together else (working,),
        spoken=working,
        turn=DONE,
        filled=order.filled(moment.beat.done_after),
        position=position,
        ordinal=moment.beat.position,
        stacked=ease(part(share, STACKING)) if order.stacks else 0.0,
        told=part(share, TELLING) if order.stacks else 0.0,
        merged=ease(merged),
    )


def _rewind(moment: Moment, order: Order) -> SheetState:
    beat, share = moment.beat, ease(moment.progress)
    previous = beat.position if beat.previous is None else beat.previous
    working = order.split(previous)[1]
    return SheetState(
        window=order.between(previous, beat.position, share),
        active=(working,),
        spoken=working,
        turn=Turn(),
        filled=order.filled(beat.done_before),
        fade=1 - share,
        ordinal=beat.position,
        stacked=1 - share if order.stacks else 0.0,
    )


_BEATS = {"explain": _explain, "step": _step, "skim": _step, "skip": _skip, "hold": _hold, "rewind": _rewind}
