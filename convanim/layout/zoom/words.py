"""What is written at each level of the zoom, in the sizes of the picture and not of the board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from convanim.engine import ConvTrace
from convanim.labels import counted
from convanim.layout import captions as words
from convanim.layout.boxes import Line
from convanim.layout.facts import plain
from convanim.layout.sheet.equation import Equation, labels_of, name_runs
from convanim.layout.sheet.facts import SheetFacts, roles_of
from convanim.layout.sheet.sheet import Bracket, Column
from convanim.layout.sheet.words import prose_beside
from convanim.layout.zoom.arena import Arena
from convanim.layout.zoom.board import CELL, Board, BoardRow
from convanim.layout.zoom.layout import Inscription
from convanim.layout.zoom.views import View
from convanim.numbers import format_number
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style, runs_width

ARM = 9.0
SMALLER = 0.86
"""The size of the filters' captions where there are several."""


@dataclass(frozen=True)
class Writer:
    """Writes what stands at one view."""

    board: Board
    arena: Arena
    theme: Theme
    view: View

    @property
    def facts(self) -> SheetFacts:
        """The layer."""
        return self.board.facts

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in design pixels."""
        view = self.view
        return tuple(
            Column(
                column.channel,
                view.plane(column.input),
                None if column.lens is None else view.plane(column.lens),
                view.point(column.left, 0)[0],
                view.point(column.right, 0)[0],
            )
            for column in self.board.columns
        )

    def kernel(self) -> Iterator[Inscription]:
        """The names of window, kernel and response."""
        board, view, facts, theme = self.board, self.view, self.facts, self.theme
        labels, size = facts.labels, self.arena.caption
        role = roles_of(theme, facts.depth, 0)[0]
        shape, y = words.shape(facts.kernel), view.point(0, board.below(0))[1] + 1.6 * size
        response = (Run(labels("response"), Style(size, 650), role.ink),)
        chip = view.box(board.rows[0].parts.chips[0])
        answer = words.centred("response", response, chip.centre[0], y)
        room = view.cell * (facts.kernel[1] + 1.2) - 12.0
        x = view.point(board.away.box.x, 0)[0]
        yield Inscription(self._caption("window", labels("window"), shape, role, x, y, room), waits=True)
        x = view.point(0, 0)[0]
        yield Inscription(
            self._caption("kernel", labels("kernel"), shape, theme.kernel, x, y, answer.x - x - 12)
        )
        yield Inscription(answer)

    def _caption(self, name: str, word: str, shape: str, role: Role, x: float, y: float, room: float) -> Line:
        """A caption, without its shape where there is no room for that."""
        runs = words.caption(word, shape, "", role, self.theme, self.arena.caption)
        if runs_width(runs) > room:
            runs = (Run(word, runs[0].style, role.ink),)
        return Line(name, runs, x, y)

    def heads(self) -> Iterator[Inscription]:
        """The input's caption and bracket, and the channels' names."""
        arena, facts, theme, columns = self.arena, self.facts, self.theme, self.columns
        top = self.view.point(0, self.board.maps.y)[1]
        named = facts.depth > 1 or arena.fitted
        y = top - (0.55 * arena.name if named else 12.0)
        left = min(min(c.left, c.input.box.x) for c in columns)
        if named:
            for column, runs in zip(columns, self._names(), strict=False):
                yield Inscription(Line("channel", runs, min(column.left, column.input.box.x), y))
            y -= 1.4 * arena.name
        if arena.fitted:
            return
        yield Inscription(Bracket.above(left, columns[-1].right, y, ARM, "input"))
        shape = f"{words.shape(facts.input)}×{facts.depth}"
        padding = words.padding_words(facts)
        name = facts.labels("input")
        runs = words.caption(name, shape, padding, theme.input, theme, arena.caption)
        middle = (left + columns[-1].right) / 2
        yield Inscription(
            Line("input", runs, max(arena.margin, middle - runs_width(runs) / 2), y - 0.55 * arena.caption)
        )

    def _names(self) -> list[tuple[Run, ...]]:
        """The channels' names, with their sizes where no bracket states these, and all have room."""
        facts, theme, size = self.facts, self.theme, self.arena.name
        rooms = [column.right - min(column.left, column.input.box.x) for column in self.columns]
        channels = [column.channel for column in self.columns]
        long = [name_runs(facts, c, theme, size, room) for c, room in zip(channels, rooms, strict=True)]
        short = [name_runs(facts, c, theme, size, 0.0) for c in channels]
        lefts = [min(column.left, column.input.box.x) for column in self.columns]
        names = long if self.arena.fitted and all(len(runs) > 1 for runs in long) else short
        fits = (
            left + runs_width(runs) + 4.0 <= after
            for left, runs, after in zip(lefts, names, lefts[1:], strict=False)
        )
        return names if all(fits) else []

    def elided(self) -> Iterator[Inscription]:
        """How many channels are left out."""
        facts, columns = self.facts, self.columns
        if facts.hidden:
            x = (columns[-2].right + columns[-1].left) / 2
            gap = columns[-1].left - max(columns[-2].right, columns[-2].input.box.right)
            text = facts.labels("{number} more", number=facts.hidden)
            run = Run(text, Style(self.arena.label), self.theme.muted)
            run = run.scaled(
                min(1.0, max((gap - 8.0) / runs_width((run,)), self.arena.least / run.style.size))
            )
            y = columns[0].input.box.centre[1] + 1.6 * self.arena.label
            if runs_width((run,)) <= gap:
                yield Inscription(words.centred("more", (run,), x, y))

    def row(self, row: BoardRow, alone: bool, captioned: bool = True) -> Iterator[Inscription]:
        """A row's bracket, its caption where there is room for one, and the labels of its chips."""
        view, facts, arena = self.view, self.facts, self.arena
        parts = row.parts
        y = view.point(0, row.y + self.board.row_height / 2)[1] + arena.bracket
        left = view.point(parts.kernels[0].box.x, 0)[0]
        right = view.point(parts.kernels[-1].box.right, 0)[0]
        bracket = Bracket.below(left, right, y, min(ARM, arena.bracket - 3.0), "accent")
        yield Inscription(bracket)
        if captioned:
            yield Inscription(self._filter(row, bracket, alone))
        for line in labels_of(facts, self._seen(parts), self.theme, self._label(), arena.canvas.scale):
            yield Inscription(line)

    def _label(self) -> float:
        return min(self.arena.label, max(0.5 * self.view.cell, self.arena.least))

    def _seen(self, parts: Equation) -> Equation:
        """The boxes behind the kernels in design pixels."""
        bias, total, icon = (
            None if box is None else self.view.box(box) for box in (parts.bias, parts.total, parts.icon)
        )
        return replace(parts, bias=bias, total=total, icon=icon)

    def _filter(self, row: BoardRow, bracket: Bracket, alone: bool) -> Line:
        facts, arena, labels = self.facts, self.arena, self.facts.labels
        called = labels("filter {number}", number=labels.filter_number(row.index))
        name = labels("filter") if facts.breadth == 1 else called
        extra = labels("+ 1 bias") if alone and facts.bias_shown else ""
        shape = f"{words.shape(facts.kernel)}×{facts.depth}"
        size = arena.caption if alone else max(SMALLER * arena.caption, arena.least)
        runs = words.caption(name, shape, extra, self.theme.kernel, self.theme, size)
        x = max(arena.margin, bracket.box.centre[0] - runs_width(runs) / 2)
        return Line("filter", runs, x, bracket.box.bottom + 1.3 * size)

    def output(self, row: BoardRow) -> Iterator[Inscription]:
        """The flat output map's caption, below it or, where the margin is near, as far right as it may."""
        facts, arena = self.facts, self.arena
        box = self.view.box(row.output.box)
        labels = facts.labels
        called = labels("map {number}", number=labels.filter_number(row.index))
        name = labels("output") if facts.breadth == 1 else called
        runs = words.caption(
            name, words.shape(facts.output), "", self.theme.output, self.theme, arena.caption
        )
        if runs_width(runs) > box.width + 1.5 * self.view.cell:
            runs = words.caption(
                name, words.shape(facts.output), "", self.theme.output, self.theme, arena.name * 0.9
            )
        x = min(box.centre[0] - runs_width(runs) / 2, arena.right + 2.0 - runs_width(runs))
        yield Inscription(Line("output", runs, x, box.bottom + 1.45 * arena.caption))

    def volume(self, said: Line) -> Iterator[Inscription]:
        """The size of all output maps at the right end of the last line, where there is room beside it."""
        arena, facts, theme = self.arena, self.facts, self.theme
        shape = f"{words.shape(facts.output)}×{facts.breadth}"
        runs = words.caption(facts.labels("output"), shape, "", theme.output, theme, arena.caption)
        x = arena.right - runs_width(runs)
        if x >= said.box.right + 1.5 * arena.caption:
            yield Inscription(Line("output", runs, x, said.y), moves=False)

    def elided_rows(self) -> Iterator[Inscription]:
        """How many filters are left out."""
        facts, board = self.facts, self.board
        if len(board.rows) < 2:
            return
        room = self.view.point(0, board.rows[-1].y - board.rows[-2].y - board.row_height)[1]
        room -= self.view.y + self.arena.bracket + 2.2 * self.arena.caption
        if facts.hidden_filters and room >= self.arena.label:
            text = facts.labels("{number} more", number=facts.hidden_filters)
            run = Run(text, Style(self.arena.label), self.theme.muted)
            x, y = self.view.point(board.rows[-1].parts.kernels[0].box.centre[0], 0)[0], self.gap_of_rows()
            yield Inscription(Line("more", (run,), x + 0.6 * self.view.cell, y + 0.36 * self.arena.label))

    def gap_of_rows(self) -> float:
        """The middle of the gap in which filters are left out, below the caption there."""
        upper, lower = self.board.below(-2), self.board.rows[-1].y - self.board.row_height / 2
        above = self.view.point(0, upper)[1] + self.arena.bracket + 1.7 * self.arena.caption
        return (above + self.view.point(0, lower)[1]) / 2

    def prose(self, text: str) -> tuple[Line, ...]:
        """Sentences in the room right of the maps and above the boxes of the first row."""
        x = self.prose_x
        y = self.view.point(0, self.board.maps.y)[1]
        lines = prose_beside(text, self.theme, x, y + 4.0, self.arena.right - x)
        return lines or ()

    @property
    def prose_x(self) -> float:
        """Where what is said beside the maps begins."""
        last = max(self.board.rows[0].parts.chips[-1].right, self.board.columns[-1].right)
        return max(self.view.point(last + 1.22 * CELL, 0)[0], self.view.point(last, 0)[0] + 26.0)


