"""A volume's picture: every number is the trace's, and nothing is there before it is computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim.layout.cells import Detail
from convanim.presets import preset
from convanim.spec import ClipSpec
from convanim.story.storyboard import Kind
from tests.mobjects.reading import tells
from tests.scenes.staged import colour_of, look_of, on_stage, same_look
from tests.scenes.test_transposed import check_map, texts_in

SPECS: dict[str, ClipSpec] = {
    "preset": preset("conv3d-two-slices"),
    "padded": preset("conv3d-padded"),
    "scrolling": ClipSpec.of(scene="conv3d", input="9x5x5", kernel="3x2x2", theme="dark"),
    "striding": ClipSpec.of(scene="conv3d", input="6x5x6", kernel="2x2x3", stride="2x1x2"),
    "spread": ClipSpec.of(scene="conv3d", input="5x5x5", kernel=2, dilation=2, bias=-3, activation="relu"),
    "fine": ClipSpec.of(scene="conv3d", input="4x14x20", kernel="2x3x3"),
    "one cell": ClipSpec.of(scene="conv3d", input=1, kernel=1),
}
every_clip = pytest.mark.parametrize(
    ("name", "suffix"), [(name, suffix) for name in SPECS for suffix in (".gif", ".mp4")]
)


@every_clip
def test_every_number_is_the_traces(name: str, suffix: str) -> None:
    with on_stage(SPECS[name], suffix) as scene:
        beats = scene.storyboard.beats
        for beat in [*beats[:5], *beats[len(beats) // 2 :: 9], beats[-1]]:
            for share in (0.1, 0.999):
                time = beat.start + share * beat.duration
                scene.show(time)
                check_slices(scene, beat)
                check_row(scene, beat, share)


def check_slices(scene: Any, beat: Any) -> None:
    layout, trace, state = scene.staging.layout, scene.staging.clip.trace, scene.state
    strip, depth = layout.strip, state.window[0]
    padded = np.pad(trace.input[0], trace.padding)
    for z in range(strip.depth):
        if strip.seen(z, depth):
            plane = layout.input.moved(*strip.offset(z, depth))
            numbers, _ = texts_in(scene, plane)
            shown = layout.details["input"] >= Detail.NUMBERS
            check_map(
                numbers, {c: v.item() for c, v in np.ndenumerate(padded[z])} if shown else {}, f"slice {z}"
            )
    each = layout.grid[1] * layout.grid[2]
    low, high = sorted((beat.done_before, beat.done_after))
    for number in range(strip.positions):
        if not strip.output_seen(number, depth):
            continue
        plane = layout.output.moved(*strip.offset(number * strip.step, depth))
        numbers, _ = texts_in(scene, plane)
        if layout.details["output"] < Detail.NUMBERS:
            assert not numbers
            continue
        ordinals = sorted(row * layout.grid[2] + column for row, column in numbers)
        assert ordinals == list(range(len(ordinals))), "outputs are not filled in order"
        least, most = (min(max(done - number * each, 0), each) for done in (low, high))
        assert least <= len(ordinals) <= most, "a number is shown before it is computed"
        values = trace.output[0, number].ravel()
        check_map(numbers, {divmod(n, layout.grid[2]): values[n].item() for n in ordinals}, "output")


def check_row(scene: Any, beat: Any, share: float) -> None:
    """The kernel's slices, their answers and the sum."""
    view, layout, trace = scene.view, scene.staging.layout, scene.staging.clip.trace
    for number, weights in enumerate(trace.weight[0, 0]):
        numbers, _ = texts_in(scene, view.kernel.plane(number))
        shown = layout.details["kernel"] >= Detail.NUMBERS
        check_map(numbers, {c: w.item() for c, w in np.ndenumerate(weights)} if shown else {}, "kernel")
    if share < 0.99 or beat.kind in (Kind.REWIND, Kind.SKIP):
        return
    step = trace.step(trace.position(beat.position))
    *answers, total = view.kernel.texts
    if layout.row.bias is not None:
        assert tells(answers.pop(), step.bias.item())
    assert all(tells(t, p.sum().item()) for t, p in zip(answers, step.products[0], strict=True))
    assert tells(total, step.sum.item())
    if not scene.state.sliding.fast:
        left, _, right = view.sum_text.partition("=")
        assert str(int(step.value)) in right.replace("−", "-")
        assert len(left.split(" + ")) == len(answers) + (layout.row.bias is not None)


def test_the_first_answers_come_one_by_one() -> None:
    with on_stage(SPECS["preset"], ".mp4") as scene:
        explain, seen = scene.storyboard.beats[0], []
        for share in np.linspace(0, 0.999, 120):
            scene.show(explain.start + share * explain.duration)
            texts = tuple(bool(text) for text in scene.view.kernel.texts)
            seen += [texts] if not seen or seen[-1] != texts else []
    assert seen == [(False, False, False), (True, False, False), (True, True, False), (True, True, True)]


def test_only_the_slices_in_the_box_are_active() -> None:
    with on_stage(SPECS["preset"], ".mp4") as scene:
        trace, theme = scene.staging.clip.trace, scene.staging.theme
        for beat in scene.storyboard.beats:
            scene.show(beat.end - 1e-4)
            step = trace.step(trace.position(beat.position))
            read = {tuple(map(int, c)) for c in np.stack(np.meshgrid(*step.coordinates), -1).reshape(-1, 3)}
            active = {
                (z, *cell)
                for z, piece in enumerate(scene.view.inputs)
                for cell, ink in piece.numbers.items()
                if colour_of(ink) == theme.input.active_text
            }
            assert active == read


def test_the_lenses_show_what_each_slice_reads() -> None:
    with on_stage(SPECS["fine"], ".mp4") as scene:
        trace = scene.staging.clip.trace
        for beat in scene.storyboard.beats[:3]:
            scene.show(beat.end - 1e-4)
            step = trace.step(trace.position(beat.position))
            for number in range(2):
                numbers, _ = texts_in(scene, scene.view.kernel.lens(number))
                check_map(numbers, {c: v.item() for c, v in np.ndenumerate(step.patch[0][number])}, "lens")


@every_clip
def test_any_order_of_times_gives_the_same_picture_and_the_loop_closes(name: str, suffix: str) -> None:
    with on_stage(SPECS[name], suffix) as scene:
        end = scene.storyboard.duration
        times = [*np.linspace(0, end, 29), scene.storyboard.poster]
        looks = {}
        for time in sorted(times):
            scene.show(time)
            looks[time] = look_of(scene)
        for time in np.random.default_rng(0).permutation(times):
            scene.show(float(time))
            assert same_look(look_of(scene), looks[time])
        if scene.storyboard.loop:
            assert same_look(looks[0.0], looks[end])


def test_a_hold_touches_nothing() -> None:
    with on_stage(SPECS["preset"]) as scene:
        hold = scene.storyboard.beats[-1]
        scene.show(hold.start)
        for share in (0.01, 0.5, 0.99):
            assert not scene.show(hold.start + share * hold.duration)
