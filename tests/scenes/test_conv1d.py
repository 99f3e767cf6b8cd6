"""Samples on the screen: every number that is drawn is the trace's, none comes too early, loops close."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec
from convanim.api import open_spec
from convanim.layout.boxes import Box
from convanim.layout.cells import NUMBER_WEIGHT, Detail
from convanim.layout.conv1d.rows import SampleRow
from convanim.story.storyboard import Kind
from tests.mobjects.reading import NotTextError, read, tells
from tests.scenes.staged import box_of, colour_of, filled, look_of, on_stage, pixels_of, same_look

SAMPLES = [3, -1, 4, 1, -5, 9, 2, -6, 5, 3, 5, 8]


def samples(**fields: Any) -> ClipSpec:
    return ClipSpec.of(**{"scene": "conv1d", "input": SAMPLES, "kernel": [1, -2, 1], **fields})


SINGLES = {
    "plain": samples(),
    "same": samples(padding="same", theme="dark"),
    "mirrored": samples(padding=2, padding_mode="reflect"),
    "causal, dilated": samples(padding="causal", dilation=2),
    "stride": samples(stride=2, padding=1, bias=1, activation="relu"),
    "channels": open_spec("conv1d-three-channels"),
    "eight channels": samples(input="8x12", kernel=2, theme="dark"),
    "fine": samples(input=90, kernel=5, padding="same"),
    "fine channels": samples(input="3x90", kernel=3),
}
STACKS = {
    "drawn": open_spec("conv1d-causal-dilated"),
    "three weights": samples(dilations=(1, 3), bias=1, activation="relu", theme="dark"),
    "one layer": samples(input=5, kernel=2, dilations=2),
    "fine": samples(input=120, kernel=2, dilations=(1, 2, 4)),
}
every_single = pytest.mark.parametrize("name", SINGLES)
every_stack = pytest.mark.parametrize("name", STACKS)
formats = pytest.mark.parametrize("suffix", [".gif", ".mp4"])


class Reader:
    """Reads the numbers in the cells of a row, by where they are drawn; what was read once costs nothing."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        self._known: dict[bytes, str | None] = {}

    def look(self) -> None:
        """Take in what is drawn just now."""
        self._drawn = [(ink, box_of(self.scene, ink)) for ink in filled(self.scene)]

    def _text(self, points: Any) -> str | None:
        key = (points - points[0]).round(6).tobytes()
        if key not in self._known:
            try:
                self._known[key] = read(points, NUMBER_WEIGHT)
            except NotTextError:
                self._known[key] = None
        return self._known[key]

    def row(self, row: SampleRow, dx: float = 0.0) -> dict[int, str]:
        """The numbers in a row's cells, by index."""
        found: dict[int, str] = {}
        for ink, box in self._drawn:
            index = round((box.centre[0] - dx - row.middle(0)) / row.pitch)
            if not 0 <= index < row.count or not row.cell(index).moved(dx, 0).contains(box, 0.1):
                continue
            if box.height > 0.7 * row.height or (text := self._text(pixels_of(self.scene, ink))) is None:
                continue
            assert index not in found, f"two numbers in cell {index} of {row.name}"
            found[index] = text
        return found


def check(told: dict[int, str], values: Any, due: range, what: str) -> None:
    assert set(told) == set(due), f"other cells of the {what} have numbers than {due}"
    for index, text in told.items():
        assert tells(text, values[index].item()), f"{what} {index} says {text}, it is {values[index]}"


