"""One layer over samples: input rows, the kernel that moves over them, the output row, and the sum."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.engine import ConvTrace
from convanim.engine.padding import pad
from convanim.labels import Labels
from convanim.layout.boxes import Box
from convanim.layout.conv1d.answers import answer_lines
from convanim.layout.conv1d.layout import SingleLayout
from convanim.layout.sums import StepNumbers
from convanim.mobjects.conv1d_note import position_line
from convanim.mobjects.conv1d_row import KnownRow, cells, links
from convanim.mobjects.conv1d_taps import KernelRow, TapRow, WindowRow
from convanim.mobjects.drawing import Drawing, Points, polygons
from convanim.mobjects.sums import Arithmetic
from convanim.mobjects.words import Words, draw_formula, draw_lines
from convanim.story.sliding import SlidingState
from convanim.theme import Theme

LINK, TIE, GLOW = 2.2, 1.8, 0.10


class SinglePicture:
    """The picture of one layer."""

    def __init__(
        self, drawing: Drawing, layout: SingleLayout, theme: Theme, trace: ConvTrace, labels: Labels
    ) -> None:
        self.drawing, self.layout, self.theme, self.trace = drawing, layout, theme, trace
        self._labels = labels
        draw_lines(drawing, layout.lines)
        for formula in layout.formulas:
            draw_formula(drawing, formula, theme.ink)
        drawing.ink().draw(dots(layout.dots)).paint(fill=theme.ghost)
        self._kernel_dots = drawing.ink().paint(fill=theme.ghost)
        self._glow, self._links = drawing.ink(), drawing.ink()
        scale = layout.canvas.scale
        padded = pad(trace.input, trace.padding, trace.padding_mode)
        padding = np.pad(np.zeros(trace.input.shape[1], dtype=bool), trace.padding, constant_values=True)
        read = trace.reads(0)
        self.inputs = [
            TapRow(drawing, row, theme, padded[channel], padding, read, scale)
            for row, channel in zip(layout.inputs, layout.channels, strict=True)
        ]
        spread = not layout.windows and trace.kernel_size[0] > 1
        self.kernels = [
            KernelRow(drawing, row, theme, trace.weight[0, channel], scale, spread)
            for row, channel in zip(layout.kernels, layout.channels, strict=True)
        ]
        self.windows = [WindowRow(drawing, row, theme, scale) for row in layout.windows]
        self.output = KnownRow(drawing, layout.output, theme, theme.output, trace.output[0], scale)
        self.sums = Arithmetic(drawing, layout.sums, theme)
        self._answers = Words(drawing, (theme.input.ink, theme.kernel.ink, theme.muted))
        self._note = Words(drawing, (theme.ink, theme.muted))

    def show(self, state: SlidingState, numbers: StepNumbers | None) -> None:
        """Bring the picture to a state; ``numbers`` are those of the position it is at."""
        stride, dilation = self.trace.stride[0], self.trace.dilation[0]
        start = state.window[1] * stride
        places = [start + dilation * tap for tap in range(self.trace.kernel_size[0])]
        for row in self.inputs:
            row.show(places, state.landed)
        written = self.sums.show(None if state.fast else numbers, state.products, state.result)
        used = written - 1 if state.product and numbers is not None else None
        for index, kernel in enumerate(self.kernels):
            kernel.show(self._shift(start), self._used(used, index))
        self._kernel_dots.draw(dots(self.layout.kernel_dots) + (self._shift(start), 0.0))
        self._show_windows(state)
        marks = () if state.marker is None else (state.marker[1],)
        active = () if state.active is None else (state.active,)
        self.output.show(state.filled, active, state.filling, state.fade, marks)
        self._show_links(state, places, written)
        self._show_answers(state, written)
        self._show_note(state)

    def _shift(self, start: float) -> float:
        return 0.0 if self.windows else start * self.layout.inputs[0].pitch

    def _used(self, term: int | None, row: int) -> frozenset[int]:
        """The weights of a row that are multiplied just now: one, or of several channels a whole row."""
        count = self.trace.kernel_size[0]
        if term is None:
            return frozenset()
        if len(self.trace.input) == 1:
            return frozenset({term} if term < count else ())
        whole = self.layout.channels[row] == term
        return frozenset(range(count)) if whole else frozenset()

    def _show_windows(self, state: SlidingState) -> None:
        if not self.windows:
            return
        ordinal = round(state.window[1]) if state.position is None else state.position
        step = self.trace.step((ordinal,))
        blank = bool(state.skipped) or state.fade < 1
        for row, channel in zip(self.windows, self.layout.channels, strict=True):
            row.show(None if blank else step.patch[channel], step.inside)

    def _show_links(self, state: SlidingState, places: list[float], written: int) -> None:
        """What belongs together: samples and weights, and where their sum goes."""
        if self.windows:
            self._tie(state, places)
            return
        layout, single = self.layout, len(self.trace.input) == 1
        row, kernel = layout.inputs[0], layout.kernels[-1]
        top = layout.kernels[0].y
        count = len(places) if not state.product or not single else min(written, len(places))
        count = 0 if state.landed < 1 or (state.products <= 0 and not state.moving) else count
        ends = [
            ((row.middle(place), kernel.box.bottom), (row.middle(place), row.y)) for place in places[:count]
        ]
        if state.result and state.fade >= 1:
            output = layout.output
            end = (output.middle(state.window[1]), output.box.bottom)
            ends += [((row.middle(place), top), end) for place in places]
        self._links.draw(links(ends)).paint(stroke=self.theme.accent, width=LINK, opacity=state.fade)

    def _tie(self, state: SlidingState, places: list[float]) -> None:
        """The window redrawn is tied to where it is, and the kernels above it to their output."""
        layout, shapes = self.layout, []
        row, window, kernel = layout.inputs[0], layout.windows[-1].box, layout.kernels[0].box
        left, right = row.cell(places[0]).x, row.cell(places[-1]).right
        shapes.append(
            ((window.x, window.bottom), (window.right, window.bottom), (right, row.y), (left, row.y))
        )
        if state.result and state.fade >= 1:
            cell = layout.output.cell(state.window[1])
            upper = ((cell.x, cell.bottom), (cell.right, cell.bottom))
            shapes.append((*upper, (kernel.right, kernel.y), (kernel.x, kernel.y)))
        sides: list[Any] = [((s[0], s[3]), (s[1], s[2])) for s in shapes]
        corners: list[Points] = [np.array(shape) for shape in shapes]
        self._glow.draw(polygons(corners)).paint(fill=self.theme.accent, opacity=GLOW * state.landed)
        ends = [end for pair in sides for end in pair]
        self._links.draw(links(ends)).paint(stroke=self.theme.accent, width=TIE, opacity=state.landed)

    def _show_answers(self, state: SlidingState, written: int) -> None:
        """What each channel adds up to, as far as the sum below is written."""
        place = self.layout.answers
        if place is None or state.position is None or not written:
            self._answers.show(())
            return
        told = written if state.product else len(self.trace.input)
        step = self.trace.step((state.position,))
        self._answers.show(answer_lines(step, self.layout.channels, told, place, self.theme))

    def _show_note(self, state: SlidingState) -> None:
        if not state.fast or state.position is None:
            self._note.show(())
            return
        line = position_line(
            self.layout.note, state.position, len(self.trace), state.skipped, self.theme, self._labels
        )
        self._note.show((line,))


def dots(places: tuple[tuple[float, float, float], ...]) -> Points:
    """Three small squares below each other at each place, (x, y, unit), for rows that are left out."""
    return cells(
        Box(x - 0.07 * unit, y + (number - 1) * 0.26 * unit - 0.07 * unit, 0.14 * unit, 0.14 * unit)
        for x, y, unit in places
        for number in range(3)
    )
