"""A filter's row on a sheet: kernels, answers, bias, sum, activation and output map, at work or at rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.layout.boxes import Line
from convanim.layout.captions import centred, styled
from convanim.layout.sheet.facts import SheetStep, roles_of, shown_of
from convanim.layout.sheet.sheet import Row, SheetLayout
from convanim.layout.sheet.sum import LONGEST, written
from convanim.mobjects.drawing import NO_CURVES, Drawing
from convanim.mobjects.sheet_maps import SheetKernel, SheetOutput
from convanim.mobjects.sheet_parts import (
    Arrow,
    Chip,
    Coats,
    add_bracket,
    add_icon,
    add_line,
    add_operator,
)
from convanim.mobjects.words import Words
from convanim.ramps import top_value
from convanim.story.sheet_turns import Turn
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

HIDDEN = 18.0
"""The type size of the sum of what is left out."""
LEAST_HIDDEN, HIDDEN_AIR = 4, 2.0
"""To how few characters that sum is rounded where little room is, and what stays free on either side."""


class SheetRow:
    """A filter's row at work or at rest."""

    def __init__(self, drawing: Drawing, row: Row, layout: SheetLayout, theme: Theme, trace: Any) -> None:
        self._row, self._layout, self._theme = row, layout, theme
        self._coats, self._scale = Coats(), layout.canvas.scale
        depth = trace.weight.shape[1]
        self._kernels, self._chips = [], []
        for column, plane in zip(layout.columns, row.kernels, strict=True):
            kernel_role = roles_of(theme, depth, column.channel)[1]
            weights = {f: trace.weight[f, column.channel] for f in row.filters}
            self._kernels.append(
                SheetKernel(
                    drawing,
                    self._coats,
                    plane,
                    kernel_role,
                    theme,
                    layout.details["kernel"],
                    weights,
                    self._scale,
                )
            )
        for column, box in zip(layout.columns[: len(row.chips)], row.chips, strict=True):
            role = roles_of(theme, depth, column.channel)[0]
            self._chips.append(Chip(drawing, box, role, theme, layout.chip_size, self._scale))
        for operator in row.operators:
            add_operator(drawing, self._coats, operator, theme, layout.unit, theme.ghost)
        self._arrows = [Arrow(drawing, self._coats, ends, theme, layout.unit) for ends in row.arrows]
        if row.bracket is not None:
            add_bracket(drawing, self._coats, row.bracket, theme)
        self._tail(drawing, row, trace)
        self._hidden = Words(drawing, (theme.muted, theme.input.ink))
        before = len(drawing.inks)
        self.output = SheetOutput(
            drawing,
            row.output,
            theme,
            layout.details["output"],
            {f: trace.output[f] for f in row.filters},
            self._scale,
            top=top_value(np.abs(trace.output[list(shown_of(trace.output.shape[0]))].astype(np.float64))),
        )
        self.output_inks = drawing.inks[before:]
        self._captions = [
            [written for line in lines for written in add_line(drawing, self._coats, line, theme.muted)]
            for lines in row.captions
        ]
        before = len(drawing.inks)
        self._names = Words(
            drawing, {run.colour for c in row.output_captions for line in c for run in line.runs}
        )
        self.output_inks += drawing.inks[before:]
        self._index: int | None = None

    def _tail(self, drawing: Drawing, row: Row, trace: Any) -> None:
        theme, size = self._theme, self._layout.chip_size
        self._bias = self._total = None
        if row.bias is not None:
            self._bias = Chip(drawing, row.bias, theme.bias, theme, size, self._scale)
        if row.total is not None:
            self._total = Chip(drawing, row.total, theme.output, theme, size, self._scale)
        if row.icon is not None:
            add_icon(drawing, self._coats, row.icon, trace.activation, theme)

    def show(self, index: int, working: bool, step: SheetStep | None, turn: Turn) -> None:
        """Show one of the row's filters, at work or not, and what has been answered so far."""
        self._coats.show(working)
        self._turn_to(index)
        told = step if working else None
        slots = 0 if told is None else told.slots
        count, columns = int(turn.answers * slots + 1e-9), len(self._kernels)
        reading = count if turn.told else len(self._kernels)
        for number, kernel in enumerate(self._kernels):
            kernel.show(index, working, number <= reading)
        for number, chip in enumerate(self._chips):
            slot = number + (slots > columns and number == columns - 1)
            value = told.answers[number] if told is not None and slot < count else None
            chip.show(value, working)
        hidden = told is not None and slots > columns and count >= columns
        self._show_hidden(told if hidden else None)
        if self._total is not None:
            self._total.show(told.sum if told is not None and turn.total else None, working)

    def _turn_to(self, index: int) -> None:
        if index == self._index:
            return
        self._index = index
        which = self._row.filters.index(index)
        for number, caption in enumerate(self._captions):
            for ink, outline in caption:
                ink.draw(outline if number == which else NO_CURVES)
        self._names.show(self._row.output_captions[which])

    def reach(self, share: float, tip: float | None) -> None:
        """Bring the tip of the arrow to the output a share of the way to another x."""
        self._arrows[-1].reach(share, tip)

    def show_bias(self, value: float | None, working: bool, adding: bool) -> None:
        """Write the bias, which is known from the start; darker while it is added."""
        if self._bias is not None:
            self._bias.show(value, working, adding)

    def _show_hidden(self, step: SheetStep | None) -> None:
        if self._row.hidden is None or step is None or step.hidden is None:
            self._hidden.show(())
            return
        place = self._hidden_place(*self._row.hidden)
        runs, room = self._hidden_runs(step.hidden, LONGEST), self._hidden_room(*place)
        for longest in range(LONGEST - 1, LEAST_HIDDEN - 1, -1):
            if runs_width(runs) <= room:
                break
            runs = self._hidden_runs(step.hidden, longest)
        self._hidden.show((centred("hidden", runs, *place),) if runs_width(runs) <= room else ())

    def _hidden_runs(self, value: float, longest: int) -> tuple[Run, ...]:
        pieces = self._layout.labels.pieces("sum {number}", number=written(value, longest=longest))
        muted, ink = (Style(HIDDEN), self._theme.muted), (Style(HIDDEN, 650), self._theme.input.ink)
        return styled(pieces, muted, number=ink)

    def _hidden_place(self, middle: float, baseline: float) -> tuple[float, float]:
        """Below the dots, or above them where a low row's bracket would cross the text."""
        bracket = self._row.bracket
        if bracket is None or bracket.box.y > baseline + 0.25 * HIDDEN:
            return middle, baseline
        return middle, self._row.kernels[0].box.centre[1] - 0.5 * HIDDEN

    def _hidden_room(self, middle: float, baseline: float) -> float:
        """How wide a line around a middle may be without reaching a kernel, a chip or a map beside it."""
        row = self._row
        boxes = [*(plane.box for plane in (*row.kernels, *row.partials)), *row.chips]
        beside = [box for box in boxes if box.y < baseline and box.bottom > baseline - HIDDEN]
        reach = [abs(edge - middle) for box in beside for edge in (box.x, box.right)]
        return 2 * (min(reach, default=float("inf")) - HIDDEN_AIR)

    @property
    def hidden_lines(self) -> tuple[Line, ...]:
        """What is said of the answers that are not shown."""
        return self._hidden.lines

    @property
    def chip_texts(self) -> tuple[str, ...]:
        """What the chips say, for readers."""
        boxes = [*self._chips, *(chip for chip in (self._bias, self._total) if chip is not None)]
        return tuple(chip.text for chip in boxes)
