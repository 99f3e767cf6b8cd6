"""The sizes of cells on a volume's picture: which are tried, the largest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convanim import typeset
from convanim.layout.boxes import Box
from convanim.layout.cells import Detail, detail_of, fit_number
from convanim.layout.sheet.cells import CHIP, CHIP_WEIGHT, LENS_AIR, WIDEST_CHIP, fit_chip
from convanim.layout.volume.facts import VolumeFacts
from convanim.numbers import format_number
from convanim.typeset import Style

LENS_STEPS = (34, 30, 27, 24, 22, 20)
FINE, LIKED, FINEST_LENSED, FINEST = 16, 8, 4, 2
"""Delivered pixels: the largest cells beside a lens, the smallest that are liked, have one, or are at all."""
LEAST_UNIT = 16
"""Delivered pixels of the unit, however fine the cells are."""
STAR_GAP = 1.1
"""Between a lens and its kernel, in units: a star stands there."""
KERNEL_GAP = 0.65
"""From a kernel's slice to its answer, in units: an arrow stands there."""
GAP = 0.8
"""Between columns, in units: there is room for a plus."""
PLUS, EQUALS = 1.0, 0.95
"""From the last answer to the bias, and from there to the sum, in units."""
FALL, MOST_FALL, MOST_DROP = 0.5, 14.0, 36.0
"""How much lower each slice is, in its cells, and the most of one and of all, in pixels."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of slices and of the kernel, the unit of chips and gaps, and the width of chips."""

    map: float
    kernel: float
    unit: float
    chip: float
    lens: bool

    @property
    def chip_height(self) -> float:
        """The height of a chip."""
        return CHIP * self.unit

    def equation(self, facts: VolumeFacts) -> float:
        """A slice of the kernel with its answer, and the lens before it."""
        width = facts.kernel[2] * self.kernel
        lens = width + STAR_GAP * self.unit if self.lens else 0.0
        return lens + width + KERNEL_GAP * self.unit + self.chip

    def pitch(self, facts: VolumeFacts) -> float:
        """From a column to the next."""
        return max(facts.padded[2] * self.map, self.equation(facts)) + GAP * self.unit

    def total(self, facts: VolumeFacts) -> float:
        """From the left of the last column to the sum."""
        bias = PLUS * self.unit + self.chip if facts.bias_shown else 0.0
        return self.equation(facts) + bias + EQUALS * self.unit

    def width(self, facts: VolumeFacts, slots: int) -> float:
        """All columns, and the sum behind the last answer."""
        tail = self.total(facts) + self.chip
        below = tail + (facts.output[2] * self.map - self.chip) / 2
        last = max(facts.padded[2] * self.map, tail, below)
        return (slots - 1) * self.pitch(facts) + last

    def fall(self, slots: int) -> float:
        """How much lower each of so many slices is than the one before it."""
        return min(FALL * self.map, MOST_FALL, MOST_DROP / max(slots - 1, 1))


def numbered(facts: VolumeFacts, scale: float, most: float) -> Iterator[Cells]:
    """Cells in which all numbers stand; those of the output may be left to fills in the end."""
    needed = facts.inputs + facts.weights
    for values in (needed + facts.outputs, needed):
        for pixels in range(int(most * scale + 1e-9), 19, -1):
            if all(fit_number(value, pixels / scale, scale) for value in values):
                yield _cells(facts, pixels, pixels, scale)


def lensed(facts: VolumeFacts, scale: float) -> Iterator[Cells]:
    """Fine cells, and the window enlarged beside the kernel."""
    for least in (LIKED, FINEST_LENSED):
        for pixels in LENS_STEPS:
            if all(fit_number(v, (pixels - LENS_AIR) / scale, scale) for v in facts.inputs + facts.weights):
                for fine in range(FINE, least - 1, -1):
                    yield _cells(facts, fine, pixels, scale, lens=True)


def filled(facts: VolumeFacts, scale: float) -> Iterator[Cells]:
    """Fills by value, and numbers in the kernel alone."""
    for pixels in LENS_STEPS:
        if all(fit_number(value, pixels / scale, scale) for value in facts.weights):
            for fine in range(19, FINEST - 1, -1):
                yield _cells(facts, fine, pixels, scale)


def bare(facts: VolumeFacts, scale: float) -> Iterator[Cells]:
    """Fills by value alone, of a size that is liked."""
    for pixels in (16, 12):
        for fine in range(19, LIKED - 1, -1):
            yield _cells(facts, fine, pixels, scale)


def smallest(facts: VolumeFacts, scale: float) -> Iterator[Cells]:
    """Fills by value alone, however small."""
    for pixels in range(19, FINEST - 1, -1):
        yield _cells(facts, pixels, pixels, scale)


def _cells(facts: VolumeFacts, fine: int, pixels: int, scale: float, lens: bool = False) -> Cells:
    unit = max(pixels, LEAST_UNIT) / scale
    style = Style(max(0.36 * CHIP * unit, 10 / scale), CHIP_WEIGHT)
    room = max(typeset.width(format_number(value, 6), style) for value in facts.answers) + 0.3 * unit
    chip = min(max(CHIP * unit, room), max(WIDEST_CHIP * unit, 34 / scale))
    return Cells(fine / scale, pixels / scale, unit, chip, lens)


def details_of(facts: VolumeFacts, cells: Cells, scale: float) -> dict[str, Detail]:
    """What the cells show: numbers where all of a map's numbers can stand, else fills by value."""
    return {
        "input": _detail(facts.inputs, cells.map, scale),
        "kernel": _detail(facts.weights, cells.kernel, scale),
        "output": _detail(facts.outputs, cells.map, scale),
        "lens": _detail(facts.inputs, cells.kernel, scale),
    }


def _detail(values: tuple[float, ...], cell: float, scale: float) -> Detail:
    detail = min(detail_of(cell * scale), Detail.NUMBERS)
    fits = all(fit_number(value, cell, scale) for value in values)
    return detail if detail < Detail.NUMBERS or fits else Detail.GRID


def chip_size(facts: VolumeFacts, cells: Cells, scale: float) -> float:
    """The size that all numbers in chips share: the longest of them fits."""
    box = Box(0, 0, cells.chip, cells.chip_height)
    return min(fit_chip(value, box, scale).size for value in facts.answers)
