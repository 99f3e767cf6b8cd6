"""Draws parts of a picture anew: the mobjects that touch them, in order, with Manim's own strokes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import cairo
import numpy as np
from manim import Camera, Mobject, VMobject
from numpy.typing import NDArray

from convanim.rendering.damage import Corners
from convanim.rendering.frames import Rect


class Painter:
    """A canvas that is kept between frames, and the list of what lies on it.

    Only Manim's own ``Camera`` draws, so that the pixels are Manim's. Outlines are kept as Cairo paths.
    """

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.mobjects: list[Mobject] = []
        self.boxes: Corners = np.zeros((0, 4))
        self._paths: dict[int, Any] = {}
        self._scratch = np.zeros_like(camera.pixel_array)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.camera.pixel_width), int(self.camera.pixel_height)

    def load(self, mobjects: Sequence[Mobject], boxes: Corners) -> None:
        """Replace the display list; ``boxes`` says in pixels what each mobject covers."""
        self.mobjects, self.boxes = list(mobjects), boxes

    def forget(self, mobjects: Iterable[Mobject]) -> None:
        """Drop what is kept of mobjects that changed or left."""
        for mobject in mobjects:
            self._paths.pop(id(mobject), None)

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
        background = self.camera.background
        assert background is not None
        context = self.camera.get_cairo_context(self._scratch)
        for band in bands(rects):
            touching = np.zeros(len(self.mobjects), dtype=bool)
            for rect in band:
                self._scratch[rect.slices] = background[rect.slices]
                touching |= self._touching(rect)
            context.save()
            _clip_rows(context, min(r.y for r in band), max(r.y + r.height for r in band), self.size[0])
            for number in np.flatnonzero(touching):
                self._draw(context, self.mobjects[number])
            context.restore()
            for rect in band:
                self.camera.pixel_array[rect.slices] = self._scratch[rect.slices]

    def _touching(self, rect: Rect) -> NDArray[np.bool_]:
        boxes, right, bottom = self.boxes, rect.x + rect.width, rect.y + rect.height
        across = (boxes[:, 0] < right) & (boxes[:, 2] > rect.x)
        touching: NDArray[np.bool_] = across & (boxes[:, 1] < bottom) & (boxes[:, 3] > rect.y)
        return touching

    def _draw(self, context: cairo.Context[Any], mobject: Mobject) -> None:
        assert isinstance(mobject, VMobject)
        path = self._paths.get(id(mobject))
        if path is None:
            self.camera.set_cairo_context_path(context, mobject)
            self._paths[id(mobject)] = context.copy_path()
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
