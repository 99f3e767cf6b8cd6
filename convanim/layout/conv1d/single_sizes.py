"""How large the rows of one layer are: the most with which output, kernel and input fit into a room."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.engine import ConvTrace
from convanim.labels import Labels
from convanim.layout.boxes import LEAST_PROSE
from convanim.layout.cells import Detail
from convanim.layout.conv1d.facts import hardest, shown_channels
from convanim.layout.conv1d.rows import NARROW_STRIP, STRIP, Spacing, fit_spacing, numbered
from convanim.layout.formula import AxisSize


@dataclass(frozen=True, slots=True)
class SingleFacts:
    """One layer and its words."""

    trace: ConvTrace
    title: str
    prose: str
    labels: Labels
    bias_shown: bool

    @property
    def padded(self) -> int:
        """The samples with their padding."""
        return int(self.trace.window.padded_extent[0])

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels that have a row."""
        return shown_channels(self.trace.input.shape[0])

    @property
    def hidden(self) -> int:
        """How many channels have none."""
        return int(self.trace.input.shape[0]) - len(self.channels)

    @property
    def values(self) -> tuple[float, ...]:
        """The values with the widest texts, of all rows."""
        trace = self.trace
        return hardest(trace.input) + hardest(trace.output) + hardest(trace.weight)

    def axis(self) -> AxisSize:
        """The arithmetic of the output's length."""
        trace = self.trace
        numbers = (trace.kernel_size[0], trace.dilation[0], trace.stride[0], trace.positions[0])
        return AxisSize("", trace.window.extent[0], trace.padding[0], *numbers)


@dataclass(frozen=True, slots=True)
class Manner:
    """The measures in which slides and fitted pictures differ, in design pixels.

    Attributes:
        cell, lens: the largest cells of rows and of the window redrawn.
        between: the least and the most room between output, kernel and input.
        names: the type of names and of what stands below them; ``names_gap`` is behind them.
        answers_gap: the room before the channels' answers.
    """

    margin: float
    cell: float
    lens: float
    between: tuple[float, float]
    names: tuple[float, float]
    names_gap: float
    answers_gap: float
    sums: tuple[float, float]
    sum_lines: int
    note: float


SLIDE = Manner(56, 68, 50, (44, 84), (22, 20), 28, 34, (30, 22), 2, 26)
FITTED = Manner(14, 38, 34, (30, 46), (16, 14.5), 14, 16, (21, 16), 2, 18)
CHANNEL_GAP = 8.0
DOTS_GAP = 0.8
"""The room for the dots of channels without a row, in cells."""
LEAST_LENS = 20.0
FITTED_HEIGHT = 520.0
WIDEST_LENS = 110.0
"""The largest cells of a window redrawn because its numbers are long."""


@dataclass(frozen=True, slots=True)
class RowSizes:
    """The sizes: the rows' cells, the cells of the kernel, and whether the window is redrawn."""

    spacing: Spacing
    kernel: float
    lens: bool

    def block(self, facts: SingleFacts, cell: float) -> float:
        """The height of a block of channels."""
        shown = len(facts.channels)
        return shown * cell + (shown - 1) * CHANNEL_GAP + (DOTS_GAP * cell if facts.hidden else 0.0)

    def middle(self, facts: SingleFacts) -> float:
        """The height of the kernel's block, with the window's below it."""
        block = self.block(facts, self.kernel)
        return 2 * block + self.gap if self.lens else block

    @property
    def gap(self) -> float:
        """Between the kernel's block and the window's."""
        return 0.55 * self.kernel

    def height(self, facts: SingleFacts, between: float) -> float:
        """The height of all rows."""
        ends = self.spacing.height + self.block(facts, self.spacing.height)
        return ends + self.middle(facts) + 2 * between


def fit_rows(facts: SingleFacts, manner: Manner, room: tuple[float, float], scale: float) -> RowSizes | None:
    """The largest cells with which all rows fit into the room (width, height)."""
    most = manner.cell
    while most * scale >= 20:
        spacing = fit_spacing(facts.padded, room[0], most, facts.values, scale)
        if spacing is None or spacing.detail < Detail.NUMBERS:
            break
        plan = RowSizes(spacing, spacing.width, False)
        if plan.height(facts, manner.between[0]) <= room[1]:
            return plan
        most = min(most, spacing.width) - 1
    widest = min(WIDEST_LENS, room[0] / (facts.trace.kernel_size[0] * 1.12 + 1))
    lens = min(manner.lens, widest)
    while lens < widest and not numbered(lens, facts.values, scale):
        lens = min(lens + 2, widest)
    while lens * scale >= LEAST_LENS and numbered(lens, facts.values, scale):
        strip = STRIP if len(facts.channels) == 1 else NARROW_STRIP
        spacing = fit_spacing(facts.padded, room[0], 19 / scale, facts.values, scale, strip)
        if spacing is None:
            break
        plan = RowSizes(spacing, lens, True)
        if plan.height(facts, manner.between[0]) <= room[1]:
            return plan
        lens -= 1
    return None


def legible(manner: Manner, scale: float) -> Manner:
    least = LEAST_PROSE / scale
    return replace(
        manner,
        names=(max(manner.names[0], least), max(manner.names[1], least)),
        sums=(max(manner.sums[0], least), max(manner.sums[1], least)),
        note=max(manner.note, least),
    )


def room_between(facts: SingleFacts, plan: RowSizes, manner: Manner, room: float) -> float:
    least, most = manner.between
    return min(max((room - plan.height(facts, 0.0)) / 2, least), most)
