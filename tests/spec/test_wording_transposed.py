"""What a transposed convolution is called and how it is explained; the texts are pinned."""

from __future__ import annotations

from typing import Any

import pytest

from convanim.spec import ClipSpec

TEXTS: list[tuple[dict[str, Any], str, str]] = [
    (
        {"input": 2, "stride": 2},
        "Transposed convolution, two views",
        "Zeros between the pixels spread the input out; the rotated kernel goes over it cell by cell. "
        "The 2×2 input gives a 5×5 output.",
    ),
    (
        {"input": 3, "view": "gather"},
        "Transposed convolution: gather",
        "A border of zeros lets the rotated kernel reach past the edges, one cell at a time. "
        "The 3×3 input gives a 5×5 output.",
    ),
    (
        {"input": 7, "padding": 2, "view": "tilted"},
        "Transposed, padding 2",
        "The rotated kernel goes over the input, one cell at a time. "
        "Padding crops the output: the 7×7 input gives a 5×5 output.",
    ),
    (
        {"input": 3, "stride": 2, "padding": 1, "output_padding": 1, "view": "tilted"},
        "Transposed, stride 2",
        "Zeros between the pixels spread the input out; the rotated kernel goes over it cell by cell. "
        "Output padding adds zeros at the bottom and right: 6×6 instead of 5×5.",
    ),
    (
        {"input": 2, "stride": 2, "view": "scatter"},
        "Transposed convolution: scatter",
        "Every pixel adds the kernel, times its value, to the output; where stamps overlap, they add up. "
        "The 2×2 input gives a 5×5 output.",
    ),
    (
        {"input": 3, "dilation": "1x2", "view": "tilted"},
        "Transposed, dilation 1×2",
        "A border of zeros lets the rotated kernel reach past the edges, one cell at a time. "
        "The 3×3 input gives a 5×7 output.",
    ),
    (
        {"input": 3, "padding": ((0, 1), (0, 1)), "view": "tilted"},
        "Transposed, uneven padding",
        "A border of zeros lets the rotated kernel reach past the edges, one cell at a time. "
        "Padding crops the output: the 3×3 input gives a 4×4 output.",
    ),
]


@pytest.mark.parametrize(("fields", "title", "prose"), TEXTS, ids=[str(fields) for fields, *_ in TEXTS])
def test_title_and_prose(fields: dict[str, Any], title: str, prose: str) -> None:
    clip = ClipSpec.of(scene="transposed", **fields).resolve()
    assert (clip.title, clip.prose) == (title, prose)


@pytest.mark.parametrize("view", ["both", "gather", "scatter", "tilted"])
def test_it_is_nowhere_called_an_inverse_or_a_deconvolution(view: str) -> None:
    clip = ClipSpec.of(scene="transposed", input=3, stride=2, view=view).resolve()
    for word in ("invers", "deconv", "undo"):
        assert word not in f"{clip.title} {clip.prose}".lower()
