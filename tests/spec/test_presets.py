"""The presets: the literature's clips, with the literature's numbers."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from convanim import ConvanimError, preset
from convanim.presets import load, names, table
from convanim.rendering.catalog import SCENES, scene_names

REFERENCE = Path(__file__).parents[1] / "reference" / "literature.toml"
LITERATURE = tomllib.loads(REFERENCE.read_text(encoding="utf-8"))
SHOWN = [
    name
    for name, clip in LITERATURE.items()
    if clip["operation"] in SCENES["sliding-kernel"].operations and clip.get("in_channels", 1) == 1
]
TRANSPOSED = [name for name, clip in LITERATURE.items() if clip["operation"] == "conv_transpose"]
POOLED = [name for name, clip in LITERATURE.items() if clip["operation"] in SCENES["pooling"].operations]
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
    "no-padding-no-strides-transposed": "Transposed 3×3 kernel",
    "arbitrary-padding-no-strides-transposed": "Transposed, padding 2",
    "same-padding-no-strides-transposed": "Transposed, padding 1",
    "full-padding-no-strides-transposed": "Transposed, padding 2",
    "no-padding-strides-transposed": "Transposed, stride 2",
    "padding-strides-transposed": "Transposed, stride 2",
    "padding-strides-odd-transposed": "Transposed, stride 2",
    "numerical-average-pooling": "3×3 average pooling, stride 1",
    "numerical-max-pooling": "3×3 max pooling, stride 1",
    "max-pooling-2x2": "2×2 max pooling",
    "transposed-two-views": "Transposed convolution, two views",
    "convolution-or-correlation": "Convolution or cross-correlation?",
    "impulse-response": "Convolution or cross-correlation?",
    "conv3d-two-slices": "3-D convolution",
    "conv3d-padded": "3-D convolution",
    "rgb-one-filter": "Three kernels make one filter",
    "many-channels": "256 channels, still one filter",
    "two-filters": "Two filters make a layer",
    "from-kernel-to-layer": "Kernel, filter, layer",
    "grouped-two-groups": "Two groups that never meet",
    "depthwise": "Depthwise: one kernel for each channel",
    "depthwise-separable": "Depthwise separable: first look, then mix",
    "separable-vs-standard": "Standard and separable, on one clock",
    "photo-sobel": "Sobel finds vertical edges",
    "photo-blur": "Gaussian blur",
    "photo-sharpen": "Sharpening kernel",
    "keras-conv2d-two-filters": "Conv2D(2, 3, activation='relu')",
    "conv1d-two-weights": "A kernel of two weights",
    "conv1d-three-channels": "Three channels, one filter",
    "conv1d-causal-dilated": "Causal, dilated: eight samples from three layers",
    "activation-relu": "ReLU keeps the positive, one cell at a time",
    "activation-leaky-relu": "Leaky ReLU keeps a little of the negative",
    "activation-sigmoid": "Sigmoid brings every value between 0 and 1",
    "activation-gelu": "GELU fades the negative out smoothly",
}


OWN_SOURCES = (
    "kernel-filter-layer",
    "filter",
    "layer",
    "grouped",
    "cross-correlation",
    "conv1d",
    "activation",
    "conv3d",
    "photo",
)
"""The scenes whose presets come from elsewhere than the guide to convolution arithmetic."""

LAYERS = [
    name for name, clip in LITERATURE.items() if clip.get("in_channels", 1) > 1 and "groups" not in clip
]


def _both(size: Any) -> tuple[int, int]:
    return tuple(size) if isinstance(size, list) else (size, size)


def test_every_clip_of_the_literature_that_a_scene_shows_is_a_preset() -> None:
    assert [name for name in names() if name in SHOWN] == SHOWN
    assert [name for name in names() if name in TRANSPOSED] == TRANSPOSED
    assert (len(SHOWN), len(TRANSPOSED)) == (11, 7)


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


@pytest.mark.parametrize("name", TRANSPOSED)
def test_a_transposed_preset_has_the_literatures_parameters(name: str) -> None:
    """The literature names the forward convolution: its output is what goes in, its input what comes out."""
    clip, trace = LITERATURE[name], preset(name).resolve().trace
    assert trace.input.shape == (1, *_both(clip["input"]))
    assert trace.kernel_size == _both(clip["kernel"])
    assert trace.stride == _both(clip.get("stride", 1))
    assert trace.padding == ((clip.get("padding", 0),) * 2,) * 2
    assert trace.output_padding == _both(clip.get("output_padding", 0))
    assert trace.output_shape == (1, *_both(clip["output"]))
    assert len(trace) == clip["steps"]
    assert preset(name).settled().view == "tilted"


def test_every_pooling_of_the_literature_is_a_preset() -> None:
    assert POOLED == ["numerical-average-pooling", "numerical-max-pooling"]
    assert [name for name in names() if name in POOLED] == POOLED


@pytest.mark.parametrize("name", POOLED)
def test_a_pooling_preset_has_the_literatures_parameters(name: str) -> None:
    clip, settled, trace = LITERATURE[name], preset(name).settled(), preset(name).resolve().trace
    assert (settled.scene, settled.operation, settled.view) == ("pooling", clip["operation"], "numeric")
    assert trace.input.shape == (1, *_both(clip["input"]))
    assert trace.kernel_size == _both(clip["kernel"])
    assert trace.stride == _both(clip.get("stride", 1))
    assert trace.padding == ((0, 0), (0, 0))
    assert trace.output_shape == (1, *_both(clip["output"]))
    assert len(trace) == clip["steps"]


def test_the_papers_poolings_come_out_as_printed() -> None:
    """The paper prints one decimal."""
    average, largest = (preset(name).resolve().trace.output for name in POOLED)
    assert average.round(1).tolist() == [[[1.7, 1.7, 1.7], [1.0, 1.2, 1.8], [1.1, 0.8, 1.3]]]
    assert largest.tolist() == [[[3, 3, 3], [3, 3, 3], [3, 2, 3]]]


@pytest.mark.parametrize("name", LAYERS)
def test_a_preset_of_several_channels_has_the_literatures_parameters(name: str) -> None:
    clip, trace = LITERATURE[name], preset(name).resolve().trace
    assert trace.input.shape == (clip["in_channels"], *_both(clip["input"]))
    assert trace.weight.shape == (clip["out_channels"], clip["in_channels"], *_both(clip["kernel"]))
    assert trace.output_shape == (clip["out_channels"], *_both(clip["output"]))
    assert trace.activation == clip.get("activation", trace.activation)
    assert len(trace) == clip["steps"]


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
        assert entry.source
        assert "Dumoulin & Visin" in entry.source or entry.spec.scene in OWN_SOURCES
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


def test_the_table_that_is_read_once_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        table()["dilation"]["stride"] = 3  # type: ignore[index]  # what a caller might try
