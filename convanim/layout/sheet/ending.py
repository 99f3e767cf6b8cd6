"""Where a layer's maps become one stack: beside the rows on a slide, below the inputs in a fitted picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from convanim.layout import captions as words
from convanim.layout.boxes import LEAST_PROSE, Box, Canvas, Line, Plane
from convanim.layout.cells import fit_number
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sheet.sheet import Column, Ending, Row, SheetLayout
from convanim.layout.stack import LEGIBLE, Stack
from convanim.layout.stack_words import Free, PlacedStack, StackWords, fit_stack, moved
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

MARGIN = 56.0
MOST = 55.0
"""The largest unit of a stack; in a fitted picture less, as all cells there."""
FITTED_MOST = 46.0
LEAST_UNIT = 1.5
ENOUGH = 0.75
"""A stack whose cells are so large, in cells of the flat maps, is liked."""
DIMENSION = 19.0
STRONG = 650
LINE_PITCH = 1.45
BLOCK_GAP = 26.0


@dataclass(frozen=True, slots=True)
class Try:
    """A place for the stack: the room, what leaves it, what is said beside, and what names keep clear of."""

    room: Box
    free: Free
    lines: tuple[Line, ...]
    clears: str
    cut: float | None = None


def slide_ending(
    facts: SheetFacts, theme: Theme, canvas: Canvas, layout: SheetLayout, top: float
) -> Ending | None:
    """The last shot on a slide: beside the rows, or where their ends were. ``top`` is where prose ends."""
    flats = tuple(row.output for row in layout.rows)
    lines = _beside_prose(facts, theme, layout)
    top = max([top, *(line.box.bottom + 6.0 for line in lines if not layout.sums.inline)])
    bottom = canvas.height - 22.0
    if layout.sums.inline:
        bottom = layout.sums.y - layout.sums.size - 6.0
    tries = list(_slide_rooms(layout, canvas, lines, top, bottom))
    found = _best(facts, theme, canvas.scale, tries, flats[0].cell, MOST)
    if found is None:
        return None
    placed, used = found
    placed = _towards_rows(placed, used, layout.rows, _type(facts, theme, canvas.scale))
    tips = tuple(_tip(placed, n, row) if used.cut is None else None for n, row in enumerate(layout.rows))
    return Ending(placed, flats, lines, tips, "maps", used.cut)


def _slide_rooms(
    layout: SheetLayout, canvas: Canvas, lines: tuple[Line, ...], top: float, bottom: float
) -> Iterator[Try]:
    """Behind the rows' last arrows, under the prose; else behind the last chips: then rows end there."""
    right = canvas.width - MARGIN + 6.0
    maps = Box.union(tuple(box for column in layout.columns for box in _boxes(column)))
    within = Box(MARGIN, top, right - MARGIN, bottom - top)
    for row, cut in ((layout.rows[0], None), (layout.rows[0], layout.rows[0].chips[-1].right + 2.0)):
        start = row.arrows[-1][0][0] + 0.85 * layout.unit if cut is None else cut + 0.6 * layout.unit
        taken = tuple(
            box for other in layout.rows for box in _tail(other) if cut is None or box.right <= cut + 1.0
        )
        ways = () if cut is not None else tuple(_way(other, right) for other in layout.rows)
        free = Free(within, (*taken, *ways, maps))
        for x, y in ((max(start, maps.right + 16.0), top), (start, max(top, maps.bottom + 12.0))):
            if x < right and y < bottom:
                yield Try(Box(x, y, right - x, bottom - y), free, lines, "maps", cut)


def _way(row: Row, right: float) -> Box:
    """Where a row's last arrow may go."""
    (x, y), _ = row.arrows[-1]
    return Box(x, y - 5.0, right - x, 10.0)


def _boxes(column: Column) -> tuple[Box, ...]:
    return (column.input.box,) if column.lens is None else (column.input.box, column.lens.box)