def said_line(
    trace: ConvTrace,
    place: int,
    facts: SheetFacts,
    theme: Theme,
    spot: tuple[float, float, float],
    arena: Arena,
) -> Line:
    """What all filters answer at a position, at ``spot``: left end, baseline, and how wide it may be."""
    x, y, room = spot
    size = max(1.08 * arena.prose, arena.least)
    runs = said_runs(trace, place, facts, theme, size)
    for _ in range(4):
        if runs_width(runs) <= room or size <= arena.least:
            break
        size = max(size * room / runs_width(runs), arena.least)
        runs = said_runs(trace, place, facts, theme, size)
    return Line("said", runs, x, y)


def said_runs(trace: ConvTrace, place: int, facts: SheetFacts, theme: Theme, size: float) -> tuple[Run, ...]:
    """``one position, two numbers: 6 and 0``: what the filters answer at a position."""
    labels = facts.labels
    position = trace.position(place)
    values = [format_number(plain(trace.step(position, f).value), 7) for f in facts.filters]
    plain_look, strong = (Style(size), theme.ink), (Style(size, 650), theme.output.ink)
    count = counted(facts.breadth, labels)
    if len(values) == 1:
        pieces = labels.pieces("one position, one number: {value}", value=values[0])
        return words.styled(pieces, plain_look, value=strong)
    if len(values) == 2:
        pieces = labels.pieces(
            "one position, {count} numbers: {value} and {last}", count=count, value=values[0], last=values[1]
        )
    elif facts.hidden_filters:
        pieces = labels.pieces(
            "one position, {count} numbers: {value}, {next}, … {last}",
            count=count,
            value=values[0],
            next=values[1],
            last=values[2],
        )
    else:
        pieces = labels.pieces(
            "one position, {count} numbers: {value}, {next} and {last}",
            count=count,
            value=values[0],
            next=values[1],
            last=values[2],
        )
    return words.styled(pieces, plain_look, value=strong, next=strong, last=strong)


def caption_room(arena: Arena) -> float:
    """What a bracket and its caption need between two rows."""
    size = max(SMALLER * arena.caption, arena.least)
    return arena.bracket + 1.3 * size + 0.24 * size + 1.0
