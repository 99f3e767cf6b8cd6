"""A sheet put together: columns of input channels, rows of filters, the sum, and the lines that stay."""

from __future__ import annotations

from typing import Any

from convanim.layout.boxes import Line
from convanim.layout.sheet.facts import SheetStep, sheet_step
from convanim.layout.sheet.sheet import Row, SheetLayout
from convanim.layout.sheet.sum import set_sheet_sum
from convanim.mobjects.drawing import Drawing
from convanim.mobjects.sheet_columns import SheetColumn
from convanim.mobjects.sheet_parts import dots_curves, draw_bracket
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
        self.rows = [SheetRow(drawing, row, layout, theme, trace) for row in layout.rows]
        for bracket in layout.brackets:
            draw_bracket(drawing, bracket, theme)
        for dots in layout.dots:
            drawing.ink().draw(dots_curves(dots, max(0.09 * layout.unit, 2.0))).paint(fill=theme.ink)
        draw_lines(drawing, layout.lines)
        for column in self.columns:
            column.frames(drawing)
        for row in self.rows:
            row.output.frames(drawing)
        inks = (theme.input, theme.bias, theme.output, theme.red, theme.green, theme.blue)
        self._sum = Words(drawing, (theme.muted, theme.ink, *(role.ink for role in inks)))
        self.order = Order(
            layout.grid[-1],
            layout.grid[-1] * layout.grid[-2],
            tuple(f for row in layout.rows for f in row.filters),
            layout.one_after_another,
        )

    def show(self, state: SheetState) -> None:
        """Bring the picture to a state."""
        for column in self.columns:
            column.show(*state.window, state.landed)
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
            row.output.show(index, filled[index], filling, state.fade, current)
            if index == state.spoken:
                self._beams(places, step, state.turn)
                self._speak(step, state)

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
        plain, strong = Style(note.size), Style(note.size, 650)
        count = self.order.positions
        number = (state.position or 0) + 1
        runs: tuple[Run, ...] = (
            Run("position ", plain, theme.muted),
            Run(f"{number}", strong, theme.ink),
            Run(f" of {count}", plain, theme.muted),
        )
        if state.skipped:
            runs = (Run("… ", strong, theme.ink), Run(self._passed(state), plain, theme.muted))
        x = note.x - runs_width(runs) / 2 if note.centred else note.x
        return Line("note", runs, x, note.y)

    def _passed(self, state: SheetState) -> str:
        """Which rows are passed over; across filters only where it goes on."""
        columns, rows = self.order.columns, self.order.positions // self.order.columns
        first, last = state.skipped[0] // columns + 1, state.skipped[-1] // columns + 1
        if self.order.one_after_another:
            (first_filter, first), (last_filter, last) = divmod(first - 1, rows), divmod(last - 1, rows)
            first, last = first + 1, last + 1
            if first_filter != last_filter:
                return f"on to filter {last_filter + 1}, row {last}, in the same way"
        return f"row {first} in the same way" if first == last else f"rows {first}–{last} in the same way"

    @property
    def sum_text(self) -> str:
        """What the sum says, as plain text."""
        return " | ".join(line.text for line in self._sum.lines)
