"""A picture of grouped channels put together: input maps, rows, counters, and which position it is."""

from __future__ import annotations

import numpy as np

from convanim.engine import ConvTrace, SeparableTrace, Trace
from convanim.layout.boxes import Line
from convanim.layout.captions import styled
from convanim.layout.grouped.pieces import GroupedLayout
from convanim.mobjects.drawing import Drawing, segments
from convanim.mobjects.grouped_counter import GroupedCounter
from convanim.mobjects.grouped_row import GroupedRow
from convanim.mobjects.grouped_source import GroupedSource
from convanim.mobjects.sheet_parts import dots_curves, draw_bracket
from convanim.mobjects.words import Words, draw_lines
from convanim.story.grouped import Clock, GroupedState
from convanim.theme import Theme
from convanim.typeset import Style, runs_width


def traces_of(trace: Trace) -> dict[str, ConvTrace]:
    """The convolutions of a clip by the names that its rows have for them."""
    if isinstance(trace, SeparableTrace):
        return {"depthwise": trace.depthwise, "pointwise": trace.pointwise, "standard": trace.standard}
    assert isinstance(trace, ConvTrace)
    return {"grouped": trace}


class GroupedPicture:
    """The whole picture."""

    def __init__(self, drawing: Drawing, layout: GroupedLayout, theme: Theme, trace: Trace) -> None:
        self.layout, self.theme = layout, theme
        traces, pieces = traces_of(trace), layout.pieces
        if pieces.dividers:
            ends = np.array(pieces.dividers)
            drawing.ink().draw(segments(ends)).paint(stroke=theme.rule, width=1.2)
        self.sources = [
            GroupedSource(drawing, source, layout, theme, traces[source.trace]) for source in pieces.sources
        ]
        self.rows = [GroupedRow(drawing, row, layout, theme, traces[row.trace]) for row in pieces.rows]
        for bracket in pieces.brackets:
            draw_bracket(drawing, bracket, theme)
        for dots in pieces.dots:
            drawing.ink().draw(dots_curves(dots, max(0.09 * layout.unit, 1.8))).paint(fill=theme.ink)
        draw_lines(drawing, pieces.lines)
        self.counters = [GroupedCounter(drawing, counter, theme) for counter in pieces.counters]
        for source in self.sources:
            source.frames(drawing)
        for row in self.rows:
            row.output.frames(drawing)
        self._note = Words(drawing, (theme.muted, theme.ink))
        self.clock = Clock(layout.grid[-1], self._stages())

    def _stages(self) -> tuple[int, ...]:
        """The stage of each turn."""
        stages = {row.row.turn: row.row.stage for row in self.rows}
        return tuple(stages[turn] for turn in range(self.layout.turns))

    def show(self, state: GroupedState) -> None:
        """Bring the picture to a state."""
        for source in self.sources:
            part = state.parts[source.source.turn]
            source.show(*state.window, state.landed, part.working)
            source.beam(part.turn.answers if state.told and part.working else 0.0)
        for row in self.rows:
            row.show(state, state.parts[row.row.turn])
        for counter in self.counters:
            counter.show(state)
        self._note.show((self._position(state),))

    def _position(self, state: GroupedState) -> Line:
        """Which position it is, of how many; of those that are passed over, which rows."""
        note, theme, labels = self.layout.note, self.theme, self.layout.facts.labels
        muted, strong = (Style(note.size), theme.muted), (Style(note.size, 650), theme.ink)
        count = self.layout.facts.positions
        if state.skipped:
            columns = self.clock.columns
            first, last = state.skipped[0] // columns + 1, state.skipped[-1] // columns + 1
            pieces = labels.pieces("rows {first}–{last} in the same way", first=first, last=last)
            if first == last:
                pieces = labels.pieces("row {row} in the same way", row=first)
            runs = styled((("… ", "dots"), *pieces), muted, dots=strong)
        else:
            number = (state.position or 0) + 1
            pieces = labels.pieces("position {number} of {count}", number=number, count=count)
            runs = styled(pieces, muted, number=strong)
        x = note.x - runs_width(runs) if note.from_right else note.x
        return Line("note", runs, x, note.y)

    @property
    def note_text(self) -> str:
        """What is said of the position."""
        return "".join(line.text for line in self._note.lines)
