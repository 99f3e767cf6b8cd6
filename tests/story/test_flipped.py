"""When the kernel turns, and what is said of both readings."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.engine import trace
from convanim.spec import ClipSpec
from convanim.spec.wording_flipped import words
from convanim.story.captions_flipped import describe
from convanim.story.flipped import COLUMNS, ROWS, TOLD, flipped_state
from convanim.story.pacing import pace
from convanim.story.sliding import sliding_state
from convanim.story.storyboard import Kind, Storyboard


def board() -> Storyboard:
    return pace((3, 3))


def test_rows_turn_before_columns_and_both_before_anything_is_computed() -> None:
    storyboard = board()
    beat = next(beat for beat in storyboard.beats if beat.kind is Kind.EXPLAIN)
    before = (0.0, 0.0)
    for share in np.linspace(0, 1, 101):
        state = flipped_state(storyboard.at(beat.start + share * beat.duration * 0.999), 3)
        assert (state.rows, state.columns) >= before
        if state.columns > 0:
            assert state.rows == 1
        if max(state.rows, state.columns) > 0 and state.columns < 1:
            assert state.sliding.factors == 0
            assert state.sliding.filled == 0
            assert state.sliding.position is None
        before = state.rows, state.columns
    assert before == (1.0, 1.0)
    assert ROWS[1] < COLUMNS[0] < COLUMNS[1] < TOLD


def test_once_turned_everything_is_a_sliding_kernels() -> None:
    storyboard = board()
    for beat in storyboard.beats:
        if beat.kind in (Kind.STEP, Kind.SKIM, Kind.HOLD):
            for share in (0.0, 0.3, 0.9):
                moment = storyboard.at(beat.start + share * beat.duration)
                state = flipped_state(moment, 3)
                assert (state.rows, state.columns) == (1, 1)
                assert state.sliding == sliding_state(moment, 3)


def test_the_way_back_ends_where_the_explanation_begins() -> None:
    storyboard = board()
    rewind = next(beat for beat in storyboard.beats if beat.kind is Kind.REWIND)
    first, last = (flipped_state(storyboard.at(time), 3) for time in (rewind.start, rewind.end - 1e-5))
    after = flipped_state(storyboard.at(rewind.end), 3)
    assert (first.rows, first.columns) == (1, 1)
    assert (last.rows, last.columns) == pytest.approx((0, 0), abs=1e-3)
    assert (after.rows, after.columns) == (0, 0)
    for share in np.linspace(0, 1, 21):
        state = flipped_state(storyboard.at(rewind.start + share * rewind.duration * 0.999), 3)
        assert state.columns == 0 or state.rows == 1


def test_captions_say_both_numbers() -> None:
    x, w = [[1, 2], [0, 3]], [[1, 0], [0, 2]]
    found = trace("conv", np.array([x]), np.array([[w]]))
    told = describe(pace((1, 1), loop=False), found)
    assert [beat.caption for beat in told.beats] == [
        "position 1 of 1: 1·1 + 2·0 + 0·0 + 3·2 = 7; with the kernel rotated by 180°: 5",
        "both outputs are 1×1, and differ in every cell",
    ]


@pytest.mark.parametrize(
    ("kernel", "said"),
    [
        ([[1, 2], [2, 1]], "both outputs are 2×2, and the same"),
        ([[1, 0], [0, 2]], "both outputs are 2×2, and differ in 3 of 4 cells"),
    ],
)
def test_the_last_caption_compares_the_outputs(kernel: list[list[int]], said: str) -> None:
    found = trace("conv", np.array([[[1, 2, 0], [0, 1, 3], [2, 5, 4]]]), np.array([[kernel]]))
    assert describe(pace((2, 2), loop=False), found).beats[-1].caption == said


@pytest.mark.parametrize(
    ("input_values", "kernel", "prose"),
    [
        (
            [[1, 2], [0, 3]],
            [[1, 2], [2, 1]],
            "This kernel looks the same rotated by 180°, so both give the same output.",
        ),
        (
            [[1, 2], [0, 3]],
            [[1, 0], [0, 2]],
            "Mathematics rotates the kernel by 180° first, deep learning does not.",
        ),
        (
            [[3, 2], [0, 3]],
            [[1, 0], [0, 2]],
            "Mathematics rotates the kernel by 180° first, deep learning does not. "
            "Here both give the same output.",
        ),
    ],
)
def test_the_prose_is_true_of_the_numbers(
    input_values: list[list[int]], kernel: list[list[int]], prose: str
) -> None:
    spec = ClipSpec(scene="cross-correlation", input=input_values, kernel=kernel)
    assert words(spec, spec.resolve().trace) == ("Convolution or cross-correlation?", prose)
    assert spec.resolve().prose == prose
