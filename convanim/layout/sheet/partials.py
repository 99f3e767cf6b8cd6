"""The maps of each channel's answers: beside their kernels on a slide, below them in a fitted picture."""

from __future__ import annotations

import itertools
from dataclasses import replace

from convanim.layout import captions as words
from convanim.layout.boxes import LEAST_PROSE, Line, Plane, flat
from convanim.layout.sheet.cells import Cells, snapped
from convanim.layout.sheet.equation import Equation
from convanim.layout.sheet.facts import SheetFacts, roles_of
from convanim.layout.sheet.sheet import Column, Operator, Point, Row, SumPlace
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

STRONG = 650
SECOND = 1.25
"""How far a second line stands below the first, in sizes of type."""


def partials_beside(facts: SheetFacts, cells: Cells, parts: Equation, scale: float) -> tuple[Plane, ...]:
    """The maps in the places of a row's chips."""
    return tuple(
        flat(*facts.output, snapped(box.x, scale), snapped(box.y, scale), cells.map) for box in parts.chips
    )


def partials_below(
    facts: SheetFacts, cells: Cells, columns: tuple[Column, ...], y: float, scale: float
) -> tuple[Plane, ...]:
    """The maps below their columns, at their right ends, where the answers stand; ``y`` is their middle."""
    height, width = facts.output[0] * cells.map, facts.output[1] * cells.map
    lefts = [column.left + cells.column_width(facts) - width for column in columns]
    return tuple(
        flat(*facts.output, snapped(x, scale), snapped(y - height / 2, scale), cells.map) for x in lefts
    )


def with_partials(
    facts: SheetFacts,
    theme: Theme,
    cells: Cells,
    row: Row,
    columns: tuple[Column, ...],
    size: float,
    scale: float,
) -> Row:
    """A fitted row with its maps below: arrows lead down to them, and they add up to the output.

    What is said of the filter stands beside the kernels, for arrows would cross a bracket below them.
    """
    unit, y, output = cells.unit, row.output.box.centre[1], row.output.box
    planes = partials_below(facts, cells, columns, y, scale)
    room, small = 0.12 * unit, max(0.85 * size, LEAST_PROSE / scale)
    down = tuple(
        ((box.centre[0], box.bottom + room), (box.centre[0], plane.box.y - room))
        for box, plane in zip(row.chips, planes, strict=True)
    )
    across = ((planes[-1].box.right + room, y), (output.x - room, y))
    signs, hidden = _signs(facts, planes, unit, y)
    dots = tuple(operator for operator in row.operators if operator.kind == "dots")
    names = tuple(
        line
        for plane, column in zip(planes, columns, strict=True)
        for line in partial_lines(facts, theme, plane, column, small, plane.box.width + 0.5 * unit)
    )
    lines = _filter_lines(facts, theme, output.x, row.kernels[0].box.y + 0.8 * size, size)
    return replace(
        row,
        partials=planes,
        arrows=(*row.arrows, *down, across),
        operators=(*dots, *signs),
        hidden=hidden,
        captions=((*lines, *names),),
        bracket=None,
    )


def _signs(
    facts: SheetFacts, planes: tuple[Plane, ...], unit: float, y: float
) -> tuple[list[Operator], Point | None]:
    """A plus between neighbouring maps, dots where channels are left out, and where their sum is written."""
    pairs = list(itertools.pairwise(plane.box for plane in planes))
    last = pairs.pop() if facts.hidden else None
    signs = [Operator("plus", ((a.right + b.x) / 2, y), 0.46 * unit) for a, b in pairs]
    if last is None:
        return signs, None
    middle, reach = (last[0].right + last[1].x) / 2, (last[1].x - last[0].right) / 2
    signs += [Operator("plus", (middle + side * 0.68 * reach, y), 0.46 * unit) for side in (-1, 1)]
    return [*signs, Operator("dots", (middle, y), 0.3 * unit)], (middle, y + 1.3 * unit)


def _filter_lines(facts: SheetFacts, theme: Theme, x: float, y: float, size: float) -> tuple[Line, ...]:
    """What the kernels are together, in lines."""
    labels = facts.labels
    runs = [Run(labels("filter"), Style(size, STRONG), theme.kernel.ink)]
    runs.append(Run(f"{words.shape(facts.kernel)}×{facts.depth}", Style(size, 450), theme.ink))
    runs += [Run(labels("+ 1 bias"), Style(size), theme.muted)] if facts.bias_shown else []
    return tuple(Line("filter", (run,), x, y + n * 1.3 * size) for n, run in enumerate(runs))


def partial_lines(
    facts: SheetFacts, theme: Theme, plane: Plane, column: Column, size: float, room: float
) -> tuple[Line, ...]:
    """The caption under a map of answers; where it has no room for the size, that is a second line."""
    ink = roles_of(theme, facts.depth, column.channel)[0].ink
    strong, labels = Style(size, STRONG), facts.labels
    y = plane.box.bottom + 1.45 * size
    shape = Run(f"  {words.shape(facts.output)}", Style(size, 450), theme.ink)
    name = Run(labels("partial map"), strong, ink)
    for runs in ((name, shape), (name,), (Run(labels("partial"), strong, ink),)):
        if runs_width(runs) <= room:
            break
    x = min(plane.box.centre[0] - runs_width(runs) / 2, plane.box.right - runs_width(runs))
    line = Line("partial", runs, x, y)
    if len(runs) > 1:
        return (line,)
    alone = (Run(words.shape(facts.output), shape.style, theme.ink),)
    return line, words.centred("partial", alone, line.box.centre[0], y + SECOND * size)


def merging_line(facts: SheetFacts, theme: Theme, sums: SumPlace, scale: float) -> Line:
    """What is said in the place of the sum while the maps of answers become one."""
    size = min(max(sums.size, LEAST_PROSE / scale), 24.0)
    muted, ink = (Style(size), theme.muted), (Style(size, STRONG), theme.output.ink)
    pieces = facts.labels.pieces("{number} partial maps add up to one", number=facts.depth)
    runs = words.shrunk(words.styled(pieces, muted, number=ink), sums.width, LEAST_PROSE / scale)
    return Line("merging", runs, sums.x, sums.y)
