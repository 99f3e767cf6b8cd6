"""The presets: the literature's clips, with the literature's numbers."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from convanim import ConvanimError, preset
from convanim.presets import load, names
from convanim.rendering.catalog import SCENES, scene_names

REFERENCE = Path(__file__).parents[1] / "reference" / "literature.toml"
LITERATURE = tomllib.loads(REFERENCE.read_text(encoding="utf-8"))
SHOWN = [
    name
    for name, clip in LITERATURE.items()
    if clip["operation"] in SCENES["sliding-kernel"].operations and clip.get("in_channels", 1) == 1
]
TITLES = {
    "no-padding-no-strides": "3×3 kernel",
    "arbitrary-padding-no-strides": "Padding 2",
    "same-padding-no-strides": "Same padding",
    "full-padding-no-strides": "Full padding",
    "no-padding-strides": "Stride 2",
    "padding-strides": "Stride 2",
    "padding-strides-odd": "Stride 2",
    "dilation": "Dilation 2",
    "numerical-no-padding-no-strides": "3×3 kernel",
    "numerical-padding-strides": "Stride 2",
    "rectangular-kernel": "2×3 kernel",
}


def _both(size: Any) -> tuple[int, int]:
    return tuple(size) if isinstance(size, list) else (size, size)


def test_every_clip_of_the_literature_that_a_scene_shows_is_a_preset() -> None:
    assert list(names()) == SHOWN
    assert len(SHOWN) == 11


@pytest.mark.parametrize("name", SHOWN)
def test_a_preset_has_the_literatures_parameters(name: str) -> None:
    clip, trace = LITERATURE[name], preset(name).resolve().trace
    assert trace.input.shape == (1, *_both(clip["input"]))
    assert trace.kernel_size == _both(clip["kernel"])
    assert trace.stride == _both(clip.get("stride", 1))
    assert trace.dilation == _both(clip.get("dilation", 1))
    assert trace.padding == ((clip.get("padding", 0),) * 2,) * 2
    assert trace.output_shape == (1, *_both(clip["output"]))
    assert len(trace) == clip["steps"]
    flat = name.startswith("numerical") or name == "rectangular-kernel"
    assert preset(name).settled().view == ("numeric" if flat else "tilted")


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("numerical-no-padding-no-strides", [[12, 12, 17], [10, 17, 19], [9, 6, 14]]),
        ("numerical-padding-strides", [[6, 17, 3], [8, 17, 13], [6, 4, 4]]),
    ],
)
def test_the_papers_worked_examples_come_out_as_printed(name: str, output: list[list[int]]) -> None:
    assert preset(name).resolve().trace.output.tolist() == [output]


def test_presets_are_described_and_titled() -> None:
    presets = load()
    assert {name: entry.spec.resolve().title for name, entry in presets.items()} == TITLES
    for entry in presets.values():
        assert entry.summary
        assert len(entry.summary) <= 80
        assert not entry.summary.endswith(".")
        assert "Dumoulin & Visin" in entry.source
        assert entry.spec.title is None  # so that a changed clip finds the title that fits it


def test_names_do_not_collide_and_defaults_exist() -> None:
    assert not set(names()) & set(scene_names())
    assert {scene.default for scene in SCENES.values()} <= set(names())


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(ConvanimError) as error:
        preset("same-padding")
    assert str(error.value) == 'there is no preset "same-padding": did you mean same-padding-no-strides?'
    with pytest.raises(
        ConvanimError, match=r'^there is no preset "q": choose one of no-padding-no-strides, '
    ):
        preset("q")
