"""The sizes of a picture of grouped channels: which cells are tried, the best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convanim import typeset
from convanim.layout.boxes import Box, Plane, flat
from convanim.layout.cells import fit_number
from convanim.layout.grouped.facts import GroupedFacts, Values
from convanim.layout.sheet.cells import CHIP, CHIP_WEIGHT, WIDEST_CHIP, fit_chip, snapped
from convanim.numbers import format_number
from convanim.typeset import Style

NUMBERED = 20
"""Delivered pixels from which cells have numbers."""
GRIDDED = 8
"""Delivered pixels from which a map that says no values has a grid."""
LEAST_KERNEL, LEAST_WIDTH = 9, 36
"""Delivered pixels of a kernel's cells, however fine maps are, and of the whole of a large one."""
UNITS = (13.0, 9.0, 6.0)
"""Delivered pixels of the unit that gaps are measured in, at least; the first that fits is taken."""
FINEST = 2
LEAST_DOTS = 6.0
"""Design pixels from one dot to the next, so that they stay dots."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of maps and kernels, the unit of gaps, and what they carry.

    Attributes:
        chip: the width of a chip; 0 where kernels' answers are not written.
    """

    map: float
    kernel: float
    unit: float
    chip: float
    numbers: bool
    by_value: bool
    scale: float

    @property
    def chip_height(self) -> float:
        """The height of a chip."""
        return CHIP * self.unit

    def map_plane(self, size: tuple[int, int], x: float, y: float) -> Plane:
        """A map with its left top corner at a whole delivered pixel."""
        return flat(*size, snapped(x, self.scale), snapped(y, self.scale), self.map)

    def kernel_size(self, size: tuple[int, int]) -> tuple[float, float]:
        """Height and width of a kernel."""
        side = self.point if size == (1, 1) else self.kernel
        return size[0] * side, size[1] * side

    def kernel_plane(self, size: tuple[int, int], x: float, y: float) -> Plane:
        """A kernel."""
        return flat(*size, x, y, self.point if size == (1, 1) else self.kernel)

    @property
    def dots(self) -> float:
        """From one dot to the next where things are left out."""
        return max(0.42 * self.unit, LEAST_DOTS)

    @property
    def point(self) -> float:
        """The side of a 1×1 kernel, which would be lost at the size of a cell."""
        return self.kernel * (1.2 if self.numbers else 1.35)


def candidates(facts: GroupedFacts, scale: float, most: float, chips: tuple[bool, ...]) -> Iterator[Cells]:
    """Cells to try: numbers first, the largest first, with answers in chips and without; then fills alone."""
    largest = int(most * scale + 1e-9)
    # Nobody counts the cells of a 1×1 kernel: it is drawn larger, and its number with it.
    values = tuple(value for found in facts.values.values() for value in found.all)
    if facts.view != "versus":
        for with_chips in chips:
            for pixels in range(largest, NUMBERED - 1, -1):
                if all(fit_number(value, pixels / scale, scale) for value in values):
                    yield _numbered(facts, pixels, scale, with_chips)
    top = min(largest, 22)
    for pixels in range(top, FINEST - 1, -1):
        kernel = max(pixels, min(LEAST_KERNEL, LEAST_WIDTH // max(facts.kernel), 2 * pixels))
        by_value = facts.fine or pixels < GRIDDED
        for unit in dict.fromkeys(max(pixels, least) for least in UNITS):
            yield Cells(pixels / scale, kernel / scale, unit / scale, 0.0, False, by_value, scale)


def _numbered(facts: GroupedFacts, pixels: int, scale: float, chips: bool) -> Cells:
    """Cells with numbers, and chips as wide as the answers need."""
    unit, chip = pixels / scale, 0.0
    if chips:
        style = Style(max(0.36 * CHIP * unit, 10 / scale), CHIP_WEIGHT)
        widest = max(typeset.width(format_number(value, 6), style) for value in answers_of(facts))
        chip = min(max(CHIP * unit, widest + 0.3 * unit), WIDEST_CHIP * unit)
    return Cells(unit, unit, unit, chip, True, False, scale)


def answers_of(facts: GroupedFacts) -> tuple[float, ...]:
    """What may stand in chips."""
    found: list[Values] = [
        values for name, values in facts.values.items() if name in ("grouped", "pointwise")
    ]
    return tuple(value for values in found for value in values.answers)


def chip_size(facts: GroupedFacts, cells: Cells) -> float:
    """The size that all numbers in chips share: the longest of them fits."""
    if not cells.chip:
        return 0.0
    box = Box(0, 0, cells.chip, cells.chip_height)
    return min(fit_chip(value, box, cells.scale).size for value in answers_of(facts))
