"""The pacing line: ``position 299 of 676``, or which rows are passed over."""

from __future__ import annotations

from convanim.layout.boxes import Line
from convanim.layout.sliding.layout import Note
from convanim.story.sliding import SlidingState
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width


def pacing_line(note: Note, state: SlidingState, columns: int, positions: int, theme: Theme) -> Line:
    """The line for a state, set at its place."""
    plain, strong = Style(note.size), Style(note.size, 650)
    runs: tuple[Run, ...]
    if state.skipped:
        first, last = state.skipped[0] // columns + 1, state.skipped[-1] // columns + 1
        rows = f"row {first}" if first == last else f"rows {first}–{last}"
        verb = "goes" if first == last else "go"
        runs = (Run("… ", plain, theme.muted), Run(rows, strong, theme.ink))
        runs = (*runs, Run(f" {verb} the same way", plain, theme.muted))
    else:
        number = (state.position or 0) + 1
        runs = (
            Run("position ", plain, theme.muted),
            Run(f"{number}", strong, theme.ink),
            Run(f" of {positions}", plain, theme.muted),
        )
    x = note.x - runs_width(runs) / 2 if note.centred else note.x
    return Line("note", runs, x, note.y)
