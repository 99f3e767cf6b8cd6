"""The last shot of a layer: the stack has room, what stays is clear of it, and all of it can be read."""

from __future__ import annotations

import itertools

import pytest

from convanim.layout.boxes import LEAST_PROSE, Box, Line, touches
from convanim.layout.sheet.sheet import Ending, SheetLayout
from tests.layout.test_sheet import CASES, Planned, ink_box, planned
from tests.soak import some

LAYERS = some([number for number, case in enumerate(CASES) if case.filters > 1], 2)
every_layer = pytest.mark.parametrize("number", LAYERS, ids=[str(CASES[number]) for number in LAYERS])


def ending_of(view: Planned) -> Ending:
    assert view.layout.ending is not None, f"{view} has no stack"
    return view.layout.ending


def staying(layout: SheetLayout, ending: Ending) -> list[tuple[str, Box]]:
    """Maps, kernels and chips that stay beside the stack."""
    if ending.clears == "sheet":
        return []
    found = [(f"input {column.channel}", column.input.box) for column in layout.columns]
    found += [("lens", column.lens.box) for column in layout.columns if column.lens is not None]
    found += [("copy", layout.copy.box)] if layout.copy is not None else []
    for row in layout.rows if ending.clears == "maps" else ():
        found += [("kernel", plane.box) for plane in row.kernels]
        found += [("chip", box) for box in row.chips]
        tail = [box for box in (row.bias, row.total, row.icon) if box is not None]
        found += [("tail", box) for box in tail if ending.cut is None]
    return found


def words_of(layout: SheetLayout, ending: Ending) -> list[Line]:
    """The texts that stand beside the stack."""
    lines = [line for line in layout.lines if line.name == "title" or not ending.leaves(line.box)]
    for row in layout.rows if ending.clears == "maps" else ():
        captions = row.captions[0]
        lines += [line for line in captions if ending.cut is None or line.x < ending.cut]
    return [*lines, *ending.lines, *ending.placed.lines]


@every_layer
def test_the_stack_stands_clear_of_all_that_stays(number: int) -> None:
    for view in planned(number):
        ending = ending_of(view)
        solid = staying(view.layout, ending)
        for plane in ending.placed.stack.slices:
            corners = plane.quad(0, 0, plane.rows, plane.columns)
            for name, box in solid:
                assert not touches(corners, box.grown(-0.5)), f"{view}: a slice on the {name}"
            for line in words_of(view.layout, ending):
                assert not touches(corners, ink_box(line).grown(-0.5)), f"{view}: a slice on {line.text!r}"


@every_layer
def test_its_words_stand_clear_of_one_another(number: int) -> None:
    for view in planned(number):
        ending = ending_of(view)
        texts = [(line.text, ink_box(line)) for line in words_of(view.layout, ending)]
        for (name, box), (other, its) in itertools.combinations(texts, 2):
            assert not box.overlaps(its), f"{view}: {name!r} over {other!r}"
        own = (*ending.lines, *ending.placed.lines)
        for line, (name, box) in itertools.product(own, staying(view.layout, ending)):
            assert not ink_box(line).overlaps(box), f"{view}: {line.text!r} on the {name}"


@every_layer
def test_it_is_inside_and_legible(number: int) -> None:
    for view in planned(number):
        ending, scale = ending_of(view), view.layout.canvas.scale
        inside = view.layout.canvas.box.grown(-4)
        assert inside.contains(ending.placed.stack.box), f"{view}: {ending.placed.stack.box}"
        for line in (*ending.lines, *ending.placed.lines):
            assert inside.contains(ink_box(line)), f"{view}: {line.text!r} leaves the picture"
            assert all(run.style.size * scale >= LEAST_PROSE - 1e-6 for run in line.runs), line.text


@every_layer
def test_it_says_the_outputs_shape(number: int) -> None:
    case = CASES[number]
    maps, rows, columns = case.trace().output_shape
    for view in planned(number):
        ending = ending_of(view)
        said = " ".join(line.text for line in ending.lines)
        assert f"output  {rows}×{columns}×{maps}" in said
        assert "(H′, W′, out_dims)" in said
        assert ending.placed.stack.count == maps


@every_layer
def test_maps_come_from_where_they_lay(number: int) -> None:
    for view in planned(number):
        ending = ending_of(view)
        rows = view.layout.rows
        places = [row.output for row in rows] if len(rows) > 1 else [rows[0].output] * len(ending.flats)
        assert list(ending.flats) == places


def test_an_arrow_that_reaches_for_its_slice_ends_at_its_edge() -> None:
    reached = 0
    for number in LAYERS:
        for view in planned(number):
            ending = ending_of(view)
            for index, (tip, row) in enumerate(zip(ending.tips, view.layout.rows, strict=True)):
                if tip is not None:
                    reached += 1
                    (start, y), _ = row.arrows[-1]
                    entry = ending.placed.stack.entry(index, y)
                    assert entry is not None
                    assert start < tip <= entry[0]
    assert reached > 10
