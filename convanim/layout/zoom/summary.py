"""Kernel, filter and layer side by side: the same small sheet three times, more of it lit each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convanim import typeset
from convanim.labels import Labels
from convanim.layout import captions as words
from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, Canvas, CanvasRequest, Line, Plane, flat
from convanim.layout.formula import SUBSCRIPT, SUBSCRIPT_DROP
from convanim.layout.heading import heading
from convanim.layout.sheet.facts import SheetFacts, roles_of
from convanim.layout.sheet.sheet import Operator, Point
from convanim.layout.sliding.numeric import even_canvas
from convanim.layout.zoom.arena import weights_of
from convanim.story.zoom import Level
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style, runs_width

MARGIN = {False: 56.0, True: 14.0}
PANEL_GAP = {False: 32.0, True: 22.0}
LARGEST_BOX = 84.0
COLUMN_GAP, ROW_GAP, MAP_GAP = 17.0, 35.0, 31.0
BIAS, ARROW = 22.0, 26.0
ELIDED = 26.0
SHEET_HEIGHT = 292.0
"""What the small sheet may take, from its input to its last row; all lengths as on a slide."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A map, a kernel or a bias of the small sheet, and whether it is lit."""

    kind: str
    plane: Plane
    role: Role
    lit: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the three pictures.

    Attributes:
        frames: what is meant: a kernel, or whole rows.
        operators, arrows: with whether they are lit.
    """

    lines: tuple[Line, ...]
    pieces: tuple[Piece, ...]
    frames: tuple[Box, ...]
    operators: tuple[tuple[Operator, bool], ...]
    arrows: tuple[tuple[Point, Point, bool], ...]


@dataclass(frozen=True, slots=True)
class SummaryLayout:
    """Three panels; the story of it has one position and nothing that moves."""

    canvas: Canvas
    panels: tuple[Panel, ...]
    lines: tuple[Line, ...]
    rules: tuple[tuple[Point, Point], ...]
    grid: tuple[int, int] = (1, 1)
    place: int = 0
    filters: int = 1
    still: bool = True


def summary_layout(facts: SheetFacts, theme: Theme, request: CanvasRequest, title: str) -> SummaryLayout:
    """The three panels on a slide, or in a fitted picture half as large."""
    canvas = request.slide
    ratio = 0.5 if request.fitted else 1.0
    if request.fitted:
        canvas = Canvas(FITTED_WIDTH, 0.0, request.scale)
    margin, gap = MARGIN[request.fitted], PANEL_GAP[request.fitted]
    width = (canvas.width - 2 * margin - 2 * gap) / 3
    top = 160.0 if not request.fitted else 30.0
    lines: tuple[Line, ...] = ()
    if title:
        room = Box(margin, 0.0, canvas.width - 2 * margin, 0.0)
        head = heading(title, "", theme, room, small=request.fitted)
        lines = head.lines
        top = head.bottom + 20.0 if request.fitted else top
    makers = [
        _Maker(facts, theme, request.scale if request.fitted else canvas.scale, ratio, level, width)
        for level in Level
    ]
    lefts = [margin + number * (width + gap) for number in range(3)]
    panels = tuple(maker.panel(left, top) for maker, left in zip(makers, lefts, strict=True))
    bottom = max(line.box.bottom for panel in panels for line in panel.lines)
    if request.fitted:
        canvas = even_canvas(FITTED_WIDTH, bottom + margin, request.scale)
    rules = tuple(
        ((left - gap / 2, top - 24.0 * ratio), (left - gap / 2, bottom + 8.0 * ratio)) for left in lefts[1:]
    )
    return SummaryLayout(canvas, panels, lines, rules)


@dataclass(frozen=True)
class _Maker:
    """Makes one panel."""

    facts: SheetFacts
    theme: Theme
    scale: float
    ratio: float
    level: Level
    width: float

    @property
    def side(self) -> float:
        """The side of a map's or a kernel's box."""
        facts, ratio = self.facts, self.ratio
        columns, rows = len(facts.channels), len(facts.filters)
        across = COLUMN_GAP * (columns - 1) + ARROW + 14.0 + (ELIDED if facts.hidden else 0.0)
        across += (BIAS + 14.0) * facts.bias_shown
        down = MAP_GAP + ROW_GAP * (rows - 1) + (16.0 if facts.hidden_filters else 0.0)
        free = (self.width - across * ratio) / (columns + 1)
        return min(LARGEST_BOX * ratio, free, (SHEET_HEIGHT - down) * ratio / (rows + 1))

    def size(self, usual: float) -> float:
        """A type size, never below the least."""
        return max(usual * self.ratio, LEAST_PROSE / self.scale)

    def panel(self, x: float, top: float) -> Panel:
        """The panel with its heading's baseline at ``top``."""
        ratio, side = self.ratio, self.side
        y = top + 53.0 * ratio
        pieces = list(self._maps(x, y))
        middles = list(self._middles(y + side + MAP_GAP * ratio))
        operators: list[tuple[Operator, bool]] = []
        arrows, frames = [], []
        for number, middle in enumerate(middles):
            lit = self.level is Level.LAYER or (self.level is Level.FILTER and number == 0)
            row, plus, arrow, frame = self._row(x, middle, number, lit)
            pieces += row
            operators += plus
            arrows.append(arrow)
            if lit:
                frames.append(frame)
        if self.level is Level.KERNEL:
            frames = [next(p for p in pieces if p.kind == "kernel").plane.box]
        if self.facts.hidden_filters:
            y_dots = (middles[-2] + middles[-1]) / 2
            x_dots = x + side / 2
            operators.append((Operator("column", (x_dots, y_dots), 6.0 * ratio), self.level is Level.LAYER))
        end = middles[-1] + side / 2
        captions = self._captions(x, top + 53.0 * ratio, end)
        return Panel(
            (*self._heading(x, top), *captions, *self._prose(x, end)),
            tuple(pieces),
            tuple(frames),
            tuple(operators),
            tuple(arrows),
        )

    def _middles(self, top: float) -> Iterator[float]:
        """The rows' middles."""
        y = top + self.side / 2
        for number, index in enumerate(self.facts.filters):
            if number and index != self.facts.filters[number - 1] + 1:
                y += 16.0 * self.ratio
            yield y
            y += self.side + ROW_GAP * self.ratio

    def _lefts(self, x: float) -> list[float]:
        """The columns' left ends."""
        found = []
        for number in range(len(self.facts.channels)):
            if self.facts.hidden and number == len(self.facts.channels) - 1:
                x += ELIDED * self.ratio
            found.append(x)
            x += self.side + COLUMN_GAP * self.ratio
        return found

    def _maps(self, x: float, y: float) -> Iterator[Piece]:
        for number, left in enumerate(self._lefts(x)):
            role = roles_of(self.theme, self.facts.depth, self.facts.channels[number])[0]
            lit = self.level is not Level.KERNEL or number == 0
            yield Piece("input", self._plane(self.facts.input, left, y), role, lit)

    def _plane(self, size: tuple[int, int], x: float, y: float) -> Plane:
        """A map of so many cells in its box, in the box's left and its middle."""
        cell = self.side / max(size)
        return flat(*size, x, y + (self.side - size[0] * cell) / 2, cell)

    def _row(
        self, x: float, middle: float, number: int, lit: bool
    ) -> tuple[list[Piece], list[tuple[Operator, bool]], tuple[Point, Point, bool], Box]:
        """A filter's kernels, bias and output map, the signs between them, and the box around what it is."""
        facts, theme, side, ratio = self.facts, self.theme, self.side, self.ratio
        lefts, pieces, plus = self._lefts(x), [], []
        for column, left in enumerate(lefts):
            role = roles_of(theme, facts.depth, facts.channels[column])[1]
            one = lit or (self.level is Level.KERNEL and not number and not column)
            pieces.append(Piece("kernel", self._plane(facts.kernel, left, middle - side / 2), role, one))
            if column:
                before = lefts[column - 1] + side
                dots = facts.hidden and column == len(lefts) - 1
                kind, at = ("dots" if dots else "plus"), ((before + left) / 2, middle)
                plus.append((Operator(kind, at, 8.0 * ratio), lit))
        right = lefts[-1] + side
        if facts.bias_shown:
            chip = BIAS * ratio
            plane = flat(1, 1, right + 14.0 * ratio, middle - chip / 2, chip)
            pieces.append(Piece("bias", plane, theme.bias, lit))
            right = plane.box.right
        frame = Box(x - 8.0 * ratio, middle - side / 2 - 8.0 * ratio, 0.0, side + 16.0 * ratio)
        frame = Box(frame.x, frame.y, right + 8.0 * ratio - frame.x, frame.height)
        start = frame.right + 4.0 * ratio
        tip = start + (ARROW - 4.0) * ratio
        output = self._plane(facts.output, tip + 6.0 * ratio, middle - side / 2)
        pieces.append(Piece("output", output, theme.output, lit))
        return pieces, plus, ((start, middle), (tip, middle), lit), frame

    def _captions(self, x: float, top: float, end: float) -> tuple[Line, ...]:
        """What the input and the output are, at the right."""
        facts, theme, labels = self.facts, self.theme, self.facts.labels
        size, right = self.size(18.0), x + self.width
        name = (Run(labels("input"), Style(size, 650), theme.input.ink),)
        shape = (Run(f"{words.shape(facts.input)}×{facts.depth}", Style(size, 450), theme.ink),)
        output = words.caption(
            labels("output"), f"{words.shape(facts.output)}×{facts.breadth}", "", theme.output, theme, size
        )
        y = top + 0.45 * self.side
        room = right - self._lefts(x)[-1] - self.side
        found = []
        if max(runs_width(name), runs_width(shape)) + 6.0 <= room:
            found.append(Line("input", name, right - runs_width(name), y))
            found.append(Line("shape", shape, right - runs_width(shape), y + 1.3 * size))
        found.append(Line("output", output, right - runs_width(output), end + 1.75 * size))
        return tuple(found)

    def _heading(self, x: float, y: float) -> Iterator[Line]:
        """``kernel K_h×K_w``: what is new at this level in the kernels' ink."""
        labels, theme, size = self.facts.labels, self.theme, self.size(29.0)
        name = (labels("kernel"), labels("filter"), labels("layer"))[self.level]
        runs: list[Run] = [Run(f"{name}  ", Style(size, 680), theme.kernel.ink)]
        factors = (("K", "h"), ("K", "w"), ("C", "in"), ("C", "out"))[: self.level + 2]
        for number, (letter, index) in enumerate(factors):
            new = number == len(factors) - 1 or self.level is Level.KERNEL
            ink, weight = (theme.kernel.ink, 560) if new else (theme.ink, 450)
            small = 0.86 * size
            if number:
                runs.append(Run("×", Style(small, weight), ink))
            runs.append(Run(letter, Style(small, weight, True), ink))
            runs.append(Run(index, Style(SUBSCRIPT * small, weight), ink, -SUBSCRIPT_DROP * small))
        fitted = words.shrunk(tuple(runs), self.width, LEAST_PROSE / self.scale)
        yield Line("heading", fitted, x, y)

    def _prose(self, x: float, end: float) -> Iterator[Line]:
        """What it is and what it makes, its shape, and how many weights it has."""
        theme, size = self.theme, self.size(22.0)
        y = end + 1.75 * self.size(18.0) + 2.4 * size
        for sentence in _sentences(self.level, self.facts.labels):
            for text in typeset.wrap(sentence, Style(size), self.width):
                yield Line("prose", (Run(text, Style(size), theme.ink),), x, y)
                y += 1.4 * size
        shape, weights = weights_of(self.facts, self.level)
        y += 0.9 * size
        size = self.size(22.0)
        head, _, tail = shape.rpartition("×")
        runs: tuple[Run, ...] = (
            Run(f"{head}", Style(size, 450), theme.ink),
            Run(f"×{tail}", Style(size, 680), theme.kernel.ink),
        )
        if self.level is Level.KERNEL:
            runs = (Run(shape, Style(size, 680), theme.kernel.ink),)
        count = Run(f"   {weights}", Style(size), theme.muted)
        if runs_width((*runs, count)) <= self.width:
            yield Line("count", (*runs, count), x, y)
            return
        yield Line("count", words.shrunk(runs, self.width, LEAST_PROSE / self.scale), x, y)
        count = Run(weights, Style(size), theme.muted)
        yield Line("count", words.shrunk((count,), self.width, LEAST_PROSE / self.scale), x, y + 1.35 * size)


def _sentences(level: Level, labels: Labels) -> tuple[str, str]:
    """What a kernel, a filter or a layer is, and what it does."""
    if level is Level.KERNEL:
        return labels("One grid of weights."), labels("It reads one input channel.")
    if level is Level.FILTER:
        return labels("One kernel per input channel."), labels("It makes one output map.")
    return labels("All the filters together."), labels("It makes one map per filter.")
