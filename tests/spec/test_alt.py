"""Alternative texts: one sentence, with the sizes that the trace has."""

from __future__ import annotations

from typing import Any

import pytest

from convanim import ClipSpec
from convanim.engine import Trace, trace
from convanim.labels import ENGLISH
from convanim.layout.activation.facts import is_plain
from convanim.presets import load
from convanim.sizes import size_text
from convanim.spec import Clip
from convanim.spec.alt import alt_text

TURNS = "A transposed convolution with a 3×3 kernel"
GATHERED = "each output cell gathered under the rotated kernel"
SAID: list[tuple[dict[str, Any], str]] = [
    ({}, "A 3×3 kernel slides over a 5×5 input and fills a 3×3 output."),
    ({"padding": 1}, "A 3×3 kernel slides over a 5×5 input with padding 1 and fills a 5×5 output."),
    (
        {"input": "8x11", "kernel": "2x3", "stride": (2, 1), "padding": (0, 1), "dilation": 2},
        "A 2×3 kernel slides over an 8×11 input with stride 2×1, padding 0×1 and dilation 2 and fills a "
        "3×9 output.",
    ),
    (
        {"input": 11, "kernel": 8, "padding": "same", "activation": "relu"},
        "An 8×8 kernel slides over an 11×11 input with padding of 3 before and 4 after and fills an 11×11 "
        "output, after ReLU.",
    ),
    (
        {"padding": 1, "padding_mode": "reflect", "activation": "tanh"},
        "A 3×3 kernel slides over a 5×5 input with reflect padding 1 and fills a 5×5 output, after tanh.",
    ),
    ({"input": "1x7", "kernel": "1x3"}, "A 1×3 kernel slides over a 1×7 input and fills a 1×5 output."),
    (
        {"scene": "pooling", "input": 6, "kernel": 2},
        "A 2×2 window moves over a 6×6 input with stride 2 and keeps the largest value at each place: a 3×3 "
        "output.",
    ),
    (
        {"scene": "pooling", "operation": "average_pool", "kernel": 3, "stride": 1},
        "A 3×3 window moves over a 5×5 input and keeps the average at each place: a 3×3 output.",
    ),
    (
        {"scene": "transposed", "input": 3, "stride": 2, "padding": 1, "output_padding": 1, "view": "tilted"},
        f"{TURNS}, stride 2, padding 1 and output padding 1 turns a 3×3 input into a 6×6 output, {GATHERED}.",
    ),
    (
        {"scene": "transposed", "input": 2},
        f"{TURNS} turns a 2×2 input into a 4×4 output, by gathering and by stamping side by side.",
    ),
    (
        {"scene": "transposed", "input": 2, "view": "scatter"},
        f"{TURNS} turns a 2×2 input into a 4×4 output, each input cell stamping the kernel on it.",
    ),
    (
        {"scene": "filter", "activation": "leaky_relu"},
        "A filter with a 3×3 kernel for each of 3 channels slides over a 3×5×5 input and fills a 3×3 output, "
        "after leaky ReLU.",
    ),
    (
        {"scene": "layer", "filters": 4},
        "4 filters, each with a 3×3 kernel for each of 3 channels, slide over a 3×5×5 input and fill 4 "
        "output maps of 3×3.",
    ),
    (
        {"scene": "layer", "input": "1x5x5", "filters": 2},
        "2 filters, each a 3×3 kernel, slide over a 5×5 input and fill 2 output maps of 3×3.",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), SAID)
def test_a_clip_is_told_in_one_sentence(fields: dict[str, Any], sentence: str) -> None:
    assert alt_text(ClipSpec.of(**fields).resolve()) == sentence


def told(found: Trace) -> str:
    return alt_text(Clip(ClipSpec(), found, "", "", ENGLISH, ""))


def test_other_axes_and_groups_than_those_of_pictures() -> None:
    row = trace("conv", [[1] * 12], [[[1, 2, 3]]], padding=1)
    assert told(row) == (
        "A kernel of 3 cells slides over an input of 12 cells with padding 1 and fills an output of 12 cells."
    )
    cell = [[[1]]]
    depthwise = trace("conv", [[[1]]] * 3, [cell] * 3, groups=3)
    assert told(depthwise) == (
        "3 filters, each with a 1×1 kernel for one channel, slide over a 3×1×1 input with 3 groups of "
        "channels and fill 3 output maps of 1×1."
    )


@pytest.mark.parametrize("name", load())
def test_every_preset_is_told_with_its_true_sizes(name: str) -> None:
    clip = load()[name].spec.resolve()
    text = alt_text(clip)
    sizes = [clip.trace.input.shape[1:], clip.trace.output_shape[1:]]
    if clip.spec.scene != "activation" or not is_plain(clip.trace):  # values that are given have no kernel
        sizes.append(clip.trace.kernel_size)
    for size in sizes:
        assert size_text(size) in text
    assert text[0].isupper() or text[0].isdigit()
    assert text.count(". ") == 0
    assert text.endswith(".")
    assert len(text) <= 180
