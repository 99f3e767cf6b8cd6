"""How the sizes of a volume are written, and which are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import ConvanimError
from convanim.spec import ClipSpec
from convanim.spec.alt import alt_text


@pytest.mark.parametrize(
    ("given", "input_shape", "weight_shape"),
    [
        ({}, (1, 4, 5, 5), (1, 1, 3, 3, 3)),
        ({"input": 6, "kernel": 2}, (1, 6, 6, 6), (1, 1, 2, 2, 2)),
        ({"input": "6x6x4", "kernel": "5x5x3"}, (1, 6, 6, 4), (1, 1, 5, 5, 3)),
        ({"input": np.ones((6, 6, 4), int), "kernel": 2}, (1, 6, 6, 4), (1, 1, 2, 2, 2)),
        ({"input": "4x5x7", "kernel": "2x3x1"}, (1, 4, 5, 7), (1, 1, 2, 3, 1)),
        ({"input": "1x6x6x4", "kernel": "1x1x2x2x2"}, (1, 6, 6, 4), (1, 1, 2, 2, 2)),
        ({"input": [[[1, 2]], [[3, 4]]], "kernel": [[[1]], [[1]]]}, (1, 2, 1, 2), (1, 1, 2, 1, 1)),
    ],
)
def test_three_numbers_are_depth_height_and_width(
    given: dict[str, Any], input_shape: tuple[int, ...], weight_shape: tuple[int, ...]
) -> None:
    trace: Any = ClipSpec.of(**({"scene": "conv3d", "input": "4x5x5"} | given)).resolve().trace
    assert trace.input.shape == input_shape
    assert trace.weight.shape == weight_shape


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (
            {"input": "3x4x5x5"},
            "scene conv3d shows one channel but the input 3×4×5×5 has 3: use a size such as 4x5x5",
        ),
        (
            {"kernel": "2x1x2x3x3"},
            "scene conv3d shows one filter but the kernel 2×1×2×3×3 has 2: use a size such as 2x3x3",
        ),
        ({"input": "5x7"}, "input 5×7 has 2 axes: use 5x5x5"),
        ({"kernel": "3x3"}, "kernel 3×3 has 2 axes: use 3x3x3"),
        (
            {"kernel": "5x3x3"},
            "kernel 5×3×3 does not fit the padded input 4×5×5: use a kernel of at most 4×3×3, or padding of "
            "at least 1",
        ),
        ({"kernel": "sobel-x"}, "kernel sobel-x is 3×3, for pictures: give a size, or weights of your own"),
    ],
)
def test_what_is_no_volume_is_refused(given: dict[str, Any], error: str) -> None:
    with pytest.raises(ConvanimError) as raised:
        ClipSpec.of(**({"scene": "conv3d", "input": "4x5x5"} | given)).resolve()
    assert str(raised.value) == error


def test_alternative_texts_of_both_scenes() -> None:
    volume = ClipSpec.of(scene="conv3d", input="4x5x5", kernel="2x3x3", padding=1).resolve()
    assert (
        alt_text(volume)
        == "A 2×3×3 kernel slides over a 4×5×5 input with padding 1 and fills a 5×5×5 output."
    )
    flipped = ClipSpec.of(scene="cross-correlation").resolve()
    assert alt_text(flipped) == (
        "A 3×3 kernel slides over a 5×5 input and fills a 3×3 output; "
        "beside it the same with the kernel rotated by 180°."
    )
