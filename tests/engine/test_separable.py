"""Depthwise separable layers: two operations in a row, one that equals both, and what they cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.engine import (
    Cost,
    activate,
    conv,
    conv_cost,
    group_cost,
    trace,
    trace_separable,
    ungrouped_cost,
)
from convanim.errors import ConvanimError

RNG = np.random.default_rng(5)


def whole(*shape: int) -> np.ndarray:
    return RNG.integers(-4, 5, shape)


@settings(max_examples=60, deadline=None)
@given(
    channels=st.integers(1, 5),
    multiplier=st.integers(1, 3),
    filters=st.integers(1, 4),
    size=st.tuples(st.integers(3, 7), st.integers(3, 7)),
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.integers(1, 2),
    padding=st.integers(0, 1),
    bias=st.booleans(),
    activation=st.sampled_from(["none", "relu"]),
)
def test_the_two_stages_are_the_operations_one_after_the_other(
    channels: int,
    multiplier: int,
    filters: int,
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: int,
    padding: int,
    bias: bool,
    activation: str,
) -> None:
    x, first = whole(channels, *size), whole(channels * multiplier, 1, *kernel)
    second, offset = whole(filters, channels * multiplier), whole(filters) if bias else None
    found = trace_separable(x, first, second, offset, activation=activation, stride=stride, padding=padding)
    maps = conv(x, first, groups=channels, stride=stride, padding=padding)
    expected = activate(conv(maps, second[:, :, None, None], offset), activation)
    assert (found.output == expected).all()
    assert (found.standard.output == expected).all(), "one convolution equals the two"
    assert found.output_shape == expected.shape
    for ordinal in {0, len(found) - 1}:
        place = found.position(ordinal)
        for index in range(filters):
            step = found.step(place, index)
            assert step.value == expected[(index, *place)]
            assert (step.patch.ravel() == maps[(slice(None), *place)]).all(), (
                "it reads the first stage's output"
            )


def test_floats_agree_up_to_rounding() -> None:
    x, first, second = RNG.normal(size=(3, 6, 6)), RNG.normal(size=(3, 1, 3, 3)), RNG.normal(size=(2, 3))
    found = trace_separable(x, first, second)
    assert np.allclose(found.output, found.standard.output, rtol=1e-12)
    assert found.standard.weight.shape == (2, 3, 3, 3)


def test_one_axis_and_three_axes() -> None:
    row = trace_separable(whole(2, 9), whole(2, 1, 3), whole(3, 2))
    assert (row.output == row.standard.output).all()
    cube = trace_separable(whole(2, 4, 4, 4), whole(2, 1, 2, 2, 2), whole(3, 2, 1, 1, 1))
    assert (cube.output == cube.standard.output).all()
    assert cube.output_shape == (3, 3, 3, 3)


def test_it_answers_for_the_whole_as_a_trace_does() -> None:
    found = trace_separable(whole(3, 5, 7), whole(3, 1, 3, 3), whole(2, 3), [1, 2], stride=2, padding=1)
    assert (found.operation, found.activation, found.groups) == ("conv", "none", 3)
    assert (found.stride, found.padding, found.dilation) == ((2, 2), ((1, 1), (1, 1)), (1, 1))
    assert (found.positions, len(found)) == ((3, 4), 12)
    assert found.kernel_size == (3, 3)
    assert found.bias is not None
    assert found.bias.tolist() == [1, 2]
    assert (found.preactivation == found.output).all()


REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"depthwise": whole(3, 2, 3, 3), "pointwise": whole(2, 3)},
        "depthwise kernel 3×2×3×3 reads 2 channels: use one of shape 3×1×3×3, which reads one",
    ),
    (
        {"depthwise": whole(3, 1, 3, 3), "pointwise": whole(2, 4)},
        "pointwise 2×4 does not go with 3 depthwise maps: give one row for each filter, with 3 numbers",
    ),
    (
        {"depthwise": whole(3, 1, 3, 3), "pointwise": whole(2, 3, 3, 3)},
        "pointwise 2×3×3×3 does not go with 3 depthwise maps: give one row for each filter, with 3 numbers",
    ),
    (
        {"depthwise": whole(4, 1, 3, 3), "pointwise": whole(2, 4)},
        "groups 3 does not divide 4 filters: use 1, 2 or 4",
    ),
    (
        {"depthwise": np.full((3, 1, 1, 1), 2**40), "pointwise": np.full((1, 3), 2**40)},
        "integers up to 1099511627776 can overflow 64 bits when 3 products are added: use smaller integers, "
        "or floats",
    ),
]


@pytest.mark.parametrize(("weights", "text"), REFUSED)
def test_weights_that_do_not_go_together_are_refused(weights: dict[str, Any], text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        trace_separable(np.ones((3, 5, 5), dtype=np.int64), **weights)
    assert str(error.value) == text


def products(found: Any) -> int:
    """How many products a trace's steps really hold."""
    return sum(
        found.step(found.position(ordinal), index).products.size
        for ordinal in range(len(found))
        for index in range(found.output_shape[0])
    )


@pytest.mark.parametrize(
    ("x", "weight", "named"),
    [
        ((3, 5, 5), (2, 3, 3, 3), {}),
        ((4, 5, 6), (6, 2, 2, 3), {"groups": 2, "padding": 1}),
        ((3, 7, 5), (6, 1, 3, 3), {"groups": 3, "stride": 2}),
        ((2, 9), (4, 2, 3), {"dilation": 2}),
    ],
)
def test_costs_are_what_the_steps_hold(
    x: tuple[int, ...], weight: tuple[int, ...], named: dict[str, Any]
) -> None:
    found = trace("conv", whole(*x), whole(*weight), **named)
    cost = conv_cost(found)
    assert cost.weights == found.weight.size
    assert cost.multiplies == products(found)
    assert cost.positions == len(found)
    assert group_cost(found).multiplies * found.groups == cost.multiplies
    assert ungrouped_cost(found).weights == cost.weights * found.groups


def test_costs_add_up_and_count_position_by_position() -> None:
    found = trace_separable(whole(3, 5, 5), whole(3, 1, 3, 3), whole(2, 3))
    first, second = conv_cost(found.depthwise), conv_cost(found.pointwise)
    assert (first.weights, second.weights, conv_cost(found.standard).weights) == (27, 6, 54)
    both = first + second
    assert both == Cost(33, 9)
    assert both.multiplies == products(found.depthwise) + products(found.pointwise) == 297
    assert [both.after(done) for done in (0, 5, 9)] == [0, 165, 297]
    assert both.after(4, 27) == 159
    with pytest.raises(ValueError, match="costs over 9 and 4 positions do not add up"):
        first + Cost(1, 4)
