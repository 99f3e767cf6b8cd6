"""The flat views of a transposed convolution, on a slide and fitted."""

from __future__ import annotations

from dataclasses import replace

from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.footing import FootSlot, Sum, line_width, plan_foot
from convanim.layout.heading import BASELINE, heading
from convanim.layout.sliding.layout import Note, Sign
from convanim.layout.sliding.numeric import even_canvas
from convanim.layout.transposed import words
from convanim.layout.transposed.details import details_of
from convanim.layout.transposed.fit import DIVIDER_ROOM, Room, largest_blocks
from convanim.layout.transposed.marks import extra_marks
from convanim.layout.transposed.plan import Facts, Side, TransposedLayout
from convanim.layout.transposed.sheet import Manner
from convanim.layout.transposed.side import Block, Placed, place
from convanim.layout.transposed.sums import gather_sum, scatter_sum
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, runs_width

SLIDE = Manner(29, 22, 22, 20, (1.5, 52), 30, 1.5, "target")
ALONE = replace(SLIDE, kernel_at="right")
FITTED = Manner(20, 16, 17, 16, (1.1, 34), 16, 1.5, "source")
SLIDE_CELL, SINGLE_CELL, FITTED_CELL = 49.0, 63.0, 40.0
SUM_SIZES = (27.0, 17.0)
FITTED_SUM_SIZES = (20.0, 14.0)


