"""Grouped channels in a picture as large as its content: the maps, and the counters as two lines below."""

from __future__ import annotations

from dataclasses import replace

from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.grouped.cells import Cells, candidates
from convanim.layout.grouped.counters import QUANTITIES, Counted, both_of, layer_of, stacked, stacked_height
from convanim.layout.grouped.facts import MOST_CHANNELS, GroupedFacts
from convanim.layout.grouped.mixing import Manner
from convanim.layout.grouped.pieces import GroupedLayout, Note, Pieces
from convanim.layout.grouped.sides import (
    beside,
    groups_side,
    shown_groups,
    stages_side,
    standard_side,
)
from convanim.layout.grouped.slide import laid_out, side_words
from convanim.layout.grouped.words import input_shape, pair
from convanim.layout.heading import heading
from convanim.layout.sliding.numeric import even_canvas
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

MARGIN = 19.0
MOST, MOST_OVERVIEW = 36.0, 22.0
TALLEST = 560.0
WORDS, COUNTER = 15.0, 15.0
SIDE_TITLE = 19.0
BETWEEN = 30.0
"""Between two layers."""


def fitted_layout(facts: GroupedFacts, theme: Theme, request: CanvasRequest) -> GroupedLayout | None:
    """The picture with the largest cells that fit the width; None where none does."""
    scale = request.scale
    versus = facts.view == "versus"
    for most in (MOST_CHANNELS, 2) if versus else (MOST_CHANNELS,):
        for cells in candidates(facts, scale, MOST_OVERVIEW if versus else MOST, (True, False)):
            found = _Fitted(facts, theme, cells, scale, most).plan()
            if found is not None:
                return found
    return None


