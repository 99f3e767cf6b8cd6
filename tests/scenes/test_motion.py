"""A picture is a function of time: any order, seamless loops, nothing too early, still while it holds."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convanim import presets
from convanim.rendering.frames import Frame, Pixels
from convanim.rendering.pipeline import manim_settings, play
from convanim.rendering.renderer import RetainedRenderer
from convanim.spec import ClipSpec
from convanim.story.storyboard import Beat, Kind
from tests.rendering.reference import LEVELS
from tests.scenes.staged import built, look_of, on_stage, planned, same_look
from tests.soak import SOAKING, some

RANDOM_TIMES = 20
FULLY_DRAWN, FULLY_PLAYED = 49, 300
"""Up to so many output positions, and frames, every frame of a clip is compared, else some at random."""

PRESETS = {name: preset.spec for name, preset in presets.load().items()}
OTHERS = {
    "a large input": ClipSpec.of(input=28, kernel=5),
    "a large tilted input": ClipSpec.of(input=20, kernel=3, padding=1, view="tilted", theme="dark"),
    "rows left out": ClipSpec.of(input=28, duration=8),
    "one position": ClipSpec.of(input=3, kernel=3, bias=2, activation="relu"),
    "spread-out weights": ClipSpec.of(input="9x8", dilation="2x3", padding=2, stride=2, theme="dark"),
}
MOVING = {**PRESETS, **OTHERS}


def one_of_each(clips: dict[str, ClipSpec]) -> list[str]:
    """The names of the first clip of each scene and view; in a soak all."""
    firsts: dict[tuple[str, str | None], str] = {}
    for name, spec in clips.items():
        firsts.setdefault((spec.scene, spec.resolve().spec.view), name)
    return list(clips) if SOAKING else list(firsts.values())


SHARE = 1 / 20_000
"""Share of the pixels of a frame that may differ by a level: Cairo rounds otherwise under a clip."""

every_clip = pytest.mark.parametrize("name", some(list(MOVING), 3))


@every_clip
def test_the_order_of_times_does_not_matter(name: str) -> None:
    with on_stage(MOVING[name]) as scene:
        times = list(np.linspace(0, scene.storyboard.duration, 41)) + [
            b.end for b in scene.storyboard.beats[-4:]
        ]
        looks = {}
        for time in sorted(times):
            scene.show(time)
            looks[time] = look_of(scene)
        random.Random(0).shuffle(times)
        for time in times:
            scene.show(time)
            assert same_look(look_of(scene), looks[time]), f"{time} s looks different out of order"


@every_clip
def test_a_loop_ends_where_it_starts(name: str) -> None:
    with on_stage(MOVING[name]) as scene:
        assert scene.storyboard.loop
        first = look_of(scene)
        scene.show(scene.storyboard.duration / 2)
        assert not same_look(look_of(scene), first)
        scene.show(scene.storyboard.duration)
        assert same_look(look_of(scene), first)
        scene.show(scene.storyboard.poster)
        assert same_look(look_of(scene), first)


@every_clip
def test_a_hold_touches_nothing(name: str) -> None:
    for suffix in (".gif", ".mp4"):
        with on_stage(MOVING[name], suffix) as scene:
            for beat in scene.storyboard.beats:
                if beat.kind is Kind.HOLD:
                    scene.show(beat.start)
                    for share in (0.01, 0.5, 0.99):
                        assert not scene.show(beat.start + share * beat.duration)


@every_clip
def test_what_changes_is_what_was_touched(name: str) -> None:
    with on_stage(MOVING[name]) as scene:
        before = look_of(scene)
        for time in np.linspace(0, scene.storyboard.duration, 60):
            touched = scene.show(float(time))
            after = look_of(scene)
            changed = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
            assert {scene.drawing.inks[i] for i in changed} <= touched.keys()
            before = after


def filled_cells(scene: Any) -> set[int]:
    """The ordinals of the outputs whose middle a fill of the output's colours covers."""
    plane = scene.staging.layout.output
    camera = scene.renderer.camera
    camera.reset()
    camera.capture_mobjects([scene.view.output._fill, scene.view.output._filling])
    empty = camera.background
    scale = scene.staging.canvas.scale
    found = set()
    for ordinal in range(plane.rows * plane.columns):
        row, column = divmod(ordinal, plane.columns)
        x, y = plane.at(row + 0.5, column + 0.5)
        where = int(y * scale), int(x * scale)
        if (camera.pixel_array[where] != empty[where]).any():
            found.add(ordinal)
    return found


