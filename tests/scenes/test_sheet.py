"""Filters and layers on the screen: every number that is drawn is the trace's, and none comes too early."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, preset
from convanim.layout.boxes import Box, Plane
from convanim.layout.cells import NUMBER_WEIGHT, Detail, Digits
from convanim.layout.sheet.cells import CHIP_WEIGHT
from convanim.layout.sheet.facts import sheet_step
from convanim.mobjects.cells import number_outline
from convanim.mobjects.sheet_parts import text_outline
from convanim.story.storyboard import Kind
from tests.mobjects.reading import NotTextError, cell_of, flattened, number_in, read, tells
from tests.scenes.staged import box_of, colour_of, filled, on_stage, pixels_of

VALUES = {"input": [[[1, -2, 3], [0, 5, -1], [2, 2, 4]], [[9, 8, 7], [1, 0, 2], [3, 3, 3]]]}
SHOWN = {
    "rgb": preset("rgb-one-filter"),
    "rgb, padded": preset("rgb-one-filter").changed(padding=1, stride=2, theme="dark"),
    "256 channels": preset("many-channels"),
    "partial maps": preset("rgb-one-filter").changed(partial_maps=True),
    "partial maps of 5": ClipSpec.of(scene="filter", input="5x4x5", kernel=2, bias=2, partial_maps=True),
    "two filters": preset("two-filters"),
    "two filters, dark": preset("two-filters").changed(theme="dark", bias=None, activation="none"),
    "64 filters": ClipSpec.of(scene="layer", input="3x4x4", kernel=2, filters=64, bias=3, activation="relu"),
    "two channels": ClipSpec.of(scene="filter", **VALUES, kernel=2, bias=-7, activation="leaky_relu"),
    "one channel": ClipSpec.of(scene="filter", input="1x5x4", kernel=2, seed=2),
    "1×1 kernels": ClipSpec.of(scene="layer", input="3x4x3", kernel=1, filters=3, bias=1, activation="relu"),
    "fine": ClipSpec.of(scene="layer", input="3x14x14", kernel=3, bias=1, activation="relu"),
}
every_sheet = pytest.mark.parametrize(
    ("name", "suffix"), [(name, suffix) for name in SHOWN for suffix in (".gif", ".mp4")]
)


class Reader:
    """Reads the cells and chips of a sheet; what was read once costs nothing."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        self._known: dict[tuple[bytes, int], str | None] = {}

    def text(self, points: np.ndarray, weight: int) -> str | None:
        key = (points.tobytes(), weight)
        if key not in self._known:
            try:
                self._known[key] = read(points, weight)
            except NotTextError:
                self._known[key] = None
        return self._known[key]

    def look(self) -> None:
        """Take in what is drawn just now."""
        inks = [(ink, pixels_of(self.scene, ink)) for ink in filled(self.scene)]
        self._inks = [(points, Box.around(points)) for _, points in inks]

    def cells(self, plane: Plane) -> dict[tuple[int, int], str]:
        found: dict[tuple[int, int], str] = {}
        room = plane.box
        for points, box in self._inks:
            if not room.contains(box) or box.height > 0.7 * plane.cell:
                continue
            text = self.text(points, NUMBER_WEIGHT)
            if text is not None and any(character in "0123456789" for character in text):
                cell = cell_of(points, plane)
                assert cell not in found, f"two numbers in cell {cell}"
                found[cell] = text
        return found

    def chip(self, box: Box) -> str | None:
        texts = [
            self.text(points, CHIP_WEIGHT)
            for points, room in self._inks
            if box.contains(room) and room.height < 0.6 * box.height
        ]
        found = [text for text in texts if text is not None]
        assert len(found) <= 1, f"{found} in one chip"
        return found[0] if found else None


def check_cells(told: dict[tuple[int, int], str], values: Any, what: str) -> None:
    assert told.keys() == set(np.ndindex(*values.shape)), f"other cells of the {what} have numbers"
    for cell, text in told.items():
        assert tells(text, values[cell].item()), f"{what} {cell} says {text}, it is {values[cell]}"


def check_sheet(scene: Any, reader: Reader, time: float) -> None:
    """All numbers of the picture at a time against the trace."""
    scene.show(time)
    reader.look()
    layout, state = scene.staging.layout, scene.view.state
    trace = scene.staging.clip.trace
    if state.stacked > 0:
        check_stacked(scene, reader)
        return
    padded = np.pad(trace.input, ((0, 0), *trace.padding))
    for column in layout.columns:
        told = reader.cells(column.input)
        if layout.details["input"] >= Detail.NUMBERS:
            check_cells(told, padded[column.channel], f"input {column.channel}")
        if column.lens is not None and state.window == tuple(map(round, state.window)):
            step = trace.step(tuple(map(int, state.window)))
            check_cells(reader.cells(column.lens), step.patch[column.channel], "lens")
    for row in layout.rows:
        index = state.spoken if state.spoken in row.filters else row.filters[0]
        check_row(scene, reader, row, index)
    check_sum(scene)


