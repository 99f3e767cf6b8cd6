"""What clips will cost, before they are made: frames, seconds, bytes, work; and what cannot be made at all.

Frames and seconds are exact: the storyboard knows them without a picture. Bytes and work are expectations
from measured clips (`limits.PICTURE_BYTES`, `WORK`).
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from convanim.encoders import StreamInfo, check, suffix_of
from convanim.limits import check_clip, expected_bytes
from convanim.rendering.medium import medium_of, stream_info
from convanim.rendering.moments import moments, staged
from convanim.spec import ClipSpec

WORK: Mapping[str, float] = MappingProxyType(
    {".apng": 0.0074, ".gif": 0.0029, ".html": 0.0051, ".mp4": 0.0043, ".webm": 0.0059, ".webp": 0.0100}
)
"""Seconds of one core for each frame of 0.75 million pixels, and a quarter of them however small it is.

Measured on two shared cores with the presets that `limits.PICTURE_BYTES` tells of: half of the clips are
within a factor of 1.4, all within 2.3.
"""

PAGE_BYTES: Mapping[str, float] = MappingProxyType({".pdf": 13_000, ".png": 105_000, ".svg": 50_000})
PAGE_WORK: Mapping[str, float] = MappingProxyType({".pdf": 0.014, ".png": 0.07, ".svg": 0.04})
"""Bytes and seconds for each picture of a format that shows stills, measured as above."""

MOTION: Mapping[str, float] = MappingProxyType({"smooth": 1.0, "sparse": 0.75, "step": 0.5})
"""Share of the bytes and of the work that is left where less moves: of stills between 0.3 and 0.8."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a clip will be: frames at a constant rate, seconds long, bytes, and seconds of work on a core."""

    width: int
    height: int
    frames: int
    seconds: float
    bytes: float
    work: float


def estimate(spec: ClipSpec, output: str) -> Estimate:
    """What a clip written there will be; it is planned but not drawn.

    Raises ConvanimError for all that can be known not to work, limits included.
    """
    suffix, medium = suffix_of(output), medium_of(spec, output)
    staging = staged(spec.resolve(), medium)
    info = stream_info(staging, medium)
    check_format(suffix, info)
    check_clip(spec, info.width, info.height, info.frame_rate, info.duration, suffix)
    if medium.still:
        pages = len(moments(staging, medium))
        size = pages * PAGE_BYTES.get(suffix, PAGE_BYTES[".png"])
        work = pages * PAGE_WORK.get(suffix, PAGE_WORK[".png"])
        return Estimate(info.width, info.height, pages, 0.0, size, work)
    frames, less = math.ceil(info.duration * info.frame_rate), MOTION.get(spec.motion, 1.0)
    size = less * expected_bytes(suffix, info.width, info.height, frames)
    work = less * frames * WORK.get(suffix, WORK[".gif"]) * (0.25 + info.width * info.height / 1e6)
    if spec.max_bytes is not None:
        size = min(size, spec.max_bytes)
    return Estimate(info.width, info.height, frames, info.duration, size, work)


def check_format(suffix: str, info: StreamInfo) -> None:
    """Refuse what the format cannot have, wherever the file will be: odd sizes, transparency, long sides."""
    check(Path(tempfile.gettempdir()) / f"convanim-{os.getpid()}{suffix}", info)
