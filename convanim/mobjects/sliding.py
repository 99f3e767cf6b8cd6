"""The two pictures of a sliding kernel, put together from maps, window, beam, lens and arithmetic."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.engine.padding import pad
from convanim.layout.boxes import Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.sliding.layout import SlidingLayout
from convanim.layout.sums import StepNumbers
from convanim.mobjects.beam import Beam
from convanim.mobjects.chips import draw_chip
from convanim.mobjects.drawing import Drawing, Points, polygons
from convanim.mobjects.grid import frame_width
from convanim.mobjects.lens import Lens
from convanim.mobjects.maps import InputMap, Kernel, padding_lines
from convanim.mobjects.notes import pacing_line
from convanim.mobjects.output_map import OutputMap
from convanim.mobjects.signs import StrideArrow, draw_sign
from convanim.mobjects.sums import Arithmetic
from convanim.mobjects.window import WindowFill, WindowPlace, frame
from convanim.mobjects.window_numbers import Factors, InputNumbers
from convanim.mobjects.words import Words, draw_formula, draw_lines
from convanim.story.sliding import SlidingState
from convanim.theme import Theme

LEAST_FRAME = 9.0
"""The smallest side of the frame around an active output cell, in design pixels."""


class SlidingPicture(ABC):
    """What both views share: the input and its window, the output, and the lines that never change."""

    def __init__(self, drawing: Drawing, layout: SlidingLayout, theme: Theme, trace: Any) -> None:
        self.drawing, self.layout, self.theme, self.trace = drawing, layout, theme, trace
        (top, _), (left, _) = trace.padding
        _, rows, columns = trace.input.shape
        self._inner = (int(top), int(left), int(rows), int(columns))
        self._padding = _padding_mask(trace)
        self._scale = layout.canvas.scale
        self._place: WindowPlace | None = None
        self._build()

    @abstractmethod
    def _build(self) -> None:
        """Make the inks, in the order in which they lie."""

    @abstractmethod
    def show(self, state: SlidingState, numbers: StepNumbers | None) -> None:
        """Bring the picture to a state; ``numbers`` are those of the position it is at."""

    def _input_map(self) -> None:
        layout, trace = self.layout, self.trace
        detail = layout.details["input"]
        padded = padded_values(trace)
        read = np.logical_and.outer(trace.reads(0), trace.reads(1))
        InputMap(self.drawing, layout.input, self.theme, detail, padded, self._padding, read)
        kernel, dilation = tuple(trace.kernel_size), tuple(trace.dilation)
        self.window = WindowFill(
            self.drawing, layout.input, self.theme, kernel, dilation, self._inner, detail >= Detail.GRID
        )
        padding_lines(self.drawing, layout.input, self.theme, self._padding)
        self.numbers = InputNumbers(
            self.drawing,
            layout.input,
            self.theme,
            detail,
            padded,
            self._padding,
            read,
            kernel,
            dilation,
            self._scale,
        )

    def _output_map(self) -> None:
        layout, trace = self.layout, self.trace
        self.output = OutputMap(
            self.drawing, layout.output, self.theme, layout.details["output"], trace.output[0], self._scale
        )

    def _frames(self) -> None:
        self._window_casing, self._window_frame = self.drawing.ink(), self.drawing.ink()
        self._cell_casing, self._cell_frame = self.drawing.ink(), self.drawing.ink()

    def _static(self) -> None:
        """What never changes lies lowest: a renderer keeps it as one picture."""
        draw_lines(self.drawing, self.layout.lines)
        for sign in self.layout.signs:
            draw_sign(self.drawing, sign, self.theme)
        for formula in self.layout.formulas:
            draw_formula(self.drawing, formula, self.theme.ink)

    def _pacing(self) -> None:
        self._note = Words(self.drawing, (self.theme.ink, self.theme.muted))

    def place(self, state: SlidingState) -> WindowPlace:
        """Where the window stands in the padded grid, and how many of its weights are written."""
        down, right = self.trace.stride
        count = int(np.prod(self.trace.kernel_size))
        written = count if state.factors >= 1 else int(state.factors * count + 1e-9)
        return WindowPlace(state.window[0] * down, state.window[1] * right, state.landed, written)

    def _show_maps(self, state: SlidingState, place: WindowPlace) -> None:
        if place != self._place:
            self._place = place
            self._show_window(place)
        self.output.show(state.filled, state.filling, state.fade, state.active)
        if state.marker is not None:
            corners = polygons([_at_least(self.layout.output.quad(*state.marker), LEAST_FRAME)])
            self._frame_cell(corners, state.fade)
        else:
            self._cell_frame.hide()
            self._cell_casing.hide()

    def _show_window(self, place: WindowPlace) -> None:
        if self.layout.details["input"] >= Detail.NUMBERS or self.layout.view == "tilted":
            self.window.show(place)  # over fills that say values it would hide them
        self.numbers.show(place)
        outline = self.window.outline(place.row, place.column)
        cell = self.layout.input.cell
        frame(self._window_frame, self._window_casing, outline, cell, self.theme, place.landed)

    def _frame_cell(self, corners: Points, opacity: float) -> None:
        frame(self._cell_frame, self._cell_casing, corners, self.layout.output.cell, self.theme, opacity)

    def window_quad(self, place: WindowPlace) -> Points:
        """The corners of the window as a whole, ``(4, 2)``, gaps of a dilation included."""
        extent = window_extent(self.trace)
        return self.layout.input.quad(place.row, place.column, *extent)

    def _show_note(self, state: SlidingState) -> None:
        note = self.layout.note
        line: Line | None = None
        if note is not None and state.position is not None and state.fast:
            line = pacing_line(note, state, self.output_columns, len(self.trace), self.theme)
        self._note.show(() if line is None else (line,))

    @property
    def output_columns(self) -> int:
        """How many columns the output has."""
        return int(self.trace.output_shape[-1])


class NumericPicture(SlidingPicture):
    """The numeric view: maps in a row, weights in the window, the sum below."""

    def _build(self) -> None:
        layout, trace, theme = self.layout, self.trace, self.theme
        assert layout.kernel is not None
        assert layout.sums is not None
        weights = trace.weight[0, 0]
        self._static()
        for chip in layout.chips:
            draw_chip(self.drawing, chip, theme, trace, self._scale)
        self._input_map()
        self.factors = None
        if layout.details["input"] >= Detail.FACTORS:
            dilation = tuple(trace.dilation)
            self.factors = Factors(
                self.drawing,
                layout.input,
                theme,
                weights,
                dilation,
                self._padding,
                self._scale,
                padded_values(trace),
            )
        self.lens = None
        if layout.lens is not None:
            self.lens = Lens(self.drawing, layout.lens, theme, layout.details["lens"], weights, self._scale)
        self.kernel = self._kernel_map(layout.kernel, weights)
        self._output_map()
        self._kernel_frame(layout.kernel)
        self._frames()
        self._pointer_casing, self._pointer = self.drawing.ink(), self.drawing.ink()
        self.stride = self._stride_arrow()
        self.sums = Arithmetic(self.drawing, layout.sums, theme)
        self._pacing()

    def _kernel_map(self, plane: Plane, weights: NDArray[Any]) -> Kernel:
        """The kernel beside the maps."""
        return Kernel(self.drawing, plane, self.theme, self.layout.details["kernel"], weights, self._scale)

    def _kernel_frame(self, plane: Plane) -> None:
        """The accent frame around it."""
        whole = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        self.drawing.ink().draw(whole).paint(stroke=self.theme.accent, width=frame_width(plane.cell))

    def _stride_arrow(self) -> StrideArrow | None:
        mark, step, extent = self.layout.slide_mark, int(self.trace.stride[1]), window_extent(self.trace)[1]
        if mark is None:
            return None
        return StrideArrow(
            self.drawing,
            self.layout.input,
            self.theme,
            mark,
            step,
            extent,
            self.output_columns,
            self.layout.labels,
        )

    def show(self, state: SlidingState, numbers: StepNumbers | None) -> None:
        """Bring the picture to a state."""
        place = self.place(state)
        self._show_maps(state, place)
        if self.stride is not None:
            self.stride.show(state.window[1])
        written = self.sums.show(None if state.fast else numbers, state.products, state.result)
        self._point(state, place, numbers, written)
        if self.lens is not None:
            self._show_lens(self.lens, state, place)
        self._show_note(state)

    def _show_window(self, place: WindowPlace) -> None:
        super()._show_window(place)
        if self.factors is not None:
            self.factors.show(place)

    def _point(
        self, state: SlidingState, place: WindowPlace, numbers: StepNumbers | None, written: int
    ) -> None:
        """Mark the weight and the input cell whose product is being written, or whose factor is."""
        assert self.layout.sums is not None
        count, columns = self.trace.weight[0, 0].size, int(self.trace.kernel_size[1])
        shown = 0
        if state.product and numbers is not None and self.layout.sums.shown >= count:
            shown = min(written, count)
        elif self.factors is not None and 0 < state.factors < 1:
            shown = place.factors
        cell = divmod(shown - 1, columns) if shown else None
        self.kernel.use(cell)
        if cell is None or self.layout.details["input"] < Detail.NUMBERS:
            self._pointer.hide()
            self._pointer_casing.hide()
            return
        down, right = self.trace.dilation
        quad = self.layout.input.quad(place.row + cell[0] * down, place.column + cell[1] * right)
        frame(self._pointer, self._pointer_casing, polygons([quad]), 0.6 * self.layout.input.cell, self.theme)

    def _show_lens(self, lens: Lens, state: SlidingState, place: WindowPlace) -> None:
        lens.tie(_at_least(self.window_quad(place), LEAST_FRAME))
        if state.skipped or state.fade < 1:
            lens.blank()
        else:  # on its way the window still shows where it comes from
            row, column = (round(part) for part in state.window)
            position = (row, column) if state.position is None else self.trace.position(state.position)
            step = self.trace.step(position)
            count = self.trace.weight[0, 0].size if state.moving else place.factors
            lens.show(step.patch[0], step.inside, count)


class TiltedPicture(SlidingPicture):
    """The tilted view: two planes and the beam between them."""

    def _build(self) -> None:
        self._static()
        if self.layout.swatch is not None:
            swatch = self.drawing.ink().draw(polygons([self.layout.swatch.quad(0, 0)]))
            fill = self.theme.input.active if self.theme.input.ramp is None else None
            swatch.paint(fill=fill, stroke=self.theme.accent, width=2.4)
        self._input_map()
        self._window_casing, self._window_frame = self.drawing.ink(), self.drawing.ink()
        self._output_map()
        self._cell_casing, self._cell_frame = self.drawing.ink(), self.drawing.ink()
        self.beam = Beam(self.drawing, self.theme)
        self._pacing()

    def _frame_cell(self, corners: Points, opacity: float) -> None:
        self._cell_frame.draw(corners)
        self._cell_frame.paint(
            stroke=self.theme.accent, width=frame_width(self.layout.output.cell), opacity=opacity
        )

    def show(self, state: SlidingState, numbers: StepNumbers | None) -> None:
        """Bring the picture to a state."""
        place = self.place(state)
        self._show_maps(state, place)
        row, column = state.window
        self.beam.show(self.window_quad(place), self.layout.output.quad(row, column), state.beam)
        self._show_note(state)


def window_extent(trace: Any) -> tuple[int, int]:
    """Rows and columns that the window spans, gaps of a dilation included: k + (k − 1)(d − 1)."""
    rows, columns = (d * (k - 1) + 1 for k, d in zip(trace.kernel_size, trace.dilation, strict=True))
    return int(rows), int(columns)


def _padding_mask(trace: Any) -> NDArray[np.bool_]:
    real = np.zeros(trace.input.shape[1:], dtype=bool)
    return np.pad(real, trace.padding, constant_values=True)


def padded_values(trace: Any) -> NDArray[Any]:
    """The input with its padding, as the windows read it."""
    padded: NDArray[Any] = pad(trace.input, trace.padding, trace.padding_mode)[0]
    return padded


def _at_least(quad: Points, side: float) -> Points:
    """A quadrilateral grown around its middle so that neither side is shorter than given."""
    middle = quad.mean(axis=0)
    shortest = min(float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[2] - quad[1])))
    factor = max(1.0, side / max(shortest, 1e-9))
    grown: Points = middle + (quad - middle) * factor
    return grown