@pytest.mark.parametrize(
    "name", ["same-padding-no-strides", "numerical-padding-strides", "spread-out weights"]
)
def test_no_cell_is_filled_before_it_is_computed(name: str) -> None:
    with on_stage(MOVING[name], ".mp4") as scene:
        for beat in scene.storyboard.beats:
            for share in (0, 0.3, 0.6):
                scene.show(beat.start + share * beat.duration)
                cells = filled_cells(scene)
                assert cells == set(range(len(cells))), "outputs are not filled in order"
                assert beat.done_before <= len(cells) <= beat.done_after
                if beat.kind is Kind.EXPLAIN:
                    assert share > 0.3 or not cells, "the answer comes before anything is explained"


def note_of(scene: Any) -> str:
    return "".join(line.text for line in scene.view._note.lines)


@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({"input": 28, "view": "numeric"}, True),
        ({"input": 28, "view": "tilted"}, True),
        ({"input": 28, "view": "tilted", "frame": "slide"}, True),
        ({"input": 5}, False),
    ],
    ids=str,
)
def test_rows_that_are_left_out_are_said(changes: dict[str, Any], notes: bool) -> None:
    with on_stage(ClipSpec.of(**changes)) as scene:
        skips = [beat for beat in scene.storyboard.beats if beat.kind is Kind.SKIP]
        assert bool(skips) is notes
        for beat in skips:
            assert_said(scene, beat)
        scene.show(scene.storyboard.poster)
        assert note_of(scene) == ""


def assert_said(scene: Any, beat: Beat) -> None:
    columns = scene.staging.layout.output.columns
    scene.show(beat.start + beat.duration / 2)
    first, last = beat.skipped[0] // columns + 1, beat.skipped[-1] // columns + 1
    rows = f"row {first}" if first == last else f"rows {first}–{last}"
    assert note_of(scene) == f"… {rows} {'goes' if first == last else 'go'} the same way"


def levels_apart(one: Pixels, other: Pixels) -> NDArray[np.int64]:
    """By how many levels pixels differ, for those that do."""
    apart = (one.view(np.uint32) != other.view(np.uint32))[..., 0]
    levels: NDArray[np.int64] = np.abs(one[apart].astype(np.int64) - other[apart]).max(axis=1, initial=0)
    return levels


class Comparison:
    """A sink that holds every frame against Manim's own drawing of a second scene at the same time."""

    def __init__(self, scene: Any, rate: int) -> None:
        self._scene, self._rate = scene, rate
        self.frames = 0

    def __call__(self, frame: Frame) -> None:
        camera = self._scene.renderer.camera
        self._scene.show(frame.time)
        look = look_of(self._scene)
        camera.reset()
        camera.capture_mobjects([self._scene.picture])
        apart = levels_apart(frame.pixels, camera.pixel_array)
        area = frame.pixels.shape[0] * frame.pixels.shape[1]
        assert len(apart) <= SHARE * area, f"{frame.time} s: {len(apart)} of {area} pixels are off"
        assert (apart <= LEVELS).all(), f"{frame.time} s: off by up to {apart.max()} levels"
        for number in range(1, round(frame.duration * self._rate)):
            self._scene.show(frame.time + number / self._rate)
            assert same_look(look_of(self._scene), look), f"the picture of {frame.time} s stands too long"
            self.frames += 1
        self.frames += 1


@pytest.mark.parametrize("name", [*one_of_each(PRESETS), *OTHERS])
def test_every_frame_is_manims(name: str) -> None:
    staging, medium = planned(MOVING[name])
    with manim_settings(staging, medium):
        compare = Comparison(built(staging), medium.frame_rate)
        frames = round(staging.storyboard.duration * medium.frame_rate)
        if staging.storyboard.positions <= FULLY_DRAWN and (frames <= FULLY_PLAYED or SOAKING):
            play(staging, compare)
            assert compare.frames == frames
            return
        renderer = RetainedRenderer(lambda frame: None)
        scene: Any = type(built(staging))(staging, renderer=renderer)
        scene.setup()
        chance = random.Random(name)
        for _ in range(RANDOM_TIMES):
            time = chance.uniform(0, staging.storyboard.duration)
            renderer.still(scene, time)
            pixels = np.asarray(renderer.camera.pixel_array, dtype=np.uint8)
            compare(Frame(time, 1 / medium.frame_rate, pixels, ()))
