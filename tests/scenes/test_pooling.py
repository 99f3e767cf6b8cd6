"""A pooling's picture says what its trace says: numbers, winners, divisors, and where there is nothing."""

from __future__ import annotations

import random
import re
from typing import Any

import numpy as np
import pytest

from convanim.layout.cells import NUMBER_WEIGHT, Detail
from convanim.mobjects.drawing import Ink
from convanim.rendering.pipeline import manim_settings, play
from convanim.spec import ClipSpec
from convanim.story.storyboard import Beat, Kind
from tests.mobjects.reading import NotTextError, cell_of, flattened, read, tells
from tests.scenes.staged import (
    built,
    filled,
    look_of,
    on_stage,
    pixels_of,
    planned,
    same_look,
)
from tests.scenes.test_motion import Comparison

Cell = tuple[int, int]

TIES = [[1, 3, 5, 2, 0], [4, 2, 1, 5, 3], [0, 6, 2, 1, 2], [3, 1, 4, 0, 6], [2, 5, 0, 3, 1]]
NEGATIVE = [[-3, -1, -5], [-2, -2, -1], [-4, -1, -7]]
TABLE: dict[str, dict[str, Any]] = {
    "tiles": {"input": 6, "kernel": 2},
    "ceil": {"input": TIES, "kernel": 2, "ceil_mode": True},
    "ceil average": {"input": TIES, "kernel": 2, "ceil_mode": True, "operation": "average_pool"},
    "overlap": {"input": TIES, "kernel": 3, "stride": 1, "theme": "dark"},
    "negative and padded": {"input": NEGATIVE, "kernel": 2, "padding": 1, "stride": 2},
    "padded average": {"input": NEGATIVE, "kernel": 2, "padding": 1, "operation": "average_pool"},
    "padding left out": {
        "input": NEGATIVE,
        "kernel": 3,
        "stride": 2,
        "padding": 1,
        "operation": "average_pool",
        "count_include_pad": False,
    },
    "padded ceil": {"input": 4, "kernel": 3, "stride": 2, "padding": 1, "ceil_mode": True, "theme": "dark"},
    "padded ceil average": {
        "input": "4x5",
        "kernel": "3x2",
        "stride": 2,
        "padding": 1,
        "ceil_mode": True,
        "operation": "average_pool",
    },
    "spread out": {"input": 7, "kernel": 2, "dilation": 3, "stride": 2, "ceil_mode": True},
    "rectangular": {"input": "5x7", "kernel": "2x3", "stride": "2x1", "ceil_mode": True},
    "floats": {"input": [[0.1, -0.25, 3.5], [1e-6, 2.75, 1e9]], "kernel": 2, "ceil_mode": True},
    "thirds": {"input": TIES, "kernel": 3, "ceil_mode": True, "operation": "average_pool"},
    "activated": {"input": NEGATIVE, "kernel": 2, "ceil_mode": True, "activation": "relu"},
    "one cell": {"input": 1, "kernel": 1},
    "large window": {"input": 7, "kernel": 6, "stride": 1, "operation": "average_pool"},
    "large maximum": {"input": 7, "kernel": 6, "stride": 1},
}
SHOWN = [(name, view) for name in TABLE for view in ("numeric", "tilted")]
every_picture = pytest.mark.parametrize(("name", "view"), SHOWN)


def spec_of(name: str, view: str = "numeric") -> ClipSpec:
    return ClipSpec.of(scene="pooling", view=view, **TABLE[name])


def ends(scene: Any) -> list[tuple[Beat, float]]:
    """Every beat with a time at which its window rests and all it says is said."""
    beats = [beat for beat in scene.storyboard.beats if beat.kind not in (Kind.REWIND, Kind.SKIP)]
    return [(beat, beat.end - 1e-4) for beat in beats]


def numbers_on(scene: Any, plane: Any, beyond: Cell = (0, 0)) -> dict[Cell, str]:
    """What stands in the cells of a plane, and in what would be cells beyond it."""
    found = {}
    for ink in filled(scene):
        upright = flattened(pixels_of(scene, ink), plane) / plane.cell
        if (np.ptp(upright, axis=0) > 1).any():
            continue
        try:
            text = read(upright * 30, NUMBER_WEIGHT)
        except NotTextError:
            continue
        row, column = cell_of(pixels_of(scene, ink), plane)
        if 0 <= row < plane.rows + beyond[0] and 0 <= column < plane.columns + beyond[1]:
            found[row, column] = text
    return found


