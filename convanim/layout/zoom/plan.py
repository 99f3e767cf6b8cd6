"""The planner of the zoom: from a clip's numbers to a board, three views of it, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from convanim.engine import ConvTrace
from convanim.errors import ConvanimError
from convanim.layout.arithmetic import SumSlot, plan_sum
from convanim.layout.boxes import Box, CanvasRequest, Line, Plane, flat
from convanim.layout.cells import Detail, factors_fit
from convanim.layout.sheet.cells import chip_size
from convanim.layout.sheet.facts import SheetFacts, sheet_facts
from convanim.layout.sheet.sheet import Point
from convanim.layout.sliding.layout import Note
from convanim.layout.stack import Stack
from convanim.layout.stack_words import Free, PlacedStack, StackWords, fit_stack, moved, place_stack
from convanim.layout.upright import upright
from convanim.layout.zoom.arena import Arena, count_line, trail_line
from convanim.layout.zoom.board import CELL, Board
from convanim.layout.zoom.frames import stack_room
from convanim.layout.zoom.layout import Inscription, ZoomLayout
from convanim.layout.zoom.numbers import ZoomNumbers, channel_theme
from convanim.layout.zoom.sketch import Sketch, sketches
from convanim.layout.zoom.summary import SummaryLayout, summary_layout
from convanim.layout.zoom.views import View
from convanim.layout.zoom.words import Writer, caption_room, said_line
from convanim.story.zoom import Level
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip

PAUSE = 0.08
"""A fitted picture is mostly a GIF, and a camera's move changes all of it: it moves twelve times a second."""
LARGE_UNIT = 55.0
"""The unit that a stack may have however small the rows are, in design pixels."""
LEAST_PRODUCTS = 0.58
"""The size of type below which not all products are written, in usual sizes."""


@upright
def kernel_filter_layer(clip: Clip, theme: Theme, request: CanvasRequest) -> ZoomLayout | SummaryLayout:
    """The layout of the zoom, or of its summary; ConvanimError where nothing would be seen."""
    trace = cast(ConvTrace, clip.trace)
    facts = sheet_facts(
        trace,
        clip.title,
        clip.prose,
        clip.labels,
        clip.spec.bias is not None,
    )
    if clip.spec.view == "summary":
        titled = not request.fitted or clip.spec.title is not None
        return summary_layout(facts, theme, request, clip.title if titled else "")
    for sketch in sketches(ZoomNumbers(trace, facts), theme, request):
        found = _Plan(sketch).layout()
        if found is not None:
            return found
    (rows, columns), kernel = facts.padded, facts.kernel
    raise ConvanimError(
        f"an input of {rows}×{columns} cells under {kernel[0]}×{kernel[1]} kernels does not fit the "
        f"picture: use a smaller input or kernel, or a larger width"
    )


