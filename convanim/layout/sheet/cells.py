"""The sizes of a sheet: which cells are tried, the largest first, and how wide columns and rows become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from convanim import typeset
from convanim.layout.boxes import LEAST_DIGIT, Box, flat
from convanim.layout.cells import Detail, Digits, detail_of, fit_number
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sheet.sheet import Column
from convanim.numbers import format_number
from convanim.typeset import Style

CHIP = 1.25
"""The side of a chip, in units, and the room on either side of one that stands alone."""
KERNEL_GAP = 0.75
LENS_GAP = 0.7
COLUMN_GAP = 1.3
LEAST_UNIT = 24.0
"""Delivered pixels of the unit that chips and gaps are measured in, however fine the cells are."""
CHIP_WEIGHT = 640
CHIP_DIGITS, CHIP_SHARE = 0.46, 0.84
"""The size of a number in a chip, in its height, and how much of the width it may take."""
LEAST_CHIP_DIGIT = 9.5
WIDEST_CHIP = 2.1
BRIEF_CHIP = 6
"""Characters of a rounded number in a chip, its minus aside; so many decimals an exact one has at most."""
KERNEL_STEPS = (34, 32, 30, 28, 26, 24, 22, 20)
LENS_STEPS = (*KERNEL_STEPS, 36, 38, 40, 42)
"""Delivered cells of a lens and its kernels, the best first: long numbers need more than the usual."""
LENS_AIR = 3
"""Delivered pixels that stay free beside a number in a lens, whose cells all change at once."""
FINEST, FINEST_LENSED, FINEST_SEEN = 2, 3, 5
"""Delivered pixels: the finest cells that there are, that have a lens, and that are liked."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of the maps, of the kernels and of the outputs, and the unit of chips and gaps.

    Without ``numbers`` they are fills however large they are: no map tells what the next one keeps quiet.
    """

    map: float
    kernel: float
    unit: float
    chip: float
    lens: bool
    numbers: bool = True

    def kernel_size(self, facts: SheetFacts) -> tuple[float, float]:
        """Height and width of a kernel."""
        return facts.kernel[0] * self.kernel, facts.kernel[1] * self.kernel

    def column_width(self, facts: SheetFacts) -> float:
        """A column: its map (behind the lens, if there is one), or its kernel, a gap and the chip."""
        kernel = self.kernel_size(facts)[1]
        across = facts.padded[1] * self.map
        if self.lens:
            across += kernel + LENS_GAP * self.unit
        maps = facts.output[1] * self.map if facts.partials else 0.0
        if facts.partials == "beside":
            return max(across, kernel + KERNEL_GAP * self.unit + maps)
        return max(across, maps, kernel + KERNEL_GAP * self.unit + self.chip)

    def map_height(self, facts: SheetFacts) -> float:
        """The height of the inputs' row."""
        return max(facts.padded[0] * self.map, self.kernel_size(facts)[0] if self.lens else 0.0)


def candidates(facts: SheetFacts, scale: float, most: float) -> Iterator[Cells]:
    """Cells to try, the best first.

    Numbers in the maps; else lenses beside them; else numbers in the kernels alone; else only fills.
    """
    plain = range(int(most * scale + 1e-9), FINEST - 1, -1)
    needed = facts.inputs + facts.weights
    results = facts.outputs + (facts.answers if facts.partials else ())
    for values in (needed + results, needed):
        for pixels in plain:
            if pixels >= 20 and _fit(values, pixels / scale, scale):
                yield _cells(facts, pixels, pixels, scale)
    # Maps of answers below the kernels have no lens: beside one they would be too fine to be seen.
    for finest in (None, FINEST_SEEN, FINEST_LENSED) if facts.partials != "below" else ():
        for pixels in LENS_STEPS:
            if _fit(needed, (pixels - LENS_AIR) / scale, scale):
                for fine in range(min(16, pixels), (finest or _as_wide(facts, pixels)) - 1, -1):
                    yield _cells(facts, fine, pixels, scale, lens=True)
    for fine in range(min(19, plain.start), FINEST - 1, -1):
        for pixels in KERNEL_STEPS:
            if _fit(facts.weights, pixels / scale, scale):
                yield _cells(facts, fine, pixels, scale)
    for pixels in plain:
        yield replace(_cells(facts, pixels, pixels, scale), numbers=False)