def flat_view(facts: Facts, view: str, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    """The layout of "both", "gather" or "scatter"; ConvanimError where nothing fits."""
    return _fitted(facts, view, theme, request) if request.fitted else _slide(facts, view, theme, request)


def sums_of(facts: Facts, name: str) -> tuple[Sum, ...]:
    """Some lines that are as long as any: of cells spread over the output, where most stamps meet."""
    rows, columns = facts.sizes.output
    across = sorted({0, columns - 1, *range(columns // 2, min(columns // 2 + 4, columns))})
    down = sorted({0, rows - 1, *range(rows // 2, min(rows // 2 + 4, rows))})
    make = gather_sum if name == "gather" else scatter_sum
    labels = facts.labels
    lines = [make(facts.cells[r * columns + c], facts.activation, labels) for r in down for c in across]
    return tuple(sorted(lines, key=lambda line: len(line.terms))[-8:])


def _side(
    facts: Facts,
    block: Block,
    placed: Placed,
    room: Box,
    theme: Theme,
    sizes: tuple[float, float],
    scale: float,
) -> Side:
    rows = 2 if block.manner.fitted else 1
    least = LEAST_PROSE / scale
    slot = plan_foot(
        sums_of(facts, block.sheet.name),
        room,
        theme,
        (max(sizes[0], least), max(sizes[1], least), least),
        rows,
        facts.labels,
    )
    return Side(
        placed.source, placed.target, details_of(facts, block, scale), placed.kernel, slot, placed.lens
    )


def _slide(facts: Facts, view: str, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    canvas, scale, margin = request.slide, request.scale, 56.0
    right, feet, middle = canvas.width - margin, canvas.height - 152, canvas.height - 66
    head, top = _head(facts, view, theme, Box(margin, 0, right - margin, canvas.height))
    most = SLIDE_CELL if view == "both" else SINGLE_CELL
    room = Room(right - margin, feet - top, most, True)
    manner = _legible(SLIDE if view == "both" else ALONE, scale)
    blocks = largest_blocks(facts, view, theme, manner, room, scale)
    if view != "both" and blocks[0].cell * scale < 20:  # fine maps have a lens, which stands above them
        blocks = largest_blocks(facts, view, theme, _legible(SLIDE, scale), room, scale)
    free = min(room.width - sum(block.width for block in blocks), DIVIDER_ROOM + 120)
    if view != "both":
        feet -= 0.5 * (room.height - blocks[0].height)
    top += min(16.0, room.height - max(block.height for block in blocks))
    lines, starts = list(head), list[float]()
    sides, signs, left = dict[str, Side](), list[Sign](), margin
    for block in blocks:
        placed = place(block, left, top, feet, theme, 1 / scale)
        starts.append(left)
        left += block.width + free
        end = left - free / 2 - 14 if block is not blocks[-1] else right
        slot = Box(starts[-1], middle - 26, end - starts[-1], 52)
        sides[block.sheet.name] = _side(facts, block, placed, slot, theme, SUM_SIZES, scale)
        lines += placed.lines
        signs += placed.signs
    between = starts[-1] - free / 2
    divider = ((between, 112.0), (between, canvas.height - 40)) if len(blocks) > 1 else None
    note = Note(margin, middle + CAP_HEIGHT * 12, 24.0, False, facts.labels)
    layout = TransposedLayout(
        view, canvas, facts.sizes, _alike(sides), tuple(lines), tuple(signs), divider, note=note
    )
    return marked(layout, theme, 18.0)


def marked(layout: TransposedLayout, theme: Theme, size: float) -> TransposedLayout:
    """The layout with brackets along the zeros that output padding adds, where a side gathers."""
    if "gather" not in layout.sides:
        return layout
    strokes, lines = extra_marks(layout.sizes, layout.sides["gather"].source, theme, size)
    taken = [line.box for line in layout.lines] + [sign.box for sign in layout.signs]
    free = tuple(line for line in lines if not any(line.box.overlaps(box) for box in taken))
    return replace(layout, marks=strokes, lines=(*layout.lines, *free))


def _alike(sides: dict[str, Side]) -> dict[str, Side]:
    """The sides with their sums in one size: they say the same."""
    size = min(side.foot.size for side in sides.values() if side.foot is not None)
    return {
        name: replace(side, foot=replace(side.foot, size=size)) if side.foot is not None else side
        for name, side in sides.items()
    }


def _head(facts: Facts, view: str, theme: Theme, room: Box) -> tuple[tuple[Line, ...], float]:
    """Title and size formula on one line, the prose below where a side stands alone; and where that ends."""
    for size in (24.0, 22.0, 20.0, 18.0):
        formulas = words.size_formulas(facts.sizes, theme, size)
        wide = max(runs_width(runs) for runs in formulas)
        if wide <= 0.52 * room.width:
            break
    placed = tuple(
        Line("formula", runs, room.right - runs_width(runs), BASELINE + number * 31)
        for number, runs in enumerate(formulas)
    )
    head = heading(facts.title, "", theme, Box(room.x, 0, room.width - wide - 36, room.height))
    if view == "both":
        return (*head.lines, *placed), 112.0
    prose = heading(facts.title or " ", facts.prose, theme, Box(room.x, 0, room.width - 2, room.height))
    texts = [line for line in prose.lines if line.name == "prose"]
    start = BASELINE + 42 + 31 * (len(formulas) - 1)
    first = min((line.y for line in texts), default=start)
    moved = tuple(replace(line, x=room.x, y=line.y - first + start) for line in texts)
    return (*head.lines, *placed, *moved), max([start, *(line.y for line in moved)]) + 24


def _fitted(facts: Facts, view: str, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    margin, scale = 15.0, request.scale
    manner = _legible(FITTED, scale)
    inside = FITTED_WIDTH - 2 * margin
    head = heading(facts.title, "", theme, Box(margin, 0, inside, 0), small=True)
    room = Room(inside, 460.0, FITTED_CELL, False)
    blocks = largest_blocks(facts, view, theme, manner, room, scale)
    blocks = _aligned(blocks)
    width = _fitted_width(facts, blocks, head.lines, theme, scale) + 2 * margin
    y = head.bottom + 6 if head.lines else margin
    sides, signs, lines = dict[str, Side](), list[Sign](), list(head.lines)
    divider = None
    for block in blocks:
        if sides:
            divider = ((margin, y), (width - margin, y))
            y += 14
        placed = place(block, margin, y, y + block.height, theme, 1 / scale)
        slot = Box(margin, placed.captions_end + 0.7 * manner.caption, width - 2 * margin, 0)
        side = _side(facts, block, placed, slot, theme, FITTED_SUM_SIZES, scale)
        assert side.foot is not None
        foot = replace(side.foot, box=replace(slot, height=side.foot.height))
        sides[block.sheet.name] = replace(side, foot=foot)
        lines += placed.lines
        signs += placed.signs
        y = foot.box.bottom + margin
    canvas = even_canvas(width, y, scale)
    first = next(iter(sides.values())).foot
    assert first is not None
    size = max(18.0, LEAST_PROSE / scale)
    note = Note(margin, first.box.centre[1] + CAP_HEIGHT * size / 2, size, False, facts.labels)
    layout = TransposedLayout(
        view, canvas, facts.sizes, _alike(sides), tuple(lines), tuple(signs), divider, note=note
    )
    return marked(layout, theme, max(15.0, LEAST_PROSE / scale))


def _aligned(blocks: list[Block]) -> list[Block]:
    """Blocks that stand above each other share their columns, so that equal cells do too."""
    columns = tuple(max(block.columns[n] for block in blocks) for n in (0, 1))
    return [replace(block, columns=(columns[0], columns[1])) for block in blocks]


def _fitted_width(
    facts: Facts, blocks: list[Block], lines: tuple[Line, ...], theme: Theme, scale: float
) -> float:
    """The width of the widest of maps, title and sums, within what a fitted picture may take."""
    most = FITTED_WIDTH - 30.0
    least = max(FITTED_SUM_SIZES[1] + 2, LEAST_PROSE / scale)
    widths = [blocks[0].width, *(line.width for line in lines)]
    for block in blocks:
        slot = FootSlot(Box(0, 0, most, 0), least, 2, LEAST_PROSE / scale, facts.labels)
        widths += [
            min(line_width(line, line.terms, slot, theme, False), most)
            for line in sums_of(facts, block.sheet.name)
        ]
    return min(max(widths), most)


def _legible(manner: Manner, scale: float) -> Manner:
    """The manner with no type below the least prose in delivered pixels."""
    least = LEAST_PROSE / scale
    return replace(
        manner,
        heading=max(manner.heading, least),
        about=max(manner.about, least),
        caption=max(manner.caption, least),
        beside=max(manner.beside, least),
    )
