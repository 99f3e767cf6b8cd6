"""PDF: a page for each picture, as shapes; each page's caption is its bookmark."""

from __future__ import annotations

import base64
import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import cairo
import numpy as np
from numpy.typing import NDArray

from convanim.encoders.base import StreamInfo
from convanim.encoders.embedded_documents import PDF_COMMENT
from convanim.encoders.target import Target
from convanim.lettering import Lettered
from convanim.rendering.outlines import Image, Look, Shape, VectorFrame
from convanim.theme import rgb

if TYPE_CHECKING:
    Context = cairo.Context[Any]  # the class itself takes no parameter

Points = NDArray[np.float64]

POINTS_PER_PIXEL = 0.75
"""A slide's 1280 design pixels are 960 points, 13⅓ inches, as wide as slides are in the usual programs."""

_NEAR = 1e-3


class PdfEncoder:
    """Writes a page when it is given; title and alternative text are in the document's properties.

    The spec follows the end of the document as a comment, which readers of PDF pass over.
    """

    def __init__(self, path: Path, info: StreamInfo) -> None:
        self._target = Target(path)
        self._info = info
        self._file: BinaryIO | None = None
        self._surface: cairo.PDFSurface | None = None
        self._texts: dict[tuple[object, ...], cairo.RecordingSurface] = {}
        self._pages = 0

    def open(self) -> None:
        """Start the file beside its target."""
        self._file = self._target.open()

    def frame(self, frame: VectorFrame) -> None:
        """Draw a page."""
        size = frame.width * POINTS_PER_PIXEL, frame.height * POINTS_PER_PIXEL
        if self._surface is None:
            self._surface = self._started(*size)
        self._pages += 1
        if frame.caption:
            self._surface.add_outline(
                cairo.PDF_OUTLINE_ROOT, frame.caption, f"page={self._pages}", cairo.PDFOutlineFlags(0)
            )
        context = cairo.Context(self._surface)
        context.scale(POINTS_PER_PIXEL, POINTS_PER_PIXEL)
        context.set_miter_limit(10)
        if not self._info.transparent:
            context.set_source_rgb(*(level / 255 for level in self._info.matte))
            context.paint()
        for shape in frame.shapes:
            if shape.image is not None:
                _place(context, shape.image, shape.look.opacity)
            else:
                _draw(context, shape)
            for text in shape.texts:
                self._write(context, text, shape.look)
        context.show_page()

    def close(self) -> None:
        """Finish the document and put the file in place."""
        if self._file is None or self._surface is None:
            raise ValueError("an encoder needs a frame before it is closed")
        self._surface.finish()
        if self._info.spec:
            self._file.write(_comment(self._info.spec, self._file))
        self._file.close()
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        if self._surface is not None:
            with contextlib.suppress(OSError, cairo.Error):
                self._surface.finish()
        self._target.abort()

    def _write(self, context: Context, text: Lettered, look: Look) -> None:
        """Place a text: the document has each one only once, however often it is seen."""
        key = (text.text, text.style, text.font, look)
        if key not in self._texts:
            kept = cairo.RecordingSurface(cairo.CONTENT_COLOR_ALPHA, None)
            drawn = cairo.Context(kept)
            _trace(drawn, replace(text, axes=np.eye(2), origin=np.zeros(2)).outline())
            _finish(drawn, look)
            self._texts[key] = kept
        (across, skew), (lean, down) = text.axes.tolist()
        context.save()
        context.transform(cairo.Matrix(across, skew, lean, down, *text.origin.tolist()))
        context.set_source_surface(self._texts[key])
        context.paint()
        context.restore()

    def _started(self, width: float, height: float) -> cairo.PDFSurface:
        surface = cairo.PDFSurface(self._file, width, height)
        surface.set_metadata(cairo.PDF_METADATA_TITLE, self._info.title)
        surface.set_metadata(cairo.PDF_METADATA_SUBJECT, self._info.description)
        surface.set_metadata(cairo.PDF_METADATA_CREATOR, "convanim")
        surface.set_metadata(cairo.PDF_METADATA_CREATE_DATE, "")  # two files of one clip are the same
        return surface


def _place(context: Context, image: Image, opacity: float) -> None:
    """Lay pixels in their place, each with edges of its own."""
    rows, columns, _ = image.pixels.shape
    blue_first = np.where(image.pixels[..., 3:] > 0, image.pixels[..., [2, 1, 0, 3]], 0).astype(np.uint8)
    data = bytearray(blue_first.tobytes())
    surface = cairo.ImageSurface.create_for_data(data, cairo.FORMAT_ARGB32, columns, rows, 4 * columns)
    context.save()
    context.translate(image.box.x, image.box.y)
    context.scale(image.box.width / columns, image.box.height / rows)
    context.set_source_surface(surface)
    context.get_source().set_filter(cairo.FILTER_NEAREST)
    context.paint_with_alpha(opacity)
    context.restore()


def _draw(context: Context, shape: Shape) -> None:
    _trace(context, shape.curves)
    _finish(context, shape.look)


def _finish(context: Context, look: Look) -> None:
    """Fill what was traced, then stroke it, as Manim's camera does."""
    if look.fill:
        _paint(context, look.fill, look.opacity)
        context.fill_preserve()
    if look.stroke and look.width:
        _paint(context, look.stroke, look.opacity)
        context.set_line_width(look.width)
        context.set_line_cap(cairo.LINE_CAP_ROUND if look.round_caps else cairo.LINE_CAP_BUTT)
        context.stroke_preserve()
    context.new_path()


def _paint(context: Context, colour: str, opacity: float) -> None:
    red, green, blue = (level / 255 for level in rgb(colour))
    context.set_source_rgba(red, green, blue, opacity)


def _trace(context: Context, curves: Points) -> None:
    """Add an outline to the path; what ends where it began is closed."""
    start = last = None
    for a, b, c, d in curves.reshape(-1, 4, 2).tolist():
        if last is None or not _same(a, last):
            if last is not None and _same(last, start):
                context.close_path()
            context.move_to(*a)
            start = a
        if _straight(a, b, c, d):
            context.line_to(*d)
        else:
            context.curve_to(*b, *c, *d)
        last = d
    if last is not None and _same(last, start):
        context.close_path()


def _straight(a: list[float], b: list[float], c: list[float], d: list[float]) -> bool:
    thirds = zip(a, b, c, d, strict=True)
    return all(abs(3 * q - 2 * p - s) + abs(3 * r - p - 2 * s) < _NEAR for p, q, r, s in thirds)


def _same(one: list[float], other: list[float] | None) -> bool:
    return other is not None and abs(one[0] - other[0]) + abs(one[1] - other[1]) < _NEAR


def _comment(spec: str, file: BinaryIO) -> bytes:
    """The spec as a comment; behind it once more where the cross-references are, which readers find there."""
    size = file.tell()
    file.seek(max(0, size - 64))
    end = file.read()
    place = end[end.rindex(b"startxref") :]
    return PDF_COMMENT + base64.b64encode(spec.encode()) + b"\n" + place
