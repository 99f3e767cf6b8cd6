"""When the groups work, when their outputs fill, and that nothing is used before its turn."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.story.grouped import ANSWER, TURNS, Clock, GroupedState, grouped_state
from convanim.story.pacing import pace
from convanim.story.storyboard import Kind, Storyboard

CLOCKS = {
    "two groups": Clock(3, (0, 0)),
    "three channels, then two filters": Clock(3, (0, 0, 0, 1, 1)),
    "two layers": Clock(3, (0, 0, 1)),
    "one turn": Clock(3, (0,)),
}
every_clock = pytest.mark.parametrize("name", CLOCKS)


def board(loop: bool = True, rows: int = 3, columns: int = 3) -> Storyboard:
    return pace((rows, columns), loop=loop)


def states(name: str, storyboard: Storyboard, kind: Kind, steps: int = 101) -> list[GroupedState]:
    beat = next(beat for beat in storyboard.beats if beat.kind is kind)
    times = np.linspace(beat.start, beat.end - 1e-6, steps)
    return [grouped_state(storyboard.at(float(time)), CLOCKS[name]) for time in times]


@every_clock
def test_one_turn_comes_after_the_other_while_it_is_explained(name: str) -> None:
    seen = []
    for state in states(name, board(), Kind.EXPLAIN):
        working = [number for number, part in enumerate(state.parts) if part.working]
        if state.told:
            assert len(working) <= 1
            seen += [number for number in working if number not in seen]
        else:
            assert working == list(range(len(state.parts))), "in the end all are at work"
    assert seen == list(range(len(CLOCKS[name].stages)))


@every_clock
def test_nothing_is_used_or_filled_before_its_turn(name: str) -> None:
    for state in states(name, board(), Kind.EXPLAIN):
        for before, after in zip(state.parts, state.parts[1:], strict=False):
            assert before.filled >= after.filled
            assert before.used >= after.used
        for part in state.parts:
            assert part.filled in (0, 1)
            assert not part.filled or part.turn.total, "a cell is filled before its sum is there"
            assert part.used or (part.turn.answers, part.turn.total, part.filled) == (0.0, False, 0)


@every_clock
def test_turns_end_with_their_answer(name: str) -> None:
    last = states(name, board(), Kind.EXPLAIN)[-1]
    assert [part.filled for part in last.parts] == [1] * len(last.parts)
    assert last.done == 1
    assert TURNS[1] < 1
    assert ANSWER[1] < 1


def test_the_second_stage_waits_for_the_first_where_there_is_time() -> None:
    waited = [
        state.parts[-1].filled < state.parts[0].filled
        for state in states("three channels, then two filters", board(), Kind.STEP)
    ]
    assert any(waited)
    assert not any(
        state.parts[-1].filled < state.parts[0].filled for state in states("two groups", board(), Kind.STEP)
    ), "groups of one stage answer together"


@every_clock
@pytest.mark.parametrize("loop", [True, False])
def test_what_is_done_never_runs_ahead_of_the_storyboard(name: str, loop: bool) -> None:
    storyboard = board(loop, 12, 12)
    for beat in storyboard.beats:
        for share in (0.0, 0.3, 0.7, 0.999):
            state = grouped_state(storyboard.at(beat.start + share * beat.duration), CLOCKS[name])
            if beat.kind is Kind.REWIND:
                assert 0 <= state.done <= beat.done_before
                continue
            for part in state.parts:
                assert beat.done_before <= part.filled <= beat.done_after
            assert state.done <= min(part.filled for part in state.parts)


@every_clock
def test_the_loop_closes(name: str) -> None:
    storyboard = board()
    first = grouped_state(storyboard.at(0), CLOCKS[name])
    assert grouped_state(storyboard.at(storyboard.duration), CLOCKS[name]) == first
    assert grouped_state(storyboard.at(storyboard.poster), CLOCKS[name]) == first
    assert all(part.working and part.used for part in first.parts)


def test_the_rewind_empties_everything() -> None:
    found = states("two groups", board(), Kind.REWIND)
    assert [state.fade for state in found] == sorted((state.fade for state in found), reverse=True)
    assert found[-1].fade == pytest.approx(0, abs=1e-4)
    assert not any(part.working for state in found for part in state.parts)
