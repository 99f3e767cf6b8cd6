"""Every number stands out from what really lies behind it, whenever a beat is over."""

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
from convanim.spec import ClipSpec
from convanim.theme import contrast
from tests.layout.conftest import CASES, Case
from tests.scenes.reader import Reader
from tests.scenes.staged import box_of, built, colour_of, filled, planned, spec_of

LEAST = 4.5
TABLE = tuple(
    case
    for case in CASES
    if case.title == "Stride 2"
    and (case.parameters or case.bias is not None or case.floats or case.values != (0, 4))
    and np.prod(case.input) <= 100
)
THEMES = ("light", "dark", "white", "black")
"""The themes, and the pages under a transparent one."""
SHOWN = [
    (case, view, THEMES[number % len(THEMES)])
    for number, case in enumerate(TABLE)
    for view in (("numeric",), ("numeric", "tilted"))[number % 2]
]


@contextmanager
def on_page(spec: ClipSpec) -> Iterator[Any]:
    """A spec's scene; a transparent one lies on its page."""
    staging, medium = planned(spec)
    staging = replace(staging, theme=replace(staging.theme, transparent=False))
    with manim_settings(staging, medium):
        yield built(staging)


def numbers_of(scene: Any) -> list[Ink]:
    """The inks of all numbers that stand in cells or in the sum's box."""
    reader = Reader(scene)
    found = []
    for told in reader.cells().values():
        found += [*told.inks.values(), *told.factor_inks]
    sums = scene.staging.layout.sums
    if sums is not None:
        result = scene.staging.theme.output.active_text
        found += [
            ink
            for ink in filled(scene)
            if colour_of(ink) == result and sums.box.grown(4).contains(box_of(scene, ink))
        ]
    return found


def ground(scene: Any, inks: list[Ink]) -> NDArray[np.uint8]:
    """The picture without these inks, on the theme's background."""
    camera = scene.renderer.camera
    camera.reset()
    camera.capture_mobjects([ink for ink in scene.picture.submobjects if ink not in set(inks)])
    pixels: NDArray[np.uint8] = camera.pixel_array[..., :3].copy()
    return pixels


def behind(pixels: NDArray[np.uint8], box: Box, scale: float) -> str:
    """The colour that most of a part of the picture has."""
    left, top = int(box.x * scale), int(box.y * scale)
    part = pixels[top : int(box.bottom * scale) + 1, left : int(box.right * scale) + 1].reshape(-1, 3)
    colours, counts = np.unique(part, axis=0, return_counts=True)
    return "#" + "".join(f"{level:02X}" for level in colours[np.argmax(counts)])


def too_faint(scene: Any) -> list[str]:
    """Every number that does not stand out, with its colour and what lies behind it."""
    inks = numbers_of(scene)
    pixels = ground(scene, inks)
    found = []
    for ink in inks:
        box = box_of(scene, ink)
        fill = behind(pixels, box, scene.staging.canvas.scale)
        if contrast(colour_of(ink), fill) < LEAST:
            found.append(f"{colour_of(ink)} on {fill} at {box}")
    return found


@pytest.mark.parametrize(("case", "view", "theme"), SHOWN, ids=str)
def test_every_number_stands_out_when_a_beat_is_over(case: Case, view: str, theme: str) -> None:
    changes = {"theme": theme} if theme in ("light", "dark") else {"theme": "transparent", "matte": theme}
    with on_page(spec_of(case, view=view, **changes)) as scene:
        beats = scene.storyboard.beats
        ends = [beat.end - 1e-5 for beat in beats if beat.kind != "rewind"]
        for time in ends[:: max(1, len(ends) // 4)]:
            scene.show(time)
            assert not too_faint(scene), f"at {time} s"


def test_a_faint_number_is_found() -> None:
    with on_page(spec_of(TABLE[0])) as scene:
        scene.show(scene.storyboard.poster)
        ink = numbers_of(scene)[3]
        ink.paint(fill=scene.staging.theme.input.line)
        assert len(too_faint(scene)) == 1
