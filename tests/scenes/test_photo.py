"""A picture's scene: pixels and numbers are the trace's, nothing is shown too early, rest costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import Camera
from numpy.typing import NDArray
from PIL import Image

from convanim import ConvanimError
from convanim.layout.boxes import Plane
from convanim.layout.cells import NUMBER_WEIGHT, Detail
from convanim.mobjects.photo_raster import RasterCamera
from convanim.presets import preset
from convanim.rendering.frames import Frame
from convanim.rendering.pipeline import manim_settings, play, render
from convanim.rendering.renderer import RetainedRenderer
from convanim.spec import ClipSpec
from convanim.story.storyboard import Kind
from tests.mobjects.reading import read, tells
from tests.scenes.staged import on_stage, pixels_of, planned

RNG = np.random.default_rng(5)
SPECS: dict[str, ClipSpec] = {
    "sobel": preset("photo-sobel"),
    "blur": preset("photo-blur").changed(theme="dark"),
    "padded": ClipSpec.of(scene="photo", input="camera", kernel="sharpen", padding="same", stride=2),
    "small": ClipSpec.of(
        scene="photo", input=RNG.integers(-9, 10, (6, 9)).tolist(), kernel=[[1, 0], [-2, 3]], bias=-1
    ),
}
every_clip = pytest.mark.parametrize("name", SPECS)


@every_clip
@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_the_lens_shows_the_pixels_and_weights_of_the_stop(name: str, suffix: str) -> None:
    with on_stage(SPECS[name], suffix) as scene:
        clip, lens, layout = scene.staging.clip, scene.view.lens, scene.staging.layout
        beats = [b for b in scene.storyboard.beats if b.kind in (Kind.EXPLAIN, Kind.STEP)]
        assert [beat.position for beat in beats] == list(layout.stops)
        for beat in beats:
            scene.show(beat.end - 1e-5)
            step = clip.trace.step(clip.trace.position(beat.position))
            for cell, ink in lens.numbers.items():
                value = step.patch[0][cell].item()
                assert tells(read(pixels_of(scene, ink), NUMBER_WEIGHT), value)
                grey = layout.ramps["input"].colour(value)
                expected = grey if step.inside[cell] else scene.staging.theme.pad_window
                assert lens.fills[cell].look[0] == expected
            line = layout.sums[layout.stops.index(beat.position)]
            assert scene.view.sum.text.endswith(line.result.text)
            assert line.fill == layout.ramps["output"].colour(step.value)
            shown = layout.details["lens"] >= Detail.FACTORS
            assert any(len(ink.points) for ink in lens._factors.values()) is shown


def drawn(scene: Any, plane: Plane) -> NDArray[np.uint8]:
    """What the picture has in the middle of each cell of a plane, ``(rows, columns, 3)``."""
    camera = scene.renderer.camera
    camera.reset()
    camera.capture_mobjects([scene.picture])
    scale = scene.staging.canvas.scale
    rows = ((plane.origin[1] + (np.arange(plane.rows) + 0.5) * plane.cell) * scale).astype(int)
    columns = ((plane.origin[0] + (np.arange(plane.columns) + 0.5) * plane.cell) * scale).astype(int)
    found: NDArray[np.uint8] = camera.pixel_array[np.ix_(rows, columns)][..., :3]
    return found


def hide_marks(scene: Any) -> None:
    """Leave only the two pictures: frames, glow and lines lie over them."""
    view = scene.view
    marks = (view._casing, view._frame, view._cell_casing, view._cell, view.lens._glow, view.lens._ties)
    for ink in (*marks, *view._trail):
        ink.hide()


@every_clip
def test_every_pixel_is_the_engines_and_none_is_there_before_it_is_computed(name: str) -> None:
    with on_stage(SPECS[name]) as scene:
        trace, layout, theme = scene.staging.clip.trace, scene.staging.layout, scene.staging.theme
        answers = layout.ramps["output"].pixels(trace.output[0]).reshape(-1, 3)
        empty = tuple(int(theme.background[at : at + 2], 16) for at in (1, 3, 5))
        board = scene.storyboard
        for share in (0.16, 0.2, 0.33, 0.5, 0.75, 1.0):
            moment = board.at(share * board.duration)
            scene.show(moment.time)
            done = scene.state.filled
            assert moment.beat.done_before <= done <= moment.beat.done_after
            hide_marks(scene)
            cells = drawn(scene, layout.output).reshape(-1, 3)
            assert (cells[:done] == answers[:done]).all()
            assert (cells[done:] == empty).all()
            picture = drawn(scene, layout.input)
            assert (picture == layout.ramps["input"].pixels(trace.input[0])).all()
            scene.state = None  # so that the marks come back
        assert done == len(trace)


def test_the_picture_of_a_clip_is_its_greys_byte_by_byte() -> None:
    with on_stage(SPECS["sobel"]) as scene:
        hide_marks(scene)
        assert (drawn(scene, scene.staging.layout.input)[..., 0] == scene.staging.clip.trace.input[0]).all()


def test_what_rests_costs_nothing_however_many_pixels_it_has() -> None:
    counts, areas = [], []
    for side in (40, 240):
        spec = ClipSpec.of(
            scene="photo",
            input=RNG.integers(0, 256, (side, side)).tolist(),
            kernel="sobel-x",
            frame="slide",
            width=1280,
        )
        staging, _ = planned(spec, ".mp4")
        frames: list[tuple[float, int]] = []

        def sink(frame: Frame, frames: list[tuple[float, int]] = frames) -> None:
            frames.append((frame.time, sum(rect.area for rect in frame.damage)))

        with manim_settings(staging, planned(spec, ".mp4")[1]):
            with on_stage(spec, ".mp4") as scene:
                counts.append(len(scene.picture.submobjects))
            play(staging, sink)
        explained = next(b for b in staging.storyboard.beats if b.kind is Kind.EXPLAIN)
        areas.append(max(area for time, area in frames if explained.start + 0.2 < time < explained.end))
    assert counts[0] == counts[1]
    assert areas[1] <= 1280 * 720 / 4


def test_a_camera_that_knows_no_pictures_draws_their_mean() -> None:
    staging, medium = planned(SPECS["sobel"])
    with manim_settings(staging, medium), on_stage(SPECS["sobel"]) as scene:
        assert type(scene.renderer.camera) is RasterCamera
        plain, ink = Camera(), scene.view.input
        plain.capture_mobjects([ink])
        x, y = (int(part * staging.canvas.scale) for part in staging.layout.input.box.centre)
        mean = scene.staging.clip.trace.input[0].mean()
        assert abs(int(plain.pixel_array[y, x, 0]) - mean) <= 1


def test_a_fade_is_between_the_picture_and_what_is_below() -> None:
    with on_stage(SPECS["sobel"]) as scene:
        rewind = next(beat for beat in scene.storyboard.beats if beat.kind is Kind.REWIND)
        scene.show(rewind.start + rewind.duration / 2)
        fade, layout = scene.state.fade, scene.staging.layout
        hide_marks(scene)
        answers = layout.ramps["output"].pixels(scene.staging.clip.trace.output[0])
        expected = answers * fade + 255 * (1 - fade)
        assert np.abs(drawn(scene, layout.output) - expected).max() <= 2


def test_a_photograph_of_any_size_is_brought_to_the_scenes(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    Image.fromarray(RNG.integers(0, 256, (300, 500, 3)).astype(np.uint8)).save(file)
    spec = ClipSpec.of(scene="photo", input=str(file), kernel="sobel-x")
    assert spec.resolve().trace.input.shape == (1, 96, 96)
    assert spec.changed(resize="40x70").resolve().trace.input.shape == (1, 40, 70)
    with pytest.raises(ConvanimError, match="reads 1 channel but the input has 3"):
        spec.changed(resize="3x40x70").resolve()


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_vector_formats_have_the_pixels(tmp_path: Path, suffix: str) -> None:
    made = render(SPECS["sobel"].changed(at=9), tmp_path / f"clip{suffix}")
    data = made.path.read_bytes()
    assert (data.count(b"<image ") if suffix == ".svg" else data.count(b"/Subtype /Image")) >= 3
    assert made.bytes < 400_000


def test_a_still_is_the_frame_of_the_clip() -> None:
    staging, medium = planned(SPECS["sobel"])
    kept: list[NDArray[np.uint8]] = []
    with manim_settings(staging, medium):
        renderer = RetainedRenderer(lambda frame: kept.append(frame.pixels.copy()))
        with on_stage(SPECS["sobel"]) as other:
            scene = type(other)(staging, renderer=renderer)
            scene.setup()
            for time in (3.0, 8.0, 3.0):
                renderer.still(scene, time)
    assert (kept[0] == kept[2]).all()
    assert (kept[0] != kept[1]).any()
