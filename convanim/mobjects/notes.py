"""The pacing line: ``position 299 of 676``, or which rows are passed over."""

from __future__ import annotations

from convanim.layout.boxes import Line
from convanim.layout.captions import styled
from convanim.layout.sliding.layout import Note
from convanim.story.sliding import SlidingState
from convanim.theme import Theme
from convanim.typeset import Style, runs_width


def pacing_line(note: Note, state: SlidingState, columns: int, positions: int, theme: Theme) -> Line:
    """The line for a state, set at its place."""
    plain, strong = Style(note.size), Style(note.size, 650)
    muted, ink, labels = (plain, theme.muted), (strong, theme.ink), note.labels
    if state.skipped:
        first, last = state.skipped[0] // columns + 1, state.skipped[-1] // columns + 1
        rows = labels("rows {first}–{last}", first=first, last=last)
        pieces = labels.pieces("… {rows} go the same way", rows=rows)
        if first == last:
            row = labels("row {number}", number=first)
            pieces = labels.pieces("… {row} goes the same way", row=row)
        runs = styled(pieces, muted, row=ink, rows=ink)
    else:
        pieces = labels.pieces(
            "position {number} of {count}", number=(state.position or 0) + 1, count=positions
        )
        runs = styled(pieces, muted, number=ink)
    x = note.x - runs_width(runs) / 2 if note.centred else note.x
    return Line("note", runs, x, note.y)
