"""Maps and curve in place, before they are put into a picture."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.activation.plot import Plot
from convanim.layout.activation.routes import Rail
from convanim.layout.boxes import Box, Line, Plane
from convanim.layout.formula import Formula


@dataclass(frozen=True, slots=True)
class Placed:
    """Maps and curve in place, around no canvas yet."""

    arrangement: str
    before: Plane
    after: Plane
    plot: Plot
    formula: Formula
    leave: Rail
    arrive: Rail
    level: float
    column: float
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        """The room of everything but the rails."""
        chips = Box(self.plot.box.x, self.level, self.plot.box.width, 0.0)
        boxes = (self.before.box, self.after.box, self.plot.box, self.formula.box, chips)
        return Box.union((*boxes, *(line.box for line in self.lines)))
