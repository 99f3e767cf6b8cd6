"""The two pictures of a pooling, put together from maps, window, marks, lens, beam and its line."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
from convanim.layout.boxes import Line
from convanim.layout.cells import Detail
from convanim.layout.facts import Pair, widest_values
from convanim.layout.pooling.facts import PoolingTrace, PoolNumbers
from convanim.layout.pooling.layout import PoolLayout, slant
from convanim.mobjects.beam import Beam
from convanim.mobjects.drawing import Drawing, Points, polygons, segments
from convanim.mobjects.grid import frame_width
from convanim.mobjects.maps import InputMap, padding_lines
from convanim.mobjects.notes import pacing_line
from convanim.mobjects.output_map import OutputMap
from convanim.mobjects.pool_lens import PoolLens, show_cursor
from convanim.mobjects.pool_marks import WinnerMarks, draw_legend
from convanim.mobjects.pool_numbers import InputCells, PoolArithmetic, SlantedOutput
from convanim.mobjects.pool_window import PoolPlace, PoolWindow, WindowFrame, WindowShape
from convanim.mobjects.signs import draw_sign
from convanim.mobjects.window import frame
from convanim.mobjects.window_numbers import number_colours
from convanim.mobjects.words import Words, draw_formula, draw_lines
from convanim.story.sliding import SlidingState
from convanim.theme import Theme

LEAST_FRAME = 9.0
"""The smallest side of a frame around a cell, in design pixels."""
BORDER = 0.055
"""The stroke of the borders between windows, in cells."""


class PoolPicture:
    """What both views share, from the input up: maps, window, marks, and the lines that never change."""

    def __init__(self, drawing: Drawing, layout: PoolLayout, theme: Theme, trace: PoolingTrace) -> None:
        self.drawing, self.layout, self.theme, self.trace = drawing, layout, theme, trace
        self._shape = WindowShape(_pair(trace.kernel_size), _pair(trace.dilation))
        self._scale = layout.canvas.scale
        self._place: PoolPlace | None = None
        self._numbered = layout.details["input"] >= Detail.NUMBERS
        self._build()

    def _build(self) -> None:
        layout, theme = self.layout, self.theme
        self._input_map()
        self._frame = WindowFrame(self.drawing, layout.input, theme, self._shape, self._scale, layout.labels)
        self._cursor = self.drawing.ink()
        self.output = OutputMap(
            self.drawing, layout.output, theme, layout.details["output"], self.trace.output[0], self._scale
        )
        self._output_numbers()
        self._cell_casing, self._cell_frame = self.drawing.ink(), self.drawing.ink()
        draw_lines(self.drawing, layout.lines)
        draw_legend(self.drawing, layout.legend, theme)
        for sign in layout.signs:
            draw_sign(self.drawing, sign, theme)
        for formula in layout.formulas:
            draw_formula(self.drawing, formula, theme.ink)
        self._note = Words(self.drawing, (theme.ink, theme.muted))

    def _output_numbers(self) -> None:
        """The numbers that the output map itself does not draw."""

    def _input_map(self) -> None:
        drawing, plane, theme, trace = self.drawing, self.layout.input, self.theme, self.trace
        detail = self.layout.details["input"]
        padded = np.pad(trace.input[0], trace.padding)
        padding = np.pad(np.zeros(trace.input.shape[1:], bool), trace.padding, constant_values=True)
        read = np.logical_and.outer(trace.reads(0), trace.reads(1))
        InputMap(drawing, plane, theme, detail, padded, padding, read)
        if self._tiled and detail >= Detail.GRID:
            width = max(BORDER * plane.cell, 1.8)
            drawing.ink().draw(self._borders()).paint(stroke=theme.input.line, width=width)
        (top, _), (left, _) = trace.padding
        rows, columns = trace.input.shape[1:]
        inner = (float(top), float(left), float(rows), float(columns))
        self._window = PoolWindow(drawing, plane, theme, self._shape, inner)
        padding_lines(drawing, plane, theme, padding)
        self.numbers = self._input_numbers(padded, padding, read)
        marked = bool(self.layout.legend) and self._numbered
        self.marks = WinnerMarks(drawing, plane, theme, trace) if marked else None

    def _input_numbers(self, padded: Any, padding: Any, read: Any) -> InputCells:
        theme, fill = self.theme, padding_number(self.trace)
        values: dict[Pair, Any] = {}
        colours: dict[Pair, tuple[str, str]] = {}
        for (row, column), is_padding in np.ndenumerate(padding):
            cell = (row, column)
            if not self._numbered or (is_padding and fill is None):
                continue
            values[cell] = fill if is_padding else padded[cell].item()
            of_cell = number_colours(theme, padded[cell], bool(read[cell]))
            # In the tilted view the beam's glow lies over the cell and takes contrast from it.
            covered = theme.muted if self.layout.view == "numeric" else theme.ink
            colours[cell] = (theme.pad_text, covered) if is_padding else of_cell
        widest = widest_values(self.trace.input)
        scale = self._scale * slant(self.layout.input.row_step)
        return InputCells(self.drawing, self.layout.input, values, colours, widest, scale)

    @property
    def _tiled(self) -> bool:
        """Whether windows lie side by side, so that the borders between them can be drawn."""
        trace = self.trace
        return self._shape.dilation == (1, 1) and tuple(trace.stride) == tuple(trace.kernel_size)

    def _borders(self) -> Points:
        """The borders between neighbouring windows, across the padded input."""
        plane, (down, right) = self.layout.input, self._shape.kernel
        rows, columns = (int(count) for count in self.trace.positions)
        height, width = min(rows * down, plane.rows), min(columns * right, plane.columns)
        ends = [
            ((0, n * right), (height, n * right)) for n in range(1, columns + 1) if n * right < plane.columns
        ]
        ends += [((n * down, 0), (n * down, width)) for n in range(1, rows + 1) if n * down < plane.rows]
        return segments(
            np.array([(plane.at(*start), plane.at(*end)) for start, end in ends]).reshape(-1, 2, 2)
        )

    def show(self, state: SlidingState, numbers: PoolNumbers | None) -> None:
        """Bring the picture to a state; ``numbers`` are those of the position it is at."""
        down, right = self.trace.stride
        place = PoolPlace(state.window[0] * down, state.window[1] * right, state.landed)
        if place != self._place:
            self._place = place
            self._show_window(place)
        covered = self._shape.covered(place)
        self.numbers.show(covered)
        if self.marks is not None:
            self.marks.show(state.filled, state.fade, covered, state.position if chosen(state) else None)
        self.output.show(state.filled, state.filling, state.fade, state.active)
        self._show_marker(state)
        self._show_note(state)

    def _show_window(self, place: PoolPlace) -> None:
        if self._numbered or self.layout.view == "tilted":
            self._window.show(place)  # over fills that say values it would hide them
        self._frame.show(place)

    def _show_marker(self, state: SlidingState) -> None:
        if state.marker is None:
            self._cell_frame.hide()
            self._cell_casing.hide()
            return
        corners = polygons([at_least(self.layout.output.quad(*state.marker), LEAST_FRAME)])
        frame(self._cell_frame, self._cell_casing, corners, self.layout.output.cell, self.theme, state.fade)

    def _show_note(self, state: SlidingState) -> None:
        note = self.layout.note
        line: Line | None = None
        if note is not None and state.position is not None and state.fast:
            columns = int(self.trace.output_shape[-1])
            line = pacing_line(note, state, columns, len(self.trace), self.theme)
        self._note.show(() if line is None else (line,))

    def window_quad(self, place: PoolPlace) -> Points:
        """The corners of the window as a whole, ``(4, 2)``, gaps and nothing included."""
        return self.layout.input.quad(place.row, place.column, *self._shape.span)


class NumericPooling(PoolPicture):
    """The numeric view: maps side by side, the line of the step below."""

    def _build(self) -> None:
        super()._build()
        layout = self.layout
        assert layout.slot is not None
        self.lens = None
        if layout.lens is not None:
            self.lens = PoolLens(self.drawing, layout.lens, self.theme, self._scale)
        self.line = PoolArithmetic(self.drawing, layout.slot, self.theme)

    def show(self, state: SlidingState, numbers: PoolNumbers | None) -> None:
        """Bring the picture to a state."""
        super().show(state, numbers)
        reading = self.line.show(None if state.fast else numbers, state.products, state.result)
        self._show_reading(state, reading)

    def _show_reading(self, state: SlidingState, reading: Pair | None) -> None:
        assert self._place is not None
        cell = None
        if reading is not None and self._numbered:
            down, right = self._shape.dilation
            cell = round(self._place.row) + reading[0] * down, round(self._place.column) + reading[1] * right
        show_cursor(self._cursor, self.layout.input, cell, self.theme)
        if self.lens is None:
            return
        self.lens.tie(at_least(self.window_quad(self._place), LEAST_FRAME))
        rows, columns = self.trace.positions
        position = min(round(state.window[0]), rows - 1), min(round(state.window[1]), columns - 1)
        self.lens.show(self.trace.step(position), padding_number(self.trace), chosen(state), reading)


class TiltedPooling(PoolPicture):
    """The tilted view: two planes and the beam between them, the numbers lying in the planes."""

    def _build(self) -> None:
        super()._build()
        self.beam = Beam(self.drawing, self.theme)
        if self.layout.swatch is not None:
            swatch = self.drawing.ink().draw(polygons([self.layout.swatch.quad(0, 0)]))
            fill = self.theme.input.active if self.theme.input.ramp is None else None
            swatch.paint(fill=fill, stroke=self.theme.accent, width=2.4)

    def _output_numbers(self) -> None:
        self.slanted = None
        if self.layout.details["output"] >= Detail.NUMBERS:
            values = self.trace.output[0]
            scale = self._scale * slant(self.layout.output.row_step)
            self.slanted = SlantedOutput(
                self.drawing, self.layout.output, self.theme, values, widest_values(values), scale
            )

    def show(self, state: SlidingState, numbers: PoolNumbers | None) -> None:
        """Bring the picture to a state."""
        super().show(state, numbers)
        if self.slanted is not None:
            active = state.active if state.active is not None and state.active < state.filled else None
            self.slanted.show(state.filled, state.filling, state.fade, active)
        assert self._place is not None
        self.beam.show(self.window_quad(self._place), self.layout.output.quad(*state.window), state.beam)

    def _show_marker(self, state: SlidingState) -> None:
        if state.marker is None:
            self._cell_frame.hide()
            return
        self._cell_frame.draw(polygons([self.layout.output.quad(*state.marker)]))
        width = frame_width(self.layout.output.cell)
        self._cell_frame.paint(stroke=self.theme.accent, width=width, opacity=state.fade)


def chosen(state: SlidingState) -> bool:
    """Whether it is known which cell won: all values have been looked at."""
    return state.products >= 1 and state.position is not None and not state.skipped


def padding_number(trace: PoolingTrace) -> float | None:
    """What stands in padding: −∞, which never wins; 0 where an average counts it, else nothing."""
    if isinstance(trace, MaxPoolTrace):
        return float("-inf")
    assert isinstance(trace, AveragePoolTrace)
    return 0 if trace.count_include_pad else None


def at_least(quad: Points, side: float) -> Points:
    """A quadrilateral grown around its middle so that neither side is shorter than given."""
    middle = quad.mean(axis=0)
    shortest = min(float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[2] - quad[1])))
    grown: Points = middle + (quad - middle) * max(1.0, side / max(shortest, 1e-9))
    return grown


def _pair(values: Any) -> Pair:
    first, second = values
    return int(first), int(second)
