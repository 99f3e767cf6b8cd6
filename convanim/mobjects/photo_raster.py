"""A picture as one ink: however many pixels it has, it is an outline that is filled with them."""

from __future__ import annotations

from typing import Any, cast

import cairo
import numpy as np
from manim import Camera, VMobject
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.mobjects.drawing import NO_CURVES, PIXELS_PER_UNIT, Drawing, Ink, polygons

Pixels = NDArray[np.uint8]


class Raster(Ink):
    """A picture whose pixels are the cells of an upright plane, shown as far as it is computed.

    Its fill is the pixels; a camera that does not know it fills it with their mean colour.
    """

    def __init__(self, drawing: Drawing, plane: Plane, colours: Pixels) -> None:
        """Args: the colours of the cells, ``(rows, columns, 3)``."""
        super().__init__(drawing)
        self._cells, self.colours = plane, colours
        self.plane = plane.moved(*drawing.offset)
        """Where it stands in the whole picture."""
        self.count = 0
        self._mean = "#" + bytes(colours.reshape(-1, 3).mean(axis=0).astype(np.uint8)).hex().upper()
        x, y = drawing.to_scene(np.array([plane.origin]))[0, :2]
        scale = PIXELS_PER_UNIT / plane.cell
        self.to_cells = (scale, 0.0, 0.0, -scale, -x * scale, y * scale)
        """From Manim's units to (column, row), as Cairo writes a matrix."""

    def reveal(self, count: int, opacity: float = 1.0) -> Raster:
        """Show the first ``count`` cells in raster order."""
        before, self.count = self.count, count
        if not count:
            self.hide()
        elif count != before:
            self._uncover(*sorted((before, count)))
        self.paint(fill=self._mean, opacity=opacity)
        return self

    def _uncover(self, low: int, high: int) -> None:
        columns = self._cells.columns
        whole, rest = divmod(self.count, columns)
        blocks = [(0, 0, whole, columns)] * bool(whole) + [(whole, 0, 1, rest)] * bool(rest)
        first, last = low // columns, (high - 1) // columns
        within = self._cells.cell_box(first, 0, last + 1 - first, columns) if low else None
        self.draw(polygons([self._cells.quad(*block) for block in blocks]) if blocks else NO_CURVES, within)

    @property
    def shown(self) -> Pixels:
        """The pixels with alpha, ``(rows, columns, 4)``: what is not shown is transparent."""
        rows, columns, _ = self.colours.shape
        alpha = (np.arange(rows * columns) < self.count).reshape(rows, columns, 1) * np.uint8(255)
        return np.concatenate((self.colours, alpha.astype(np.uint8)), axis=2)


def raster(drawing: Drawing, plane: Plane, colours: Pixels) -> Raster:
    """A picture above all that is drawn so far; nothing of it is shown yet."""
    return cast(Raster, drawing.take(Raster(drawing, plane, colours)))


class RasterCamera(Camera):
    """Manim's own camera, which fills pictures with their pixels and everything else as ever."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._patterns: dict[int, tuple[Raster, cairo.SurfacePattern]] = {}

    def apply_fill(self, ctx: cairo.Context[Any], vmobject: VMobject) -> RasterCamera:
        """Fill an outline that has been traced."""
        if not isinstance(vmobject, Raster):
            super().apply_fill(ctx, vmobject)
            return self
        opacity = float(vmobject.fill_rgbas[0, 3])
        ctx.set_source(self._pattern(vmobject))
        if opacity >= 1:
            ctx.fill_preserve()
            return self
        ctx.save()
        ctx.clip_preserve()
        ctx.paint_with_alpha(opacity)
        ctx.restore()
        return self

    def _pattern(self, picture: Raster) -> cairo.SurfacePattern:
        """The pixels as Cairo fills with them; each cell is one colour up to its very edges."""
        if id(picture) not in self._patterns:
            rows, columns, _ = picture.colours.shape
            # Manim's buffer has red where Cairo has blue, and so has this one.
            data = np.full((rows, columns, 4), 255, dtype=np.uint8)
            data[..., :3] = picture.colours
            surface = cairo.ImageSurface.create_for_data(
                bytearray(data.tobytes()), cairo.FORMAT_ARGB32, columns, rows, 4 * columns
            )
            pattern = cairo.SurfacePattern(surface)
            pattern.set_filter(cairo.FILTER_NEAREST)
            pattern.set_extend(cairo.EXTEND_PAD)
            pattern.set_matrix(cairo.Matrix(*picture.to_cells))
            self._patterns[id(picture)] = picture, pattern
        return self._patterns[id(picture)][1]
