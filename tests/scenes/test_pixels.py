"""Cells that show their values by their colour: in every scene that can, and in no other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, ConvanimError
from convanim.layout.boxes import Plane
from convanim.rendering.catalog import SCENES
from convanim.rendering.pipeline import render
from convanim.theme import rgb
from tests.scenes.specs import TABLE
from tests.scenes.staged import on_stage, planned
from tests.scenes.test_contrast import on_page, too_faint

PIXELS = [shown for shown in TABLE if shown.spec.show == "pixels"]
PICTURE = np.random.default_rng(4).integers(0, 256, (28, 28)).tolist()
LARGE = ClipSpec.of(input=PICTURE, kernel="sobel-x", show="pixels")


def shades(scene: Any, plane: Plane) -> Any:
    """The colours that are really drawn near the upper left corners of a plane's cells, ``(H, W, 3)``."""
    camera = scene.renderer.camera
    camera.reset()
    camera.capture_mobjects(scene.picture.submobjects)
    scale = scene.staging.canvas.scale
    places = [
        [plane.at(row + 0.2, column + 0.15) for column in range(plane.columns)] for row in range(plane.rows)
    ]
    x, y = np.moveaxis(np.floor(np.array(places) * scale).astype(int), -1, 0)
    return camera.pixel_array[y, x, :3].astype(int)


def away(scene: Any, plane: Plane, ramp: Any, values: Any) -> Any:
    """How far each cell's colour is from that of its value, ``(H, W)``."""
    return np.abs(shades(scene, plane) - expected(ramp, values)).max(axis=-1)


def expected(ramp: Any, values: Any) -> Any:
    return np.array([[rgb(ramp.colour(value)) for value in row] for row in values])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["numeric", "tilted"])
@pytest.mark.parametrize("side", [5, 12, 28])
def test_cells_have_the_colours_of_their_values(theme: str, view: str, side: int) -> None:
    values = np.array(PICTURE)[:side, :side]
    with on_stage(
        LARGE.changed(input=values.tolist(), view=view, theme=theme, frame="slide"), ".mp4"
    ) as scene:
        scene.show(0.0)
        used, layout = scene.staging.theme, scene.staging.layout
        same = away(scene, layout.input, used.input.ramp, values) <= 1
        assert same.mean() >= 0.75  # over the others lies the light that ties the window to the lens
        scene.show(scene.storyboard.beats[-1].end - 1e-5)
        output = away(scene, layout.output, used.output.ramp, scene.staging.clip.trace.output[0])
        assert (output <= 1).sum() >= output.size - 5  # the last has a frame; slanted cells meet softly


def test_the_window_leaves_the_colours_as_they_are() -> None:
    with on_stage(LARGE.changed(input=np.array(PICTURE)[:6, :6].tolist(), padding=1)) as scene:
        beat = scene.storyboard.beats[2]
        scene.show(beat.end - 1e-5)
        layout, theme = scene.staging.layout, scene.staging.theme
        inner = shades(scene, layout.input)[1:-1, 1:-1]
        wanted = expected(theme.input.ramp, np.array(PICTURE)[:6, :6])
        assert np.abs(inner - wanted).max() <= 1
        assert rgb(theme.pad_window) in {
            tuple(colour) for colour in shades(scene, layout.input).reshape(-1, 3).tolist()
        }


@pytest.mark.parametrize("shown", PIXELS, ids=str)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_number_on_a_pixel_stands_out(shown: Any, theme: str) -> None:
    with on_page(shown, {"theme": theme}) as scene:
        beats = [beat for beat in scene.storyboard.beats if beat.kind != "rewind"]
        for beat in (beats[1], beats[-1]):
            scene.show(beat.end - 1e-5)
            assert not too_faint(scene), f"at {beat.end} s"


def test_a_scene_without_pixels_names_those_that_have_them() -> None:
    able = [name for name, scene in SCENES.items() if scene.pixels]
    assert {"sliding-kernel", "transposed", "pooling", "filter", "layer"} <= set(able) < set(SCENES)
    for name, scene in SCENES.items():
        if not scene.pixels:
            with pytest.raises(ConvanimError) as error:
                ClipSpec.of(scene=name, show="pixels", **dict(scene.usual)).resolve()
            named = f"{', '.join(able[:-1])} or {able[-1]}"
            assert str(error.value) == f"scene {name} shows no pixels: leave show out, or use {named}"


def test_what_is_at_rest_costs_nothing() -> None:
    counts = {}
    for side in (20, 28):
        spec = LARGE.changed(input=np.array(PICTURE)[:side, :side].tolist())
        with on_stage(spec) as scene:
            scene.show(0.0)
            skims = [beat for beat in scene.storyboard.beats if beat.kind == "skim"]
            times = np.linspace(skims[0].start, skims[5].end, 30)
            touched = [scene.show(float(time)) for time in times]
            counts[side] = len(scene.drawing.inks), max(map(len, touched[1:]))
    assert counts[20][0] == counts[28][0]  # more cells are not more to make, and not more to draw anew
    assert max(counts[20][1], counts[28][1]) <= 30


def test_a_gif_keeps_the_colours_of_all_pixels(tmp_path: Any) -> None:
    from PIL import Image

    spec = LARGE.changed(pace="brisk", duration=3)
    render(spec, tmp_path / "x.gif")
    with Image.open(tmp_path / "x.gif") as file:
        poster = np.asarray(file.convert("RGB")).astype(int)
    with on_stage(spec) as scene:
        scene.show(scene.storyboard.poster)
        ramps = scene.staging.theme.input.ramp, scene.staging.theme.output.ramp
        camera = scene.renderer.camera
        camera.reset()
        camera.capture_mobjects(scene.picture.submobjects)
        true = camera.pixel_array[..., :3].astype(int)
        colours = {rgb(colour) for ramp in ramps for colour in ramp.colours}
    flat = np.array([[tuple(pixel) in colours for pixel in row] for row in true.tolist()])
    assert flat.mean() > 0.3
    assert np.abs(true - poster)[flat].max() == 0


@pytest.mark.parametrize("fields", [{"kernel": "sobel-x"}, {"scene": "pooling", "kernel": 2}])
@pytest.mark.parametrize("width", [360, 480, 720])
def test_pixels_begin_where_pixels_begin(fields: dict[str, Any], width: int) -> None:
    staging, _ = planned(ClipSpec.of(input=PICTURE, width=width, show="pixels", **fields))
    scale = staging.canvas.scale
    for plane in (staging.layout.input, staging.layout.output):
        places = [plane.cell * scale, *(place * scale for place in plane.origin)]
        assert places == pytest.approx([round(place) for place in places])  # else seams show between them
