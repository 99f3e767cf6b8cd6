"""A trace's steps re-add to the operation's output, and say truly where each number comes from."""

import itertools

import numpy as np
import pytest

from convanim.engine import activate, conv, conv_transpose, trace

SEEDS = range(25)


def places(a_trace, channels):
    """Every output channel with every position, in raster order."""
    return itertools.product(range(channels), (a_trace.position(n) for n in range(len(a_trace))))


@pytest.mark.parametrize("seed", SEEDS)
def test_conv_steps_readd_to_the_output(seed, conv_layer):
    layer = conv_layer(seed)
    t = trace("conv", layer.x, layer.weight, layer.bias, activation="relu", **layer.parameters)
    expected = conv(layer.x, layer.weight, layer.bias, **layer.parameters)
    assert t.output_shape == expected.shape
    assert t.positions == expected.shape[1:]
    assert len(t) == np.prod(t.positions)
    np.testing.assert_array_equal(t.preactivation, expected)
    np.testing.assert_array_equal(t.output, activate(expected, "relu"))
    for channel, position in places(t, len(expected)):
        step = t.step(position, channel)
        assert step.products.dtype == np.int64
        np.testing.assert_array_equal(step.patch * step.weights, step.products)
        np.testing.assert_array_equal(step.products.reshape(len(step.products), -1).sum(1), step.channel_sums)
        assert step.channel_sums.sum() + step.bias == step.sum == expected[(channel, *position)]
        assert step.value == t.output[(channel, *position)]
        assert step.bias == (0 if layer.bias is None else layer.bias[channel])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("seed", SEEDS)
def test_float_steps_readd_within_rounding(seed, dtype, conv_layer, transposed_layer):
    tolerance = 1e-5 if dtype == "float32" else 1e-13
    for operation, make in (("conv", conv_layer), ("conv_transpose", transposed_layer)):
        layer = make(seed, dtype)
        t = trace(operation, layer.x, layer.weight, layer.bias, activation="gelu", **layer.parameters)
        assert t.output.dtype == dtype
        for channel, position in places(t, t.output_shape[0]):
            step = t.step(position, channel)
            assert step.sum.dtype == step.value.dtype == dtype
            assert step.sum == pytest.approx(t.preactivation[(channel, *position)], abs=tolerance)
            assert step.value == pytest.approx(t.output[(channel, *position)], abs=tolerance)


@pytest.mark.parametrize("seed", SEEDS)
def test_conv_steps_say_where_they_read(seed, conv_layer):
    layer = conv_layer(seed)
    t = trace("conv", layer.x, layer.weight, layer.bias, **layer.parameters)
    per_group = layer.weight.shape[0] // t.groups
    for channel, position in places(t, t.output_shape[0]):
        step = t.step(position, channel)
        assert t.origin(position) == tuple(along[0] for along in step.coordinates)
        depth = layer.weight.shape[1]
        first = channel // per_group * depth
        assert step.channels == tuple(range(first, first + depth))
        for cell in np.ndindex(*t.kernel_size):
            at = tuple(int(along[i]) for along, i in zip(step.coordinates, cell, strict=True))
            inside = all(0 <= c < n for c, n in zip(at, layer.x.shape[1:], strict=True))
            assert step.inside[cell] == inside
            if inside:
                for index, source in enumerate(step.channels):
                    assert step.patch[(index, *cell)] == layer.x[(source, *at)]
            elif layer.parameters["padding_mode"] == "zeros":
                assert not step.patch[(slice(None), *cell)].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_gather_steps_readd_to_the_output(seed, transposed_layer):
    layer = transposed_layer(seed)
    t = trace("conv_transpose", layer.x, layer.weight, layer.bias, activation="relu", **layer.parameters)
    expected = conv_transpose(layer.x, layer.weight, layer.bias, **layer.parameters)
    np.testing.assert_array_equal(t.preactivation, expected)
    assert t.positions == expected.shape[1:]
    half_turn = (..., *(slice(None, None, -1),) * len(t.positions))
    for channel, position in places(t, len(expected)):
        step = t.step(position, channel)
        np.testing.assert_array_equal(step.patch * step.weights, step.products)
        assert step.channel_sums.sum() + step.bias == step.sum == expected[(channel, *position)]
        assert step.value == max(step.sum, 0)
        in_group = layer.weight[list(step.channels), channel % layer.weight.shape[1]]
        np.testing.assert_array_equal(step.weights, in_group[half_turn])
        assert t.origin(position) == tuple(along[0] for along in step.coordinates)
        for cell in np.ndindex(*t.kernel_size):
            at = tuple(int(along[i]) for along, i in zip(step.coordinates, cell, strict=True))
            inside = all(0 <= c < n for c, n in zip(at, t.stuffed_shape[1:], strict=True))
            real = inside and all(c % s == 0 for c, s in zip(at, t.stride, strict=True))
            assert step.inside[cell] == inside
            assert step.inserted[cell] == (inside and not real)
            source = tuple(c // s for c, s in zip(at, t.stride, strict=True))
            values = layer.x[(list(step.channels), *source)] if real else np.zeros(len(step.channels))
            np.testing.assert_array_equal(step.patch[(slice(None), *cell)], values)


@pytest.mark.parametrize("seed", SEEDS)
def test_stamps_add_up_to_the_output(seed, transposed_layer):
    layer = transposed_layer(seed)
    t = trace("conv_transpose", layer.x, layer.weight, layer.bias, reading="scatter", **layer.parameters)
    assert t.positions == layer.x.shape[1:]
    output = np.zeros(t.output_shape, dtype=np.int64)
    if layer.bias is not None:
        output += layer.bias.reshape(-1, *(1,) * len(t.positions))
    for channel, position in places(t, layer.x.shape[0]):
        stamp = t.stamp(position, channel)
        assert stamp.value == layer.x[(channel, *position)]
        np.testing.assert_array_equal(stamp.weights * stamp.value, stamp.stamped)
        for cell in np.argwhere(stamp.inside):
            at = tuple(along[i] for along, i in zip(stamp.coordinates, cell, strict=True))
            output[(list(stamp.out_channels), *at)] += stamp.stamped[(slice(None), *cell)]
        outside = ~stamp.inside
        for cell in np.argwhere(outside):
            at = [along[i] for along, i in zip(stamp.coordinates, cell, strict=True)]
            assert not all(0 <= a < n for a, n in zip(at, t.output_shape[1:], strict=True))
    np.testing.assert_array_equal(output, t.preactivation)


@pytest.mark.parametrize("seed", SEEDS)
def test_max_steps_choose_the_first_largest_cell(seed, pooling_layer, loop_windows):
    layer = pooling_layer(seed)
    t = trace("max_pool", layer.x, **layer.parameters)
    held = loop_windows(layer)
    assert len(held) == len(t) * layer.x.shape[0]
    for channel, position in places(t, layer.x.shape[0]):
        step = t.step(position, channel)
        values, _ = held[(channel, *position)]
        assert step.patch[step.inside].tolist() == values
        assert step.value == max(values) == t.output[(channel, *position)] == step.patch[step.chosen]
        assert step.inside[step.chosen]
        same = [cell for cell in np.ndindex(*t.kernel_size) if step.inside[cell]]
        same = [cell for cell in same if step.patch[cell] == step.value]
        assert same == [step.chosen, *step.ties]


def test_ties_are_named_and_padding_is_none_of_them():
    x = np.array([[[-3, -1, -1], [-1, -2, -1], [-9, -9, -9]]])
    t = trace("max_pool", x, kernel_size=2, stride=1, padding=1)
    corner, middle = t.step((0, 0)), t.step((1, 1))
    assert (corner.chosen, corner.ties, corner.value) == ((1, 1), (), -3)
    assert (middle.chosen, middle.ties, middle.value) == ((0, 1), ((1, 0),), -1)


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_average_steps_divide_by_what_counts(seed, counts, pooling_layer, loop_windows):
    layer = pooling_layer(seed)
    t = trace("average_pool", layer.x, count_include_pad=counts, **layer.parameters)
    for (channel, *position), (values, cells) in loop_windows(layer).items():
        step = t.step(tuple(position), channel)
        assert step.sum == sum(values)
        assert step.divisor == (cells if counts else len(values))
        assert step.value == t.output[(channel, *position)] == step.sum / step.divisor
        assert np.count_nonzero(step.exists) == cells
        assert not (step.inside & ~step.exists).any()


def test_a_float_average_is_the_operations():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 7, 6)).astype(np.float32)
    t = trace("average_pool", x, kernel_size=3, stride=2)
    assert t.output.dtype == np.float32
    for channel, position in places(t, 2):
        step = t.step(position, channel)
        assert step.value.dtype == np.float32
        assert step.value == pytest.approx(t.output[(channel, *position)], rel=1e-6)


