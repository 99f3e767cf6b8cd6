"""The two sides on a slide: the output below its kernel, or, for fine maps, all in a row with a lens."""

from __future__ import annotations

from dataclasses import replace

from convanim import typeset
from convanim.errors import ConvanimError
from convanim.layout.boxes import LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.cells import Detail
from convanim.layout.facts import Facts
from convanim.layout.flipped import words
from convanim.layout.flipped.block import (
    LARGEST,
    Block,
    Type,
    block_of,
    details_of,
    kernel_cell_of,
    place,
)
from convanim.layout.flipped.plan import TurnNote
from convanim.layout.sliding.layout import SlidingLayout
from convanim.layout.sliding.numeric import place_row, said_captions
from convanim.layout.sliding.row import SLIDE_MANNER, Manner, Row, details_of_row, fit_row, legible
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

Side = tuple[SlidingLayout, TurnNote]
Head = tuple[list[tuple[words.Runs, float]], float]
"""The lines at the top of a side, each with how far down its baseline lies, and where they end."""

MARK = (14.0, 24.0, 18.0)
CAPTIONS = (20.0, 18.0, 16.0, 14.0)


def columns(
    both: tuple[Facts, Facts], theme: Theme, kind: Type, rooms: list[Box], scale: float
) -> list[Side] | None:
    """Both sides with the kernel above its output, where the cells can hold numbers; else None."""
    heads = [_head(number, facts, theme, kind) for number, facts in enumerate(both)]
    said = max(runs_width(runs) for lines, _ in heads for runs, _ in lines)
    head = max(end for _, end in heads)
    wished = kernel_cell_of(both[0], scale)
    for pixels in range(int(LARGEST * scale + 1e-9), 19, -1):
        cell = pixels / scale
        kernel = min(wished, max(0.84 * cell, 30.0))
        blocks = [block_of(facts, theme, kind, cell, kernel, head, said) for facts in both]
        if any(block.width > rooms[0].width or block.height > rooms[0].height for block in blocks):
            continue
        if min(details_of(blocks[0], scale).values()) < Detail.NUMBERS:
            return None
        spare = rooms[0].height - max(block.height for block in blocks)
        down, up = min(0.25 * spare, 22.0), min(0.45 * spare, 40.0)
        return [
            _column(block, lines, Box(room.x, room.y + down, room.width, room.height - down - up), scale)
            for block, (lines, _), room in zip(blocks, heads, rooms, strict=True)
        ]
    return None


def _head(number: int, facts: Facts, theme: Theme, kind: Type) -> Head:
    """The lines above a side's input: its name, who calls it a convolution, its formula."""
    name = words.headings(facts.labels)[number]
    lines: list[tuple[words.Runs, float]] = [
        ((Run(name, Style(kind.heading, 650), theme.ink),), 0.75 * kind.heading)
    ]
    style, y = Style(kind.about), lines[0][1]
    room = max(typeset.width(name, Style(kind.heading, 650)), 11.5 * kind.about)
    for text in typeset.wrap(words.abouts(facts.labels)[number], style, room):
        y += 1.4 * kind.about
        lines.append(((Run(text, style, theme.muted),), y))
    y += 1.75 * kind.formula
    lines.append((words.definition(number, theme, kind.formula, kind.least), y))
    return lines, y + 0.5 * kind.formula


def _column(block: Block, head: list[tuple[words.Runs, float]], room: Box, scale: float) -> Side:
    facts, kind = block.facts, block.kind
    placed = place(block, room.x, room.y, room.bottom, 1 / scale)
    *said, (formula, y) = head
    names = ("heading", *("about" for _ in said[1:]))
    lines = [Line(name, runs, room.x, room.y + down) for name, (runs, down) in zip(names, said, strict=True)]
    arrow, label, size = MARK
    mark = (placed.input.box.y - arrow, placed.input.box.y - label, max(size, LEAST_PROSE / scale))
    (above, _), (before, _) = facts.padding
    layout = SlidingLayout(
        view="numeric",
        canvas=CanvasRequest(False, 1280).slide,
        input=placed.input,
        inner=(above, before),
        output=placed.output,
        details=details_of(block, scale),
        lines=(*lines, *placed.lines),
        kernel=placed.kernel,
        signs=(placed.arrow,),
        formulas=(words.placed(formula, room.x, room.y + y),),
        slide_mark=mark if block.marked else None,
        labels=facts.labels,
    )
    return layout, TurnNote(*placed.note, kind.about, False)


def rows(both: tuple[Facts, Facts], theme: Theme, kind: Type, rooms: list[Box], scale: float) -> list[Side]:
    """Both sides as input, kernel and output in a row; ConvanimError where nothing fits."""
    return [
        _row(number, facts, theme, kind, room, scale)
        for number, (facts, room) in enumerate(zip(both, rooms, strict=True))
    ]


def _row(number: int, facts: Facts, theme: Theme, kind: Type, room: Box, scale: float) -> Side:
    # Bias and activation are in the sum; between the maps there is no room for them.
    facts = replace(facts, step=replace(facts.step, bias=None, activation="none"))
    name = Run(words.headings(facts.labels)[number], Style(kind.heading, 650), theme.ink)
    about = Run(words.abouts(facts.labels)[number], Style(kind.about), theme.muted)
    baseline = room.y + 0.75 * kind.heading
    second = baseline + 1.45 * kind.about
    formula = words.definition(number, theme, kind.formula, kind.least)
    end = room.right - runs_width(formula)
    lines = [Line("heading", (name,), room.x, baseline), Line("about", (about,), room.x, second)]
    marked = facts.stride[1] > 1 and facts.output[1] > 1
    top = second + 1.2 * kind.about + (SLIDE_MANNER.mark_room if marked else 8.0)
    found, manner = _fit(facts, theme, scale, (room.width, room.bottom - top))
    middle = (top + room.bottom) / 2
    placed = place_row(facts, theme, found, room.x + (room.width - found.width) / 2, middle, manner)
    said = said_captions(placed.lines, facts, theme, found, scale, manner)
    layout = replace(
        placed,
        details=details_of_row(facts, found, scale),
        lines=(*lines, *said),
        formulas=(words.placed(formula, end, baseline),),
    )
    notes = [words.note_runs(stage, True, facts.labels, theme, kind.about) for stage in words.STAGES]
    return layout, TurnNote(room.right - max(map(runs_width, notes)), second, kind.about, True)


def _fit(facts: Facts, theme: Theme, scale: float, room: tuple[float, float]) -> tuple[Row, Manner]:
    """The row with the largest cells, its captions smaller where they alone would not fit."""
    *larger, least = (
        legible(replace(SLIDE_MANNER, gap=(0.85, 1.4), caption=size, lens=40.0), scale) for size in CAPTIONS
    )
    for manner in larger:
        try:
            return fit_row(facts, theme, manner, scale, room), manner
        except ConvanimError:
            continue
    return fit_row(facts, theme, least, scale, room), least
