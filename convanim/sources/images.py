"""Pixels from image files, upright, in grey or RGB, as integers from 0 to 255."""

from __future__ import annotations

import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from convanim.errors import ConvanimError
from convanim.limits import amount, check_cells
from convanim.sizes import Size, plain_size_text, size_text

MOST_PIXELS = 50_000_000
"""Of an image file: a file of a few bytes can claim more than any memory holds."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")

_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError),
    *(struct.error, zlib.error, NotImplementedError, Image.DecompressionBombError),
)
"""What Pillow's readers raise for files that are cut or made to do harm."""


def read_image(path: Path, resize: Size | None, max_cells: int) -> NDArray[Any]:
    """An image as ``(H, W)`` or ``(3, H, W)``; colour stays colour unless `resize` has one channel.

    The picture is turned upright as its EXIF data say, and laid on white where it is transparent. `resize`
    is ``(H, W)`` or a bare side for grey, ``(3, H, W)`` for RGB; what does not have its proportions is cut
    at the sides, around the middle, and never stretched.
    """
    channels, target = _target(resize)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about size, which is judged here, and about broken metadata
            with Image.open(path, formats=FORMATS) as file:
                _check_size(path, file, target, max_cells)
                _check_alone(path, file)
                image = _plain(path, ImageOps.exif_transpose(file))
    except ConvanimError:
        raise
    except UnidentifiedImageError:
        raise ConvanimError(
            f"{path} is no image that can be read: use PNG, JPEG, WebP, GIF, BMP or TIFF"
        ) from None
    except _BROKEN as error:
        raise ConvanimError(f"{path} is a broken image ({_reason(error)}): save it again") from None
    if channels == 1:
        image = image.convert("L")
    elif channels == 3:
        image = image.convert("RGB")
    if target is not None:
        image = ImageOps.fit(image, (target[1], target[0]), Image.Resampling.LANCZOS)
    pixels = np.asarray(image).astype(np.int64)
    return pixels if pixels.ndim == 2 else np.moveaxis(pixels, 2, 0)


def _target(resize: Size | None) -> tuple[int | None, tuple[int, int] | None]:
    """Channels (None for as they are) and (height, width) of a resize."""
    if resize is None:
        return None, None
    shape = resize * 2 if len(resize) == 1 else resize
    channels, size = (shape[0], shape[1:]) if len(shape) == 3 else (1, shape)
    if channels not in (1, 3) or len(size) != 2:
        raise ConvanimError(
            f"resize {plain_size_text(resize)} is no picture: use 28x28 for grey, 3x28x28 for RGB"
        )
    return channels, (size[0], size[1])


def _check_size(path: Path, file: Image.Image, target: tuple[int, int] | None, max_cells: int) -> None:
    width, height = file.size
    if width * height > MOST_PIXELS:
        raise ConvanimError(
            f"{path} claims {size_text((height, width))} pixels, {amount(width * height)} in all: "
            f"use an image of at most {amount(MOST_PIXELS)}"
        )
    check_cells(str(path), target if target is not None else (height, width), max_cells)


def _check_alone(path: Path, file: Image.Image) -> None:
    """Refuse a file of several pictures; a camera's JPEG may have a small one besides, which is no matter."""
    if file.format != "MPO" and getattr(file, "is_animated", False):
        raise ConvanimError(
            f"{path} has several pictures, one after another: save the one that is meant in a file of its own"
        )


def _plain(path: Path, image: Image.Image) -> Image.Image:
    """The image in mode L or RGB, laid on white."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        raise ConvanimError(
            f"{path} has 32 bits a channel, so that white is not known: save it with 8 bits, or as .npy"
        )
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        upper = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", upper.size, "white"), upper)
    return image.convert("L" if grey else "RGB")


def _reason(error: BaseException) -> str:
    text = str(error).strip().rstrip(".") or type(error).__name__
    return text if len(text) <= 60 else text[:57] + "…"
