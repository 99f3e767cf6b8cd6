"""SVG: one picture with shapes as paths and texts as text, in letters that the file brings along."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convanim.encoders.base import StreamInfo
from convanim.encoders.embedded_xml import element, plain, quoted
from convanim.encoders.svg_font import FALLBACKS, font_faces, written
from convanim.encoders.target import Target
from convanim.lettering import Lettered
from convanim.rendering.outlines import Image, Shape, VectorFrame
from convanim.typeset import optical_size

Points = NDArray[np.float64]

_STYLE = "font-optical-sizing:none;font-feature-settings:'tnum';white-space:pre"
"""Of all text: optical sizes as the layout has them, figures of one width, spaces as they are."""
_NEAR = 1e-3
"""Design pixels within which points are the same."""


class SvgEncoder:
    """Writes the last picture it is given; the spec is in its metadata, the alternative text in its desc.

    Each text says how wide it is, so that in another font it still fits its place.
    """

    def __init__(self, path: Path, info: StreamInfo) -> None:
        self._target = Target(path)
        self._info = info
        self._picture: VectorFrame | None = None

    def open(self) -> None:
        """Start the file: make sure that it can be written."""
        self._target.open().close()

    def frame(self, frame: VectorFrame) -> None:
        """Keep a picture in place of the one before it."""
        self._picture = frame

    def close(self) -> None:
        """Write the picture and put the file in place."""
        if self._picture is None:
            raise ValueError("an encoder needs a frame before it is closed")
        text = "\n".join(document(self._picture, self._info))
        self._target.temporary.write_text(text + "\n", encoding="utf-8", newline="\n")
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        self._target.abort()


def document(picture: VectorFrame, info: StreamInfo) -> Iterator[str]:
    """The lines of an SVG file."""
    size = f"{_number(picture.width)} {_number(picture.height)}"
    texts = [text for shape in picture.shapes for text in shape.texts]
    rules, families = font_faces(texts)
    label = f" aria-label={quoted(info.description)}" if info.description else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{info.width}" height="{info.height}" '
        f'viewBox="0 0 {size}" role="img"{label} font-family="{_family(families, False)}" '
        f'text-rendering="geometricPrecision" style="{_STYLE}">'
    )
    if info.title:
        yield f"<title>{plain(info.title)}</title>"
    if info.description:
        yield f"<desc>{plain(info.description)}</desc>"
    if info.spec:
        yield f"<metadata>{element(info.spec)}</metadata>"
    if rules:
        yield f"<style>{rules}</style>"
    if not info.transparent:
        red, green, blue = info.matte
        yield f'<rect width="100%" height="100%" fill="#{red:02x}{green:02x}{blue:02x}"/>'
    parts = (part for shape in picture.shapes for part in _parts(shape, families))
    for attributes, group in groupby(parts, key=lambda part: part[0]):
        elements = [inner for _, inner in group]
        yield f"<g {attributes}>{''.join(elements)}</g>"
    yield "</svg>"


def _parts(shape: Shape, families: dict[bool, str]) -> Iterator[tuple[str, str]]:
    """The elements of a shape, each with the attributes that neighbours may share with it."""
    paint = _paint(shape)
    if shape.image is not None:
        yield f'opacity="{_number(shape.look.opacity, 3)}"', _image(shape.image)
        return
    if len(shape.curves):
        yield paint, f'<path d="{path(shape.curves)}"/>'
    for text in shape.texts:
        yield f"{paint} {_face(text, families)}", _text(text.stripped())


def _image(image: Image) -> str:
    """Pixels in their place, each with edges of its own, as a PNG in the text of the file."""
    from PIL import Image as PillowImage

    file, box = BytesIO(), image.box
    PillowImage.fromarray(image.pixels, "RGBA").save(file, "PNG", optimize=True)
    data = base64.b64encode(file.getvalue()).decode("ascii")
    place = f'x="{_number(box.x)}" y="{_number(box.y)}"'
    size = f'width="{_number(box.width)}" height="{_number(box.height)}" preserveAspectRatio="none"'
    return f'<image {place} {size} style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'


def _paint(shape: Shape) -> str:
    look, words = shape.look, []
    words.append(f'fill="{look.fill or "none"}"')
    if look.opacity < 1 and look.fill:
        words.append(f'fill-opacity="{_number(look.opacity, 3)}"')
    if look.stroke and look.width:
        words.append(f'stroke="{look.stroke}" stroke-width="{_number(look.width, 3)}" stroke-miterlimit="10"')
        words += [f'stroke-opacity="{_number(look.opacity, 3)}"'] if look.opacity < 1 else []
        words += ['stroke-linecap="round"'] if look.round_caps else []
    return " ".join(words)


def _face(text: Lettered, families: dict[bool, str]) -> str:
    style = text.style
    slant = f' font-family="{_family(families, True)}" font-style="italic"' if style.italic else ""
    face = f"font-variation-settings:'opsz' {optical_size(style):g}"
    return f'font-weight="{style.weight}"{slant} style="{face}"'


def _family(families: dict[bool, str], italic: bool) -> str:
    return ",".join(filter(None, (families.get(italic), FALLBACKS)))


def _text(text: Lettered) -> str:
    """A text on its baseline: by its place and size where it is upright, else by its axes as well."""
    (across, skew), (lean, down) = text.axes
    upright = abs(skew) < _NEAR and abs(lean) < _NEAR and abs(across - down) < _NEAR and across > 0
    scale = float(across) if upright else 1.0
    size, length = _number(text.style.size * scale), _number(text.width * scale)
    x, y = (_number(value) for value in text.origin)
    if upright:
        place = f'x="{x}" y="{y}"'
    else:
        place = f'transform="matrix({" ".join(_number(v, 5) for v in text.axes.ravel())} {x} {y})"'
    return (
        f'<text {place} font-size="{size}" textLength="{length}" lengthAdjust="spacingAndGlyphs">'
        f"{plain(written(text.text))}</text>"
    )


def path(curves: Points) -> str:
    """The path of an outline: straight lines are lines, and what ends where it began is closed."""
    words: list[str] = []
    start = last = np.array((np.nan, np.nan))
    for curve in curves.reshape(-1, 4, 2):
        if not _same(curve[0], last):
            words += ["Z"] * (len(words) > 0 and _same(last, start))
            words.append("M" + _pair(curve[0]))
            start = curve[0]
        last = curve[3]
        words.append(_segment(curve))
    return "".join(words) + "Z" * _same(last, start)


def _segment(curve: Points) -> str:
    third = (curve[3] - curve[0]) / 3
    if np.abs(curve[1:3] - curve[0] - (third, 2 * third)).max() < _NEAR:
        return "L" + _pair(curve[3])
    return "C" + " ".join(_pair(point) for point in curve[1:])


def _same(one: Points, other: Points) -> bool:
    return bool(np.abs(one - other).max() < _NEAR)


def _pair(point: Points) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float, digits: int = 2) -> str:
    """A number as short as it can be written."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return "0" if text in ("-0", "") else text
