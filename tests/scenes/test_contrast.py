"""Every text stands out from what really lies behind it, whenever a beat is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convanim.layout.boxes import Box
from convanim.mobjects.drawing import Ink
from convanim.rendering.pipeline import manim_settings
from convanim.rendering.stage import Stage
from convanim.theme import contrast
from tests.scenes.lettering import Letters, Text, texts_of
from tests.scenes.specs import TABLE, Shown
from tests.scenes.staged import built, inks_of, planned
from tests.soak import some

LETTERS = Letters()
LEAST = 4.5
PAGES: tuple[dict[str, Any], ...] = (
    {"theme": "light"},
    {"theme": "dark"},
    {"theme": "transparent", "matte": "white"},
    {"theme": "transparent", "matte": "black"},
)
SHOWN = [(shown, PAGES[number % len(PAGES)]) for number, shown in enumerate(some(TABLE, 9))]


@contextmanager
def on_page(shown: Shown, page: dict[str, Any]) -> Iterator[Any]:
    """A clip's scene on a page; a transparent one lies on its colour."""
    staging, medium = planned(shown.spec.changed(**page), shown.suffix)
    staging = replace(staging, theme=replace(staging.theme, transparent=False))
    with manim_settings(staging, medium):
        yield built(staging)


def ground(scene: Stage, texts: list[Text]) -> NDArray[np.uint8]:
    """The picture without the inks of these texts, on the theme's background."""
    visible = [ink for ink in inks_of(scene) if ink.fill_rgbas[0, 3] > 0]
    without = {visible[text.order] for text in texts}
    camera = scene.renderer.camera
    camera.reset()
    camera.capture_mobjects([ink for ink in scene.picture.submobjects if ink not in without])
    pixels: NDArray[np.uint8] = camera.pixel_array[..., :3].copy()
    return pixels


def behind(pixels: NDArray[np.uint8], box: Box, scale: float) -> str:
    """The colour that most of a part of the picture has."""
    left, top = int(box.x * scale), int(box.y * scale)
    part = pixels[top : int(box.bottom * scale) + 1, left : int(box.right * scale) + 1].reshape(-1, 3)
    colours, counts = np.unique(part, axis=0, return_counts=True)
    return "#" + "".join(f"{level:02X}" for level in colours[np.argmax(counts)])


def too_faint(scene: Stage) -> list[str]:
    """Every text that does not stand out, with its colour and what lies behind it."""
    picture = scene.staging.canvas.box
    texts = [text for text in texts_of(scene, LETTERS) if picture.contains(text.box)]
    pixels = ground(scene, texts)
    found = []
    for text in texts:
        if text.colour == scene.staging.theme.ghost:
            continue  # dimmed on purpose: what comes before and after in a trail
        fill = behind(pixels, text.box, scene.staging.canvas.scale)
        if contrast(text.colour, fill) < LEAST:
            found.append(f"{text.text!r} {text.colour} on {fill} at {text.box}")
    return found


@pytest.mark.parametrize(("shown", "page"), SHOWN, ids=str)
def test_every_text_stands_out_when_a_beat_is_over(shown: Shown, page: dict[str, Any]) -> None:
    with on_page(shown, page) as scene:
        beats = [beat for beat in scene.storyboard.beats if beat.kind != "rewind"]
        for beat in beats[:: max(1, len(beats) // 3)]:
            scene.show(beat.end - 1e-5)
            assert not too_faint(scene), f"at {beat.end} s"


def test_a_faint_text_is_found() -> None:
    example = next(shown for shown in TABLE if shown.name == "numerical-padding-strides")
    with on_page(example, PAGES[0]) as scene:
        scene.show(scene.storyboard.poster)
        assert not too_faint(scene)
        visible: list[Ink] = [ink for ink in inks_of(scene) if ink.fill_rgbas[0, 3] > 0]
        text = next(text for text in texts_of(scene, LETTERS) if text.text == "1")
        visible[text.order].paint(fill=scene.staging.theme.background)
        assert too_faint(scene)
