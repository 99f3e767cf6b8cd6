"""The gather side: a window over the input among its zeros, and the output that it fills cell by cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.engine.trace_transposed import GatherTrace
from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, detail_of, factors_fit
from convanim.layout.facts import widest_values
from convanim.layout.transposed.plan import Side
from convanim.layout.transposed.sizes import Sizes
from convanim.layout.transposed.sums import gather_sum
from convanim.mobjects.beam import Beam
from convanim.mobjects.drawing import Drawing, Points, polygons, segments
from convanim.mobjects.foot import Foot
from convanim.mobjects.grid import frame_width
from convanim.mobjects.lens import GLOW, Lens
from convanim.mobjects.maps import Kernel
from convanim.mobjects.output_map import OutputMap
from convanim.mobjects.stuffed import StuffedMap, StuffedWindow
from convanim.mobjects.window import WindowPlace, frame
from convanim.mobjects.window_numbers import Factors, InputNumbers
from convanim.story.sliding import SlidingState
from convanim.story.stamps import Cells
from convanim.theme import Theme

LEAST_FRAME = 9.0
"""The smallest side of a frame around one cell, in design pixels."""


def at_least(quad: Points, side: float) -> Points:
    """A quadrilateral grown around its middle so that neither side is shorter than given."""
    middle = quad.mean(axis=0)
    shortest = min(float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[2] - quad[1])))
    grown: Points = middle + (quad - middle) * max(1.0, side / max(shortest, 1e-9))
    return grown


def stuffed_values(trace: GatherTrace, sizes: Sizes) -> Any:
    """The grid that the window slides over: the input's cells among zeros, ``(rows, columns)``."""
    grid = np.zeros(sizes.grid, dtype=trace.input.dtype)
    grid[sizes.real()] = trace.input[0].ravel()
    return grid