def expected_input(trace: Any) -> dict[Cell, Any]:
    """The numbers of the padded input: padding never wins, counts as zero, or has none."""
    fill = float("-inf") if trace.operation == "max_pool" else 0 if trace.count_include_pad else None
    (top, bottom), (left, right) = trace.padding
    rows, columns = trace.input.shape[1:]
    found = {}
    for cell in np.ndindex(rows + top + bottom, columns + left + right):
        inside = top <= cell[0] < top + rows and left <= cell[1] < left + columns
        value = trace.input[0, cell[0] - top, cell[1] - left].item() if inside else fill
        if value is not None:
            found[cell] = value
    return found


def says(text: str, value: Any) -> bool:
    return text == "−∞" if value == float("-inf") else tells(text, value)


@every_picture
def test_every_number_is_the_traces(name: str, view: str) -> None:
    with on_stage(spec_of(name, view)) as scene:
        trace, layout = scene.staging.clip.trace, scene.staging.layout
        assert layout.details["input"] >= Detail.NUMBERS
        columns = trace.output_shape[-1]
        for beat, time in ends(scene):
            scene.show(time)
            told, due = numbers_on(scene, layout.input, layout.beyond), expected_input(trace)
            others = {cell for cell in told if cell not in due}
            assert not others, f"{time} s: numbers where there are none due, {others}"
            assert told.keys() == due.keys()
            assert all(says(told[cell], due[cell]) for cell in due)
            answers = numbers_on(scene, layout.output)
            assert answers.keys() == {divmod(n, columns) for n in range(beat.done_after)}
            assert all(tells(text, trace.output[(0, *cell)].item()) for cell, text in answers.items())


def test_no_answer_is_shown_before_it_is_computed() -> None:
    for view in ("numeric", "tilted"):
        with on_stage(spec_of("tiles", view)) as scene:
            explain = next(beat for beat in scene.storyboard.beats if beat.kind is Kind.EXPLAIN)
            for share in (0.01, 0.2, 0.3, 0.38):
                scene.show(explain.start + share * explain.duration)
                assert numbers_on(scene, scene.staging.layout.output) == {}
                assert not [ink for ink in scene.view.marks.inks.values() if len(ink.points)]


def marks_on(scene: Any) -> dict[Cell, bool]:
    """The cells that are marked, by where the marks really lie: True for a disc, False for a ring."""
    plane, found = scene.staging.layout.input, {}
    for ink in scene.view.marks.inks.values():
        if len(ink.points):
            found[cell_of(pixels_of(scene, ink), plane)] = bool(ink.fill_rgbas[0, 3] > 0)
            assert bool(ink.fill_rgbas[0, 3] > 0) != bool(ink.stroke_rgbas[0, 3] > 0)
    return found


def window_of(trace: Any, ordinal: int) -> tuple[dict[Cell, Any], set[Cell]]:
    """The real cells under a window with their values, in the padded grid; and all cells it covers."""
    position = trace.position(ordinal)
    values, covered = {}, set()
    for i, j in np.ndindex(*trace.kernel_size):
        row = position[0] * trace.stride[0] + i * trace.dilation[0]
        column = position[1] * trace.stride[1] + j * trace.dilation[1]
        covered.add((row, column))
        y, x = row - trace.padding[0][0], column - trace.padding[1][0]
        if 0 <= y < trace.input.shape[1] and 0 <= x < trace.input.shape[2]:
            values[row, column] = trace.input[0, y, x].item()
    return values, covered


MAXIMA = [name for name, values in TABLE.items() if values.get("operation") != "average_pool"]


@pytest.mark.parametrize(("name", "view"), [pair for pair in SHOWN if pair[0] in MAXIMA])
def test_the_winner_is_marked_and_ties_are_told_apart(name: str, view: str) -> None:
    with on_stage(spec_of(name, view)) as scene:
        trace = scene.staging.clip.trace
        for beat, time in ends(scene):
            scene.show(time)
            marks = marks_on(scene)
            values, covered = window_of(trace, beat.position)
            best = [cell for cell, value in values.items() if value == max(values.values())]
            own = {cell: full for cell, full in marks.items() if cell in covered}
            assert own == {cell: cell == best[0] for cell in best}, f"{time} s"
            won: set[Cell] = set()
            tied: set[Cell] = set()
            for ordinal in range(beat.done_after):
                others, _ = window_of(trace, ordinal)
                first, *rest = [cell for cell, value in others.items() if value == max(others.values())]
                won.add(first)
                tied.update(rest)
            assert {cell for cell, full in marks.items() if full} - covered == won - covered
            assert {cell for cell, full in marks.items() if not full} - covered == tied - won - covered


