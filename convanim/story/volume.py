"""What a volume looks like at a moment: where its box stands along three axes, and how far it is.

A pure function of the storyboard's moment: the state of a sliding kernel, and the box's depth. Along a row
the box slides; when a slice of the output is done it moves on in depth, and takes its time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.story.sliding import FILL, JUMP, LEGIBLE, READABLE, SlidingState, ease, part, sliding_state
from convanim.story.storyboard import Kind, Moment

Size = tuple[int, int, int]
DEPTH_MOVE, DEPTH_SHARE = 0.7, 0.55
"""The longest time that a move along depth takes, in seconds, and the most as a share of its position's."""
BIAS, TOTAL = 0.74, 0.78
"""When the bias and the sum appear while the first position is explained, as shares of its time."""
ANSWERED = 0.8
"""The share of its own time after which a slice's answer stands."""


@dataclass(frozen=True, slots=True)
class VolumeState:
    """The picture at a moment.

    Attributes:
        sliding: as of a sliding kernel: what is filled, written and active.
        window: (slice, row, column) of the output that the box stands for; fractions while it moves.
        answers: how many slices of the kernel have answered, as a share.
        telling: whether they answer one by one just now.
        bias, total: whether these are there.
    """

    sliding: SlidingState
    window: tuple[float, float, float]
    answers: float = 1.0
    telling: bool = False
    bias: bool = True
    total: bool = True


def place_of(ordinal: int, size: Size) -> tuple[float, float, float]:
    """The (slice, row, column) of an ordinal in raster order."""
    _, rows, columns = size
    rest, column = divmod(ordinal, columns)
    number, row = divmod(rest, rows)
    return float(number), float(row), float(column)


def volume_state(moment: Moment, size: Size) -> VolumeState:
    """The picture at a moment of a storyboard over an output of that size."""
    beat, sliding = moment.beat, sliding_state(moment, size[2], written=False)
    previous = beat.position if beat.previous is None else beat.previous
    if beat.kind is Kind.EXPLAIN:
        share = moment.progress
        return VolumeState(
            sliding,
            place_of(beat.position, size),
            sliding.products,
            0 < sliding.products < 1,
            share >= BIAS,
            share >= TOTAL,
        )
    if beat.kind is Kind.REWIND:
        window = _between(previous, beat.position, size, 1 - sliding.fade)
        return VolumeState(sliding, window, 0.0, False, False, False)
    if beat.kind is Kind.SKIP:
        return VolumeState(sliding, place_of(sliding.position or 0, size))
    if beat.kind is not Kind.HOLD and place_of(previous, size)[0] != place_of(beat.position, size)[0]:
        return _deeper(moment, sliding, previous, size)
    row, column = sliding.window
    rows = size[1]
    # A move stays in its row; from row to row the box jumps, so that rows are whole here.
    return VolumeState(sliding, (float(int(row) // rows), row - int(row) // rows * rows, column))


def _between(start: int, end: int, size: Size, share: float) -> tuple[float, float, float]:
    one, other = place_of(start, size), place_of(end, size)
    depth, row, column = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return depth, row, column


def _deeper(moment: Moment, sliding: SlidingState, previous: int, size: Size) -> VolumeState:
    """The box goes on to the next slice of the output, and back to its first row and column."""
    beat = moment.beat
    move = 0.0 if beat.duration <= JUMP else min(DEPTH_MOVE, DEPTH_SHARE * beat.duration)
    seconds = moment.seconds
    if seconds < move:
        still = replace(
            sliding,
            position=previous,
            active=previous,
            moving=True,
            filled=beat.done_before,
            filling=0.0,
            fast=beat.duration < LEGIBLE,
        )
        return VolumeState(still, _between(previous, beat.position, size, ease(seconds / move)))
    filling = 1.0 if beat.duration < READABLE else part(seconds, (move, move + FILL))
    arrived = replace(
        sliding, filled=beat.done_before + (filling >= 1), filling=filling if filling < 1 else 0.0
    )
    return VolumeState(arrived, place_of(beat.position, size))
