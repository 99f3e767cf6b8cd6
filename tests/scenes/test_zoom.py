"""Kernel, filter and layer on the screen: every number is the trace's, and none comes too early."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, preset
from convanim.engine.padding import pad
from convanim.layout.boxes import Box, Plane
from convanim.layout.cells import NUMBER_WEIGHT
from convanim.layout.sheet.cells import CHIP_WEIGHT
from convanim.layout.sheet.facts import roles_of, sheet_step
from convanim.layout.zoom.views import mapped
from convanim.mobjects.fills import CURVES_PER_CELL, fills_of
from convanim.ramps import top_value
from convanim.story.storyboard import Kind
from convanim.theme import Role
from tests.mobjects.reading import NotTextError, cell_of, flattened, read, tells
from tests.scenes.specs import REAL, numbers
from tests.scenes.staged import Look, box_of, colour_of, filled, look_of, on_stage, pixels_of, same_look

SHOWN = {
    "two filters": preset("from-kernel-to-layer"),
    "dark, padded": preset("from-kernel-to-layer").changed(padding=1, stride=2, theme="dark"),
    "one channel": ClipSpec.of(scene="kernel-filter-layer", input=5, filters=1),
    "three filters": ClipSpec.of(scene="kernel-filter-layer", input="2x4x4", kernel=2, filters=3, bias=2),
    "a lens": ClipSpec.of(scene="kernel-filter-layer", input="3x14x14", filters=2, bias=1, activation="relu"),
    "256 channels": ClipSpec.of(scene="kernel-filter-layer", input="256x6x6", filters=64, bias=1),
}
every_clip = pytest.mark.parametrize(
    ("name", "suffix"), [(name, suffix) for name in SHOWN for suffix in (".gif", ".mp4")]
)
MARGIN = 0.02


def end_of(scene: Any, shot: str) -> float:
    """Just before the end of a shot."""
    return max(float(beat.end) for beat in scene.storyboard.beats if beat.shot == shot) - MARGIN


def numbers_in(scene: Any, plane: Plane) -> dict[tuple[int, int], str]:
    """What stands in the cells of a plane."""
    found: dict[tuple[int, int], str] = {}
    for ink in filled(scene):
        points = pixels_of(scene, ink)
        upright = flattened(points, plane) / plane.cell
        low, high = upright.min(axis=0), upright.max(axis=0)
        if (low < 0).any() or high[0] > plane.columns or high[1] > plane.rows or (high - low > 1).any():
            continue
        try:
            text = read(upright * 30, NUMBER_WEIGHT)
        except NotTextError:
            continue
        if any(character in "0123456789" for character in text):
            found[cell_of(points, plane)] = text
    return found


@every_clip
def test_the_weights_and_the_maps_are_the_traces(name: str, suffix: str) -> None:
    with on_stage(SHOWN[name], suffix) as scene:
        layout, trace = scene.staging.layout, scene.staging.clip.trace
        for level, shot in ((1, "filter"), (2, "layer")):
            scene.show(end_of(scene, shot))
            rows = layout.board.rows if level == 2 else layout.board.rows[:1]
            for row in rows:
                for column, plane in zip(layout.board.columns, row.parts.kernels, strict=True):
                    texts = numbers_in(scene, layout.views[level].plane(plane))
                    assert bool(texts) == layout.numbered[level]
                    for cell, text in texts.items():
                        assert tells(text, trace.weight[row.index, column.channel][cell].item())
            if layout.detail < 2 or not layout.numbered[level]:
                continue
            for column in layout.board.columns:
                texts = numbers_in(scene, layout.views[level].plane(column.input))
                padded = np.pad(trace.input[column.channel], trace.padding)
                assert len(texts) == padded.size
                for cell, text in texts.items():
                    assert tells(text, padded[cell].item())


@every_clip
def test_the_rows_answer_what_the_trace_says(name: str, suffix: str) -> None:
    with on_stage(SHOWN[name], suffix) as scene:
        layout, trace = scene.staging.layout, scene.staging.clip.trace
        bias = scene.staging.clip.spec.bias is not None
        scene.show(end_of(scene, "kernel"))
        first = trace.step(trace.position(layout.place)).channel_sums[0].item()
        assert tells(scene.view.rows[0].chip_texts[0], first)
        assert not any(scene.view.rows[0].chip_texts[1 : len(layout.board.columns)])
        scene.show(end_of(scene, "layer"))
        for row, places in zip(scene.view.rows, layout.board.rows, strict=True):
            step = sheet_step(trace, layout.place, places.index, bias)
            expected = [*step.answers, *([step.bias] if places.parts.bias is not None else [])]
            expected += [step.sum] if places.parts.total is not None else []
            assert len(row.chip_texts) == len(expected)
            for text, value in zip(row.chip_texts, expected, strict=True):
                assert tells(text, value)


REALS = {
    "as large as kernels": REAL,
    "under a lens": {**REAL, "input": numbers(3, 14, 14, low=0, high=1, floats=True), "padding": 1},
}


def fill_of(scene: Any, quad: Any) -> str:
    """The colour that is seen in a cell: of the topmost polygon that has just its corners."""
    found, corners = "", np.concatenate((quad.min(axis=0), quad.max(axis=0)))
    for ink in filled(scene):
        points = pixels_of(scene, ink)
        if len(points) % CURVES_PER_CELL or ink.fill_rgbas[0, 3] < 0.99:
            continue
        cells = points.reshape(-1, CURVES_PER_CELL, 2)
        boxes = np.concatenate((cells.min(axis=1), cells.max(axis=1)), axis=1)
        if np.abs(boxes - corners).max(axis=1).min() < 0.01:
            found = colour_of(ink)
    return found


def assert_filled_by_value(
    scene: Any, plane: Plane, values: Any, role: Role, everything: Any, inside: Any = None
) -> None:
    """All cells of a plane have the fills of their values, the deepest for the largest of everything."""
    theme = scene.staging.theme
    levels, colours = fills_of(values, role, theme.background, top_value(np.abs(everything)))
    for cell, level in np.ndenumerate(levels):
        if inside is None or inside[cell]:
            assert fill_of(scene, plane.quad(*cell)).lower() == colours[level].lower()


def text_in(scene: Any, box: Box) -> str:
    """The number that stands in a chip."""
    for ink in filled(scene):
        own = box_of(scene, ink)
        if box.contains(own) and own.width < 0.98 * box.width:
            return read(pixels_of(scene, ink) * 30 / box.width, CHIP_WEIGHT)
    return ""


@pytest.mark.parametrize("name", REALS)
def test_where_numbers_do_not_fit_fills_say_values_and_chips_are_rounded(name: str) -> None:
    spec = ClipSpec.of(scene="kernel-filter-layer", **REALS[name])
    with on_stage(spec, ".gif") as scene:
        layout, trace, theme = scene.staging.layout, scene.staging.clip.trace, scene.staging.theme
        assert not any((*layout.numbered[1:], *layout.read[1:]))
        step = trace.step(trace.position(layout.place))
        for level, shot in ((1, "filter"), (2, "layer")):
            scene.show(end_of(scene, shot))
            view = layout.views[level]
            for number, column in enumerate(layout.board.columns):
                shown, kernel = roles_of(theme, 3, column.channel)
                weights = trace.weight[0, number]
                plane = view.plane(layout.board.rows[0].parts.kernels[number])
                assert_filled_by_value(scene, plane, weights, kernel, weights)
                padded = pad(trace.input[number : number + 1], trace.padding)[0]
                if column.lens is None:
                    assert_filled_by_value(scene, layout.maps[number][level], padded, shown, padded)
                else:
                    read_there = step.patch[number]
                    lens = view.plane(column.lens)
                    assert_filled_by_value(scene, lens, read_there, shown, padded, step.inside)
        scene.show(end_of(scene, "filter"))
        chips = [layout.views[1].box(chip) for chip in layout.board.rows[0].parts.chips]
        texts = [text_in(scene, chip) for chip in chips]
        assert all(text.startswith("≈") for text in texts)
        assert all(tells(text, float(value)) for text, value in zip(texts, step.channel_sums, strict=True))


def digits_of(scene: Any, number: int) -> tuple[int, bool]:
    """How many numbers stand at rest in an output map, and whether one is marked."""
    output = scene.view.outputs.maps[number]
    return len(output._digits_at_rest.points), bool(len(output._active_digit.points))


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_outputs_are_filled_when_they_are_computed(suffix: str) -> None:
    with on_stage(SHOWN["two filters"], suffix) as scene:
        scene.show(end_of(scene, "kernel"))
        assert [digits_of(scene, number) for number in (0, 1)] == [(0, False), (0, False)]
        scene.show(end_of(scene, "filter"))
        assert [digits_of(scene, number) for number in (0, 1)] == [(0, True), (0, False)]
        scene.show(end_of(scene, "map"))
        assert digits_of(scene, 0)[0] > 0
        assert digits_of(scene, 1) == (0, False)
        scene.show(end_of(scene, "layer"))
        assert digits_of(scene, 1) == (0, True)
        scene.show(end_of(scene, "maps"))
        assert digits_of(scene, 1)[0] > 0


def test_the_finished_stack_says_the_output() -> None:
    with on_stage(SHOWN["two filters"], ".mp4") as scene:
        scene.show(scene.storyboard.poster)
        layout, trace = scene.staging.layout, scene.staging.clip.trace
        for number, plane in enumerate(layout.stack.stack.slices):
            output = scene.view.outputs.maps[number]
            inks = (output._digits_at_rest, output._active_digit)
            drawn = np.concatenate([pixels_of(scene, ink) for ink in inks])
            expected = [output._outline(plane, n) for n in range(9) if n != layout.place]
            expected.append(output._outline(plane, layout.place))
            assert np.allclose(drawn, np.concatenate(expected), atol=1e-6)
            for digits, value in zip(output._digits, trace.output[number].ravel(), strict=True):
                assert tells(digits.text, value.item())


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
@pytest.mark.parametrize("name", ["two filters", "a lens"])
def test_a_camera_at_rest_touches_little(name: str, suffix: str) -> None:
    """While the kernel is told nothing of the board is drawn anew but what changes: a few inks a frame."""
    with on_stage(SHOWN[name], suffix) as scene:
        (beat,) = (beat for beat in scene.storyboard.beats if beat.shot == "kernel")
        shares = np.linspace(0.45, 0.99, 40)
        scene.show(beat.start + 0.45 * beat.duration)
        touched = [len(scene.show(beat.start + share * beat.duration)) for share in shares]
        assert max(touched) <= 12
        assert len(scene.drawing.inks) > 100


@pytest.mark.parametrize("motion", ["step", "sparse"])
def test_moves_are_jumps_where_stills_are_asked_for(motion: str) -> None:
    with on_stage(SHOWN["two filters"].changed(motion=motion), ".gif") as scene:
        (beat,) = (beat for beat in scene.storyboard.beats if beat.shot == "to filter")
        looks: list[Look] = []
        for share in (0.0, 0.5):
            scene.show(beat.start + share * beat.duration)
            looks.append(look_of(scene))
        assert same_look(looks[0], looks[1]) == (motion == "step")


def test_every_chapter_explains_at_least_once() -> None:
    with on_stage(SHOWN["two filters"], ".mp4") as scene:
        kinds = [beat.shot for beat in scene.storyboard.beats if beat.kind is Kind.EXPLAIN]
        assert kinds == ["kernel", "filter", "layer"]
        assert all(beat.caption for beat in scene.storyboard.beats)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_summary_lights_what_is_meant(theme: str) -> None:
    spec = SHOWN["two filters"].changed(view="summary", theme=theme)
    with on_stage(spec, ".gif") as scene:
        lit = [sum(piece.lit for piece in panel.pieces) for panel in scene.staging.layout.panels]
        assert lit == [2, 8, 13]
        assert [len(panel.frames) for panel in scene.staging.layout.panels] == [1, 1, 2]


def test_the_kernels_picture_has_nothing_cut_by_its_edges() -> None:
    """What would be cut is not there, in the picture that a player shows before it plays."""
    with on_stage(SHOWN["two filters"]) as scene:
        scene.show(end_of(scene, "kernel"))
        shown = [ink.box for ink in scene.drawing.inks if ink.box is not None and ink.look[3] > 0]
        assert len(shown) > 40
        picture = scene.staging.canvas.box
        assert not [box for box in shown if picture.overlaps(box) and not picture.contains(box, 3.0)]


def test_the_window_goes_around_the_kernel_on_its_way() -> None:
    with on_stage(SHOWN["two filters"]) as scene:
        layout = scene.staging.layout
        kernel = layout.views[0].box(layout.board.rows[0].parts.kernels[0].box)
        start = next(float(beat.start) for beat in scene.storyboard.beats if beat.shot == "kernel")
        passed = []
        for number in range(12):
            scene.show(start + 0.65 + 0.07 * number)
            affine = scene.view.patch._sheaf.affine
            corners = mapped(affine, scene.view.patch._plane.quad(0, 0, 3, 3))
            passed.append(Box.around(corners))
        assert passed[-1].y > kernel.y - 1
        assert not any(box.overlaps(kernel) for box in passed)


@pytest.mark.parametrize("shot", ["back", "to filter", "to layer"])
def test_captions_of_two_levels_are_never_written_across_each_other(shot: str) -> None:
    with on_stage(SHOWN["two filters"]) as scene:
        beat = next(beat for beat in scene.storyboard.beats if beat.shot == shot)
        for share in np.linspace(0.05, 0.95, 13):
            scene.show(float(beat.start) + share * float(beat.duration))
            there = {
                level
                for level, inscription, sheaf in scene.view._inscriptions._pieces
                if sheaf.presence > 0 and inscription.moves
            }
            assert len(there) <= 1
