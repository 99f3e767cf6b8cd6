"""One side of the flat views: two columns, the kernel above one of the maps, and their sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim import typeset
from convanim.layout.boxes import Line, Plane, flat
from convanim.layout.captions import centred
from convanim.layout.sliding.layout import Sign
from convanim.layout.transposed.sheet import Manner, Sheet
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width


@dataclass(frozen=True, slots=True)
class Block:
    """A sheet with the sizes of its cells: how much room its columns take.

    Attributes:
        columns: the width of the source's and the target's column.
        about: what the side does, in lines.
        head: the height of the heading.
        height: from the top of the side to the bottom of its maps.
        lens: whether the window stands enlarged beside the kernel.
    """

    sheet: Sheet
    manner: Manner
    cell: float
    kernel_cell: float
    columns: tuple[float, float]
    about: tuple[str, ...]
    head: float
    height: float
    lens: bool = False

    @property
    def gap(self) -> float:
        """Between the columns."""
        return max(self.manner.gap[0] * self.cell, self.manner.gap[1])

    @property
    def width(self) -> float:
        """Both columns and what is between them."""
        return sum(self.columns) + self.gap + self.third

    @property
    def start(self) -> float:
        """From the top to where the source may begin, below the heading and the lens."""
        lens = self.sheet.kernel[0] * self.kernel_cell + 6 if self.lens else 0.0
        return max(self.head, lens) + 16

    @property
    def third(self) -> float:
        """What a kernel at the right takes."""
        return (
            self.gap + _kernel_width(self.sheet, self.kernel_cell) if self.sheet.kernel_at == "right" else 0.0
        )

    @property
    def kernel_height(self) -> float:
        """The kernel, or the lines beside it where those are higher."""
        lines = len(self.sheet.beside) * self.manner.beside * 1.35
        return max(self.sheet.kernel[0] * self.kernel_cell, lines)


BESIDE_GAP = 12.0


def _kernel_width(sheet: Sheet, kernel_cell: float) -> float:
    """The kernel with what is written beside it."""
    return sheet.kernel[1] * kernel_cell + BESIDE_GAP + max(runs_width(runs) for runs in sheet.beside)


def _halved(text: str, style: Style) -> float:
    """The width of a text in two lines."""
    lines = typeset.wrap(text, style, 0.75 * typeset.width(text, style))
    return max(typeset.width(line, style) for line in lines)


LENS_GAP = 34.0
"""Between the lens and the kernel, where a star stands."""


def block_of(sheet: Sheet, manner: Manner, cell: float, kernel_cell: float, lens: bool = False) -> Block:
    """A sheet at a size; a gathering one may have a lens, unless its kernel stands at the right."""
    lens = lens and sheet.name == "gather" and sheet.kernel_at == "target"
    lens_width = sheet.kernel[1] * kernel_cell + LENS_GAP if lens else 0.0
    kernel = _kernel_width(sheet, kernel_cell)
    about_style = Style(manner.about)
    gap = max(manner.gap[0] * cell, manner.gap[1])
    source = max(sheet.source[1] * cell, runs_width(sheet.captions["source"]) - 0.5 * gap)
    target = max(sheet.target[1] * cell, runs_width(sheet.captions["target"]))
    longest = min(_halved(text, about_style) for text in sheet.abouts)
    if sheet.kernel_at == "right":
        height = max(sheet.source[0] * cell, sheet.target[0] * cell, sheet.kernel[0] * kernel_cell)
        return Block(sheet, manner, cell, kernel_cell, (source, target), (), 0.0, height)
    if sheet.kernel_at == "source":
        source = max(source, kernel)
        room = source + gap + target
    else:
        source, target = max(source, longest + 12 - gap + lens_width), max(target, kernel)
        room = source + gap - 12 - lens_width
    about = typeset.wrap(sheet.about, about_style, max(room, longest))
    head = manner.heading * 1.15 + len(about) * manner.about * 1.32
    block = Block(sheet, manner, cell, kernel_cell, (source, target), about, head, 0.0, lens)
    rows = (sheet.source[0] * cell, sheet.target[0] * cell)
    if sheet.kernel_at == "source":
        height = max(head + 10 + block.kernel_height + manner.above + rows[0], head + 10 + rows[1])
    else:
        height = max(block.start + rows[0], block.kernel_height + manner.above + rows[1])
    return replace(block, height=height)


@dataclass(frozen=True, slots=True)
class Placed:
    """A side in place."""

    source: Plane
    target: Plane
    kernel: Plane
    lines: tuple[Line, ...]
    signs: tuple[Sign, ...]
    lens: Plane | None

    @property
    def captions_end(self) -> float:
        """The lowest baseline."""
        return max(line.y for line in self.lines)


def place(block: Block, left: float, top: float, bottom: float, theme: Theme, snap: float) -> Placed:
    """A block with its top left corner at (left, top) and its maps' feet at ``bottom``.

    Maps begin at whole delivered pixels, ``snap`` design pixels each, so that fine cells have no seams.
    """
    sheet, cell = block.sheet, block.cell
    second = left + block.columns[0] + block.gap
    (rows, columns), (out_rows, out_columns) = sheet.source, sheet.target
    target = _snapped(flat(out_rows, out_columns, second, bottom - out_rows * cell, cell), snap)
    kernel_at, start = _kernel_corner(block, left, second, top, target)
    kernel = _snapped(flat(*sheet.kernel, *kernel_at, block.kernel_cell), snap)
    height = rows * cell
    middle = target.box.centre[1] - height / 2
    y = min(max(middle, start), bottom - height) if sheet.name == "scatter" else bottom - height
    x = left + (block.columns[0] - columns * cell if sheet.kernel_at == "source" else 0.0)
    source = _snapped(flat(rows, columns, x, y, cell), snap)
    lines = (
        *_heading(block, left, top, theme),
        *_captions(block, source, target, left),
        *_beside(block, kernel),
    )
    signs: tuple[Sign, ...] = (_arrow(source, target, cell),)
    lens = None
    if block.lens:
        lens = kernel.moved(-kernel.box.width - LENS_GAP, 0)
        star = kernel.box.x - LENS_GAP / 2, kernel.box.centre[1]
        signs = (*signs, Sign("star", star, 17.0))
    return Placed(source, target, kernel, lines, signs, lens)


def _kernel_corner(
    block: Block, left: float, second: float, top: float, target: Plane
) -> tuple[tuple[float, float], float]:
    """Where the kernel's corner lies, and from where on down the source may begin."""
    if block.sheet.kernel_at == "right":
        height = block.sheet.kernel[0] * block.kernel_cell
        x = second + block.columns[1] + block.gap
        return (x, target.box.centre[1] - height / 2), top
    if block.sheet.kernel_at == "source":
        y = top + block.head + 10
        return (left, y), y + block.kernel_height + block.manner.above
    return (second, top), top + block.start


