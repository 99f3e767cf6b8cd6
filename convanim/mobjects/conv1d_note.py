"""The pacing line of samples: ``position 61 of 200``, or which positions are passed over."""

from __future__ import annotations

from convanim.labels import Labels
from convanim.layout.boxes import Line
from convanim.layout.captions import styled
from convanim.layout.sliding.layout import Note
from convanim.theme import Theme
from convanim.typeset import Style, runs_width


def position_line(
    note: Note, position: int, positions: int, skipped: range, theme: Theme, labels: Labels
) -> Line:
    """The line for a position that counts from 0, set at its place."""
    plain, strong = (Style(note.size), theme.muted), (Style(note.size, 650), theme.ink)
    if not skipped:
        pieces = labels.pieces("position {number} of {count}", number=position + 1, count=positions)
        runs = styled(pieces, plain, number=strong)
    elif len(skipped) == 1:
        runs = styled(
            labels.pieces("… position {number} goes the same way", number=skipped[0] + 1),
            plain,
            number=strong,
        )
    else:
        which = f"{skipped[0] + 1}–{skipped[-1] + 1}"
        runs = styled(
            labels.pieces("… positions {numbers} go the same way", numbers=which), plain, numbers=strong
        )
    x = note.x - runs_width(runs) / 2 if note.centred else note.x
    return Line("note", runs, x, note.y)