def check_stacked(scene: Any, reader: Reader) -> None:
    """The maps on their way or in the stack: each slice has its own map's numbers, and no map lies flat."""
    layout, state, trace = scene.staging.layout, scene.view.state, scene.staging.clip.trace
    stack = scene.view.ending.stack
    planes = stack.stack.planes(state.stacked, layout.ending.flats)
    assert not any(ink.box is not None for row in scene.view.rows for ink in row.output_inks)
    for index, piece, plane in zip(stack.stack.shown, stack.slices, planes, strict=True):
        if not piece.numbered:
            assert not piece.numbers
            continue
        told = {}
        for ink in piece.numbers:
            points = pixels_of(scene, ink)
            told[cell_of(points, plane)] = reader.text(flattened(points, plane), NUMBER_WEIGHT)
        check_cells(told, trace.output[index], f"slice {index}")
    assert not scene.view._sum.lines
    said = "".join(line.text for line in scene.view.ending.lines)
    rows, columns = layout.rows[0].output.rows, layout.rows[0].output.columns
    assert (f"{rows}×{columns}×{trace.output.shape[0]}" in said) == (state.told > 0)


def check_row(scene: Any, reader: Reader, row: Any, index: int) -> None:
    layout, state, trace = scene.staging.layout, scene.view.state, scene.staging.clip.trace
    if layout.details["kernel"] >= Detail.NUMBERS:
        for column, plane in zip(layout.columns, row.kernels, strict=True):
            check_cells(reader.cells(plane), trace.weight[index, column.channel], f"kernel of filter {index}")
    check_output(scene, reader, row, index)
    check_partials(scene, reader, row)
    bias_shown = scene.staging.clip.spec.bias is not None
    working = index in state.active and state.position is not None
    step = sheet_step(trace, state.position or 0, index, bias_shown)
    for number, box in enumerate(row.chips):
        slot = step.slots - 1 if number == len(row.chips) - 1 else number
        due = working and int(state.turn.answers * step.slots + 1e-9) > slot
        check_chip(reader.chip(box), step.answers[number] if due else None, f"answer {number}")
    if row.bias is not None:
        check_chip(reader.chip(row.bias), trace.bias[index].item(), "bias")
    if row.total is not None:
        check_chip(reader.chip(row.total), step.sum if working and state.turn.total else None, "sum")


def check_chip(text: str | None, value: Any, what: str) -> None:
    assert (text is None) == (value is None), f"the {what} says {text}, it is {value}"
    assert text is None or tells(text, value), f"the {what} says {text}, it is {value}"


def check_output(scene: Any, reader: Reader, row: Any, index: int) -> None:
    layout, state = scene.staging.layout, scene.view.state
    if layout.details["output"] < Detail.NUMBERS or 0 < state.merged < 1:
        return  # other maps lie on it
    values = scene.staging.clip.trace.output[index]
    told = reader.cells(row.output)
    count = dict(state.filled)[index]
    filling = index in state.active and 0 < state.turn.filling < 1
    due = {divmod(ordinal, values.shape[1]) for ordinal in range(count + filling)}
    assert told.keys() == due, "outputs are shown that are not computed, or the other way round"
    for cell, text in told.items():
        assert tells(text, values[cell].item()), f"output {cell} says {text}, it is {values[cell]}"


def check_partials(scene: Any, reader: Reader, row: Any) -> None:
    """A channel's map has the answers that were given so far, and no other."""
    layout, state, trace = scene.staging.layout, scene.view.state, scene.staging.clip.trace
    if layout.details["partial"] < Detail.NUMBERS or state.merged > 0 or 0 < state.turn.merging < 1:
        return
    slots = len(row.partials) + (trace.weight.shape[1] > len(row.partials))
    for number, (column, plane) in enumerate(zip(layout.columns, row.partials, strict=False)):
        slot = slots - 1 if number == len(row.partials) - 1 else number
        answered = state.position is not None and int(state.turn.answers * slots + 1e-9) > slot
        count = max(dict(state.filled)[0], (state.position or 0) + answered)
        told = reader.cells(plane)
        assert told.keys() == {divmod(n, plane.columns) for n in range(count)}
        for cell, text in told.items():
            answer = trace.step(cell, 0).channel_sums[column.channel].item()
            assert tells(text, answer), f"partial map {number} {cell} says {text}, it is {answer}"


