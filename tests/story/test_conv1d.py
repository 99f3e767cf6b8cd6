"""A stack in time: what is known grows to the right, layers answer from below, and nothing comes early."""

from __future__ import annotations

from itertools import pairwise

import pytest

from convanim.engine import trace, trace_stack
from convanim.story.captions_conv1d import describe
from convanim.story.conv1d import stack_state
from convanim.story.pacing import pace
from convanim.story.storyboard import Kind, Storyboard

X = [[1, 3, 0, 2, 4, 1, 2, 3, 1, 0, 2, 4, 3, 1, 2, 0]]
CASES = [(16, 7, 3), (16, 0, 1), (200, 31, 5), (5, 3, 8), (1, 0, 1)]


def storyboard(length: int, first: int, loop: bool = True) -> Storyboard:
    return pace((length - first,), loop=loop)


def steps(board: Storyboard, rate: int = 25) -> list[float]:
    return [frame / rate for frame in range(round(board.duration * rate) + 1)]


@pytest.mark.parametrize(("length", "first", "layers"), CASES)
@pytest.mark.parametrize("loop", [True, False])
def test_no_layer_answers_before_its_sample_is_known(
    length: int, first: int, layers: int, loop: bool
) -> None:
    board = storyboard(length, first, loop)
    for time in steps(board):
        state = stack_state(board.at(time), first, layers)
        known = int(state.now + 1e-9) + 1 if state.now > -1 else 0
        begun = state.ahead > 0 or (state.turn is not None and state.turn.filling > 0)
        if board.at(time).beat.kind is not Kind.REWIND:
            assert state.done + begun <= max(known, 0)
        assert 0 <= state.done <= length
        assert state.ahead < layers or state.done < length
        if state.current is not None:
            assert state.current <= state.now + 1e-9
            assert state.position == state.current - first


@pytest.mark.parametrize(("length", "first", "layers"), CASES)
def test_time_goes_on_and_a_loop_closes(length: int, first: int, layers: int) -> None:
    board = storyboard(length, first)
    told = [(board.at(t), stack_state(board.at(t), first, layers)) for t in steps(board)]
    start = next(n for n, (moment, _) in enumerate(told) if moment.beat.kind is Kind.EXPLAIN)
    forward = [state for _, state in told[start:]]
    assert all(a.now <= b.now and a.done <= b.done for a, b in pairwise(forward))
    assert told[0][1] == told[-1][1]
    assert told[-1][1].done == length
    assert told[-1][1].reach == 1


def test_the_layers_of_the_explained_sample_answer_from_below() -> None:
    board = storyboard(16, 7, loop=False)
    explained = next(beat for beat in board.beats if beat.kind is Kind.EXPLAIN)
    states = [
        stack_state(board.at(explained.start + explained.duration * share / 200), 7, 3)
        for share in range(200)
    ]
    turns = [state.turn for state in states if state.turn is not None]
    assert [turn.layer for turn in turns] == sorted(turn.layer for turn in turns)
    assert {turn.layer for turn in turns} == {0, 1, 2}
    for turn in turns:
        assert not turn.result or turn.terms == 1
        assert turn.filling == 0 or turn.result
    assert all(state.reach == 0 for state in states if state.turn is not None)
    assert [state.reach for state in states] == sorted(state.reach for state in states)


def test_each_beat_says_its_sum() -> None:
    stack = trace_stack(X, [[1, 1], [1, 1], [1, -1]], dilations=(1, 2, 4))
    found = describe(storyboard(16, 7), stack)
    said = {beat.kind: beat.caption for beat in reversed(found.beats)}
    assert said[Kind.EXPLAIN] == (
        "position 8 of 16: layer 1: 2·1 + 3·1 = 5; layer 2: 5·1 + 5·1 = 10; layer 3: 6·1 + 10·(−1) = −4; "
        "it depends on 8 samples"
    )
    assert said[Kind.STEP] == "position 9 of 16: 9·1 + 7·(−1) = 2"
    assert said[Kind.REWIND] == "the outputs are cleared and time returns to the first sample"
    assert said[Kind.HOLD] == "all 16 positions are done: the output is 16 long"
    long = describe(storyboard(200, 7), trace_stack([X[0] * 13], [[1]], dilations=(1,)))
    skip = next(beat for beat in long.beats if beat.kind is Kind.SKIP)
    first, last = skip.skipped[0] + 16, skip.skipped[-1] + 16
    assert skip.caption == f"positions {first} to {last} go the same way"


def test_channels_are_told_by_their_sums() -> None:
    found = describe(pace((3,), loop=False), trace("conv", [[1, 2, 3], [4, 5, 6]], [[[1], [-1]]]))
    assert found.beats[0].caption == "position 1 of 3: 1 + (−4) = −3"
    one = describe(pace((2,), loop=False), trace("conv", [[1, 2, 3]], [[[1, -1]]]))
    assert one.beats[0].caption == "position 1 of 2: 1·1 + 2·(−1) = −1"