def _tail(row: Row) -> tuple[Box, ...]:
    """What stands in a row, with its captions: what names keep clear of."""
    found = [box for box in (*row.chips, row.bias, row.total, row.icon) if box is not None]
    found += [plane.box for plane in row.kernels]
    found += [Box(a[0], a[1] - 6.0, b[0] - a[0], 12.0) for a, b in row.arrows]
    found += [line.box for lines in row.captions for line in lines]
    return tuple(found)


def _type(facts: SheetFacts, theme: Theme, scale: float) -> StackWords:
    size = max(DIMENSION, LEAST_PROSE / scale)
    return StackWords(theme, facts.labels, size, caption=None)


def _best(
    facts: SheetFacts, theme: Theme, scale: float, tries: list[Try], flat: float, most: float
) -> tuple[PlacedStack, Try] | None:
    """The first place in which the stack is large enough, else the one in which it is largest."""
    stack = Stack(facts.output[0], facts.output[1], facts.breadth, 1.0, (0.0, 0.0))
    best: tuple[PlacedStack, Try] | None = None
    for each in tries:
        placed = fit_stack(stack, _type(facts, theme, scale), each.room, most, LEAST_UNIT, each.free)
        if placed is None:
            continue
        unit = placed.stack.unit
        numbered = not _numbered(facts, flat, scale, 1.0) or _numbered(facts, unit, scale, LEGIBLE)
        if unit >= ENOUGH * min(flat, most) and numbered:
            return placed, each
        if best is None or unit > 1.05 * best[0].stack.unit:
            best = placed, each
    return best


def _numbered(facts: SheetFacts, cell: float, scale: float, share: float) -> bool:
    """Whether cells of this size carry the outputs' numbers, which look ``share`` as large."""
    fits = (fit_number(value, cell, share * scale) is not None for value in facts.outputs)
    return cell * scale >= 20 and all(fits)


def _towards_rows(placed: PlacedStack, used: Try, rows: tuple[Row, ...], type_: StackWords) -> PlacedStack:
    """The stack moved up or down in its room, so that rows look at their slices."""
    aims = [
        row.output.box.centre[1] - (plane.at(0, 0)[1] + plane.at(plane.rows, 0)[1]) / 2
        for row, plane in zip(rows, placed.stack.slices, strict=True)
    ]
    box, room = replace(placed, names=()).box, used.room
    up, down = max(box.y - room.y, 0.0), max(room.bottom - box.bottom, 0.0)
    return moved(placed, type_, 0.0, min(max(sum(aims) / len(aims), -up), down), used.free)


def _tip(placed: PlacedStack, number: int, row: Row) -> float | None:
    """Where a row's last arrow meets its slice, if nothing is in its way."""
    (start, y), _ = row.arrows[-1]
    entry = placed.stack.entry(number, y)
    if entry is None:
        return None
    way = Box(start, y - 3.0, entry[0] - start, 6.0)
    crossed = any(line.box.overlaps(way) for line in placed.lines)
    others = placed.stack.slices[:number]
    hidden = any(plane.at(0, 0)[0] < entry[0] and _crosses(plane, y, entry[0]) for plane in others)
    return None if crossed or hidden else entry[0] - 8.0


def _crosses(plane: Plane, y: float, until: float) -> bool:
    """Whether the horizontal at ``y`` meets a slice before ``until``."""
    box = plane.box
    if not box.y - 4 <= y <= box.bottom + 4 or box.x > until:
        return False
    left_bottom, right_bottom = plane.at(plane.rows, 0)[1], plane.at(plane.rows, plane.columns)[1]
    return y <= max(left_bottom, right_bottom) + 4


def output_runs(facts: SheetFacts, theme: Theme, size: float) -> tuple[Run, ...]:
    """``output  3×3×2``."""
    return (
        Run(f"{facts.labels('output')}  ", Style(size, STRONG), theme.output.ink),
        Run(f"{words.shape(facts.output)}×{facts.breadth}", Style(size, STRONG), theme.ink),
    )


