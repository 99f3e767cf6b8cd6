"""What cross-correlation beside convolution looks like at a moment: how far the kernel is rotated.

First the kernel turns, its rows and then its columns; then both sides do what a sliding kernel does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.story.sliding import SlidingState, ease, part, sliding_state
from convanim.story.storyboard import Kind, Moment

ROWS, COLUMNS = (0.04, 0.15), (0.17, 0.28)
"""The parts of explaining the first position in which rows and columns are mirrored, as shares."""
TOLD = 0.32
"""The share of it after which the first position itself is told."""


@dataclass(frozen=True, slots=True)
class FlippedState:
    """The picture at a moment.

    Attributes:
        sliding: both windows, sums and outputs: they have one clock.
        rows, columns: how far the rows and the columns of the second kernel are mirrored, 0 to 1.
    """

    sliding: SlidingState
    rows: float = 1.0
    columns: float = 1.0


def flipped_state(moment: Moment, columns: int, written: bool = True) -> FlippedState:
    """The picture at a moment of a storyboard whose outputs have so many columns.

    ``written`` says that weights are written into the window's cells.
    """
    if moment.beat.kind is Kind.EXPLAIN:
        share = moment.progress
        told = replace(moment, progress=part(share, (TOLD, 1.0)))
        turned = (ease(part(share, ROWS)), ease(part(share, COLUMNS)))
        return FlippedState(sliding_state(told, columns, written), *turned)
    state = sliding_state(moment, columns, written)
    if moment.beat.kind is Kind.REWIND:
        back = 1 - moment.progress  # what was mirrored last is mirrored first on the way back
        return FlippedState(state, ease(2 * back), ease(2 * back - 1))
    return FlippedState(state)
