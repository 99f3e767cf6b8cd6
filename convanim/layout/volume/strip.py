"""The strip of slices: where each of them stands, and which of many are in view."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]
EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Strip:
    """Slices of the padded input in a row, each a little lower than the one before.

    Where there are more than ``slots``, the strip moves along with the box, which stays near its middle.

    Attributes:
        depth: how many slices there are, padding counted.
        slots: how many are in view at once.
        pitch, fall: how far a slice stands to the right of the one before it, and below it.
        span, step: how many slices the box reaches over, and how many it moves on.
        positions: how many places the box has along depth.
    """

    depth: int
    slots: int
    pitch: float
    fall: float
    span: int
    step: int
    positions: int

    @property
    def elided(self) -> bool:
        """Whether some slices are out of view."""
        return self.slots < self.depth

    def first(self, place: float) -> float:
        """The first slice in view while the box is at a place along the output's depth."""
        low = int(place)
        share = place - low
        start = self._first(low)
        return start + (self._first(low + 1) - start) * share if share else float(start)

    def _first(self, place: int) -> int:
        wished = place * self.step - (self.slots - self.span) // 2
        return min(max(wished, 0), self.depth - self.slots)

    def offset(self, piece: float, place: float) -> Point:
        """How far from the first slot a slice stands; fractions lie between slices."""
        slot = piece - self.first(place)
        return slot * self.pitch, slot * self.fall

    def seen(self, piece: int, place: float) -> bool:
        """Whether a slice is in view."""
        slot = piece - self.first(place)
        return -EDGE <= slot <= self.slots - 1 + EDGE

    def output_seen(self, number: int, place: float) -> bool:
        """Whether an output slice is in view: all that it is made of is."""
        start = number * self.step
        return self.seen(start, place) and self.seen(start + self.span - 1, place)

    def hidden(self, place: float) -> tuple[int, int]:
        """How many slices are out of view before the strip and after it."""
        first = round(self.first(place))
        return first, self.depth - self.slots - first
