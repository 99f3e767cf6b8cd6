"""The picture of a transposed convolution: one side or both, what never changes, and the pacing line."""

from __future__ import annotations

import numpy as np

from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
from convanim.layout.boxes import Line
from convanim.layout.transposed.plan import TransposedLayout
from convanim.mobjects.drawing import Drawing, polyline, segments
from convanim.mobjects.gather import GatherPicture
from convanim.mobjects.notes import pacing_line
from convanim.mobjects.scatter import ScatterPicture
from convanim.mobjects.signs import draw_sign
from convanim.mobjects.words import Words, draw_lines
from convanim.story.sliding import SlidingState
from convanim.story.stamps import Cells, StampClock, gathered
from convanim.story.storyboard import Moment
from convanim.story.transposed import ScatterState, scatter_state
from convanim.theme import Theme


class TransposedPicture:
    """The sides on one clock: it counts output cells, or input cells where stamps are all there is."""

    def __init__(
        self, drawing: Drawing, layout: TransposedLayout, theme: Theme, trace: GatherTrace | ScatterTrace
    ) -> None:
        self.layout, self._theme = layout, theme
        whole, scale = gathered(trace), layout.canvas.scale
        self.clock = StampClock(whole.plan, by_output=layout.view != "scatter")
        cells = Cells(whole)
        self.gather: GatherPicture | None = None
        self.scatter: ScatterPicture | None = None
        if layout.divider is not None:
            drawing.ink().draw(segments(np.array([layout.divider]))).paint(stroke=theme.rule, width=1.2)
        if "gather" in layout.sides:
            side = layout.sides["gather"]
            self.gather = GatherPicture(drawing, side, layout.sizes, theme, whole, cells, scale)
        if "scatter" in layout.sides:
            side = layout.sides["scatter"]
            self.scatter = ScatterPicture(drawing, side, layout.sizes, theme, whole, cells, self.clock, scale)
        for mark in layout.marks:
            drawing.ink().draw(polyline(mark.points)).paint(stroke=theme.muted, width=mark.width)
        draw_lines(drawing, layout.lines)
        for sign in layout.signs:
            draw_sign(drawing, sign, theme)
        self._note = Words(drawing, (theme.ink, theme.muted))
        self._states: tuple[SlidingState, ScatterState | None] | None = None

    def show(self, moment: Moment, state: SlidingState) -> None:
        """Bring the picture to a moment."""
        scattered = None if self.scatter is None else scatter_state(moment, state, self.clock)
        if self._states == (state, scattered):
            return
        self._states = (state, scattered)
        if self.gather is not None:
            self.gather.show(state)
        if self.scatter is not None and scattered is not None:
            self.scatter.show(scattered, written=not state.fast)
        self._show_note(state)

    def _show_note(self, state: SlidingState) -> None:
        lines: tuple[Line, ...] = ()
        note, (rows, columns) = self.layout.note, self.layout.grid
        if note is not None and state.fast and state.position is not None:
            lines = (pacing_line(note, state, columns, rows * columns, self._theme),)
        self._note.show(lines)
