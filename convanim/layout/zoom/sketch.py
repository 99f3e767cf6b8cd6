"""The search for the zoom's views: how fine maps are, how far rows stand apart, where the sum is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from convanim import typeset
from convanim.engine import ConvTrace
from convanim.layout.boxes import FITTED_WIDTH, CanvasRequest, Line
from convanim.layout.cells import Detail, detail_of, fit_number
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sheet.sheet import SumPlace
from convanim.layout.sheet.sum import fitting_type
from convanim.layout.sliding.numeric import even_canvas
from convanim.layout.zoom.arena import Arena, count_line, fitted_arena, slide_arena, trail_line
from convanim.layout.zoom.board import CELL, FINE_MAPS, ROW_GAPS, Board, board_of
from convanim.layout.zoom.frames import Header, details, filter_view, kernel_view, layer_view
from convanim.layout.zoom.numbers import ZoomNumbers
from convanim.layout.zoom.views import View
from convanim.layout.zoom.words import Writer, caption_room
from convanim.story.zoom import Level
from convanim.theme import Theme
from convanim.typeset import Run, Style

FITTED_HEIGHTS = (400, 430, 460, 500, 560)
"""The heights of a fitted picture that are tried, until the layer's numbers can be read."""
STACK_SHARES = {False: (0.295, 0.26, 0.23), True: (0.37, 0.33, 0.29, 0.25, 0.21)}
"""How much of the width the stack is given, the most first."""
SMALLER = 0.8
"""How much smaller the layer's cells are than the filter's, at the least."""
SEEN_BELOW = 1.05
"""The window's last row stands at most so far above its map's lower edge, in cells: there it can be seen."""
LEAST_SUM = 17.0
"""The size of type below which a sum stands elsewhere."""


@dataclass(frozen=True, slots=True)
class FilterPlan:
    """The filter's view, where its sum and its prose stand, and whether the next row looks in."""

    view: View
    sums: SumPlace
    prose: tuple[Line, ...]
    peeks: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """Three views of a board, and what can be read in them."""

    tried: Try
    near: View
    filter: FilterPlan
    far: View
    numbered: tuple[bool, bool, bool]

    @property
    def views(self) -> tuple[View, View, View]:
        """The views of all levels."""
        return self.near, self.filter.view, self.far

    @property
    def read(self) -> tuple[bool, bool, bool]:
        """At which levels the numbers of the input can be read."""
        near, middle, far = (self.tried.read(view) for view in self.views)
        return near, middle, far

    @property
    def legible(self) -> tuple[int, bool, float]:
        """How much can be read: levels with numbers, then numbers in the maps, then how large all is."""
        return (
            sum(self.numbered),
            self.tried.detail(self.filter.view) >= Detail.NUMBERS,
            self.filter.view.cell,
        )


def sketches(numbers: ZoomNumbers, theme: Theme, request: CanvasRequest) -> list[Sketch]:
    """All views that were found, those in which most can be read first."""
    found: list[Sketch] = []
    for fine in (None, *FINE_MAPS):
        found += _in_arenas(numbers, theme, request, fine)
        if any(all(sketch.numbered) for sketch in found):
            break
    return sorted(found, key=lambda sketch: sketch.legible, reverse=True)


def _in_arenas(
    numbers: ZoomNumbers, theme: Theme, request: CanvasRequest, fine: float | None
) -> Iterator[Sketch]:
    """The views on a slide, or on fitted pictures of more and more height."""
    if not request.fitted:
        yield from _spaced(numbers, theme, slide_arena(request.slide), fine)
        return
    for height in FITTED_HEIGHTS:
        arena = fitted_arena(even_canvas(FITTED_WIDTH, height, request.scale))
        for sketch in _spaced(numbers, theme, arena, fine):
            yield sketch
            if all(sketch.numbered):
                return


def _spaced(numbers: ZoomNumbers, theme: Theme, arena: Arena, fine: float | None) -> list[Sketch]:
    """The views in which rows stand just so far apart that captions have room between them."""
    found: list[Sketch] = []
    for gap in ROW_GAPS:
        sketch = Try(numbers, board_of(numbers.facts, fine, not arena.fitted, gap), arena, theme).sketch()
        if sketch is None:
            break
        found = [sketch]
        if len(numbers.facts.filters) == 1 or gap * sketch.far.cell >= caption_room(arena):
            break
    return found


