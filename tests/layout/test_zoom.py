"""The zoom's layout: three views in which nothing overlaps, nothing leaves the picture, all can be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from convanim import ClipSpec, ConvanimError
from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE, Box, CanvasRequest, Line, touches
from convanim.layout.sheet.cells import fit_chip
from convanim.layout.zoom.layout import ZoomLayout
from convanim.layout.zoom.plan import kernel_filter_layer
from convanim.layout.zoom.summary import SummaryLayout
from convanim.story.zoom import Level
from convanim.theme import LIGHT

CASES: dict[str, dict[str, Any]] = {
    "two filters": {"input": "3x5x5", "filters": 2, "bias": 1, "activation": "relu"},
    "one channel": {"input": 5, "filters": 1},
    "one of each": {"input": "1x1x1", "kernel": 1, "filters": 1},
    "three filters of one weight": {"input": "2x4x4", "kernel": 1, "filters": 3, "bias": 2},
    "four channels": {"input": "4x6x6", "filters": 2, "bias": 1},
    "256 channels": {"input": "256x14x14", "filters": 64, "bias": 1, "activation": "relu"},
    "64 filters": {"input": "3x5x5", "filters": 64, "bias": 1, "activation": "relu"},
    "28×28": {"input": "3x28x28", "filters": 2, "bias": 1, "activation": "relu"},
    "7×7 kernels": {"input": "3x11x11", "kernel": 7, "filters": 4},
    "11×11 kernels": {"input": "3x28x28", "kernel": 11, "filters": 64, "stride": 4},
    "padding and stride": {"input": "3x5x5", "filters": 2, "padding": 1, "stride": 2, "bias": 1},
    "rectangles": {"input": "2x4x7", "kernel": "2x3", "filters": 2, "activation": "tanh"},
    "a row": {"input": "3x1x12", "kernel": "1x3", "filters": 5},
    "a column": {"input": "3x12x1", "kernel": "3x1", "filters": 2, "bias": 1},
    "dilated": {"input": "3x7x7", "filters": 2, "dilation": 2, "activation": "gelu"},
    "large numbers": {
        "input": [[[1e9, -2e6, 3], [0, 5, -1], [2, 2, 4]]],
        "kernel": [[[[1, 2], [3, -4]]], [[[9, 8], [7, -1e-6]]]],
        "bias": (0.125, -250),
    },
}
REQUESTS = (
    CanvasRequest(False, 1280),
    CanvasRequest(False, 854, 480),
    CanvasRequest(True, 640),
    CanvasRequest(True, 480),
)
every_case = pytest.mark.parametrize(
    ("name", "request_"), list(itertools.product(CASES, REQUESTS)), ids=lambda part: str(part)
)


@cache
def planned(name: str, request: CanvasRequest) -> ZoomLayout:
    clip = ClipSpec.of(scene="kernel-filter-layer", **CASES[name]).resolve()
    found = kernel_filter_layer(clip, LIGHT, request)
    assert isinstance(found, ZoomLayout)
    return found


def lines_of(layout: ZoomLayout, level: Level) -> list[Line]:
    """All lines of text that stand at a level at the same time."""
    lines = [i.what for i in layout.inscriptions[level] if isinstance(i.what, Line)]
    if level is Level.LAYER:
        lines += [layout.said, *layout.stack.lines]
    return lines


def boxes_of(layout: ZoomLayout, level: Level) -> Iterator[tuple[str, Box]]:
    """All boxes of the board that are seen as a whole at a level."""
    view, board = layout.views[level], layout.board
    for column in board.columns:
        yield "map", view.box(column.input.box)
        if column.lens is not None:
            yield "lens", view.box(column.lens.box)
    for row in board.rows if level is Level.LAYER else board.rows[:1]:
        parts = row.parts
        for plane in parts.kernels:
            yield "kernel", view.box(plane.box)
        for chip in (*parts.chips, parts.bias, parts.total, parts.icon):
            if chip is not None:
                yield "chip", view.box(chip)
        if level is Level.FILTER:
            yield "output", view.box(row.output.box)


@every_case
def test_everything_is_inside(name: str, request_: CanvasRequest) -> None:
    layout = planned(name, request_)
    canvas = layout.canvas.box
    for level in Level:
        for line in lines_of(layout, level):
            assert canvas.contains(line.box, 1.0), f"{line.text!r} leaves the {level.name.lower()}'s picture"
    for level in (Level.FILTER, Level.LAYER):
        for what, box in boxes_of(layout, level):
            assert canvas.contains(box), f"a {what} leaves the {level.name.lower()}'s picture"
    assert canvas.contains(layout.stack.box, 1.0)
    assert canvas.contains(layout.products.box, 4.0)


@every_case
def test_no_text_lies_on_another_or_on_a_box(name: str, request_: CanvasRequest) -> None:
    layout = planned(name, request_)
    for level in (Level.FILTER, Level.LAYER):
        lines, boxes = lines_of(layout, level), list(boxes_of(layout, level))
        for one, other in itertools.combinations(lines, 2):
            assert not one.box.overlaps(other.box, 3.0), f"{level.name}: {one.text!r} on {other.text!r}"
        for line, (what, box) in itertools.product(lines, boxes):
            assert not line.box.overlaps(box, 3.5), f"{level.name}: {line.text!r} on a {what}"
        for (what, box), (thing, another) in itertools.combinations(boxes, 2):
            assert not box.overlaps(another, 1.0), f"{level.name}: a {what} on a {thing}"


@every_case
def test_the_kernels_words_stand_apart(name: str, request_: CanvasRequest) -> None:
    layout = planned(name, request_)
    view, board = layout.views[0], layout.board
    parts = board.rows[0].parts
    boxes = [view.box(board.away.box), view.box(parts.kernels[0].box), view.box(parts.chips[0])]
    boxes += [view.box(board.columns[0].input.box), layout.products.box]
    lines = lines_of(layout, Level.KERNEL)
    for one, other in itertools.combinations(lines, 2):
        assert not one.box.overlaps(other.box, 3.0), f"{one.text!r} on {other.text!r}"
    for line, box in itertools.product(lines, boxes):
        assert not line.box.overlaps(box, 4.0), f"{line.text!r} is covered"
    for one_box, another in itertools.combinations(boxes, 2):
        assert not one_box.overlaps(another, 1.0)


@every_case
def test_the_stack_stands_alone(name: str, request_: CanvasRequest) -> None:
    layout = planned(name, request_)
    slices = [plane.quad(0, 0, plane.rows, plane.columns) for plane in layout.stack.stack.slices]
    others = [line.box for line in lines_of(layout, Level.LAYER) if line not in layout.stack.lines]
    for box in (*others, *(box for _, box in boxes_of(layout, Level.LAYER))):
        assert not any(touches(corners, box.grown(-2.0)) for corners in slices)


@every_case
def test_all_words_and_digits_can_be_read(name: str, request_: CanvasRequest) -> None:
    layout = planned(name, request_)
    scale = layout.canvas.scale
    for level in Level:
        for line in lines_of(layout, level):
            least = min(run.style.size for run in line.runs if run.text.strip())
            assert least * scale >= LEAST_PROSE - 0.3, f"{line.text!r} has {least * scale:.1f} pixels"
        view = layout.views[level]
        if layout.numbered[level] and level > Level.KERNEL:
            size = min(
                fit_chip(value, chip, scale * layout.views[Level.LAYER].zoom, layout.chip_size).size
                for row in layout.board.rows
                for chip in row.parts.chips
                for value in layout.board.facts.answers
            )
            assert size * view.zoom * scale >= LEAST_DIGIT - 0.3
    assert layout.products.size * scale >= LEAST_PROSE - 0.3
    assert layout.sums.size * scale >= LEAST_PROSE - 0.3


@every_case
def test_the_camera_draws_back(name: str, request_: CanvasRequest) -> None:
    layout = planned(name, request_)
    near, middle, far = (view.cell for view in layout.views)
    assert near > middle > far
    row, column = divmod(layout.place, layout.grid[1])
    assert row < layout.grid[0]
    window = layout.views[0].plane(layout.board.columns[0].input).cell_box(row, column)
    assert window.right <= layout.canvas.width


def test_the_usual_clip_is_the_mockups() -> None:
    """The three cells of the standard, and the position in the middle of the output."""
    layout = planned("two filters", REQUESTS[0])
    assert [round(view.cell) for view in layout.views] == [100, 41, 32]
    assert (layout.place, layout.factors, layout.numbered) == (4, True, (True, True, True))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("fitted", [True, False])
def test_the_summary_has_three_panels_side_by_side(name: str, fitted: bool) -> None:
    spec = ClipSpec.of(scene="kernel-filter-layer", view="summary", **CASES[name])
    layout = kernel_filter_layer(spec.resolve(), LIGHT, CanvasRequest(fitted, 640 if fitted else 1280))
    assert isinstance(layout, SummaryLayout)
    lines = [line for panel in layout.panels for line in panel.lines] + list(layout.lines)
    for one, other in itertools.combinations(lines, 2):
        assert not one.box.overlaps(other.box, 3.0), f"{one.text!r} on {other.text!r}"
    planes = [piece.plane.box for panel in layout.panels for piece in panel.pieces]
    for box in (*planes, *(line.box for line in lines)):
        assert layout.canvas.box.contains(box, 1.0)
    for plane, another in itertools.combinations(planes, 2):
        assert not plane.overlaps(another)
    for line, box in itertools.product(lines, planes):
        assert not line.box.overlaps(box, 2.0), f"{line.text!r} lies on a map"
    for line in lines:
        least = (
            min(run.style.size for run in line.runs if "K" in run.text or len(run.text) > 3)
            if len(line.runs) < 5
            else 99
        )
        assert least * layout.canvas.scale >= LEAST_PROSE - 0.3


def test_what_does_not_fit_is_said() -> None:
    clip = ClipSpec.of(scene="kernel-filter-layer", input="3x200x200", kernel=150).resolve()
    with pytest.raises(ConvanimError) as error:
        kernel_filter_layer(clip, LIGHT, CanvasRequest(True, 640))
    assert str(error.value) == (
        "an input of 200×200 cells under 150×150 kernels does not fit the picture: use a smaller input or "
        "kernel, or a larger width"
    )