class GatherPicture:
    """The side's inks; flat, with weights in the window and the sum below, or tilted, with a beam."""

    def __init__(
        self,
        drawing: Drawing,
        side: Side,
        sizes: Sizes,
        theme: Theme,
        trace: GatherTrace,
        cells: Cells,
        scale: float,
    ) -> None:
        self.side, self._sizes, self._theme, self._cells = side, sizes, theme, cells
        self._activation, self._trace = trace.activation, trace
        self._values = widest_values(trace.input)
        self._tilted = side.kernel is None
        self._place: WindowPlace | None = None
        weights = trace.weight[0, 0][::-1, ::-1]
        detail = side.details["source"]
        self._covers = detail >= Detail.NUMBERS or self._tilted
        values = stuffed_values(trace, sizes)
        stuffed = StuffedMap(drawing, side.source, theme, detail, values, sizes)
        self.window = StuffedWindow(drawing, side.source, theme, sizes)
        stuffed.lines(drawing, detail)
        zeros = ~sizes.real()
        self.numbers = InputNumbers(
            drawing,
            side.source,
            theme,
            detail,
            values,
            zeros,
            sizes.read(),
            sizes.kernel,
            sizes.dilation,
            scale,
        )
        self.factors = None
        if detail >= Detail.FACTORS and not self._tilted:
            self.factors = Factors(drawing, side.source, theme, weights, sizes.dilation, zeros, scale, values)
        self._upper(drawing, trace, weights, scale)

    def _upper(self, drawing: Drawing, trace: GatherTrace, weights: Any, scale: float) -> None:
        """What lies above the input: frames, kernel, output, sum, in an order that suits the view."""
        side, theme = self.side, self._theme
        if self._tilted:
            self._frames = [drawing.ink() for _ in range(2)]
        self.kernel = None
        if side.kernel is not None:
            self.kernel = Kernel(drawing, side.kernel, theme, side.details["kernel"], weights, scale)
        self.output = OutputMap(drawing, side.target, theme, side.details["target"], trace.output[0], scale)
        if side.kernel is not None:
            whole = polygons([side.kernel.quad(0, 0, side.kernel.rows, side.kernel.columns)])
            drawing.ink().draw(whole).paint(stroke=theme.accent, width=frame_width(side.kernel.cell))
            self._frames = [drawing.ink() for _ in range(2)]
        self._frames += [drawing.ink() for _ in range(2)]
        self._lens(drawing, weights, scale)
        self.foot = None if side.foot is None else Foot(drawing, side.foot, theme)
        self.beam = Beam(drawing, theme) if self._tilted else None

    def _lens(self, drawing: Drawing, weights: Any, scale: float) -> None:
        """The window enlarged, tied to where it is by two lines."""
        plane, theme = self.side.lens, self._theme
        self.lens: Lens | None = None
        if plane is not None:
            self._ties = [drawing.ink() for _ in range(2)]
            detail = detail_of(plane.cell * scale)
            if detail >= Detail.FACTORS and not factors_fit(
                self._values, weights.ravel().tolist(), plane.cell, scale
            ):
                detail = Detail.NUMBERS
            self.lens = Lens(drawing, plane, theme, detail, weights, scale)

    def _show_lens(self, place: WindowPlace, lens: Lens, plane: Plane) -> None:
        """Write what the nearest window reads, and tie the lens's feet to the window's head."""
        window = at_least(self.side.source.quad(place.row, place.column, *self._sizes.span), LEAST_FRAME)
        mine = plane.quad(0, 0, plane.rows, plane.columns)
        glow, lines = self._ties
        glow.draw(polygons([np.array((mine[3], mine[2], window[1], window[0]))]))
        glow.paint(fill=self._theme.accent, opacity=GLOW)
        lines.draw(segments(np.array(((mine[3], window[0]), (mine[2], window[1])))))
        lines.paint(stroke=self._theme.accent, width=1.8)
        down, right = self._sizes.skipped
        rows, columns = self._sizes.output
        row, column = min(round(place.row - down), rows - 1), min(round(place.column - right), columns - 1)
        step = self._trace.step((row, column))
        lens.show(step.patch[0], step.inside & ~step.inserted, place.factors)

    def show(self, state: SlidingState) -> None:
        """Bring the side to a state."""
        place = self.place(state)
        if place != self._place:
            self._place = place
            self._show_window(place)
        self.output.show(state.filled, state.filling, state.fade, state.active)
        self._frame_output(state)
        if self.beam is not None:
            window = self.side.source.quad(place.row, place.column, *self._sizes.span)
            self.beam.show(window, self.side.target.quad(*state.window), state.beam)
        if self.foot is not None:
            self._show_sum(state, self.foot)

    def place(self, state: SlidingState) -> WindowPlace:
        """Where the window stands in the grid, and how many of its weights are written."""
        count = self._sizes.kernel[0] * self._sizes.kernel[1]
        written = count if state.factors >= 1 else int(state.factors * count + 1e-9)
        down, right = self._sizes.skipped
        return WindowPlace(state.window[0] + down, state.window[1] + right, state.landed, written)

    def _show_window(self, place: WindowPlace) -> None:
        if self._covers:
            self.window.show(place)  # over fills that say values it would hide them
        self.numbers.show(place)
        if self.factors is not None:
            self.factors.show(place)
        outline = self.window.outline(place.row, place.column)
        casing, ink = self._frames[:2]
        frame(ink, casing, outline, self.side.source.cell, self._theme, place.landed)
        if self.lens is not None and self.side.lens is not None:
            self._show_lens(place, self.lens, self.side.lens)

    def _frame_output(self, state: SlidingState) -> None:
        casing, ink = self._frames[2:]
        complete = state.active is not None and state.active < state.filled
        if state.active is None or not (complete or state.filling > 0):
            casing.hide()
            ink.hide()
            return
        target = self.side.target
        quad = at_least(target.quad(*divmod(state.active, target.columns)), LEAST_FRAME)
        if self._tilted:
            ink.draw(polygons([quad]))
            ink.paint(stroke=self._theme.accent, width=frame_width(target.cell), opacity=state.fade)
            return
        frame(ink, casing, polygons([quad]), target.cell, self._theme, state.fade)

    def _show_sum(self, state: SlidingState, foot: Foot) -> None:
        line = None
        if state.position is not None and not state.fast:
            line = gather_sum(self._cells[state.position], self._activation, foot.labels)
        foot.show(line, state.products, state.result)