class _Fitted:
    """One try: everything is placed, and given up where it does not fit."""

    def __init__(self, facts: GroupedFacts, theme: Theme, cells: Cells, scale: float, most: int) -> None:
        self.facts, self.theme, self.cells, self.scale, self.most = facts, theme, cells, scale, most
        self.least = LEAST_PROSE / scale

    def _sized(self, size: float) -> float:
        return max(size, self.least)

    def plan(self) -> GroupedLayout | None:
        """The layout, or None."""
        head = heading(
            self.facts.title, "", self.theme, Box(MARGIN, 0, FITTED_WIDTH - 2 * MARGIN, 0), small=True
        )
        top = head.bottom + 4.0 if head.lines else MARGIN - 4.0
        body = self._versus(top) if self.facts.view == "versus" else self._alone(top)
        if body is None:
            return None
        box = body.box
        note_size = self._sized(WORDS)
        counters_top = box.bottom + 20.0
        counters = self._counters(body, counters_top)
        if counters is None:
            return None
        bottom = max(counter.bar.bottom for counter in counters.counters) + 8.0
        note = Note(MARGIN, bottom + 0.95 * note_size, note_size, False)
        pieces = Pieces(lines=head.lines) + body + counters
        bars = [box for c in counters.counters for box in (c.bar, c.beyond) if box is not None]
        right = max(pieces.box.right, *(bar.right for bar in bars))
        if right > FITTED_WIDTH - MARGIN + 0.5 or note.y + 10 > TALLEST + 40:
            return None
        canvas = even_canvas(right + MARGIN, note.y + 0.3 * note_size + MARGIN - 6.0, self.scale)
        return laid_out(self.facts, canvas, self.cells, pieces, note)

    def _alone(self, top: float) -> Pieces | None:
        facts, theme, cells = self.facts, self.theme, self.cells
        size = self._sized(WORDS)
        manner = Manner(names=size, captions=size, brackets=False, air=0.5)
        manner = replace(manner, columns=0.7, beyond=0.5, groups=1.2) if cells.numbers else manner
        room = FITTED_WIDTH - 2 * MARGIN
        if facts.view == "groups":
            body = beside(facts, cells, groups_side(facts, cells, manner, theme), manner, theme, room)
        else:
            body = stages_side(facts, cells, manner, theme, size)
        if body is None or body.box.width > room or body.box.height > TALLEST - top - 60:
            return None
        return body.moved(MARGIN - body.box.x, top - body.box.y, cells.scale)

    def _wide(self, body: Pieces) -> float:
        """The width of the counters: that of the maps, but not too narrow for two."""
        return min(max(body.box.right - MARGIN, 420.0), FITTED_WIDTH - 2 * MARGIN)

    def _counters(self, body: Pieces, top: float) -> Pieces | None:
        if self.facts.view == "versus":
            return self._both(body, top)
        layer = layer_of(self.facts, shown_groups(self.facts))
        widest = FITTED_WIDTH - 2 * MARGIN
        half, pitch = (self._wide(body) - 26.0) / 2, stacked_height(self._sized(COUNTER)) + 8.0
        full = (widest - 26.0) / 2
        for width, across, beyond in (
            (half, True, True),
            (full, True, True),
            (widest, False, True),
            (full, True, False),
            (widest, False, False),
        ):
            step = (width + 26.0, 0.0) if across else (0.0, pitch)
            rooms = [Box(MARGIN + n * step[0], top + n * step[1], width, 0) for n in range(2)]
            both = [
                self._counter(layer, quantity, room, beyond)
                for quantity, room in zip(QUANTITIES, rooms, strict=True)
            ]
            found = [counter for counter in both if counter is not None]
            if len(found) == len(both):
                return sum(found, Pieces())
        return None

    def _counter(self, layer: Counted, quantity: str, room: Box, beyond: bool) -> Pieces | None:
        return stacked(self.facts, layer, quantity, room, self._sized(COUNTER), self.theme, beyond)

    def _both(self, body: Pieces, top: float) -> Pieces | None:
        found = Pieces()
        lefts = (MARGIN, (body.dividers[0][0][0] + BETWEEN / 2))
        width = min(lefts[1] - BETWEEN - MARGIN, FITTED_WIDTH - MARGIN - lefts[1])
        pitch = stacked_height(self._sized(COUNTER)) + 6.0
        for counted, x in zip(both_of(self.facts), lefts, strict=True):
            for number, quantity in enumerate(QUANTITIES):
                counter = self._counter(counted, quantity, Box(x, top + number * pitch, width, 0), False)
                if counter is None:
                    return None
                found += counter
        return found

    def _versus(self, top: float) -> Pieces | None:
        facts, theme, cells = self.facts, self.theme, self.cells
        manner = Manner(names=0.0, captions=self._sized(13.0), brackets=True, air=0.7)
        size = self._sized(SIDE_TITLE)
        small, room = self._sized(WORDS), (FITTED_WIDTH - 2 * MARGIN - BETWEEN) / 2
        said = [Run(text, Style(small), theme.muted) for text in side_words(facts.labels)]
        said = said if max(runs_width((run,)) for run in said) <= room else []
        baseline, maps_top = top + size, top + 1.9 * size + (1.35 * small if said else 0.0)
        left, right = (
            standard_side(facts, cells, manner, theme, self.most),
            stages_side(facts, cells, manner, theme, 0.0, self.most),
        )
        boxes = left.box, right.box
        if (
            max(box.width for box in boxes) > room
            or max(box.height for box in boxes) > TALLEST - maps_top - 90
        ):
            return None
        titles = (
            Run(facts.labels("Standard"), Style(size, 680), theme.ink),
            Run(facts.labels("Depthwise separable"), Style(size, 680), theme.ink),
        )
        lefts = MARGIN, MARGIN + room + BETWEEN
        lines = [Line("side", (run,), x, baseline) for run, x in zip(titles, lefts, strict=True)]
        lines += [
            Line("side", (run,), x, baseline + 1.45 * small) for run, x in zip(said, lefts, strict=False)
        ]
        bottom = maps_top + max(box.bottom for box in boxes)
        middle = MARGIN + room + BETWEEN / 2
        divider = ((middle, top + 2.0), (middle, bottom))
        body = Pieces()
        for side, x in zip((left, right), lefts, strict=True):
            moved = side.moved(x, maps_top, cells.scale)
            body += moved + Pieces(lines=self._input(moved, x + room, manner.captions))
        return body + Pieces(lines=tuple(lines), dividers=(divider,))

    def _input(self, side: Pieces, right: float, size: float) -> tuple[Line, ...]:
        """What the maps are, beside them, where there is room for it."""
        maps = side.sources[-1].plane.box
        place = maps.right + 0.6 * size, maps.centre[1]
        lines = pair(
            self.facts.labels("input"),
            input_shape(self.facts),
            self.theme.input.ink,
            self.theme,
            place,
            size,
        )
        return lines if max(line.box.right for line in lines) <= right else ()
