"""Every impossible thing is refused with one sentence: what was given, why it cannot be, what would do."""

from collections.abc import Callable

import numpy as np
import pytest

from convanim import engine
from convanim.engine.arrays import whole_numbers
from convanim.errors import ConvanimError


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape, dtype=np.int64)


X, W = ones(1, 5, 5), ones(1, 1, 3, 3)


def conv(x=X, weight=W, bias=None, **parameters):
    return lambda: engine.conv(x, weight, bias, **parameters)


def transposed(x=X, weight=W, bias=None, **parameters):
    return lambda: engine.conv_transpose(x, weight, bias, **parameters)


def pool(kernel_size, x=X, **parameters):
    return lambda: engine.max_pool(x, kernel_size, **parameters)


def tracing(*operands, **parameters):
    return lambda: engine.trace(*operands, **parameters)


NAN = np.array([[[1.0, np.nan], [1.0, 1.0]]])
INFINITE = np.array([[[1.0, -np.inf], [1.0, 1.0]]])

CASES: list[tuple[Callable[[], object], str]] = [
    (
        conv(weight=ones(1, 1, 7, 7)),
        "kernel 7×7 does not fit the padded input 5×5: use a kernel of at most 5×5, or padding of at least 1",
    ),
    (
        conv(weight=ones(1, 1, 3, 9), padding=1),
        "kernel 3×9 does not fit the padded input 7×7: use a kernel of at most 3×7, or padding of at least 2",
    ),
    (
        conv(weight=ones(1, 1, 5, 3), padding=((0, 0), (1, 2)), x=ones(1, 4, 5)),
        "kernel 5×3 does not fit the padded input 4×8: use a kernel of at most 4×3, or padding of at least 1",
    ),
    (
        conv(dilation=3),
        "kernel 3×3 with dilation 3 spans 7×7 and does not fit the padded input 5×5: "
        "use a dilation of at most 2, or padding of at least 1",
    ),
    (
        conv(x=ones(1, 4), weight=ones(1, 1, 6)),
        "kernel 6 does not fit the padded input 4: use a kernel of at most 4, or padding of at least 1",
    ),
    (conv(stride=0), "stride 0 is too small: use 1 or more"),
    (conv(stride=-1), "stride -1 is negative: use 1 or more"),
    (conv(stride=1.5), "stride 1.5 is not a whole number: use 1 or more"),
    (conv(stride=True), "stride True is not a whole number: use 1 or more"),
    (conv(stride="2"), "stride '2' is not a whole number: use 1 or more"),
    (conv(stride=(1, 2, 3)), "stride (1, 2, 3) has 3 numbers for 2 axes: give one number, or one per axis"),
    (conv(dilation=0), "dilation 0 is too small: use 1 or more"),
    (conv(dilation=(1, -2)), "dilation -2 is negative: use 1 or more"),
    (conv(padding=-1), "padding -1 is negative: use 0 or more"),
    (
        conv(padding=(1, 2, 3)),
        "padding (1, 2, 3) has 3 entries for 2 axes: "
        "give one number, one per axis, or a (before, after) pair per axis",
    ),
    (
        conv(padding=((1, 2),)),
        "padding ((1, 2),) has 1 entry for 2 axes: "
        "give one number, one per axis, or a (before, after) pair per axis",
    ),
    (conv(padding=((1, 2, 3), 1)), "padding (1, 2, 3) of one axis is no pair: give (before, after)"),
    (
        conv(padding="sane"),
        'padding "sane" is unknown: use "valid", "same", "same_lower", "full" or "causal", or numbers',
    ),
    (conv(padding="causal"), 'padding "causal" needs 1 axis, not 2: use "same" or numbers'),
    (
        conv(padding_mode="mirror"),
        'padding_mode "mirror" is unknown: use "zeros", "reflect", "replicate" or "circular"',
    ),
    (
        conv(padding=5, padding_mode="reflect"),
        "reflect padding 5 needs as many cells beside the border, but the input is 5×5: "
        'use at most 4, or padding_mode "replicate"',
    ),
    (conv(groups=0), "groups 0 is too small: use 1 or more"),
    (
        conv(x=ones(4, 5, 5), weight=ones(3, 2, 3, 3), groups=3),
        "groups 3 does not divide 4 input channels: use 1, 2 or 4",
    ),
    (
        conv(x=ones(4, 5, 5), weight=ones(3, 2, 3, 3), groups=2),
        "groups 2 does not divide 3 filters: use 1 or 3",
    ),
    (
        conv(x=ones(3, 5, 5), weight=ones(2, 4, 3, 3)),
        "weight 2×4×3×3 reads 4 channels but the input has 3: use a weight of shape 2×3×3×3",
    ),
    (
        conv(x=ones(4, 5, 5), weight=ones(2, 4, 3, 3), groups=2),
        "weight 2×4×3×3 reads 8 channels in 2 groups but the input has 4: use a weight of shape 2×2×3×3",
    ),
    (
        conv(x=ones(5, 5)),
        "input 5×5 has 2 axes, which does not go with weight 1×1×3×3: "
        "give 3 (channels, then 2 axes of space), or 4 with a batch",
    ),
    (conv(weight=ones(3, 3)), "weight 3×3 has 0 spatial axes: use 1, 2 or 3"),
    (conv(weight=ones(1, 1, 1, 1, 1, 1)), "weight 1×1×1×1×1×1 has 4 spatial axes: use 1, 2 or 3"),
    (
        conv(bias=ones(2)),
        "bias of shape 2 does not match 1 output channel: give a list of 1 number, one per output channel",
    ),
    (
        conv(bias=3),
        "bias of shape () does not match 1 output channel: give a list of 1 number, one per output channel",
    ),
    (conv(x=np.ones((1, 0, 5))), "input 1×0×5 is empty: give every axis at least one cell"),
    (conv(weight=np.ones((0, 1, 3, 3))), "weight 0×1×3×3 is empty: give every axis at least one cell"),
    (conv(x=np.array([[["a"]]])), "input has dtype <U1: use integers or real floats"),
    (conv(x=np.array([[[None]]])), "input has dtype object: use integers or real floats"),
    (conv(x=np.ones((1, 5, 5), dtype=complex)), "input has dtype complex128: use integers or real floats"),
    (
        conv(x=[[[1, 2], [3]]]),
        "input is a nested list whose rows differ in length: give every row the same length",
    ),
    (
        conv(x=X * 2**62),
        "integers up to 4611686018427387904 can overflow 64 bits when 9 products are added: "
        "use smaller integers, or floats",
    ),
    (
        conv(x=np.full((1, 3, 3), 2**63, dtype=np.uint64)),
        "input holds 9223372036854775808, beyond 64-bit integers: use smaller integers",
    ),
    (
        transposed(padding="full"),
        'padding "full" has no meaning for a transposed convolution: '
        'use "valid", "same" or "same_lower", or numbers',
    ),
    (
        transposed(padding="causal", x=ones(1, 4), weight=ones(1, 1, 2)),
        'padding "causal" has no meaning for a transposed convolution: '
        'use "valid", "same" or "same_lower", or numbers',
    ),
    (
        transposed(padding="half"),
        'padding "half" is unknown: use "valid", "same" or "same_lower", or numbers',
    ),
    (
        transposed(padding="same", output_padding=1, stride=2),
        'output_padding 1 contradicts padding "same", which fixes the output size: '
        "use output_padding 0, or numbers for the padding",
    ),
    (
        transposed(output_padding=2, stride=2),
        "output_padding 2 is not smaller than the stride 2 or the dilation 1: use at most 1",
    ),
    (transposed(padding=4), "padding 4 crops all 7 cells of an output axis: use padding of at most 3"),
    (
        transposed(x=ones(2, 5, 5)),
        "weight 1×1×3×3 reads 1 channel but the input has 2: "
        "use a weight of shape 2×1×3×3, input channels first",
    ),
    (
        transposed(x=ones(3, 5, 5), weight=ones(3, 1, 3, 3), groups=2),
        "groups 2 does not divide 3 input channels: use 1 or 3",
    ),
    (
        pool(6),
        "kernel 6×6 does not fit the padded input 5×5: use a kernel of at most 5×5, or padding of at least 1",
    ),
    (pool((2, 2, 2, 2)), "kernel size (2, 2, 2, 2) has 4 spatial axes: use 1, 2 or 3"),
    (pool(0), "kernel size 0 is too small: use 1 or more"),
    (
        pool(2, padding=3),
        "padding 3 of an axis of 5 cells leaves the kernel 2×2 with no cell of the input under it: "
        "use padding of at most 1",
    ),
    (
        pool(2, x=ones(1, 2, 3, 4, 5, 6)),
        "input 1×2×3×4×5×6 has 6 axes: "
        "use channels and then 1 to 3 axes of space, with or without a batch before them",
    ),
    (
        conv(weight=ones(1, 1, 7, 7), dilation=2),
        "kernel 7×7 with dilation 2 spans 13×13 and does not fit the padded input 5×5: "
        "use a kernel of at most 5×5 with dilation 1, or padding of at least 4",
    ),
    (
        pool(2, padding="half"),
        'padding "half" is unknown: use "valid", "same", "same_lower", "full" or "causal", or numbers',
    ),
    (
        pool(2, x=ones(1, 9, 9), dilation=5, padding=(0, 9)),
        "padding 9 of an axis of 9 cells leaves the kernel 2×2 with no cell of the input under it: "
        "use padding of at most 0",
    ),
    (
        lambda: engine.average_pool(X * 2**62, 2),
        "integers up to 4611686018427387904 can overflow 64 bits when 4 are added: "
        "use smaller integers, or floats",
    ),
    (
        tracing("convolve", X, W),
        'operation "convolve" is unknown: use conv, conv_transpose, max_pool, average_pool',
    ),
    (tracing("conv", X), "conv was given no weight: give an array of weights"),
    (
        tracing("max_pool", X, W, kernel_size=2),
        "max_pool takes neither weight nor bias: give a kernel_size only",
    ),
    (tracing("max_pool", X), "max_pool was given no kernel_size: give one number, or one per axis"),
    (
        tracing("conv", ones(1, 1, 5, 5), W),
        "input 1×1×5×5 has a batch axis but a trace takes one example: use an input of shape 1×5×5",
    ),
    (
        tracing("conv", X, W, activation="swish"),
        'activation "swish" is unknown: use none, relu, leaky_relu, sigmoid, tanh, gelu, silu',
    ),
    (tracing("conv_transpose", X, W, reading="both"), 'reading "both" is unknown: use "gather" or "scatter"'),
    (tracing("conv", NAN, W), "input holds nan, which cannot be shown: use finite numbers"),
    (tracing("conv", X, W * np.inf), "weight holds inf, which cannot be shown: use finite numbers"),
    (
        tracing("max_pool", INFINITE, kernel_size=2),
        "input holds -inf, which cannot be shown: use finite numbers",
    ),
    (
        lambda: engine.trace("conv", X, W).step((3, 0)),
        "position (3, 0) lies outside the 3×3 positions: use (0, 0) to (2, 2)",
    ),
    (
        lambda: engine.trace("conv", X, W).step((0,)),
        "position (0,) has 1 axis but the trace has 2: give one number per axis",
    ),
    (
        lambda: engine.trace("conv", X, W).step((0, -1)),
        "position (0, -1) lies outside the 3×3 positions: use (0, 0) to (2, 2)",
    ),
    (lambda: engine.trace("conv", X, W).step((0, 0), 1), "output channel 1 does not exist: use 0"),
    (lambda: engine.trace("conv", X, W).position(9), "step 9 does not exist: use 0 to 8"),
    (
        lambda: engine.trace("conv_transpose", X, W, reading="scatter").stamp((5, 0)),
        "position (5, 0) lies outside the 5×5 positions: use (0, 0) to (4, 4)",
    ),
    (
        lambda: engine.trace("conv_transpose", X, W, reading="scatter").stamp((0, 0), 1),
        "input channel 1 does not exist: use 0",
    ),
    (
        lambda: engine.activate(X, "swish"),
        'activation "swish" is unknown: use none, relu, leaky_relu, sigmoid, tanh, gelu, silu',
    ),
    (lambda: whole_numbers(NAN, "input"), "input holds nan, which cannot be shown: use finite numbers"),
    (lambda: whole_numbers(INFINITE, "input"), "input holds -inf, which cannot be shown: use finite numbers"),
    (lambda: whole_numbers([1.0, 2.5], "weight"), "weight holds 2.5, which is not whole: use whole numbers"),
    (
        lambda: whole_numbers([1e19], "weight"),
        "weight holds 1e+19, beyond 64-bit integers: use smaller integers",
    ),
]


