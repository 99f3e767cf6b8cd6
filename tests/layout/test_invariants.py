"""Nothing overlaps, nothing leaves the picture, nothing is too small to read: for every case and view."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import pytest

from convanim.layout.arithmetic import set_sum
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line, Plane, touches
from convanim.layout.cells import Detail, fit_number
from convanim.layout.facts import numbers_of
from convanim.layout.sliding.layout import SlidingLayout
from convanim.layout.sliding.plan import VIEWS
from convanim.theme import LIGHT
from convanim.typeset import CAP_HEIGHT

from .conftest import CASES, LONG

REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)

every_case = pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])


@dataclass(frozen=True)
class Planned:
    """A case laid out for one view and one picture."""

    view: str
    request: CanvasRequest
    layout: SlidingLayout


@cache
def planned(number: int) -> tuple[Planned, ...]:
    """A case in all views and pictures. A fitted picture shows the title only of the cases made for that."""
    case = CASES[number]
    return tuple(
        Planned(
            view, request, plan(case.facts(titled=not request.fitted or case.title == LONG), LIGHT, request)
        )
        for view, plan in VIEWS.items()
        for request in REQUESTS
    )


def ink_box(line: Line) -> Box:
    """The room that a line's letters really take: from a capital's height to a descender."""
    top = CAP_HEIGHT * line.size
    return Box(line.x, line.y - top, line.width, top + 0.2 * line.size)


def planes(layout: SlidingLayout) -> list[Plane]:
    return [plane for plane in (layout.input, layout.kernel, layout.lens, layout.output) if plane is not None]


def texts(layout: SlidingLayout) -> list[tuple[str, Box]]:
    """Everything that is neither a plane nor part of one, with its room."""
    found = [(f"{line.name} {line.text!r}", ink_box(line)) for line in layout.lines]
    found += [(f"sign {sign.kind}", sign.box) for sign in layout.signs if sign.kind != "arrow"]
    found += [("formula", formula.box) for formula in layout.formulas]
    if layout.sums is not None:
        found.append(("sum", layout.sums.box))
    if layout.slide_mark is not None:
        arrow_y, text_y, size = layout.slide_mark
        box = layout.input.box
        found.append(
            ("stride mark", Box(box.x, text_y - CAP_HEIGHT * size, box.width, arrow_y + 4 - text_y + size))
        )
    return found


@every_case
def test_nothing_overlaps(number: int) -> None:
    for view in planned(number):
        layout = view.layout
        for (name, box), (other, its) in itertools.combinations(texts(layout), 2):
            assert not box.overlaps(its), f"{view.view} {view.request}: {name} {box} over {other} {its}"
        for plane in planes(layout):
            corners = plane.quad(0, 0, plane.rows, plane.columns)
            for name, box in texts(layout):
                assert not touches(corners, box.grown(-0.5)), (
                    f"{view.view} {view.request}: {name} {box} on a map"
                )
        for plane, other_plane in itertools.combinations(planes(layout), 2):
            assert not plane.box.overlaps(other_plane.box), f"{view.view} {view.request}: maps overlap"


@every_case
def test_nothing_leaves_the_picture(number: int) -> None:
    for view in planned(number):
        inside = view.layout.canvas.box.grown(-4)
        for plane in planes(view.layout):
            assert inside.contains(plane.box), f"{view.view} {view.request}: {plane.box} leaves {inside}"
        for name, box in texts(view.layout):
            assert inside.contains(box), f"{view.view} {view.request}: {name} {box} leaves {inside}"


@every_case
def test_everything_is_legible(number: int) -> None:
    facts = CASES[number].facts()
    for view in planned(number):
        layout, scale = view.layout, view.layout.canvas.scale
        sizes = [(run.text, run.style.size) for line in layout.lines for run in line.runs]
        sizes += [("sum", layout.sums.size)] if layout.sums else []
        for text, size in sizes:
            assert size * scale >= LEAST_PROSE - 1e-6, (
                f"{view.view} {view.request}: {text!r} at {size * scale}"
            )
        shown = [(layout.input, "input", facts.inputs), (layout.output, "output", facts.outputs)]
        for plane, name, values in shown:
            if layout.details[name] >= Detail.NUMBERS and view.view == "numeric":
                fitted = [fit_number(value, plane.cell, scale) for value in values]
                assert all(digits and digits.size * scale >= LEAST_DIGIT - 1e-6 for digits in fitted)


@every_case
def test_every_sum_stays_in_its_slot(number: int) -> None:
    case = CASES[number]
    trace = case.trace()
    ordinals = sorted({0, len(trace) // 2, len(trace) - 1})
    steps = [trace.step(trace.position(ordinal)) for ordinal in ordinals]
    for view in planned(number):
        if (slot := view.layout.sums) is None:
            assert view.view == "tilted"
            continue
        for step in steps:
            line = set_sum(numbers_of(step, case.bias is not None, trace.activation), slot, LIGHT)
            boxes = [ink_box(text) for text in (*line.terms, line.equals, *line.tail)] + [line.result_box]
            for box in boxes:
                assert slot.box.grown(1).contains(box), f"{view.request}: {box} leaves {slot.box}"
            for one, other in itertools.combinations(boxes, 2):
                assert not one.overlaps(other)


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