def times_of(scene: Any) -> Iterator[float]:
    """In all phases of the explanation, on the way, and at the ends of some beats."""
    beats = scene.storyboard.beats
    for number, beat in enumerate(beats):
        shares = (
            (0.05, 0.15, 0.3, 0.45, 0.6, 0.75, 0.83, 0.9, 0.99) if beat.kind is Kind.EXPLAIN else (0.1, 0.99)
        )
        if number < 6 or number in (len(beats) // 2, len(beats) - 1):
            yield from (beat.start + share * beat.duration for share in shares)


@formats
@every_single
def test_every_number_of_a_layer_is_the_traces(name: str, suffix: str) -> None:
    with on_stage(SINGLES[name], suffix) as scene:
        reader, layout, trace = Reader(scene), scene.staging.layout, scene.staging.clip.trace
        mode = {"zeros": "constant", "reflect": "reflect"}[trace.padding_mode]
        padded = np.pad(trace.input, ((0, 0), *trace.padding), mode=mode)
        for time in times_of(scene):
            scene.show(time)
            reader.look()
            state = scene.state
            start = state.window[1] * trace.stride[0]
            dx = 0.0 if layout.windows else start * layout.inputs[0].pitch
            for number, channel in enumerate(layout.channels):
                if layout.inputs[number].detail >= Detail.NUMBERS:
                    row = layout.inputs[number]
                    check(reader.row(row), padded[channel], range(row.count), "input")
                kernel = layout.kernels[number]
                check(reader.row(kernel, dx), trace.weight[0, channel], range(kernel.count), "kernel")
            for number, row in enumerate(layout.windows):
                blank = bool(state.skipped) or state.fade < 1
                ordinal = round(state.window[1]) if state.position is None else state.position
                patch = trace.step((ordinal,)).patch[layout.channels[number]]
                check(reader.row(row), patch, range(0 if blank else row.count), "window")
            if layout.output.detail >= Detail.NUMBERS:
                shown = state.filled + (state.filling > 0)
                check(reader.row(layout.output), trace.output[0], range(shown), "output")


@formats
@every_stack
def test_every_number_of_a_stack_is_the_traces(name: str, suffix: str) -> None:
    with on_stage(STACKS[name], suffix) as scene:
        reader, layout, trace = Reader(scene), scene.staging.layout, scene.staging.clip.trace
        if layout.rows[0].detail < Detail.NUMBERS:
            assert name == "fine"
            return
        for time in times_of(scene):
            scene.show(time)
            reader.look()
            state = scene.state
            check(reader.row(layout.rows[0]), trace.input[0], range(len(trace)), "input")
            for level, layer in enumerate(trace.layers, start=1):
                turn = state.turn if state.turn is not None and state.turn.layer == level - 1 else None
                due = state.done + (level <= state.ahead)
                if turn is not None and 0 < turn.filling < 1:
                    due += 1
                if state.turn is None and state.done == state.current and 0 < state.filling < 1:
                    due += 1
                check(reader.row(layout.rows[level]), layer.output[0], range(due), f"layer {level}")


def test_the_sum_of_a_stack_is_that_of_the_layer_at_work() -> None:
    with on_stage(STACKS["drawn"]) as scene:
        explain = next(beat for beat in scene.storyboard.beats if beat.kind is Kind.EXPLAIN)
        said = {}
        for share in np.linspace(0, 0.999, 200):
            scene.show(explain.start + share * explain.duration)
            turn = scene.state.turn
            if turn is not None and turn.result:
                said[turn.layer] = scene.stack.sums.text
        assert said == {0: "2·1 + 3·1=5", 1: "5·1 + 5·1=10", 2: "6·1 + 10·(−1)=−4"}
        scene.show(scene.storyboard.poster)
        assert scene.stack.sums.text == "7·1 + 6·(−1)=1"


def accent_frames(scene: Any, row: SampleRow) -> set[int]:
    """The cells of a row that have a frame in the accent's colour."""
    theme, found = scene.staging.theme, set()
    for ink in scene.picture.submobjects:
        if not len(ink.points) or not ink.stroke_width or ink.stroke_rgbas[0, 3] == 0:
            continue
        stroke = "#" + "".join(f"{round(part * 255):02X}" for part in ink.stroke_rgbas[0, :3])
        if stroke != theme.accent:
            continue
        points = pixels_of(scene, ink)
        for start in range(0, len(points), 16):
            box = Box.around(points[start : start + 16])
            index = round((box.x - row.x) / row.pitch)
            if 0 <= index < row.count and row.cell(index).contains(box, 0.1) and box.height > row.height - 1:
                found.add(index)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_an_output_depends_on_is_framed_and_dark(theme: str) -> None:
    with on_stage(STACKS["drawn"].changed(theme=theme)) as scene:
        trace, layout, colours = scene.staging.clip.trace, scene.staging.layout, scene.staging.theme
        for beat in scene.storyboard.beats[3:9]:
            scene.show(beat.end - 1e-4)
            reach = trace.reach((scene.state.current,))
            for row, cells in zip(layout.rows, reach, strict=True):
                assert accent_frames(scene, row) == set(cells)
        role = colours.input
        for index, ink in enumerate(scene.stack.rows[0].numbers.inks):
            if index <= scene.state.now:
                assert colour_of(ink) == (role.active_text if index in reach[0] else role.rest_text)
            else:
                assert colour_of(ink) not in (role.active_text, role.rest_text)


def test_the_window_has_gaps_where_it_is_dilated() -> None:
    with on_stage(SINGLES["causal, dilated"]) as scene:
        scene.show(scene.storyboard.poster)
        assert accent_frames(scene, scene.staging.layout.inputs[0]) == {11, 13, 15}
        assert accent_frames(scene, scene.staging.layout.output) == {11}


@pytest.mark.parametrize("spec", [*SINGLES.values(), *STACKS.values()], ids=[*SINGLES, *STACKS])
def test_a_loop_ends_as_it_starts_and_any_time_looks_the_same_again(spec: ClipSpec) -> None:
    with on_stage(spec) as scene:
        first = look_of(scene)
        middle = scene.storyboard.duration * 0.4
        scene.show(middle)
        there = look_of(scene)
        for time in (scene.storyboard.poster, 1.1, scene.storyboard.duration):
            scene.show(time)
        assert same_look(look_of(scene), first)
        scene.show(middle)
        assert same_look(look_of(scene), there)


@pytest.mark.parametrize("spec", [SINGLES["fine"], STACKS["fine"]], ids=["single", "stack"])
def test_a_step_touches_a_small_part_of_the_picture(spec: ClipSpec) -> None:
    """What is at rest is not drawn again: a step's work does not grow with the samples."""
    with on_stage(spec) as scene:
        beat = next(beat for beat in scene.storyboard.beats if beat.kind is Kind.SKIM)
        scene.show(beat.start + 1e-3)
        touched = scene.show(beat.end - 1e-3)
        assert not touched
        following = scene.show(beat.end + 1e-3)
        assert 0 < len(following) < 30
