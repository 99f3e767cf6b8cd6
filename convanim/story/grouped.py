"""What a picture of grouped channels looks like at a moment: whose turn it is, and how far all are.

A pure function of the storyboard's moment, as for a sliding kernel: no seconds are left in the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convanim.story.sheet_turns import DONE, Turn
from convanim.story.sliding import FILL, JUMP, LEGIBLE, MOVE, MOVE_SHARE, READABLE, ease, part

if TYPE_CHECKING:
    from convanim.story.storyboard import Moment

LANDING = (0.02, 0.08)
TURNS = (0.10, 0.93)
"""The parts of explaining the first position, as shares of its time: after its turns all are at work."""
ANSWERS = (0.06, 0.50)
TOTAL, ACTIVATED = 0.58, 0.68
ANSWER = (0.76, 0.90)
"""The parts of a turn."""
STAGE = 0.45
"""Of the time that a position is read, the share after which the second stage begins."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What the picture's turns are: how many columns an output has, and the stage of each turn."""

    columns: int
    stages: tuple[int, ...]

    def place(self, ordinal: int) -> tuple[float, float]:
        """The (row, column) of an output."""
        row, column = divmod(ordinal, self.columns)
        return float(row), float(column)

    def between(self, start: int, end: int, share: float) -> tuple[float, float]:
        """A share of the way from one output to another."""
        (row, column), (to_row, to_column) = self.place(start), self.place(end)
        return row + (to_row - row) * share, column + (to_column - column) * share


@dataclass(frozen=True, slots=True)
class Part:
    """What the rows of one turn do.

    Attributes:
        working: whether they are at work, or rest.
        turn: how far they are with their answer.
        filled: how many of their outputs are complete.
        used: whether their weights were needed yet.
    """

    working: bool
    turn: Turn
    filled: int
    used: bool = True

    @property
    def current(self) -> bool:
        """Whether the answer at this position is there."""
        return self.turn.total


@dataclass(frozen=True, slots=True)
class GroupedState:
    """The picture at a moment.

    Attributes:
        window: (row, column) of the output that the windows stand for; fractions while they move.
        landed: how far the windows have appeared, 0 to 1.
        parts: what each turn's rows do.
        done: how many positions are complete.
        position: the ordinal of the position whose numbers are written; None while there are none.
        fade: the opacity of all outputs.
        skipped: the ordinals passed over.
        told: whether one turn comes after the other just now.
    """

    window: tuple[float, float]
    parts: tuple[Part, ...]
    done: int
    position: int | None = None
    landed: float = 1.0
    fade: float = 1.0
    fast: bool = False
    skipped: range = range(0)
    told: bool = False


def grouped_state(moment: Moment, clock: Clock) -> GroupedState:
    """The picture at a moment of a storyboard."""
    return _BEATS[str(moment.beat.kind)](moment, clock)


REST = Turn()


def _turn(share: float) -> Turn:
    """A turn that is told step by step."""
    return Turn(
        part(share, ANSWERS),
        share >= TOTAL,
        share >= TOTAL,
        share >= ACTIVATED,
        part(share, ANSWER),
        share < ANSWER[1],
    )


def _explain(moment: Moment, clock: Clock) -> GroupedState:
    beat, share = moment.beat, moment.progress
    count, before = len(clock.stages), beat.done_before
    along = part(share, TURNS) * count
    over = share >= TURNS[1]
    parts = []
    for number in range(count):
        local = min(max(along - number, 0.0), 1.0)
        begun, turn = along > number or over, _turn(local if not over else 1.0)
        if not begun:
            parts.append(Part(False, REST, before, False))
        else:
            ended = local >= 1
            parts.append(Part(over or not ended, DONE if ended else turn, before + (turn.filling >= 1)))
    return GroupedState(
        window=clock.place(beat.position),
        parts=tuple(parts),
        done=before + over,
        position=beat.position,
        landed=1.0 if beat.previous is not None else ease(part(share, LANDING)),
        told=not over,
    )


def _step(moment: Moment, clock: Clock) -> GroupedState:
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    move = 0.0 if beat.duration <= JUMP else min(MOVE, MOVE_SHARE * beat.duration)
    seconds = moment.progress * beat.duration
    share = 1.0 if move <= 0 else ease(seconds / move)
    fast = beat.duration < LEGIBLE
    if share < 1:
        parts = tuple(Part(True, DONE, beat.done_before) for _ in clock.stages)
        window = clock.between(previous, beat.position, share)
        return GroupedState(window, parts, beat.done_before, previous, fast=fast)
    parts = tuple(_stepped(beat.done_before, beat.duration, seconds - move, stage) for stage in clock.stages)
    done = min(part.filled for part in parts)
    return GroupedState(clock.place(beat.position), parts, done, beat.position, fast=fast)


def _stepped(before: int, duration: float, since: float, stage: int) -> Part:
    """A turn's rows at a position that is read: the second stage waits for the first where there is time."""
    if duration < READABLE:
        return Part(True, DONE, before + 1)
    since -= stage * STAGE * duration * (1 - MOVE_SHARE)
    filling = part(since, (0.0, FILL))
    if since < 0:
        return Part(True, REST, before)
    return Part(True, Turn(1.0, True, True, True, filling), before + (filling >= 1))


def _skip(moment: Moment, clock: Clock) -> GroupedState:
    beat = moment.beat
    previous = 0 if beat.previous is None else beat.previous
    ordinal = previous + round((beat.position - previous) * moment.progress)
    done = max(beat.done_before, min(ordinal + 1, beat.done_after))
    parts = tuple(Part(True, DONE, done) for _ in clock.stages)
    return GroupedState(clock.place(ordinal), parts, done, ordinal, fast=True, skipped=beat.skipped)


def _hold(moment: Moment, clock: Clock) -> GroupedState:
    beat = moment.beat
    parts = tuple(Part(True, DONE, beat.done_after) for _ in clock.stages)
    return GroupedState(clock.place(beat.position), parts, beat.done_after, beat.position)


def _rewind(moment: Moment, clock: Clock) -> GroupedState:
    beat, share = moment.beat, ease(moment.progress)
    previous = beat.position if beat.previous is None else beat.previous
    parts = tuple(Part(False, REST, beat.done_before, share < 1) for _ in clock.stages)
    window = clock.between(previous, beat.position, share)
    return GroupedState(window, parts, beat.done_before if share < 1 else 0, fade=1 - share)


_BEATS = {"explain": _explain, "step": _step, "skim": _step, "skip": _skip, "hold": _hold, "rewind": _rewind}