def test_cells_that_no_window_reads():
    t = trace("conv", np.ones((1, 6, 7)), np.ones((1, 1, 3, 2)), padding=1, stride=(2, 4))
    # Rows 0..7 padded: windows at 0, 2, 4 leave row 7. Columns 0..8: windows of two at 0 and 4.
    assert t.reads(0).tolist() == [True] * 7 + [False]
    assert np.flatnonzero(t.reads(1)).tolist() == [0, 1, 4, 5]
    assert t.reads(1).shape == (9,)


@pytest.mark.parametrize("seed", SEEDS)
def test_reads_is_what_the_steps_read(seed, conv_layer, pooling_layer):
    for operation, layer in (("conv", conv_layer(seed)), ("max_pool", pooling_layer(seed))):
        operands = (layer.x, layer.weight, layer.bias) if operation == "conv" else (layer.x,)
        t = trace(operation, *operands, **layer.parameters)
        for axis, ((before, after), size) in enumerate(zip(t.padding, layer.x.shape[1:], strict=True)):
            seen = {int(c) for n in range(len(t)) for c in t.step(t.position(n)).coordinates[axis]}
            padded = [coordinate in seen for coordinate in range(-before, size + after)]
            assert t.reads(axis).tolist() == padded


def test_transposed_frames():
    # The odd case of the paper: 3 → 6, one extra row and column of zeros at the bottom and right.
    t = trace(
        "conv_transpose", np.ones((1, 3, 3)), np.ones((1, 1, 3, 3)), stride=2, padding=1, output_padding=1
    )
    assert t.stuffed_shape == (1, 5, 5)
    assert t.effective_padding == ((1, 2), (1, 2))
    assert t.padding == ((1, 1), (1, 1))
    assert t.stride == (2, 2)
    assert len(t) == 36


def test_an_operation_computes_its_output_once_and_keeps_it_from_writing():
    t = trace("conv", np.ones((1, 3, 3)), np.ones((1, 1, 2, 2)))
    assert t.output is t.output
    step = t.step((0, 0))
    for array in (t.output, t.preactivation, step.patch, step.weights, step.products, *step.coordinates):
        assert not array.flags.writeable


def test_a_trace_holds_the_array_itself():
    x = np.ones((1, 3, 3), dtype=np.int8)
    t = trace("conv", x, np.ones((1, 1, 2, 2), dtype=np.int8))
    assert t.input is x
    assert t.step((1, 1)).patch.dtype == np.int64
