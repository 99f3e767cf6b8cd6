"""A small copy of a colour picture beside its three channels, and the bar that says how far positions are."""

from __future__ import annotations

from dataclasses import dataclass

from convanim import typeset
from convanim.layout.boxes import LEAST_PROSE, Box, Canvas, Line, Plane, flat
from convanim.layout.sheet.cells import snapped
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sliding.layout import Note
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

SIDE = 112.0
"""The longer side of the copy, at most."""
GAP = 16.0
LABEL = 18.0
LEAST_HINT = 84.0
"""The least width of the words beside the copy."""
MOST_LINES = 4
BAR = 6.0
LEAST_BAR = 80.0
BAR_GAP = 18.0


@dataclass(frozen=True, slots=True)
class ColourCopy:
    """All channels as the colours that they are together, and the words at it."""

    plane: Plane
    lines: tuple[Line, ...]

    @property
    def bottom(self) -> float:
        """Where all of it ends."""
        return max(self.plane.box.bottom, *(line.box.bottom for line in self.lines))


def colour_copy(
    facts: SheetFacts, theme: Theme, x: float, top: float, width: float, scale: float
) -> ColourCopy | None:
    """The copy at a place, with what its neighbours' fills mean beside it; None where it has no room."""
    if not facts.coloured:
        return None
    rows, columns = facts.input
    pixels = int(SIDE * scale / max(rows, columns) + 1e-9)
    if pixels < 2:
        return None
    plane = flat(rows, columns, snapped(x, scale), snapped(top, scale), pixels / scale)
    size, labels = max(LABEL, LEAST_PROSE / scale), facts.labels
    style = Style(size)
    name = Line("copy", (Run(labels("in colour"), style, theme.muted),), x, top - 10.0)
    room = width - plane.box.width - GAP
    if room < LEAST_HINT or name.width > width:
        return None
    hint = labels("fill is value, lens is the window")
    texts = typeset.wrap(hint, style, room)
    if len(texts) > MOST_LINES or any(typeset.width(text, style) > room for text in texts):
        return None
    left = plane.box.right + GAP
    lines = tuple(
        Line("copy", (Run(text, style, theme.muted),), left, top + 0.9 * size + n * 1.4 * size)
        for n, text in enumerate(texts)
    )
    return ColourCopy(plane, (name, *lines))


def shapes_line(facts: SheetFacts, theme: Theme, right: float, baseline: float) -> Line:
    """``28×28×3 → 26×26×2`` at the right end of the title's line."""
    style = Style(24.0, 650)
    (rows, columns), (out_rows, out_columns) = facts.input, facts.output
    runs = (
        Run(f"{rows}×{columns}×{facts.depth}", style, theme.input.ink),
        Run("  →  ", Style(24.0), theme.muted),
        Run(f"{out_rows}×{out_columns}×{facts.breadth}", style, theme.output.ink),
    )
    return Line("shapes", runs, right - runs_width(runs), baseline)


def progress_bar(facts: SheetFacts, canvas: Canvas, note: Note, right: float, below: bool) -> Box | None:
    """The bar under the line that counts positions, or behind it; None where there is no room."""
    if below:
        return Box(note.x, note.y + 14.0, right - note.x, BAR / canvas.scale if canvas.scale < 1 else BAR)
    count = facts.output[0] * facts.output[1]
    said = facts.labels("position {number} of {count}", number=count, count=count)
    x = note.x + typeset.width(said, Style(note.size, 650)) + BAR_GAP
    return Box(x, note.y - 0.36 * note.size - BAR / 2, right - x, BAR) if right - x >= LEAST_BAR else None