def check_sum(scene: Any) -> None:
    """The line says the answers, the bias once, and a result that they add up to."""
    state, trace = scene.view.state, scene.staging.clip.trace
    lines = scene.view._sum.lines
    if not lines or lines[0].name == "note":
        assert not lines or state.fast
        return
    check_drawn(scene, lines)
    bias_shown = scene.staging.clip.spec.bias is not None
    step = sheet_step(trace, state.position, state.spoken, bias_shown)
    expected = [*step.answers] if step.hidden is None else [*step.answers[:2], step.hidden, *step.answers[2:]]
    expected += [] if step.bias is None else [step.bias]
    terms = [bare(line.runs[-1].text) for line in lines if line.name == "term"]
    assert len(terms) <= len(expected)
    assert all(tells(text, value) for text, value in zip(terms, expected, strict=False))
    results = [line.runs[-1].text for line in lines if line.name == "result"]
    assert len(results) == state.turn.total
    if results:
        assert len(terms) == len(expected), "the sum stands without all of its terms"
        assert tells_result(lines, results[0], step.sum)
        if not any("≈" in line.text for line in lines):
            total = sum(map(number_in, terms), Decimal(0))
            assert abs(total - number_in(results[0])) < Decimal("1e-9"), f"{scene.view.sum_text} is wrong"


def tells_result(lines: Any, text: str, value: Any) -> bool:
    rounded = any("≈" in run.text for line in lines if line.name == "result" for run in line.runs)
    return tells(f"≈{text}" if rounded else text, value)


def check_drawn(scene: Any, lines: Any) -> None:
    """The outlines of the bold numbers say what the line's text says."""
    box = scene.staging.layout.sums.box.grown(8)
    texts: dict[str, str] = {}
    for line in lines:
        for run in line.runs:
            if run.style.weight == CHIP_WEIGHT:
                texts[run.colour] = texts.get(run.colour, "") + run.text
    for ink in filled(scene):
        colour = colour_of(ink)
        if colour in texts and box.contains(box_of(scene, ink)):
            assert read(pixels_of(scene, ink), CHIP_WEIGHT) == texts.pop(colour)
    assert not texts, f"{texts} are not drawn"


def bare(text: str) -> str:
    return text.removeprefix("(").removesuffix(")")


