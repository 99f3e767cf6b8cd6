"""Captions say what the trace says."""

import re
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from convanim.engine import trace
from convanim.story.captions import arithmetic, describe
from convanim.story.pacing import pace
from convanim.story.storyboard import Kind


@dataclass(frozen=True)
class FakeStep:
    """A step of chosen numbers."""

    patch: NDArray[np.generic]
    weights: NDArray[np.generic]
    bias: float = 0
    negative_slope: float = 1

    @property
    def products(self) -> NDArray[np.generic]:
        return self.patch * self.weights

    @property
    def sum(self) -> float:
        return self.products.sum() + self.bias

    @property
    def value(self) -> float:
        return self.sum if self.sum >= 0 else self.sum * self.negative_slope


@dataclass(frozen=True)
class FakeTrace:
    """A trace whose step p multiplies p with 1; it remembers what it was asked for."""

    output_shape: tuple[int, ...]
    asked: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return int(np.prod(self.output_shape[1:]))

    def position(self, ordinal: int) -> tuple[int, ...]:
        return tuple(map(int, np.unravel_index(ordinal, self.output_shape[1:])))

    def step(self, position: tuple[int, ...], out_channel: int = 0) -> FakeStep:
        ordinal = int(np.ravel_multi_index(position, self.output_shape[1:]))
        self.asked.append(ordinal)
        return FakeStep(np.array([[ordinal]]), np.array([[1]]))


def step(values: list[float], weights: list[float], **rest: float) -> FakeStep:
    return FakeStep(np.array([values]), np.array([weights]), **rest)


@pytest.mark.parametrize(
    ("numbers", "line"),
    [
        (step([1, 0, 3], [0, 1, 2]), "1·0 + 0·1 + 3·2 = 6"),
        (step([-1, 2], [3, -4]), "(−1)·3 + 2·(−4) = −11"),
        (step([1], [2], bias=-3), "1·2 + bias −3 = −1"),
        (step([1], [-2], negative_slope=0), "1·(−2) = −2, and 0 after the activation"),
        (step([0.5], [0.25]), "0.5·0.25 = 0.125"),
        (step([1 / 3, -1 / 3], [1.0, 2.0]), "≈0.3333·1 + (≈−0.333)·2 ≈ −0.333333"),
        (step(list(range(9)), [1] * 9), "0·1 + 1·1 + 2·1 + 3·1 + 4·1 + 5·1 + 6·1 + 7·1 + 8·1 = 36"),
        (
            step(list(range(12)), [1] * 12),
            "0·1 + 1·1 + 2·1 + 3·1 + 4·1 + 5·1 + 6·1 + (4 more) 34 + 11·1 = 66",
        ),
    ],
)
def test_the_arithmetic_of_a_step(numbers: FakeStep, line: str) -> None:
    assert arithmetic(numbers) == line


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=40), st.integers(-9, 9)
)
def test_the_line_adds_up(pairs: list[tuple[int, int]], bias: int) -> None:
    values, weights = zip(*pairs, strict=True)
    left, _, right = arithmetic(step(list(values), list(weights), bias=bias)).partition(" = ")
    left = re.sub(r"\((\d+) more\) (\S+)", r"(\2)", left.replace("−", "-")).replace("bias ", "")
    assert eval(left.replace("·", "*")) == int(right.replace("−", "-"))


def test_every_beat_of_a_small_clip() -> None:
    captions = [beat.caption for beat in describe(pace((2, 2)), FakeTrace((1, 2, 2))).beats]
    assert captions == [
        "all 4 positions are done: the output is 2×2",
        "the outputs are cleared and the window returns to position 1 of 4",
        "position 1 of 4: 0·1 = 0",
        "position 2 of 4: 1·1 = 1",
        "position 3 of 4: 2·1 = 2",
        "position 4 of 4: 3·1 = 3",
        "all 4 positions are done: the output is 2×2",
    ]


@pytest.mark.parametrize(
    ("grid", "caption"),
    [
        ((26, 26), "rows 2 to 25 go the same way"),
        ((3, 60), "row 2 goes the same way"),
        ((500,), "positions 26 to 477 go the same way"),
        ((4, 8, 8), "positions 33 to 248 go the same way"),
        ((2, 300), "positions 26 to 577 go the same way"),
    ],
)
def test_what_a_skip_says(grid: tuple[int, ...], caption: str) -> None:
    storyboard = describe(pace(grid), FakeTrace((1, *grid)))
    assert [beat.caption for beat in storyboard.beats if beat.kind is Kind.SKIP] == [caption]


@pytest.mark.parametrize(
    ("shape", "caption"),
    [
        ((1, 1, 1), "the only position is done: the output is 1×1"),
        ((1, 6), "all 6 positions are done: the output is 6 long"),
        ((4, 3, 5), "all 15 positions are done: each of the 4 output maps is 3×5"),
    ],
)
def test_what_the_hold_says(shape: tuple[int, ...], caption: str) -> None:
    assert describe(pace(shape[1:]), FakeTrace(shape)).beats[-1].caption == caption


def test_only_what_is_shown_is_asked_for() -> None:
    numbers = FakeTrace((1, 224, 224))
    storyboard = describe(pace((224, 224)), numbers)
    shown = [beat.position for beat in storyboard.beats if beat.kind in (Kind.EXPLAIN, Kind.STEP, Kind.SKIM)]
    assert numbers.asked == shown
    assert len(shown) < 60


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.booleans(), st.integers(0, 2**32 - 1))
def test_captions_of_a_real_trace_end_in_its_output(height: int, width: int, whole: bool, seed: int) -> None:
    generator = np.random.default_rng(seed)
    x = generator.integers(-5, 6, (2, height + 1, width + 2))
    weight = generator.integers(-3, 4, (1, 2, 2, 3))
    numbers = trace("conv", x if whole else x / 4, weight, np.array([generator.integers(-3, 4)]))
    storyboard = describe(pace((height, width)), numbers)
    for beat in storyboard.beats:
        assert beat.caption
        if beat.kind in (Kind.EXPLAIN, Kind.STEP, Kind.SKIM):
            result = float(beat.caption.partition(" = ")[2].replace("−", "-"))
            assert result == numbers.output[(0, *numbers.position(beat.position))]


def test_captions_change_nothing_else() -> None:
    bare = pace((3, 4))
    told = describe(bare, FakeTrace((1, 3, 4)))
    assert told.sections == bare.sections
    assert told.marks == bare.marks
    assert [(b.start, b.kind, b.position) for b in told.beats] == [
        (b.start, b.kind, b.position) for b in bare.beats
    ]
