"""Filters that mix channels: maps side by side, and below them a row of kernels for each filter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout.boxes import LEAST_PROSE, Line
from convanim.layout.captions import centred, shape
from convanim.layout.grouped.cells import Cells
from convanim.layout.grouped.facts import GroupedFacts, Shown
from convanim.layout.grouped.pieces import Pieces, Row, Source
from convanim.layout.grouped.rows import RowPlan, row_of
from convanim.layout.grouped.words import channel_line, more, under
from convanim.layout.sheet.cells import KERNEL_GAP
from convanim.layout.sheet.equation import labels_of
from convanim.layout.sheet.sheet import Bracket, Operator
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

COLUMN_GAP, ELIDED_GAP = 1.25, 3.4
LABEL = 13.0
"""The type under bias, sum and activation, where these are small."""
BEYOND = 0.9
"""From the last column to the outputs, in units, where there is no room for more."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How much is said, by the type's size: 0 is nothing.

    Attributes:
        names: the channels' names over their maps.
        captions: filters and maps under rows and outputs.
        brackets: whether filters have brackets.
        gap, air: from the inputs to the rows, and between rows, in units.
        beyond: from the last column to the outputs, in units.
        columns, groups: between columns, and between groups, in units.
        labelled: whether bias, sum and activation have their names under them.
    """

    names: float
    captions: float
    brackets: bool
    air: float = 0.9
    gap: float = 0.9
    beyond: float = BEYOND
    columns: float = COLUMN_GAP
    groups: float = 2.0
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Mix:
    """Which filters are shown over which channels: the ones of a group, or all of a standard layer.

    Attributes:
        trace: the convolution by name.
        first_channel, first_filter: where the group begins.
        channels, filters: which of the group's are shown.
        turn: when they work.
    """

    trace: str
    first_channel: int
    first_filter: int
    channels: Shown
    filters: Shown
    turn: int


def mixing(facts: GroupedFacts, cells: Cells, mix: Mix, manner: Manner, theme: Theme) -> Pieces:
    """The maps of a mix from (0, 0) on, its rows and its outputs."""
    lefts, width = _lefts(facts, cells, mix, manner)
    sources = tuple(_source(facts, cells, mix, n, x) for n, x in enumerate(lefts))
    pieces = Pieces(sources=sources)
    if manner.names:
        names = tuple(
            channel_line(facts, s.channel, s.plane, theme, manner.names, _room(lefts, n, width, cells))
            for n, s in enumerate(sources)
        )
        pieces += Pieces(lines=names)
    if mix.channels.hidden:
        pieces += _elided(facts, cells, mix, lefts, width, manner, theme)
    bottom, output_x = facts.padded[0] * cells.map, lefts[-1] + width + manner.beyond * cells.unit
    if manner.captions:  # a caption that is wider than its kernels goes on before the output
        last = mix.first_filter + mix.filters.count - 1
        output_x = max(output_x, runs_width(_filter_runs(facts, mix, last, manner, theme)[:1]) + 10.0)
    rows = _rows(facts, cells, mix, lefts, bottom, output_x, manner, theme)
    return pieces + Pieces(rows=rows) + _elided_filters(facts, cells, mix, rows, manner, theme)


def _width(facts: GroupedFacts, cells: Cells) -> float:
    kernel = cells.kernel_size(facts.kernel)[1]
    answer = KERNEL_GAP * cells.unit + cells.chip if cells.chip else 0.0
    return max(facts.padded[1] * cells.map, kernel + answer)


def _lefts(facts: GroupedFacts, cells: Cells, mix: Mix, manner: Manner) -> tuple[tuple[float, ...], float]:
    """Where the columns begin, and their width."""
    width, x, found = _width(facts, cells), 0.0, []
    for number in range(len(mix.channels.indices)):
        found.append(x)
        elided = mix.channels.hidden and number == len(mix.channels.indices) - 2
        x += width + (ELIDED_GAP if elided else manner.columns) * cells.unit
    return tuple(found), width


def _source(facts: GroupedFacts, cells: Cells, mix: Mix, number: int, x: float) -> Source:
    channel = mix.first_channel + mix.channels.indices[number]
    plane = cells.map_plane(facts.padded, x, 0.0)
    return Source(mix.trace, channel, plane, mix.turn, facts.role(channel, "input"))


def _room(lefts: tuple[float, ...], number: int, width: float, cells: Cells) -> float:
    """The room that a name has before the next one begins."""
    following = lefts[number + 1] if number + 1 < len(lefts) else lefts[number] + width + cells.unit
    return following - lefts[number] - 6.0


def _elided(
    facts: GroupedFacts,
    cells: Cells,
    mix: Mix,
    lefts: tuple[float, ...],
    width: float,
    manner: Manner,
    theme: Theme,
) -> Pieces:
    """Dots for the channels that are left out, and how many they are."""
    x = (lefts[-2] + width + lefts[-1]) / 2
    y = facts.padded[0] * cells.map / 2
    dots = (Operator("dots", (x, y), cells.dots),)
    run = more(facts.labels, mix.channels, theme, max(manner.captions, manner.names))
    fits = run.style.size and runs_width((run,)) < lefts[-1] - lefts[-2] - width - 4
    lines = (centred("more", (run,), x, y + 0.4 * cells.unit + run.style.size),) if fits else ()
    return Pieces(dots=dots, lines=lines)


def _rows(
    facts: GroupedFacts,
    cells: Cells,
    mix: Mix,
    lefts: tuple[float, ...],
    bottom: float,
    output_x: float,
    manner: Manner,
    theme: Theme,
) -> tuple[Row, ...]:
    height = max(cells.kernel_size(facts.kernel)[0], cells.chip_height if cells.chip else 0.0)
    half = max(height, facts.output[0] * cells.map) / 2
    y, found = bottom + manner.gap * cells.unit + half, []
    channels = mix.channels.indices
    for number, local in enumerate(mix.filters.indices):
        index = mix.first_filter + local
        plan = RowPlan(
            mix.trace,
            index,
            mix.turn,
            0,
            channels,
            tuple(facts.role(mix.first_channel + channel, "kernel") for channel in channels),
            lefts,
            facts.kernel,
            frozenset({len(lefts) - 1} if mix.channels.hidden else ()),
            output_x,
        )
        row = _captioned(facts, row_of(facts, cells, plan, y), mix, manner, theme)
        if manner.labelled and row.chips:
            size = min(max(0.5 * cells.unit, LABEL, LEAST_PROSE / cells.scale), manner.captions)
            row = replace(row, lines=(*row.lines, *labels_of(facts, row, theme, size, cells.scale)))
        found.append(row)
        below = max(0.0, *(line.box.bottom - y for line in row.lines), half)
        elided = mix.filters.hidden and number == len(mix.filters.indices) - 2
        y += below + manner.air * cells.unit + (3.6 * cells.dots if elided else 0.0) + half
    return tuple(found)


def _captioned(facts: GroupedFacts, row: Row, mix: Mix, manner: Manner, theme: Theme) -> Row:
    """The row with the filter's bracket and name under it, and the map's under its output."""
    if not manner.captions:
        return row
    size, first, last = manner.captions, row.kernels[0].box, row.kernels[-1].box
    low = max(first.bottom, *(box.bottom for box in row.chips)) if row.chips else first.bottom
    bracket = Bracket.below(first.x, last.right, low + 9.0, 7.0, "kernel") if manner.brackets else None
    base = (low if bracket is None else bracket.box.bottom) + 1.15 * size
    runs = _filter_runs(facts, mix, row.index, manner, theme)
    x = max(first.x, (first.x + last.right) / 2 - runs_width(runs) / 2)
    if x + runs_width(runs) > row.output.box.x - 8.0:
        runs = runs[:1]
        x = max(first.x, min(x, row.output.box.x - 8.0 - runs_width(runs)))
    caption = facts.labels("map {number}", number=facts.labels.filter_number(row.index))
    lines = (Line("filter", runs, x, base), under(caption, "", theme.output, theme, row.output.box, size))
    return replace(row, bracket=bracket, lines=lines)


def _filter_runs(facts: GroupedFacts, mix: Mix, index: int, manner: Manner, theme: Theme) -> tuple[Run, ...]:
    """A filter's name and its shape."""
    name = facts.labels("filter {number}", number=facts.labels.filter_number(index))
    return (
        Run(name, Style(manner.captions, 650), theme.kernel.ink),
        Run(f"  {shape(facts.kernel)}×{mix.channels.count}", Style(manner.captions, 450), theme.ink),
    )


def _elided_filters(
    facts: GroupedFacts, cells: Cells, mix: Mix, rows: tuple[Row, ...], manner: Manner, theme: Theme
) -> Pieces:
    """Dots for the filters that are left out, under kernels and maps, and how many they are."""
    if not mix.filters.hidden:
        return Pieces()
    upper, lower = rows[-2], rows[-1]
    top = max(*(line.box.bottom for line in upper.lines), *(box.bottom for box in upper.boxes))
    y, size = (top + min(box.y for box in lower.boxes)) / 2, 0.75 * cells.dots
    x = lower.kernels[0].box.centre[0]
    dots = tuple(Operator("column", (at, y), size) for at in (x, lower.output.box.centre[0]))
    if not manner.captions:
        return Pieces(dots=dots)
    run = more(facts.labels, mix.filters, theme, manner.captions)
    return Pieces(dots=dots, lines=(Line("more", (run,), x + 1.6 * size + 4, y + 0.35 * manner.captions),))
