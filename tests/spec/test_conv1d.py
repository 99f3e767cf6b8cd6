"""Samples from sizes, lists and files; which view a spec means; what is refused; and the words for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, ConvanimError
from convanim.api import open_spec
from convanim.cli.arithmetic_text import shape_arithmetic
from convanim.cli.step_text import step_table
from convanim.engine.trace_stack import StackTrace
from convanim.spec.alt import alt_text
from convanim.spec.resolve import resolve_trace
from convanim.spec.toml import loads


def clip(**fields: Any) -> ClipSpec:
    return open_spec("conv1d").changed(**fields)


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ("12", (1, 12)),
        (12, (1, 12)),
        ("3x12", (3, 12)),
        ([1, 2, 3, 4], (1, 4)),
        ("[[1, 2, 3], [4, 5, 6]]", (2, 3)),
    ],
)
def test_a_size_is_samples_and_a_list_is_a_row(given: Any, shape: tuple[int, ...]) -> None:
    trace = clip(input=given).resolve().trace
    assert trace.input.shape == shape
    assert trace.weight.shape == (1, shape[0], 3)
    assert trace.output.shape == (1, shape[1] - 2)


@pytest.mark.parametrize("array", [np.arange(5), np.arange(5)[np.newaxis], np.arange(5)[:, np.newaxis]])
def test_files_of_one_row_or_one_column_are_samples(array: Any, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", array)
    np.savetxt(tmp_path / "x.csv", np.atleast_2d(array), fmt="%d", delimiter=",")
    for name in ("x.npy", "x.csv"):
        spec = clip(input=str(tmp_path / name), kernel=[1, -1])
        assert spec.resolve().trace.output.tolist() == [[-1, -1, -1, -1]]


def test_a_clip_made_from_files_can_be_made_again_without_them(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.arange(6))
    np.save(tmp_path / "k.npy", np.array([[1, 1], [1, -1]]))
    for fields in ({"kernel": [1, 2, 1]}, {"kernel": str(tmp_path / "k.npy"), "dilations": (1, 2)}):
        made = clip(input=str(tmp_path / "x.npy"), **fields).resolve()
        again = loads(made.embedded).resolve()
        assert "npy" not in made.embedded
        assert np.array_equal(again.trace.output, made.trace.output)
        assert again.spec == made.spec.changed(input=again.spec.input, kernel=again.spec.kernel)


def test_a_bare_row_is_refused_where_only_rows_can_be_shown() -> None:
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(input=[5, 7]).resolve()
    assert str(error.value) == (
        'input [5, 7] could be a size or a row of values: write "5x7" for a size, [[1, 2]] for values'
    )


def test_dilations_make_a_stack_and_a_stack_has_usual_dilations() -> None:
    found = clip(input=16, kernel=2, dilations="1,2,4,8").resolve()
    assert isinstance(found.trace, StackTrace)
    assert (found.spec.view, found.trace.dilations) == ("stack", (1, 2, 4, 8))
    assert set(np.unique(found.trace.weight)) <= {-1, 1}
    usual = clip(input=16, kernel=2, view="stack").resolve().trace
    assert isinstance(usual, StackTrace)
    assert usual.dilations == (1, 2, 4)
    one = clip(input=8, kernel=[1, 2], dilations=3, bias=1).resolve().trace
    assert isinstance(one, StackTrace)
    assert [layer.bias.tolist() for layer in one.layers if layer.bias is not None] == [[1]]
    assert clip(padding="causal", dilation=2).resolve().spec.view == "single"


def test_a_pair_of_padding_is_meant_for_the_only_axis() -> None:
    trace: Any = clip(padding="2:0").resolve().trace
    assert trace.padding == ((2, 0),)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"input": "3x4x12"}, "input 3×4×12 has 3 axes: use 12, or 3x12 with channels"),
    ({"kernel": "1x1x2x3"}, "kernel 1×1×2×3 has 4 axes: use 3, or 1x2x3 with channels"),
    ({"kernel": "sobel-x"}, "kernel sobel-x is 3×3, for pictures: give a size, or weights of your own"),
    (
        {"input": "photo.png"},
        "photo.png is an image, and a row of samples is to be shown: give numbers as .npy or .csv",
    ),
    ({"input": "9x12"}, "scene conv1d shows 8 channels but the input 9×12 has 9: use a size such as 12"),
    ({"filters": 2}, "scene conv1d shows one filter but the kernel 2×1×3 has 2: use --filters 1"),
    (
        {"dilations": (1, 2), "view": "single"},
        "dilations 1,2 are those of a stack but view single shows one layer: use view stack, or one dilation",
    ),
    (
        {"dilations": (1,) * 9},
        "a stack of 9 layers does not fit a picture: give up to 8 dilations",
    ),
    (
        {"dilations": (1, 2), "input": "3x12"},
        "a stack shows one channel but the input has 3: use a size such as 16, or view single",
    ),
    (
        {"dilations": (1, 2), "padding": 2},
        "a stack has causal padding but padding 2 was given: leave it out",
    ),
    (
        {"dilations": (1, 2), "dilation": 2},
        "a stack has no dilation but dilation 2 was given: use dilations, one for each layer",
    ),
    ({"dilations": (1, 2), "stride": 2}, "a stack has no stride but stride 2 was given: leave it out"),
    (
        {"dilations": (1, 2), "padding_mode": "reflect"},
        "a stack reads zeros before the first sample but padding_mode reflect was given: leave it out",
    ),
    (
        {"dilations": (1, 2), "kernel": "2x2"},
        "kernel 2×2 has 2 axes: give the length of a stack's kernels, such as 2",
    ),
    (
        {"pointwise": [[1]]},
        "scene conv1d has no pointwise filters: leave pointwise out, or use the scene grouped",
    ),
    (
        {"scene": "sliding-kernel", "dilations": (1, 2)},
        "scene sliding-kernel shows no stack of layers: leave dilations out, or use the scene conv1d",
    ),
]


@pytest.mark.parametrize(("fields", "text"), REFUSED)
def test_what_cannot_be_shown_is_refused(
    fields: dict[str, Any], text: str, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("photo.png").write_bytes(b"")
    with pytest.raises(ConvanimError) as error:
        clip(**fields).resolve()
    assert str(error.value) == text


WORDS: list[tuple[dict[str, Any], str, str]] = [
    (
        {}, "A kernel of three weights",
        "The kernel stays inside the row, so the output is two samples shorter.",
    ),
    (
        {"kernel": 1}, "A kernel of one weight",
        "Each output sample is one input sample times the only weight.",
    ),
    (
        {"kernel": 12}, "A kernel of twelve weights",
        "The kernel fits in one place only, so the output is a single number.",
    ),
    (
        {"padding": "causal"}, "A causal kernel",
        "All padding stands before the first sample, so no output sees a later one.",
    ),
    (
        {"padding": "causal", "dilation": 2}, "Causal, dilation 2",
        "Three weights reach over five samples, and none of these is later than the output.",
    ),
    (
        {"padding": "same"}, "Same padding",
        "The padding lets the kernel reach past the ends, so the output is as long as the input.",
    ),
    ({"padding": 2}, "Padding 2", "The padding lets the kernel reach past the ends, so 12 samples give 14."),
    ({"padding": 1, "padding_mode": "reflect"}, "Reflect padding",
     "The padding lets the kernel reach past the ends, so the output is as long as the input."),
    (
        {"stride": 2, "padding": "same"}, "Stride 2",
        "The kernel jumps two samples at a time, so the output is half as long.",
    ),
    (
        {"stride": 3, "input": 14}, "Stride 3",
        "The kernel jumps three samples at a time, so 14 samples give 4. "
        "The last two samples are never read.",
    ),
    (
        {"dilation": 3}, "Dilation 3",
        "The kernel's weights stand apart: three of them span seven samples, and those between are skipped.",
    ),
    (
        {"input": "3x12"}, "Three channels, one filter",
        "Every channel has a kernel of its own; all their products add up to one sample.",
    ),
    (
        {"dilations": (1, 2, 4), "kernel": 2}, "Causal, dilated: eight samples from three layers",
        "two reads per cell, and the reach doubles with every layer",
    ),
    (
        {"dilations": (1, 2), "kernel": 3}, "Causal, dilated: seven samples from two layers",
        "three reads per cell, twice as far apart with every layer",
    ),
    (
        {"dilations": (1, 1)}, "Causal: five samples from two layers",
        "three reads per cell, as far apart as the layer's dilation",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "title", "prose"), WORDS)
def test_a_configuration_is_called_after_what_is_special_about_it(
    fields: dict[str, Any], title: str, prose: str
) -> None:
    found = clip(**fields).resolve()
    assert (found.title, found.prose) == (title, prose)


def test_the_alternative_text_has_the_sizes() -> None:
    assert alt_text(clip(padding="causal").resolve()) == (
        "A kernel of 3 cells slides over an input of 12 cells with padding of 2 before and 0 after and fills "
        "an output of 12 cells."
    )
    assert alt_text(open_spec("conv1d-causal-dilated").resolve()) == (
        "A stack of three causal layers with dilations 1, 2, 4 reads 16 samples, and each output depends on "
        "up to 8 of them."
    )
    assert alt_text(clip(dilations=2, input=4, activation="relu").resolve()) == (
        "A causal layer with dilation 2 reads 4 samples, and each output depends on up to 4 of them, after "
        "ReLU."
    )


def test_shape_and_trace_tell_of_one_axis() -> None:
    arithmetic = shape_arithmetic(clip(padding="causal", dilation=2))
    assert arithmetic.text().splitlines()[-1] == "input 12, kernel 3: output 12, 12 positions"
    table = step_table(resolve_trace(clip(input=[1, 2, 3], kernel=[1, -1])), (1,))
    assert table.splitlines()[1:3] == ["sample  input  weight  product", "     1      2       1        2"]
    with pytest.raises(ConvanimError) as error:
        shape_arithmetic(clip(dilations=(1, 2)))
    assert str(error.value) == (
        "every layer of a stack answers as many samples as it reads: leave dilations out to see one layer"
    )
