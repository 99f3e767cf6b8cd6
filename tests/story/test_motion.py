"""Stills instead of moves."""

from __future__ import annotations

from itertools import pairwise

import pytest

from convanim.errors import ConvanimError
from convanim.story.motion import EXPLAINED, MOTIONS, find_motion
from convanim.story.pacing import pace
from convanim.story.sliding import sliding_state
from convanim.story.storyboard import Kind

BOARD = pace((4, 4))
TIMES = [n / 25 for n in range(round(BOARD.duration * 25))]


def pictures(motion: str) -> int:
    """How many different pictures a motion shows."""
    states = [sliding_state(MOTIONS[motion](BOARD.at(time)), 4) for time in TIMES]
    return 1 + sum(one != other for one, other in pairwise(states))


def test_stills_are_few() -> None:
    assert pictures("smooth") > pictures("sparse") > pictures("step")
    assert pictures("step") <= EXPLAINED + 16 + 3


def test_in_stills_the_window_stands_on_whole_positions() -> None:
    for time in TIMES:
        row, column = sliding_state(MOTIONS["step"](BOARD.at(time)), 4).window
        assert (row, column) == (round(row), round(column))


def test_sparse_moves_where_there_is_time() -> None:
    for time in TIMES:
        moment = BOARD.at(time)
        assert (MOTIONS["sparse"](moment) == moment) or moment.beat.kind is Kind.SKIM


def test_unknown_motions_are_refused() -> None:
    with pytest.raises(ConvanimError, match="there is no motion 'jumpy': choose one of smooth, sparse, step"):
        find_motion("jumpy")
