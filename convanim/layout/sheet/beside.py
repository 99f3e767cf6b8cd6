"""What stands on a slide beside the input's maps: prose or a colour copy of the input, and the sum."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.boxes import LEAST_PROSE, Box, Canvas, Line, Plane
from convanim.layout.sheet.cells import Cells
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sheet.picture import colour_copy, progress_bar
from convanim.layout.sheet.sheet import Column, SumPlace
from convanim.layout.sheet.sum import LONGEST, fitting_type
from convanim.layout.sheet.words import MARGIN, prose_beside
from convanim.layout.sliding.layout import Note
from convanim.theme import Theme

SUM = 28.0
LEAST_SUM, LEAST_BY_PICTURE = 18.0, 13.0
"""The least type of a sum beside the maps; beside a picture only the widest ones become so small."""
PICTURE_GAP = 32.0
BAR_ROOM = 24.0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What stands beside the maps: the prose, the sum, both, or nothing (then both stand elsewhere).

    In place of the prose it may be a copy of the input in its colours.
    """

    prose: bool
    sums: bool
    picture: bool = False


ARRANGEMENTS = (
    Arrangement(True, True, True),
    Arrangement(True, True),
    Arrangement(True, False),
    Arrangement(False, False),
)


@dataclass(frozen=True, slots=True)
class Aside:
    """The words, the copy and the sum in place; ``free`` is where other things may begin below them."""

    lines: tuple[Line, ...]
    copy: Plane | None
    sums: SumPlace
    note: Note
    bar: Box | None
    free: float


def aside(
    facts: SheetFacts,
    theme: Theme,
    canvas: Canvas,
    cells: Cells,
    chosen: Arrangement,
    prose: str,
    columns: tuple[Column, ...],
    span: tuple[float, float],
) -> Aside | None:
    """What is chosen, in place; ``span`` is where the maps begin and where the slide ends. None if it does
    not fit."""
    right, (top, bottom) = canvas.width - MARGIN, span
    x = columns[-1].right + (PICTURE_GAP if chosen.picture else 1.25 * cells.unit)
    lines: tuple[Line, ...] | None = ()
    copy, begins = None, None
    if chosen.picture:
        found = colour_copy(facts, theme, x, top, right - x, canvas.scale) if cells.lens else None
        if found is None:
            return None
        lines, copy, begins = found.lines, found.plane, found.bottom
    elif chosen.prose:
        lines = prose_beside(prose, theme, x, top, right - x)
        begins = lines[-1].y if lines else None
    sums = _sums(facts, theme, canvas, chosen.sums, (x, begins, top), bottom, copy)
    if lines is None or sums is None:
        return None
    note = Note(sums.x, sums.y, min(26.0, max(sums.size, 20.0)), False, facts.labels)
    bar = progress_bar(facts, canvas, note, right, below=chosen.sums)
    free = max([*(line.y + 14 for line in lines), *([copy.box.bottom + 8] if copy else [])], default=top)
    if chosen.sums:
        free = max(free, sums.box.bottom + 8, (bar.bottom + 8) if bar is not None else 0.0)
    return Aside(lines, copy, sums, note, bar, free)


def _sums(
    facts: SheetFacts,
    theme: Theme,
    canvas: Canvas,
    beside: bool,
    place: tuple[float, float | None, float],
    bottom: float,
    picture: Plane | None,
) -> SumPlace | None:
    """The sum below what is said, or at the slide's end; None where it would be too small."""
    least = LEAST_PROSE / canvas.scale
    if not beside:
        width, sizes = canvas.width - 2 * MARGIN, (SUM - 2, least)
        size = fitting_type(facts.widest, facts.depth, theme, sizes, width, True, facts.labels).size
        return SumPlace(MARGIN, bottom + 34.0, width, size, least, True, facts.labels)
    x, begins, top = place
    width = canvas.width - MARGIN - x
    floor = LEAST_SUM if picture is None else max(LEAST_BY_PICTURE, least)
    kind = fitting_type(facts.widest, facts.depth, theme, (SUM, floor), width, False, facts.labels, LONGEST)
    if kind.size < floor:
        return None
    size = kind.size if picture is None else LEAST_SUM
    y = top + size if begins is None else begins + (1.75 if picture is None else 1.4) * size
    return SumPlace(x, y, width, size, least, False, facts.labels)