@pytest.mark.parametrize(("attempt", "text"), CASES, ids=[text for _, text in CASES])
def test_it_is_refused_with_this_sentence(attempt, text):
    with pytest.raises(ConvanimError) as refusal:
        attempt()
    assert str(refusal.value) == text


@pytest.mark.parametrize("text", [text for _, text in CASES])
def test_the_sentences_have_one_form(text):
    given, remedy = text.split(": ", 1)
    assert given[0].islower()
    assert not text.endswith(".")
    assert remedy.split()[0] in ("use", "give")


def test_a_refusal_is_a_value_error():
    with pytest.raises(ValueError, match="does not fit"):
        engine.conv(X, ones(1, 1, 7, 7))


def test_shapes_are_refused_as_the_operations_refuse_them():
    attempts = [
        (lambda: engine.conv_output_shape((1, 5, 5), (1, 1, 7, 7)), conv(weight=ones(1, 1, 7, 7))),
        (
            lambda: engine.conv_transpose_output_shape((1, 5, 5), (1, 1, 3, 3), padding=4),
            transposed(padding=4),
        ),
        (lambda: engine.pool_output_shape((1, 5, 5), 6), pool(6)),
    ]
    for without_data, with_data in attempts:
        with pytest.raises(ConvanimError) as first:
            without_data()
        with pytest.raises(ConvanimError) as second:
            with_data()
        assert str(first.value) == str(second.value)


def test_nothing_is_computed_before_the_refusal():
    # A billion cells of a view that holds one: any work on them would not come back.
    vast = np.broadcast_to(np.float32(1), (1, 2**20, 2**20))
    for attempt in (conv(vast, stride=0), transposed(vast, groups=0), pool(2, vast, padding=-1)):
        with pytest.raises(ConvanimError):
            attempt()


def test_whole_floats_are_whole_numbers():
    numbers = whole_numbers([[1.0, -2.0]], "input")
    assert numbers.dtype == np.int64
    assert numbers.tolist() == [[1, -2]]
