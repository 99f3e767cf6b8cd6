"""The maps of a pooling side by side: how large their cells can be, and whether a lens is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout.boxes import LEAST_PROSE, CanvasRequest
from convanim.layout.cells import Detail, detail_of, fit_number
from convanim.layout.pooling.facts import PoolFacts
from convanim.layout.pooling.layout import MARK_CELL, legend_size, legend_texts
from convanim.layout.pooling.texts import (
    arrow_lines,
    input_caption,
    output_caption,
    too_large,
    window_caption,
)
from convanim.theme import Theme
from convanim.typeset import runs_width


@dataclass(frozen=True, slots=True)
class Manner:
    """The measures in which slides and fitted pictures differ."""

    cell: float
    caption: float
    label: float
    lens: float
    line: tuple[float, float]
    rows: int
    note: float
    widest_gap: float


SLIDE_MANNER = Manner(72, 22, 20, 54, (30, 18), 1, 26, 6.0)
FITTED_MANNER = Manner(40, 18, 16, 40, (21, 15), 2, 18, 0.0)
LENS_GAP = 0.6
"""Between the input and its lens, in gaps around the arrow."""
LARGER_LENS = 1.6
"""How much larger a lens may be where numbers are long."""
LEAST_CELL = 3.0
"""Delivered pixels of a cell beside a lens."""
LEGEND_GAP = 0.6
"""Between the legend and the output below it, in sizes of its type."""
ABOVE = 0.6
"""From the input's caption down to its map, in sizes of its type, where windows reach out below."""
SIDE = 1.1
"""Room on either side of the arrow's label, in sizes of its type."""


@dataclass(frozen=True, slots=True)
class Row:
    """The maps side by side, sized: their cells, the lens's where there is one, and the room they take.

    ``up`` and ``down`` are the reach above and below the axis on which the maps are centred.
    """

    cell: float
    lens_cell: float | None
    widths: tuple[float, ...]
    gap: float
    up: float
    down: float
    marked: bool

    @property
    def width(self) -> float:
        """All columns, the arrow between the last two; a lens stands nearer to its map."""
        return sum(self.widths) + self.gap + (LENS_GAP * self.gap if self.lens_cell else 0.0)


def manner_of(request: CanvasRequest) -> Manner:
    """The manner with no type below the least prose in delivered pixels."""
    manner, least = FITTED_MANNER if request.fitted else SLIDE_MANNER, LEAST_PROSE / request.scale
    return replace(
        manner,
        caption=max(manner.caption, least),
        label=max(manner.label, least),
        line=(max(manner.line[0], least), max(manner.line[1], least)),
        note=max(manner.note, least),
    )


@dataclass(frozen=True, slots=True)
class Sizing:
    """Finds the sizes of one picture."""

    facts: PoolFacts
    ties: bool
    theme: Theme
    scale: float
    manner: Manner

    @property
    def legend_texts(self) -> tuple[str, ...]:
        return legend_texts(self.ties, self.facts.labels)

    def row(self, width: float, height: float) -> Row:
        """The largest cells with which the row fits, with a lens where they are too small for numbers."""
        plain = self.largest(width, height, None)
        if plain is not None and self.numbered(plain.cell):
            return plain
        lens = self.manner.lens * (1.0 if self.all_fit(self.manner.lens) else LARGER_LENS)
        while lens * self.scale >= 20 and self.all_fit(lens):
            fine = self.largest(width, height, lens)
            if fine is not None and fine.cell * self.scale >= LEAST_CELL:
                return fine
            lens -= 2
        if plain is None:
            raise too_large(self.facts.padded)
        return plain

    def largest(self, width: float, height: float, lens: float | None) -> Row | None:
        """The row with the largest cell, in whole delivered pixels; None where not even two pixels fit."""
        for pixels in range(int(self.manner.cell * self.scale + 1e-9), 1, -1):
            row = self.sized(pixels / self.scale, lens)
            if row.width <= width and row.up + row.down <= height:
                return row
        return None

    def sized(self, cell: float, lens: float | None) -> Row:
        facts, size = self.facts, self.manner.caption
        captions = [
            runs_width(runs)
            for runs in (input_caption(facts, self.theme, size), output_caption(facts, self.theme, size))
        ]
        marked = self.marked(cell, lens)
        legend = legend_size(self.legend_texts, self.manner.label) if marked else (0.0, 0.0)
        widths = [max(facts.reached[1] * cell, captions[0])]
        named = ABOVE * size + size if facts.beyond[0] else 0.0
        ups, downs = (
            [facts.padded[0] * cell / 2 + named],
            [facts.padded[0] * cell / 2 + facts.beyond[0] * cell],
        )
        if lens is not None:
            caption = runs_width(window_caption(facts, self.theme, size))
            widths.append(max(facts.kernel[1] * lens, caption))
            ups.append(facts.kernel[0] * lens / 2)
            downs.append(ups[-1])
        widths.append(max(facts.output[1] * cell, captions[1], legend[0]))
        output = facts.output[0] * cell / 2
        ups.append(output + (legend[1] + LEGEND_GAP * self.manner.label if marked else 0.0))
        downs.append(output)
        label = max(line.width for line in arrow_lines(facts, self.theme, self.manner.label, (0, 0)))
        gap = label + 2 * SIDE * self.manner.label
        return Row(cell, lens, tuple(widths), gap, max(ups), max(downs), marked)

    def marked(self, cell: float, lens: float | None) -> bool:
        """Whether winners are marked: in cells that carry numbers, or in the lens."""
        return (
            self.facts.name == "max"
            and (lens is not None or self.detail(self.facts.inputs, cell) >= Detail.NUMBERS)
            and max(cell, lens or 0) * self.scale >= MARK_CELL
        )

    def numbered(self, cell: float) -> bool:
        return (
            min(self.detail(self.facts.inputs, cell), self.detail(self.facts.outputs, cell)) >= Detail.NUMBERS
        )

    def detail(self, values: tuple[float, ...], cell: float) -> Detail:
        """What cells show: the most that their size allows and that all of their numbers fit."""
        found = min(detail_of(cell * self.scale), Detail.NUMBERS)
        fits = found < Detail.NUMBERS or all(fit_number(value, cell, self.scale) for value in values)
        return found if fits else Detail.GRID

    def all_fit(self, cell: float) -> bool:
        return all(fit_number(value, cell, self.scale) for value in self.facts.inputs)
