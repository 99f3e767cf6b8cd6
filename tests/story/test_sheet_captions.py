"""What the beats of filters and layers say: every channel's answer, the bias once, the sum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim.engine import trace
from convanim.story.captions_sheet import describe, sum_line
from convanim.story.pacing import pace
from convanim.story.storyboard import Kind


def layer(depth: int, filters: int, bias: list[int] | None = None, activation: str = "none") -> Any:
    """A layer of 1×1 kernels over a 2×2 input, so that the answers are easy to see: channel c gives c + 1."""
    x = np.arange(1, depth + 1).repeat(4).reshape(depth, 2, 2)
    weight = np.ones((filters, depth, 1, 1), dtype=int)
    weight[0, 0] = -1
    return trace("conv", x, weight, bias, activation=activation)


@pytest.mark.parametrize(
    ("depth", "bias", "activation", "line"),
    [
        (1, None, "none", "−1 = −1"),
        (3, None, "none", "−1 + 2 + 3 = 4"),
        (3, [-9], "relu", "−1 + 2 + 3 + bias −9 = −5, and 0 after the activation"),
        (4, [5], "relu", "−1 + 2 + (1 more) 3 + 4 + bias 5 = 13"),
        (256, None, "none", "−1 + 2 + (253 more) 32637 + 256 = 32894"),
    ],
)
def test_a_sum_is_said_with_the_bias_once(
    depth: int, bias: list[int] | None, activation: str, line: str
) -> None:
    assert sum_line(layer(depth, 1, bias, activation).step((0, 0))) == line


def test_every_filter_is_told_where_they_work_in_turn() -> None:
    found = describe(pace((2, 2), loop=False), layer(2, 2, [1, 2]))
    explained = next(beat for beat in found.beats if beat.kind is Kind.EXPLAIN)
    assert explained.caption == (
        "position 1 of 4: filter 1: −1 + 2 + bias 1 = 2; filter 2: 1 + 2 + bias 2 = 5"
    )
    assert found.beats[-1].caption == "all 4 positions are done: each of the 2 output maps is 2×2"


def test_one_filter_is_told_where_they_come_one_after_another() -> None:
    found = describe(pace((2, 2, 2), loop=True), layer(2, 2))
    said = {beat.position: beat.caption for beat in found.beats if beat.kind in (Kind.STEP, Kind.SKIM)}
    assert said[3] == "position 4 of 4: filter 1: −1 + 2 = 1"
    assert said[4] == "position 1 of 4: filter 2: 1 + 2 = 3"
    rewind = next(beat for beat in found.beats if beat.kind is Kind.REWIND)
    assert rewind.caption == "the outputs are cleared and the windows return to position 1 of 4"
