"""How large the cells of the flat views can be: the largest with which both sides fit into the room."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.errors import ConvanimError
from convanim.layout.cells import fit_number
from convanim.layout.transposed.plan import SIDES, Facts
from convanim.layout.transposed.sheet import Manner, sheet_of
from convanim.layout.transposed.side import Block, block_of
from convanim.theme import Theme

KERNEL_CELL, KERNEL_SIDE, FITTED_KERNEL = 41.0, 124.0, 32.0
DIVIDER_ROOM = 70.0
"""Around the line between the sides."""
LEAST_CELL = 2.0
WIDEST_KERNEL = 56.0
"""The cells that a kernel of long numbers may grow to, in design pixels."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the blocks may take: the width of all or of each, the height of each, and the largest cell."""

    width: float
    height: float
    cell: float
    beside: bool


def largest_blocks(
    facts: Facts, view: str, theme: Theme, manner: Manner, room: Room, scale: float
) -> list[Block]:
    """The sides with the largest cells, in whole delivered pixels, with which they fit into the room."""
    whole = [sheet_of(facts, name, theme, manner) for name in SIDES[view]]
    brief = [sheet.brief() for sheet in whole]
    largest, least, written = _kernel_cells(facts, manner, scale)
    for cells, kernel, lens in (
        ((20 / scale, room.cell), largest, False),
        ((4.0, 20 / scale), largest, True),
        ((5.0, 20 / scale), largest, False),
        ((5.0, 20 / scale), least, False),
        ((LEAST_CELL, 5.0), largest, False),
        ((LEAST_CELL, 5.0), least, False),
    ):
        for sheets in (whole, brief):
            cell = int(cells[1] * scale) / scale
            while cell >= cells[0] - 1e-9:
                usual = min(kernel, max(0.84 * cell, 30.0, written))
                blocks = [block_of(sheet, manner, cell, usual, lens) for sheet in sheets]
                if _fit(blocks, room):
                    return blocks
                cell -= 1 / scale
    raise too_large(facts)


def _kernel_cells(facts: Facts, manner: Manner, scale: float) -> tuple[float, float, float]:
    """The cells that a kernel has where there is room, that it has to do with, and that its numbers need."""
    wished = FITTED_KERNEL if manner.fitted else KERNEL_CELL
    usual = min(wished, max(KERNEL_SIDE / max(facts.sizes.kernel), 20 / scale))
    written = 20 / scale
    while written < WIDEST_KERNEL and not all(fit_number(weight, written, scale) for weight in facts.weights):
        written += 2
    usual = max(usual, written) if max(facts.sizes.kernel) <= 3 else usual
    return usual, min(usual, max(KERNEL_SIDE / max(facts.sizes.kernel), 2.0)), written


def too_large(facts: Facts) -> ConvanimError:
    """What is raised where not even cells of two pixels fit."""
    rows, columns = facts.sizes.grid
    return ConvanimError(
        f"an input that zeros make {rows}×{columns} does not fit the picture: "
        f"use a smaller input or stride, or a larger width"
    )


def _fit(blocks: list[Block], room: Room) -> bool:
    if any(block.height > room.height for block in blocks):
        return False
    if not room.beside:
        columns = [max(block.columns[n] for block in blocks) for n in (0, 1)]
        return sum(columns) + blocks[0].gap <= room.width
    return sum(block.width for block in blocks) + DIVIDER_ROOM * (len(blocks) - 1) <= room.width
