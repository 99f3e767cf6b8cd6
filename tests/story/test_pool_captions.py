"""The captions of a pooling say what its trace says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.engine import trace
from convanim.story.captions_pooling import arithmetic, describe
from convanim.story.pacing import pace
from convanim.story.storyboard import Kind

GRID = [[1, 3, 5, 2, 0], [4, 2, 1, 5, 3], [0, 6, 2, 1, 2], [3, 1, 4, 0, 6], [2, 5, 0, 3, 1]]


def line(operation: str, position: tuple[int, int], x: Any = GRID, **parameters: Any) -> str:
    numbers: Any = trace(operation, np.array([x]), **parameters)
    return arithmetic(numbers.step(position), parameters.get("count_include_pad", True))


@pytest.mark.parametrize(
    ("operation", "position", "parameters", "said"),
    [
        ("max_pool", (0, 0), {"kernel_size": 2}, "max(1, 3, 4, 2) = 4"),
        ("max_pool", (0, 1), {"kernel_size": 2}, "max(5, 2, 1, 5) = 5, the first of 2 that tie"),
        (
            "max_pool",
            (1, 2),
            {"kernel_size": 2, "ceil_mode": True},
            "max(2, 6) = 6, from 2 cells of the window's 4",
        ),
        (
            "max_pool",
            (2, 2),
            {"kernel_size": 2, "ceil_mode": True},
            "max(1) = 1, from 1 cell of the window's 4",
        ),
        ("average_pool", (0, 0), {"kernel_size": 2}, "(1 + 3 + 4 + 2) / 4 = 2.5"),
        (
            "average_pool",
            (1, 2),
            {"kernel_size": 2, "ceil_mode": True},
            "(2 + 6) / 2 = 4, from 2 cells of the window's 4",
        ),
        (
            "average_pool",
            (2, 2),
            {"kernel_size": 2, "ceil_mode": True},
            "1 / 1 = 1, from 1 cell of the window's 4",
        ),
        ("average_pool", (0, 0), {"kernel_size": 2, "padding": 1}, "(0 + 0 + 0 + 1) / 4 = 0.25"),
        (
            "average_pool",
            (0, 0),
            {"kernel_size": 2, "padding": 1, "count_include_pad": False},
            "1 / 1 = 1, from 1 cell of the window's 4",
        ),
        (
            "average_pool",
            (0, 0),
            {"kernel_size": (3, 4)},
            "(1 + 3 + 5 + 2 + 4 + 2 + 1 + (4 more) 13 + 1) / 12 ≈ 2.6667",
        ),
        ("max_pool", (0, 0), {"kernel_size": (3, 4)}, "max(1, 3, 5, 2, 4, 2, 1, (4 more) 6, 1) = 6"),
    ],
)
def test_the_line_of_a_step(
    operation: str, position: tuple[int, int], parameters: dict[str, Any], said: str
) -> None:
    assert line(operation, position, **parameters) == said


def test_negative_cells_are_told_from_signs() -> None:
    assert (
        line("average_pool", (0, 0), [[-3, 1], [-2, 2]], kernel_size=2) == "((−3) + 1 + (−2) + 2) / 4 = −0.5"
    )
    assert line("max_pool", (0, 0), [[-3, -1], [-2, -2]], kernel_size=2) == "max(−3, −1, −2, −2) = −1"
    activated = line("max_pool", (0, 0), [[-3, -1], [-2, -2]], kernel_size=2, activation="relu")
    assert activated == "max(−3, −1, −2, −2) = −1, and 0 after the activation"


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["max_pool", "average_pool"]), st.integers(2, 7), st.booleans(), st.integers(0, 9999))
def test_every_beat_ends_in_the_traces_output(operation: str, size: int, ceil: bool, seed: int) -> None:
    x = np.random.default_rng(seed).integers(-8, 9, (1, size, size + 1))
    numbers: Any = trace(operation, x, kernel_size=2, ceil_mode=ceil)
    storyboard = describe(pace(numbers.positions), numbers)
    assert [beat.position for beat in storyboard.beats] == [b.position for b in pace(numbers.positions).beats]
    for beat in storyboard.beats:
        assert beat.caption
        if beat.kind in (Kind.EXPLAIN, Kind.STEP, Kind.SKIM):
            place = (0, *numbers.position(beat.position))
            result = beat.caption.partition(": ")[2].replace("≈", "=").partition(" = ")[2].split(",")[0]
            assert float(result.replace("−", "-")) == pytest.approx(float(numbers.output[place]), rel=1e-4)
