"""What is said of an image that is cut although nobody chose a part of it."""

from __future__ import annotations

from pathlib import Path

from convanim.sources import File, Flow
from convanim.sources.source import IMAGE_SUFFIXES
from convanim.spec.clip import ClipSpec
from convanim.spec.resolve import image_size

UNSEEN = 0.02
"""Up to this share of a side is cut without a word."""


def part_shown(spec: ClipSpec) -> str:
    """Which part of an image is shown that has other proportions than asked for, and how to choose another.

    Sizes are width×height in pixels of the upright image, as ``crop`` has them. Empty where all is shown.
    """
    source, size = spec.input.source if isinstance(spec.input, Flow) else spec.input, image_size(spec)
    if (
        not isinstance(source, File)
        or source.suffix not in IMAGE_SUFFIXES
        or not size
        or spec.crop is not None
    ):
        return ""
    from convanim.sources.images import upright_size

    width, height = upright_size(Path(source.path))
    rows, columns = (size * 2)[-2:] if len(size) == 1 else size[-2:]
    kept = min(width, round(height * columns / rows)), min(height, round(width * rows / columns))
    if kept[0] >= (1 - UNSEEN) * width and kept[1] >= (1 - UNSEEN) * height:
        return ""
    side = "left" if kept[0] < width else "top"
    middle = f"the middle {kept[0]}×{kept[1]} of its {width}×{height} pixels"
    return (
        f"of {Path(source.path).name} {middle} is shown: choose another part with --crop {side}, or X,Y,WxH"
    )
