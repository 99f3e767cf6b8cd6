"""The scatter side: the input, one cell after another, stamps the kernel onto the output."""

from __future__ import annotations

import numpy as np

from convanim.engine.trace_transposed import GatherTrace
from convanim.layout.cells import Detail
from convanim.layout.footing import Sum
from convanim.layout.transposed.plan import Side
from convanim.layout.transposed.sizes import Sizes
from convanim.layout.transposed.sums import running_sum, scatter_sum
from convanim.mobjects.drawing import Drawing, polygons
from convanim.mobjects.foot import Foot
from convanim.mobjects.gather import LEAST_FRAME, at_least
from convanim.mobjects.grid import frame_width
from convanim.mobjects.maps import InputMap, Kernel
from convanim.mobjects.stamps import StampMap
from convanim.mobjects.window import WindowFill, WindowPlace, frame
from convanim.mobjects.window_numbers import InputNumbers
from convanim.story.stamps import NONE, Cells, StampClock
from convanim.story.transposed import ScatterState
from convanim.theme import Theme

SHARED = 0.7
"""The frame of the cell that both sides are about, in widths of a frame: it lies within the stamp's."""

CASING = 1.0
"""The background-coloured edge on each side of that frame, in design pixels."""


class ScatterPicture:
    """The side's inks."""

    def __init__(
        self,
        drawing: Drawing,
        side: Side,
        sizes: Sizes,
        theme: Theme,
        trace: GatherTrace,
        cells: Cells,
        clock: StampClock,
        scale: float,
    ) -> None:
        assert side.kernel is not None
        assert side.foot is not None
        self.side, self._sizes, self._theme = side, sizes, theme
        self._cells, self._clock, self._activation = cells, clock, trace.activation
        self._place: WindowPlace | None = None
        self._input(drawing, trace, scale)
        weights = trace.weight[0, 0]
        self.kernel = Kernel(drawing, side.kernel, theme, side.details["kernel"], weights, scale)
        self.output = StampMap(
            drawing, side.target, theme, side.details["target"], sizes, cells, clock, scale
        )
        whole = polygons([side.kernel.quad(0, 0, side.kernel.rows, side.kernel.columns)])
        drawing.ink().draw(whole).paint(stroke=theme.accent, width=frame_width(side.kernel.cell))
        self._pixel, self._stamp = ([drawing.ink() for _ in range(2)] for _ in range(2))
        self._shared = [drawing.ink() for _ in range(2)]
        self.foot = Foot(drawing, side.foot, theme)

    def _input(self, drawing: Drawing, trace: GatherTrace, scale: float) -> None:
        side, theme, one = self.side, self._theme, (1, 1)
        values, detail = trace.input[0], side.details["source"]
        padding, read = np.zeros(values.shape, dtype=bool), np.ones(values.shape, dtype=bool)
        read.ravel()[[n for n in range(values.size) if not self._clock.cells(n)]] = False
        InputMap(drawing, side.source, theme, detail, values, padding, read)
        inner = (0, 0, *values.shape)
        self._fill = WindowFill(drawing, side.source, theme, one, one, inner, False)
        self.numbers = InputNumbers(
            drawing, side.source, theme, detail, values, padding, read, one, one, scale
        )

    def show(self, state: ScatterState, written: bool) -> None:
        """Bring the side to a state; ``written`` is whether there is time to read the sum."""
        self._show_pixel(state)
        self.output.show(state)
        self._show_frames(state)
        coming = state.landing > 0 and state.stepwise
        self.kernel.use(divmod(self.output.reach(state) - 1, self._sizes.kernel[1]) if coming else None)
        line = self._line(state) if written else None
        self.foot.show(line, state.terms, state.result)

    def _show_pixel(self, state: ScatterState) -> None:
        row, column = state.place or (0.0, 0.0)
        landed = state.appeared if state.place is not None else 0.0
        place = WindowPlace(row, column, landed, 0)
        if place == self._place:
            return
        self._place = place
        if self.side.details["source"] >= Detail.NUMBERS:
            self._fill.show(place)
        self.numbers.show(place)
        quad = at_least(self.side.source.quad(row, column), LEAST_FRAME)
        casing, ink = self._pixel
        frame(ink, casing, polygons([quad]), self.side.source.cell, self._theme, landed)
        casing, ink = self._stamp
        frame(ink, casing, self.output.outline(row, column), self.side.target.cell, self._theme, landed)

    def _show_frames(self, state: ScatterState) -> None:
        """The shared cell, while nothing moves and once there is something in it."""
        casing, ink = self._shared
        lonely = state.place is None
        shown = state.active != NONE or (lonely and state.shared is not None and state.shared < state.due)
        if state.shared is None or not shown or state.fade < 1:
            casing.hide()
            ink.hide()
            return
        curves = polygons([at_least(self.output.quad(state.shared), LEAST_FRAME)])
        width = frame_width(self.side.target.cell) * (1.0 if lonely else SHARED)
        casing.draw(curves).paint(stroke=self._theme.background, width=width + 2 * CASING)
        ink.draw(curves).paint(stroke=self._theme.accent, width=width)

    def _line(self, state: ScatterState) -> Sum | None:
        """The sum of the shared cell; along the input, as far as it has come."""
        if state.summed is None:
            return None
        cell = self._clock.subject(state.summed)
        if cell is None:
            return None
        if self._clock.by_output:
            return scatter_sum(self._cells[cell], self._activation, self.foot.labels)
        landed = frozenset(self._clock.order[: self._clock.after(state.summed)].tolist())
        return running_sum(self._cells[cell], landed, self._activation, self.foot.labels)