def _snapped(plane: Plane, snap: float) -> Plane:
    x, y = (round(part / snap) * snap for part in plane.origin)
    return flat(plane.rows, plane.columns, x, y, plane.cell)


def _heading(block: Block, left: float, top: float, theme: Theme) -> tuple[Line, ...]:
    manner = block.manner
    if not block.head:
        return ()
    baseline = top + manner.heading * 0.75
    lines = [
        Line("heading", (Run(block.sheet.heading, Style(manner.heading, 650), theme.ink),), left, baseline)
    ]
    for number, text in enumerate(block.about):
        y = baseline + manner.about * (1.55 + 1.32 * number)
        lines.append(Line("about", (Run(text, Style(manner.about), theme.muted),), left, y))
    return tuple(lines)


def _captions(block: Block, source: Plane, target: Plane, left: float) -> tuple[Line, ...]:
    """Both on one baseline, each centred below its map but within its column."""
    manner, captions = block.manner, block.sheet.captions
    foot = max(source.box.bottom if block.sheet.name == "gather" else 0.0, target.box.bottom)
    lines = []
    for name, plane, start, width in (
        ("source", source, left, block.columns[0] + 0.5 * block.gap),
        ("target", target, left + block.columns[0] + block.gap, block.columns[1]),
    ):
        bottom = foot if plane.box.bottom > foot - 1.2 * manner.caption else plane.box.bottom
        line = centred(name, captions[name], plane.box.centre[0], bottom + manner.drop * manner.caption)
        x = min(max(line.x, start), max(start + width - line.width, start))
        lines.append(Line(line.name, line.runs, x, line.y))
    return tuple(lines)


def _beside(block: Block, kernel: Plane) -> tuple[Line, ...]:
    """The kernel's caption and notes, right of it, around its middle."""
    pitch = block.manner.beside * 1.35
    count = len(block.sheet.beside)
    middle = kernel.box.y + block.kernel_height / 2
    if kernel.box.height >= block.kernel_height or block.sheet.kernel_at == "right":
        middle = kernel.box.centre[1]
    first = middle - (count - 1) * pitch / 2 + 0.34 * block.manner.beside
    return tuple(
        Line("kernel", runs, kernel.box.right + BESIDE_GAP, first + number * pitch)
        for number, runs in enumerate(block.sheet.beside)
    )


def _arrow(source: Plane, target: Plane, cell: float) -> Sign:
    """An arrow from map to map, where both are."""
    low = max(source.box.y, target.box.y)
    high = min(source.box.bottom, target.box.bottom)
    start, end = source.box.right, target.box.x
    y = (low + high) / 2 if high > low else source.box.centre[1]
    return Sign("arrow", ((start + end) / 2, y), min(0.62 * (end - start), max(40.0, 0.8 * cell)))
