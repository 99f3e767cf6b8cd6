"""The layout of an activation: which map, axis, chip and text stands where."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.activation.line import LineSlot
from convanim.layout.activation.plot import Plot
from convanim.layout.activation.routes import Rail
from convanim.layout.boxes import Box, Canvas, Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.facts import Pair
from convanim.layout.formula import Formula
from convanim.layout.sliding.layout import Note
from convanim.theme import Role


@dataclass(frozen=True, slots=True)
class ChipSize:
    """The cells that show a value beside the axes: their height, their type, and their widest widths."""

    height: float
    type: float
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class ActivationLayout:
    """Where everything stands.

    Attributes:
        arrangement: "row" (map, curve, map), "arch" (the maps over the curve) or "stack" (one below another).
        before, after: the maps, with their details.
        role: the colours of the map before: the input's, or those of sums.
        leave, arrive: where the route leaves the map before and enters the map after.
        level: the y of the middle of the chip below the lower axis.
        column: the x of the middle of the chip beside the curve.
        lines: the texts that never change; the plot has its own.
    """

    arrangement: str
    canvas: Canvas
    before: Plane
    after: Plane
    details: dict[str, Detail]
    role: Role
    plot: Plot
    chip: ChipSize
    leave: Rail
    arrive: Rail
    level: float
    column: float
    formula: Formula
    lines: tuple[Line, ...]
    slot: LineSlot
    note: Note

    @property
    def grid(self) -> Pair:
        """The positions that the storyboard visits: one for each cell."""
        return self.before.rows, self.before.columns

    def chip_before(self, x: float, text_width: float) -> Box:
        """The chip below the axis for a value at an x: beside it where it would leave the plot."""
        wide = max(self.chip.height, text_width + 0.7 * self.chip.height)
        left = min(max(x - wide / 2, self.plot.box.x), max(self.plot.box.right - wide, self.plot.box.x))
        return Box(left, self.level - self.chip.height / 2, wide, self.chip.height)

    def chip_after(self, y: float, text_width: float) -> Box:
        """The chip beside the curve for a result at a y."""
        wide = max(self.chip.height, text_width + 0.7 * self.chip.height)
        return Box(self.column - wide / 2, y - self.chip.height / 2, wide, self.chip.height)
