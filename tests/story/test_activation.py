"""An activation's states: one thing after another, nothing too early, the same at both ends of a loop."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from convanim.story.activation import ActivationState, activation_state
from convanim.story.pacing import pace
from convanim.story.storyboard import Beat, Kind, Moment

COLUMNS = 4
LOOP = pace((4, 4))
LARGE = pace((28, 28), duration=12)


def state_at(beat: Beat, share: float, columns: int = COLUMNS) -> ActivationState:
    return activation_state(Moment(beat, beat.start + share * beat.duration, share), columns)


def beats(kind: Kind) -> list[Beat]:
    return [beat for beat in LOOP.beats if beat.kind is kind]


@pytest.mark.parametrize("kind", [Kind.EXPLAIN, Kind.STEP])
def test_a_value_goes_its_way_in_order(kind: Kind) -> None:
    beat = beats(kind)[0]
    before = state_at(beat, 0.0)
    for number in range(1, 101):
        now = state_at(beat, number / 100)
        parts = (now.leave, now.rise, now.across, now.arrive, float(now.filled > beat.done_before))
        for early, late in pairwise(parts):
            assert late == 0 or early == 1, f"at {number} %: {parts}"
        if before.position is not None:
            assert now.leave >= before.leave
            assert now.arrive >= before.arrive
        before = now
    assert before.filled == beat.done_after
    assert before.active == beat.position


def test_nothing_of_a_value_is_shown_while_the_frame_moves() -> None:
    beat = beats(Kind.STEP)[0]
    state = state_at(beat, 0.1)
    assert state.place[1] not in (0.0, 1.0)
    assert state.position is None
    assert not state.target


def test_the_explanation_takes_its_time() -> None:
    beat = beats(Kind.EXPLAIN)[0]
    shown = [state_at(beat, number / 1000) for number in range(1001)]
    for name in ("leave", "rise", "across", "arrive"):
        moving = sum(0 < getattr(state, name) < 1 for state in shown) / 1000 * beat.duration
        assert 0.5 <= moving <= 1.2, f"{name} takes {moving} s"


def test_a_skim_slides_along_the_curve_from_the_value_before() -> None:
    beat = beats(Kind.SKIM)[0]
    start, end = state_at(beat, 0.1), state_at(beat, 1.0)
    assert start.source == beat.previous
    assert 0 < start.slide < 1
    assert start.place == end.place
    assert (start.filled, end.filled) == (beat.done_before, beat.done_after)
    assert start.active is None


def test_a_loop_ends_as_it_starts() -> None:
    assert activation_state(LOOP.at(0.0), COLUMNS) == activation_state(LOOP.at(LOOP.duration), COLUMNS)


def test_the_rewind_ends_where_the_explanation_starts() -> None:
    rewind, explain = beats(Kind.REWIND)[0], beats(Kind.EXPLAIN)[0]
    end, start = state_at(rewind, 1.0), state_at(explain, 0.0)
    assert end.place == start.place
    assert end.filled == start.filled == 0
    assert (end.leave, end.target) == (0.0, False)
    assert state_at(rewind, 0.0).position == rewind.previous


def test_a_clip_that_is_no_loop_begins_without_a_frame() -> None:
    beat = next(beat for beat in pace((2, 2), loop=False).beats if beat.kind is Kind.EXPLAIN)
    assert state_at(beat, 0.0).landed == 0
    assert state_at(beat, 0.1).landed == 1
    assert state_at(replace(beat, previous=3), 0.0).landed == 1


def test_what_is_skipped_is_filled_in_order_and_said() -> None:
    skip = next(beat for beat in LARGE.beats if beat.kind is Kind.SKIP)
    shown = [state_at(skip, share / 20, 28) for share in range(21)]
    assert all(state.fast and state.skipped == skip.skipped for state in shown)
    counts = [state.filled for state in shown]
    assert counts == sorted(counts)
    assert skip.done_before <= counts[0] <= counts[-1] == skip.done_after
