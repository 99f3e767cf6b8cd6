"""A depthwise layer in columns: a kernel for each channel, and its map; 1×1 filters may follow."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.boxes import Line
from convanim.layout.captions import centred, shape
from convanim.layout.grouped.cells import Cells
from convanim.layout.grouped.facts import MOST_CHANNELS, MOST_FILTERS, GroupedFacts, Shown
from convanim.layout.grouped.mixing import COLUMN_GAP, ELIDED_GAP, Manner
from convanim.layout.grouped.pieces import Pieces, Row, Source
from convanim.layout.grouped.points import BESIDE, points
from convanim.layout.grouped.words import channel_line, input_shape, more, pair
from convanim.layout.sheet.cells import KERNEL_GAP
from convanim.layout.sheet.sheet import Operator
from convanim.theme import Theme
from convanim.typeset import runs_width

TWIN_GAP = 0.6
"""Between two kernels of one channel, in units."""
DOWN = 1.3
"""From a kernel to its map: there is an arrow."""
KERNEL_ROW = 1.0
"""From the inputs to the kernels, in units."""


@dataclass(frozen=True, slots=True)
class Turns:
    """When the stages work: the depthwise kernels one after another or all at once, then the 1×1 filters."""

    first: int
    one_by_one: bool

    def depthwise(self, number: int) -> int:
        """The turn of the kernels of the ``number``-th channel that is shown."""
        return self.first + (number if self.one_by_one else 0)

    def pointwise(self, channels: int) -> tuple[int, ...]:
        """The turns of the 1×1 filters, behind those of so many channels that are shown."""
        if not self.one_by_one:
            return (self.first + 1,) * MOST_FILTERS
        return tuple(range(self.first + channels, self.first + channels + MOST_FILTERS))


@dataclass(frozen=True)
class Stages:
    """The columns of a depthwise layer, and how they are built up."""

    facts: GroupedFacts
    cells: Cells
    manner: Manner
    theme: Theme
    turns: Turns
    side: float
    """The type size of the captions beside the columns; 0 leaves them out."""
    most: int = MOST_CHANNELS

    @property
    def channels(self) -> Shown:
        """Which channels are shown."""
        return Shown.of(self.facts.channels, self.most)

    @property
    def twins(self) -> Shown:
        """Which of a channel's kernels are shown."""
        most = 2 if self.facts.channels > 1 else MOST_FILTERS
        return Shown.of(self.facts.multiplier, most)

    @property
    def mixes(self) -> bool:
        """Whether 1×1 filters follow."""
        return self.facts.view != "depthwise"

    def build(self) -> Pieces:
        """Everything, from (0, 0) on."""
        first = self._first()
        pieces = first + self._beside(first)
        if not self.mixes:
            return pieces
        turns = self.turns.pointwise(len(self.channels.indices))
        return pieces + points(
            self.facts, self.cells, self.manner, self.theme, self.side, first, turns, self._gaps()
        )

    def _gaps(self) -> frozenset[int]:
        """Before which of all depthwise maps others are left out."""
        twins, channels = len(self.twins.indices), len(self.channels.indices)
        found = {n * twins + twins - 1 for n in range(channels)} if self.twins.hidden else set()
        return frozenset(found | ({(channels - 1) * twins} if self.channels.hidden else set()))

    def _pitch(self) -> float:
        """From one of a channel's kernels to the next."""
        facts, cells = self.facts, self.cells
        widest = max(cells.kernel_size(facts.kernel)[1], facts.output[1] * cells.map)
        if self.mixes and cells.chip:
            widest = max(widest, cells.point + KERNEL_GAP * cells.unit + cells.chip)
        elided = ELIDED_GAP if self.twins.hidden else 0.0
        return widest + max(TWIN_GAP if not self.mixes else COLUMN_GAP, elided) * cells.unit

    def _width(self) -> float:
        facts, cells, count = self.facts, self.cells, len(self.twins.indices)
        last = self._pitch() - (TWIN_GAP if not self.mixes else COLUMN_GAP) * cells.unit
        if self.twins.hidden:
            last = self._pitch() - ELIDED_GAP * cells.unit
        return max(facts.padded[1] * cells.map, (count - 1) * self._pitch() + last)

    def _lefts(self) -> tuple[float, ...]:
        x, found, count = 0.0, [], len(self.channels.indices)
        for number in range(count):
            found.append(x)
            elided = self.channels.hidden and number == count - 2
            x += self._width() + (ELIDED_GAP if elided else COLUMN_GAP) * self.cells.unit
        return tuple(found)

    def _first(self) -> Pieces:
        facts, cells, manner = self.facts, self.cells, self.manner
        pieces, lefts = Pieces(), self._lefts()
        for number, (channel, x) in enumerate(zip(self.channels.indices, lefts, strict=True)):
            plane = cells.map_plane(facts.padded, x, 0.0)
            rows = tuple(self._kernel(number, channel, twin, x) for twin in range(len(self.twins.indices)))
            source = Source(
                self._trace,
                channel,
                plane,
                self.turns.depthwise(number),
                facts.role(channel, "input"),
                tuple(row.kernels[0] for row in rows) if len(rows) == 1 else (),
            )
            pieces += Pieces(sources=(source,), rows=rows)
            if manner.names:
                room = self._width() + COLUMN_GAP * cells.unit - 6.0
                name = channel_line(facts, channel, plane, self.theme, manner.names, room)
                pieces += Pieces(lines=(name,))
            if self.twins.hidden:
                pieces += Pieces(dots=self._twin_dots(rows))
        return pieces + self._elided_channels(lefts, pieces)

    @property
    def _trace(self) -> str:
        return "depthwise" if self.mixes else "grouped"

    def _kernel(self, number: int, channel: int, twin: int, x: float) -> Row:
        facts, cells = self.facts, self.cells
        unit, x = cells.unit, x + twin * self._pitch()
        height, rows = cells.kernel_size(facts.kernel)[0], facts.padded[0] * cells.map
        # Captions of two lines stand beside inputs, kernels and maps, however low these are.
        apart, deep = 2.5 * self.side, facts.output[0] * cells.map
        top = rows + max(KERNEL_ROW * unit, apart - (rows + height) / 2)
        kernel = cells.kernel_plane(facts.kernel, x, top)
        middle = kernel.box.centre[0]
        down = max(DOWN * unit, apart - (height + deep) / 2)
        width = facts.output[1] * cells.map
        left = x if cells.chip and self.mixes else max(x, middle - width / 2)
        output = cells.map_plane(facts.output, left, kernel.box.bottom + down)
        tip = (middle, output.box.y - 0.14 * unit)
        usual = "input" if self.mixes else "output"
        return Row(
            trace=self._trace,
            index=channel * facts.multiplier + self.twins.indices[twin],
            turn=self.turns.depthwise(number),
            stage=0,
            channels=(0,),
            kernels=(kernel,),
            kernel_roles=(facts.role(channel, "kernel"),),
            output=output,
            output_role=facts.role(channel, usual),
            arrows=(((middle, kernel.box.bottom + 0.2 * unit), tip),),
        )

    def _twin_dots(self, rows: tuple[Row, ...]) -> tuple[Operator, ...]:
        before, after = rows[-2], rows[-1]
        places = (
            ((before.kernels[0].box.right + after.kernels[0].box.x) / 2, after.kernels[0].box.centre[1]),
            ((before.output.box.right + after.output.box.x) / 2, after.output.box.centre[1]),
        )
        return tuple(Operator("dots", place, self.cells.dots) for place in places)

    def _elided_channels(self, lefts: tuple[float, ...], pieces: Pieces) -> Pieces:
        """Dots for the channels that are left out, beside maps and kernels, and how many they are."""
        if not self.channels.hidden:
            return Pieces()
        x = (lefts[-2] + self._width() + lefts[-1]) / 2
        unit, row = self.cells.unit, pieces.rows[-1]
        heights = (pieces.sources[-1].plane, row.kernels[0], row.output)
        dots = tuple(Operator("dots", (x, plane.box.centre[1]), self.cells.dots) for plane in heights)
        size = max(self.manner.captions, self.manner.names)
        run = more(self.facts.labels, self.channels, self.theme, size)
        y = heights[0].box.centre[1] + 0.4 * unit + size
        fits = size and runs_width((run,)) < lefts[-1] - lefts[-2] - self._width() - 4
        return Pieces(dots=dots, lines=(centred("more", (run,), x, y),) if fits else ())

    def _side_words(self) -> tuple[tuple[str, str, str], ...]:
        """Names and shapes of the inputs, the kernels and the maps, and their colours."""
        facts, theme, labels = self.facts, self.theme, self.facts.labels
        kernels, output = shape(facts.kernel), shape(facts.output)
        each = labels("{shape}, one each", shape=kernels)
        if facts.multiplier > 1:
            each = labels("{shape}, {count} each", shape=kernels, count=facts.multiplier)
        maps = facts.maps if self.mixes else facts.filters
        return (
            (labels("input"), input_shape(facts), theme.input.ink),
            (labels("depthwise"), each, theme.kernel.ink),
            (labels("{count} maps", count=maps), output, theme.ink if self.mixes else theme.output.ink),
        )

    def _beside(self, first: Pieces) -> Pieces:
        """What the rows of maps and kernels are, said beside them."""
        if not self.side:
            return Pieces()
        x = first.box.right + BESIDE * self.cells.unit
        row = first.rows[-1]
        heights = (first.sources[0].plane, row.kernels[0], row.output)
        lines: list[Line] = []
        for (name, size, colour), plane in zip(self._side_words(), heights, strict=True):
            lines += pair(name, size, colour, self.theme, (x, plane.box.centre[1]), self.side)
        return Pieces(lines=tuple(lines))
