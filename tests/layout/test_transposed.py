"""A transposed convolution's layout: nothing overlaps, leaves the picture or is too small to read."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from convanim import ConvanimError
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Plane, touches
from convanim.layout.cells import Detail, fit_number
from convanim.layout.footing import FootSlot, set_foot
from convanim.layout.transposed.plan import TransposedLayout, plan_view
from convanim.layout.transposed.sizes import sizes_of
from convanim.layout.transposed.sums import gather_sum, scatter_sum
from convanim.story.stamps import Cells, gathered
from convanim.theme import LIGHT
from tests.layout.test_invariants import ink_box
from tests.layout.transposed_cases import CASES, LONG, Case
from tests.soak import some

VIEWS = ("both", "gather", "scatter", "tilted")
REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)

every_case = pytest.mark.parametrize(
    "number", some(range(len(CASES)), 2), ids=lambda number: str(CASES[number])
)


@dataclass(frozen=True)
class Planned:
    """A case laid out for one view and one picture."""

    view: str
    request: CanvasRequest
    layout: TransposedLayout

    def __str__(self) -> str:
        return f"{self.view} {self.request}"


@cache
def planned(number: int) -> tuple[Planned, ...]:
    case = CASES[number]
    found = []
    for view, request in itertools.product(VIEWS, REQUESTS):
        facts = case.facts(view, titled=not request.fitted or case.title == LONG)
        found.append(Planned(view, request, plan_view(facts, view, LIGHT, request)))
    return tuple(found)


def planes(layout: TransposedLayout) -> list[tuple[str, Plane]]:
    found = [
        (f"{name} {part}", getattr(side, part))
        for name, side in layout.sides.items()
        for part in ("source", "target", "kernel", "lens")
    ]
    return [(name, plane) for name, plane in found if plane is not None]


def texts(layout: TransposedLayout) -> list[tuple[str, Box]]:
    found = [(f"{line.name} {line.text!r}", ink_box(line)) for line in layout.lines]
    found += [(f"sign {sign.kind}", sign.box) for sign in layout.signs if sign.kind != "arrow"]
    found += [(f"{name} sum", side.foot.box) for name, side in layout.sides.items() if side.foot is not None]
    return found


@every_case
def test_nothing_overlaps(number: int) -> None:
    for view in planned(number):
        for (name, box), (other, its) in itertools.combinations(texts(view.layout), 2):
            assert not box.overlaps(its), f"{view}: {name} {box} over {other} {its}"
        for label, plane in planes(view.layout):
            corners = plane.quad(0, 0, plane.rows, plane.columns)
            for name, box in texts(view.layout):
                assert not touches(corners, box.grown(-0.5)), f"{view}: {name} {box} on the {label}"
        for (one, plane), (two, other_plane) in itertools.combinations(planes(view.layout), 2):
            assert not plane.box.overlaps(other_plane.box), f"{view}: {one} over {two}"
        for sign in view.layout.signs:
            for label, plane in planes(view.layout):
                shaft = Box(sign.centre[0] - sign.size / 2, sign.centre[1] - 1, sign.size, 2)
                assert not plane.box.overlaps(shaft), f"{view}: an arrow on the {label}"


@every_case
def test_nothing_leaves_the_picture(number: int) -> None:
    for view in planned(number):
        inside = view.layout.canvas.box.grown(-4)
        for name, plane in planes(view.layout):
            assert inside.contains(plane.box), f"{view}: {name} {plane.box} leaves {inside}"
        for name, box in texts(view.layout):
            assert inside.contains(box), f"{view}: {name} {box} leaves {inside}"
        for mark in view.layout.marks:
            box = Box.around(np.array(mark.points))
            assert inside.contains(box), f"{view}: a bracket leaves the picture"


@every_case
def test_everything_is_legible(number: int) -> None:
    for view in planned(number):
        layout, scale = view.layout, view.layout.canvas.scale
        sizes = [(run.text, run.style.size) for line in layout.lines for run in line.runs]
        sizes += [(name, side.foot.size) for name, side in layout.sides.items() if side.foot is not None]
        sizes = [(text, size) for text, size in sizes if text not in ("h", "w")]  # subscripts
        for text, size in sizes:
            assert size * scale >= LEAST_PROSE - 1e-6, f"{view}: {text!r} at {size * scale}"
        facts = CASES[number].facts(view.view, True)
        for side in layout.sides.values():
            for plane, part, values in (
                (side.source, "source", facts.inputs),
                (side.target, "target", facts.outputs),
            ):
                if side.details[part] >= Detail.NUMBERS and view.view != "tilted":
                    digits = [fit_number(value, plane.cell, scale) for value in values]
                    assert all(d and d.size * scale >= LEAST_DIGIT - 1e-6 for d in digits)


@every_case
def test_every_sum_stays_in_its_slot(number: int) -> None:
    case = CASES[number]
    trace = gathered(case.spec().resolve().trace)  # type: ignore[arg-type]  # as in the cases
    cells, count = Cells(trace), len(trace)
    makers = {"gather": gather_sum, "scatter": scatter_sum}
    for view in planned(number):
        for name, side in view.layout.sides.items():
            if side.foot is None:
                assert view.view == "tilted"
                continue
            for ordinal in sorted({0, count // 2, count // 2 + 1, count - 1} & set(range(count))):
                check_sum_line(str(view), makers[name](cells[ordinal], trace.activation), side.foot)


def check_sum_line(view: str, line: object, slot: FootSlot) -> None:
    placed = set_foot(line, slot, LIGHT)  # type: ignore[arg-type]  # a Sum of either maker
    boxes = [ink_box(text) for text in (*placed.terms, placed.equals, *placed.tail)] + [placed.result_box]
    for box in boxes:
        assert slot.box.grown(1).contains(box), f"{view}: {box} leaves {slot.box}"
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other), f"{view}: {one} over {other}"


@every_case
def test_canvases_have_the_size_that_was_asked_for(number: int) -> None:
    for view in planned(number):
        width, height = view.layout.canvas.pixels
        if view.request.fitted:
            assert width <= view.request.width
            assert (width % 2, height % 2) == (0, 0)
        else:
            wide = view.request.width
            assert (width, height) == (wide, view.request.height or 2 * round(wide * 9 / 32))


@every_case
def test_the_grids_are_the_traces(number: int) -> None:
    trace = gathered(CASES[number].spec().resolve().trace)  # type: ignore[arg-type]  # as in the cases
    sizes = sizes_of(trace.plan)
    assert sizes.real().sum() == trace.input.size
    assert (sizes.real() | sizes.inserted()).sum() == np.prod(trace.stuffed_shape[1:])
    assert (~sizes.cropped()).sum() == trace.output[0].size
    for axis, (before, after) in enumerate(trace.effective_padding):
        assert sizes.grid[axis] == sizes.stuffed[axis] + max(before, 0) + max(after, 0)
        places = trace.window.coordinates((0, 0))[axis] + sizes.around[axis][0]
        assert places[0] == sizes.skipped[axis]


def test_the_zeros_of_output_padding_are_bracketed_at_the_bottom_and_right() -> None:
    case = Case((3, 3), parameters={"stride": 2, "padding": 1, "output_padding": 1})
    layout = plan_view(case.facts("both", True), "both", LIGHT, REQUESTS[0])
    box, cell = layout.sides["gather"].source.box, layout.sides["gather"].source.cell
    right, below = (Box.around(np.array(mark.points)) for mark in layout.marks)
    assert right.x >= box.right
    assert (right.y, right.bottom) == pytest.approx((box.bottom - cell, box.bottom))
    assert below.y >= box.bottom
    assert (below.x, below.right) == pytest.approx((box.right - cell, box.right))
    assert [line.text for line in layout.lines if line.name == "extra"] == ["+1"]


@pytest.mark.parametrize(
    ("parameters", "formula"),
    [
        ({"stride": 2}, "o = (i − 1)·s + k = 2·2 + 3 = 7"),
        ({"stride": 2, "padding": 1}, "o = (i − 1)·s + k − 2p = 2·2 + 3 − 2·1 = 5"),
        (
            {"stride": 2, "padding": 1, "output_padding": 1},
            "o = (i − 1)·s + k − 2p + a = 2·2 + 3 − 2·1 + 1 = 6",
        ),
        ({"dilation": 2}, "o = (i − 1)·s + d·(k − 1) + 1 = 2·1 + 2·2 + 1 = 7"),
        ({"padding": ((0, 1), (0, 1))}, "o = (i − 1)·s + k − p − p′ = 2·1 + 3 − 0 − 1 = 4"),
    ],
)
def test_the_size_formula_says_what_there_is(parameters: dict[str, object], formula: str) -> None:
    case = Case((3, 3), parameters=parameters)
    layout = plan_view(case.facts("both", True), "both", LIGHT, REQUESTS[0])
    assert [line.text for line in layout.lines if line.name == "formula"] == [formula]


def test_what_does_not_fit_is_refused() -> None:
    case = Case((28, 28), parameters={"stride": 9})
    with pytest.raises(ConvanimError) as error:
        plan_view(case.facts("both", False), "both", LIGHT, CanvasRequest(True, 200))
    assert str(error.value) == (
        "an input that zeros make 248×248 does not fit the picture: "
        "use a smaller input or stride, or a larger width"
    )