def story_place(board: Board, trace: ConvTrace) -> int:
    """The position at which the story is told: near the middle, the window low enough in its map."""
    rows, columns = board.facts.output
    down, span, side = int(trace.stride[0]), int(trace.window.span[0]), board.cells.map
    height = board.facts.padded[0]
    row = rows - 1
    for candidate in range(rows - 1, rows // 2 - 1, -1):
        if (height - candidate * down - span) * side <= SEEN_BELOW * CELL:
            row = candidate
    return row * columns + columns // 2


@dataclass(frozen=True)
class Try:
    """One board on one canvas."""

    numbers: ZoomNumbers
    board: Board
    arena: Arena
    theme: Theme

    @property
    def facts(self) -> SheetFacts:
        """The layer."""
        return self.board.facts

    @property
    def scale(self) -> float:
        """Delivered pixels of a design pixel."""
        return self.arena.canvas.scale

    @cached_property
    def place(self) -> int:
        """The position at which the story is told."""
        return story_place(self.board, self.numbers.trace)

    def sketch(self) -> Sketch | None:
        """The largest views that fit; None where there are none."""
        board, arena, labels = self.board, self.arena, self.facts.labels
        header = Header(
            trail_line(arena, labels, self.theme, Level.KERNEL).box.right,
            count_line(arena, self.facts, self.theme, Level.KERNEL).x,
        )
        near = kernel_view(board, arena, header, self._window_end())
        filters = self._filter() if near is not None else None
        if near is None or filters is None:
            return None
        best: Sketch | None = None
        for share in STACK_SHARES[arena.fitted]:
            far = layer_view(board, arena, share * arena.width, SMALLER * filters.view.cell)
            if far is None:
                continue
            views = (near, filters.view, far)
            seen = (self.numbered(views[0]), self.numbered(views[1]), self.numbered(views[2]))
            if best is None or seen[2] > best.numbered[2]:
                best = Sketch(self, near, filters, far, seen)
            if best.numbered[2]:
                break
        return best

    def _window_end(self) -> float:
        """Where the window ends on the right at the story's position, in cells from the first kernel."""
        column = self.place % self.facts.output[1]
        end = column * int(self.numbers.trace.stride[1]) + int(self.numbers.trace.window.span[1])
        plane = self.board.columns[0].input
        return (plane.box.x + end * plane.cell) / CELL

    def numbered(self, view: View) -> bool:
        """Whether the numbers of kernels, and of maps that have some, can be read in a view."""
        scale = self.scale * view.zoom
        values = self.numbers.weights
        if self.detail(view) >= Detail.NUMBERS or not self.board.cells.lens:
            values = (*values, *self.numbers.inputs)
        return details(self.board, view, self.scale) and all(fit_number(v, CELL, scale) for v in values)

    def read(self, view: View) -> bool:
        """Whether the numbers of the input can be read in cells as large as those of the kernels."""
        scale = self.scale * view.zoom
        fits = all(fit_number(value, CELL, scale) for value in self.numbers.inputs)
        return fits and details(self.board, view, self.scale)

    def detail(self, view: View) -> Detail:
        """What the input maps show: numbers where they can be read beside the filter."""
        side, scale = self.board.cells.map, self.scale * view.zoom
        detail = min(detail_of(side * scale), Detail.NUMBERS)
        fits = all(fit_number(value, side, scale) for value in self.numbers.inputs)
        return detail if detail < Detail.NUMBERS or fits else Detail.GRID

    def _filter(self) -> FilterPlan | None:
        """The filter's view and where its sum stands: beside the maps, or where that is too narrow below."""
        arena = self.arena
        view = None if arena.fitted else filter_view(self.board, arena)
        beside = None if view is None else self._beside(view)
        if beside is not None:
            return beside
        sums = 1.3 * arena.total
        prose = () if arena.fitted else self._below(self.facts.prose)
        for lines in (prose, ()):
            above = 1.4 * arena.prose * len(lines) + (0.5 * arena.prose if lines else 0.0)
            view = filter_view(self.board, arena, sums + above)
            if view is not None and (not lines or view.cell >= 0.9 * self._roomy(sums)):
                return FilterPlan(view, self._inline(), lines, peeks=False)
        return None

    def _roomy(self, footed: float) -> float:
        """The filter's cell where nothing but the sum stands below."""
        view = filter_view(self.board, self.arena, footed)
        return 0.0 if view is None else view.cell

    def _below(self, text: str) -> tuple[Line, ...]:
        """The prose in lines above the sum at the bottom."""
        arena, style = self.arena, Style(self.arena.prose)
        texts = typeset.wrap(text, style, arena.width) if text else ()
        y = arena.footer - 1.75 * arena.total - 1.4 * arena.prose * (len(texts) - 1)
        return tuple(
            Line("prose", (Run(t, style, self.theme.muted),), arena.margin, y + n * 1.4 * arena.prose)
            for n, t in enumerate(texts)
        )

    def _inline(self) -> SumPlace:
        """The sum in one line at the bottom."""
        arena, facts = self.arena, self.facts
        least = min(max(arena.least, LEAST_SUM), arena.total)
        sizes = (arena.total, least)
        kind = fitting_type(facts.widest, facts.depth, self.theme, sizes, arena.width, True, facts.labels)
        return SumPlace(arena.margin, arena.footer, arena.width, kind.size, arena.least, True, facts.labels)

    def _beside(self, view: View) -> FilterPlan | None:
        """The sum below the prose, right of the maps; None where there is no room for it."""
        arena, facts, theme = self.arena, self.facts, self.theme
        writer = Writer(self.board, arena, theme, view)
        x, room = writer.prose_x, arena.right - writer.prose_x
        bottom = min(view.box(self.board.rows[0].output.box).y, view.point(0, self.board.rows[0].y)[1] - 40)
        if room < 120:
            return None
        kind = fitting_type(
            facts.widest, facts.depth, theme, (arena.total, LEAST_SUM), room, False, facts.labels
        )
        if kind.size < LEAST_SUM:
            return None
        top, pitch = view.point(0, self.board.maps.y)[1], 1.8 if facts.activation != "none" else 0.4
        for text in (facts.prose, ""):
            prose = writer.prose(text)
            y = prose[-1].y + 1.75 * kind.size if prose else top + kind.size
            if y + pitch * kind.size <= bottom and bool(prose) == bool(text):
                sums = SumPlace(x, y, room, kind.size, arena.least, False, facts.labels)
                return FilterPlan(view, sums, prose, peeks=True)
        return None
