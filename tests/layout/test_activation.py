"""An activation's picture: nothing overlaps or leaves it, all is legible, routes miss numbers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from convanim.engine import ConvTrace, trace
from convanim.engine.activations import ACTIVATIONS
from convanim.errors import ConvanimError
from convanim.labels import ENGLISH
from convanim.layout.activation.facts import ActivationFacts, activation_facts
from convanim.layout.activation.layout import ActivationLayout
from convanim.layout.activation.line import ValueStep, set_line
from convanim.layout.activation.plan import plan_activation
from convanim.layout.activation.plot import label_box
from convanim.layout.activation.routes import route_in, route_out
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.cells import Detail, fit_number
from convanim.theme import LIGHT
from convanim.typeset import CAP_HEIGHT

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
    """One map, its values drawn from a range; as they are, or as sums with a bias."""

    size: tuple[int, int] = (4, 4)
    activation: str = "relu"
    values: tuple[float, float] = (-9, 9)
    floats: bool = False
    bias: float | None = None
    title: str = "ReLU keeps the positive"

    def __str__(self) -> str:
        shown = [f"{self.size[0]}x{self.size[1]}", self.activation, f"{self.values[0]:g}..{self.values[1]:g}"]
        return "-".join(shown) + "-floats" * self.floats + "-sums" * (self.bias is not None)

    def trace(self) -> ConvTrace:
        rng = np.random.default_rng(0)
        low, high = self.values
        shape = (1, *self.size)
        x = rng.uniform(low, high, shape) if self.floats else rng.integers(int(low), int(high) + 1, shape)
        bias = None if self.bias is None else np.array([self.bias])
        return trace("conv", x, np.ones((1, 1, 1, 1), x.dtype), bias, activation=self.activation)

    def facts(self, titled: bool = True) -> ActivationFacts:
        title, prose = (self.title, "Negative cells become zero, the others pass.") if titled else ("", "")
        return activation_facts(self.trace(), title, prose, ENGLISH, self.bias is not None)


SIZES = ((1, 1), (2, 2), (3, 3), (5, 5), (8, 8), (12, 12), (14, 14), (20, 20), (28, 28), (1, 28), (28, 1),
         (3, 20), (20, 3), (5, 7), (7, 5), (2, 13))  # fmt: skip
CASES = (
    *(Case(size) for size in SIZES),
    *(Case(size, "sigmoid") for size in ((1, 1), (4, 4), (9, 9), (28, 28))),
    *(Case(activation=name) for name in ACTIVATIONS),
    *(Case(activation=name, values=(-3, 3), floats=True) for name in ACTIVATIONS),
    *(Case((3, 3), name, (-(10**9), 10**9)) for name in ACTIVATIONS),
    *(Case((3, 3), name, (-1e-6, 1e-6), True) for name in ACTIVATIONS),
    *(Case((3, 3), name, (100, 250)) for name in ("relu", "tanh", "gelu")),
    *(Case((3, 3), name, (-99, -90)) for name in ("relu", "sigmoid", "leaky_relu", "silu")),
    *(Case((3, 3), name, (0, 0)) for name in ("relu", "sigmoid", "tanh", "none")),
    *(Case((3, 3), name, bias=1) for name in ("relu", "tanh", "none")),
    Case((28, 28), "gelu", (-1, 1), floats=True, bias=-0.5),
    Case(title=LONG),
    Case((28, 28), title=""),
)
every_case = pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])


@cache
def planned(number: int) -> tuple[tuple[CanvasRequest, ActivationLayout], ...]:
    """A case in all pictures. A fitted picture shows the title only of the case made for that."""
    case = CASES[number]
    return tuple(
        (
            request,
            plan_activation(case.facts(not request.fitted or case.title == LONG), LIGHT, request),
        )
        for request in REQUESTS
    )


def ink_box(line: Line) -> Box:
    """The room that a line's letters really take: from a capital's height to a descender."""
    top = CAP_HEIGHT * line.size
    return Box(line.x, line.y - top, line.width, top + 0.2 * line.size)


def chips(layout: ActivationLayout) -> list[tuple[str, Box]]:
    """The rooms that the chips can take: below the axis, and beside the curve."""
    plot, chip = layout.plot, layout.chip
    low, high = plot.curve[:, 1].min(), plot.curve[:, 1].max()
    beside = Box(layout.column - chip.after / 2, low, chip.after, high - low)
    return [
        ("below", Box(plot.box.x, layout.level - chip.height / 2, plot.box.width, chip.height)),
        ("beside", Box(beside.x, beside.y - chip.height / 2, beside.width, beside.height + chip.height)),
    ]


def blocks(layout: ActivationLayout) -> list[tuple[str, Box]]:
    """Everything that must be apart from everything else."""
    found = [(line.name, ink_box(line)) for line in layout.lines]
    found += [("before map", layout.before.box), ("after map", layout.after.box)]
    found += [("plot", layout.plot.box), ("formula", layout.formula.box), ("slot", layout.slot.box)]
    return found


@every_case
def test_nothing_overlaps(number: int) -> None:
    for request, layout in planned(number):
        for (name, box), (other, its) in itertools.combinations(blocks(layout), 2):
            assert not box.overlaps(its), f"{request} {layout.arrangement}: {name} {box} over {other} {its}"
        below, beside = chips(layout)
        for name, box in blocks(layout):
            assert not below[1].overlaps(box), f"{request} {layout.arrangement}: {name} on the lower chips"
            if name != "formula":  # it stands over the top of the chips' column, where no value is
                assert not beside[1].overlaps(box), f"{request} {layout.arrangement}: {name} on the chips"


@every_case
def test_nothing_leaves_the_picture(number: int) -> None:
    for request, layout in planned(number):
        inside = layout.canvas.box.grown(-4)
        rails = [("rail", Box(rail.x, layout.level, 0, 0)) for rail in (layout.leave, layout.arrive)]
        for name, box in (*blocks(layout), *chips(layout), *rails):
            assert inside.contains(box), f"{request} {layout.arrangement}: {name} {box} leaves {inside}"


@every_case
def test_everything_is_legible(number: int) -> None:
    facts = CASES[number].facts()
    for request, layout in planned(number):
        scale = layout.canvas.scale
        lines = (*layout.lines, *layout.formula.lines, *layout.plot.labels)
        sizes = [(run.text, run.style.size) for line in lines for run in line.runs]
        sizes += [("line", layout.slot.size), ("note", layout.note.size), ("chip", layout.chip.type)]
        sizes += [("remark", layout.slot.remark)] if layout.slot.remark else []
        for text, size in sizes:
            assert size * scale >= LEAST_PROSE - 1e-6, f"{request}: {text!r} at {size * scale}"
        for name, plane, values in (
            ("before", layout.before, facts.before),
            ("after", layout.after, facts.after),
        ):
            assert plane.cell * scale >= 5
            if layout.details[name] >= Detail.NUMBERS:
                fitted = [fit_number(value, plane.cell, scale) for value in values.ravel().tolist()]
                assert all(digits and digits.size * scale >= LEAST_DIGIT - 1e-6 for digits in fitted)


@every_case
def test_labels_keep_clear_of_each_other_and_of_the_curve(number: int) -> None:
    for request, layout in planned(number):
        plot = layout.plot
        for one, other in itertools.combinations(plot.labels, 2):
            assert not label_box(one).overlaps(label_box(other)), f"{request}: {one.text} over {other.text}"
        for line in plot.labels:
            box = label_box(line)
            assert plot.box.contains(box, 1.0), f"{request}: {line.text} leaves the plot"
            for x in np.linspace(box.x, box.right, 12):
                assert not box.y < plot.height_at(float(x)) < box.bottom, f"{request}: curve on {line.text}"
        assert any(line.name == "across" for line in plot.labels), f"{request}: no labels"


@every_case
def test_every_value_is_on_the_curve(number: int) -> None:
    facts = CASES[number].facts()
    for _, layout in planned(number):
        plot = layout.plot
        assert facts.before.size == facts.after.size
        for before, after in zip(facts.before.ravel().tolist(), facts.after.ravel().tolist(), strict=True):
            x, y = plot.at(before, after)
            place = int(np.searchsorted(plot.curve[:, 0], x))
            around = [min(max(stop, 0), len(plot.curve) - 1) for stop in (place - 1, place)]
            low, high = sorted(plot.curve[around, 1])
            assert low - 1 <= y <= high + 1, f"{before} is drawn off the curve"
            assert plot.box.x <= x <= plot.box.right


@every_case
def test_every_line_stays_in_its_slot(number: int) -> None:
    facts = CASES[number].facts()
    cells = list(zip(facts.before.ravel().tolist(), facts.after.ravel().tolist(), strict=True))
    for request, layout in planned(number):
        for before, after in cells[:: max(1, len(cells) // 12)]:
            line = set_line(ValueStep(facts.name, before, after), layout.slot, LIGHT)
            boxes = [ink_box(text) for text in line.texts if text is not line.result] + [line.result_box]
            for box in boxes:
                assert layout.slot.box.grown(1).contains(box), f"{request}: {box} leaves {layout.slot.box}"
            for one, other in itertools.combinations(boxes, 2):
                assert not one.overlaps(other)


@every_case
def test_a_chip_covers_the_place_of_its_value(number: int) -> None:
    facts = CASES[number].facts()
    for _, layout in planned(number):
        for before, after in (
            (facts.before.min(), facts.after.min()),
            (facts.before.max(), facts.after.max()),
        ):
            x, y = layout.plot.at(float(before), float(after))
            box = layout.chip_before(x, layout.chip.before - 0.7 * layout.chip.height)
            assert box.x <= x <= box.right
            assert chips(layout)[0][1].grown(1).contains(box) or box.width > layout.plot.box.width
            assert layout.chip_after(y, 0).centre == (layout.column, y)


def test_the_arrangement_suits_the_map() -> None:
    def arrangement(size: tuple[int, int], request: CanvasRequest, activation: str = "relu") -> str:
        layout = plan_activation(Case(size, activation).facts(False), LIGHT, request)
        assert min(layout.details.values()) >= Detail.NUMBERS or max(size) == 28
        return layout.arrangement

    slide, wide, narrow = CanvasRequest(False, 1280), CanvasRequest(True, 640), CanvasRequest(True, 480)
    assert [arrangement((4, 4), request) for request in (slide, wide, narrow)] == ["row"] * 3
    assert arrangement((4, 4), narrow, "sigmoid") == "arch"
    assert arrangement((8, 8), narrow) == "arch"
    assert arrangement((1, 28), slide) == arrangement((3, 20), wide) == "stack"
    assert arrangement((28, 28), narrow) == "arch"


def test_a_route_runs_along_the_grid_and_ends_on_the_curve() -> None:
    _, layout = planned(0)[0]
    for case in range(3):
        _, layout = planned(case)[0]
        plane = layout.before
        for place in ((0.0, 0.0), (float(plane.rows - 1), float(plane.columns - 1))):
            point = layout.plot.at(0, 0)
            way = route_in(plane, place, layout.leave, layout.level, point)
            inside = way[way[:, 0] <= plane.box.right]
            assert np.allclose(inside[:, 1], plane.at(place[0] + 1, 0)[1])
            assert tuple(way[-1]) == point
            out = route_out(layout.after, place, layout.arrive, point)
            assert tuple(out[0]) == point
            assert out[-1][1] == pytest.approx(layout.after.at(place[0] + 1, 0)[1])


def test_a_map_too_large_is_refused() -> None:
    with pytest.raises(ConvanimError) as error:
        plan_activation(Case((9, 400)).facts(), LIGHT, CanvasRequest(True, 480))
    assert str(error.value) == (
        "a map of 9×400 cells does not fit the picture: use a smaller input or a larger width"
    )
