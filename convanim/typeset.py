"""Text as outlines: HarfBuzz shapes Inter, so widths are known without drawing anything.

Inter comes with the ``fontpkg-inter`` package and is read from there: no font has to be installed, and
nothing depends on which fonts a machine has. Characters that Inter lacks are shaped with a second font, where
one is lent: ``with lent(font): …``. Lengths are in design pixels, y grows downwards, and a line's origin is
the left end of its baseline.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from convanim.breaks import breakable
from convanim.pen import CubicPen

Points = NDArray[np.float64]

CAP_HEIGHT = 1490 / 2048
"""The height of a capital letter or digit of Inter, in ems."""
X_HEIGHT = 1118 / 2048
DESCENT = 0.24
"""How far letters such as p and brackets reach below the baseline, in ems."""
ASCENT = 0.78
"""How far letters such as b and brackets reach above the baseline, in ems."""

OPTICAL_RANGE = (14.0, 32.0)

OTHER_SIZE = 0.94
"""The size of another font in sizes of Inter, whose letters are larger than most."""
REGULAR, BOLDER = 450, 0.024
"""Weights above this are set bolder where a font has one weight only: by so much, in ems, for 300 more."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks: size in design pixels, weight 100 to 900."""

    size: float
    weight: int = 400
    italic: bool = False


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font besides Inter: a file, which font of a collection, and the BCP 47 tag of what is set in it."""

    path: str
    index: int = 0
    language: str = ""


_LENT: ContextVar[FontFile | None] = ContextVar("lent", default=None)
"""The font for characters that Inter lacks. Whoever lays out or draws a clip lends the clip's, so that the
many functions between need not hand it on; what is cached has it among its keys."""


@contextmanager
def lent(font: FontFile | None) -> Iterator[None]:
    """Within, characters that Inter lacks are set in this font."""
    token = _LENT.set(font)
    try:
        yield
    finally:
        _LENT.reset(token)


def lent_font() -> FontFile | None:
    """The font that is lent just now."""
    return _LENT.get()


Drawer = Callable[[str, Style, FontFile | None], Points]
_DRAWER: ContextVar[Drawer | None] = ContextVar("drawer", default=None)


@contextmanager
def drawn_by(drawer: Drawer) -> Iterator[None]:
    """Within, `outline` answers what `drawer` makes of (text, style, lent font); widths stay."""
    token = _DRAWER.set(drawer)
    try:
        yield
    finally:
        _DRAWER.reset(token)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style and one colour, moved ``rise`` pixels up from the baseline."""

    text: str
    style: Style
    colour: str
    rise: float = 0.0

    def scaled(self, factor: float) -> Run:
        """The same run, larger or smaller."""
        return replace(
            self, style=replace(self.style, size=self.style.size * factor), rise=self.rise * factor
        )


@dataclass(frozen=True, slots=True)
class _Shaped:
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
def _shape(text: str, weight: int, optical_size: float, italic: bool, other: FontFile | None) -> _Shaped:
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
    return _Shaped(x, tuple(outlines))


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


def _shape_part(text: str, weight: int, optical_size: float, italic: bool, other: FontFile | None) -> _Shaped:
    if not text:
        return _Shaped(0.0, ())
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
    return _Shaped(x, tuple(outlines))


def optical_size(style: Style) -> float:
    """The optical size that a text is set in: Inter's letters for small print are wider than for titles."""
    return _optical(style.size)


@lru_cache(maxsize=1 << 12)
def _optical(size: float) -> float:
    low, high = OPTICAL_RANGE
    return float(round(min(max(size, low), high)))


def _shaped(text: str, style: Style) -> _Shaped:
    return _shape(text, style.weight, optical_size(style), style.italic, _LENT.get())


def width(text: str, style: Style) -> float:
    """The advance of a text in design pixels."""
    return _shaped(text, style).advance * style.size


def runs_width(runs: tuple[Run, ...]) -> float:
    """The advance of several runs on one line, in design pixels."""
    return sum(width(run.text, run.style) for run in runs)


def outline(text: str, style: Style) -> Points:
    """The outline of a text, ``(4 × curves, 2)``: cubic Béziers of four points, in design pixels."""
    shaped = _shaped(text, style)
    if not shaped.glyphs:
        return np.zeros((0, 2))
    if (drawer := _DRAWER.get()) is not None:
        return drawer(text, style, _LENT.get())
    points: Points = np.concatenate(shaped.glyphs) * style.size
    return points


@cache
def missing(text: str, other: FontFile | None = None) -> str:
    """The characters of a text for which Inter, or another font, has no glyph, in order, each once."""
    font = _font(400, OPTICAL_RANGE[0], False, other)
    return "".join(
        dict.fromkeys(c for c in text if not c.isspace() and font.get_nominal_glyph(ord(c)) is None)
    )


def wrap(text: str, style: Style, available: float) -> tuple[str, ...]:
    """The text in as few lines of at most ``available`` pixels as words allow, of nearly equal length."""
    return _wrapped(text, style, available, _LENT.get())


@lru_cache(maxsize=1 << 12)  # what is tried in a hundred places is mostly as wide as before
def _wrapped(text: str, style: Style, available: float, other: FontFile | None) -> tuple[str, ...]:
    lines = _greedy(text, style, available)
    narrow, wide = available / max(len(lines), 1), available
    for _ in range(12):
        middle = (narrow + wide) / 2
        if len(_greedy(text, style, middle)) <= len(lines):
            wide = middle
        else:
            narrow = middle
    balanced = _greedy(text, style, wide)
    return balanced if max((width(line, style) for line in balanced), default=0) <= available else lines


def _greedy(text: str, style: Style, available: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        for number, piece in enumerate(breakable(word)):
            joined = f"{lines[-1]}{'' if number else ' '}{piece}" if lines else piece
            if lines and width(joined, style) <= available:
                lines[-1] = joined
            else:
                lines.append(piece)
    return tuple(lines)
