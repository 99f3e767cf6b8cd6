"""Where a volume's box is when, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from convanim.engine import trace
from convanim.spec import ClipSpec
from convanim.spec.wording_volume import words
from convanim.story.captions_volume import describe
from convanim.story.pacing import pace
from convanim.story.storyboard import Beat, Kind
from convanim.story.volume import VolumeState, place_of, volume_state
from convanim.story.volume_pacing import lingered

SIZE = (3, 2, 2)


def states(size: tuple[int, int, int] = SIZE, shares: int = 9) -> list[tuple[Beat, float, VolumeState]]:
    board = pace(size)
    return [
        (beat, float(share), volume_state(board.at(beat.start + share * beat.duration), size))
        for beat in board.beats
        for share in np.linspace(0, 0.999, shares)
    ]


def test_places_are_in_raster_order() -> None:
    assert [place_of(n, SIZE) for n in (0, 1, 2, 4, 11)] == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (1, 0, 0),
        (2, 1, 1),
    ]


def test_the_box_ends_every_beat_at_its_position_and_stays_inside() -> None:
    for beat, share, state in states():
        assert all(0 <= part <= size - 1 for part, size in zip(state.window, SIZE, strict=True))
        if share > 0.99 and beat.kind is not Kind.REWIND:
            assert state.window == place_of(beat.position, SIZE)


def test_the_box_glides_along_depth_when_a_slice_is_done() -> None:
    board = pace(SIZE)
    moves = [b for b in board.beats if b.kind in (Kind.STEP, Kind.SKIM) and b.position % 4 == 0]
    assert [beat.position for beat in moves] == [4, 8]
    for beat in moves:
        depths = [
            volume_state(board.at(beat.start + share * beat.duration), SIZE).window[0]
            for share in np.linspace(0, 0.999, 50)
        ]
        assert depths == sorted(depths)
        assert len({round(depth, 3) for depth in depths}) > 5
        assert (depths[0], depths[-1]) == (beat.position // 4 - 1, beat.position // 4)


def test_nothing_new_is_filled_while_the_box_is_between_slices() -> None:
    for beat, _, state in states(shares=31):
        if state.window[0] != int(state.window[0]) and beat.kind is not Kind.REWIND:
            assert state.sliding.filled == beat.done_before
            assert state.sliding.filling == 0
            assert state.sliding.moving


def test_along_a_row_only_the_column_changes() -> None:
    for beat, _, state in states(shares=31):
        depth, row, column = state.window
        if beat.kind in (Kind.STEP, Kind.SKIM) and column != int(column) and depth == int(depth):
            assert row == int(row)


def test_slices_answer_one_by_one_before_the_sum_and_the_cell() -> None:
    board = pace(SIZE, loop=False)
    beat, before = board.beats[0], 0.0
    for share in np.linspace(0, 0.999, 200):
        state = volume_state(board.at(share * beat.duration), SIZE)
        assert state.answers >= before
        before = state.answers
        if state.bias or state.total:
            assert state.answers == 1
        if state.sliding.filled or state.sliding.filling:
            assert state.total
    assert before == 1


def test_the_loop_returns_to_the_start() -> None:
    board = pace(SIZE)
    rewind = next(beat for beat in board.beats if beat.kind is Kind.REWIND)
    first, last = (volume_state(board.at(time), SIZE) for time in (rewind.start, rewind.end - 1e-6))
    assert first.window == (2, 1, 1)
    assert last.window == pytest.approx((0, 0, 0), abs=1e-3)
    assert not first.total
    assert volume_state(board.at(0), SIZE) == volume_state(board.at(board.duration), SIZE)


def test_captions_add_the_slices_answers_up() -> None:
    x = np.arange(8).reshape(1, 2, 2, 2)
    found = trace("conv", x, np.array([[[[[1, 0], [0, 0]], [[0, -2], [0, 1]]]]]), np.array([4]))
    told = describe(pace((1, 1, 1), loop=False), found)
    assert [beat.caption for beat in told.beats] == [
        "position 1 of 1: 0 + (−3) + bias 4 = 1",
        "the only position is done: the output is 1×1×1",
    ]


@pytest.mark.parametrize(
    ("kernel", "prose"),
    [
        (
            "2x3x3",
            "The kernel reads two slices at a time and, unlike with channels, moves along the depth.",
        ),
        ("1x3x3", "A kernel one slice deep goes through the slices one after the other."),
        ("4x3x3", "The kernel reads all slices at once, so the output has only one."),
    ],
)
def test_the_prose_is_true_of_the_sizes(kernel: str, prose: str) -> None:
    spec = ClipSpec(scene="conv3d", input="4x5x5", kernel=kernel)
    assert words(spec, spec.resolve().trace) == ("3-D convolution", prose)


@dataclass(frozen=True)
class Laid:
    grid: tuple[int, int, int]


@pytest.mark.parametrize("grid", [(1, 2, 2), (3, 3, 3), (6, 4, 4), (14, 26, 26), (4, 1, 1)])
@pytest.mark.parametrize("loop", [True, False])
def test_the_first_moves_along_depth_linger(grid: tuple[int, int, int], loop: bool) -> None:
    usual, board = pace(grid, loop=loop), lingered(Laid(grid), pace="adaptive", loop=loop)
    each = grid[1] * grid[2]
    pairs = list(zip(usual.beats, board.beats, strict=True))
    longer = [theirs for mine, theirs in pairs if theirs.duration > mine.duration]
    assert len(longer) <= 3
    assert len(longer) >= min(grid[0] - 1, 2) or any(beat.kind is Kind.SKIP for beat in usual.beats)
    for beat in longer:
        assert (beat.kind, beat.position % each) == (Kind.STEP, 0)
    assert board.duration == pytest.approx(usual.duration + len(longer))
    for section in board.sections:
        assert round(section.duration * 1000) % 200 == 0


def test_a_duration_that_is_asked_for_is_kept() -> None:
    assert lingered(Laid((3, 3, 3)), pace="adaptive", duration=12.0, loop=True).duration == 12.0
