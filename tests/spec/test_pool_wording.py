"""A pooling's title and prose: right for the numbers of every configuration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, ConvanimError

KEEPS, BECOMES = "Each window keeps its largest cell, so", "Each window becomes the average of its cells, so"
OVERLAP = "Windows overlap: a cell can take part in several."
WORDS = [
    (
        {"input": 6, "kernel": 2},
        "2×2 max pooling",
        f"{KEEPS} the output is half as wide and half as high.",
    ),
    (
        {"input": 9, "kernel": 3, "operation": "average_pool"},
        "3×3 average pooling",
        f"{BECOMES} the output is a third as wide and a third as high.",
    ),
    (
        {"input": 5, "kernel": 3, "stride": 1},
        "3×3 max pooling, stride 1",
        f"{KEEPS} the 5×5 input gives a 3×3 output. {OVERLAP}",
    ),
    (
        {"input": 5, "kernel": 2},
        "2×2 max pooling",
        f"{KEEPS} the 5×5 input gives a 2×2 output. One row and one column of the input are never read.",
    ),
    (
        {"input": "6x7", "kernel": 2},
        "2×2 max pooling",
        f"{KEEPS} the 6×7 input gives a 3×3 output. One column of the input is never read.",
    ),
    (
        {"input": 5, "kernel": 2, "ceil_mode": True},
        "2×2 max pooling, ceil mode",
        f"{KEEPS} the 5×5 input gives a 3×3 output. The last windows reach past the edge: only the cells "
        "that exist compete.",
    ),
    (
        {"input": 6, "kernel": 2, "ceil_mode": True},
        "2×2 max pooling",
        f"{KEEPS} the output is half as wide and half as high.",
    ),
    (
        {"input": 5, "kernel": 2, "ceil_mode": True, "operation": "average_pool"},
        "2×2 average pooling, ceil mode",
        f"{BECOMES} the 5×5 input gives a 3×3 output. The last windows reach past the edge: only the cells "
        "that exist count.",
    ),
    (
        {"input": 4, "kernel": 3, "stride": 1, "padding": 1},
        "3×3 max pooling, stride 1, padded",
        f"{KEEPS} the output is as large as the input. {OVERLAP} Padding never wins.",
    ),
    (
        {"input": 4, "kernel": 2, "padding": 1, "operation": "average_pool"},
        "2×2 average pooling, padded",
        f"{BECOMES} the 4×4 input gives a 3×3 output. Padding counts as zeros.",
    ),
    (
        {"input": 4, "kernel": 2, "padding": 1, "operation": "average_pool", "count_include_pad": False},
        "2×2 average pooling, padded",
        f"{BECOMES} the 4×4 input gives a 3×3 output. Padding does not count.",
    ),
    (
        {"input": 7, "kernel": 2, "dilation": 2, "stride": 1},
        "2×2 max pooling, stride 1, dilation 2",
        f"{KEEPS} the 7×7 input gives a 5×5 output. {OVERLAP}",
    ),
    (
        {"input": "5x7", "kernel": "2x3", "stride": "2x1"},
        "2×3 max pooling, stride 2×1",
        f"{KEEPS} the 5×7 input gives a 2×5 output. {OVERLAP} One row of the input is never read.",
    ),
    (
        {"input": 3, "kernel": 3},
        "3×3 max pooling",
        "The window fits in one place only: its largest cell is all that is left.",
    ),
    (
        {"input": 4, "kernel": 1, "stride": 2},
        "1×1 max pooling, stride 2",
        "A window of one cell only picks cells: the 4×4 input gives a 2×2 output. Two rows and two columns "
        "of the input are never read.",
    ),
]


@pytest.mark.parametrize(("values", "title", "prose"), WORDS)
def test_title_and_prose_fit_the_numbers(values: dict[str, Any], title: str, prose: str) -> None:
    clip = ClipSpec.of(scene="pooling", **values).resolve()
    assert (clip.title, clip.prose) == (title, prose)


@pytest.mark.parametrize("size", range(2, 10))
@pytest.mark.parametrize("kernel", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("ceil", [False, True])
def test_what_the_prose_says_is_true(size: int, kernel: int, stride: int, ceil: bool) -> None:
    if kernel > size:
        return
    spec = ClipSpec.of(scene="pooling", input=size, kernel=kernel, stride=stride, ceil_mode=ceil)
    clip = spec.resolve()
    read = np.zeros(size, int)
    past = False
    for start in range(0, clip.trace.positions[0] * stride, stride):
        read[start : start + kernel] += 1
        past |= start + kernel > size
    several = len(clip.trace) > 1 and kernel > 1
    assert ("never read" in clip.prose) == bool((read == 0).any())
    assert ("Windows overlap" in clip.prose) == (several and bool((read > 1).any()))
    assert ("reach past" in clip.prose) == past == ("ceil mode" in clip.title)


def test_only_an_average_counts_padding() -> None:
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(scene="pooling", input=4, kernel=2, count_include_pad=False).resolve()
    assert str(error.value) == "max_pool has no count_include_pad: leave it out, or use average_pool"


def test_whether_padding_counts_reaches_the_numbers() -> None:
    grid = [[4, 8], [12, 16]]
    spec = ClipSpec.of(scene="pooling", operation="average_pool", input=grid, kernel=2, padding=1)
    assert spec.resolve().trace.output.tolist() == [[[1, 2], [3, 4]]]
    assert spec.changed(count_include_pad=False).resolve().trace.output.tolist() == [[[4, 8], [12, 16]]]
