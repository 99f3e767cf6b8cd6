"""Manim's own renderer, recorded: the pictures that the retained renderer is held to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from manim import CairoRenderer, Scene, tempconfig

from convanim.rendering.frames import Frame, Pixels
from convanim.rendering.renderer import NoFile, RetainedRenderer

LEVELS = 1
"""Levels of 255 by which a pixel may differ: Cairo's own rounding."""
SHARE = 1 / 20_000
"""Share of the pixels of a frame that may differ by so much."""


class Recorder(NoFile):
    """A file writer that keeps the frames it is given."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self.frames: list[Pixels] = []

    def write_frame(self, frame: Pixels, repeat: int = 1) -> None:
        self.frames += [frame] * repeat

    def add_partial_movie_file(self, name: str | None) -> None:
        """There are no partial files."""

    def begin_animation(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to open."""

    def end_animation(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to close."""

    def finish(self) -> None:
        """Nothing to write."""


@contextmanager
def settings(folder: Path, **changes: Any) -> Iterator[None]:
    """A small picture, in a folder of its own."""
    small = {"pixel_width": 320, "pixel_height": 180, "frame_rate": 10, "media_dir": str(folder)}
    quiet = {"disable_caching": True, "progress_bar": "none", "verbosity": "ERROR"}
    with tempconfig({**small, **quiet, **changes}):
        yield


def manims(scene: type[Scene]) -> list[Pixels]:
    """Every frame as Manim's own renderer draws it."""
    renderer = CairoRenderer(file_writer_class=Recorder, camera_class=scene().camera_class)
    scene(renderer=renderer).render()
    return list(renderer.file_writer.frames)


def ours(scene: type[Scene]) -> tuple[list[Pixels], RetainedRenderer]:
    """Every frame of the retained renderer, and the renderer; what lies outside the damage must be old."""
    frames: list[Pixels] = []
    ends = [0.0]

    def sink(frame: Frame) -> None:
        assert abs(frame.time - ends[-1]) < 1e-9
        if frames:
            outside = np.ones(frame.pixels.shape[:2], dtype=bool)
            for rect in frame.damage:
                outside[rect.slices] = False
            assert np.array_equal(frames[-1][outside], frame.pixels[outside]), "changed outside of its damage"
        ends.append(frame.time + frame.duration)
        frames.extend([frame.pixels.copy()] * round(frame.duration * renderer.camera.frame_rate))

    renderer = RetainedRenderer(sink)
    scene(renderer=renderer).render()
    return frames, renderer


def difference(one: Pixels, other: Pixels) -> tuple[int, float]:
    """The largest difference of two pictures in levels, and the share of pixels that differ."""
    apart = np.abs(one.astype(np.int16) - other).max(axis=2)
    return int(apart.max()), float((apart > 0).mean())
