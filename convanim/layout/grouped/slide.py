"""Grouped channels on a slide: one layer with its counters, or two layers on one clock."""

from __future__ import annotations

from dataclasses import replace

from convanim import typeset
from convanim.labels import Labels
from convanim.layout.boxes import Box, Canvas, CanvasRequest, Line
from convanim.layout.grouped.cells import Cells, candidates, chip_size
from convanim.layout.grouped.counters import (
    QUANTITIES,
    both_of,
    in_line,
    layer_of,
    stacked,
    stacked_height,
)
from convanim.layout.grouped.facts import GroupedFacts
from convanim.layout.grouped.mixing import BEYOND, Manner
from convanim.layout.grouped.pieces import GroupedLayout, Note, Pieces
from convanim.layout.grouped.sides import (
    beside,
    groups_side,
    shown_groups,
    stages_side,
    standard_side,
)
from convanim.layout.grouped.words import input_shape, pair
from convanim.layout.heading import Heading, heading
from convanim.theme import Theme
from convanim.typeset import Run, Style

MARGIN = 56.0
MOST, MOST_OVERVIEW = 40.0, 22.0
NOTE = 23.0
NOTE_ROOM = 230.0
COUNTER = 21.0
PROSE, PROSE_PITCH = 21.0, 29.0
LEAST_COLUMN = 330.0
"""Words and counters are set beside the maps where the column is at least so wide."""
AIR = 40.0


def slide_layout(facts: GroupedFacts, theme: Theme, request: CanvasRequest) -> GroupedLayout | None:
    """The picture with the largest cells that fit a slide; None where none does."""
    canvas = request.slide
    versus = facts.view == "versus"
    for cells in candidates(facts, canvas.scale, MOST_OVERVIEW if versus else MOST, (True, False)):
        pieces = _versus(facts, theme, canvas, cells) if versus else _alone(facts, theme, canvas, cells)
        if pieces is not None:
            return laid_out(facts, canvas, cells, pieces, _note(canvas))
    return None


def laid_out(facts: GroupedFacts, canvas: Canvas, cells: Cells, pieces: Pieces, note: Note) -> GroupedLayout:
    """All that is known of a picture whose pieces are in place."""
    turns = 1 + max(row.turn for row in pieces.rows)
    return GroupedLayout(
        facts=facts,
        canvas=canvas,
        grid=facts.output,
        pieces=pieces,
        turns=turns,
        numbers=cells.numbers,
        by_value=cells.by_value,
        chip_size=chip_size(facts, cells),
        unit=cells.unit,
        note=note,
    )


def _note(canvas: Canvas) -> Note:
    return Note(canvas.width - MARGIN, 72.0, NOTE, True)


def _head(facts: GroupedFacts, theme: Theme, canvas: Canvas, prose: str) -> Heading:
    """Title and prose; beside the title there is room for the position."""
    room = Box(MARGIN, 0, canvas.width - 2 * MARGIN - NOTE_ROOM, canvas.height)
    found = heading(facts.title, "", theme, room)
    if not prose:
        return found
    style, width = Style(PROSE), canvas.width - 2 * MARGIN
    top = found.bottom + 14 if found.lines else 72.0
    lines = [
        Line("prose", (Run(text, style, theme.muted),), MARGIN, top + n * PROSE_PITCH)
        for n, text in enumerate(typeset.wrap(prose, style, width)[:2])
    ]
    return Heading((*found.lines, *lines), lines[-1].y + 16)


def _alone(facts: GroupedFacts, theme: Theme, canvas: Canvas, cells: Cells) -> Pieces | None:
    """One layer: beside it, if it is narrow, or else above and below it, what is said and counted."""
    manner = Manner(
        names=max(17.0, min(20.0, 0.62 * cells.unit)), captions=18.0, brackets=True, air=0.55, labelled=True
    )
    for column in (True, False):
        found = _placed(facts, theme, canvas, cells, manner, column)
        if found is not None:
            return found
    return None


def _placed(
    facts: GroupedFacts, theme: Theme, canvas: Canvas, cells: Cells, manner: Manner, column: bool
) -> Pieces | None:
    head = _head(facts, theme, canvas, "" if column else prose_of(facts, cells))
    top, right = max(head.bottom, 84.0) + 8.0, canvas.width - MARGIN
    bottom = canvas.height - (30.0 if column else 44.0 + stacked_height(COUNTER))
    room = right - MARGIN - (LEAST_COLUMN + AIR if column else 0.0)
    body: Pieces | None
    if facts.view == "groups":
        body = beside(facts, cells, groups_side(facts, cells, manner, theme), manner, theme, room)
    else:
        body = stages_side(facts, cells, manner, theme, 19.0)
    if body is None or body.box.width > room or body.box.height > bottom - top:
        return None
    box = body.box
    spare = bottom - top - box.height
    body = body.moved(MARGIN - box.x, top - box.y + min(0.45 * spare, 60.0), cells.scale)
    words = _column(facts, theme, body, cells, right, bottom) if column else _below(facts, theme, canvas)
    return None if words is None else Pieces(lines=head.lines) + body + words


def prose_of(facts: GroupedFacts, cells: Cells) -> str:
    """What is said; of fills that are values also how to read them."""
    if not facts.prose or not cells.by_value:
        return facts.prose
    return f"{facts.prose} {facts.labels('Fill is value, whatever its sign.')}"


