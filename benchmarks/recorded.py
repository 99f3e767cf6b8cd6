"""A clip's frames, recorded once and played again to other sinks: what is measured without the renderer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from convanim import ClipSpec
from convanim.encoders import StreamInfo
from convanim.rendering.frames import Frame, FrameSink, Pixels
from convanim.rendering.medium import Medium, medium_of, stream_info
from convanim.rendering.pipeline import manim_settings, play
from convanim.rendering.staging import Staging, stage


def planned(spec: ClipSpec, suffix: str) -> tuple[Staging, Medium, StreamInfo]:
    """A clip's plan for a format."""
    medium = medium_of(spec, Path(f"clip{suffix}"))
    staging = stage(spec.resolve(), medium.request, medium.loop)
    return staging, medium, stream_info(staging, medium)


@dataclass
class Recording:
    """A sink that keeps what changed in every frame, and gives the frames back."""

    changes: list[tuple[Frame, tuple[Pixels, ...]]] = field(default_factory=list)

    def __call__(self, frame: Frame) -> None:
        self.changes.append((frame, tuple(frame.pixels[rect.slices].copy() for rect in frame.damage)))

    def replay(self, sink: FrameSink) -> None:
        """Send the finished frames on; a frame costs a copy of what changed in it."""
        canvas = np.empty_like(self.changes[0][0].pixels)
        for frame, parts in self.changes:
            for rect, part in zip(frame.damage, parts, strict=True):
                canvas[rect.slices] = part
            sink(Frame(frame.time, frame.duration, canvas, frame.damage))


def record(spec: ClipSpec, suffix: str) -> tuple[Recording, StreamInfo]:
    """Render a clip and keep its frames."""
    staging, medium, info = planned(spec, suffix)
    kept = Recording()
    with manim_settings(staging, medium):
        play(staging, kept)
    return kept, info


@dataclass
class Stopwatch:
    """A sink that forgets the frames; it counts them and notes when the first one came."""

    frames: int = 0
    first: float = 0.0

    def __call__(self, frame: Frame) -> None:
        if not self.frames:
            self.first = time.perf_counter()
        self.frames += 1
