"""Brackets along the zeros that output padding adds: they belong at the bottom and right."""

from __future__ import annotations

from convanim.layout.boxes import Line, Plane
from convanim.layout.formula import Stroke
from convanim.layout.transposed.sizes import Sizes
from convanim.theme import Theme
from convanim.typeset import Run, Style

AWAY, ARM = 7.0, 5.0
"""From the plane to the bracket, and the length of its arms, in design pixels."""
TILTED_AWAY = 15.0
"""The same way along the axes of a tilted plane, which are shortened: the window's frame passes between."""
WIDTH = 2.0


def extra_marks(
    sizes: Sizes, plane: Plane, theme: Theme, size: float
) -> tuple[tuple[Stroke, ...], tuple[Line, ...]]:
    """Brackets along the last rows at the right and the last columns below, with ``+1`` beside them."""
    rows, columns = (
        min(extra, after) for extra, (_, after) in zip(sizes.output_padding, sizes.around, strict=True)
    )
    strokes, lines = [], []
    away = (AWAY if plane.column_step == (1.0, 0.0) else TILTED_AWAY) / plane.cell
    arm = away - ARM / plane.cell
    if rows:
        edge = plane.columns
        ends = ((plane.rows - rows, arm), (plane.rows - rows, away), (plane.rows, away), (plane.rows, arm))
        strokes.append(Stroke(tuple(plane.at(row, edge + off) for row, off in ends), WIDTH))
        x, y = plane.at(plane.rows - rows / 2, edge + away)
        lines.append(Line("extra", _label(rows, theme, size), x + 6, y + 0.36 * size))
    if columns:
        first, last = plane.columns - columns, plane.columns
        points = ((arm, first), (away, first), (away, last), (arm, last))
        strokes.append(Stroke(tuple(plane.at(plane.rows + off, column) for off, column in points), WIDTH))
        if columns != rows:
            x, y = plane.at(plane.rows + away, last)
            lines.append(Line("extra", _label(columns, theme, size), x + 6, y + 0.36 * size))
    return tuple(strokes), tuple(lines)


def _label(count: int, theme: Theme, size: float) -> tuple[Run, ...]:
    return (Run(f"+{count}", Style(size, 560), theme.muted),)
