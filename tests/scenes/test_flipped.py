"""Cross-correlation beside convolution: every number is the traces', and the rotated kernel is the kernel."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from convanim.engine.trace_flipped import flipped_pair
from convanim.layout.cells import Detail
from convanim.mobjects.turning import turned_plane
from convanim.presets import preset
from convanim.spec import ClipSpec
from convanim.story.storyboard import Kind
from tests.mobjects.reading import tells
from tests.scenes.reader import added, parsed
from tests.scenes.staged import look_of, on_stage, same_look
from tests.scenes.test_transposed import check_map, texts_in

SPECS: dict[str, ClipSpec] = {
    "preset": preset("convolution-or-correlation"),
    "impulse": preset("impulse-response").changed(theme="dark"),
    "rectangular": ClipSpec.of(scene="cross-correlation", input="6x8", kernel="2x3", stride=2, padding=1),
    "symmetric": ClipSpec.of(scene="cross-correlation", input=5, kernel="gaussian"),
    "spread": ClipSpec.of(
        scene="cross-correlation", input=7, kernel=2, dilation=2, bias=3, activation="relu"
    ),
    "negative": ClipSpec.of(scene="cross-correlation", input=[[-1, 2], [3, -4]], kernel=[[1, -2]]),
    "one cell": ClipSpec.of(scene="cross-correlation", input=1, kernel=1),
    "fine": ClipSpec.of(scene="cross-correlation", input="20x28", kernel=3),
}
every_spec = pytest.mark.parametrize("suffix", [".gif", ".mp4"])


def sides_of(scene: Any) -> list[tuple[Any, Any]]:
    pair = flipped_pair(scene.staging.clip.trace)
    return list(zip(scene.staging.layout.sides, (pair.correlation, pair.convolution), strict=True))


@pytest.mark.parametrize("name", SPECS)
@every_spec
def test_every_number_is_the_traces(name: str, suffix: str) -> None:
    with on_stage(SPECS[name], suffix) as scene:
        board = scene.storyboard
        beats = [*board.beats[:6], *board.beats[len(board.beats) // 2 :: 5], board.beats[-1]]
        for beat in beats:
            for share in (0.2, 0.999):
                scene.show(beat.start + share * beat.duration)
                for side, trace in sides_of(scene):
                    check_side(scene, side, trace, beat)
                check_sums(scene, beat, share)


def check_side(scene: Any, side: Any, trace: Any, beat: Any) -> None:
    numbers, _ = texts_in(scene, side.input)
    padded = np.pad(trace.input[0], trace.padding)
    shown = side.details["input"] >= Detail.NUMBERS
    check_map(numbers, {c: v.item() for c, v in np.ndenumerate(padded)} if shown else {}, "input")
    numbers, _ = texts_in(scene, side.output)
    if side.details["output"] < Detail.NUMBERS:
        assert not numbers
    else:
        columns = trace.output_shape[-1]
        ordinals = sorted(row * columns + column for row, column in numbers)
        assert ordinals == list(range(len(ordinals)))
        low, high = sorted((beat.done_before, beat.done_after))
        assert low <= len(ordinals) <= high, "a number is shown before it is computed"
        check_map(numbers, {divmod(n, columns): trace.output[0].flat[n].item() for n in ordinals}, "output")
    if beat.kind in (Kind.STEP, Kind.SKIM, Kind.HOLD):
        numbers, _ = texts_in(scene, side.kernel)
        shown = side.details["kernel"] >= Detail.NUMBERS
        check_map(numbers, {c: w.item() for c, w in np.ndenumerate(trace.weight[0, 0])} if shown else {}, "w")


def check_sums(scene: Any, beat: Any, share: float) -> None:
    views = scene.view.correlation, scene.view.convolution
    for view, (_, trace) in zip(views, sides_of(scene), strict=True):
        line = view.sums.text
        if share < 0.99 or not line:
            continue
        told, step = parsed(line), trace.step(trace.position(beat.position))
        assert told.result is not None
        last = told.activated or told.result
        assert tells(last.removesuffix("."), step.value.item())
        claim = added(told.terms)
        assert abs(claim.number - type(claim.number)(str(step.sum))) <= claim.within + type(claim.number)(
            "1e-9"
        )
    remark = "".join(line.text for line in scene.view._remark.lines)
    if remark:
        one, other = (trace.step(trace.position(beat.position)).value.item() for _, trace in sides_of(scene))
        assert remark == "the same" if one == other else re.fullmatch(r"not \S+", remark)


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_the_second_kernel_starts_as_the_first_and_ends_rotated(suffix: str) -> None:
    with on_stage(SPECS["preset"], suffix) as scene:
        given = scene.staging.clip.trace.weight[0, 0]
        explain = next(beat for beat in scene.storyboard.beats if beat.kind is Kind.EXPLAIN)
        plane = scene.staging.layout.sides[1].kernel
        for share, weights in ((0.0, given), (0.16, given[::-1]), (0.3, given[::-1, ::-1])):
            scene.show(explain.start + share * explain.duration)
            numbers, _ = texts_in(scene, plane)
            check_map(numbers, {c: w.item() for c, w in np.ndenumerate(weights)}, "kernel")
            first, _ = texts_in(scene, scene.staging.layout.sides[0].kernel)
            check_map(first, {c: w.item() for c, w in np.ndenumerate(given)}, "kernel")


def test_the_note_says_what_is_done_to_the_kernel() -> None:
    said = []
    with on_stage(SPECS["preset"], ".mp4") as scene:
        explain = scene.storyboard.beats[0]
        for share in np.linspace(0, 0.5, 200):
            scene.show(explain.start + share * explain.duration)
            texts = ["".join(line.text for line in words.lines) for words in scene.view._notes]
            assert texts[0] == "as it is"
            said += [texts[1]] if not said or said[-1] != texts[1] else []
    assert said == ["as it is", "rows swap", "columns swap", "rotated 180°"]


def test_cells_that_agree_are_marked_on_both_sides_once_they_are_there() -> None:
    with on_stage(SPECS["impulse"], ".mp4") as scene:
        trace = scene.staging.clip.trace
        agreeing = np.flatnonzero(flipped_pair(trace).agreeing[0])
        assert agreeing.tolist() == [4]
        for beat in scene.storyboard.beats:
            scene.show(beat.end - 1e-4)
            for marks in scene.view._agreements:
                drawn = [ordinal for ordinal, (ink, _) in marks._inks.items() if len(ink.points)]
                assert drawn == [n for n in agreeing if n < beat.done_after]


@pytest.mark.parametrize("name", SPECS)
def test_any_order_of_times_gives_the_same_picture_and_the_loop_closes(name: str) -> None:
    with on_stage(SPECS[name]) as scene:
        end = scene.storyboard.duration
        times = [*np.linspace(0, end, 23), scene.storyboard.poster, 1.2, 1.3]
        looks = {}
        for time in sorted(times):
            scene.show(time)
            looks[time] = look_of(scene)
        for time in np.random.default_rng(0).permutation(times):
            scene.show(float(time))
            assert same_look(look_of(scene), looks[time])
        assert same_look(looks[0.0], looks[end])


def test_a_turned_plane_keeps_its_middle() -> None:
    with on_stage(SPECS["rectangular"], ".mp4") as scene:
        plane = scene.staging.layout.sides[1].kernel
    for rows, columns in ((0.0, 0.0), (0.3, 0.0), (1.0, 0.6), (1.0, 1.0)):
        turned = turned_plane(plane, rows, columns)
        middle = turned.at(turned.rows / 2, turned.columns / 2)
        assert middle == pytest.approx(plane.at(plane.rows / 2, plane.columns / 2))
    assert turned_plane(plane, 1.0, 1.0).at(0, 0) == pytest.approx(plane.at(plane.rows, plane.columns))
