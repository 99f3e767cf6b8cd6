"""The pieces of an activation's picture: paths, ranges, ticks, and how a step is written."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from convanim.labels import ENGLISH
from convanim.layout.activation.axes import domain, samples, ticks
from convanim.layout.activation.functions import negated, remark, written_out
from convanim.layout.activation.routes import bent, length, part_of
from convanim.typeset import Style, width


def test_a_path_is_cut_by_its_length() -> None:
    path = bent(((0.0, 0.0), (100.0, 0.0), (100.0, 50.0)))
    assert np.hypot(*np.diff(path, axis=0).T).max() < 90
    for distance in (0.0, 30.0, 95.0, 120.0):
        assert length(part_of(path, distance)) == pytest.approx(distance)
    assert part_of(path, 1e9) is path


@pytest.mark.parametrize(
    ("values", "activation", "shown"),
    [
        ([-5, 6], "relu", (-6, 6)),
        ([0, 9], "relu", (-3, 9)),
        ([-9, -3], "relu", (-9, 3)),
        ([0, 0], "relu", (-1, 1)),
        ([-1, 2], "sigmoid", (-6, 6)),
        ([-1e9, 1e9], "tanh", (-1e9, 1e9)),
        ([0.5, 1], "gelu", (-3, 3)),
    ],
)
def test_the_range_holds_every_value_and_the_shape(
    values: list[float], activation: str, shown: tuple[float, float]
) -> None:
    assert domain(np.array(values), activation) == pytest.approx(shown)


def test_ticks_are_round_and_apart() -> None:
    style = Style(18.0)
    for low, high in ((-6.0, 6.0), (-1e9, 1e9), (-1e-6, 3e-6), (-0.3, 0.9), (-77.0, 230.0)):
        unit = 400 / (high - low)
        found = ticks(low, high, unit, 60.0, style, (1, 2, 3, 5))
        places = [value * unit for value, _ in found.labelled]
        assert len(places) >= 2
        for (one, text), (other, _) in pairwise(found.labelled):
            assert (other - one) * unit >= 60 - 1e-6
            assert (other - one) * unit > width(text, style)
        assert {value for value, _ in found.labelled} <= set(found.all)
        assert all(len(text) <= 5 for _, text in found.labelled)
    assert [text for _, text in ticks(-6, 6, 30, 60, style, (1, 2, 3, 5)).labelled] == [
        "−6", "−4", "−2", "2", "4", "6",
    ]  # fmt: skip


def test_the_curve_is_computed_at_its_kink_and_at_both_ends() -> None:
    places = samples(-1e9, 1e9, "sigmoid", (-9e8, 9e8))
    assert {-1e9, 0.0, 1e9, -9e8, 9e8, 1.0} <= set(places.tolist())
    assert (np.diff(places) > 0).all()


@pytest.mark.parametrize(
    ("activation", "before", "after", "line"),
    [
        ("relu", -3, 0, "ReLU(−3) = max(0, −3) = 0"),
        ("none", -3, -3, "f(−3) = −3"),
        ("leaky_relu", -3, -0.03, "leaky ReLU(−3) = max(−3, 0.01·(−3)) = −0.03"),
        ("sigmoid", -3, 0.04742587317756678, "sigmoid(−3) = 1 / (1 + e^(3)) ≈ 0.0474"),
        ("tanh", 0, 0.0, "tanh(0) = (e^(0) − e^(0)) / (e^(0) + e^(0)) = 0"),
        ("gelu", 0.5, 0.34573123063700656, "GELU(0.5) = 0.5 · Φ(0.5) ≈ 0.3457"),
        ("silu", 2, 1.7615941559557646, "SiLU(2) = 2 / (1 + e^(−2)) ≈ 1.7616"),
    ],
)
def test_a_step_is_written_out(activation: str, before: float, after: float, line: str) -> None:
    assert written_out(activation, before, after) == line


def test_a_remark_is_true() -> None:
    assert remark("relu", -1, 0, ENGLISH) == "negative, so it becomes 0"
    assert remark("relu", 0, 0, ENGLISH) == ""
    assert remark("sigmoid", 0, 0.5, ENGLISH) == "0 becomes a half"
    assert remark("sigmoid", 1e-20, 0.5, ENGLISH) == ""
    assert remark("tanh", 2, 0.96, ENGLISH) == "positive, so below 1"
    assert remark("tanh", 30, 1.0, ENGLISH) == ""
    assert remark("gelu", -1, -0.16, ENGLISH) == "negative, so less than half is left"
    assert remark("none", -1, -1, ENGLISH) == ""


def test_a_number_is_negated_as_text() -> None:
    assert [negated(text) for text in ("3", "−3", "0", "≈0.3", "≈−0.3")] == ["−3", "3", "0", "≈−0.3", "≈0.3"]
