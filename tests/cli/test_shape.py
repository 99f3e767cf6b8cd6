"""`convanim shape`: the arithmetic, with the numbers filled in."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim import ClipSpec, ConvanimError
from convanim.cli.arithmetic_text import shape_arithmetic
from convanim.spec.resolve import resolve_trace

from .conftest import Run

TEXTS = [
    (
        "-i 5 -k 3 -s 2 -p 1",
        "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(5 + 2·1 − 3) / 2⌋ + 1 = 3\n"
        "input 5×5, kernel 3×3: output 3×3, 9 positions\n",
    ),
    (
        "-i 5x7 -k 2x3 -s 1x2",
        "rows:    o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(5 + 2·0 − 2) / 1⌋ + 1 = 4\n"
        "columns: o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(7 + 2·0 − 3) / 2⌋ + 1 = 3\n"
        "input 5×7, kernel 2×3: output 4×3, 12 positions\n",
    ),
    (
        "-i 7 -d 2",
        "o = ⌊(i + 2p − d(k − 1) − 1) / s⌋ + 1 = ⌊(7 + 2·0 − 2·(3 − 1) − 1) / 1⌋ + 1 = 3\n"
        "input 7×7, kernel 3×3: output 3×3, 9 positions\n",
    ),
    (
        "-i 5 -k 2 -p same",
        "o = ⌊(i + p₁ + p₂ − k) / s⌋ + 1 = ⌊(5 + 0 + 1 − 2) / 1⌋ + 1 = 5\n"
        "input 5×5, kernel 2×2: output 5×5, 25 positions\n",
    ),
    (
        "-i 3 -k 3 -s 2 -p 1 --operation conv_transpose",
        "o = s(i − 1) + k − 2p = 2·(3 − 1) + 3 − 2·1 = 5\ninput 3×3, kernel 3×3: output 5×5, 25 positions\n",
    ),
    (
        "-i 3 -k 3 -s 2 -p 0:1 -d 2 --operation conv_transpose --output-padding 1",
        "o = s(i − 1) + a + d(k − 1) + 1 − (p₁ + p₂) = 2·(3 − 1) + 1 + 2·(3 − 1) + 1 − (0 + 1) = 9\n"
        "input 3×3, kernel 3×3: output 9×9, 81 positions\n",
    ),
    (
        "-i 5 -k 2 --operation max_pool",
        "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(5 + 2·0 − 2) / 2⌋ + 1 = 2\n"
        "input 5×5, kernel 2×2: output 2×2, 4 positions\n",
    ),
    (
        "-i 5 -k 2 --operation average_pool --ceil-mode",
        "o = ⌈(i + 2p − k) / s⌉ + 1 = ⌈(5 + 2·0 − 2) / 2⌉ + 1 = 3\n"
        "input 5×5, kernel 2×2: output 3×3, 9 positions\n",
    ),
    (
        "-i 2 -k 1 -s 3 -p 0 --operation max_pool --ceil-mode",
        "o = ⌈(i + 2p − k) / s⌉ + 1 = ⌈(2 + 2·0 − 1) / 3⌉ + 1 = 2, less one window that would start past the "
        "input: 1\ninput 2×2, kernel 1×1: output 1×1, 1 position\n",
    ),
    (
        "same-padding-no-strides -k 5",
        "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(5 + 2·1 − 5) / 1⌋ + 1 = 3\n"
        "input 5×5, kernel 5×5: output 3×3, 9 positions\n",
    ),
    (
        "-i 3x28x28 --filters 8 -p same",
        "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(28 + 2·1 − 3) / 1⌋ + 1 = 28\n"
        "input 3×28×28, kernel 3×3: output 8×28×28, 784 positions\n",
    ),
    (
        "--layer Conv2d(1,4,3) -i 5",
        "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(5 + 2·0 − 3) / 1⌋ + 1 = 3\n"
        "input 1×5×5, kernel 3×3: output 4×3×3, 9 positions\n",
    ),
    (
        "-i 99999x99999",
        "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(99999 + 2·0 − 3) / 1⌋ + 1 = 99997\n"
        "input 99999×99999, kernel 3×3: output 99997×99997, 9,999,400,009 positions\n",
    ),
]


@pytest.mark.parametrize(("options", "text"), TEXTS)
def test_the_arithmetic_is_shown_with_its_numbers(run: Run, options: str, text: str) -> None:
    outcome = run("shape", *options.split())
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == text


def test_json_has_the_numbers(run: Run) -> None:
    out = run("shape", "-i", "4x6x7", "-k", "2x3", "-p", "1x2", "--groups", "2", "--json").out
    assert json.loads(out) == {
        "operation": "conv",
        "input_shape": [4, 6, 7],
        "kernel": [2, 3],
        "stride": [1, 1],
        "padding": [[1, 1], [2, 2]],
        "dilation": [1, 1],
        "output": [7, 9],
        "output_shape": [2, 7, 9],
        "positions": 63,
        "formulas": [
            "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(6 + 2·1 − 2) / 1⌋ + 1 = 7",
            "o = ⌊(i + 2p − k) / s⌋ + 1 = ⌊(7 + 2·2 − 3) / 1⌋ + 1 = 9",
        ],
    }


def _value(formula: str) -> int:
    """What the middle of a formula, its numbers, comes to, by Python's own arithmetic."""
    numbers = formula.split(" = ")[2].split(", less")[0]
    for sign, meaning in (
        ("−", "-"),
        ("·", "*"),
        ("⌊", "math.floor("),
        ("⌋", ")"),
        ("⌈", "math.ceil("),
        ("⌉", ")"),
    ):
        numbers = numbers.replace(sign, meaning)
    import math

    result: int = eval(numbers, {"math": math})
    return result


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "operation": st.sampled_from(["conv", "conv_transpose", "max_pool", "average_pool"]),
            "input": st.tuples(st.integers(1, 12), st.integers(1, 12)),
            "kernel": st.tuples(st.integers(1, 4), st.integers(1, 4)),
            "stride": st.tuples(st.integers(1, 4), st.integers(1, 4)),
            "padding": st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2),
            "dilation": st.integers(1, 3),
        }
    ),
    st.booleans(),
)
def test_every_formula_comes_to_the_size_that_the_engine_gives(
    values: dict[str, Any], ceil_mode: bool
) -> None:
    values["ceil_mode"] = ceil_mode and "pool" in values["operation"]
    spec = ClipSpec.of(**values)
    try:
        arithmetic = shape_arithmetic(spec)
    except ConvanimError:
        return  # what does not fit has no size; the draws that do are many
    assert arithmetic.output_shape == resolve_trace(spec).output.shape
    for axis in arithmetic.axes:
        formula = axis.formula(spec.operation, ceil_mode=spec.ceil_mode)
        assert _value(formula) - (", less one window" in formula) == axis.output


def test_all_clips_of_the_literature_come_out() -> None:
    reference = Path(__file__).parents[1] / "reference" / "literature.toml"
    clips = tomllib.loads(reference.read_text(encoding="utf-8"))
    assert len(clips) == 23
    names = ("operation", "stride", "padding", "output_padding", "dilation")
    for name, clip in clips.items():
        channels = clip.get("in_channels", 1)
        sizes = clip["input"] if isinstance(clip["input"], list) else [clip["input"]] * 2
        kernel = clip["kernel"] if isinstance(clip["kernel"], list) else [clip["kernel"]] * 2
        chosen = {key: clip[key] for key in names if key in clip}
        spec = ClipSpec.of(input=(channels, *sizes), kernel=tuple(kernel), **{"stride": 1, **chosen})
        output = clip["output"] if isinstance(clip["output"], list) else [clip["output"]] * 2
        assert list(shape_arithmetic(spec).output_shape[1:]) == output, name
