"""Letters as outlines: HarfBuzz shapes Inter, and in another font what Inter lacks. Lengths are in ems.

Inter comes with the ``fontpkg-inter`` package and is read from there: no font has to be installed, and
nothing depends on which fonts a machine has.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from convanim.pen import CubicPen

Points = NDArray[np.float64]

OPTICAL_RANGE = (14.0, 32.0)

OTHER_SIZE = 0.94
"""The size of another font in sizes of Inter, whose letters are larger than most."""
REGULAR, BOLDER = 450, 0.024
"""Weights above this are set bolder where a font has one weight only: by so much, in ems, for 300 more."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font besides Inter: a file, which font of a collection, and the BCP 47 tag of what is set in it."""

    path: str
    index: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shaped text in ems: its advance and the outline of every glyph, in place."""

    advance: float
    glyphs: tuple[Points, ...]


@cache
def _face(italic: bool, font: FontFile | None = None) -> hb.Face:
    """Inter, upright or italic, or another font."""
    if font is not None:
        return hb.Face(hb.Blob.from_file_path(font.path), font.index)
    package = find_spec("fontpkg_inter")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the package fontpkg-inter is missing: pip install fontpkg-inter")
    name = "Inter-Italic[opsz,wght].ttf" if italic else "Inter[opsz,wght].ttf"
    return hb.Face(hb.Blob.from_file_path(str(Path(package.origin).parent / "files" / name)))


def inter(italic: bool) -> hb.Face:
    """Inter as its file has it, for all weights and optical sizes."""
    return _face(italic)


@cache
def _font(weight: int, optical_size: float, italic: bool, other: FontFile | None = None) -> hb.Font:
    font = hb.Font(_face(italic, other))
    font.set_variations({"wght": float(weight), "opsz": optical_size})
    if other is not None and weight > REGULAR and not any(a.tag == "wght" for a in font.face.axis_infos):
        bold = BOLDER * (weight - REGULAR) / 300
        font.synthetic_bold = (bold, bold, False)
    return font


@cache
def _glyph(weight: int, optical_size: float, italic: bool, other: FontFile | None, glyph: int) -> Points:
    """The outline of one glyph, ``(4 × curves, 2)``, in ems, y down."""
    pen = CubicPen()
    _font(weight, optical_size, italic, other).draw_glyph_with_pen(glyph, pen)
    points = np.array(pen.curves, dtype=np.float64).reshape(-1, 2) / _face(italic, other).upem
    flipped: Points = points * (1, -1)
    return flipped


@lru_cache(maxsize=1 << 13)  # a layout tries its texts in many sizes; a long batch must not keep them all
def shape(text: str, weight: int, optical_size: float, italic: bool, other: FontFile | None) -> Shaped:
    """A text in Inter, and what Inter lacks in the other font."""
    parts = _parts(text) if other is not None else ((text, False),)
    if len(parts) == 1 and not parts[0][1]:
        return _shape_part(text, weight, optical_size, italic, None)
    x, outlines = 0.0, list[Points]()
    for part, lacking in parts:
        shaped = _shape_part(part, weight, optical_size, italic, other if lacking else None)
        size = OTHER_SIZE if lacking else 1.0
        outlines += [size * outline + (x, 0) for outline in shaped.glyphs]
        x += size * shaped.advance
    return Shaped(x, tuple(outlines))


def _parts(text: str) -> tuple[tuple[str, bool], ...]:
    """A text in parts that Inter has and parts that it lacks; spaces and marks stay with what they follow."""
    parts: list[tuple[str, bool]] = []
    for character in text:
        lacking = bool(missing(character))
        if parts and (parts[-1][1] == lacking or character.isspace() or unicodedata.combining(character)):
            parts[-1] = (parts[-1][0] + character, parts[-1][1])
        else:
            parts.append((character, lacking))
    return tuple(parts)


def _shape_part(text: str, weight: int, optical_size: float, italic: bool, other: FontFile | None) -> Shaped:
    if not text:
        return Shaped(0.0, ())
    buffer = hb.Buffer()
    # Tabular figures make the plain hyphen as wide as a minus; the true hyphen stays one.
    buffer.add_str(text.replace("-", "‐"))
    buffer.guess_segment_properties()
    if other is not None and other.language:
        buffer.language = other.language
    hb.shape(_font(weight, optical_size, italic, other), buffer, {"tnum": True})
    upem, x = _face(italic, other).upem, 0.0
    outlines = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        outline = _glyph(weight, optical_size, italic, other, info.codepoint)
        if len(outline):
            outlines.append(outline + (x + position.x_offset / upem, -position.y_offset / upem))
        x += position.x_advance / upem
    return Shaped(x, tuple(outlines))


@cache
def missing(text: str, other: FontFile | None = None) -> str:
    """The characters of a text for which Inter, or another font, has no glyph, in order, each once."""
    font = _font(400, OPTICAL_RANGE[0], False, other)
    return "".join(
        dict.fromkeys(c for c in text if not c.isspace() and font.get_nominal_glyph(ord(c)) is None)
    )
