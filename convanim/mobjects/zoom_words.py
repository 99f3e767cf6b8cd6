"""What is written around the zoom's board: captions that cross-fade, the sums, and how far positions are."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.labels import Labels
from convanim.layout.boxes import Line
from convanim.layout.captions import styled
from convanim.layout.sheet.facts import SheetStep, sheet_step
from convanim.layout.sheet.sheet import Bracket
from convanim.layout.sheet.sum import set_sheet_sum
from convanim.layout.sliding.layout import Note
from convanim.layout.zoom.layout import Inscription, ZoomLayout
from convanim.layout.zoom.numbers import channel_theme, kernel_numbers
from convanim.layout.zoom.views import Affine, View
from convanim.mobjects.drawing import Drawing, polyline
from convanim.mobjects.sums import Arithmetic
from convanim.mobjects.words import Words, run_outlines
from convanim.mobjects.zoom_columns import CAPTION, FIXED, Seen
from convanim.mobjects.zoom_paper import IDENTITY, BoardDrawing, Sheaf
from convanim.story.sheet_turns import Turn
from convanim.story.zoom_state import ZoomState
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style


class Inscriptions:
    """All that is written at the levels and does not change there; it keeps its size while it fades."""

    def __init__(self, drawing: BoardDrawing, layout: ZoomLayout, theme: Theme) -> None:
        self._views = layout.views
        self._pieces: list[tuple[int, Inscription, Sheaf]] = []
        for level, inscriptions in enumerate(layout.inscriptions):
            for inscription in inscriptions:
                sheaf = Sheaf()
                with drawing.sheaf(sheaf):
                    _inscribe(drawing, inscription.what, theme)
                self._pieces.append((level, inscription, sheaf))

    def look(self, seen: Seen, out: float) -> None:
        """See them from where the camera is."""
        board = seen.affine(tuple(view.affine for view in self._views))
        for level, inscription, sheaf in self._pieces:
            levels = float(level == 0), float(level == 1), float(level == 2)
            presence = seen.presence(levels, CAPTION if inscription.moves else FIXED)
            presence *= out if inscription.waits else 1.0
            if presence <= 0:
                sheaf.show(sheaf.affine, 0.0)
                continue
            moved = inscription.moves and not seen.rests
            sheaf.show(_carried(inscription, self._views[level], board) if moved else IDENTITY, presence)


def _inscribe(drawing: Drawing, what: Line | Bracket, theme: Theme) -> None:
    if isinstance(what, Bracket):
        role: Role | str = getattr(theme, what.role)
        stroke, width = (role, 2.4) if isinstance(role, str) else (role.line, 2.0)
        drawing.ink().draw(polyline(what.points)).paint(stroke=stroke, width=width)
        return
    for run, outline in run_outlines(what):
        drawing.ink().draw(outline).paint(fill=run.colour)


def _carried(inscription: Inscription, view: View, board: Affine) -> Affine:
    """How far what is written has gone with the place on the board at which it stands; brackets stretch."""
    what = inscription.what
    if isinstance(what, Bracket):
        stretch = board[:2] / view.zoom
        return np.vstack((stretch, board[2] - np.array((view.x, view.y)) @ stretch))
    x, y = what.x, what.y
    place = np.array(((x - view.x) / view.zoom, (y - view.y) / view.zoom))
    shift = place @ board[:2] + board[2] - (x, y)
    return np.vstack((IDENTITY[:2], shift))


class Sums:
    """The kernel's products, the filter's sum, what all filters answered, and the count of positions."""

    def __init__(
        self, drawing: BoardDrawing, layout: ZoomLayout, theme: Theme, trace: Any, bias_shown: bool
    ) -> None:
        self._layout, self._theme, self._trace, self._bias = layout, theme, trace, bias_shown
        self._near, self._middle, self._far = Sheaf(), Sheaf(), Sheaf()
        inks = (theme.input, theme.bias, theme.output, theme.red, theme.green, theme.blue)
        colours = (theme.muted, theme.ink, *(role.ink for role in inks))
        with drawing.sheaf(self._near):
            themed = channel_theme(theme, trace.weight.shape[1])
            self.products = Arithmetic(drawing, layout.products, themed)
        with drawing.sheaf(self._middle):
            self.sum = Words(drawing, colours)
        with drawing.sheaf(self._far):
            self.said = Words(drawing, colours)

    def look(self, seen: Seen) -> None:
        """Fade with the levels that they belong to."""
        for level, sheaf in enumerate((self._near, self._middle, self._far)):
            sheaf.show(IDENTITY, seen.presence((float(level == 0), float(level == 1), float(level == 2))))

    def show(self, state: ZoomState, step: SheetStep | None) -> None:
        """Write what is known."""
        start, end, _ = state.pose
        if 0 in (start, end):
            at = self._layout.place if state.products > 0 else None
            numbers = None if at is None else kernel_numbers(self._trace, at)
            self.products.show(numbers, state.products, state.result)
        if 1 in (start, end):
            self.sum.show(self._sum(state.turns[0], step, state))
        if 2 in (start, end):
            self.said.show(self._said(state))

    def _sum(self, turn: Turn, step: SheetStep | None, state: ZoomState) -> tuple[Line, ...]:
        note = self._layout.notes[0]
        if state.passed is not None and (state.fast or step is None):
            return (self._passing(note, state),)
        if step is None or state.pose[1] == 2:
            return ()
        line = set_sheet_sum(step, self._trace.weight.shape[1], self._layout.sums, self._theme)
        lines = list(line.terms if turn.bias else line.terms[: int(turn.answers * step.slots + 1e-9)])
        if turn.total:
            lines.append(line.result)
        if turn.activated and line.activation is not None:
            lines.append(line.activation)
        return tuple(lines)

    def _said(self, state: ZoomState) -> tuple[Line, ...]:
        if state.pose[1] == 2 and state.passed is not None:
            return (self._passing(self._layout.notes[1], state),)
        return (self._layout.said,) if state.said else ()

    def _passing(self, note: Note, state: ZoomState) -> Line:
        """Which position it is, of how many."""
        grid, labels, theme = self._layout.grid, self._layout.labels, self._theme
        words = (Style(note.size), theme.muted)
        strong = (Style(note.size, 650), theme.ink)
        if state.skipped:
            return Line("note", _skipping(state.skipped, grid[1], labels, words, strong), note.x, note.y)
        number = (state.passed or 0) + 1
        pieces = labels.pieces("position {number} of {count}", number=number, count=grid[0] * grid[1])
        return Line("note", styled(pieces, words, number=strong), note.x, note.y)

    def step(self, state: ZoomState, number: int) -> SheetStep | None:
        """The numbers that a shown filter's row says; None while it says nothing."""
        if state.position is None:
            return None
        index = self._layout.board.rows[number].index
        return sheet_step(self._trace, state.position, index, self._bias)


def _skipping(
    skipped: range, columns: int, labels: Labels, words: tuple[Style, str], strong: tuple[Style, str]
) -> tuple[Run, ...]:
    first, last = skipped[0] // columns + 1, skipped[-1] // columns + 1
    if first == last:
        pieces = labels.pieces("… row {number} in the same way", number=first)
        return styled(pieces, words, number=strong)
    pieces = labels.pieces("… rows {first}–{last} in the same way", first=first, last=last)
    return styled(pieces, words, first=strong, last=strong)