def _column(
    facts: GroupedFacts, theme: Theme, body: Pieces, cells: Cells, right: float, bottom: float
) -> Pieces | None:
    """The prose beside the maps, and the counters below it."""
    x = max(body.box.right + AIR, right - 460.0)
    style, width = Style(PROSE), right - x
    top = min(source.plane.box.y for source in body.sources)
    texts = typeset.wrap(prose_of(facts, cells), style, width)
    lines = tuple(
        Line("prose", (Run(text, style, theme.muted),), x, top + 0.8 * PROSE + n * PROSE_PITCH)
        for n, text in enumerate(texts)
    )
    height = 2 * stacked_height(COUNTER) + 26.0
    y = max(max((line.box.bottom + 34.0 for line in lines), default=top), body.box.bottom - height - 20.0)
    counted, found = layer_of(facts, shown_groups(facts)), Pieces(lines=lines)
    for quantity in QUANTITIES:
        room = Box(x, y, width, 0)
        counter = stacked(facts, counted, quantity, room, COUNTER, theme, True)
        if counter is None or y + stacked_height(COUNTER) > bottom:
            return None
        found, y = found + counter, y + stacked_height(COUNTER) + 26.0
    return found


def _below(facts: GroupedFacts, theme: Theme, canvas: Canvas) -> Pieces | None:
    """The counters side by side at the bottom."""
    counted, found = layer_of(facts, shown_groups(facts)), Pieces()
    width = (canvas.width - 2 * MARGIN - 56.0) / 2
    y = canvas.height - 30.0 - stacked_height(COUNTER)
    for number, quantity in enumerate(QUANTITIES):
        room = Box(MARGIN + number * (width + 56.0), y, width, 0)
        counter = stacked(facts, counted, quantity, room, COUNTER, theme, True)
        if counter is None:
            return None
        found += counter
    return found


SIDE_TITLE, SIDE_WORDS, SIDE_CAPTION = 27.0, 20.0, 19.0
MIDDLE = 54.0
"""From the line between two layers to the right one; from the left one's end to it, less."""
MAPS_TOP = 182.0


def _versus(facts: GroupedFacts, theme: Theme, canvas: Canvas, cells: Cells) -> Pieces | None:
    """The standard layer on the left, the separable one on the right, and both are counted below."""
    labels, half = facts.labels, canvas.width / 2
    head = _head(facts, theme, canvas, "")
    top = 123.0 if head.lines else 70.0
    maps_top = top + MAPS_TOP - 123.0
    bottom = canvas.height - 96.0
    manner = Manner(names=0.0, captions=SIDE_CAPTION, brackets=True, air=0.9)
    right = stages_side(facts, cells, manner, theme, SIDE_CAPTION)
    most = bottom - 12.0 - maps_top
    for gap, air, beyond in ((2.5, 1.5, 3.2), (1.7, 1.2, 2.0), (0.9, 0.7, BEYOND)):
        left = standard_side(facts, cells, replace(manner, gap=gap, air=air, beyond=beyond), theme)
        wide = MARGIN + left.box.right > half - 24.0
        if left.box.bottom <= max(most - 40.0, right.box.bottom) and not wide:
            break
    if max(left.box.bottom, right.box.bottom) > most:
        return None
    left = left.moved(MARGIN, maps_top, cells.scale)
    right = right.moved(half + MIDDLE, maps_top, cells.scale)
    edge = max(source.plane.box.right for source in left.sources)
    side = left.sources[-1].plane.box
    left += Pieces(
        lines=pair(
            labels("input"),
            input_shape(facts),
            theme.input.ink,
            theme,
            (edge + 16, side.centre[1]),
            SIDE_CAPTION,
        )
    )
    if left.box.right > half - 24 or right.box.right > canvas.width - MARGIN + 2:
        return None
    words = _side_words(facts, theme, (MARGIN, half + MIDDLE), top)
    rooms = (
        Box(MARGIN, bottom, half - 24.0 - MARGIN, 0),
        Box(half + MIDDLE, bottom, canvas.width - MARGIN - half - MIDDLE, 0),
    )
    size = 22.0
    rooms = (rooms[0], Box(rooms[1].x, bottom, min(rooms[0].width, rooms[1].width), 0))
    rooms = (Box(MARGIN, bottom, rooms[1].width, 0), rooms[1])
    counters = Pieces()
    for counted, room in zip(both_of(facts), rooms, strict=True):
        counters += in_line(facts, counted, room, size, theme)
    divider = Pieces(dividers=(((half, top - 11.0), (half, canvas.height - 28.0)),))
    return Pieces(lines=(*head.lines, *words)) + left + right + counters + divider


def side_words(labels: Labels) -> tuple[str, str]:
    """What each of the two layers does, in a few words."""
    return labels("every filter looks and mixes at once"), labels("first look, then mix")


def _side_words(facts: GroupedFacts, theme: Theme, lefts: tuple[float, float], top: float) -> list[Line]:
    """The names of the two layers, and in a few words what each of them does."""
    labels = facts.labels
    said = (
        (labels("Standard"), labels("Depthwise separable")),
        side_words(labels),
    )
    found = []
    for x, name, words in zip(lefts, *said, strict=True):
        found.append(Line("side", (Run(name, Style(SIDE_TITLE, 680), theme.ink),), x, top + 9.0))
        found.append(Line("side", (Run(words, Style(SIDE_WORDS), theme.muted),), x, top + 38.0))
    return found
