"""Sheets of filters: nothing overlaps, nothing leaves the picture, everything can be read, for every case."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, ConvanimError, typeset
from convanim.engine import ConvTrace, trace
from convanim.labels import ENGLISH
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.cells import Detail, fit_number
from convanim.layout.sheet.cells import fit_chip
from convanim.layout.sheet.facts import SheetFacts, sheet_facts, sheet_step, shown_of
from convanim.layout.sheet.fitted import fitted_sheet
from convanim.layout.sheet.plan import filter_sheet
from convanim.layout.sheet.sheet import Row, SheetLayout
from convanim.layout.sheet.slide import slide_sheet
from convanim.layout.sheet.sum import set_sheet_sum
from convanim.theme import LIGHT
from convanim.typeset import CAP_HEIGHT, Style
from tests.soak import some

PROSE = "Each kernel reads its own channel and answers with one number. The answers and the bias add up."
REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)


@dataclass(frozen=True)
class Sheet:
    """A convolution of several channels, its numbers drawn from a range."""

    size: tuple[int, int]
    depth: int = 3
    filters: int = 1
    kernel: tuple[int, int] = (3, 3)
    parameters: dict[str, Any] = field(default_factory=dict)
    values: tuple[float, float] = (0, 4)
    weights: tuple[float, float] = (-1, 2)
    floats: bool = False
    bias: float | None = 1
    activation: str = "relu"
    partials: bool = False

    def __str__(self) -> str:
        return (
            f"{self.filters}of{self.depth}x{self.size[0]}x{self.size[1]}-k{self.kernel[0]}x{self.kernel[1]}"
            f"-{self.activation}{'-floats' * self.floats}{'-plain' * (self.bias is None)}-{self.values[1]:g}"
            f"{'-partials' * self.partials}"
        )

    def trace(self) -> ConvTrace:
        rng = np.random.default_rng(1)
        draw = rng.uniform if self.floats else lambda low, high, size: rng.integers(int(low), int(high), size)
        x = draw(*self.values, (self.depth, *self.size))
        weight = draw(*self.weights, (self.filters, self.depth, *self.kernel))
        bias = None if self.bias is None else np.full(self.filters, self.bias)
        return trace("conv", x, weight, bias, activation=self.activation, **self.parameters)


CASES = (
    *(Sheet((n, n), filters=f) for n in (3, 5, 7, 9, 12, 20, 28) for f in (1, 2)),
    *(Sheet((n, n), depth=d) for n in (5, 7, 14, 28) for d in (1, 2, 4, 256)),
    *(Sheet((5, 5), depth=d, filters=f) for d in (1, 3, 64) for f in (3, 4, 64)),
    *(Sheet((n, n), filters=f, kernel=(1, 1)) for n in (1, 3, 6, 10) for f in (1, 3)),
    *(Sheet((n, n), filters=f, kernel=(k, k)) for n, k in ((11, 11), (12, 7), (28, 5)) for f in (1, 2)),
    *(Sheet(s, filters=f, kernel=k) for f in (1, 2) for s, k in (
        ((1, 28), (1, 3)), ((1, 7), (1, 3)), ((28, 1), (3, 1)), ((5, 9), (2, 3)), ((9, 5), (3, 2)),
        ((3, 20), (3, 5)), ((20, 3), (5, 3)), ((2, 2), (2, 2)),
    )),
    *(Sheet((6, 6), filters=f, parameters={"padding": 1, "stride": 2}) for f in (1, 2, 3)),
    *(Sheet((n, n), depth=d, partials=True) for n in (3, 5, 9, 28) for d in (1, 3, 256)),
    *(Sheet(s, kernel=k, partials=True) for s, k in (
        ((1, 7), (1, 3)), ((9, 5), (3, 2)), ((6, 6), (1, 1)), ((20, 3), (5, 3)),
    )),
    Sheet((5, 5), values=(0, 256), weights=(-9, 10), bias=-250, partials=True),
    Sheet((9, 9), parameters={"dilation": 2}),
    Sheet((5, 5), bias=None, activation="none"),
    Sheet((5, 5), filters=2, bias=None, activation="none"),
    Sheet((5, 5), values=(-99, 100), weights=(-9, 10), bias=-250),
    Sheet((5, 5), filters=2, values=(0, 256), weights=(-9, 10), bias=-250),
    Sheet((28, 28), filters=2, values=(0, 256), weights=(-9, 10), bias=-250),
    Sheet((5, 5), values=(-1e9, 1e9), weights=(-9, 10)),
    Sheet((5, 5), floats=True, values=(-1, 1), weights=(-1, 1), bias=0.25, activation="sigmoid"),
    Sheet((5, 5), floats=True, values=(-1e-6, 1e-6), weights=(-1, 1), bias=0.5, activation="leaky_relu"),
    Sheet((5, 5), filters=2, floats=True, values=(-1, 1), weights=(-1, 1), bias=0.25, activation="tanh"),
)  # fmt: skip

every_case = pytest.mark.parametrize(
    "number", some(range(len(CASES)), 2), ids=lambda number: str(CASES[number])
)


@dataclass(frozen=True)
class Planned:
    """A case laid out for one picture."""

    request: CanvasRequest
    layer: bool
    facts: SheetFacts
    layout: SheetLayout

    def __str__(self) -> str:
        return f"{'layer' if self.layer else 'filter'} {self.request}"


@cache
def planned(number: int) -> tuple[Planned, ...]:
    case = CASES[number]
    found = []
    for request in REQUESTS:
        layer = case.filters > 1
        where = ("below" if request.fitted else "beside") if case.partials else ""
        title = "" if request.fitted else "Three kernels"
        facts = sheet_facts(case.trace(), title, PROSE, ENGLISH, case.bias is not None, where)
        plan = fitted_sheet if request.fitted else slide_sheet
        layout = plan(facts, LIGHT, request, layer)
        assert layout is not None, f"{case} does not fit {request}"
        found.append(Planned(request, layer, facts, layout))
    return tuple(found)


def ink_box(line: Line) -> Box:
    top = CAP_HEIGHT * line.size
    return Box(line.x, line.y - top, line.width, top + 0.2 * line.size)


def shapes(layout: SheetLayout) -> list[tuple[str, Box]]:
    """Maps, kernels and chips: what texts must not lie on."""
    found = []
    for column in layout.columns:
        found.append((f"input {column.channel}", column.input.box))
        if column.lens is not None:
            found.append((f"lens {column.channel}", column.lens.box))
    if layout.copy is not None:
        found.append(("copy", layout.copy.box))
    for row in layout.rows:
        found += [("kernel", plane.box) for plane in row.kernels]
        found += [("chip", box) for box in (*row.chips, row.bias, row.total, row.icon) if box is not None]
        found += [("partial map", plane.box) for plane in row.partials]
        found.append(("output", row.output.box))
    return found


def texts(layout: SheetLayout, number: int, index: int) -> list[tuple[str, Box]]:
    """All texts and signs, while a filter is shown in the rows that show several, with the room they take."""
    lines = [*layout.lines, *layout.flat_lines]
    for row in layout.rows:
        which = row.filters.index(index) if index in row.filters else 0
        lines += [*row.captions[which], *row.output_captions[which]]
    found = [(repr(line.text), ink_box(line)) for line in lines]
    found += [(operator.kind, operator.box) for row in layout.rows for operator in row.operators]
    found += [("dots", operator.box) for operator in layout.dots]
    found += [("bracket", row.bracket.box) for row in layout.rows if row.bracket is not None]
    found += [("bracket", bracket.box) for bracket in (*layout.brackets, *layout.flat_brackets)]
    case = CASES[number]
    step = sheet_step(case.trace(), 0, index, case.bias is not None)
    found += [
        (repr(line.text), ink_box(line)) for line in set_sheet_sum(step, case.depth, layout.sums, LIGHT).lines
    ]
    found += [hidden_box(row, step.hidden) for row in layout.rows if row.hidden is not None]
    return found


def hidden_box(row: Row, value: float | None) -> tuple[str, Box]:
    assert row.hidden is not None
    x, y = row.hidden
    return f"sum {value}", Box(x - 30, y - 14, 60, 17)


def shown_filters(planned: Planned) -> list[int]:
    every = (
        planned.layout.rows[0].filters
        if planned.layout.one_after_another
        else shown_of(planned.facts.breadth)
    )
    return sorted({every[0], every[-1]})


@every_case
def test_nothing_overlaps(number: int) -> None:
    for view in planned(number):
        solid = shapes(view.layout)
        for (name, box), (other, its) in itertools.combinations(solid, 2):
            assert not box.overlaps(its), f"{view}: {name} {box} over {other} {its}"
        for index in shown_filters(view):
            words = texts(view.layout, number, index)
            for (name, box), (other, its) in itertools.combinations(words, 2):
                assert not box.overlaps(its), f"{view}: {name} {box} over {other} {its}"
            for (name, box), (other, its) in itertools.product(words, solid):
                assert not box.grown(-0.5).overlaps(its), f"{view}: {name} {box} on the {other} {its}"


@every_case
def test_nothing_leaves_the_picture(number: int) -> None:
    for view in planned(number):
        inside = view.layout.canvas.box.grown(-4)
        for index in shown_filters(view):
            for name, box in (*shapes(view.layout), *texts(view.layout, number, index)):
                assert inside.contains(box), f"{view}: {name} {box} leaves {inside}"
        width, height = view.layout.canvas.pixels
        assert width <= view.request.width
        if view.request.fitted:
            assert (width % 2, height % 2) == (0, 0)


@every_case
def test_everything_is_legible(number: int) -> None:
    for view in planned(number):
        layout, scale = view.layout, view.layout.canvas.scale
        captions = [line for row in layout.rows for c in (*row.captions, *row.output_captions) for line in c]
        for line in (*layout.lines, *layout.flat_lines, *captions):
            for run in line.runs:
                assert run.style.size * scale >= LEAST_PROSE - 1e-6, f"{view}: {run.text!r}"
        assert layout.sums.size * scale >= LEAST_PROSE - 1e-6
        assert layout.chip_size * scale >= LEAST_DIGIT - 1e-6
        kernel, lens = layout.rows[0].kernels[0].cell, layout.rows[0].kernels[0].cell
        for name, cell, values in (
            ("input", layout.columns[0].input.cell, view.facts.inputs),
            ("lens", lens, view.facts.inputs),
            ("kernel", kernel, view.facts.weights),
            ("output", layout.rows[0].output.cell, view.facts.outputs),
            ("partial", layout.rows[0].output.cell, view.facts.answers),
        ):
            if layout.details[name] >= Detail.NUMBERS:
                digits = [fit_number(value, cell, scale) for value in values]
                assert all(d and d.size * scale >= LEAST_DIGIT - 1e-6 for d in digits), f"{view}: {name}"


@every_case
def test_numbers_stay_in_their_chips(number: int) -> None:
    for view in planned(number):
        row = view.layout.rows[0]
        box = next(box for box in (*row.chips, row.total) if box is not None)
        for value in view.facts.answers:
            digits = fit_chip(value, box, view.layout.canvas.scale, view.layout.chip_size)
            assert typeset.width(digits.text, Style(digits.size, 640)) <= box.width, f"{view}: {digits}"


@every_case
def test_every_sum_stays_inside(number: int) -> None:
    case = CASES[number]
    found = case.trace()
    for view in planned(number):
        for ordinal in sorted({0, len(found) // 2, len(found) - 1}):
            for index in shown_filters(view):
                step = sheet_step(found, ordinal, index, case.bias is not None)
                lines = set_sheet_sum(step, case.depth, view.layout.sums, LIGHT).lines
                for line in lines:
                    assert view.layout.canvas.box.grown(-4).contains(ink_box(line)), f"{view}: {line.text}"
                    assert line.size * view.layout.canvas.scale >= LEAST_PROSE - 1e-6, f"{view}: {line.text}"


def test_more_channels_than_three_are_elided_and_their_sum_closes_the_line() -> None:
    case = Sheet((5, 5), depth=256)
    step = sheet_step(case.trace(), 4, 0, True)
    assert len(step.answers) == 3
    assert step.count == 253
    assert step.hidden is not None
    assert step.bias is not None
    assert sum(step.answers) + step.hidden + step.bias == step.sum


REFUSED = [
    (
        {"scene": "layer", "input": "4x5x5", "groups": 2, "kernel": 3},
        "groups 2 keep filters from reading every channel: use groups 1, or another scene",
    ),
    (
        {"scene": "filter", "input": "3x400x400", "kernel": 3},
        "an input of 400×400 cells under 3×3 kernels does not fit the picture: use a smaller input or "
        "kernel, or a larger width",
    ),
]


@pytest.mark.parametrize(("values", "text"), REFUSED)
def test_what_cannot_be_shown_is_refused_with_a_remedy(values: dict[str, Any], text: str) -> None:
    clip = ClipSpec.of(**values).resolve()
    with pytest.raises(ConvanimError) as error:
        filter_sheet(clip, LIGHT, REQUESTS[2])
    assert str(error.value) == text
