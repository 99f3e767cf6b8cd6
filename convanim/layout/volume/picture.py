"""One try at a volume's picture: everything is placed, and given up where it does not fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.heading import heading
from convanim.layout.sheet.sheet import SumPlace
from convanim.layout.sheet.sum import LONGEST, SumType, fitting_type, sum_width
from convanim.layout.sheet.words import prose_beside
from convanim.layout.sliding.layout import Note
from convanim.layout.sliding.numeric import even_canvas
from convanim.layout.volume.facts import NO_HUES, VolumeFacts
from convanim.layout.volume.layout import VolumeLayout
from convanim.layout.volume.manner import Manner
from convanim.layout.volume.pieces import Pieces
from convanim.layout.volume.strip import Strip
from convanim.theme import Theme

LEAST_COLUMN, TALLEST = 250.0, 620.0
COLUMN_GAP = 44.0
LEAST_INSIDE = 250.0
"""So wide is the line that says which position it is, of a great many."""


@dataclass(frozen=True)
class Attempt:
    """A picture of these pieces."""

    pieces: Pieces
    request: CanvasRequest

    @property
    def facts(self) -> VolumeFacts:
        """What is shown."""
        return self.pieces.facts

    @property
    def theme(self) -> Theme:
        """In which colours."""
        return self.pieces.theme

    @property
    def manner(self) -> Manner:
        """With which measures."""
        return self.pieces.manner

    def plan(self, context: int | None) -> VolumeLayout | None:
        """The layout with all slices, or with at least so many beside the box; None where they do not fit."""
        manner = self.manner
        width = FITTED_WIDTH if self.request.fitted else self.request.slide.width
        room = width - 2 * manner.margin
        if manner.beside:
            room -= LEAST_COLUMN + COLUMN_GAP
        shown = self.facts.padded[0] if context is None else self._slots(room, context)
        ends = 0.0 if context is None else 2 * manner.dots
        if shown is None or self.pieces.width(shown) + ends > room:
            return None
        strip = self.pieces.strip(shown)
        left = manner.margin + ends / 2
        return self._fitted(strip, left, ends) if self.request.fitted else self._slide(strip, left, ends)

    def _slots(self, room: float, context: int) -> int | None:
        """As many slices as fit, if that leaves some out and still shows so many more than the box."""
        facts, room = self.facts, room - 2 * self.manner.dots
        for slots in range(facts.padded[0] - 1, facts.span + context - 1, -1):
            if self.pieces.width(slots) <= room:
                return slots
        return None

    def _slide(self, strip: Strip, left: float, ends: float) -> VolumeLayout | None:
        facts, manner, canvas = self.facts, self.manner, self.request.slide
        right = canvas.width - manner.margin
        head = heading(
            facts.title,
            "" if manner.beside else facts.prose,
            self.theme,
            Box(manner.margin, 0, right - manner.margin, 0),
        )
        caption = self.pieces.size(manner.caption)
        top = max(head.bottom - 6, 30.0) + caption + self.pieces.above(strip)
        bottom = canvas.height - (30.0 if manner.beside else 68.0) - 1.9 * caption
        *_, end = self.pieces.heights(strip)
        if top + end > bottom:
            return None
        top += min(0.4 * (bottom - top - end), 50.0)
        strip_right = left + self.pieces.width(strip.slots) + ends / 2
        x = strip_right + COLUMN_GAP
        prose: tuple[Line, ...] = ()
        if manner.beside:
            beside = prose_beside(facts.prose, self.theme, x, top, right - x)
            if beside is None:
                return None
            prose = beside
        sums = (
            self._beside(prose, x, top, right)
            if manner.beside
            else self._below(left, right, canvas.height - 42)
        )
        if sums is None:
            return None
        note = Note(sums.x, sums.y, min(26.0, max(sums.size, self.pieces.size(20.0))), False, facts.labels)
        return self.pieces.placed(canvas, strip, left, top, (*head.lines, *prose), sums, note)

    def _beside(self, prose: tuple[Line, ...], x: float, top: float, right: float) -> SumPlace | None:
        kind = fitting_type(self.facts.widest, NO_HUES, self.theme, self.manner.sums, right - x, False)
        if kind.size < self.manner.sums[1] or kind.longest < LONGEST:
            return None
        y = prose[-1].y + 1.9 * kind.size if prose else top + kind.size
        least = LEAST_PROSE / self.request.scale
        return SumPlace(x, y, right - x, kind.size, least, False, self.facts.labels)

    def _below(self, left: float, right: float, y: float) -> SumPlace:
        least = self.pieces.size(self.manner.sums[1])
        sizes = (max(self.manner.sums[0], least), least)
        width = right - self.manner.margin
        kind = fitting_type(self.facts.widest, NO_HUES, self.theme, sizes, width, True)
        return SumPlace(self.manner.margin, y, width, kind.size, least, True, self.facts.labels)

    def _fitted(self, strip: Strip, left: float, ends: float) -> VolumeLayout | None:
        facts, manner = self.facts, self.manner
        room = FITTED_WIDTH - 2 * manner.margin
        head = heading(facts.title, "", self.theme, Box(manner.margin, 0, room, 0), small=True)
        caption = self.pieces.size(manner.caption)
        top = (head.bottom + 4 if head.lines else 8.0) + caption + self.pieces.above(strip)
        *_, end = self.pieces.heights(strip)
        sums = self._below(
            left, FITTED_WIDTH - manner.margin, top + end + 1.7 * caption + 1.8 * manner.sums[0]
        )
        height = sums.y + 0.4 * sums.size + manner.margin
        if height > TALLEST:
            return None
        inside = self.pieces.width(strip.slots) + ends
        inside = max(inside, *(line.width for line in head.lines), LEAST_INSIDE)
        inside = max(inside, min(room, sum_width(facts.widest, NO_HUES, self.theme, _type(sums, self), True)))
        note = Note(sums.x, sums.y, self.pieces.size(18.0), False, facts.labels)
        canvas = even_canvas(inside + 2 * manner.margin, height, self.request.scale)
        found = self.pieces.placed(canvas, strip, left, top, head.lines, sums, note)
        reach = max(line.box.right for line in found.lines)
        if reach > canvas.width - 4:
            wider = min(reach + manner.margin, FITTED_WIDTH)
            found = replace(found, canvas=even_canvas(wider, height, self.request.scale))
        if reach > FITTED_WIDTH - 4:
            return None
        return replace(found, sums=replace(sums, width=found.canvas.width - 2 * manner.margin))


def _type(sums: SumPlace, attempt: Attempt) -> SumType:
    """The type of the sum as it is in its place."""
    return fitting_type(
        attempt.facts.widest, NO_HUES, attempt.theme, (sums.size, sums.least), sums.width, sums.inline
    )
