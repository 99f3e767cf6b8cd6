"""Pixels from image files, upright, in grey or RGB, as integers from 0 to 255.

The numbers are those in the file: colour profiles and gamma are not applied, so that a pixel that a
painting program calls 200 is 200 here. What has more than 8 bits keeps its upper 8.
"""

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
from convanim.sources.crop import CENTRING, Crop, Rectangle, crop_text

MOST_PIXELS = 50_000_000
"""Of an image file: a file of a few bytes can claim more than any memory holds."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")

ORIENTATION = 0x0112
"""EXIF's tag for how the camera was held."""
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How each value of the tag is turned upright (Exif 2.32, 4.6.4 A, "Orientation")."""
ON_ITS_SIDE = (UPRIGHT[5], UPRIGHT[6], UPRIGHT[7], UPRIGHT[8])
"""The turns that make height of width."""

SHRINK = "make it small, as with --resize 60x80"
"""What would do where an image has too many pixels, one of which would be a cell."""

FINER = 4
"""How many times finer than asked a JPEG is at least read, where all of it need not be."""

_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError),
    *(struct.error, zlib.error, NotImplementedError, Image.DecompressionBombError),
)
"""What Pillow's readers raise for files that are cut or made to do harm."""


def read_image(path: Path, resize: Size | None, max_cells: int, crop: Crop | None = None) -> NDArray[Any]:
    """An image as ``(H, W)`` or ``(3, H, W)``; colour stays colour unless `resize` has one channel.

    The picture is turned upright as its EXIF data say, and laid on white where it is transparent. `crop`
    takes a rectangle of it. `resize` is ``(H, W)`` or a bare side for grey, ``(3, H, W)`` for RGB; what does
    not have its proportions is cut, around the middle or from the sides that `crop` names, and never
    stretched. Raises ConvanimError for what is no image, broken, too large, or several pictures.
    """
    channels, target = _target(resize)
    if not path.is_file():
        raise ConvanimError(f"{path} is no regular file: give an image file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about size, which is judged here, and about broken metadata
            # From a stream: what Pillow maps from a path comes out garbled where it lies on its side (12.3).
            with path.open("rb") as stream, Image.open(stream, formats=FORMATS) as file:
                _check_size(path, file)
                _check_alone(path, file)
                if target is not None and not isinstance(crop, tuple):
                    file.draft(None, (FINER * max(target), FINER * max(target)))
                image = _part(path, file, target, crop, max_cells)
            image = _on_white(image)
    except ConvanimError:
        raise
    except UnidentifiedImageError:
        raise ConvanimError(
            f"{path} is no image that can be read: use PNG, JPEG, WebP, GIF, BMP or TIFF"
        ) from None
    except _BROKEN as error:
        raise ConvanimError(f"{path} is a broken image ({_reason(error)}): save it again") from None
    if channels is not None:
        image = image.convert("L" if channels == 1 else "RGB")
    pixels = np.asarray(image).astype(np.int64)
    return pixels if pixels.ndim == 2 else np.moveaxis(pixels, 2, 0)


def upright_size(path: Path) -> tuple[int, int]:
    """Width and height of an image that has been read, in pixels, as its EXIF data say that it was held."""
    with path.open("rb") as stream, Image.open(stream, formats=FORMATS) as file:
        width, height = file.size
        return (height, width) if _turned(file) in ON_ITS_SIDE else (width, height)


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


def _check_size(path: Path, file: Image.Image) -> None:
    """Refuse what would not fit the memory, from the header alone."""
    width, height = file.size
    if width * height > MOST_PIXELS:
        raise ConvanimError(
            f"{path} claims {size_text((height, width))} pixels, {amount(width * height)} in all: "
            f"use an image of at most {amount(MOST_PIXELS)}"
        )


def _check_alone(path: Path, file: Image.Image) -> None:
    """Refuse a file of several pictures; a camera's JPEG may have a small one besides, which is no matter."""
    if file.format != "MPO" and getattr(file, "is_animated", False):
        raise ConvanimError(
            f"{path} has several pictures, one after another: save the one that is meant in a file of its own"
        )


def _turned(file: Image.Image) -> Image.Transpose | None:
    """How the picture is to be turned; what EXIF data cannot be read says nothing."""
    try:
        return UPRIGHT.get(file.getexif().get(ORIENTATION, 1))
    except _BROKEN:
        return None


def _part(
    path: Path, file: Image.Image, target: tuple[int, int] | None, crop: Crop | None, cells: int
) -> Image.Image:
    """The part of the picture that is meant, upright, in the size that is asked for.

    It is made small before it is laid on white: so a large picture is not copied more than it must be.
    """
    kept = (file.height, file.width) if not isinstance(crop, tuple) else crop[:1:-1]
    remedy = SHRINK if target is None else "use a smaller one"
    check_cells(str(path), target if target is not None else kept, cells, remedy)
    image = _plain(path, file)
    turned = _turned(file)
    image = image if turned is None else image.transpose(turned)
    if isinstance(crop, tuple):
        image = image.crop(_edges(path, image.size, crop))
    if target is None:
        return image.copy()
    centring = CENTRING[crop if isinstance(crop, str) else "centre"]
    return ImageOps.fit(image, target[::-1], Image.Resampling.LANCZOS, centering=centring)


def _edges(path: Path, size: tuple[int, int], rectangle: Rectangle) -> Rectangle:
    """Left, top, right and bottom of a rectangle inside a picture of that width and height."""
    x, y, width, height = rectangle
    if x + width > size[0] or y + height > size[1]:
        raise ConvanimError(
            f"crop {crop_text(rectangle)} reaches beyond {path}, which is {size[0]} pixels wide and "
            f"{size[1]} high: use a part that lies inside"
        )
    return x, y, x + width, y + height


def _plain(path: Path, file: Image.Image) -> Image.Image:
    """The whole image in mode L, LA, RGB or RGBA."""
    file.load()
    if file.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(file) >> 8).astype(np.uint8))
    if file.mode in ("I", "F"):
        raise ConvanimError(
            f"{path} has 32 bits a channel, so that white is not known: save it with 8 bits, or as .npy"
        )
    grey, clear = file.mode in ("1", "L", "LA", "La"), file.has_transparency_data
    mode = ("LA" if clear else "L") if grey else ("RGBA" if clear else "RGB")
    return file if file.mode == mode else file.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    """The image in mode L or RGB, laid on white."""
    if image.mode not in ("LA", "RGBA"):
        return image
    upper = image.convert("RGBA")
    laid = Image.alpha_composite(Image.new("RGBA", upper.size, "white"), upper)
    return laid.convert("L" if image.mode == "LA" else "RGB")


def _reason(error: BaseException) -> str:
    text = str(error).strip().rstrip(".") or type(error).__name__
    return text if len(text) <= 60 else text[:57] + "…"