@every_picture
def test_only_a_maximum_has_marks_and_the_legend_says_what_they_are(name: str, view: str) -> None:
    with on_stage(spec_of(name, view)) as scene:
        words = [entry.line.text for entry in scene.staging.layout.legend]
        trace = scene.staging.clip.trace
        if name not in MAXIMA:
            assert scene.view.marks is None
            assert words == []
            return
        ties = any(trace.step(trace.position(n)).ties for n in range(len(trace)))
        assert words == (["winner", "tie, first wins"] if ties else ["winner"])


def cells_in(line: str) -> tuple[list[str], str, str]:
    """The cells of a line, its divisor or nothing, and its result with what follows."""
    left, result = re.split(r" ?[=≈](?=[^=≈]*$)", line, maxsplit=1)
    if left.startswith("max("):
        return left.removeprefix("max(").removesuffix(")").split(", "), "", result
    cells, divisor = left.split(" / ")
    inner = cells.removeprefix("(").removesuffix(")") if "+ " in cells else cells
    return re.split(r" ?\+ ", inner), divisor, result


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
@pytest.mark.parametrize("name", TABLE)
def test_the_line_closes(name: str, suffix: str) -> None:
    with on_stage(spec_of(name), suffix) as scene:
        trace = scene.staging.clip.trace
        for beat, time in ends(scene):
            if beat.kind is Kind.SKIM:
                continue
            scene.show(time)
            step = trace.step(trace.position(beat.position))
            line = scene.view.line.text
            cells, divisor, result = cells_in(line)
            hidden = [re.fullmatch(r"\((\d+) more\) (\S+)", cell) for cell in cells]
            part = step.exists if getattr(trace, "count_include_pad", False) else step.inside
            values = [value.item() for value in step.patch[part]]
            assert sum(int(more[1]) if more else 1 for more in hidden) == len(values), line
            before = trace.preactivation[(0, *step.position)].item()
            text = re.match(r"[−\d.e∞]+", result)
            assert text is not None
            approximate = "≈" in line[: len(line) - len(result)][-2:]
            assert tells(("≈" if approximate else "") + text[0], before), line
            check_cells(cells, hidden, values, divisor, step)
            remark = f", not {number_word(part.size)}"
            assert (remark in line) == (len(values) < part.size), line
            assert ("→" in line) == (trace.activation != "none")


def check_cells(cells: list[str], hidden: list[Any], values: list[Any], divisor: str, step: Any) -> None:
    at = 0
    for cell, more in zip(cells, hidden, strict=True):
        if more is None:
            assert tells(re.sub(r"[()]", "", cell), values[at])
            at += 1
            continue
        left_out = values[at : at + int(more[1])]
        assert tells(more[2], sum(left_out) if divisor else max(left_out))
        at += int(more[1])
    if divisor:
        assert int(divisor) == step.divisor
    else:
        assert max(values) == values[[tuple(cell) for cell in np.argwhere(step.inside)].index(step.chosen)]


def number_word(number: int) -> str:
    return {1: "one", 2: "two", 4: "four", 6: "six", 9: "nine"}.get(number, str(number))


