"""An input map among grouped channels: its window is at work only while its group is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convanim.engine import ConvTrace
from convanim.engine.padding import pad
from convanim.layout.cells import Detail
from convanim.layout.grouped.pieces import GroupedLayout, Source
from convanim.mobjects.beam import BEAM_SHARE, BEAM_WIDTH
from convanim.mobjects.drawing import Drawing, Points, polygons, segments
from convanim.mobjects.grid import stroke_width
from convanim.mobjects.maps import InputMap, padding_lines
from convanim.mobjects.sheet_maps import LEAST_FRAME
from convanim.mobjects.window import WindowFill, WindowPlace, frame
from convanim.mobjects.window_numbers import InputNumbers
from convanim.theme import Theme

REACH = 1.6
"""How fast beams fall, in shares of a turn's answers."""


class GroupedSource:
    """One input channel with its window."""

    def __init__(
        self, drawing: Drawing, source: Source, layout: GroupedLayout, theme: Theme, trace: ConvTrace
    ) -> None:
        self.source, self._trace = source, trace
        self._theme = replace(theme, input=getattr(theme, source.role))
        detail = Detail.FILL if layout.by_value else Detail.NUMBERS
        padded = pad(trace.input[source.channel : source.channel + 1], trace.padding, trace.padding_mode)[0]
        padding = np.pad(np.zeros(trace.input.shape[1:], dtype=bool), trace.padding, constant_values=True)
        read = np.logical_and.outer(trace.reads(0), trace.reads(1))
        kernel = (int(trace.kernel_size[0]), int(trace.kernel_size[1]))
        dilation = (int(trace.dilation[0]), int(trace.dilation[1]))
        (top, _), (left, _) = trace.padding
        inner = (int(top), int(left), int(trace.input.shape[1]), int(trace.input.shape[2]))
        InputMap(drawing, source.plane, self._theme, detail, padded, padding, read)
        self._filled = not layout.by_value
        self._window = WindowFill(drawing, source.plane, self._theme, kernel, dilation, inner, True)
        padding_lines(drawing, source.plane, self._theme, padding)
        digits = Detail.NUMBERS if layout.numbers else Detail.GRID
        self.numbers = InputNumbers(
            drawing,
            source.plane,
            self._theme,
            digits,
            padded,
            padding,
            read,
            kernel,
            dilation,
            layout.canvas.scale,
        )
        self._beams = [(drawing.ink(), drawing.ink()) for _ in source.beams]
        self._place: WindowPlace | None = None

    def frames(self, drawing: Drawing) -> None:
        """Make the window's frame, above all that is there so far."""
        self._casing, self._frame = drawing.ink(), drawing.ink()

    def show(self, row: float, column: float, landed: float, working: bool) -> None:
        """Put the window at a position of the output; it is a thin outline while its kernels rest."""
        down, right = self._trace.stride
        place = WindowPlace(row * down, column * right, landed if working else 0.0, 0)
        self._place = place
        if self._filled:
            self._window.show(place)
        self.numbers.show(place)
        outline = self._outline(place)
        if working:
            frame(self._frame, self._casing, outline, self.source.plane.cell, self._theme, landed)
            return
        width = 1.6 * stroke_width(self.source.plane.cell)
        self._casing.hide()
        self._frame.draw(outline).paint(stroke=self._theme.input.line, width=width, opacity=landed)

    def _outline(self, place: WindowPlace) -> Points:
        plane = self.source.plane
        if self._filled:
            return self._window.outline(place.row, place.column)
        return polygons([self._quad(place)]) if plane.cell else self._quad(place)

    def _quad(self, place: WindowPlace) -> Points:
        """The corners of the window as a whole, ``(4, 2)``, no smaller than its frame can be seen."""
        rows, columns = self._trace.window.span
        quad = self.source.plane.quad(place.row, place.column, rows, columns)
        middle = quad.mean(axis=0)
        sides = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[1])
        grown: Points = middle + (quad - middle) * max(1.0, LEAST_FRAME / float(min(sides)))
        return grown

    def beam(self, reach: float) -> None:
        """Let beams fall from the window to the kernels right below it, as far as ``reach`` (0 to 1)."""
        for (glow, ties), kernel in zip(self._beams, self.source.beams, strict=True):
            if reach <= 0 or self._place is None:
                glow.hide()
                ties.hide()
                continue
            window = self._quad(self._place)[[3, 2]]
            top = kernel.quad(0, 0, kernel.rows, kernel.columns)[[0, 1]]
            ends = window + (top - window) * min(reach * REACH, 1.0)
            glow.draw(polygons([np.array((window[0], window[1], ends[1], ends[0]))]))
            glow.paint(fill=self._theme.accent, opacity=BEAM_SHARE)
            ties.draw(segments(np.stack((window, ends), axis=1)))
            ties.paint(stroke=self._theme.accent, width=BEAM_WIDTH)
