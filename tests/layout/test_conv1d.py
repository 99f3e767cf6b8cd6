"""Samples: nothing overlaps, nothing leaves the picture, everything can be read, for every case."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, ConvanimError
from convanim.api import open_spec
from convanim.layout.arithmetic import set_sum
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.cells import Detail, fit_number
from convanim.layout.conv1d.answers import answer_lines
from convanim.layout.conv1d.facts import layer_numbers, sample_numbers
from convanim.layout.conv1d.layout import SingleLayout, StackLayout
from convanim.layout.conv1d.plan import conv1d
from convanim.theme import LIGHT
from convanim.typeset import runs_width

REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)
LONG = "What a convolution over a row of samples does when its title is longer than any title should be"


def numbers(*shape: int, low: float = -9, high: float = 9, floats: bool = False) -> Any:
    rng = np.random.default_rng(sum(shape))
    if floats:
        return rng.uniform(low, high, shape).tolist()
    return rng.integers(int(low), int(high) + 1, shape).tolist()


@dataclass(frozen=True)
class Case:
    """A clip of samples."""

    name: str
    fields: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _cases() -> tuple[Case, ...]:
    plain: list[dict[str, Any]] = [{"input": n, "kernel": 1} for n in (1, 2, 5)]
    plain += [{"input": n, "kernel": 3} for n in (3, 4, 7, 12, 16, 20, 24, 30, 45, 70, 100, 200)]
    plain += [{"input": n, "kernel": 11, "padding": "same"} for n in (11, 14, 40, 200)]
    plain += [
        {"input": 13, "kernel": 3, "stride": s, "padding": p} for s in (1, 2, 3) for p in (0, 1, "same")
    ]
    plain += [{"input": 40, "kernel": 3, "stride": 4, "padding": "full"}]
    plain += [
        {"input": 12, "kernel": k, "dilation": d, "padding": "causal"} for k in (2, 3) for d in (1, 2, 4)
    ]
    plain += [{"input": f"{c}x{n}", "kernel": 3} for c in range(2, 9) for n in (6, 12, 20)]
    plain += [{"input": f"{c}x60", "kernel": 5, "dilation": 3} for c in (2, 3, 4, 8)]
    plain += [{"input": "2x7", "kernel": 2, "bias": 3, "activation": "relu", "title": LONG}]
    plain += [{"input": numbers(14, low=-1, high=1, floats=True), "kernel": [0.5, -0.25, 1.125]}]
    plain += [{"input": numbers(9, low=-1e9, high=1e9), "kernel": [1, -1]}]
    plain += [{"input": numbers(9, low=-1e-6, high=1e-6, floats=True), "kernel": [1, -1], "bias": 0.5}]
    plain += [{"input": numbers(3, 9, floats=True), "kernel": numbers(3, 3, floats=True)}]
    plain += [{"input": 12, "title": LONG}]
    stacks: list[dict[str, Any]] = [
        {"input": n, "kernel": k, "dilations": d}
        for n, k, d in (
            (1, 1, (1,)), (5, 2, (1,)), (8, 2, (1, 2)), (16, 2, (1, 2, 4)), (16, 3, (1, 2, 4, 8)),
            (24, 2, (1, 2, 4, 8)), (40, 3, (1,) * 8), (200, 2, (1, 2, 4, 8, 16)), (20, 11, (1, 3)),
            (200, 2, tuple(2**n for n in range(8))), (3, 5, (4, 1)),
        )
    ]  # fmt: skip
    stacks += [
        {"input": 16, "kernel": 2, "dilations": (1, 2), "bias": 1, "activation": "relu", "title": LONG}
    ]
    stacks += [{"input": numbers(12, floats=True), "kernel": [0.5, -0.25, 1.125], "dilations": (1, 3)}]
    stacks += [{"input": numbers(12, low=-1e9, high=1e9), "kernel": [1, -1], "dilations": (1, 2)}]
    return tuple(Case(_name(fields), fields) for fields in (*plain, *stacks))


def _name(fields: dict[str, Any]) -> str:
    return "-".join(f"{key}{value}"[:24] for key, value in fields.items())


CASES = _cases()


@cache
def clip_of(name: str) -> Any:
    fields = next(case.fields for case in CASES if case.name == name)
    return open_spec("conv1d").changed(**fields).resolve()


@cache
def layout_of(name: str, request: CanvasRequest) -> SingleLayout | StackLayout:
    return conv1d(clip_of(name), LIGHT, request)


every_case = pytest.mark.parametrize(
    "request_", REQUESTS, ids=lambda r: f"{'fit' if r.fitted else 'slide'}{r.width}"
)
cases = pytest.mark.parametrize("case", CASES, ids=str)


def rows_of(layout: SingleLayout | StackLayout) -> dict[str, Box]:
    """Every row with its room; a kernel has the room of its whole way."""
    if isinstance(layout, StackLayout):
        return {row.name: row.box for row in layout.rows}
    found = {"output": layout.output.box}
    for number, (row, kernel) in enumerate(zip(layout.inputs, layout.kernels, strict=True)):
        found[f"input {number}"] = row.box
        box = kernel.box
        found[f"kernel {number}"] = box if layout.windows else Box(row.x, box.y, row.box.width, box.height)
    for number, row in enumerate(layout.windows):
        found[f"window {number}"] = row.box
    return found


def texts_of(layout: SingleLayout | StackLayout, clip: Any) -> list[Line]:
    """Every text of the finished picture, and of a stack the widest ones that move."""
    trace, shown = clip.trace, clip.spec.bias is not None
    last = len(trace) - 1
    if isinstance(layout, StackLayout):
        low, high, y = layout.field_place
        wide = runs_width(layout.field)
        step = layer_numbers(trace, len(trace.layers) - 1, last, shown)
        moving = [Line("field", layout.field, max(min(low, high - wide), low), y)]
        moving.append(Line("now", layout.now_words[0], layout.rows[0].x, layout.now_baseline))
    else:
        moving = [line for formula in layout.formulas for line in formula.lines]
        step = sample_numbers(trace.step((last,)), shown, trace.activation)
        if layout.answers is not None:
            told = trace.input.shape[0]
            moving += answer_lines(trace.step((last,)), layout.channels, told, layout.answers, LIGHT)
    return [*layout.lines, *moving, *set_sum(step, layout.sums, LIGHT).texts]


@every_case
@cases
def test_everything_lies_in_the_picture(case: Case, request_: CanvasRequest) -> None:
    layout, clip = layout_of(case.name, request_), clip_of(case.name)
    for name, box in rows_of(layout).items():
        assert layout.canvas.box.contains(box), name
    for line in texts_of(layout, clip):
        assert layout.canvas.box.contains(line.box), line.text


@every_case
@cases
def test_nothing_overlaps(case: Case, request_: CanvasRequest) -> None:
    layout, clip = layout_of(case.name, request_), clip_of(case.name)
    rows = rows_of(layout)
    for (name, box), (other, room) in itertools.combinations(rows.items(), 2):
        assert not box.overlaps(room), f"{name} lies on {other}"
    texts = [line for line in texts_of(layout, clip) if line.name != "formula"]
    for line, (name, box) in itertools.product(texts, rows.items()):
        assert not line.box.overlaps(box, 1.0), f"{line.text!r} lies on {name}"
    for one, other in itertools.combinations(texts, 2):
        if one.name in ("term", "equals") or "answer" in (one.name, other.name):
            continue  # neighbours on one baseline
        assert not one.box.overlaps(other.box, 3.0), f"{one.text!r} lies on {other.text!r}"


@every_case
@cases
def test_everything_can_be_read(case: Case, request_: CanvasRequest) -> None:
    layout, clip = layout_of(case.name, request_), clip_of(case.name)
    scale = layout.canvas.scale
    for line in texts_of(layout, clip):
        least = LEAST_PROSE if any(c.isalpha() for c in line.text) else LEAST_DIGIT
        sizes = [run.style.size for run in line.runs if run.text.strip()]
        if line.name != "formula":
            share = 0.8 if line.name == "term" else 1.0  # what is left out is said smaller
            assert min(sizes) * scale >= share * least - 1e-6, line.text
    if isinstance(layout, StackLayout):
        rows = [(row, values.output) for row, values in zip(layout.rows[1:], clip.trace.layers, strict=True)]
        rows.append((layout.rows[0], clip.trace.input))
    else:
        rows = [(row, clip.trace.input) for row in layout.inputs] + [(layout.output, clip.trace.output)]
        rows += [(row, clip.trace.weight) for row in layout.kernels]
    for row, values in rows:
        assert row.width * scale >= 1
        if row.detail >= Detail.NUMBERS:
            for value in np.unique(values).tolist():
                digits = fit_number(value, row.number, scale)
                assert digits is not None
                assert digits.size * scale >= LEAST_DIGIT - 1e-6


def test_outputs_stand_over_what_they_are_made_of() -> None:
    for padding, over in (("same", 1), ("causal", 2)):
        clip = open_spec("conv1d").changed(padding=padding).resolve()
        layout = conv1d(clip, LIGHT, REQUESTS[0])
        assert isinstance(layout, SingleLayout)
        assert layout.output.middle(0) == pytest.approx(layout.inputs[0].middle(over))
        assert layout.output.middle(4) == pytest.approx(layout.inputs[0].middle(over + 4))


def test_a_stack_is_explained_where_its_receptive_field_is_full() -> None:
    for fields, first in (
        ({"input": 16, "kernel": 2}, 7),
        ({"input": 9, "kernel": 2}, 6),
        ({"input": 1, "kernel": 1}, 0),
    ):
        clip = open_spec("conv1d").changed(view="stack", **fields).resolve()
        layout = conv1d(clip, LIGHT, REQUESTS[0])
        assert isinstance(layout, StackLayout)
        assert (layout.first, layout.grid) == (first, (clip.trace.input.shape[1] - first,))


def test_more_samples_than_pixels_are_refused() -> None:
    for fields in ({}, {"dilations": (1, 2)}):
        clip = ClipSpec.of(scene="conv1d", input=2000, kernel=3, **fields).resolve()
        with pytest.raises(ConvanimError) as error:
            conv1d(clip, LIGHT, REQUESTS[2])
        assert str(error.value) == (
            "a row of 2000 samples does not fit the picture: use a shorter input or a larger width"
        )