@pytest.mark.parametrize(
    ("name", "view"), [pair for pair in SHOWN if TABLE[pair[0]].get("ceil_mode")], ids=str
)
def test_the_frame_is_dashed_where_there_are_no_cells_and_says_so(name: str, view: str) -> None:
    with on_stage(spec_of(name, view)) as scene:
        plane, frame = scene.staging.layout.input, scene.view._frame
        trace = scene.staging.clip.trace
        some = False
        for beat, time in ends(scene):
            scene.show(time)
            _, covered = window_of(trace, beat.position)
            missing = {cell for cell in covered if cell[0] >= plane.rows or cell[1] >= plane.columns}
            some |= bool(missing)
            assert bool(len(frame._dashed.points)) == bool(missing)
            assert bool(frame.nothing) <= bool(missing)
            solid = flattened(pixels_of(scene, frame._solid), plane) / plane.cell
            assert (solid <= np.array((plane.columns, plane.rows)) + 1e-6).all()
            if not missing:
                assert len(frame._dashed.points) == 0
                continue
            dashed = flattened(pixels_of(scene, frame._dashed), plane) / plane.cell
            outside = (dashed[:, 0] >= plane.columns - 1e-6) | (dashed[:, 1] >= plane.rows - 1e-6)
            assert outside.all()
            grey = flattened(pixels_of(scene, scene.view._window._grey), plane) / plane.cell
            assert (grey <= np.array((plane.columns, plane.rows)) + 1e-6).all(), "nothing is filled"
        assert some or name == "floats"


def text_inks(scene: Any) -> list[Ink]:
    """Every number in a cell, and the words for nothing."""
    inks = [*scene.view.numbers.inks.values(), scene.view._frame._words, *scene.view.output.numbers.values()]
    if getattr(scene.view, "slanted", None) is not None:
        inks += scene.view.slanted.inks
    return [ink for ink in inks if len(ink.points)]


def test_a_lens_shows_what_the_window_holds() -> None:
    spec = ClipSpec.of(scene="pooling", input=28, kernel=3, stride=2, padding=1, ceil_mode=True)
    with on_stage(spec) as scene:
        trace, lens = scene.staging.clip.trace, scene.staging.layout.lens
        for beat, time in ends(scene)[:: len(ends(scene)) // 8]:
            scene.show(time)
            step = trace.step(trace.position(beat.position))
            told = numbers_on(scene, lens)
            for cell in np.ndindex(*step.inside.shape):
                if step.inside[cell]:
                    assert tells(told[cell], step.patch[cell].item())
                else:
                    assert told.get(cell) == ("−∞" if step.exists[cell] else None)
            discs = [
                cell
                for cell, ink in scene.view.lens.marks.items()
                if len(ink.points) and ink.fill_rgbas[0, 3]
            ]
            assert discs == [step.chosen]


MOVING = {
    "ceil, tilted": spec_of("ceil", "tilted"),
    "padded, numeric": spec_of("padded ceil"),
    "spread out, tilted": spec_of("spread out", "tilted"),
    "a lens": ClipSpec.of(scene="pooling", input=28, kernel=3, stride=2, padding=1, ceil_mode=True),
    "rows left out": ClipSpec.of(scene="pooling", input=56, kernel=2, operation="average_pool"),
}
every_motion = pytest.mark.parametrize("name", MOVING)


@every_motion
def test_the_picture_is_a_function_of_time(name: str) -> None:
    with on_stage(MOVING[name]) as scene:
        first, before, looks = look_of(scene), look_of(scene), {}
        times = [float(time) for time in np.linspace(0, scene.storyboard.duration, 50)]
        for time in times:
            touched = scene.show(time)
            looks[time] = look_of(scene)
            changed = [
                i for i, pair in enumerate(zip(before, looks[time], strict=True)) if pair[0] != pair[1]
            ]
            assert {scene.drawing.inks[number] for number in changed} <= touched.keys()
            before = looks[time]
        assert same_look(before, first), "a loop ends where it starts"
        for time in random.Random(0).sample(times, len(times)):
            scene.show(time)
            assert same_look(look_of(scene), looks[time]), f"{time} s looks different out of order"
        hold = scene.storyboard.beats[-1]
        scene.show(hold.start)
        assert not scene.show(hold.start + hold.duration / 2)


@pytest.mark.parametrize("name", ["ceil, tilted", "padded, numeric"])
def test_every_frame_is_manims(name: str) -> None:
    staging, medium = planned(MOVING[name])
    with manim_settings(staging, medium):
        compare = Comparison(built(staging), medium.frame_rate)
        play(staging, compare)
        assert compare.frames == round(staging.storyboard.duration * medium.frame_rate)


def test_rows_that_are_left_out_are_said() -> None:
    with on_stage(MOVING["rows left out"]) as scene:
        skip = next(beat for beat in scene.storyboard.beats if beat.kind is Kind.SKIP)
        scene.show(skip.start + skip.duration / 2)
        note = "".join(line.text for line in scene.view._note.lines)
        assert re.match(r"… rows \d+–\d+ ", note)
