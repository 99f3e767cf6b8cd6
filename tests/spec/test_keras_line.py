"""A layer on a colour picture is titled with the line that makes it in Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec

PICTURE = np.random.default_rng(0).integers(0, 256, (3, 20, 20)).tolist()


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"kernel": 3, "filters": 2, "activation": "relu"}, "Conv2D(2, 3, activation='relu')"),
        ({"kernel": "2x3", "filters": 1}, "Conv2D(1, (2, 3))"),
        ({"kernel": 3, "filters": 4, "stride": 2}, "Conv2D(4, 3, strides=2)"),
        ({"kernel": 5, "filters": 2, "padding": "same"}, "Conv2D(2, 5, padding='same')"),
        ({"kernel": 3, "filters": 2, "dilation": 2}, "Conv2D(2, 3, dilation_rate=2)"),
        ({"kernel": 3, "filters": 2, "padding": 1}, "Two filters make a layer"),
        ({"kernel": 3, "filters": 2, "input": "3x20x20"}, "Two filters make a layer"),
        ({"kernel": 3, "filters": 2, "title": "Mine"}, "Mine"),
    ],
)
def test_the_title_is_the_layers_line(fields: dict[str, Any], title: str) -> None:
    assert ClipSpec.of(**{"scene": "layer", "input": PICTURE, **fields}).resolve().title == title
