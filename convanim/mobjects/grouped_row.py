"""A filter's row among grouped channels: kernels, answers, and the map that it fills, at work or at rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convanim.engine import ConvTrace
from convanim.layout.captions import centred, styled
from convanim.layout.cells import Detail
from convanim.layout.grouped.facts import RowStep, row_step
from convanim.layout.grouped.pieces import GroupedLayout, Row
from convanim.layout.sheet.sheet import Point
from convanim.mobjects.drawing import Drawing, polygons, polyline
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
from convanim.numbers import format_number
from convanim.story.grouped import GroupedState, Part
from convanim.theme import Theme
from convanim.typeset import Style, runs_width

BOLDER = 1.7
"""How much bolder arrows are where they are long, and there are no chips between them."""


class GroupedRow:
    """A row and its output."""

    def __init__(
        self, drawing: Drawing, row: Row, layout: GroupedLayout, theme: Theme, trace: ConvTrace
    ) -> None:
        self.row, self._theme, self._trace = row, theme, trace
        self._coats, self._scale, self._layout = Coats(), layout.canvas.scale, layout
        self._kernels = [
            SheetKernel(
                drawing,
                self._coats,
                plane,
                getattr(theme, role),
                theme,
                Detail.NUMBERS,
                {row.index: trace.weight[row.index, channel]},
                self._scale,
                layout.numbers,
            )
            for plane, role, channel in zip(row.kernels, row.kernel_roles, row.channels, strict=True)
        ]
        self._chips = self._boxes(drawing)
        for operator in row.operators:
            add_operator(drawing, self._coats, operator, theme, layout.unit, theme.ghost)
        for ends in row.arrows:
            self._arrow(drawing, ends)
        if row.bracket is not None:
            add_bracket(drawing, self._coats, row.bracket, theme)
        self._tail(drawing)
        self.output = SheetOutput(
            drawing,
            row.output,
            replace(theme, output=getattr(theme, row.output_role)),
            Detail.FILL if layout.by_value else Detail.NUMBERS,
            {row.index: trace.output[row.index]},
            self._scale,
            layout.numbers,
        )
        self._hidden = Words(drawing, (theme.muted, theme.input.ink))
        for line in row.lines:
            for ink, outline in add_line(drawing, self._coats, line, theme.muted):
                ink.draw(outline)

    def _boxes(self, drawing: Drawing) -> list[Chip]:
        """A chip for each answer, in the colours of the channel that answers."""
        hues = ("red", "green", "blue")
        roles = [role if role in hues else "input" for role in self.row.kernel_roles]
        size = self._layout.chip_size
        return [
            Chip(drawing, box, getattr(self._theme, role), self._theme, size, self._scale)
            for box, role in zip(self.row.chips, roles[: len(self.row.chips)], strict=True)
        ]

    def _tail(self, drawing: Drawing) -> None:
        row, theme, size = self.row, self._theme, self._layout.chip_size
        self._bias = self._total = None
        if row.bias is not None:
            self._bias = Chip(drawing, row.bias, theme.bias, theme, size, self._scale)
        if row.total is not None:
            self._total = Chip(drawing, row.total, theme.output, theme, size, self._scale)
        if row.icon is not None:
            add_icon(drawing, self._coats, row.icon, self._trace.activation, theme)

    def _arrow(self, drawing: Drawing, ends: tuple[Point, Point]) -> None:
        """An arrow across, or down from a kernel to its map."""
        (x, y), (tip_x, tip_y) = ends
        if tip_x > x:
            unit = self._layout.unit * (1.0 if self.row.chips else BOLDER)
            Arrow(drawing, self._coats, ends, self._theme, unit)
            return
        unit, theme = self._layout.unit, self._theme
        head = min(max(0.2 * unit, 5.0), 0.6 * (tip_y - y))
        width = min(max(0.045 * unit, 1.4), 2.4)
        line = drawing.ink().draw(polyline(((x, y), (tip_x, tip_y - 0.8 * head))))
        self._coats.add(line, {"stroke": theme.ink, "width": width}, {"stroke": theme.ghost, "width": width})
        corners = ((tip_x, tip_y), (tip_x - 0.5 * head, tip_y - head), (tip_x + 0.5 * head, tip_y - head))
        tip = drawing.ink().draw(polygons([np.array(corners)]))
        self._coats.add(tip, {"fill": theme.ink}, {"fill": theme.ghost})

    def show(self, state: GroupedState, part: Part) -> None:
        """Show the row at work or at rest, and what has been answered so far."""
        turn, index = part.turn, self.row.index
        self._coats.show(part.working)
        step = None
        if state.position is not None and (part.working or turn.total):
            step = row_step(self._trace, state.position, index, self.row.channels)
        count = int(turn.answers * len(self._kernels) + 1e-9)
        reading = count if turn.told else len(self._kernels)
        for number, kernel in enumerate(self._kernels):
            kernel.show(index, part.working, number <= reading)
        for number, chip in enumerate(self._chips):
            chip.show(step.answers[number] if step is not None and number < count else None, part.working)
        self._show_hidden(step if count >= len(self._kernels) else None)
        self._show_tail(step, part)
        current = state.position if turn.total else None
        filling = turn.filling if part.working and turn.filling < 1 else 0.0
        self.output.show(index, part.filled, filling, state.fade, current)

    def _show_hidden(self, step: RowStep | None) -> None:
        """Write the sum of the answers that are not shown, under the dots that stand for them."""
        room = self.row.hidden
        if room is None or step is None:
            self._hidden.show(())
            return
        labels, theme = self._layout.facts.labels, self._theme
        muted, strong = (Style(room.height), theme.muted), (Style(room.height, 650), theme.input.ink)
        for limit in (None, 8, 7, 6, 5, 4, 3):
            pieces = labels.pieces("sum {number}", number=format_number(step.hidden, limit))
            runs = styled(pieces, muted, number=strong)
            if runs_width(runs) <= room.width:
                break
        else:
            runs = ()
        self._hidden.show(
            (centred("hidden", runs, room.centre[0], room.y + 0.8 * room.height),) if runs else ()
        )

    @property
    def hidden_text(self) -> str:
        """What is said of the answers that are not shown."""
        return "".join(line.text for line in self._hidden.lines)

    def _show_tail(self, step: RowStep | None, part: Part) -> None:
        if self._bias is not None and self._trace.bias is not None:
            adding = part.working and part.turn.told and part.turn.bias and not part.turn.activated
            self._bias.show(self._trace.bias[self.row.index].item(), part.working, adding)
        if self._total is not None:
            told = step is not None and part.turn.total
            self._total.show(step.sum if told and step is not None else None, part.working)

    @property
    def chip_texts(self) -> tuple[str, ...]:
        """What the chips say, for readers."""
        boxes = [*self._chips, *(chip for chip in (self._bias, self._total) if chip is not None)]
        return tuple(chip.text for chip in boxes)
