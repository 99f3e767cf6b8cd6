"""Text as outlines: HarfBuzz shapes Inter, so widths are known without drawing anything.

Inter comes with the ``fontpkg-inter`` package and is read from there: no font has to be installed, and
nothing depends on which fonts a machine has. Lengths are in design pixels, y grows downwards, and a
line's origin is the left end of its baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

Points = NDArray[np.float64]

CAP_HEIGHT = 1490 / 2048
"""The height of a capital letter or digit of Inter, in ems."""
X_HEIGHT = 1118 / 2048
DESCENT = 0.24
"""How far letters such as p and brackets reach below the baseline, in ems."""
ASCENT = 0.78
"""How far letters such as b and brackets reach above the baseline, in ems."""

OPTICAL_RANGE = (14.0, 32.0)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks: size in design pixels, weight 100 to 900."""

    size: float
    weight: int = 400
    italic: bool = False


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
def _face(italic: bool) -> hb.Face:
    package = find_spec("fontpkg_inter")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the package fontpkg-inter is missing: pip install fontpkg-inter")
    name = "Inter-Italic[opsz,wght].ttf" if italic else "Inter[opsz,wght].ttf"
    return hb.Face(hb.Blob.from_file_path(str(Path(package.origin).parent / "files" / name)))


@cache
def _font(weight: int, optical_size: float, italic: bool) -> hb.Font:
    font = hb.Font(_face(italic))
    font.set_variations({"wght": float(weight), "opsz": optical_size})
    return font


class _CubicPen:
    """Collects a glyph as cubic Bézier curves, four points each."""

    def __init__(self) -> None:
        self.curves: list[tuple[tuple[float, float], ...]] = []
        self._start = self._last = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's names
        self._start = self._last = point

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's names
        if point != self._last:
            a, b = np.array(self._last), np.array(point)
            self._add(tuple(a + (b - a) / 3), tuple(a + (b - a) * 2 / 3), point)

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802 - as above
        a, c, b = np.array(self._last), np.array(control), np.array(end)
        self._add(tuple(a + (c - a) * 2 / 3), tuple(b + (c - b) * 2 / 3), end)

    def curveTo(  # noqa: N802 - the pen protocol's names
        self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]
    ) -> None:
        self._add(first, second, end)

    def closePath(self) -> None:  # noqa: N802 - the pen protocol's names
        self.lineTo(self._start)

    def endPath(self) -> None:  # noqa: N802 - the pen protocol's names
        self.lineTo(self._start)

    def _add(self, *points: tuple[float, ...]) -> None:
        self.curves.append((self._last, *((p[0], p[1]) for p in points)))
        self._last = (points[-1][0], points[-1][1])


@cache
def _glyph(weight: int, optical_size: float, italic: bool, glyph: int) -> Points:
    """The outline of one glyph, ``(4 × curves, 2)``, in ems, y down."""
    pen = _CubicPen()
    _font(weight, optical_size, italic).draw_glyph_with_pen(glyph, pen)
    points = np.array(pen.curves, dtype=np.float64).reshape(-1, 2) / _face(italic).upem
    flipped: Points = points * (1, -1)
    return flipped


@cache
def _shape(text: str, weight: int, optical_size: float, italic: bool) -> _Shaped:
    if not text:
        return _Shaped(0.0, ())
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(_font(weight, optical_size, italic), buffer, {"tnum": True})
    upem, x = _face(italic).upem, 0.0
    outlines = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        outline = _glyph(weight, optical_size, italic, info.codepoint)
        if len(outline):
            outlines.append(outline + (x + position.x_offset / upem, -position.y_offset / upem))
        x += position.x_advance / upem
    return _Shaped(x, tuple(outlines))


def _shaped(text: str, style: Style) -> _Shaped:
    low, high = OPTICAL_RANGE
    return _shape(text, style.weight, float(round(min(max(style.size, low), high))), style.italic)


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
    points: Points = np.concatenate(shaped.glyphs) * style.size
    return points


def missing(text: str) -> str:
    """The characters of a text for which the font has no glyph, in order, each once."""
    font = _font(400, OPTICAL_RANGE[0], False)
    return "".join(
        dict.fromkeys(c for c in text if not c.isspace() and font.get_nominal_glyph(ord(c)) is None)
    )


def wrap(text: str, style: Style, available: float) -> tuple[str, ...]:
    """The text in as few lines of at most ``available`` pixels as words allow, of nearly equal length."""
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
        if lines and width(f"{lines[-1]} {word}", style) <= available:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)
