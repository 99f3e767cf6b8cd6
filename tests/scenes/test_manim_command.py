"""Each scene is also a plain Manim scene: for the manim command, and from Python, with a clip or without."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from manim import tempconfig
from PIL import Image

from convanim import presets
from convanim.errors import ConvanimError
from convanim.layout.boxes import CanvasRequest
from convanim.rendering.catalog import SCENES, SceneEntry
from convanim.rendering.staging import stage
from convanim.spec import ClipSpec
from convanim.theme import DARK, LIGHT, rgb

LOW = {"pixel_width": 854, "pixel_height": 480, "frame_rate": 15}
RATES, FEW = {"sliding-kernel": 15}, 5
"""Frames a second: Manim's low quality for one scene, fewer for those in which only the picture differs."""
REFUSED = "convanim draws with Manim's Cairo renderer: leave --renderer=opengl out"

every_scene = pytest.mark.parametrize("scene", SCENES.values(), ids=lambda scene: scene.name)


def file_of(scene: SceneEntry) -> Path:
    """The file that a scene's class is in."""
    found = find_spec(scene.module)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin)


def run_manim(
    scene: SceneEntry, folder: Path, *options: str
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The manim command on a scene's file, called from a folder of its own; and where its media are."""
    home, media = folder / "elsewhere", folder / "media"
    home.mkdir()
    command = [sys.executable, "-m", "manim", "-ql", *options, "--media_dir", str(media)]
    done = subprocess.run(
        [*command, str(file_of(scene)), scene.class_name],
        cwd=home,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert list(home.iterdir()) == []
    return done, media


def default_length(scene: SceneEntry) -> float:
    """How long the scene's default clip is as a video."""
    clip = presets.preset(scene.default).resolve()
    return stage(clip, CanvasRequest(False, 854, 480), loop=False).storyboard.duration


@every_scene
def test_the_manim_command_makes_a_video_as_long_as_the_storyboard(scene: SceneEntry, tmp_path: Path) -> None:
    rate = RATES.get(scene.name, FEW)
    done, media = run_manim(scene, tmp_path, "--fps", str(rate))
    assert done.returncode == 0, done.stderr
    (path,) = media.rglob(f"{scene.class_name}.mp4")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (854, 480)
        assert stream.average_rate == rate
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(pictures) == round(default_length(scene) * rate)
    assert (pictures[0][0, 0] >= 250).all(), "the theme's background is not there"
    assert np.abs(pictures[0].astype(int) - pictures[-1]).mean() > 1


def test_the_manim_command_with_opengl_is_refused_with_a_sentence(tmp_path: Path) -> None:
    scene = SCENES["sliding-kernel"]
    done, media = run_manim(scene, tmp_path, "--renderer=opengl")
    assert done.returncode != 0
    assert REFUSED in done.stdout + done.stderr
    assert not list(media.rglob("*.mp4"))


@every_scene
def test_opengl_is_refused_in_python(scene: SceneEntry) -> None:
    made = scene.load()
    with tempconfig({"renderer": "opengl"}), pytest.raises(ConvanimError) as error:
        made()
    assert str(error.value) == REFUSED


@every_scene
def test_a_scene_needs_no_clip(scene: SceneEntry, tmp_path: Path) -> None:
    with tempconfig({**LOW, "media_dir": str(tmp_path), "verbosity": "ERROR", "progress_bar": "none"}):
        shown = scene.load()()
        assert shown.staging.clip.spec == presets.preset(scene.default).resolve().spec
        assert shown.staging.canvas.pixels == (854, 480)
        assert not shown.storyboard.loop


@every_scene
def test_a_scene_takes_a_clip(scene: SceneEntry, tmp_path: Path) -> None:
    spec = presets.preset(scene.default).changed(theme="dark", duration=6)
    with tempconfig({**LOW, "media_dir": str(tmp_path), "verbosity": "ERROR", "progress_bar": "none"}):
        shown: Any = scene.load()(spec.resolve())
        shown.setup()
        camera = shown.renderer.camera
        camera.capture_mobjects(shown.mobjects)
    assert shown.storyboard.duration == 6
    assert camera.pixel_array.shape == (480, 854, 4)
    assert tuple(camera.pixel_array[0, 0, :3].tolist()) == rgb(DARK.background)
    assert len(np.unique(camera.pixel_array.reshape(-1, 4), axis=0)) > 20


def test_a_clip_is_rendered_by_manims_own_renderer_too(tmp_path: Path) -> None:
    spec = ClipSpec.of(input=4, kernel=2)
    settings = {**LOW, "media_dir": str(tmp_path), "verbosity": "ERROR", "save_last_frame": True}
    with tempconfig({**settings, "progress_bar": "none"}):
        SCENES["sliding-kernel"].load()(spec.resolve()).render()
    (path,) = tmp_path.rglob("*.png")
    with Image.open(path) as image:
        assert image.size == (854, 480)
        last = np.asarray(image.convert("RGB"))
    assert (last == rgb(LIGHT.output.rest)).all(axis=2).any()
