"""The three views of the board: as large as each level's content allows."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.boxes import Box
from convanim.layout.sheet.cells import CHIP, KERNEL_GAP
from convanim.layout.zoom.arena import Arena
from convanim.layout.zoom.board import CELL, MAP_GAP, STAR_GAP, Board
from convanim.layout.zoom.views import View

LARGEST = {False: (100, 52, 40), True: (64, 40, 32)}
"""The largest cell at each level, in a slide and in a fitted picture."""
LEAST = 3
"""Delivered pixels of a kernel's cell below which nothing can be seen."""
PEEP = 1.78
"""How much of a map is seen at least above its kernel, in cells."""
READABLE = 20
"""Delivered pixels of a cell from which numbers can stand in it."""
WHOLE = 0.85
"""How small a cell may become, against the largest that fits, for the picture's edge not to cut the map."""
EDGE = 10.0
"""What then stays free above the map."""
CLEAR = 24.0
"""Between the map that reaches into the line at the top, and the words there."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the words of the top line end on the left and begin on the right, at the kernel's level."""

    left: float
    right: float


def kernel_view(board: Board, arena: Arena, header: Header, window: float) -> View | None:
    """The first kernel large, its window left of it, the map bleeding off the top between the words there.

    ``window`` is where the window ends on the right, in cells: all of it is seen.
    """
    columns = board.columns[0]
    kernel = board.cells.kernel_size(board.facts)[1]
    across = (kernel + STAR_GAP * CELL) / CELL
    row = board.row_height / CELL
    maps = board.maps
    high = max(maps.height / CELL, 0.0)
    wide = across + kernel / CELL + KERNEL_GAP + CHIP + 0.3
    end = arena.footer - (1.6 if arena.fitted else 2.3) * arena.total - 1.75 * arena.caption
    last = max(c for c in (columns.input.box.right, columns.lens.box.right if columns.lens else 0.0)) / CELL
    first = min(columns.left, columns.input.box.x) / CELL
    cut: View | None = None
    for pixels in _sizes(arena, 0):
        cell = pixels / arena.canvas.scale
        if cut is not None and cell < WHOLE * cut.cell:
            return cut
        y = end - row * cell
        top = y - (MAP_GAP + high) * cell
        below = top >= arena.top
        x = arena.margin + across * cell
        if not below:
            x = max(x, header.left + CLEAR - first * cell)
        fits = y - (MAP_GAP + min(PEEP, high)) * cell >= 0 and x + (wide - across) * cell <= arena.right
        fits = fits and x + window * cell <= arena.right
        if fits and (below or x + last * cell <= header.right - CLEAR):
            found = View.at(round(x), round(y), cell)
            if top >= EDGE:
                return found
            cut = cut or found
    return cut


def _sizes(arena: Arena, level: int, least: int = LEAST) -> range:
    """Delivered pixels of cells to try, the largest first."""
    most = int(LARGEST[arena.fitted][level] * arena.canvas.scale + 1e-6)
    return range(most, least - 1, -1)


def filter_view(board: Board, arena: Arena, footed: float = 0.0) -> View | None:
    """All of the first filter's row under all maps; the next row looks in.

    ``footed`` is the room at the bottom that the sum needs where it does not stand beside the maps.
    """
    output = board.rows[0].output.box
    wide = max(output.right, board.columns[-1].right) / CELL
    lower = max(board.below(0), output.bottom) / CELL
    high = (board.maps.height + MAP_GAP * CELL) / CELL + lower
    top, below = _heading(board, arena), _beneath(board, arena)
    floor = arena.footer - footed if footed else arena.canvas.height - 26.0
    peek = 0.0 if footed or len(board.rows) < 2 else 56.0
    for pixels in _sizes(arena, 1):
        cell = pixels / arena.canvas.scale
        spare = floor - peek - below - top - high * cell
        if spare >= 0 and wide * cell <= arena.width + 4:
            return _placed(board, arena, top + _sunk(spare), cell)
    return None


def layer_view(board: Board, arena: Arena, room: float, most: float) -> View | None:
    """All shown rows, with ``room`` left for the stack at their right; no larger than ``most``."""
    parts = board.rows[0].parts
    wide = max((parts.icon or parts.total or parts.chips[-1]).right, board.columns[-1].right) / CELL
    high = (board.maps.height + MAP_GAP * CELL) / CELL + board.below(-1) / CELL
    top, below = _heading(board, arena) - 6.0, _beneath(board, arena) - 6.0
    floor = arena.footer - 1.3 * arena.total if arena.fitted else arena.canvas.height - 40.0
    for pixels in _sizes(arena, 2):
        cell = pixels / arena.canvas.scale
        spare = floor - below - top - high * cell
        if cell <= most and spare >= 0 and (wide + 1.0) * cell + room <= arena.width:
            return _placed(board, arena, top + _sunk(spare), cell)
    return None


def _heading(board: Board, arena: Arena) -> float:
    """Where the maps begin: below the input's caption and bracket, and the channels' names."""
    named = board.facts.depth > 1 or arena.fitted
    bracket = 0.0 if arena.fitted else 1.7 * arena.caption + 8.0
    return arena.top + bracket + (1.5 * arena.name if named else 8.0)


def _sunk(spare: float) -> float:
    """How far all goes down where there is more room than needed."""
    return min(0.4 * max(spare - 40.0, 0.0), 50.0)


def _beneath(board: Board, arena: Arena) -> float:
    """The room of a row's bracket and caption."""
    return arena.bracket + 1.9 * arena.caption


def _placed(board: Board, arena: Arena, top: float, cell: float) -> View:
    """The view in which the maps begin at ``top`` and the left margin."""
    left = min(column.left for column in board.columns) * cell / CELL
    return View.at(round(arena.margin - left), round(top - board.maps.y * cell / CELL), cell)


def details(board: Board, view: View, scale: float) -> bool:
    """Whether a kernel's cells can carry numbers in a view."""
    return view.cell * scale >= READABLE - 1e-6


def stack_room(board: Board, arena: Arena, view: View, top: float) -> Box:
    """Where the stack may stand: right of the last boxes, below ``top``."""
    parts = board.rows[0].parts
    last = max((parts.icon or parts.total or parts.chips[-1]).right, board.columns[-1].right)
    left = view.point(last, 0)[0] + (0.9 if arena.fitted else 0.5) * view.cell
    bottom = arena.footer - 1.3 * arena.total if arena.fitted else arena.canvas.height - 34.0
    right = arena.right + (6.0 if arena.fitted else 4.0)
    return Box(left, top, right - left, bottom - top)
