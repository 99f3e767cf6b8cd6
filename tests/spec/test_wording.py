"""Title and prose: right for the numbers of every configuration."""

from __future__ import annotations

from typing import Any

import pytest

from convanim import ClipSpec

WORDS = [
    (
        {"kernel": 3},
        "3×3 kernel",
        "The kernel stays inside the input, so the output is two cells smaller each way.",
    ),
    (
        {"kernel": 2},
        "2×2 kernel",
        "The kernel stays inside the input, so the output is one cell smaller each way.",
    ),
    (
        {"kernel": 1},
        "1×1 kernel",
        "Each output cell is one input cell times the only weight, so the size stays the same.",
    ),
    ({"kernel": 5}, "5×5 kernel", "The kernel fits in one place only, so the output is a single number."),
    (
        {"input": "5x7", "kernel": "2x3"},
        "2×3 kernel",
        "The kernel stays inside the input, so the 5×7 input gives a 4×5 output.",
    ),
    (
        {"stride": 2},
        "Stride 2",
        "The kernel jumps two cells at a time, so the output is roughly half as wide.",
    ),
    (
        {"input": 6, "kernel": 2, "stride": 2},
        "Stride 2",
        "The kernel jumps two cells at a time, so the output is half as wide.",
    ),
    (
        {"input": 9, "kernel": 3, "stride": 3},
        "Stride 3",
        "The kernel jumps three cells at a time, so the output is a third as wide.",
    ),
    (
        {"input": 9, "kernel": 1, "stride": 8},
        "Stride 8",
        "The kernel jumps eight cells at a time, so the 9×9 input gives a 2×2 output.",
    ),
    (
        {"input": 7, "kernel": 5, "stride": 2},
        "Stride 2",
        "The kernel jumps two cells at a time, so the 7×7 input gives a 2×2 output.",
    ),
    (
        {"input": "5x7", "kernel": 3, "stride": "1x2"},
        "Stride 1×2",
        "The kernel moves two cells to the right and one cell down at a time, so the 5×7 input gives a "
        "3×3 output.",
    ),
    (
        {"input": 6, "stride": 2, "padding": 1},
        "Stride 2",
        "The kernel jumps two cells at a time, so the output is half as wide. The last row and column of "
        "padding are never read.",
    ),
    (
        {"input": 6, "stride": 2},
        "Stride 2",
        "The kernel jumps two cells at a time, so the 6×6 input gives a 2×2 output. The last row and "
        "column are never read.",
    ),
    (
        {"input": "5x6", "stride": 2},
        "Stride 2",
        "The kernel jumps two cells at a time, so the 5×6 input gives a 2×2 output. The last column is "
        "never read.",
    ),
    (
        {"input": "5x8", "kernel": 2, "stride": 3},
        "Stride 3",
        "The kernel jumps three cells at a time, so the output is roughly a third as wide.",
    ),
    (
        {"input": "7x8", "kernel": "1x2", "stride": 4, "padding": 0},
        "Stride 4",
        "The kernel jumps four cells at a time, so the output is roughly a quarter as wide. The last "
        "rows and columns are never read.",
    ),
    (
        {"padding": 1},
        "Same padding",
        "A border of zeros lets the kernel centre on every pixel, so the output is as large as the input.",
    ),
    (
        {"kernel": 4, "padding": "same"},
        "Same padding",
        "A border of zeros makes up for the edges, so the output is as large as the input.",
    ),
    (
        {"padding": 2},
        "Full padding",
        "Every overlap counts, down to one cell in a corner, so the output is larger than the input.",
    ),
    (
        {"kernel": 4, "padding": 2},
        "Padding 2",
        "A border of zeros lets the kernel reach past the edges: the 5×5 input gives a 6×6 output.",
    ),
    (
        {"kernel": 5, "padding": "1x0"},
        "Padding 1×0",
        "A border of zeros lets the kernel reach past the edges: the 5×5 input gives a 3×1 output.",
    ),
    (
        {"padding": "0:1"},
        "Uneven padding",
        "A border of zeros lets the kernel reach past the edges: the 5×5 input gives a 4×4 output.",
    ),
    (
        {"padding": 1, "padding_mode": "reflect"},
        "Reflect padding",
        "A border of mirrored pixels lets the kernel centre on every pixel, so the output is as large as "
        "the input.",
    ),
    (
        {"padding": 1, "padding_mode": "circular"},
        "Circular padding",
        "A border of pixels from the opposite edge lets the kernel centre on every pixel, so the output "
        "is as large as the input.",
    ),
    (
        {"input": 7, "dilation": 2},
        "Dilation 2",
        "The kernel's cells stand apart: nine weights span 5×5 pixels, and the pixels between them are "
        "skipped.",
    ),
    (
        {"input": 9, "dilation": 2, "stride": 2},
        "Stride 2, dilation 2",
        "The kernel jumps two cells at a time, so the 9×9 input gives a 3×3 output.",
    ),
    (
        {"kernel": "1x3", "dilation": "2x1"},
        "1×3 kernel",
        "The kernel stays inside the input, so the 5×5 input gives a 5×3 output.",
    ),
    (
        {"kernel": "box-blur"},
        "Box blur",
        "Nine equal weights average the pixels under the kernel, so detail is smoothed away.",
    ),
    (
        {"kernel": "sobel-x", "padding": 1},
        "Same padding",
        "A border of zeros lets the kernel centre on every pixel, so the output is as large as the input.",
    ),
]


@pytest.mark.parametrize(("values", "title", "prose"), WORDS)
def test_title_and_prose_fit_the_numbers(values: dict[str, Any], title: str, prose: str) -> None:
    clip = ClipSpec.of(**values).resolve()
    assert (clip.title, clip.prose) == (title, prose)


def test_a_given_title_and_labels_win() -> None:
    clip = ClipSpec.of(title="", labels={"input": "photo"}).resolve()
    assert clip.title == ""
    assert [clip.labels(name) for name in ("input", "kernel")] == ["photo", "kernel"]


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", range(3, 12))
@pytest.mark.parametrize("padding", [0, 1])
def test_cells_are_called_unread_exactly_where_the_trace_says_so(
    size: int, stride: int, padding: int
) -> None:
    clip = ClipSpec.of(input=size, stride=stride, padding=padding).resolve()
    assert ("never read" in clip.prose) == (not clip.trace.reads(0)[-1])