def times_of(scene: Any) -> list[float]:
    """Into the explanation, on the way, and at the end of some beats."""
    beats = scene.storyboard.beats
    shares = {Kind.EXPLAIN: (0.05, 0.2, 0.35, 0.5, 0.56, 0.6, 0.75, 0.88, 0.97), Kind.HOLD: (0.5,)}
    chosen = [*beats[:6], beats[len(beats) // 2], *beats[-4:]]
    return [b.start + b.duration * s for b in chosen for s in shares.get(b.kind, (0.2, 0.6, 1 - 1e-5))]


@every_sheet
def test_every_number_is_the_traces(name: str, suffix: str) -> None:
    with on_stage(SHOWN[name], suffix) as scene:
        reader = Reader(scene)
        for time in times_of(scene):
            check_sheet(scene, reader, time)


def wrong_answer(scene: Any) -> None:
    """A lie: another number in a chip."""
    box = scene.staging.layout.rows[-1].chips[1]
    for ink in filled(scene):
        if box.contains(box_of(scene, ink)) and box_of(scene, ink).height < 0.6 * box.height:
            ink.draw(text_outline("99", 14.0, box))


def early_output(scene: Any) -> None:
    """A lie: a number in an output cell that is not computed."""
    ink = scene.drawing.ink().paint(fill=scene.staging.theme.ink)
    ink.draw(number_outline(scene.staging.layout.rows[-1].output, Digits("7", 12.0), 2, 2))
    scene.picture.add(ink)


def swapped_kernels(scene: Any) -> None:
    """A lie: a channel's kernel shows the weights of the other filter."""
    scene.view.rows[1]._kernels[0]._weights = {1: scene.staging.clip.trace.weight[0, 0]}
    scene.view.rows[1]._kernels[0]._filter = None
    scene.view.rows[1]._kernels[0].show(1, True, True)


def swapped_slices(scene: Any) -> None:
    """A lie: in the stack a filter's map stands in the other's place."""
    stack = scene.view.ending.stack
    first, last = stack.slices
    for ink, other in zip(first.numbers, last.numbers, strict=True):
        one, two = pixels_of(scene, ink), pixels_of(scene, other)
        step = np.array(stack.stack.step)
        ink.draw(two - step)
        other.draw(one + step)


def test_a_lie_in_the_stack_is_found() -> None:
    with on_stage(SHOWN["two filters"], ".mp4") as scene:
        check_sheet(scene, Reader(scene), scene.storyboard.poster)
        swapped_slices(scene)
        with pytest.raises(AssertionError):
            check_stacked(scene, Reader(scene))


def wrong_partial(scene: Any) -> None:
    """A lie: a partial map has the answer of another channel."""
    first, second = scene.view.partials.maps[:2]
    shift = np.subtract(first._plane.origin, second._plane.origin)
    first.numbers[0].draw(pixels_of(scene, second.numbers[0]) + shift)


def test_a_lie_in_a_partial_map_is_found() -> None:
    with on_stage(SHOWN["partial maps"], ".mp4") as scene:
        time = scene.storyboard.marks["step 2"] + 1.4
        check_sheet(scene, Reader(scene), time)
        wrong_partial(scene)
        reader = Reader(scene)
        reader.look()
        with pytest.raises(AssertionError):
            check_partials(scene, reader, scene.staging.layout.rows[0])


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
@pytest.mark.parametrize("name", ["two filters", "64 filters", "fine"])
def test_all_comes_back_as_it_was_after_the_stack(name: str, suffix: str) -> None:
    """What made room for the stack stands again, outline for outline, when the next round begins."""
    with on_stage(SHOWN[name], suffix) as scene:
        time = scene.storyboard.marks["step 2"] + 1.4
        scene.show(time)
        before = [(ink.points.copy(), ink.fill_rgbas.copy()) for ink in scene.drawing.inks]
        scene.show(scene.storyboard.poster)
        assert scene.view.state.stacked == 1
        scene.show(time)
        for ink, (points, fill) in zip(scene.drawing.inks, before, strict=True):
            assert ink.points.shape == points.shape
            assert np.allclose(ink.points, points)
            assert not len(points) or np.array_equal(ink.fill_rgbas, fill)


def test_what_stands_still_costs_nothing_in_the_stack() -> None:
    """While the maps slide, only the stack's inks are drawn anew."""
    with on_stage(SHOWN["two filters"], ".mp4") as scene:
        start = scene.storyboard.marks["stack"]
        scene.show(start + 0.6)
        own = {ink for piece in scene.view.ending.stack.slices for ink in piece._inks}
        touched = set(scene.show(start + 0.7))
        arrows = {ink for row in scene.view.rows for ink in (row._arrows[-1]._line, row._arrows[-1]._point)}
        assert touched
        assert touched <= own | arrows


@pytest.mark.parametrize("lie", [wrong_answer, early_output, swapped_kernels])
def test_a_lie_is_found(lie: Callable[[Any], None]) -> None:
    with on_stage(SHOWN["two filters"], ".mp4") as scene:
        time = scene.storyboard.marks["step 2"] + 1.4
        check_sheet(scene, Reader(scene), time)
        lie(scene)
        with pytest.raises(AssertionError):
            check_sheet(scene, Reader(scene), time)


def test_the_example_comes_out_as_it_was_worked_out_by_hand() -> None:
    """Both filters of the example at the middle position: −2 + 1 + 6 + 1 and −3 + 1 + 1 − 2."""
    trace: Any = preset("two-filters").resolve().trace
    first, second = (trace.step((1, 1), f) for f in (0, 1))
    assert (first.channel_sums.tolist(), first.sum.item(), first.value.item()) == ([-2, 1, 6], 6, 6)
    assert (second.channel_sums.tolist(), second.sum.item(), second.value.item()) == ([-3, 1, 1], -3, 0)
    assert trace.output[0].tolist() == [[0, 4, 0], [5, 6, 2], [2, 7, 12]]


def test_a_resting_row_shows_no_answers_and_no_accent() -> None:
    with on_stage(SHOWN["two filters"], ".mp4") as scene:
        scene.show(scene.storyboard.marks["step 3"] + 1.4)
        reader, theme = Reader(scene), scene.staging.theme
        reader.look()
        idle, busy = scene.staging.layout.rows
        assert [reader.chip(box) for box in idle.chips] == [None] * 3
        assert None not in [reader.chip(box) for box in busy.chips]
        accents = [
            box_of(scene, ink)
            for ink in scene.drawing.inks
            if len(ink.points) and ink.stroke_width > 0 and stroke_of(ink) == theme.accent
        ]
        assert accents
        row = Box.union(tuple(plane.box for plane in idle.kernels)).grown(6)
        assert not any(box.overlaps(row) for box in accents)


def stroke_of(ink: Any) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in ink.stroke_rgbas[0, :3])