@dataclass(frozen=True)
class _Plan:
    """A sketch, carried out."""

    sketch: Sketch

    @property
    def trace(self) -> ConvTrace:
        return self.sketch.tried.numbers.trace

    @property
    def board(self) -> Board:
        return self.sketch.tried.board

    @property
    def arena(self) -> Arena:
        return self.sketch.tried.arena

    @property
    def theme(self) -> Theme:
        return self.sketch.tried.theme

    @property
    def facts(self) -> SheetFacts:
        return self.board.facts

    @property
    def scale(self) -> float:
        return self.arena.canvas.scale

    def layout(self) -> ZoomLayout | None:
        """The layout; None where the stack has no room."""
        arena, facts, far = self.arena, self.facts, self.sketch.far
        writer = Writer(self.board, arena, self.theme, far)
        prose = () if arena.fitted else writer.prose(self._layer_prose())
        y = prose[-1].y + 2.3 * arena.prose if prose else far.point(0, self.board.maps.y)[1] + arena.prose
        x = writer.prose_x
        spot = (arena.margin, arena.footer, arena.width) if arena.fitted else (x, y, arena.right - x)
        line = said_line(self.trace, self.sketch.tried.place, facts, self.theme, spot, arena)
        stack = self._stack(far, arena.top if arena.fitted else line.y + 14.0)
        return None if stack is None else self._complete(stack, prose, line)

    def _stack(self, view: View, top: float) -> PlacedStack | None:
        """The stack as large as it fits, moved so that the rows' arrows run straight into their slices."""
        arena, facts = self.arena, self.facts
        fitted = arena.fitted
        words = StackWords(
            self.theme,
            facts.labels,
            size=max(arena.name * 0.95, arena.least),
            caption=None if fitted else arena.name,
            named=not fitted,
        )
        room = stack_room(self.board, arena, view, top)
        rows, columns = facts.output
        stack = Stack(rows, columns, facts.breadth, 1.0, (0.0, 0.0))
        found = fit_stack(stack, words, room, most=max(2.0 * view.cell, LARGE_UNIT), least=1.5)
        if found is None:
            return None
        found = moved(found, words, 0.0, self._lift(found, view, room))
        arrows = [self._tips(number, (view,) * 3, found)[-1] for number in range(len(self.board.rows))]
        taken = tuple(box for arrow in arrows for box in _along(*arrow))
        return place_stack(found.stack, words, Free(room.grown(2.0), taken))

    def _lift(self, placed: PlacedStack, view: View, room: Box) -> float:
        """How far to move the stack, within its room, for as many straight arrows as possible."""
        low, high = room.y - placed.box.y, room.bottom - placed.box.bottom
        for row, plane in zip(self.board.rows, placed.stack.slices, strict=True):
            y = view.point(0, row.y)[1]
            near, far = y - plane.at(plane.rows, 0)[1] + 4.0, y - plane.at(0, 0)[1] - 4.0
            if max(low, near) <= min(high, far):
                low, high = max(low, near), min(high, far)
        return min(max(0.0, low), high)

    def _complete(self, stack: PlacedStack, prose: tuple[Line, ...], said: Line) -> ZoomLayout:
        board, arena, facts = self.board, self.arena, self.facts
        views, filters = self.sketch.views, self.sketch.filter
        sums = filters.sums
        note = 0.86 * arena.prose if arena.fitted else arena.prose
        near = views[0]
        factors = near.cell * self.scale >= 36 and factors_fit(
            facts.inputs, self.sketch.tried.numbers.kernel, near.cell, self.scale
        )
        return ZoomLayout(
            canvas=arena.canvas,
            grid=facts.output,
            place=self.sketch.tried.place,
            filters=facts.breadth,
            board=board,
            views=views,
            maps=tuple(tuple(self._map(column.input, view) for view in views) for column in board.columns),
            outputs=tuple(
                tuple(self._map(row.output, view, output=True) for view in views[:2]) for row in board.rows
            ),
            stack=stack,
            numbered=self.sketch.numbered,
            read=self.sketch.read,
            detail=self.sketch.tried.detail(views[1]),
            chip_size=chip_size(facts, board.cells, self.scale * views[2].zoom),
            factors=factors,
            inscriptions=tuple(
                tuple(self._written(level, views[level], (filters.prose, prose), said)) for level in Level
            ),
            tips=tuple(self._tips(row_number, views, stack) for row_number in range(len(board.rows))),
            products=self._products(),
            sums=sums,
            said=said,
            notes=(
                Note(sums.x, sums.y, max(note, arena.least), False, facts.labels),
                Note(said.x, said.y, max(note, arena.least), False, facts.labels),
            ),
            labels=facts.labels,
            peeks=filters.peeks,
            pause=PAUSE if arena.fitted else 0.0,
        )

    def _map(self, plane: Plane, view: View, output: bool = False) -> Plane:
        """A map at a view; fine cells are whole delivered pixels, or their fills would show seams."""
        seen, scale = view.plane(plane), self.scale
        pixels = seen.cell * scale
        coarse = self._coarse_output() if output else self.sketch.tried.detail(view) >= Detail.NUMBERS
        if coarse or pixels < 1:
            return seen
        cell = int(pixels + 1e-6) / scale
        x, y = seen.box.x, seen.box.centre[1] - seen.rows * cell / 2
        return flat(seen.rows, seen.columns, round(x * scale) / scale, round(y * scale) / scale, cell)

    def _coarse_output(self) -> bool:
        return self.board.rows[0].output.cell >= 0.5 * CELL

    def _written(
        self, level: Level, view: View, prose: tuple[tuple[Line, ...], tuple[Line, ...]], said: Line
    ) -> Iterator[Inscription]:
        """All that is written at a level and does not change there."""
        board, arena, facts, theme = self.board, self.arena, self.facts, self.theme
        writer = Writer(board, arena, theme, view)
        yield Inscription(trail_line(arena, facts.labels, theme, level), moves=False)
        yield Inscription(count_line(arena, facts, theme, level), moves=False)
        if level is Level.KERNEL:
            yield from writer.kernel()
            return
        yield from writer.heads()
        yield from writer.elided()
        yield from (Inscription(line, moves=False) for line in prose[level - 1])
        if level is Level.FILTER:
            yield from writer.row(board.rows[0], alone=True)
            yield from writer.output(board.rows[0])
            return
        roomy = len(board.rows) == 1 or board.gap * view.cell >= caption_room(arena) - 4.0
        for row in board.rows:
            yield from writer.row(row, alone=False, captioned=roomy or row is board.rows[-1])
        yield from writer.elided_rows()
        if arena.fitted:
            yield from writer.volume(said)

    def _layer_prose(self) -> str:
        facts = self.facts
        labels = facts.labels
        if facts.breadth == 1:
            return labels("This layer has one filter, so its output is one map.")
        if facts.breadth == 2:
            return labels("Both filters read the same window. Each fills its own map; the maps stack.")
        return labels("All filters read the same window. Each fills its own map; the maps stack.")

    def _products(self) -> SumSlot:
        """Where the kernel's products stand."""
        arena, steps = self.arena, self.sketch.tried.numbers.products
        least = max(arena.least, LEAST_PRODUCTS * arena.total)
        size = arena.total
        room = Box(arena.margin, arena.footer - 1.2 * size, arena.width, 1.67 * size)
        themed = channel_theme(self.theme, self.facts.depth)
        return plan_sum(steps, room, themed, (size, least), 1, False)

    def _tips(
        self, number: int, views: tuple[View, View, View], stack: PlacedStack
    ) -> tuple[tuple[Point, Point], ...]:
        """The last arrow of a row at each level; in the layer it runs into its slice."""
        start, end = self.board.rows[number].parts.arrows[-1]
        seen = [(view.point(*start), view.point(*end)) for view in views]
        far = views[2]
        plane = stack.stack.slices[number]
        (x, y), gap = seen[2][0], 0.14 * far.cell
        entry = stack.stack.entry(number, y)
        if entry is None:
            entry = plane.at(plane.rows / 2, 0)
        seen[2] = ((x, y), (entry[0] - gap, entry[1]))
        return tuple(seen)


def _along(start: Point, end: Point) -> Iterator[Box]:
    """Boxes that an arrow runs through."""
    for share in np.linspace(0.0, 1.0, 25):
        x, y = (a + (b - a) * float(share) for a, b in zip(start, end, strict=True))
        yield Box(x - 4.0, y - 4.0, 8.0, 8.0)
