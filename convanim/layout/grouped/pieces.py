"""What a picture of grouped channels is made of: maps, rows of kernels, and counters, each in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.engine import Cost
from convanim.labels import Labels
from convanim.layout.boxes import Box, Canvas, Line, Plane
from convanim.layout.grouped.facts import GroupedFacts
from convanim.layout.sheet.sheet import Bracket, Operator, Point


@dataclass(frozen=True, slots=True)
class Source:
    """An input map; ``turn`` is when its window is at work, ``beams`` the kernels right below it."""

    trace: str
    channel: int
    plane: Plane
    turn: int
    role: str
    beams: tuple[Plane, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A filter: its kernels, what they answer, and the map that it fills.

    Attributes:
        trace: the convolution that it belongs to, by name; ``index`` is the filter's number there.
        turn: when it works at a position that is explained; ``stage`` is when it works at all others.
        channels: which of the filter's channels its kernels read.
        kernel_roles, output_role: names of roles.
        chips: the boxes of the kernels' answers, none where there is no room for numbers.
        hidden: where the sum of the answers is written that are not shown, as high as its type.
        bias, total, icon: the boxes behind them; None where nothing is shown.
        lines: what is said of it, muted while it rests.
    """

    trace: str
    index: int
    turn: int
    stage: int
    channels: tuple[int, ...]
    kernels: tuple[Plane, ...]
    kernel_roles: tuple[str, ...]
    output: Plane
    output_role: str
    chips: tuple[Box, ...] = ()
    operators: tuple[Operator, ...] = ()
    arrows: tuple[tuple[Point, Point], ...] = ()
    bias: Box | None = None
    total: Box | None = None
    icon: Box | None = None
    bracket: Bracket | None = None
    lines: tuple[Line, ...] = ()
    hidden: Box | None = None

    @property
    def boxes(self) -> tuple[Box, ...]:
        """All boxes of it that are no text."""
        ends = tuple(box for box in (self.bias, self.total, self.icon) if box is not None)
        return (*(plane.box for plane in self.kernels), *self.chips, *ends, self.output.box)


@dataclass(frozen=True, slots=True)
class Counter:
    """A quantity that is counted: how much there is in all, and where that is drawn and said.

    Attributes:
        quantity: "weights" or "multiplies".
        cost: what the layer costs; ``parts`` what each turn of its does; of all positions or of one.
        bar: the outline of all there is; ``beyond`` goes on to what a standard layer has, or is None.
        text: where the number stands: left end and baseline; ``size`` is its type's.
        split: how the whole comes about, such as ``2·27``.
    """

    quantity: str
    cost: Cost
    parts: tuple[tuple[int, int], ...]
    bar: Box
    beyond: Box | None
    text: Point
    size: float
    split: str
    labels: Labels

    @property
    def role(self) -> str:
        """The role whose colours it has."""
        return "kernel" if self.quantity == "weights" else "output"

    @property
    def total(self) -> int:
        """All there is."""
        return self.cost.weights if self.quantity == "weights" else self.cost.multiplies


@dataclass(frozen=True)
class Pieces:
    """A part of the picture; parts are put together with ``+``."""

    sources: tuple[Source, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    dots: tuple[Operator, ...] = ()
    dividers: tuple[tuple[Point, Point], ...] = ()
    counters: tuple[Counter, ...] = ()

    def __add__(self, other: Pieces) -> Pieces:
        names = ("sources", "rows", "lines", "brackets", "dots", "dividers", "counters")
        return Pieces(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def boxes(self) -> tuple[Box, ...]:
        """All the room that is taken."""
        found = [source.plane.box for source in self.sources]
        for row in self.rows:
            found += [*row.boxes, *(line.box for line in row.lines)]
            found += [row.bracket.box] if row.bracket else []
        found += [line.box for line in self.lines]
        found += [bracket.box for bracket in self.brackets]
        found += [dots.box for dots in self.dots]
        return tuple(found)

    @property
    def box(self) -> Box:
        """The rectangle around everything."""
        return Box.union(self.boxes)

    def moved(self, dx: float, dy: float, scale: float) -> Pieces:
        """The same elsewhere, by whole delivered pixels: fills that meet between pixels show seams.

        Counters are placed for good and do not move.
        """
        dx, dy = round(dx * scale) / scale, round(dy * scale) / scale

        def shift(point: Point) -> Point:
            return point[0] + dx, point[1] + dy

        def bracket(found: Bracket) -> Bracket:
            return replace(found, points=tuple(map(shift, found.points)))

        def operator(found: Operator) -> Operator:
            return replace(found, centre=shift(found.centre))

        def box(found: Box | None) -> Box | None:
            return None if found is None else found.moved(dx, dy)

        def row(found: Row) -> Row:
            return replace(
                found,
                kernels=tuple(k.moved(dx, dy) for k in found.kernels),
                output=found.output.moved(dx, dy),
                chips=tuple(c.moved(dx, dy) for c in found.chips),
                operators=tuple(map(operator, found.operators)),
                arrows=tuple((shift(a), shift(b)) for a, b in found.arrows),
                bias=box(found.bias),
                total=box(found.total),
                icon=box(found.icon),
                hidden=box(found.hidden),
                bracket=None if found.bracket is None else bracket(found.bracket),
                lines=tuple(line.moved(dx, dy) for line in found.lines),
            )

        return replace(
            self,
            sources=tuple(
                replace(s, plane=s.plane.moved(dx, dy), beams=tuple(b.moved(dx, dy) for b in s.beams))
                for s in self.sources
            ),
            rows=tuple(map(row, self.rows)),
            lines=tuple(line.moved(dx, dy) for line in self.lines),
            brackets=tuple(map(bracket, self.brackets)),
            dots=tuple(map(operator, self.dots)),
            dividers=tuple((shift(a), shift(b)) for a, b in self.dividers),
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Where the position is said: the end that is fixed, the baseline, and the type's size."""

    x: float
    y: float
    size: float
    from_right: bool


@dataclass(frozen=True)
class GroupedLayout:
    """Where everything stands.

    Attributes:
        grid: the positions that the storyboard visits, in raster order.
        pieces: all that is drawn.
        turns: how many turns an explained position has.
        numbers: whether cells show numbers; if not, ``by_value`` says whether fills are values or states.
        chip_size: the type size of the numbers in chips.
        unit: what strokes are measured in.
        explain: the most seconds that there is to say of the first position.
    """

    facts: GroupedFacts
    canvas: Canvas
    grid: tuple[int, ...]
    pieces: Pieces
    turns: int
    numbers: bool
    by_value: bool
    chip_size: float
    unit: float
    note: Note
    explain: float | None = None
