"""Small clips with what matters to an encoder: flat fills, soft text, something that moves, holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from convanim.encoders import FORMATS, StreamInfo, open_encoder, suffix_of
from convanim.lettering import Lettered
from convanim.rendering.frames import Frame, Pixels, Rect, whole
from convanim.rendering.outlines import Look, Shape, VectorFrame
from convanim.typeset import Style

WIDTH, HEIGHT, RATE = 128, 96, 25
PAPER, BLUE, SAND, INK, GREEN = (250, 250, 247), (74, 108, 247), (244, 162, 97), (31, 41, 55), (42, 157, 143)


@dataclass(frozen=True)
class Clip:
    """Frames that stay valid, and what an encoder is told about them."""

    info: StreamInfo
    frames: tuple[Frame, ...]

    def shown(self, output: Path | str) -> tuple[Any, ...]:
        """What the encoder of an output takes: the frames, or three drawings instead."""
        return drawings() if FORMATS[suffix_of(output)].vector else self.frames

    def at(self, time: float) -> Pixels:
        """The picture that stands at a moment."""
        return self.frames[self.index_at(time)].pixels

    def index_at(self, time: float) -> int:
        """The number of the frame that stands at a moment."""
        return max(number for number, frame in enumerate(self.frames) if frame.time <= time + 1e-9)

    def write(self, path: Path, *, options: dict[str, object] | None = None, **info: object) -> Path:
        """The file that an encoder makes of the clip, with other information if asked."""
        with open_encoder(path, replace(self.info, **info), **(options or {})) as encoder:
            for frame in self.shown(path):
                encoder.frame(frame)
        return path


def drawings() -> tuple[VectorFrame, ...]:
    """Three pictures of a card and a text, as shapes; the card moves, the text stays."""
    card = np.array(((0, 0), (30, 0), (30, 20), (0, 20), (0, 0)), dtype=float)
    sides = [(a, a + (b - a) / 3, b - (b - a) / 3, b) for a, b in pairwise(card)]
    text = Lettered("3×3 kernel", Style(18.0, 500), None, np.eye(2), np.array((20.0, 80.0)))
    return tuple(
        VectorFrame(
            number / RATE,
            1 / RATE,
            float(WIDTH),
            float(HEIGHT),
            (
                Shape(
                    Look("#4A6CF7", "#1F2937", 2.0, 0.5), np.concatenate(sides) + (10 + 20 * number, 8), ()
                ),
                Shape(Look("#1F2937"), np.zeros((0, 2)), (text,)),
            ),
            f"picture <{number}>",
        )
        for number in range(3)
    )


def timed(pictures: list[tuple[Pixels, float]], rate: int = RATE, **info: object) -> Clip:
    """A clip of pictures and the seconds each stands; the damage is the box around what differs."""
    frames: list[Frame] = []
    time = 0.0
    for pixels, duration in pictures:
        damage = between(frames[-1].pixels, pixels) if frames else whole(pixels.shape[1], pixels.shape[0])
        frames.append(Frame(time, duration, pixels, damage))
        time += duration
    height, width = pictures[0][0].shape[:2]
    return Clip(StreamInfo(width, height, rate, time, **info), tuple(frames))


def between(before: Pixels, after: Pixels) -> tuple[Rect, ...]:
    """The box around the pixels that differ, if any do."""
    rows, columns = np.nonzero((before != after).any(-1))
    if not len(rows):
        return ()
    x, y = int(columns.min()), int(rows.min())
    return (Rect(x, y, int(columns.max()) + 1 - x, int(rows.max()) + 1 - y),)


def picture(left: float, count: int, *, transparent: bool = False) -> Pixels:
    """Rows of digits on fills, ``count`` green cells, a sand frame and veil with soft edges at ``left``."""
    scale = 4
    image = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0) if transparent else (*PAPER, 255))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=14)
    for number in range(10):
        x, y = 6 + number % 5 * 24, 6 + number // 5 * 24
        draw.rectangle((x, y, x + 21, y + 21), fill=(*BLUE, 255))
        draw.text((x + 11, y + 11), str(number * 7 % 10), fill=(255, 255, 255, 255), font=font, anchor="mm")
    for number in range(count):
        draw.rectangle((6 + number * 24, 64, 27 + number * 24, 85), fill=(*GREEN, 255))
        draw.text((17 + number * 24, 75), str(number), fill=(*INK, 255), font=font, anchor="mm")
    veil = Image.new("RGBA", (WIDTH * scale, HEIGHT * scale), (0, 0, 0, 0))
    box = (left * scale, 3 * scale, (left + 50) * scale, 57 * scale)
    ImageDraw.Draw(veil).rectangle(box, fill=(*SAND, 70), outline=(*SAND, 255), width=2 * scale)
    small = veil.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    return np.asarray(Image.alpha_composite(image, small)).copy()


def sliding(**info: object) -> Clip:
    """Three moves of ten frames between four holds."""
    transparent = bool(info.get("transparent", False))
    pictures = [(picture(4, 0, transparent=transparent), 1.0)]
    for step in range(3):
        for tick in range(1, 11):
            left = 4 + 24 * (step + tick / 10)
            pictures.append((picture(left, step, transparent=transparent), 1 / RATE))
        pictures.append((picture(4 + 24 * (step + 1), step + 1, transparent=transparent), 0.52))
    return timed(pictures, **info)


@pytest.fixture(scope="session")
def clip() -> Clip:
    """A clip on opaque paper, with soft edges in more than 255 colours."""
    return sliding(palette=(PAPER, BLUE, SAND, GREEN), spec='a = "ü"\n', title="Schieben ×3")


@pytest.fixture(scope="session")
def transparent_clip() -> Clip:
    """The same without paper: pixels become transparent again when the frame has moved on."""
    return sliding(transparent=True, spec="a = 1\n")


@pytest.fixture(scope="session")
def make_clip() -> Callable[..., Clip]:
    """Makes a clip from pictures and the seconds each stands."""
    return timed


@pytest.fixture
def files(tmp_path: Path) -> Callable[[], list[str]]:
    """The names of what lies in the test's folder."""
    return lambda: sorted(path.name for path in tmp_path.iterdir())
