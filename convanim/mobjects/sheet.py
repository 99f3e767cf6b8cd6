"""A sheet put together: columns of input channels, rows of filters, the sum, and the lines that stay."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from convanim.layout.boxes import Box, Line
from convanim.layout.captions import styled
from convanim.layout.sheet.facts import SheetStep, sheet_step
from convanim.layout.sheet.sheet import Ending, Row, SheetLayout
from convanim.layout.sheet.sum import set_sheet_sum
from convanim.mobjects.drawing import Drawing, Ink
from convanim.mobjects.sheet_columns import SheetColumn
from convanim.mobjects.sheet_ending import SheetEnding
from convanim.mobjects.sheet_merge import PartialMaps, SheetMerge
from convanim.mobjects.sheet_parts import draw_bracket, draw_dots
from convanim.mobjects.sheet_picture import PictureCopy, ProgressBar
from convanim.mobjects.sheet_rows import SheetRow
from convanim.mobjects.words import Words, draw_lines
from convanim.story.sheet_turns import Order, SheetState, Turn
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width


class SheetPicture:
    """The picture of a filter or of a layer."""

    def __init__(
        self, drawing: Drawing, layout: SheetLayout, theme: Theme, trace: Any, bias_shown: bool
    ) -> None:
        self.layout, self.theme, self.trace, self._bias_shown = layout, theme, trace, bias_shown
        scale = layout.canvas.scale
        self.columns = [
            SheetColumn(drawing, column, theme, trace, layout.details, scale) for column in layout.columns
        ]
        self.copy = None if layout.copy is None else PictureCopy(drawing, layout.copy, theme, trace)
        column_inks = list(drawing.inks)
        self.rows, row_inks = [], []
        for row in layout.rows:
            before = len(drawing.inks)
            self.rows.append(SheetRow(drawing, row, layout, theme, trace))
            row_inks.append(drawing.inks[before:])
        still = self._still(drawing)
        merges = bool(layout.rows[0].partials)
        self.partials = PartialMaps(drawing, layout, theme, trace) if merges else None
        before = len(drawing.inks)
        for column in self.columns:
            column.frames(drawing)
        if self.copy is not None:
            self.copy.frames(drawing)
        column_inks += drawing.inks[before:]
        for made, found in zip(self.rows, row_inks, strict=True):
            before = len(drawing.inks)
            made.output.frames(drawing)
            made.output_inks += drawing.inks[before:]
            found += drawing.inks[before:]
        if self.partials is not None:
            self.partials.frames(drawing)
        inks = (theme.input, theme.bias, theme.output, theme.red, theme.green, theme.blue)
        self._sum = Words(drawing, (theme.muted, theme.ink, *(role.ink for role in inks)))
        self._bar = None if layout.bar is None else ProgressBar(drawing, layout.bar, theme)
        self._stacked = False
        self.state: SheetState | None = None
        self.order = Order(
            layout.grid[-1],
            layout.grid[-1] * layout.grid[-2],
            tuple(f for row in layout.rows for f in row.filters),
            layout.one_after_another,
            layout.ending is not None,
            merges,
        )
        self._merge = None if self.partials is None else SheetMerge(drawing, layout, self.partials, theme)
        self.ending = None
        if layout.ending is not None:
            self.ending = SheetEnding(drawing, layout, layout.ending, theme, trace)
            self._hang(self.ending, layout.ending, still, column_inks, row_inks)

    def _still(self, drawing: Drawing) -> list[Ink]:
        """Brackets, dots and lines that do not change; answers those that leave when maps become a stack."""
        layout, theme, ending = self.layout, self.theme, self.layout.ending
        leaving: list[Ink] = []

        def added(box: Box, draw: Callable[[], None], flat: bool = False) -> None:
            before = len(drawing.inks)
            draw()
            if ending is not None and (flat or ending.leaves(box)):
                leaving.extend(drawing.inks[before:])

        for bracket in (*layout.brackets, *layout.flat_brackets):
            flat = bracket in layout.flat_brackets
            added(bracket.box, partial(draw_bracket, drawing, bracket, theme), flat)
        for dots in layout.dots:
            added(dots.box, partial(draw_dots, drawing, dots, layout.unit, theme))
        for line in (*layout.lines, *layout.flat_lines):
            flat = line in layout.flat_lines
            if line.name != "title":
                added(line.box, partial(draw_lines, drawing, (line,)), flat)
            else:
                draw_lines(drawing, (line,))
        return leaving

    def _hang(
        self,
        ending: SheetEnding,
        layout: Ending,
        still: list[Ink],
        column_inks: list[Ink],
        row_inks: list[list[Ink]],
    ) -> None:
        """Put behind curtains what makes room for the stack."""
        ending.hangs(still)
        for row, inks in zip(self.rows, row_inks, strict=True):
            if layout.clears == "maps":
                ending.hangs(row.output_inks)
                if layout.cut is not None:
                    ending.hangs([ink for ink in inks if ink not in row.output_inks], layout.cut)
            else:
                ending.hangs(inks)
        if layout.clears == "sheet":
            ending.hangs(column_inks)

    def show(self, state: SheetState) -> None:
        """Bring the picture to a state."""
        if self.layout.ending is not None and self.layout.ending.clears != "maps":
            state = state.standing()
        self.state = state
        ending, gone = self.ending, state.stacked > 0 and self._stacked
        if ending is not None and not state.stacked:
            ending.show(state)
        if not (gone and self.layout.ending is not None and self.layout.ending.clears == "sheet"):
            for column in self.columns:
                column.show(*state.window, state.landed)
            if self.copy is not None:
                self.copy.show(*state.window, state.landed)
        if not (gone and ending is not None and ending.freezes):
            self._show_rows(state, flat=not gone)
        if ending is not None:
            self._reach(state)
            if state.stacked:
                ending.show(state)
        self._stacked = state.stacked > 0
        if self.partials is not None and self._merge is not None:
            self.partials.show(state, self.trace.weight.shape[1] > len(self.columns))
            self._merge.show(state)

    def _show_rows(self, state: SheetState, flat: bool) -> None:
        """The rows, and their maps if they lie flat."""
        filled = dict(state.filled)
        for row, places in zip(self.rows, self.layout.rows, strict=True):
            index = state.spoken if state.spoken in places.filters else places.filters[0]
            working = index in state.active
            step = None
            if working and state.position is not None:
                step = sheet_step(self.trace, state.position, index, self._bias_shown)
            row.show(index, working, step, state.turn)
            self._show_bias(row, index, working, state.turn)
            current = state.position if working and state.turn.total else None
            filling = state.turn.filling if working and state.turn.filling < 1 else 0.0
            if flat:
                row.output.show(index, filled[index], filling, state.fade, current)
            if index == state.spoken:
                self._beams(places, step, state.turn)
                self._speak(step, state)

    def _reach(self, state: SheetState) -> None:
        """Let the rows' last arrows reach for their slices."""
        ending = self.layout.ending
        if ending is None or ending.clears != "maps" or ending.cut is not None:
            return
        for row, tip in zip(self.rows, ending.tips, strict=True):
            row.reach(state.stacked, tip)

    def _show_bias(self, row: SheetRow, index: int, working: bool, turn: Turn) -> None:
        if self._bias_shown and self.trace.bias is not None:
            adding = working and turn.told and turn.bias and not turn.total
            row.show_bias(self.trace.bias[index].item(), working, adding)

    def _beams(self, row: Row, step: SheetStep | None, turn: Turn) -> None:
        if not self.layout.beams:
            return
        slots = len(self.columns) if step is None else step.slots
        for number, (column, kernel) in enumerate(zip(self.columns, row.kernels, strict=True)):
            slot = slots - 1 if number == len(self.columns) - 1 else number
            reach = min(max((turn.answers * slots - slot) * 1.6, 0.0), 1.0)
            column.beam(kernel, reach if step is not None else 0.0)

    def _speak(self, step: SheetStep | None, state: SheetState) -> None:
        counted = state.fast and not state.stacked
        if self._bar is not None:
            self._bar.show(((state.position or 0) + 1) / self.order.positions if counted else None)
        if state.stacked or state.merged:
            self._sum.show(())
            return
        if state.fast:
            self._sum.show((self._pacing(state),))
            return
        if step is None:
            self._sum.show(())
            return
        turn, line = state.turn, set_sheet_sum(step, self.trace.weight.shape[1], self.layout.sums, self.theme)
        lines = list(line.terms[: int(turn.answers * step.slots + 1e-9)])
        if turn.bias:
            lines = list(line.terms)
        if turn.total:
            lines.append(line.result)
        if turn.activated and line.activation is not None:
            lines.append(line.activation)
        self._sum.show(tuple(lines))

    def _pacing(self, state: SheetState) -> Line:
        """Which position it is, of how many, where they go by too fast to be read."""
        note, theme = self.layout.note, self.theme
        muted, ink = (Style(note.size), theme.muted), (Style(note.size, 650), theme.ink)
        number, count = (state.position or 0) + 1, self.order.positions
        pieces = self.layout.labels.pieces("position {number} of {count}", number=number, count=count)
        runs = styled(pieces, muted, number=ink)
        if state.skipped and self._bar is None:
            runs = (Run("… ", *ink), Run(self._passed(state), *muted))
        x = note.x - runs_width(runs) / 2 if note.centred else note.x
        return Line("note", runs, x, note.y)

    def _passed(self, state: SheetState) -> str:
        """Which rows are passed over; across filters only where it goes on."""
        columns, rows = self.order.columns, self.order.positions // self.order.columns
        first, last = state.skipped[0] // columns + 1, state.skipped[-1] // columns + 1
        labels = self.layout.labels
        if self.order.one_after_another:
            (first_filter, first), (last_filter, last) = divmod(first - 1, rows), divmod(last - 1, rows)
            first, last = first + 1, last + 1
            if first_filter != last_filter:
                number = labels.filter_number(last_filter)
                return labels("on to filter {number}, row {row}, in the same way", number=number, row=last)
        if first == last:
            return labels("row {row} in the same way", row=first)
        return labels("rows {first}–{last} in the same way", first=first, last=last)

    @property
    def sum_text(self) -> str:
        """What the sum says, as plain text."""
        return " | ".join(line.text for line in self._sum.lines)
