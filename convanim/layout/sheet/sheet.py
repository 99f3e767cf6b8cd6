"""The layout of a sheet: input channels side by side, below them a row of kernels for each filter.

Read along a row it is an equation: every kernel's answer, plus the bias, is the sum that fills one cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.labels import ENGLISH, Labels
from convanim.layout.boxes import Box, Canvas, Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.sliding.layout import Note
from convanim.layout.stack_words import PlacedStack

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket that spans what belongs together: a polyline of four points."""

    points: tuple[Point, ...]
    role: str

    @staticmethod
    def below(left: float, right: float, y: float, arm: float, role: str) -> Bracket:
        """A bracket under things: arms up."""
        return Bracket(((left, y - arm), (left, y), (right, y), (right, y - arm)), role)

    @staticmethod
    def above(left: float, right: float, y: float, arm: float, role: str) -> Bracket:
        """A bracket over things: arms down."""
        return Bracket(((left, y + arm), (left, y), (right, y), (right, y + arm)), role)

    @staticmethod
    def beside(top: float, bottom: float, x: float, arm: float, role: str) -> Bracket:
        """A bracket to the right of things: arms to the left."""
        return Bracket(((x - arm, top), (x, top), (x, bottom), (x - arm, bottom)), role)

    @property
    def box(self) -> Box:
        """The room it takes."""
        xs, ys = zip(*self.points, strict=True)
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


@dataclass(frozen=True, slots=True)
class Operator:
    """A plus or an equals sign, or three dots: its middle and its size (of dots, their distance)."""

    kind: str
    centre: Point
    size: float

    @property
    def box(self) -> Box:
        """The room it takes."""
        across, down = {"dots": (2.4, 0.4), "column": (0.4, 2.4), "equals": (1.0, 0.5)}.get(
            self.kind, (1.0, 1.0)
        )
        width, height = across * self.size, down * self.size
        return Box(self.centre[0] - width / 2, self.centre[1] - height / 2, width, height)


@dataclass(frozen=True, slots=True)
class Column:
    """An input channel: its map, and the window enlarged beside it where the map is too fine."""

    channel: int
    input: Plane
    lens: Plane | None
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Row:
    """A filter's row, or the one place in which all filters are shown in turn.

    Attributes:
        filters: which filters it shows.
        kernels, chips: one for each column: the kernel, and the box of its answer.
        arrows: from a box to the next, (start, end).
        hidden: where the sum of the channels that are left out is written: middle and baseline.
        bracket: below the kernels; None where what it would say stands beside them.
        bias, total, icon: the boxes behind the last column; None where there is nothing to show.
        captions: the lines of the row for each of its filters, muted while it is idle.
        output_captions: the lines of its output for each of its filters.
        partials: each column's map of answers, where these are shown; then a row beside them has no chips.
    """

    filters: tuple[int, ...]
    kernels: tuple[Plane, ...]
    chips: tuple[Box, ...]
    arrows: tuple[tuple[Point, Point], ...]
    operators: tuple[Operator, ...]
    hidden: Point | None
    bias: Box | None
    total: Box | None
    icon: Box | None
    output: Plane
    bracket: Bracket | None
    captions: tuple[tuple[Line, ...], ...]
    output_captions: tuple[tuple[Line, ...], ...]
    partials: tuple[Plane, ...] = ()


@dataclass(frozen=True, slots=True)
class SumPlace:
    """Where the sum is written: left end, first baseline, room, type size, and the least; inline or not.

    ``labels`` are its words.
    """

    x: float
    y: float
    width: float
    size: float
    least: float
    inline: bool
    labels: Labels = ENGLISH

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(self.x, self.y - 0.8 * self.size, self.width, self.size * (1.1 if self.inline else 2.6))


@dataclass(frozen=True)
class Ending:
    """The last shot of a layer: its maps as one stack.

    Attributes:
        placed: the stack, its names and dimensions.
        flats: where the shown maps lie flat before they stack.
        lines: what is said of the output, in the place of the sum.
        tips: for each row, where the arrow to its map now ends, at the edge of its slice; None leaves it.
        cut: what is right of it in rows makes room for the stack; None leaves it.
        clears: what else makes room: the "maps" alone, the "rows", or the whole "sheet".
    """

    placed: PlacedStack
    flats: tuple[Plane, ...]
    lines: tuple[Line, ...]
    tips: tuple[float | None, ...]
    clears: str
    cut: float | None = None

    def leaves(self, box: Box) -> bool:
        """Whether something that stands still makes room for the stack."""
        return self.clears == "sheet" or self._room.overlaps(box)

    @cached_property
    def _room(self) -> Box:
        return self.placed.box.grown(2.0)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Where everything stands.

    Attributes:
        grid: the positions that the storyboard visits: every output cell, for all filters in turn, or, with
            a leading axis, for one filter after the other.
        details: what the cells of "input", "kernel", "output" and "lens" show.
        chip_size: the type size of the numbers in chips.
        unit: what gaps and strokes are measured in.
        beams: whether lines tie each window to its kernel.
        labels: the words for what changes.
        flat_lines, flat_brackets: what is said of the maps while they lie flat.
        ending: the last shot, None for a sheet that ends when all positions are done.
        copy: the input's channels as colours, small; None where there is none.
        bar: where the share of the positions that are done is shown while they go by fast; None for no bar.
        merging: what is said while maps of answers become one; None where there are none.
    """

    canvas: Canvas
    grid: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    details: dict[str, Detail]
    lines: tuple[Line, ...]
    brackets: tuple[Bracket, ...]
    dots: tuple[Operator, ...]
    sums: SumPlace
    note: Note
    chip_size: float
    unit: float
    beams: bool
    explain: float | None = None
    labels: Labels = ENGLISH
    flat_lines: tuple[Line, ...] = ()
    flat_brackets: tuple[Bracket, ...] = ()
    ending: Ending | None = None
    merging: Line | None = None
    copy: Plane | None = None
    bar: Box | None = None

    @property
    def one_after_another(self) -> bool:
        """Whether one filter does all positions before the next one begins."""
        return len(self.grid) == 3
