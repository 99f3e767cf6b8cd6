"""The second stage of a separable layer: a row of 1×1 kernels for each filter, over the depthwise maps."""

from __future__ import annotations

from dataclasses import replace

from convanim.layout.boxes import Line
from convanim.layout.grouped.cells import Cells
from convanim.layout.grouped.facts import MOST_FILTERS, GroupedFacts, Shown
from convanim.layout.grouped.mixing import Manner
from convanim.layout.grouped.pieces import Pieces, Row
from convanim.layout.grouped.rows import RowPlan, row_of
from convanim.layout.grouped.words import maps_text
from convanim.layout.sheet.sheet import Operator
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

POINT_ROW = 0.9
"""From the maps to the 1×1 filters, in units."""
BESIDE = 0.8
"""From the columns to what is said beside them, in units."""


def points(
    facts: GroupedFacts,
    cells: Cells,
    manner: Manner,
    theme: Theme,
    side: float,
    first: Pieces,
    turns: tuple[int, ...],
    gaps: frozenset[int],
) -> Pieces:
    """The rows under the maps of the ``first`` stage.

    ``side`` is the type size of captions beside the columns, ``turns`` are those of the filters that are
    shown, and ``gaps`` says before which maps others are left out.
    """
    filters = Shown.of(facts.filters, MOST_FILTERS)
    name = (Run(facts.labels("pointwise"), Style(side, 650), theme.kernel.ink),) if side else ()
    maps = [row.output for row in first.rows]
    lefts = tuple(plane.box.x if cells.chip else plane.box.centre[0] - cells.point / 2 for plane in maps)
    right = max(lefts[-1] + cells.point, first.box.right) + 0.4 * cells.unit
    if name and not cells.chip:  # the name stands between two arrows
        right += runs_width(name) + cells.unit
    y, pitch = _heights(facts, cells, first, side)
    rows = []
    for number, index in enumerate(filters.indices):
        plan = RowPlan(
            "pointwise",
            index,
            turns[number],
            1,
            tuple(row.index for row in first.rows),
            tuple(facts.role(row.index // facts.multiplier, "kernel") for row in first.rows),
            lefts,
            (1, 1),
            gaps,
            right,
        )
        rows.append(row_of(facts, cells, plan, y))
        elided = filters.hidden and number == len(filters.indices) - 2
        y += pitch + (3.2 * cells.dots if elided else 0.0)
    named = _named(facts, cells, manner, theme, rows, name if cells.chip else ())
    pieces = Pieces(rows=named) + _elided(filters, cells, named)
    if not name or cells.chip or len(rows) < 2:
        return pieces
    return pieces + Pieces(lines=(_between(first, cells, name, side, rows),))


def _heights(facts: GroupedFacts, cells: Cells, first: Pieces, side: float) -> tuple[float, float]:
    """The height of the first row, and the way from one to the next: words beside them need room."""
    unit, output = cells.unit, facts.output[0] * cells.map
    bottom = max(row.output.box.bottom for row in first.rows)
    if cells.chip:
        half = max(cells.point, cells.chip_height, output) / 2
        return bottom + POINT_ROW * unit + half, 2 * half + max(0.25 * unit, 4.0)
    half = max(cells.point, output) / 2
    y = bottom + max((POINT_ROW + 0.3) * unit + cells.point / 2, half + 0.4 * unit)
    y = max(y, first.rows[-1].output.box.centre[1] + 2.2 * side)
    return y, max(2 * half + max(0.25 * unit, 4.0), 2.2 * side)


def _named(
    facts: GroupedFacts, cells: Cells, manner: Manner, theme: Theme, rows: list[Row], name: tuple[Run, ...]
) -> tuple[Row, ...]:
    """The rows, the last one with the names of the filters and of the maps."""
    size = manner.captions
    if not size:
        return tuple(rows)
    last, count, labels = rows[-1], facts.filters, facts.labels
    filters = labels("{count} filters", count=count) if count > 1 else labels("one filter")
    runs: tuple[Run, ...] = (
        *(replace(run, text=f"{run.text}  ", style=Style(size, 650)) for run in name),
        Run(f"{filters}  ", Style(size, 650), theme.kernel.ink),
        Run(f"1×1×{facts.maps}", Style(size, 450), theme.ink),
    )
    low = max(box.bottom for box in (*last.chips, *(kernel.box for kernel in last.kernels)))
    y = max(low, last.output.box.bottom - 0.6 * size) + 1.25 * size
    maps = (Run(maps_text(labels, range(count)), Style(size, 650), theme.output.ink),)
    wide = runs_width(maps)
    x = min(last.output.box.centre[0] - wide / 2, last.output.box.right - wide)
    lines = (
        Line("filters", runs, 0.0, y),
        Line("maps", maps, max(x, runs_width(runs) + 12.0), last.output.box.bottom + 1.25 * size),
    )
    return (*rows[:-1], replace(last, lines=lines))


def _elided(filters: Shown, cells: Cells, rows: tuple[Row, ...]) -> Pieces:
    """Dots for the filters that are left out, under kernels and maps."""
    if not filters.hidden:
        return Pieces()
    upper, lower = rows[-2], rows[-1]
    y = (upper.output.box.bottom + lower.output.box.y) / 2
    places = (lower.kernels[0].box.centre[0], lower.output.box.centre[0])
    return Pieces(dots=tuple(Operator("column", (x, y), 0.75 * cells.dots) for x in places))


def _between(first: Pieces, cells: Cells, name: tuple[Run, ...], side: float, rows: list[Row]) -> Line:
    """The name of the second stage, between its first two arrows."""
    upper, lower = (row.kernels[0].box.centre[1] for row in rows[:2])
    return Line("caption", name, first.box.right + BESIDE * cells.unit, (upper + lower) / 2 + 0.35 * side)