def dimension_runs(theme: Theme, size: float) -> tuple[Run, ...]:
    """``(H′, W′, out_dims)``."""
    return (Run("(H′, W′, out_dims)", Style(size), theme.muted),)


def _beside_prose(facts: SheetFacts, theme: Theme, layout: SheetLayout) -> tuple[Line, ...]:
    """What stands in the place of the sum: the output's shape, and what its three numbers are."""
    sums = layout.sums
    size = max(min(sums.size, 28.0), 24.0)
    first = output_runs(facts, theme, size)
    second = dimension_runs(theme, 0.82 * size)
    gap = Run("  ", Style(size), theme.muted)
    if sums.inline or runs_width((*first, gap, *second)) <= sums.width:
        return (Line("ending", (*first, gap, *second), sums.x, sums.y),)
    return (
        Line("ending", first, sums.x, sums.y),
        Line("ending", second, sums.x, sums.y + 1.3 * size),
    )


def fitted_ending(
    facts: SheetFacts, theme: Theme, layout: SheetLayout, band: float, head: float
) -> Ending | None:
    """The last shot of a fitted picture: in place of the filters' row, from ``band`` on; else of all below
    ``head``. What is said stands beside the stack, or above it."""
    canvas = layout.canvas
    flat = layout.rows[0].output
    tries = []
    for top, clears in ((band, "rows"), (head, "sheet")):
        for beside in (True, False):
            tries.append(_fitted_room(facts, theme, canvas, top, clears, beside))
    found = _best(facts, theme, canvas.scale, [t for t in tries if t is not None], flat.cell, FITTED_MOST)
    if found is None:
        return None
    placed, used = found
    flats = (flat,) * len(placed.stack.shown)
    return Ending(placed, flats, used.lines, (None,), used.clears)


def _fitted_room(
    facts: SheetFacts, theme: Theme, canvas: Canvas, top: float, clears: str, beside: bool
) -> Try | None:
    margin, scale = 19.0, canvas.scale
    size = max(22.0, LEAST_PROSE / scale)
    room = Box(margin, top, canvas.width - 2 * margin, canvas.height - 9.0 - top)
    runs = _block(facts, theme, size)[0 if clears == "sheet" else 1 :]
    if not beside:
        first = (*runs[-2], Run("  ", Style(size), theme.muted), *runs[-1])
        runs = (first,) if runs_width(first) <= room.width else runs[-2:]
    wide, high = max(map(runs_width, runs)), (len(runs) - 1) * LINE_PITCH * size + size
    y = top + 0.85 * size if not beside else room.centre[1] - high / 2 + 0.8 * size
    lines = tuple(Line("ending", each, margin, y + n * LINE_PITCH * size) for n, each in enumerate(runs))
    taken = tuple(line.box.grown(4.0) for line in lines)
    if beside:
        used = Box(margin + wide + BLOCK_GAP, top, room.width - wide - BLOCK_GAP, room.height)
    else:
        used = Box(margin, top + high + 8.0, room.width, room.height - high - 8.0)
    if used.width <= 0 or used.height <= 0 or wide > room.width:
        return None
    return Try(used, Free(room, taken), lines, clears)


def _block(facts: SheetFacts, theme: Theme, size: float) -> tuple[tuple[Run, ...], ...]:
    """What is said where inputs and filters were: their shapes, the output's, and what its numbers are."""
    labels, count = facts.labels, facts.breadth
    name = labels("{number} filters", number=count) if count > 1 else labels("filter")
    filters = (
        Run(f"{name}  ", Style(size, STRONG), theme.kernel.ink),
        Run(f"{words.shape(facts.kernel)}×{facts.depth}", Style(size, 450), theme.ink),
    )
    inputs = (
        Run(f"{labels('input')}  ", Style(size, STRONG), theme.input.ink),
        Run(f"{words.shape(facts.input)}×{facts.depth}", Style(size, 450), theme.ink),
    )
    return inputs, filters, output_runs(facts, theme, size), dimension_runs(theme, size)
