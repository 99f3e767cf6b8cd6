"""What is meant by a clip of grouped channels: its view, its groups, its weights, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, ConvanimError, preset
from convanim.cli.arithmetic_text import shape_arithmetic
from convanim.engine import ConvTrace, SeparableTrace
from convanim.spec import Clip
from convanim.spec.alt import alt_text
from convanim.spec.toml import loads


def clip(**values: Any) -> Clip:
    return ClipSpec.of(scene="grouped", **{"kernel": 3, **values}).resolve()


MEANT: list[tuple[dict[str, Any], str, int, tuple[int, ...]]] = [
    ({}, "groups", 2, (4, 3, 3)),
    ({"input": 5}, "groups", 2, (4, 3, 3)),
    ({"input": "4x5x5", "groups": 2, "filters": 8}, "groups", 2, (8, 3, 3)),
    ({"input": "4x5x5", "groups": 4}, "depthwise", 4, (4, 3, 3)),
    ({"input": "4x5x5", "groups": 4, "view": "groups"}, "groups", 4, (4, 3, 3)),
    ({"input": "9x5x5", "filters": 6}, "groups", 3, (6, 3, 3)),
    ({"input": "8x5x5", "kernel": "6x4x3x3"}, "groups", 2, (6, 3, 3)),
    ({"input": "3x5x5"}, "depthwise", 3, (3, 3, 3)),
    ({"input": "3x5x5", "filters": 6}, "depthwise", 3, (6, 3, 3)),
    ({"input": "3x5x5", "kernel": "sobel-x", "view": "depthwise"}, "depthwise", 3, (3, 3, 3)),
    ({"input": "3x5x5", "groups": 3, "filters": 2}, "separable", 1, (2, 3, 3)),
    ({"input": "3x5x5", "groups": 3, "filters": 2, "view": "versus"}, "versus", 1, (2, 3, 3)),
    ({"input": "4x5x5", "pointwise": [[1, 0, 1, 0]]}, "separable", 1, (1, 3, 3)),
    ({"input": "4x5x5", "view": "separable", "filters": 7}, "separable", 1, (7, 3, 3)),
]


@pytest.mark.parametrize(("values", "view", "groups", "output"), MEANT, ids=str)
def test_the_channels_decide_what_is_meant(
    values: dict[str, Any], view: str, groups: int, output: tuple[int, ...]
) -> None:
    found = clip(**values)
    assert (found.spec.view, found.spec.groups, found.trace.output_shape) == (view, groups, output)
    assert isinstance(found.trace, SeparableTrace if view in ("separable", "versus") else ConvTrace)


@pytest.mark.parametrize(("values", "view", "groups", "output"), MEANT, ids=str)
def test_the_shape_is_told_without_data(
    values: dict[str, Any], view: str, groups: int, output: tuple[int, ...]
) -> None:
    found = shape_arithmetic(ClipSpec.of(scene="grouped", **{"kernel": 3, **values}))
    assert found.output_shape[1:] == output[1:]


def test_kernels_are_one_for_all_one_each_or_several_each() -> None:
    x = "3x5x5"
    same = clip(input=x, kernel=[[1, 2], [3, 4]], view="depthwise").trace.weight
    assert same.tolist() == [[[[1, 2], [3, 4]]]] * 3
    each = clip(input=x, kernel=np.arange(12).reshape(3, 2, 2), view="depthwise").trace.weight
    assert each.tolist() == np.arange(12).reshape(3, 1, 2, 2).tolist()
    several = clip(input=x, kernel=np.arange(24).reshape(6, 1, 2, 2), view="separable").trace
    assert several.depthwise.output_shape == (6, 4, 4)
    assert several.pointwise.weight.shape == (2, 6, 1, 1)


def test_given_pointwise_weights_are_used_and_survive_the_way_to_text() -> None:
    found = preset("depthwise-separable").resolve()
    assert found.trace.pointwise.weight[:, :, 0, 0].tolist() == [[1, 1, -1], [1, 0, 1]]
    again = loads(found.embedded).resolve()
    assert (again.trace.output == found.trace.output).all()


def test_pointwise_weights_from_a_file_are_written_into_the_clip(tmp_path: Any) -> None:
    file = tmp_path / "filters.npy"
    np.save(file, np.array([[1, 2, 3], [0, 1, -1]]))
    found = clip(input="3x5x5", pointwise=str(file))
    assert found.trace.pointwise.weight[:, :, 0, 0].tolist() == [[1, 2, 3], [0, 1, -1]]
    file.unlink()
    assert (loads(found.embedded).resolve().trace.output == found.trace.output).all()


REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"input": "1x5x5"},
        "an input of one channel has nothing to group: use several channels such as 3x5x5, or the scene "
        "sliding-kernel",
    ),
    ({"input": "4x5x5", "groups": 3}, "groups 3 does not divide 4 input channels: use 1, 2 or 4"),
    ({"input": "4x5x5", "groups": 2, "filters": 3}, "groups 2 does not divide 3 filters: use 1 or 3"),
    (
        {"input": "4x5x5", "groups": 2, "view": "depthwise"},
        "view depthwise makes a group of each of 4 channels but groups 2 was given: leave groups out, or use "
        "view groups",
    ),
    (
        {"input": "4x5x5", "filters": 5, "view": "depthwise"},
        "5 filters cannot be shared out among 4 channels: use a multiple of 4, or view separable, whose 1×1 "
        "filters may be any number",
    ),
    (
        {"input": "4x5x5", "view": "groups", "pointwise": [[1, 1, 1, 1]]},
        "view groups has no pointwise filters: leave pointwise out, or use view separable",
    ),
    (
        {"input": "3x5x5", "pointwise": "2x3"},
        "pointwise is a size: give a row of weights for each filter, or leave it out and give --filters",
    ),
    (
        {"input": "3x5x5", "pointwise": [[[1, 2]], [[3, 4]]]},
        "pointwise is 2×1×2: give a row of weights for each filter",
    ),
    (
        {"input": "3x5x5", "pointwise": [[1, 1]]},
        "pointwise 1×2 does not go with 3 depthwise maps: give one row for each filter, with 3 numbers",
    ),
    (
        {"input": "3x5x5", "pointwise": [[1, 1, 1]], "filters": 2},
        "filters 2 was given for 1 row of pointwise weights: leave it out",
    ),
    (
        {"input": "4x5x5", "kernel": "4x2x3x3", "view": "depthwise"},
        "kernel 4×2×3×3 is not one kernel for each of 4 channels: give one of shape 4×1×3×3, or a size such "
        "as 3x3",
    ),
    (
        {"input": "3x400x400", "filters": 9, "view": "versus"},
        "output 9×398×398 has 1.4 million cells (11.4 MB), more than the limit of 1,000,000: use a smaller "
        "one, or raise --max-cells",
    ),
    (
        {"scene": "filter", "input": "3x5x5", "pointwise": [[1, 1, 1]]},
        "scene filter has no pointwise filters: leave pointwise out, or use the scene grouped",
    ),
]


@pytest.mark.parametrize(("values", "text"), REFUSED)
def test_what_cannot_be_is_refused_with_a_remedy(values: dict[str, Any], text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(**{"scene": "grouped", "kernel": 3, **values}).resolve()
    assert str(error.value) == text


WORDS: list[tuple[dict[str, Any], str, str]] = [
    (
        {"input": "4x5x5", "groups": 2},
        "Two groups that never meet",
        "A filter reads only the channels of its own group. That halves the weights and the multiplies.",
    ),
    (
        {"input": "3x5x5"},
        "Depthwise: one kernel for each channel",
        "Every channel is filtered alone, and nothing is added across channels. That divides the weights and "
        "the multiplies by three.",
    ),
    (
        {"input": "2x5x5", "filters": 4, "view": "depthwise"},
        "Depthwise: two kernels for each channel",
        "Every channel is filtered alone, into two maps; nothing is added across channels. That halves the "
        "weights and the multiplies.",
    ),
    (
        {"input": "3x5x5", "view": "separable"},
        "Depthwise separable: first look, then mix",
        "First each channel is filtered alone. Then 1×1 filters mix the maps, each into one output.",
    ),
    (
        {"input": "3x5x5", "view": "separable", "filters": 1},
        "Depthwise separable: first look, then mix",
        "First each channel is filtered alone. Then 1×1 filters mix the maps, each into one output. Here "
        "that saves nothing: there are too few filters.",
    ),
    ({"input": "3x5x5", "view": "versus"}, "Standard and separable, on one clock", ""),
]


@pytest.mark.parametrize(("values", "title", "prose"), WORDS)
def test_titles_and_prose(values: dict[str, Any], title: str, prose: str) -> None:
    found = clip(**values)
    assert (found.title, found.prose) == (title, prose)


def test_what_is_said_of_the_weights_is_so() -> None:
    halved = clip(input="4x5x5", groups=2).trace
    whole = ClipSpec.of(scene="layer", input="4x5x5", filters=4).resolve().trace
    assert 2 * halved.weight.size == whole.weight.size
    useless = clip(input="3x5x5", view="separable", filters=1).trace
    assert useless.depthwise.weight.size + useless.pointwise.weight.size >= useless.standard.weight.size


SEPARABLE = (
    "A separable layer filters each channel of a 3×5×5 input with a 3×3 kernel, and 1×1 filters mix the "
    "3 maps into 2 output maps of 3×3"
)
ALT = {
    "grouped-two-groups": "4 filters, each with a 3×3 kernel for each of 2 channels, slide over a 4×5×5 "
    "input with 2 groups of channels and fill 4 output maps of 3×3, after ReLU.",
    "depthwise-separable": f"{SEPARABLE}.",
    "separable-vs-standard": f"{SEPARABLE}: 33 weights, beside a standard layer of 54.",
}


@pytest.mark.parametrize("name", ALT)
def test_those_who_do_not_see_it_are_told(name: str) -> None:
    assert alt_text(preset(name).resolve()) == ALT[name]


def test_settings_and_a_single_filter_are_told() -> None:
    found = clip(input="3x6x6", view="separable", filters=1, stride=2, padding=1)
    assert alt_text(found) == (
        "A separable layer filters each channel of a 3×6×6 input with a 3×3 kernel, and 1×1 filters mix the "
        "3 maps into a 3×3 output, with stride 2 and padding 1."
    )
