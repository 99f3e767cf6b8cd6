"""German is longer than English: its texts stay apart, inside the picture, large enough, and whole."""

from __future__ import annotations

from typing import Any

import pytest

from convanim.presets import load
from convanim.rendering.catalog import SCENES
from convanim.spec import ClipSpec
from tests.scenes.lettering import texts_of
from tests.scenes.staged import on_stage
from tests.scenes.test_legibility import LETTERS, moments, outside, overlapping, too_small
from tests.soak import some

PLAIN: list[dict[str, Any]] = [{"scene": name, **dict(entry.usual)} for name, entry in SCENES.items()]
SPECS: list[dict[str, Any]] = [
    *PLAIN,
    {"padding": 1, "padding_mode": "replicate", "stride": 2},
    {"view": "tilted", "padding": 1},
    {"input": 28, "kernel": 5, "padding": 2},
    {"input": "28x9", "kernel": 9, "padding": [[0, 1], [1, 0]]},
    {"scene": "pooling", "input": 7, "kernel": 3, "stride": 2, "ceil_mode": True, "padding": 1},
    {"scene": "pooling", "operation": "average_pool", "input": 5, "kernel": 2, "ceil_mode": True},
    {"scene": "pooling", "view": "tilted", "kernel": 2, "dilation": 2},
    {"scene": "transposed", "stride": 2, "padding": 1, "output_padding": 1},
    {"scene": "transposed", "view": "tilted", "input": 4, "dilation": 2},
    {"scene": "transposed", "view": "scatter", "stride": 2},
    {"scene": "filter", "input": "8x6x6", "bias": 1, "activation": "leaky_relu"},
    {"scene": "layer", "input": "3x28x28", "filters": 8},
]


def spec_of(fields: dict[str, Any]) -> ClipSpec:
    return ClipSpec.of(**fields, language="de")


BOTH = [(fields, suffix) for fields in SPECS for suffix in (".gif", ".mp4")]


@pytest.mark.parametrize(("fields", "suffix"), some(BOTH, 3), ids=str)
def test_german_can_be_read(fields: dict[str, Any], suffix: str) -> None:
    with on_stage(spec_of(fields), suffix) as scene:
        for time in moments(scene):
            scene.show(time)
            texts = texts_of(scene, LETTERS)
            words = [text for text in texts if not text.is_number]
            assert not overlapping(texts), f"at {time} s"
            assert not outside(scene, words), f"at {time} s"
            assert not too_small(scene, texts), f"at {time} s"


@pytest.mark.parametrize("name", sorted(load()))
def test_no_german_title_is_cut(name: str) -> None:
    spec = load()[name].spec.changed(language="de", title=None)
    with on_stage(spec, ".mp4") as scene:
        lines = getattr(scene.staging.layout, "lines", ())
        assert not [line.text for line in lines if line.text.endswith("…")]