def _as_wide(facts: SheetFacts, pixels: int) -> int:
    """The cells of a map that is as wide as its lens: what is enlarged should not be the smaller one."""
    return min(max(-(-facts.kernel[1] * pixels // facts.padded[1]), FINEST_SEEN), 16)


def _cells(facts: SheetFacts, fine: int, pixels: int, scale: float, lens: bool = False) -> Cells:
    """Cells of so many delivered pixels, in the maps and in the kernels."""
    unit = max(pixels, LEAST_UNIT if pixels < 20 else 0) / scale
    style = Style(max(0.36 * CHIP * unit, 10 / scale), CHIP_WEIGHT)
    room = max(typeset.width(format_number(value, 6), style) for value in facts.answers) + 0.3 * unit
    chip = min(max(CHIP * unit, room), WIDEST_CHIP * unit)
    return Cells(fine / scale, pixels / scale, unit, chip, lens)


def _fit(values: tuple[float, ...], cell: float, scale: float) -> bool:
    return all(fit_number(value, cell, scale) for value in values)


def details_of(
    facts: SheetFacts, cells: Cells, scale: float, output: float | None = None
) -> dict[str, Detail]:
    """What the cells show: numbers where all of a map's numbers can stand, else fills by value.

    ``output`` is the cell of the output where it is not that of the maps.
    """
    if not cells.numbers:
        kept = min(detail_of(cells.map * scale), Detail.GRID)
        return dict.fromkeys(("input", "kernel", "output", "lens", "partial"), kept)
    return {
        "input": _detail(facts.inputs, cells.map, scale),
        "kernel": _detail(facts.weights, cells.kernel, scale),
        "output": _detail(facts.outputs, output or cells.map, scale),
        "lens": _detail(facts.inputs, cells.kernel, scale),
        "partial": _detail(facts.answers, cells.map, scale),
    }


def _detail(values: tuple[float, ...], cell: float, scale: float) -> Detail:
    detail = min(detail_of(cell * scale), Detail.NUMBERS)
    return detail if detail < Detail.NUMBERS or _fit(values, cell, scale) else Detail.GRID


def columns_of(
    facts: SheetFacts, cells: Cells, left: float, top: float, gap: float, elided: float, scale: float
) -> tuple[Column, ...]:
    """The columns from ``left`` on, ``gap`` between them, and ``elided`` where channels are left out."""
    rows, width, placed, x = facts.padded, cells.column_width(facts), [], left
    kernel_height, kernel_width = cells.kernel_size(facts)
    height = cells.map_height(facts)
    for number, channel in enumerate(facts.channels):
        if facts.hidden and number == len(facts.channels) - 1:
            x += elided - gap
        indent = kernel_width + LENS_GAP * cells.unit if cells.lens else 0.0
        y = top + (height - rows[0] * cells.map) / 2
        plane = flat(*rows, snapped(x + indent, scale), snapped(y, scale), cells.map)
        lens = flat(*facts.kernel, x, top + (height - kernel_height) / 2, cells.kernel)
        placed.append(Column(channel, plane, lens if cells.lens else None, x, x + width))
        x += width + gap
    return tuple(placed)


def snapped(place: float, scale: float) -> float:
    """The nearest place at which a delivered pixel begins: fills that meet between pixels show seams."""
    return round(place * scale) / scale


def fit_chip(value: float, box: Box, scale: float, most: float | None = None) -> Digits:
    """A number as it stands in a chip: exact where that stays legible, else rounded behind ≈."""
    nominal = min(CHIP_DIGITS * box.height, most or 1e9)
    available, exact = CHIP_SHARE * box.width, format_number(value)
    least = LEAST_CHIP_DIGIT / scale
    text, size = exact, nominal
    brief = BRIEF_CHIP + (value < 0)
    whole = (None,) if "." not in exact or len(exact) <= brief + 1 else ()
    for limit in (*whole, *range(max(min(len(exact) - 1, brief), 1), 0, -1)):
        text = exact if limit is None else format_number(value, limit)
        wide = typeset.width(text, Style(nominal, CHIP_WEIGHT))
        size = min(nominal, nominal * available / wide)
        if size >= least:
            break
    return Digits(text, max(size, LEAST_DIGIT / scale))


def chip_size(facts: SheetFacts, cells: Cells, scale: float) -> float:
    """The size that all numbers in chips share: the longest of them fits."""
    box = Box(0, 0, cells.chip, CHIP * cells.unit)
    return min(fit_chip(value, box, scale).size for value in facts.answers)
