"""A stack of causal layers: rows of samples, their reads, the line of the present, and the sum below."""

from __future__ import annotations

import numpy as np

from convanim.engine.trace_stack import StackTrace
from convanim.labels import Labels
from convanim.layout.boxes import Line
from convanim.layout.conv1d.facts import layer_numbers
from convanim.layout.conv1d.layout import StackLayout
from convanim.mobjects.conv1d_note import position_line
from convanim.mobjects.conv1d_row import KnownRow, links
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polyline, segments
from convanim.mobjects.signs import draw_arrow
from convanim.mobjects.sums import Arithmetic
from convanim.mobjects.words import Words, draw_lines
from convanim.story.conv1d import StackState
from convanim.theme import Theme
from convanim.typeset import runs_width

READ, GREY_READ = 2.6, 1.2
DASH = (7.0, 4.5)
"""A dash and the gap behind it, in design pixels."""
POINTS_PER_LINE = 4
WORDS_GAP = 10.0
"""Between the line of the present and the words beside it."""

Point = tuple[float, float]


class StackPicture:
    """The picture of a stack."""

    def __init__(
        self, drawing: Drawing, layout: StackLayout, theme: Theme, trace: StackTrace, labels: Labels,
        bias_shown: bool,
    ) -> None:  # fmt: skip
        self.drawing, self.layout, self.theme, self.trace = drawing, layout, theme, trace
        self._labels, self._bias_shown = labels, bias_shown
        draw_lines(drawing, layout.lines)
        if layout.arrow is not None:
            x, end, y = layout.arrow
            draw_arrow(drawing, (x, y), (end, y), 1.6, theme.muted)
        self._greys = [self._grey_lines(layer) for layer in range(len(trace.layers))]
        self._grey_inks = [drawing.ink() for _ in self._greys]
        self._reads = drawing.ink()
        scale = layout.canvas.scale
        inputs = KnownRow(drawing, layout.rows[0], theme, theme.input, trace.input[0], scale, ghosts=True)
        outputs = (
            KnownRow(drawing, row, theme, theme.output, layer.output[0], scale)
            for row, layer in zip(layout.rows[1:], trace.layers, strict=True)
        )
        self.rows = (inputs, *outputs)
        self._bracket, self._now = drawing.ink(), drawing.ink()
        self.words = Words(drawing, (theme.kernel.ink, theme.ink, theme.muted))
        self.sums = Arithmetic(drawing, layout.sums, theme)
        self._note = Words(drawing, (theme.ink, theme.muted))

    def _grey_lines(self, layer: int) -> tuple[Points, list[int]]:
        """All reads of a layer as curves, in order of time, and how many points the first n samples have."""
        if not self.layout.greys:
            return NO_CURVES, [0] * (len(self.trace) + 1)
        ends: list[tuple[Point, Point]] = []
        counts = [0]
        for sample in range(len(self.trace)):
            ends += [
                (self._foot(layer, sample), self._head(layer, read)) for read in self._read(layer, sample)
            ]
            counts.append(POINTS_PER_LINE * len(ends))
        return links(ends), counts

    def _read(self, layer: int, sample: int) -> list[int]:
        """The samples of the row below that a cell reads; those before the first one are not drawn."""
        return [int(cell) for cell in self.trace.layers[layer].window.coordinates((sample,))[0] if cell >= 0]

    def _foot(self, layer: int, sample: int) -> Point:
        row = self.layout.rows[layer + 1]
        return row.middle(sample), row.box.bottom

    def _head(self, layer: int, sample: int) -> Point:
        row = self.layout.rows[layer]
        return row.middle(sample), row.y

    def show(self, state: StackState) -> None:
        """Bring the picture to a state."""
        tree = self._tree(state)
        self._show_reads(state, tree)
        for level, row in enumerate(self.rows):
            active = tree[level] if level < len(tree) else frozenset()
            if level == 0:
                row.show(int(np.floor(state.now + 1e-9)) + 1, active)
                continue
            ahead = level <= state.ahead
            row.show(state.done + ahead, active, self._filling(state, level), state.fade)
        self._show_now(state)
        self._show_field(state)
        self._show_sum(state)

    def _filling(self, state: StackState, level: int) -> float:
        """How far the newest cell of a row is filled."""
        if state.turn is not None:
            return state.turn.filling if state.turn.layer == level - 1 and state.turn.filling < 1 else 0.0
        due = state.current is not None and state.done == state.current
        return state.filling if due and state.filling < 1 else 0.0

    def _tree(self, state: StackState) -> tuple[frozenset[int], ...]:
        """For each row the cells that take part, the input's first; empty sets where none do."""
        nothing = (frozenset[int](),) * len(self.rows)
        if state.current is None:
            return nothing
        if state.turn is not None:
            layer, found = state.turn.layer, list(nothing)
            found[layer + 1] = frozenset((state.current,))
            found[layer] = frozenset(self._read(layer, state.current))
            return tuple(found)
        reach = self.trace.reach((state.current,))
        depth = int(state.reach * len(self.trace.layers) + 1e-9)
        return tuple(
            frozenset(cells) if len(self.rows) - 1 - level <= depth else frozenset()
            for level, cells in enumerate(reach)
        )

    def _show_reads(self, state: StackState, tree: tuple[frozenset[int], ...]) -> None:
        """The reads that are followed, as far as they have grown; and all that were made before."""
        for ink, (curves, counts), layer in zip(
            self._grey_inks, self._greys, range(len(self.trace.layers)), strict=True
        ):
            done = state.done + (layer < state.ahead)
            ink.draw(curves[: counts[min(done, len(self.trace))]])
            ink.paint(stroke=self.theme.rule, width=GREY_READ, opacity=state.fade)
        ends: list[tuple[Point, Point]] = []
        for layer in range(len(self.trace.layers)):
            grown = self._grown(state, layer)
            for sample in sorted(tree[layer + 1]) if grown > 0 else ():
                for read in self._read(layer, sample):
                    start, end = self._foot(layer, sample), self._head(layer, read)
                    ends.append((start, _towards(start, end, grown)))
        self._reads.draw(links(ends)).paint(stroke=self.theme.accent, width=READ, opacity=state.fade)

    def _grown(self, state: StackState, layer: int) -> float:
        if state.turn is not None:
            return state.turn.reads if state.turn.layer == layer else 0.0
        above = len(self.trace.layers) - 1 - layer
        return min(max(state.reach * len(self.trace.layers) - above, 0.0), 1.0)

    def _show_now(self, state: StackState) -> None:
        """The line between what is known and what is not."""
        layout, theme, row = self.layout, self.theme, self.layout.rows[0]
        gap = row.pitch - row.width
        x = row.x + (state.now + 1) * row.pitch - gap / 2 + (1.0 if gap < 3 else 0.0)
        top, bottom = layout.now
        dash, period = DASH[0], sum(DASH)
        stops = np.arange(top, bottom, period)
        ends = np.array([((x, y), (x, min(y + dash, bottom))) for y in stops])
        self._now.draw(segments(ends)).paint(stroke=theme.ghost, width=1.6)
        now, future = layout.now_words
        lines = []
        left = x - WORDS_GAP + 2 - runs_width(now)
        lines.append(Line("now", now, max(left, layout.field_place[0] * 0.3), layout.now_baseline))
        if x + WORDS_GAP + runs_width(future) <= layout.right and left > layout.field_place[0] * 0.3:
            lines.append(Line("future", future, x + WORDS_GAP, layout.now_baseline))
        self._lines = lines

    def _show_field(self, state: StackState) -> None:
        """The bracket under the receptive field and its formula, once all reads are followed."""
        layout, theme, row = self.layout, self.theme, self.layout.rows[0]
        if state.current is None or state.turn is not None or state.reach < 1:
            self._bracket.hide()
            self.words.show(tuple(self._lines))
            return
        samples = self.trace.reach((state.current,))[0]
        left, right = row.cell(samples[0]).x, row.cell(samples[-1]).right
        down, arm = layout.bracket
        y = row.box.bottom + down
        corners = ((left, y - arm), (left, y), (right, y), (right, y - arm))
        self._bracket.draw(polyline(corners)).paint(stroke=theme.accent, width=2.4)
        low, high, baseline = layout.field_place
        wide = runs_width(layout.field)
        x = min(max((left + right) / 2 - wide / 2, low), max(high - wide, low))
        self.words.show((*self._lines, Line("field", layout.field, x, baseline)))

    def _show_sum(self, state: StackState) -> None:
        note = state.fast and state.current is not None
        line = position_line(
            self.layout.note, state.position + self.layout.first, len(self.trace),
            _shifted(state.skipped, self.layout.first), self.theme, self._labels,
        )  # fmt: skip
        self._note.show((line,) if note else ())
        if state.current is None or note or state.fade < 1:
            self.sums.show(None, 0.0, False)
            return
        layer = len(self.trace.layers) - 1 if state.turn is None else state.turn.layer
        numbers = layer_numbers(self.trace, layer, state.current, self._bias_shown)
        if state.turn is None:
            self.sums.show(numbers, 1.0, state.filling >= 1 or state.filling > 0)
        else:
            self.sums.show(numbers, state.turn.terms, state.turn.result)


def _shifted(skipped: range, by: int) -> range:
    return range(skipped.start + by, skipped.stop + by) if skipped else skipped


def _towards(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
