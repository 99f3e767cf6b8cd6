"""Cross-correlation and convolution, told apart by an implementation of both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from convanim.engine import trace
from convanim.engine.trace_flipped import FlippedPair, flipped_pair

SYMMETRIC = [[1, 2, 1], [0, 4, 0], [1, 2, 1]]


def pair_of(x: Any, w: Any, **parameters: Any) -> FlippedPair:
    return flipped_pair(trace("conv", np.asarray(x)[None], np.asarray(w)[None, None], **parameters))


@pytest.mark.parametrize("seed", range(12))
def test_both_outputs_are_those_of_signal_processing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kernel, extra = rng.integers(1, 5, 2), rng.integers(0, 6, 2)
    x = rng.integers(-9, 10, kernel + extra)
    w = rng.integers(-9, 10, kernel)
    padding, stride = int(rng.integers(0, 3)), int(rng.integers(1, 3))
    pair = pair_of(x, w, padding=padding, stride=stride)
    padded = np.pad(x, padding)
    steps = slice(None, None, stride), slice(None, None, stride)
    np.testing.assert_array_equal(pair.correlation.output[0], correlate2d(padded, w, "valid")[steps])
    np.testing.assert_array_equal(pair.convolution.output[0], convolve2d(padded, w, "valid")[steps])
    np.testing.assert_array_equal(pair.agreeing, pair.correlation.output == pair.convolution.output)


def test_every_step_reads_the_same_window_under_the_rotated_weights() -> None:
    pair = pair_of(np.arange(20).reshape(4, 5), [[1, 2], [3, 4]])
    for ordinal in range(len(pair.correlation)):
        position = pair.correlation.position(ordinal)
        one, other = pair.correlation.step(position), pair.convolution.step(position)
        np.testing.assert_array_equal(one.patch, other.patch)
        np.testing.assert_array_equal(one.weights[0], other.weights[0, ::-1, ::-1])
        assert other.sum == other.products.sum()


def test_dilation_rotates_the_spread_kernel() -> None:
    x, w = np.arange(49).reshape(7, 7) % 5, np.array([[1, 0, 2], [3, 1, 0], [0, 0, 4]])
    spread = np.zeros((5, 5), dtype=int)
    spread[::2, ::2] = w
    pair = pair_of(x, w, dilation=2)
    np.testing.assert_array_equal(pair.convolution.output[0], convolve2d(x, spread, "valid"))


def test_a_symmetric_kernel_gives_the_same() -> None:
    x = np.arange(36).reshape(6, 6) ** 2
    same, other = pair_of(x, SYMMETRIC), pair_of(x, np.arange(9).reshape(3, 3))
    assert same.symmetric
    assert same.agreeing.all()
    assert not same.some_agree
    assert not other.symmetric
    assert not other.agreeing.all()


def test_an_impulse_gives_the_kernel_back_only_to_a_convolution() -> None:
    x, w = np.zeros((5, 5), dtype=int), np.arange(1, 10).reshape(3, 3)
    x[2, 2] = 1
    pair = pair_of(x, w)
    np.testing.assert_array_equal(pair.convolution.output[0], w)
    np.testing.assert_array_equal(pair.correlation.output[0], w[::-1, ::-1])
    assert pair.some_agree  # the 5 in the middle


def test_the_weights_of_the_given_trace_stay() -> None:
    given = trace("conv", np.ones((1, 3, 3)), np.arange(4.0).reshape(1, 1, 2, 2))
    flipped_pair(given)
    np.testing.assert_array_equal(given.weight[0, 0], [[0, 1], [2, 3]])
