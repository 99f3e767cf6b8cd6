"""A pooling's pictures: nothing overlaps, nothing leaves the picture, nothing is too small to read."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from convanim.engine import trace
from convanim.labels import ENGLISH
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line, touches
from convanim.layout.cells import Detail, fit_number
from convanim.layout.pooling.facts import PoolFacts, numbers_of, pool_facts
from convanim.layout.pooling.layout import PoolLayout, nothing_lines
from convanim.layout.pooling.line import set_line
from convanim.layout.pooling.plan import VIEWS, has_ties
from convanim.theme import LIGHT
from convanim.typeset import CAP_HEIGHT

PROSE = "Each window keeps its largest cell, so the output is half as wide and half as high."
LONG = (
    "A title that is much longer than any title has a right to be, and then goes on for a while longer still"
)
REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)


@dataclass(frozen=True)
class Case:
    """One pooling of one channel, its values drawn from a range."""

    input: tuple[int, int]
    kernel: tuple[int, int] = (2, 2)
    parameters: dict[str, Any] = field(default_factory=dict)
    operation: str = "max_pool"
    values: tuple[float, float] = (0, 4)
    floats: bool = False
    activation: str = "none"
    title: str = "2×2 max pooling"

    def __str__(self) -> str:
        shown = [self.operation.removesuffix("_pool"), f"{self.input[0]}x{self.input[1]}"]
        shown += [f"k{self.kernel[0]}x{self.kernel[1]}", *(f"{k}{v}" for k, v in self.parameters.items())]
        shown += [f"{self.values[0]:g}..{self.values[1]:g}"] * (self.values != (0, 4))
        return "-".join(shown) + "-floats" * self.floats + "-long" * (self.title == LONG)

    def trace(self) -> Any:
        rng = np.random.default_rng(0)
        shape = (1, *self.input)
        x = rng.uniform(*self.values, shape) if self.floats else rng.integers(*map(int, self.values), shape)
        return trace(
            self.operation, x, kernel_size=self.kernel, activation=self.activation, **self.parameters
        )

    def facts(self, titled: bool = True) -> PoolFacts:
        return pool_facts(self.trace(), self.title if titled else "", PROSE, ENGLISH)


CEIL = {"ceil_mode": True}
CASES = (
    *(Case((n, n)) for n in (2, 3, 4, 5, 6, 8, 11, 14, 20, 28)),
    *(Case((n, n), operation="average_pool") for n in (2, 4, 7, 12, 28)),
    *(Case((n, n), parameters=CEIL) for n in (3, 5, 7, 9, 13, 27)),
    *(Case((n, n), parameters=CEIL, operation="average_pool") for n in (3, 5, 7, 27)),
    *(Case((n, n), (1, 1)) for n in (1, 2, 5, 28)),
    *(Case((n, n), (3, 3), {"stride": 1}) for n in (3, 4, 5, 7, 10, 28)),
    *(Case((n, n), (3, 3), {"stride": 2, "padding": 1}) for n in (2, 5, 6, 11, 28)),
    *(Case((n, n), (3, 3), {"stride": 1, "padding": 1}, "average_pool") for n in (3, 5, 8)),
    *(Case(size, kernel, CEIL) for size, kernel in (
        ((1, 28), (1, 3)), ((28, 1), (3, 1)), ((5, 7), (2, 3)), ((3, 20), (2, 5)), ((20, 3), (5, 2)),
        ((5, 28), (2, 2)), ((28, 5), (3, 2)), ((2, 9), (1, 2)), ((1, 1), (1, 1)),
    )),
    Case((7, 7), (2, 2), {"dilation": 3, **CEIL}),
    Case((9, 9), (3, 3), {"dilation": 2, "stride": 1}),
    Case((8, 6), (3, 2), {"dilation": (2, 1), "stride": (1, 2), "padding": ((0, 1), (1, 0))}),
    Case((5, 5), (3, 3), {"padding": 1, "count_include_pad": False, **CEIL}, "average_pool"),
    Case((6, 6), (4, 4), {"padding": 2, "stride": 3, **CEIL}, "average_pool"),
    Case((11, 11), (11, 11)),
    Case((12, 12), (5, 5), {"stride": 4}, "average_pool"),
    Case((28, 28), (11, 11), {"stride": 4}),
    Case((28, 28), (7, 7), operation="average_pool"),
    Case((8, 8), values=(0, 256)),
    Case((8, 8), values=(-99, 100), operation="average_pool", parameters={"stride": 1}),
    Case((5, 5), (3, 3), {"stride": 1}, "average_pool", values=(-1e9, 1e9)),
    Case((5, 5), floats=True, parameters=CEIL, values=(-1, 1)),
    Case((5, 5), floats=True, parameters=CEIL, values=(-1e-6, 1e-6), operation="average_pool"),
    Case((5, 5), values=(-4, 4), activation="relu", parameters=CEIL),
    Case((5, 5), values=(-4, 4), activation="sigmoid", parameters=CEIL, operation="average_pool"),
    Case((5, 5), title=LONG, parameters=CEIL),
    Case((12, 12), title=""),
)  # fmt: skip

every_case = pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])


@dataclass(frozen=True)
class Planned:
    """A case laid out for one view and one picture."""

    view: str
    request: CanvasRequest
    layout: PoolLayout


@cache
def planned(number: int) -> tuple[Planned, ...]:
    """A case in all views and pictures. A fitted picture shows the title only of the case made for that."""
    case = CASES[number]
    ties = has_ties(case.trace())
    return tuple(
        Planned(
            view,
            request,
            plan(case.facts(titled=not request.fitted or case.title == LONG), ties, LIGHT, request),
        )
        for view, plan in VIEWS.items()
        for request in REQUESTS
    )


def ink_box(line: Line) -> Box:
    """The room that a line's letters really take: from a capital's height to a descender."""
    top = CAP_HEIGHT * line.size
    return Box(line.x, line.y - top, line.width, top + 0.2 * line.size)


def reach(layout: PoolLayout) -> Any:
    """The corners of all that windows reach over."""
    plane, (rows, columns) = layout.input, layout.beyond
    return plane.quad(0, 0, plane.rows + rows, plane.columns + columns)


def grounds(layout: PoolLayout) -> list[Any]:
    """The corners of every plane, nothing included."""
    planes = [plane for plane in (layout.lens, layout.output, layout.swatch) if plane is not None]
    return [reach(layout), *(plane.quad(0, 0, plane.rows, plane.columns) for plane in planes)]


def texts(layout: PoolLayout) -> list[tuple[str, Box]]:
    """Everything that is neither a plane nor part of one, with its room."""
    found = [(f"{line.name} {line.text!r}", ink_box(line)) for line in layout.lines]
    found += [(f"legend {entry.line.text}", ink_box(entry.line)) for entry in layout.legend]
    for entry in layout.legend:
        x, y = entry.centre
        found.append(("mark", Box(x, y, 0, 0).grown(entry.radius)))
    for sign in layout.signs:
        x, y = sign.centre
        found.append((f"sign {sign.kind}", Box(x - sign.size / 2, y - 6, sign.size, 12)))
    found += [("formula", formula.box) for formula in layout.formulas]
    if layout.slot is not None:
        found.append(("line", layout.slot.box))
    return found


@every_case
def test_nothing_overlaps(number: int) -> None:
    for view in planned(number):
        where = f"{view.view} {view.request}"
        for (name, box), (other, its) in itertools.combinations(texts(view.layout), 2):
            assert not box.overlaps(its), f"{where}: {name} {box} over {other} {its}"
        for corners in grounds(view.layout):
            for name, box in texts(view.layout):
                assert not touches(corners, box.grown(-0.5)), f"{where}: {name} {box} on a map"
        if view.view == "numeric":
            for one, other_one in itertools.combinations(grounds(view.layout), 2):
                assert not Box.around(one).overlaps(Box.around(other_one)), f"{where}: maps overlap"


@every_case
def test_nothing_leaves_the_picture(number: int) -> None:
    for view in planned(number):
        inside = view.layout.canvas.box.grown(-4)
        boxes = [*texts(view.layout), *(("map", Box.around(corners)) for corners in grounds(view.layout))]
        for name, box in boxes:
            assert inside.contains(box), f"{view.view} {view.request}: {name} {box} leaves {inside}"


@every_case
def test_everything_is_legible(number: int) -> None:
    facts = CASES[number].facts()
    for view in planned(number):
        layout, scale = view.layout, view.layout.canvas.scale
        lines = [*layout.lines, *(entry.line for entry in layout.legend)]
        sizes = [(run.text, run.style.size) for line in lines for run in line.runs]
        sizes += [("line", layout.slot.size)] if layout.slot else []
        for text, size in sizes:
            assert size * scale >= LEAST_PROSE - 1e-6, f"{view.request}: {text!r} at {size * scale}"
        shown = [(layout.input, "input", facts.inputs), (layout.output, "output", facts.outputs)]
        shown += [(layout.lens, "lens", facts.inputs)] if layout.lens else []
        for plane, name, values in shown:
            if layout.details[name] >= Detail.NUMBERS:
                fitted = [fit_number(value, plane.cell, scale) for value in values]
                assert all(digits and digits.size * scale >= LEAST_DIGIT - 1e-6 for digits in fitted)


@every_case
def test_numbers_are_seen_wherever_there_is_a_line(number: int) -> None:
    for view in planned(number):
        if view.view == "numeric" and CASES[number].kernel != (11, 11):
            assert view.layout.lens is not None or view.layout.details["input"] >= Detail.NUMBERS


@every_case
def test_every_line_stays_in_its_slot(number: int) -> None:
    numbers = CASES[number].trace()
    ordinals = sorted({0, len(numbers) // 2, len(numbers) - 1})
    for view in planned(number):
        if (slot := view.layout.slot) is None:
            assert view.view == "tilted"
            continue
        for ordinal in ordinals:
            line = set_line(numbers_of(numbers, ordinal), slot, LIGHT)
            boxes = [ink_box(text) for text in line.texts if text is not line.result and text.text]
            boxes.append(line.result_box)
            for box in boxes:
                assert slot.box.grown(1).contains(box), f"{view.request}: {box} leaves {slot.box}"
            for one, other in itertools.combinations(boxes, 2):
                assert not one.overlaps(other)
            small = [run for text in line.texts for run in text.runs if run.text.strip()]
            scale = view.layout.canvas.scale
            assert all(run.style.size * scale >= LEAST_PROSE - 1e-6 for run in small), view.request


@every_case
def test_marks_are_explained_and_nothing_else_is(number: int) -> None:
    case = CASES[number]
    for view in planned(number):
        words = [entry.line.text for entry in view.layout.legend]
        if case.operation == "average_pool":
            assert words == []
        elif words:
            assert words == ["winner", "tie, first wins"][: 1 + has_ties(case.trace())]
        else:
            assert view.view == "tilted" or view.layout.lens is None


@pytest.mark.parametrize("cell", [12.0, 20.0, 30.0, 40.0, 54.0, 72.0])
@pytest.mark.parametrize(("rows", "columns"), [(2, 1), (1, 2), (1, 1), (3, 2)])
def test_the_words_for_nothing_stay_inside_it(cell: float, rows: int, columns: int) -> None:
    room = Box(0, 0, columns * cell, rows * cell)
    lines = nothing_lines(room, cell, 1.0, LIGHT.muted)
    assert "".join(line.text for line in lines) in ("", "nocells", "no cells")
    assert lines or cell < 40
    for line in lines:
        assert line.size >= LEAST_PROSE
        assert room.contains(ink_box(line))
    for one, other in itertools.combinations(lines, 2):
        assert not ink_box(one).overlaps(ink_box(other))
