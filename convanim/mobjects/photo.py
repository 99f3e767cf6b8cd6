"""A picture, the kernel that sweeps over it, and the feature map that appears behind it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.facts import widest_values
from convanim.layout.photo.layout import PhotoLayout, counted
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons, rectangle
from convanim.mobjects.grid import dashed_outline
from convanim.mobjects.maps import Kernel
from convanim.mobjects.photo_lens import PhotoLens
from convanim.mobjects.photo_line import PhotoSum
from convanim.mobjects.photo_raster import raster
from convanim.mobjects.signs import draw_sign
from convanim.mobjects.words import Words, draw_lines
from convanim.ramps import SIGNED_FINE, sign_ramp
from convanim.story.photo import PhotoState
from convanim.theme import Theme
from convanim.typeset import runs_width

FRAME, CASING = 2.4, 1.2
"""The frame around the window and the background-coloured edge on each side of it, in design pixels."""
LEAST_FRAME = 9.0
TRAIL_SHARES = (0.73, 0.47, 0.31, 0.18)
"""How much of the accent the earlier windows have, the nearest first."""
TRAIL_WIDTH = 1.4
OUTSIDE = 0.7
"""How far a picture's outline lies outside it, so that its pixels are whole."""


class PhotoPicture:
    """All inks of a picture's clip; what is at rest lies lowest."""

    def __init__(
        self, drawing: Drawing, layout: PhotoLayout, theme: Theme, trace: Any, weights: NDArray[Any]
    ) -> None:
        """Args: the weights as they are written."""
        self._drawing, self.layout, self._theme, self.trace = drawing, layout, theme, trace
        self._scale = layout.canvas.scale
        self._rest(weights)
        self.output = raster(drawing, layout.output, layout.ramps["output"].pixels(trace.output[0]))
        self._trail = [drawing.ink() for _ in TRAIL_SHARES]
        self._casing, self._frame = drawing.ink(), drawing.ink()
        self._cell_casing, self._cell = drawing.ink(), drawing.ink()
        self.lens = PhotoLens(
            drawing,
            layout.lens,
            theme,
            layout.details["lens"],
            layout.ramps["input"],
            weights,
            widest_values(trace.input),
            self._scale,
            layout.beneath,
        )
        self.sum = PhotoSum(drawing, theme)
        self.note = Words(drawing, (theme.ink, theme.muted))

    def _rest(self, weights: NDArray[Any]) -> None:
        layout, theme, drawing = self.layout, self._theme, self._drawing
        draw_lines(drawing, (*layout.lines, *layout.legend.lines))
        for sign in layout.signs:
            draw_sign(drawing, sign, theme)
        self._legend()
        self._kernel(weights)
        for plane, role in ((layout.input, theme.input), (layout.output, theme.output)):
            outline = rectangle(plane.box.grown(OUTSIDE))
            drawing.ink().draw(outline).paint(stroke=role.line, width=1.4)
        if layout.padded != layout.input:
            dashes = dashed_outline(layout.padded)
            drawing.ink().draw(dashes).paint(stroke=theme.pad_line, width=1.2)
        self.input = raster(drawing, layout.input, layout.ramps["input"].pixels(self.trace.input[0]))
        self.input.reveal(self.trace.input[0].size)

    def _legend(self) -> None:
        """The output's colours from the lowest value to the highest."""
        bar, ramp = self.layout.legend.bar, self.layout.legend.ramp
        columns = round(bar.width * self._scale)
        plane = Plane(round(bar.height * self._scale), columns, (bar.x, bar.y), 1 / self._scale)
        values = np.linspace(ramp.low, ramp.high, columns)
        colours = np.repeat(ramp.pixels(values)[None], plane.rows, axis=0)
        raster(self._drawing, plane, colours).reveal(plane.rows * columns)
        edge = self._drawing.ink().draw(rectangle(bar))
        edge.paint(stroke=self._theme.rule, width=1.0)

    def _kernel(self, weights: NDArray[Any]) -> None:
        layout, theme = self.layout, self._theme
        plane = layout.kernel
        if layout.details["kernel"] >= Detail.NUMBERS:
            self.kernel: Kernel | None = Kernel(
                self._drawing, plane, theme, layout.details["kernel"], weights, self._scale
            )
        else:  # too fine for numbers: signs are seen by their hues
            self.kernel = None
            top = float(np.abs(weights).max()) or 1.0
            ramp = sign_ramp(top, theme.output, theme, SIGNED_FINE)
            raster(self._drawing, plane, ramp.pixels(weights)).reveal(weights.size)
        whole = rectangle(plane.box)
        self._drawing.ink().draw(whole).paint(stroke=theme.accent, width=3.0)

    def show(self, state: PhotoState, step: Any) -> None:
        """Bring the picture to a state; ``step`` is the trace's of the window's position, or None."""
        self.output.reveal(state.filled, state.fade)
        self._show_window(state)
        self._show_lens(state, step)
        line = None
        if state.position is not None:
            line = self.layout.sums[self.layout.stops.index(state.position)]
        weight = self.sum.show(line, state.products, state.result, state.verdict)
        cell = divmod(weight, self.layout.kernel.columns) if state.product and weight is not None else None
        self.lens.point(cell)
        if self.kernel is not None:
            self.kernel.use(cell)
        beside = state.position is None or self.layout.right  # else the sum stands there
        counted = state.count is not None and beside
        self.note.show((self._counted(state.count),) if counted and state.count is not None else ())

    def window(self, row: float, column: float, rows: float = 1) -> Points:
        """The corners of the window over the picture for an output's (row, column), or for several rows."""
        (down, right), plane = self.trace.stride, self.layout.padded
        high, wide = self.trace.window.span
        return plane.quad(row * down, column * right, high + (rows - 1) * down, wide)

    def _show_window(self, state: PhotoState) -> None:
        if state.rows is not None:
            first, last = state.rows
            down = int(self.trace.stride[0])
            high = self.trace.window.span[0] + (last - first) * down
            quad = self.layout.padded.quad(first * down, 0, high, self.layout.padded.columns)
        else:
            quad = self.window(*state.window)
        self._ring(self._frame, self._casing, grown(quad))
        for number, ink in enumerate(self._trail):
            if number < len(state.trail):
                place = self.window(*state.trail[number])
                share = TRAIL_SHARES[number]
                ink.draw(polygons([place])).paint(stroke=self._theme.accent, width=TRAIL_WIDTH, opacity=share)
            else:
                ink.hide()
        if state.marker:
            self._ring(self._cell, self._cell_casing, grown(self.layout.output.quad(*state.window)))
        else:
            self._cell.hide()
            self._cell_casing.hide()

    def _ring(self, ink: Ink, casing: Ink, quad: Points) -> None:
        outline = polygons([quad])
        casing.draw(outline).paint(stroke=self._theme.background, width=FRAME + 2 * CASING)
        ink.draw(outline).paint(stroke=self._theme.accent, width=FRAME)

    def _show_lens(self, state: PhotoState, step: Any) -> None:
        self.lens.tie(None if state.position is None else grown(self.window(*state.window)))
        if step is None or state.blank:
            self.lens.blank()
            return
        numbered, count = state.position is not None, step.patch[0].size
        self.lens.show(step.patch[0], step.inside, numbered, round(state.factors * count))

    def _counted(self, number: int) -> Line:
        """How far the kernel is, at its place."""
        note = self.layout.note
        runs = counted(note.labels, number, len(self.trace), self._theme, note.size)
        return Line("note", runs, note.x - runs_width(runs) * self.layout.right, note.y)


def grown(quad: Points) -> Points:
    """A rectangle's corners moved out, so that a frame leaves what is in it whole, and not too small."""
    low, high = quad.min(axis=0), quad.max(axis=0)
    reach = np.maximum((LEAST_FRAME - (high - low)) / 2, FRAME / 2 + CASING - 0.4)
    (left, top), (right, bottom) = low - reach, high + reach
    return np.array(((left, top), (right, top), (right, bottom), (left, bottom)))
