"""Draws parts of a picture anew: the mobjects that touch them, in order, with Manim's own strokes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import cairo
import numpy as np
from manim import Camera, Mobject, VMobject
from manim.typing import PixelArray
from numpy.typing import NDArray

from convanim.rendering.damage import Corners
from convanim.rendering.frames import Rect

WARM = 8
"""Paints after which what lies at the bottom and never changed is taken to stay so."""


class Painter:
    """A canvas that is kept between frames, and the list of what lies on it.

    Only Manim's own ``Camera`` draws, so that the pixels are Manim's. Outlines are kept as Cairo paths, and
    what lies at the bottom and rests as one picture, the base, on which the rest is drawn.
    """

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.mobjects: list[Mobject] = []
        self.boxes: Corners = np.zeros((0, 4))
        self._paths: dict[int, tuple[Any, Any]] = {}
        self._scratch = np.zeros_like(camera.pixel_array)
        self._places: dict[int, int] = {}
        self._base: PixelArray | None = None
        self._fixed = self._lowest = self._paints = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.camera.pixel_width), int(self.camera.pixel_height)

    def load(self, mobjects: Sequence[Mobject], boxes: Corners) -> None:
        """Replace the display list; ``boxes`` says in pixels what each mobject covers."""
        self.mobjects, self.boxes = list(mobjects), boxes
        self._places = {id(mobject): place for place, mobject in enumerate(self.mobjects)}
        self._lowest = len(self.mobjects)
        self._drop_base()

    def forget(self, mobjects: Iterable[Mobject], in_place: bool = True) -> None:
        """Drop what is kept of mobjects that changed or left.

        ``in_place`` says that points may have been changed where they are; else those that are another
        array are seen by themselves, and a change of colour keeps the outline.
        """
        for mobject in mobjects:
            if in_place:
                self._paths.pop(id(mobject), None)
            self._lowest = min(self._lowest, self._places.get(id(mobject), 0))
        if self._lowest < self._fixed:
            self._drop_base()

    def forget_all(self) -> None:
        """Drop all outlines: the camera sees them from elsewhere."""
        self._paths.clear()

    def paint(self, rects: tuple[Rect, ...]) -> None:
        """Draw these rectangles anew, exactly as a whole redraw would.

        Cairo anti-aliases a row of pixels by what edges the outline has in all of that row, so a clip
        that cuts an outline at the left or right changes its edges (by up to 16 levels). A band of whole
        rows does not: what touches a rectangle is drawn in its band on a second canvas, and the
        rectangle alone is taken over.
        """
        background = self._background()
        context = self.camera.get_cairo_context(self._scratch)
        for band in bands(rects):
            touching = np.zeros(len(self.mobjects), dtype=bool)
            for rect in band:
                self._scratch[rect.slices] = background[rect.slices]
                touching |= self._touching(rect)
            context.save()
            _clip_rows(context, min(r.y for r in band), max(r.y + r.height for r in band), self.size[0])
            for number in np.flatnonzero(touching[self._fixed :]) + self._fixed:
                self._draw(context, self.mobjects[number])
            context.restore()
            for rect in band:
                self.camera.pixel_array[rect.slices] = self._scratch[rect.slices]

    def _background(self) -> PixelArray:
        """What lies below everything that may change."""
        self._paints += 1
        if self._base is None and self._paints > WARM and self._lowest:
            background = self.camera.background
            assert background is not None
            self._base, self._fixed = background.copy(), self._lowest
            context = self.camera.get_cairo_context(self._base)
            shown = self.boxes[: self._fixed, 2] > self.boxes[: self._fixed, 0]
            for number in np.flatnonzero(shown):
                self._draw(context, self.mobjects[number])
        found = self.camera.background if self._base is None else self._base
        assert found is not None
        return found

    def _drop_base(self) -> None:
        if self._base is not None:
            self.camera.pixel_array_to_cairo_context.pop(id(self._base), None)
        self._base, self._fixed, self._paints = None, 0, 0

    def _touching(self, rect: Rect) -> NDArray[np.bool_]:
        boxes, right, bottom = self.boxes, rect.x + rect.width, rect.y + rect.height
        across = (boxes[:, 0] < right) & (boxes[:, 2] > rect.x)
        touching: NDArray[np.bool_] = across & (boxes[:, 1] < bottom) & (boxes[:, 3] > rect.y)
        return touching

    def _draw(self, context: cairo.Context[Any], mobject: Mobject) -> None:
        assert isinstance(mobject, VMobject)
        points, path = self._paths.get(id(mobject), (None, None))
        if points is not mobject.points:
            self.camera.set_cairo_context_path(context, mobject)
            self._paths[id(mobject)] = mobject.points, context.copy_path()
        else:
            context.new_path()
            context.append_path(path)
        self.camera.apply_stroke(context, mobject, background=True)
        if mobject.fill_rgbas[..., 3].any():
            self.camera.apply_fill(context, mobject)
        self.camera.apply_stroke(context, mobject)


def bands(rects: tuple[Rect, ...]) -> list[list[Rect]]:
    """Rectangles by the rows they stand in: those whose rows overlap are drawn together."""
    found: list[list[Rect]] = []
    bottom = -1
    for rect in sorted(rects, key=lambda rect: rect.y):
        if found and rect.y < bottom:
            found[-1].append(rect)
        else:
            found.append([rect])
        bottom = max(bottom, rect.y + rect.height)
    return found


def _clip_rows(context: cairo.Context[Any], top: int, bottom: int, width: int) -> None:
    matrix = context.get_matrix()
    context.identity_matrix()
    context.new_path()
    context.rectangle(0, top, width, bottom - top)
    context.clip()
    context.set_matrix(matrix)
