"""How many channels and filters there are where only sizes are given, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from convanim import ClipSpec, ConvanimError

SHAPES = [
    ({}, (1, 5, 5), (1, 1, 3, 3)),
    ({"scene": "filter"}, (3, 5, 5), (1, 3, 3, 3)),
    ({"scene": "layer"}, (3, 5, 5), (2, 3, 3, 3)),
    ({"scene": "filter", "input": "5x7"}, (3, 5, 7), (1, 3, 3, 3)),
    ({"scene": "filter", "input": "1x5x7"}, (1, 5, 7), (1, 1, 3, 3)),
    ({"scene": "layer", "input": "8x5x5", "filters": 5, "kernel": "2x1"}, (8, 5, 5), (5, 8, 2, 1)),
    ({"scene": "layer", "kernel": "4x3x2x2"}, (3, 5, 5), (4, 3, 2, 2)),
]


@pytest.mark.parametrize(("values", "x", "weight"), SHAPES)
def test_sizes_without_channels_get_the_scenes_own(
    values: dict[str, Any], x: tuple[int, ...], weight: tuple[int, ...]
) -> None:
    trace: Any = ClipSpec.of(**values).resolve().trace
    assert (trace.input.shape, trace.weight.shape) == (x, weight)


def test_drawn_kernels_of_several_channels_have_both_signs() -> None:
    trace: Any = ClipSpec.of(scene="layer").resolve().trace
    assert set(trace.weight.ravel().tolist()) == {-1, 0, 1}


REFUSED = [
    (
        {"scene": "layer", "filters": 2, "kernel": "4x3x3x3"},
        "filters 2 was given for a kernel that has its own: leave it out, or give the kernel as a size such "
        "as 3x3",
    ),
    (
        {"filters": 2, "kernel": "sobel-x"},
        "filters 2 was given for a kernel that has its own: leave it out, or give the kernel as a size such "
        "as 3x3",
    ),
    (
        {"filters": 2},
        "scene sliding-kernel shows one filter but the kernel 2×1×3×3 has 2: use --filters 1, or the scene "
        "layer",
    ),
]


@pytest.mark.parametrize(("values", "text"), REFUSED)
def test_filters_that_cannot_be_are_refused(values: dict[str, Any], text: str) -> None:
    spec = ClipSpec.of(**values)
    with pytest.raises(ConvanimError) as error:
        spec.resolve()
    assert str(error.value) == text


WORDS = [
    (
        {"scene": "filter", "bias": 1, "activation": "relu"},
        "Three kernels make one filter",
        "Each kernel reads its own channel and answers with one number. The answers and the bias add up, "
        "ReLU keeps what is positive.",
    ),
    (
        {"scene": "filter", "input": "2x5x5"},
        "Two kernels make one filter",
        "Each kernel reads its own channel and answers with one number. The answers add up.",
    ),
    (
        {"scene": "filter", "input": "1x5x5", "bias": 2},
        "One kernel is the whole filter",
        "With one channel there is one kernel; its answer and the bias add up.",
    ),
    (
        {"scene": "filter", "input": "64x5x5"},
        "64 channels, still one filter",
        "Every channel has its kernel and gives one number. All 64 add into one cell.",
    ),
    (
        {"scene": "layer"},
        "Two filters make a layer",
        "Every filter reads the same window and draws its own output map.",
    ),
    (
        {"scene": "layer", "filters": 64},
        "64 filters make a layer",
        "Every filter reads the same window and draws its own output map.",
    ),
    (
        {"scene": "layer", "filters": 1},
        "One filter, one output map",
        "The filter reads the window and draws its output map.",
    ),
]


@pytest.mark.parametrize(("values", "title", "prose"), WORDS)
def test_title_and_prose_fit_the_numbers(values: dict[str, Any], title: str, prose: str) -> None:
    clip = ClipSpec.of(**values).resolve()
    assert (clip.title, clip.prose) == (title, prose)
