"""Rows of samples: cells of one size, evenly spaced, and how large they can be."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from convanim.errors import ConvanimError
from convanim.layout.boxes import LEAST_DIGIT, Box
from convanim.layout.cells import Detail, detail_of, fit_number

PITCHES = (62 / 44, 1.3, 1.2, 1.12)
"""From cell to cell, in cells, where there is air between them; the widest that fits is taken."""
STRIP, NARROW_STRIP = 26.0, 13.0
"""The height of cells too fine for numbers, which touch each other: of one row, and of several."""
LEAST_WIDTH = 1.0
"""Delivered pixels of the narrowest sample."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """The cells of a picture: their size, and the way from one to the next."""

    width: float
    height: float
    pitch: float
    detail: Detail

    def across(self, count: int) -> float:
        """The room that so many cells take."""
        return (count - 1) * self.pitch + self.width


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row in place: where its first cell's left top corner is, and how many cells there are."""

    name: str
    x: float
    y: float
    count: int
    width: float
    height: float
    pitch: float
    detail: Detail

    @property
    def number(self) -> float:
        """The side of the cells that numbers are fitted into."""
        return min(self.width, self.height)

    @property
    def box(self) -> Box:
        """The room of all cells."""
        return Box(self.x, self.y, (self.count - 1) * self.pitch + self.width, self.height)

    def cell(self, index: float) -> Box:
        """The cell with an index; between two cells where it is no whole number."""
        return Box(self.x + index * self.pitch, self.y, self.width, self.height)

    def middle(self, index: float) -> float:
        """The x of a cell's middle."""
        return self.x + index * self.pitch + self.width / 2

    def moved(self, dx: float, dy: float = 0.0) -> SampleRow:
        """The same row elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


def row_of(name: str, x: float, y: float, count: int, spacing: Spacing) -> SampleRow:
    """A row of evenly spaced cells."""
    return SampleRow(name, x, y, count, spacing.width, spacing.height, spacing.pitch, spacing.detail)


def fit_spacing(
    count: int, room: float, most: float, values: tuple[float, ...], scale: float, strip: float = STRIP
) -> Spacing | None:
    """The largest cells of up to ``most`` with which so many fit into a width; None where none do.

    Cells with numbers have air between them; finer ones touch, in whole delivered pixels, and are at least as
    high as a ``strip``.
    """
    for pitch in PITCHES:
        width = min(most, math.floor(room * scale / ((count - 1) * pitch + 1)) / scale)
        roomy = pitch == PITCHES[-1] or width * scale >= 26 or width == most
        if roomy and numbered(width, values, scale):
            return Spacing(width, width, round(width * pitch * scale) / scale, Detail.NUMBERS)
    width = min(math.floor(room * scale / count), 19) / scale
    if width * scale < LEAST_WIDTH:
        return None
    detail = min(detail_of(width * scale), Detail.GRID)
    return Spacing(width, max(width, strip), width, detail)


def numbered(width: float, values: tuple[float, ...], scale: float) -> bool:
    """Whether all values can be written into cells of that width."""
    if detail_of(width * scale) < Detail.NUMBERS or width < LEAST_DIGIT:
        return False
    return all(fit_number(value, width, scale) is not None for value in values)


def too_long(count: int) -> ConvanimError:
    """What is raised where not even cells of a pixel fit."""
    return ConvanimError(
        f"a row of {count} samples does not fit the picture: use a shorter input or a larger width"
    )
