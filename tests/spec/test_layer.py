"""A layer pasted from somebody's code becomes the clip of that layer, or one clear sentence."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim import ClipSpec, ConvanimError, layer
from convanim.rendering.catalog import SCENES
from convanim.sources.frameworks import layers
from convanim.sources.layer_line import parse_layer
from convanim.spec.toml import loads

LINES: list[tuple[str, str | None, str, tuple[int, ...], tuple[int, ...]]] = [
    ("nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1)", "3x32x32", "layer", (3, 32, 32), (16, 16, 16)),
    ("nn.Conv2d(3, 16, 3, 2, 1)", "32", "layer", (3, 32, 32), (16, 16, 16)),
    ("nn.Conv2d(1, 1, (2, 3))", "5x7", "sliding-kernel", (1, 5, 7), (1, 4, 5)),
    ("nn.Conv2d(3, 1, 3, dilation=2)", None, "filter", (3, 7, 7), (1, 3, 3)),
    (
        "self.conv = torch.nn.Conv2d(3, 2, 3, device=device, dtype=torch.float32),",
        None,
        "layer",
        (3, 7, 7),
        (2, 5, 5),
    ),
    (
        "nn.Conv2d(1, 1, 3, padding='same', padding_mode='reflect')",
        "5",
        "sliding-kernel",
        (1, 5, 5),
        (1, 5, 5),
    ),
    ("nn.Conv2d(4, 8, 3, groups=2)", None, "grouped", (4, 7, 7), (8, 5, 5)),
    ("nn.Conv1d(1, 1, 3, dilation=2)", None, "conv1d", (1, 12), (1, 8)),
    ("nn.Conv3d(1, 1, (2, 3, 3))", None, "conv3d", (1, 5, 5, 5), (1, 4, 3, 3)),
    ("nn.ConvTranspose2d(16, 8, 4, 2, 1)", None, "transposed", (1, 7, 7), (1, 14, 14)),
    (
        "nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)",
        "3",
        "transposed",
        (1, 3, 3),
        (1, 6, 6),
    ),
    ("nn.MaxPool2d(2)", "6", "pooling", (1, 6, 6), (1, 3, 3)),
    ("nn.MaxPool2d(3, 2, ceil_mode=True)", "6", "pooling", (1, 6, 6), (1, 3, 3)),
    ("nn.AvgPool2d(2, padding=1, count_include_pad=False)", "4", "pooling", (1, 4, 4), (1, 3, 3)),
    (
        "tf.keras.layers.Conv2D(2, 3, activation='relu', input_shape=(28, 28, 3))",
        None,
        "layer",
        (3, 28, 28),
        (2, 26, 26),
    ),
    ("x = layers.Conv2D(4, (3, 3), strides=2, padding='same')(x)", "3x9x9", "layer", (3, 9, 9), (4, 5, 5)),
    ("Conv1D(1, 3, padding='causal')", None, "conv1d", (1, 12), (1, 12)),
    ("layers.DepthwiseConv2D(3, depth_multiplier=2)", "3x5x5", "grouped", (3, 5, 5), (6, 3, 3)),
    ("layers.SeparableConv2D(4, 3, activation='relu')", "3x5x5", "grouped", (3, 5, 5), (4, 3, 3)),
    ("layers.Conv2DTranspose(8, 3, strides=2, padding='same')", "4", "transposed", (1, 4, 4), (1, 8, 8)),
    ("layers.MaxPooling2D()", "6", "pooling", (1, 6, 6), (1, 3, 3)),
    ("layers.AveragePooling2D(3, strides=1, padding='same')", "5", "pooling", (1, 5, 5), (1, 5, 5)),
    ("nn.Conv(features=4, kernel_size=(3, 3))", "3x8x8", "layer", (3, 8, 8), (4, 8, 8)),
    ("nn.Conv(4, (3, 3), padding='VALID', feature_group_count=2)", "4x8x8", "grouped", (4, 8, 8), (4, 6, 6)),
    ("nn.Conv(1, (3, 3), padding=((1, 0), (0, 1)))", "5", "sliding-kernel", (1, 5, 5), (1, 4, 4)),
]


@pytest.mark.parametrize(("line", "size", "scene", "x", "y"), LINES)
def test_a_layer_becomes_its_clip(
    line: str, size: str | None, scene: str, x: tuple[int, ...], y: tuple[int, ...]
) -> None:
    clip = layer(line, **({"input": size} if size else {})).resolve()
    assert (clip.spec.scene, clip.trace.input.shape, clip.trace.output_shape) == (scene, x, y)


def test_what_else_a_layer_says_is_kept() -> None:
    spec = layer("Conv2D(2, 3, activation=tf.nn.relu, use_bias=True)", input="3x5x5", theme="dark")
    assert (spec.activation, spec.theme, spec.filters) == ("relu", "dark", 2)
    assert isinstance(spec.bias, tuple)
    assert len(spec.bias) == 2
    assert layer("nn.Conv2d(3, 2, 3, bias=False)").bias is None
    assert layer("layers.AveragePooling2D(2, padding='same')").count_include_pad is False
    assert layer("nn.Conv2d(1, 1, 3)", kernel="sobel-x", scene="sliding-kernel", bias=None) == ClipSpec.of(
        input="7x7", kernel="sobel-x", filters=1
    )


def test_a_toml_file_may_have_a_layer() -> None:
    spec = loads('layer = "nn.Conv2d(3, 2, 3)"\ninput = 5\ntheme = "dark"\n')
    assert spec == layer("nn.Conv2d(3, 2, 3)", input=5, theme="dark")
    assert spec.resolve().trace.input.shape == (3, 5, 5)


def test_an_array_is_what_the_layer_reads(tmp_path: Path) -> None:
    import numpy as np

    np.save(tmp_path / "x.npy", np.arange(48).reshape(3, 4, 4))
    clip = layer("nn.Conv2d(3, 2, 3)", input=str(tmp_path / "x.npy")).resolve()
    assert clip.trace.input[2, 3, 3] == 47


WRONG = [
    ("nn.Conv2d(3, 16)", {}, "Conv2d needs kernel_size: write it as PyTorch does"),
    ("nn.Conv2d(3, 16, 3, strid=2)", {}, "Conv2d has no argument strid: did you mean stride?"),
    ("nn.Conv2D_(3, 16, 3)", {}, "layer Conv2D_ is not known: did you mean Conv2D?"),
    (
        "os.system('rm -rf /')",
        {},
        "layer system is not known: use one such as nn.Conv2d(3, 16, kernel_size=3)",
    ),
    ("nn.Conv2d(n, 16, 3)", {}, "in_channels=n of Conv2d is not a number: write the value out"),
    ("nn.Conv2d(*sizes)", {}, "the arguments behind * of Conv2d are not known here: write them out"),
    ("nn.Conv2d(3, 16, 3, kernel_size=3)", {}, "Conv2d is given kernel_size twice: leave one out"),
    (
        "nn.Conv2d(3,",
        {},
        'layer "nn.Conv2d(3" is no line of Python: write it as in nn.Conv2d(3, 16, kernel_size=3)',
    ),
    (
        "nn.Conv2d",
        {},
        'layer "nn.Conv2d" is no call of a layer: write it as in nn.Conv2d(3, 16, kernel_size=3)',
    ),
    (
        "nn.Conv2d(3, 16, 3)",
        {"input": "2x8x8"},
        "Conv2d reads 3 channels but the input 2×8×8 has 2: use 3×8×8",
    ),
    (
        "nn.Conv2d(1, 1, (3, 3, 3))",
        {},
        "kernel_size (3, 3, 3) of Conv2d is no size: write one whole number, or 2 of them",
    ),
    (
        "Conv2D(1, 3, padding=1)",
        {},
        'padding 1 of Conv2D is no name: Keras has "valid" and "same"',
    ),
    (
        "Conv2D(1, 3, padding='causal')",
        {},
        'padding "causal" of Conv2D is not known: use valid or same',
    ),
    (
        "Conv2D(1, 3, activation='softmax')",
        {},
        'activation "softmax" of Conv2D is not known: use linear, relu, leaky_relu, sigmoid, tanh, gelu, '
        "silu or swish",
    ),
    ("nn.MaxPool1d(2)", {}, "no scene shows MaxPool1d: use its form with two axes"),
    ("nn.AvgPool2d(2, divisor_override=3)", {}, "divisor_override of AvgPool2d is not shown: leave it out"),
    (
        "SeparableConv2D(4, 3, depth_multiplier=2)",
        {},
        "depth_multiplier 2 of SeparableConv2D is not shown: use 1",
    ),
    (
        "Conv2D(1, 3, input_shape=(28, 28))",
        {},
        "input_shape (28, 28) of Conv2D is no size: write 2 numbers and the channels, such as (28, 28, 3)",
    ),
]


@pytest.mark.parametrize(("line", "fields", "sentence"), WRONG)
def test_what_is_wrong_is_one_sentence(line: str, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConvanimError) as caught:
        layer(line, **fields)
    assert str(caught.value) == sentence


def test_nothing_is_evaluated(tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    with pytest.raises(ConvanimError):
        layer(f"nn.Conv2d(3, open({str(proof)!r}, 'w').write('x'), 3)")
    assert not proof.exists()


NAMES = st.sampled_from(sorted(layers()))
VALUES = st.recursive(
    st.integers(-3, 9) | st.sampled_from(["same", "valid", None, True, 2.5, "relu", 10**30]),
    lambda parts: st.tuples(parts, parts) | st.lists(parts, max_size=3),
    max_leaves=4,
)


@given(NAMES, st.lists(VALUES, max_size=5), st.data())
@settings(max_examples=300, deadline=None)
def test_any_call_is_a_clip_or_a_sentence(name: str, values: list[Any], data: st.DataObject) -> None:
    more = data.draw(st.dictionaries(st.sampled_from(layers()[name].parameters), VALUES, max_size=3))
    written = [*map(repr, values), *(f"{key}={value!r}" for key, value in more.items())]
    line = f"nn.{name}({', '.join(written)})"
    with contextlib.suppress(ConvanimError):
        spec = layer(line)
        assert spec.scene in SCENES
        spec.resolve()


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_layer_or_a_sentence(text: str) -> None:
    with contextlib.suppress(ConvanimError):
        assert parse_layer(text).name in layers()
