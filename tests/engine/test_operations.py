"""The operations agree with plain loops in the types ONNX Runtime lacks, and keep the promised dtypes."""

import numpy as np
import pytest

from convanim.engine import (
    average_pool,
    conv,
    conv_output_shape,
    conv_transpose,
    conv_transpose_output_shape,
    max_pool,
    pool_output_shape,
)

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_conv_is_the_loop(seed, conv_layer, loop_conv):
    exact = conv_layer(seed, "int64")
    got = conv(exact.x, exact.weight, exact.bias, **exact.parameters)
    assert got.dtype == np.int64
    np.testing.assert_array_equal(got, loop_conv(exact))
    assert conv_output_shape(exact.x.shape, exact.weight.shape, **exact.parameters) == got.shape
    real = conv_layer(seed, "float64")
    np.testing.assert_allclose(
        conv(real.x, real.weight, real.bias, **real.parameters), loop_conv(real), rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_conv_transpose_is_the_loop(seed, transposed_layer, loop_conv_transpose):
    exact = transposed_layer(seed, "int64")
    got = conv_transpose(exact.x, exact.weight, exact.bias, **exact.parameters)
    assert got.dtype == np.int64
    np.testing.assert_array_equal(got, loop_conv_transpose(exact))
    assert conv_transpose_output_shape(exact.x.shape, exact.weight.shape, **exact.parameters) == got.shape
    real = transposed_layer(seed, "float64")
    np.testing.assert_allclose(
        conv_transpose(real.x, real.weight, real.bias, **real.parameters),
        loop_conv_transpose(real),
        rtol=1e-12,
        atol=1e-12,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_pooling_is_the_loop(seed, pooling_layer, loop_windows):
    layer = pooling_layer(seed)
    held = loop_windows(layer)
    largest = max_pool(layer.x, **layer.parameters)
    with_padding = average_pool(layer.x, **layer.parameters)
    without = average_pool(layer.x, count_include_pad=False, **layer.parameters)
    assert largest.dtype == np.int64
    assert with_padding.dtype == np.float64
    assert largest.size == len(held)
    assert largest.shape == pool_output_shape(layer.x.shape, **layer.parameters)
    for place, (values, cells) in held.items():
        assert largest[place] == max(values)
        assert with_padding[place] == sum(values) / cells
        assert without[place] == sum(values) / len(values)


def test_integers_beyond_the_floats_stay_exact():
    x = np.array([[2**40 + 1, 2**40 - 3, 5]])
    weight = np.array([[[2**20 + 1, -(2**20)]]])
    expected = [(2**40 + 1) * (2**20 + 1) - (2**40 - 3) * 2**20, (2**40 - 3) * (2**20 + 1) - 5 * 2**20]
    assert conv(x, weight)[0].tolist() == expected
    stamped = conv_transpose(x, weight)[0].tolist()
    assert stamped[0] == (2**40 + 1) * (2**20 + 1)
    assert stamped[3] == -5 * 2**20


@pytest.mark.parametrize(
    ("x", "weight", "answer"),
    [
        ("int8", "int8", "int64"),
        ("bool", "uint8", "int64"),
        ("float16", "int16", "float64"),
        ("float16", "float16", "float32"),
        ("float32", "float32", "float32"),
        ("float32", "float64", "float64"),
    ],
)
def test_dtypes(x, weight, answer):
    image, kernel = np.ones((1, 4, 4), dtype=x), np.ones((1, 1, 2, 2), dtype=weight)
    assert conv(image, kernel).dtype == answer
    assert conv_transpose(image, kernel).dtype == answer


def test_small_integers_do_not_wrap():
    x = np.full((1, 3, 3), 127, dtype=np.int8)
    assert conv(x, np.full((1, 1, 3, 3), 127, dtype=np.int8)).item() == 127 * 127 * 9
    assert average_pool(x, 3).item() == 127.0
    assert max_pool(np.full((1, 2, 2), -128, dtype=np.int8), 2, padding=1).tolist() == [[[-128] * 2] * 2]


def test_a_batch_is_its_examples(conv_layer, transposed_layer, pooling_layer):
    for seed in range(20):
        layer = conv_layer(seed)
        batch = np.stack([layer.x, -layer.x, layer.x * 2])
        together = conv(batch, layer.weight, layer.bias, **layer.parameters)
        for one, example in zip(together, batch, strict=True):
            np.testing.assert_array_equal(one, conv(example, layer.weight, layer.bias, **layer.parameters))
        layer = transposed_layer(seed)
        batch = np.stack([layer.x, -layer.x])
        together = conv_transpose(batch, layer.weight, layer.bias, **layer.parameters)
        np.testing.assert_array_equal(
            together[1], conv_transpose(-layer.x, layer.weight, layer.bias, **layer.parameters)
        )
        layer = pooling_layer(seed)
        together = max_pool(np.stack([layer.x, -layer.x]), **layer.parameters)
        np.testing.assert_array_equal(together[1], max_pool(-layer.x, **layer.parameters))


def test_blocks_of_rows_make_no_seam():
    # Enough windows for several blocks, and a last one that is not full.
    rng = np.random.default_rng(0)
    x, weight = rng.integers(-9, 9, (64, 61, 67)), rng.integers(-9, 9, (2, 64, 3, 3))
    output = conv(x, weight, stride=(1, 2))
    for row, column in ((0, 0), (30, 15), (58, 32), (17, 5)):
        patch = x[:, row : row + 3, 2 * column : 2 * column + 3]
        assert output[1, row, column] == (patch * weight[1]).sum()


def test_the_input_is_left_as_it_was():
    x = np.arange(9).reshape(1, 3, 3)
    x.flags.writeable = False
    weight = np.ones((1, 1, 1, 1), dtype=np.int64)
    weight.flags.writeable = False
    output = conv(x, weight, bias=[1])
    output[...] = 0
    assert x.ravel().tolist() == list(range(9))
    assert not np.shares_memory(conv(x, weight), x)


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("kernel", range(1, 5))
@pytest.mark.parametrize("stride", range(1, 5))
def test_same_padding_is_a_promise_about_sizes(size, kernel, stride):
    for dilation in (1, 2, 3):
        for name in ("same", "same_lower"):
            shape = conv_output_shape(
                (1, size), (1, 1, kernel), stride=stride, padding=name, dilation=dilation
            )
            assert shape == (1, -(-size // stride))
            shape = conv_transpose_output_shape(
                (1, size), (1, 1, kernel), stride=stride, padding=name, dilation=dilation
            )
            assert shape == (1, size * stride)


def test_one_number_as_kernel_size_means_the_space_that_the_rank_implies():
    assert pool_output_shape((2, 8), 2) == (2, 4)
    assert pool_output_shape((2, 8, 8), 2) == (2, 4, 4)
    assert pool_output_shape((5, 2, 8, 8), 2) == (5, 2, 4, 4)
    assert pool_output_shape((5, 2, 8, 8, 8), 2) == (5, 2, 4, 4, 4)
    assert pool_output_shape((2, 8, 8, 8), (2, 2, 2)) == (2, 4, 4, 4)
    assert pool_output_shape((5, 2, 8), (2,)) == (5, 2, 4)


def test_the_transposed_is_the_adjoint_of_the_convolution():
    # <conv(x), y> = <x, conv_transpose(y)> where the convolution leaves no cell unread.
    rng = np.random.default_rng(1)
    x, y = rng.integers(-5, 6, (2, 7, 6)), rng.integers(-5, 6, (3, 4, 3))
    weight = rng.integers(-5, 6, (3, 2, 3, 2))
    parameters = {"stride": 2, "padding": ((1, 1), (0, 0))}
    assert conv(x, weight, **parameters).shape == y.shape
    left = (conv(x, weight, **parameters) * y).sum()
    assert left == (x * conv_transpose(y, weight, **parameters)).sum()
