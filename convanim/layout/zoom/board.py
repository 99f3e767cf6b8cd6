"""The sheet that the zoom looks at: drawn once, in its own pixels, a hundred to a cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout.boxes import Box, Plane, flat
from convanim.layout.sheet.cells import CHIP, Cells, columns_of
from convanim.layout.sheet.equation import Equation, equation
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sheet.sheet import Column

CELL = 100.0
"""Board pixels of a kernel's cell, and of the unit that chips and gaps are measured in."""
COLUMN_GAPS, ELIDED_GAPS = {True: 1.3, False: 0.9}, {True: 4.6, False: 3.4}
"""Between columns, and where channels are left out, in cells: with a tail of chips, and without."""
MAP_GAP = 0.9
ROW_GAPS = (1.7, 1.85, 2.0, 2.2, 2.5, 2.8, 3.2, 3.6, 4.2, 4.8, 6.4, 9.0)
"""Between the kernels of two rows, in cells, the usual gap first: a bracket and its caption stand there."""
ELIDED_ROWS = 0.95
"""How much more there is between rows where filters are left out, in such gaps."""
STAR_GAP = 1.2
"""Between the window that has stepped out and its kernel."""
FINE_MAPS = (5.5, 4.2, 3.0)
"""The sides of maps whose cells are finer than those of the kernels, in cells, the best first."""
OUTPUT_AIR, HIGHER, WIDEST_OUTPUT = 1.1, 1.2, 5.5
"""What stays free of the gap below an output map, how much higher than its row and how wide it may be."""
BARE_ARROW = 1.1


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A filter's row: its boxes from the kernels to the arrow before its output, and the output, flat."""

    index: int
    parts: Equation
    output: Plane
    y: float


@dataclass(frozen=True, slots=True)
class Board:
    """The whole sheet in board pixels; the first kernel's left top corner is (0, 0).

    Attributes:
        tail: whether bias, sum and activation have their chips.
        away: where the first window stands when it has stepped out.
        gap: between the kernels of two rows, in cells.
    """

    facts: SheetFacts
    cells: Cells
    tail: bool
    columns: tuple[Column, ...]
    rows: tuple[BoardRow, ...]
    away: Plane
    gap: float

    @property
    def home(self) -> Plane | None:
        """Where the first channel's lens stands."""
        return self.columns[0].lens

    @property
    def maps(self) -> Box:
        """The room of all input maps and lenses."""
        boxes = [box for c in self.columns for box in (c.input.box, *([c.lens.box] if c.lens else []))]
        return Box.union(tuple(boxes))

    @property
    def row_height(self) -> float:
        """The height of a row's kernels, or of its chips where these are higher."""
        return max(self.cells.kernel_size(self.facts)[0], CHIP * CELL)

    def below(self, number: int) -> float:
        """The lower edge of a row's kernels and chips."""
        return self.rows[number].y + self.row_height / 2


def board_of(facts: SheetFacts, fine: float | None, tail: bool, gap: float = ROW_GAPS[0]) -> Board:
    """The sheet of a layer.

    ``fine`` is the side of maps that have a lens beside them, in cells; with None their cells are as large
    as those of the kernels. ``gap`` is between the kernels of two rows, in cells.
    """
    cells = _cells(facts, fine)
    height = cells.map_height(facts)
    columns = columns_of(
        facts, cells, 0.0, -MAP_GAP * CELL - height, COLUMN_GAPS[tail] * CELL, ELIDED_GAPS[tail] * CELL, 1.0
    )
    kernel_height, kernel_width = cells.kernel_size(facts)
    row_height = max(kernel_height, CHIP * CELL)
    rows, y = [], row_height / 2
    for number, index in enumerate(facts.filters):
        if number and index != facts.filters[number - 1] + 1:
            y += ELIDED_ROWS * gap * CELL
        rows.append(_row(facts, cells, columns, index, y, tail, gap))
        y += row_height + gap * CELL
    left = -kernel_width - STAR_GAP * CELL
    away = flat(*facts.kernel, left, (row_height - kernel_height) / 2, CELL)
    return Board(facts, cells, tail, columns, tuple(rows), away, gap)


def _cells(facts: SheetFacts, fine: float | None) -> Cells:
    side = CELL if fine is None else min(fine * CELL / max(facts.padded), CELL)
    return Cells(map=side, kernel=CELL, unit=CELL, chip=CHIP * CELL, lens=fine is not None)


def _row(
    facts: SheetFacts,
    cells: Cells,
    columns: tuple[Column, ...],
    index: int,
    y: float,
    tail: bool,
    gap: float,
) -> BoardRow:
    parts = equation(facts, cells, columns, y, tail)
    if not tail:
        start = max(parts.chips[-1].right, columns[-1].right)
        ends = ((parts.chips[-1].right + 0.14 * CELL, y), (start + (BARE_ARROW - 0.14) * CELL, y))
        parts = replace(parts, arrows=(*parts.arrows, ends), right=start + BARE_ARROW * CELL)
    rows, across = facts.output
    high = min(max(gap - OUTPUT_AIR, 0.0), HIGHER) * CELL + max(cells.kernel_size(facts)[0], CHIP * CELL)
    cell = min(CELL, high / rows, WIDEST_OUTPUT * CELL / across)
    return BoardRow(index, parts, flat(rows, across, parts.right, y - rows * cell / 2, cell), y)
