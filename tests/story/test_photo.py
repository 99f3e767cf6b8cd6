"""A picture's story: sweeps between stops, slow where they begin, nothing filled before it is passed."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from convanim import ConvanimError
from convanim.story.photo import photo_state
from convanim.story.photo_pacing import FIRST_SWEEP, swept
from convanim.story.storyboard import Kind, Storyboard

GRIDS: tuple[tuple[tuple[int, int], tuple[int, ...]], ...] = (
    ((94, 94), (2000, 4000, 6000)),
    ((94, 94), (5, 7)),
    ((3, 3), (0, 4, 8)),
    ((3, 3), (8,)),
    ((1, 1), (0,)),
    ((256, 256), (65_000,)),
)


def board(grid: tuple[int, int], stops: tuple[int, ...], **manner: Any) -> Storyboard:
    return swept(SimpleNamespace(grid=grid, stops=stops), **manner)


@pytest.mark.parametrize("loop", [True, False])
@pytest.mark.parametrize(("grid", "stops"), GRIDS)
def test_cells_are_filled_in_order_and_all_in_the_end(
    grid: tuple[int, int], stops: tuple[int, ...], loop: bool
) -> None:
    told = board(grid, stops, loop=loop)
    assert told.duration <= 20
    assert [b.position for b in told.beats if b.kind in (Kind.EXPLAIN, Kind.STEP)] == list(stops)
    begun, last = False, 0
    for frame in range(round(told.duration * 25)):
        moment = told.at(frame / 25)
        state = photo_state(moment, grid[1])
        begun |= moment.beat.kind not in (Kind.HOLD, Kind.REWIND)
        if begun:
            assert last <= state.filled <= math.prod(grid)
            last = state.filled
            if moment.beat.kind is Kind.SKIP and state.count is not None:
                assert state.filled <= state.count <= state.filled + 1
    assert last == math.prod(grid)


def test_a_sweep_begins_slowly_and_ends_by_rows() -> None:
    told = board((94, 94), (2000, 4000, 6000))
    first = next(beat for beat in told.beats if beat.shot == FIRST_SWEEP)
    assert (first.done_before, first.done_after) == (0, 94)
    *_, last = (beat for beat in told.beats if beat.skipped)
    states = [photo_state(told.at(last.start + n / 25), 94) for n in range(1, 40)]
    assert states[0].filled - last.done_before < 94
    assert states[0].rows is None
    assert states[-1].rows is not None
    assert states[-1].blank
    assert all(state.position is None for state in states)


def test_a_stop_is_told_in_order() -> None:
    told = board((94, 94), (2000, 4000, 6000))
    beat = next(beat for beat in told.beats if beat.kind is Kind.EXPLAIN)
    states = [photo_state(told.at(beat.start + n / 50), 94) for n in range(250)]
    for name in ("factors", "products", "result", "verdict", "filled"):
        values = [getattr(state, name) for state in states]
        assert values == sorted(values)
    assert all(state.result == (state.filled == 2001) for state in states)
    assert all(state.products >= 1 for state in states if state.result)


@pytest.mark.parametrize("duration", [5.8, 9.4, 18.0, 61.2])
@pytest.mark.parametrize("pace", ["adaptive", "steady", "brisk"])
def test_a_clip_lasts_as_long_as_is_asked(duration: float, pace: str) -> None:
    assert board((94, 94), (2000, 4000, 6000), duration=duration, pace=pace).duration == duration


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (1.0, "duration 1 s is too short to show 8836 positions: use 5.8 to 3600 seconds"),
        (9999.0, "duration 9999 s is too long: use 5.8 to 3600 seconds"),
        (math.nan, "duration nan s is not a time: use 5.8 to 3600 seconds"),
    ],
)
def test_impossible_durations_are_refused(duration: float, text: str) -> None:
    with pytest.raises(ConvanimError) as caught:
        board((94, 94), (2000, 4000, 6000), duration=duration)
    assert str(caught.value) == text
