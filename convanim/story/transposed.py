"""What a transposed convolution looks like at a moment: its window, and the stamps that have landed.

Pure functions of the storyboard's moment; the gather side's state is that of any sliding kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

from convanim.story.sliding import SlidingState, part
from convanim.story.stamps import NONE, StampClock
from convanim.story.storyboard import Kind, Moment

STAMPS = (0.20, 0.70)
"""The part of explaining the first position in which its stamps land, as shares of its time."""
LANDED = 0.85
"""The share of a stamp's own time in which it appears; then it stands still."""


@dataclass(frozen=True, slots=True)
class ScatterState:
    """The stamps at a moment.

    Attributes:
        place: (row, column) of the input cell that stamps; fractions while it moves; None where no input cell
            reaches the output cell of the moment.
        active: the ordinal of the stamp whose terms are written, or NONE.
        landed: how many stamps have landed, in the clock's order.
        landing: how many more are landing just now, all at once.
        share: how far those have, 0 to 1.
        stepwise: whether that one stamp's cells come one by one.
        appeared: how far the frame has appeared, 0 to 1.
        due: how many output cells are computed in raster order, for those that no stamp reaches.
        shared: the output cell that the moment is about, or None.
        summed: the tick whose sum is written, or None.
        terms: the share of that sum's terms that is written.
        result: whether its result is.
        fade: the opacity of all outputs.
    """

    place: tuple[float, float] | None
    active: int
    landed: int
    landing: int = 0
    share: float = 0.0
    stepwise: bool = False
    appeared: float = 1.0
    due: int = 0
    shared: int | None = None
    summed: int | None = None
    terms: float = 1.0
    result: bool = True
    fade: float = 1.0


def scatter_state(moment: Moment, sliding: SlidingState, clock: StampClock) -> ScatterState:
    """The stamps at a moment of a storyboard whose ticks are the clock's."""
    beat = moment.beat
    if beat.kind is Kind.EXPLAIN:
        return _explained(moment, sliding, clock)
    if beat.kind is Kind.REWIND:
        return _rewound(moment, sliding, clock)
    tick = beat.position if sliding.position is None else sliding.position
    landed = clock.before(sliding.filled)
    landing = clock.after(sliding.filled) - landed if sliding.filling > 0 else 0
    active, place = clock.last(tick), _between(sliding, tick, clock)
    subject = clock.subject(tick)
    return ScatterState(
        place,
        active if place == _place(active, clock) else NONE,
        landed,
        landing,
        sliding.filling if landing else 0.0,
        due=_due(sliding.filled, clock),
        shared=subject,
        summed=tick,
        fade=sliding.fade,
    )


def _due(done: int, clock: StampClock) -> int:
    """How many output cells are due: along the input, those that nothing reaches come with the last stamp."""
    size = clock.plan.output_size
    if clock.by_output:
        return done
    whole = clock.plan.input_size
    return size[0] * size[1] if done >= whole[0] * whole[1] else 0


def _place(stamp: int, clock: StampClock) -> tuple[float, float] | None:
    if stamp == NONE:
        return None
    row, column = divmod(stamp, clock.plan.input_size[1])
    return float(row), float(column)


def _between(sliding: SlidingState, tick: int, clock: StampClock) -> tuple[float, float] | None:
    """Where the stamping cell stands: on its way while the window is on its way."""
    columns = clock.plan.output_size[1] if clock.by_output else clock.plan.input_size[1]
    row, column = sliding.window
    if row == int(row) and column == int(column):
        return _place(clock.last(int(row) * columns + int(column)), clock)
    if not clock.by_output:
        return sliding.window
    # Ticks go in raster order: a move leads from the position the window left to the next one.
    low = _place(clock.last(tick), clock)
    high = _place(clock.last(tick + 1), clock) if tick + 1 < columns * clock.plan.output_size[0] else low
    if low is None or high is None:
        return low or high
    end = divmod(tick + 1, columns)
    start = divmod(tick, columns)
    way = abs(end[0] - start[0]) + abs(end[1] - start[1])
    share = (abs(row - start[0]) + abs(column - start[1])) / max(way, 1)
    return low[0] + (high[0] - low[0]) * share, low[1] + (high[1] - low[1]) * share


def _explained(moment: Moment, sliding: SlidingState, clock: StampClock) -> ScatterState:
    """The stamps of the first tick land one by one; then their sum is written."""
    tick, progress = moment.beat.position, moment.progress
    first, count = clock.before(tick), clock.after(tick) - clock.before(tick)
    passed = part(progress, STAMPS) * count
    number = min(int(passed + 1e-9), max(count - 1, 0))
    share = min((passed - number) / LANDED, 1.0) if count else 0.0
    done = passed >= count
    active = clock.last(tick) if done or not count else int(clock.order[first + number])
    landed = first + count if done else first + number + (share >= 1)
    landing = 0 if done or share >= 1 or share <= 0 else 1
    begun = progress >= STAMPS[0]
    due = _due(sliding.filled, clock)
    return ScatterState(
        _place(active, clock),
        active if begun else NONE,
        landed,
        landing,
        share if landing else 0.0,
        True,
        sliding.landed,
        due,
        clock.subject(tick) if begun else None,
        tick if sliding.position is not None else None,
        sliding.products,
        sliding.result,
    )


def _rewound(moment: Moment, sliding: SlidingState, clock: StampClock) -> ScatterState:
    """Everything fades while the stamping cell returns to the first one."""
    beat = moment.beat
    previous = beat.position if beat.previous is None else beat.previous
    start, end = _place(clock.last(previous), clock), _place(clock.last(beat.position), clock)
    share = 1 - sliding.fade
    place = start or end
    if start is not None and end is not None:
        place = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
    return ScatterState(
        place,
        NONE,
        clock.before(beat.done_before),
        due=_due(beat.done_before, clock),
        terms=0.0,
        result=False,
        fade=sliding.fade,
    )
