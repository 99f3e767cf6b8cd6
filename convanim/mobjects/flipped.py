"""Cross-correlation beside convolution: two sliding kernels, of which the second turns before it slides."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.engine import ConvTrace
from convanim.engine.trace_flipped import FlippedPair, flipped_pair
from convanim.labels import Labels
from convanim.layout.arithmetic import result_text
from convanim.layout.boxes import Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.facts import numbers_of
from convanim.layout.flipped.plan import FlippedLayout
from convanim.layout.flipped.words import note_runs
from convanim.layout.sums import StepNumbers
from convanim.mobjects.drawing import Drawing, segments
from convanim.mobjects.grid import stroke_width
from convanim.mobjects.maps import Kernel
from convanim.mobjects.sliding import NumericPicture
from convanim.mobjects.turning import TurningKernel
from convanim.mobjects.words import Words, draw_lines
from convanim.story.flipped import FlippedState
from convanim.story.sliding import SlidingState
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

MARK = (0.81, 0.16)
"""Where the sign of agreement stands in a cell, and how long and how far apart its strokes are."""
MARK_LENGTH, MARK_APART = 0.2, 0.1
REMARK_GAP = 16.0


class TurnedPicture(NumericPicture):
    """The side whose kernel is rotated; its trace has the rotated weights."""

    kernel: TurningKernel

    def _kernel_map(self, plane: Plane, weights: NDArray[Any]) -> Kernel:
        given = weights[::-1, ::-1]
        return TurningKernel(
            self.drawing, plane, self.theme, self.layout.details["kernel"], given, self._scale
        )

    def _kernel_frame(self, plane: Plane) -> None:
        self.kernel.frame(self.drawing)


class Agreement:
    """Small equals signs in the cells of an output that has the same number on the other side."""

    def __init__(self, drawing: Drawing, plane: Plane, theme: Theme, agreeing: NDArray[np.bool_]) -> None:
        self._theme, self._columns = theme, plane.columns
        self._width = max(1.3 * stroke_width(plane.cell), 1.2)
        self._inks = {
            int(row) * plane.columns + int(column): (drawing.ink(), self._strokes(plane, row, column))
            for row, column in np.argwhere(agreeing)
        }

    @staticmethod
    def _strokes(plane: Plane, row: int, column: int) -> NDArray[np.float64]:
        (x, y), half = MARK, MARK_LENGTH / 2
        ends = [
            (plane.at(row + y + dy, column + x - half), plane.at(row + y + dy, column + x + half))
            for dy in (-MARK_APART / 2, MARK_APART / 2)
        ]
        return segments(np.array(ends))

    def show(self, state: SlidingState) -> None:
        """Mark the cells that are complete."""
        role = self._theme.output
        for ordinal, (ink, strokes) in self._inks.items():
            if ordinal >= state.filled:
                ink.hide()
                continue
            ink.draw(strokes)
            colour = role.active_text if ordinal == state.active else role.rest_text
            ink.paint(stroke=colour, width=self._width, opacity=state.fade)


class FlippedPicture:
    """Both sides on one clock."""

    def __init__(
        self,
        drawing: Drawing,
        layout: FlippedLayout,
        theme: Theme,
        trace: ConvTrace,
        labels: Labels,
        bias_shown: bool,
    ) -> None:
        self.layout, self._theme, self._labels, self._bias_shown = layout, theme, labels, bias_shown
        self.pair: FlippedPair = flipped_pair(trace)
        drawing.ink().draw(segments(np.array([layout.divider]))).paint(stroke=theme.rule, width=1.2)
        draw_lines(drawing, layout.lines)
        one, other = layout.sides
        self.correlation = NumericPicture(drawing, one, theme, self.pair.correlation)
        self.convolution = TurnedPicture(drawing, other, theme, self.pair.convolution)
        self._agreements = [
            Agreement(drawing, side.output, theme, self.pair.agreeing[0])
            for side in layout.sides
            if side.details["output"] >= Detail.NUMBERS
        ]
        self._notes = [Words(drawing, (theme.muted, theme.kernel.ink)) for _ in layout.notes]
        self._remark = Words(drawing, (theme.muted,))

    @property
    def written(self) -> bool:
        """Whether weights are written into the cells of a window."""
        side = self.layout.sides[0]
        found = (side.details["input"], side.details["lens"] if side.lens is not None else None)
        return Detail.FACTORS in found

    def show(self, state: FlippedState) -> None:
        """Bring both sides to a state."""
        sliding = state.sliding
        self.convolution.kernel.turn(state.rows, state.columns)
        numbers = [self._numbers(trace, sliding) for trace in (self.pair.correlation, self.pair.convolution)]
        self.correlation.show(sliding, numbers[0])
        self.convolution.show(sliding, numbers[1])
        for agreement in self._agreements:
            agreement.show(sliding)
        for number, words in enumerate(self._notes):
            words.show((self._note(number, state),))
        self._remark.show(self._remarked(numbers))

    def _numbers(self, trace: ConvTrace, state: SlidingState) -> StepNumbers | None:
        if state.position is None:
            return None
        return numbers_of(trace.step(trace.position(state.position)), self._bias_shown, trace.activation)

    def _note(self, number: int, state: FlippedState) -> Line:
        """How a side's kernel stands."""
        place = self.layout.notes[number]
        turn = state.rows * number, state.columns * number
        runs = note_runs(turn, place.named, self._labels, self._theme, place.size)
        return Line("turn", runs, place.x, place.y)

    def _remarked(self, numbers: list[StepNumbers | None]) -> tuple[Line, ...]:
        """Behind the second result: whether the first one is another."""
        line, (one, other) = self.convolution.sums.result, numbers
        slot = self.layout.sides[1].sums
        if line is None or one is None or other is None or slot is None or line.tail:
            return ()
        text = self._labels("the same")
        if one.value != other.value:
            text = self._labels("not {value}", value=result_text(one.value))
        size = max(0.72 * slot.size, self.layout.least)
        run = Run(text, Style(size), self._theme.muted)
        x = line.result_box.right + REMARK_GAP
        fits = x + runs_width((run,)) <= slot.box.right
        return (Line("remark", (run,), x, line.result.y),) if fits else ()
