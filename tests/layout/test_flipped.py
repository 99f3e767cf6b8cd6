"""Cross-correlation beside convolution: nothing overlaps, leaves the picture or is too small to read."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from convanim import ConvanimError
from convanim.engine.trace_flipped import flipped_pair
from convanim.labels import ENGLISH
from convanim.layout.arithmetic import set_sum
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line, Plane, touches
from convanim.layout.cells import Detail, fit_number
from convanim.layout.facts import Facts, numbers_of
from convanim.layout.flipped.plan import FlippedLayout, both_facts, plan_sides
from convanim.layout.flipped.words import STAGES, definition, note_runs
from convanim.layout.sliding.layout import SlidingLayout
from convanim.theme import LIGHT
from tests.layout.conftest import CASES, LONG, Case
from tests.layout.test_invariants import ink_box

REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 1000, 1000),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)
TABLE = [case for case in CASES if max(case.input) <= 28 and np.prod(case.kernel) <= 121]

every_case = pytest.mark.parametrize("number", range(len(TABLE)), ids=[str(case) for case in TABLE])


def facts_of(case: Case, titled: bool) -> tuple[Facts, Facts]:
    title = case.title if titled else ""
    return both_facts(flipped_pair(case.trace()), title, case.prose, ENGLISH, case.bias is not None)


@cache
def planned(number: int) -> tuple[FlippedLayout, ...]:
    case = TABLE[number]
    found = []
    for request in REQUESTS:
        both = facts_of(case, not request.fitted or case.title == LONG)
        found.append(plan_sides(both, True, LIGHT, request))
    return tuple(found)


def planes(side: SlidingLayout) -> list[tuple[str, Plane]]:
    named = {name: getattr(side, name) for name in ("input", "kernel", "lens", "output")}
    return [(name, plane) for name, plane in named.items() if plane is not None]


def notes(layout: FlippedLayout) -> list[Line]:
    """The widest that is said of each kernel."""
    return [
        max(
            (
                Line("turn", note_runs(stage, note.named, ENGLISH, LIGHT, note.size), note.x, note.y)
                for stage in STAGES
            ),
            key=lambda line: line.width,
        )
        for note in layout.notes
    ]


def texts(layout: FlippedLayout) -> list[tuple[str, Box]]:
    lines = [*layout.lines, *notes(layout)]
    lines += [line for side in layout.sides for line in side.lines]
    lines += [line for side in layout.sides for formula in side.formulas for line in formula.lines]
    found = [(f"{line.name} {line.text!r}", ink_box(line)) for line in lines]
    for side in layout.sides:
        assert side.sums is not None
        found.append(("sum", side.sums.box))
        found += [(f"sign {sign.kind}", sign.box) for sign in side.signs if sign.kind != "arrow"]
        found += [(chip.name, chip.box) for chip in side.chips]
    return found


@every_case
def test_nothing_overlaps(number: int) -> None:
    for layout in planned(number):
        for (name, box), (other, its) in itertools.combinations(texts(layout), 2):
            assert not box.overlaps(its), f"{layout.canvas}: {name} {box} over {other} {its}"
        every = [(name, plane) for side in layout.sides for name, plane in planes(side)]
        for label, plane in every:
            corners = plane.quad(0, 0, plane.rows, plane.columns)
            for name, box in texts(layout):
                assert not touches(corners, box.grown(-0.5)), f"{layout.canvas}: {name} {box} on the {label}"
        for (one, plane), (two, other_plane) in itertools.combinations(every, 2):
            assert not plane.box.overlaps(other_plane.box), f"{layout.canvas}: {one} over {two}"


@every_case
def test_nothing_leaves_the_picture(number: int) -> None:
    for layout in planned(number):
        inside = layout.canvas.box.grown(-4)
        boxes = [*texts(layout), *((n, p.box) for side in layout.sides for n, p in planes(side))]
        for name, box in boxes:
            assert inside.contains(box), f"{name} {box} leaves {inside}"


@every_case
def test_everything_is_legible(number: int) -> None:
    case = TABLE[number]
    both = facts_of(case, True)
    for layout in planned(number):
        scale = layout.canvas.scale
        lines = [*layout.lines, *notes(layout), *(line for side in layout.sides for line in side.lines)]
        for line in lines:
            assert line.size * scale >= LEAST_PROSE - 1e-6, f"{line.text!r} at {line.size * scale}"
        assert layout.least * scale >= LEAST_PROSE - 1e-6
        for side, facts in zip(layout.sides, both, strict=True):
            for name, plane in planes(side):
                values = {"output": facts.outputs, "kernel": facts.weights}.get(name, facts.inputs)
                if side.details[name] >= Detail.NUMBERS:
                    digits = [fit_number(value, plane.cell, scale) for value in values]
                    assert all(d and d.size * scale >= LEAST_DIGIT - 1e-6 for d in digits)


@every_case
def test_every_sum_stays_in_its_slot(number: int) -> None:
    case = TABLE[number]
    pair = flipped_pair(case.trace())
    for layout in planned(number):
        for side, trace in zip(layout.sides, (pair.correlation, pair.convolution), strict=True):
            assert side.sums is not None
            for ordinal in {0, len(trace) // 2, len(trace) - 1}:
                step = trace.step(trace.position(ordinal))
                line = set_sum(numbers_of(step, case.bias is not None, case.activation), side.sums, LIGHT)
                for box in [*(ink_box(text) for text in line.texts), line.result_box]:
                    assert side.sums.box.grown(1).contains(box), f"{box} leaves {side.sums.box}"


@every_case
def test_both_sides_look_alike(number: int) -> None:
    for layout in planned(number):
        one, other = layout.sides
        assert one.details == other.details
        for (_, plane), (_, other_plane) in zip(planes(one), planes(other), strict=True):
            assert (plane.cell, plane.rows, plane.columns) == (
                other_plane.cell,
                other_plane.rows,
                other_plane.columns,
            )
        assert one.sums is not None
        assert other.sums is not None
        if one.sums.lines == other.sums.lines:
            assert replace(one.sums, box=other.sums.box, widest=0) == replace(other.sums, widest=0)


def test_the_marks_are_explained_only_where_there_are_numbers() -> None:
    for case, said in ((Case((5, 5)), True), (Case((28, 28)), False)):
        for agreeing in (True, False):
            layout = plan_sides(facts_of(case, True), agreeing, LIGHT, REQUESTS[0])
            prose = " ".join(line.text for line in layout.lines if line.name == "prose")
            assert prose.endswith("Cells marked = agree.") is (said and agreeing)


def test_the_definitions_differ_in_one_sign() -> None:
    one, other = ("".join(run.text for run in definition(side, LIGHT, 20)) for side in (0, 1))
    assert one == "y[i] = Σu x[i + u] · w[u]"
    assert other == "y[i] = Σu x[i − u] · w[u]"


def test_what_does_not_fit_is_refused() -> None:
    case = Case((28, 28))
    with pytest.raises(ConvanimError) as error:
        plan_sides(facts_of(case, True), False, LIGHT, CanvasRequest(False, 200))
    assert str(error.value).endswith("use a smaller input or a larger width")
