"""A small screen for Manim, and what is seen on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from manim import Camera, Mobject, Scene, VMobject, tempconfig
from numpy.typing import NDArray

from convanim.rendering.frames import Frame
from convanim.rendering.renderer import RetainedRenderer
from tests.mobjects.reading import NotTextError, read

Pixels = NDArray[np.uint8]
WEIGHTS = (400, 450, 500, 600, 680)


@contextmanager
def screen(folder: Path, **settings: Any) -> Iterator[None]:
    """Manim with few pixels, few frames, and nothing said."""
    usual = {
        "pixel_width": 320,
        "pixel_height": 180,
        "frame_rate": 10,
        "background_color": "#FFFFFF",
        "media_dir": str(folder),
        "verbosity": "ERROR",
        "progress_bar": "none",
    }
    with tempconfig({**usual, **settings}):
        yield


def pixels_of(*mobjects: Mobject, kind: type[Camera] = Camera) -> Pixels:
    """What Manim's own camera, or another, sees of mobjects, ``(rows, columns, 4)``."""
    camera = kind()
    camera.capture_mobjects(mobjects)
    return np.array(camera.pixel_array)


def frames_of(scene: type[Scene]) -> list[Pixels]:
    """Every frame of a scene, a held one as often as it is shown."""
    shown: list[Pixels] = []

    def take(frame: Frame) -> None:
        shown.extend([frame.pixels.copy()] * round(frame.duration * 10))

    scene(renderer=RetainedRenderer(take)).render()
    return shown


def texts_in(outlines: list[VMobject], box: Mobject) -> list[str]:
    """The numbers among the outlines whose middle lies in the box of another mobject."""
    found = []
    low, high = box.get_corner((-1, -1, 0))[:2], box.get_corner((1, 1, 0))[:2]
    for outline in outlines:
        middle = (outline.points[:, :2].min(axis=0) + outline.points[:, :2].max(axis=0)) / 2
        if outline.fill_rgbas[0, 3] and (low < middle).all() and (middle < high).all():
            found += _read(outline)
    return found


def _read(outline: VMobject) -> list[str]:
    for weight in WEIGHTS:
        try:
            return [read(outline.points[:, :2] * (1, -1), weight)]
        except NotTextError:
            continue
    return []
