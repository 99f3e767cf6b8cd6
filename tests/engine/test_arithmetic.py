"""The paper's relationships, checked against the engine, each other and the literature's clips."""

import itertools
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convanim.engine import conv_output_shape, conv_transpose_output_shape, pool_output_shape, trace
from convanim.engine.arithmetic import (
    effective_kernel,
    full_padding,
    half_padding,
    output_size,
    pooling_output_size,
    stuffed_size,
    transposed_output_size,
    transposed_padding,
    unread_remainder,
)

REFERENCE = Path(__file__).parents[1] / "reference" / "literature.toml"
CLIPS: dict[str, dict[str, Any]] = tomllib.loads(REFERENCE.read_text(encoding="utf-8"))

PARAMETERS = [
    (i, k, s, p)
    for i, k, s, p in itertools.product(range(1, 9), range(1, 5), range(1, 4), range(4))
    if i + 2 * p >= k
]


def per_axis(value: int | list[int]) -> tuple[int, ...]:
    return (value, value) if isinstance(value, int) else tuple(value)


def traced(clip: dict[str, Any]) -> Any:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 4, (clip.get("in_channels", 1), *per_axis(clip["input"])))
    kernel = per_axis(clip["kernel"])
    names = ("stride", "padding", "dilation", "output_padding", "activation")
    parameters = {name: clip[name] for name in names if name in clip}
    if clip["operation"] in ("max_pool", "average_pool"):
        return trace(clip["operation"], x, kernel_size=kernel, **parameters)
    channels = (clip.get("out_channels", 1), len(x))
    weight = rng.integers(0, 3, (*channels, *kernel))
    return trace(clip["operation"], x, weight, **parameters)


def test_all_clips_are_here():
    assert len(CLIPS) == 23


@pytest.mark.parametrize("name", CLIPS)
def test_the_trace_has_the_clips_sizes_and_steps(name):
    clip = CLIPS[name]
    t = traced(clip)
    assert t.output_shape == (clip.get("out_channels", 1), *per_axis(clip["output"]))
    assert t.output.shape == t.output_shape
    assert len(t) == clip["steps"]
    for ordinal in range(len(t)):
        position = t.position(ordinal)
        assert t.step(position).value == t.output[(0, *position)]


@pytest.mark.parametrize("name", CLIPS)
def test_the_relationships_give_the_clips_sizes(name):
    clip = CLIPS[name]
    stride, padding = clip.get("stride", 1), clip.get("padding", 0)
    for size, kernel, output in zip(
        *(per_axis(clip[key]) for key in ("input", "kernel", "output")), strict=True
    ):
        if clip["operation"] == "conv_transpose":
            extra = clip.get("output_padding", 0)
            assert transposed_output_size(size, kernel, stride, padding, extra) == output
            # The paper's own consistency: the forward convolution of the answer gives the input back.
            assert output_size(output, kernel, stride, padding) == size
            assert unread_remainder(output, kernel, stride, padding) == extra
        elif clip["operation"] == "conv":
            assert output_size(size, kernel, stride, padding, clip.get("dilation", 1)) == output
        else:
            assert pooling_output_size(size, kernel, stride) == output


def test_the_odd_case_never_reads_the_last_row_and_column():
    t = traced(CLIPS["padding-strides-odd"])
    for axis in (0, 1):
        assert t.reads(axis).tolist() == [True] * 7 + [False]


def test_effective_kernel():
    assert [effective_kernel(3, d) for d in (1, 2, 3)] == [3, 5, 7]
    assert effective_kernel(1, 9) == 1


@pytest.mark.parametrize(("i", "k", "s", "p"), PARAMETERS)
def test_sizes_are_the_engines(i, k, s, p):
    assert conv_output_shape((1, i), (1, 1, k), stride=s, padding=p) == (1, output_size(i, k, s, p))
    for d in (2, 3):
        if i + 2 * p >= effective_kernel(k, d):
            shape = conv_output_shape((1, i), (1, 1, k), stride=s, padding=p, dilation=d)
            assert shape == (1, output_size(i, k, s, p, d))
    if k <= i:
        assert pool_output_shape((1, i), (k,), stride=s) == (1, pooling_output_size(i, k, s))


@pytest.mark.parametrize(("i", "k", "s", "p"), PARAMETERS)
def test_the_transposed_undoes_the_size(i, k, s, p):
    answer, a = output_size(i, k, s, p), unread_remainder(i, k, s, p)
    assert transposed_output_size(answer, k, s, p, a) == i
    shape = conv_transpose_output_shape((1, answer), (1, 1, k), stride=s, padding=p, output_padding=a)
    assert shape == (1, i)


@pytest.mark.parametrize(("i", "k", "s", "p"), PARAMETERS)
def test_the_transposed_is_a_convolution_of_the_stuffed_input(i, k, s, p):
    if p > k - 1:
        return  # the paper's relationships are for a padding that the kernel covers
    around = transposed_padding(k, p)
    assert output_size(stuffed_size(i, s), k, 1, around) == transposed_output_size(i, k, s, p)
    if transposed_output_size(i, k, s, p) > 0:
        t = trace("conv_transpose", np.ones((1, i)), np.ones((1, 1, k)), stride=s, padding=p)
        assert t.effective_padding == ((around, around),)
        assert t.stuffed_shape == (1, stuffed_size(i, s))


@pytest.mark.parametrize("k", [1, 3, 5, 7])
def test_half_and_full_padding(k):
    assert output_size(9, k, 1, half_padding(k)) == 9
    assert output_size(9, k, 1, full_padding(k)) == 9 + k - 1
    assert conv_output_shape((1, 9), (1, 1, k), padding="same") == (1, 9)
    assert conv_output_shape((1, 9), (1, 1, k), padding="full") == (1, 9 + k - 1)
