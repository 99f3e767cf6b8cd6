"""The rows of the zoom's board: kernels, answers, bias, sum and activation, and the arrow to the output."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.layout.captions import centred
from convanim.layout.cells import common_size
from convanim.layout.facts import widest_values
from convanim.layout.sheet.facts import SheetStep, roles_of
from convanim.layout.sheet.sum import written
from convanim.layout.zoom.board import CELL, BoardRow
from convanim.layout.zoom.layout import ZoomLayout
from convanim.mobjects.drawing import Points
from convanim.mobjects.sheet_parts import GHOST_TEXT, Coats, add_icon, add_operator, is_dark
from convanim.mobjects.words import Words
from convanim.mobjects.zoom_columns import Seen, Shares, least_scale
from convanim.mobjects.zoom_paper import BoardDrawing, Sheaf
from convanim.mobjects.zoom_parts import Arrow, BoardChip, BoardKernel
from convanim.story.sheet_turns import Turn
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

GHOST = 0.42
"""How much of its fill keeps what comes next, at the kernel's level."""
NEXT_ROW = 0.40
"""How much of its fill the next row keeps at the filter's level."""
IDLE_PARTS = 0.36
ARROW = 3.4
"""The width of an arrow, in board pixels."""


class RowPicture:
    """A filter's row, at work or not."""

    def __init__(
        self, drawing: BoardDrawing, layout: ZoomLayout, number: int, theme: Theme, trace: Any
    ) -> None:
        self._row: BoardRow = layout.board.rows[number]
        self._layout, self._theme, self._number = layout, theme, number
        self._scale = least_scale(layout, layout.numbered)
        self._near, self._rest, self._beyond = Sheaf(), Sheaf(), Sheaf()
        self._near_digits, self._digits = Sheaf(), Sheaf()
        self._blank = [level for level, numbered in enumerate(layout.numbered) if not numbered]
        self._near_rounded, self._rounded = ([Sheaf() for _ in self._blank] for _ in range(2))
        self._peeks = layout.peeks and number == 1
        self._bias_value = None if trace.bias is None else trace.bias[self._row.index].item()
        coats = Coats()
        self.kernels = self._kernels(drawing, trace)
        self._chips = self._answer_chips(drawing, trace)
        for operator in self._row.parts.operators:
            with drawing.sheaf(self._sheaf_of(operator.box.right)):
                add_operator(drawing, coats, operator, theme, CELL, theme.ghost)
        self._tail(drawing, coats, trace)
        self._arrows = [Arrow(drawing) for _ in self._row.parts.arrows]
        self._hidden = Words(drawing, (theme.muted, theme.input.ink))
        coats.show(True)
        self._shown: tuple[object, ...] = ()

    def _kernels(self, drawing: BoardDrawing, trace: Any) -> list[BoardKernel]:
        found, depth = [], trace.weight.shape[1]
        most = common_size(widest_values(trace.weight), CELL, self._scale)
        numbered = self._layout.numbered
        for column, plane in zip(self._layout.board.columns, self._row.parts.kernels, strict=True):
            weights = trace.weight[self._row.index, column.channel]
            role = roles_of(self._theme, depth, column.channel)[1]
            found.append(BoardKernel(drawing, plane, role, self._theme, weights, self._scale, most, numbered))
        return found

    def _answer_chips(self, drawing: BoardDrawing, trace: Any) -> list[BoardChip]:
        chips: list[BoardChip] = []
        depth = trace.weight.shape[1]
        for number, box in enumerate(self._row.parts.chips):
            role = roles_of(self._theme, depth, self._layout.board.columns[number].channel)[0]
            near = self._number == 0 and number == 0
            size = self._layout.chip_size
            with drawing.sheaf(self._near if near else self._sheaf_of(box.right)):
                chip = BoardChip(drawing, box, role, self._theme, size, self._scale)
            self._part(drawing, chip, near)
            chips.append(chip)
        return chips

    def _sheaf_of(self, right: float) -> Sheaf:
        """The sheaf of a part that ends there on the board: what the kernel's picture cuts is not in it."""
        inside = self._layout.views[0].point(right, 0)[0] <= self._layout.canvas.width - 2.0
        return self._rest if inside else self._beyond

    def _part(self, drawing: BoardDrawing, chip: BoardChip, near: bool = False) -> None:
        """Let a chip's numbers fade by themselves: one where there is room, and rounded ones elsewhere."""
        chip.part(self._near_digits if near else self._digits)
        scales = [self._layout.canvas.scale * self._layout.views[level].zoom for level in self._blank]
        sheaves = self._near_rounded if near else self._rounded
        chip.round(drawing, tuple(zip(sheaves, scales, strict=True)))

    def _tail(self, drawing: BoardDrawing, coats: Coats, trace: Any) -> None:
        theme, size, parts = self._theme, self._layout.chip_size, self._row.parts
        self._bias: BoardChip | None = None
        self._total: BoardChip | None = None
        if parts.bias is not None:
            with drawing.sheaf(self._sheaf_of(parts.bias.right)):
                self._bias = BoardChip(drawing, parts.bias, theme.bias, theme, size, self._scale)
            self._part(drawing, self._bias)
        if parts.total is not None:
            with drawing.sheaf(self._sheaf_of(parts.total.right)):
                self._total = BoardChip(drawing, parts.total, theme.output, theme, size, self._scale)
            self._part(drawing, self._total)
        if parts.icon is not None:
            with drawing.sheaf(self._sheaf_of(parts.icon.right)):
                add_icon(drawing, coats, parts.icon, trace.activation, theme)

    def look(self, seen: Seen) -> None:
        """See the row from where the camera is."""
        views = tuple(view.affine for view in self._layout.views)
        board, first = seen.affine(views), self._number == 0
        near, middle, far = (float(numbered) for numbered in self._layout.numbered)
        text = GHOST_TEXT[is_dark(self._theme)]
        for number, kernel in enumerate(self.kernels):
            fills: Shares = (0.0, NEXT_ROW if self._peeks else 0.0, 1.0)
            digits: Shares = (0.0, 0.0, far)
            if first:
                fills = (1.0 if not number else GHOST, 1.0, 1.0)
                digits = (near * (1.0 if not number else text), middle, far)
            kernel.fills.show(board, seen.presence(fills))
            kernel.digits.show(board, seen.presence(digits))
            known = (
                near,
                middle,
                max(middle, far),
            )  # as in the maps: weights that were read stay as they are
            one, two, three = (0.0 if n else fill for n, fill in zip(known, fills, strict=True))
            kernel.values.show(board, seen.presence((one, two, three)))
        self._near.show(board, 1.0 if first else 0.0)
        self._near_digits.show(board, seen.presence((near, middle, far)) if first else 0.0)
        self._rest.show(board, self._presence(seen))
        self._beyond.show(board, self._presence(seen, beyond=True))
        self._digits.show(board, seen.presence((0.0, middle if first else 0.0, far)))
        for level, close, rounded in zip(self._blank, self._near_rounded, self._rounded, strict=True):
            here = [float(level == other) for other in range(3)]
            close.show(board, seen.presence((here[0], here[1], here[2])) if first else 0.0)
            rounded.show(board, seen.presence((0.0, here[1] if first else 0.0, here[2])))
        self._show_arrows(seen)

    def _presence(self, seen: Seen, beyond: bool = False) -> float:
        """How much the parts between kernels are there; near the kernel none that the picture's edge cuts."""
        first = self._number == 0
        if first:
            return seen.presence((0.0 if beyond else IDLE_PARTS, 1.0, 1.0))
        return seen.presence((0.0, IDLE_PARTS if self._peeks else 0.0, 1.0))

    def _show_arrows(self, seen: Seen) -> None:
        """Arrows lie in the picture and not on the board: the last one turns as the outputs stack."""
        views, theme = self._layout.views, self._theme
        tips = self._layout.tips[self._number]
        zoom = [view.zoom for view in views]
        width = max(seen.affine(tuple(np.array(z) for z in zoom)).item() ** 0.75 * ARROW, 1.4)
        head = max(20.0 * seen.affine(tuple(np.array(z) for z in zoom)).item(), 5.5)
        last = len(self._arrows) - 1
        for number, (arrow, ends) in enumerate(zip(self._arrows, self._row.parts.arrows, strict=True)):
            at = [np.array([view.point(*end) for end in ends]) for view in views]
            if number == last:
                at = [np.array(tip) for tip in tips]
            start, tip = seen.affine(tuple(at))
            near = self._number == 0 and number == 0 and last > 0
            opacity = 1.0 if near else self._presence(seen, self._leads_beyond(number, at[0]))
            arrow.show((tuple(start), tuple(tip)), width, head, theme.ink, opacity)

    def _leads_beyond(self, number: int, near: Points) -> bool:
        """Whether the kernel's picture cuts an arrow, or the chip that it leads to."""
        chips = self._row.parts.chips
        led = number < len(chips) and self._sheaf_of(chips[number].right) is self._beyond
        return led or bool(near[:, 0].max() > self._layout.canvas.width)

    def show(self, step: SheetStep | None, turn: Turn, seen: Seen) -> None:
        """Show what the row has answered so far; ``step`` is None while nothing is written."""
        slots = 0 if step is None else step.slots
        count = int(turn.answers * slots + 1e-9) if step is not None else 0
        at_work = turn.told or turn.total
        now = (step, turn, seen.start, seen.end)
        if now == self._shown:
            return
        self._shown = now
        for number, kernel in enumerate(self.kernels):
            reached = number <= count if turn.told and count < slots else True
            kernel.show(self._framed(number, reached and at_work, seen))
        level = max(seen.start, seen.end)
        working = self._number == 0 or level == 2
        for number, chip in enumerate(self._chips):
            slot = number + (slots > len(self._chips) and number == len(self._chips) - 1)
            value = step.answers[number] if step is not None and slot < count else None
            chip.show(value, working)
        self._show_tail(step, turn, working)
        self._show_hidden(step if slots > len(self._chips) and count >= len(self._chips) else None, seen)

    def _framed(self, number: int, at_work: bool, seen: Seen) -> bool:
        if self._number:
            return at_work and seen.rests and seen.start == 2
        if seen.rests and seen.start == 0:
            return number == 0
        return at_work

    def _show_tail(self, step: SheetStep | None, turn: Turn, working: bool) -> None:
        if self._bias is not None:
            adding = turn.told and turn.bias and not turn.total
            self._bias.show(self._bias_value if working else None, working, adding)
        if self._total is not None:
            self._total.show(step.sum if step is not None and turn.total else None, working)

    def _show_hidden(self, step: SheetStep | None, seen: Seen) -> None:
        """The sum of the answers that are left out, in the gap where their kernels would be."""
        elision = self._row.parts.elision
        if step is None or step.hidden is None or elision is None or not seen.rests or not seen.start:
            self._hidden.show(())
            return
        view, theme = self._layout.views[seen.start], self._theme
        size = max(min(18.0, 0.55 * view.cell), 11.0 / self._layout.canvas.scale)
        pieces = self._layout.labels.pieces("sum {number}", number=written(step.hidden))
        runs = tuple(
            Run(text, Style(size, 650 if name else 400), theme.input.ink if name else theme.muted)
            for text, name in pieces
        )
        x, y = view.point(elision, self._row.y)
        after = view.point(self._row.parts.kernels[-1].box.x, 0)[0]
        if runs_width(runs) / 2 > after - x - 2.0:
            self._hidden.show(())
            return
        self._hidden.show((centred("hidden", runs, x, y + max(1.15 * view.cell, 1.7 * size)),))

    @property
    def chip_texts(self) -> tuple[str, ...]:
        """What the chips say, for readers."""
        tail = (chip for chip in (self._bias, self._total) if chip is not None)
        return tuple(chip.text for chip in (*self._chips, *tail))
