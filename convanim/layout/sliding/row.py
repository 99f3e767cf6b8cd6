"""The row of the numeric view, sized: the largest cells with which its columns fit, and what they show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout import captions as words
from convanim.layout.arithmetic import ACTIVATION_NAMES
from convanim.layout.boxes import LEAST_PROSE
from convanim.layout.cells import Detail, detail_of, factors_fit, fit_number
from convanim.layout.facts import Facts, too_large
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width


@dataclass(frozen=True, slots=True)
class Manner:
    """The measures in which slides and fitted pictures differ; lengths in design pixels.

    Attributes:
        cell, lens: the largest cells of maps and lens.
        gap: the least and the most room between columns, in cells.
        sums: the largest and the least type of the arithmetic line, on ``sum_lines`` lines at the most.
        mark: how far above the input the stride's arrow and its label stand, and the label's type.
    """

    cell: float
    lens: float
    gap: tuple[float, float]
    caption: float
    sums: tuple[float, float]
    sum_lines: int
    mark: tuple[float, float, float]
    mark_room: float
    note: float


SLIDE_MANNER = Manner(72, 54, (1.1, 2.8), 22, (30, 22), 2, (16, 28, 20), 52, 26)
FITTED_MANNER = Manner(40, 40, (0.85, 1.1), 18, (21, 16), 2, (10, 18, 14.5), 25, 18)
LEAST_GAP = 26.0
LENS_GAP = 4.0
"""Between the lens and the kernel below it, in caption sizes: a caption, a star, and air."""


@dataclass(frozen=True, slots=True)
class Column:
    """One thing of the row: its cells or chip, and its caption.

    ``grid`` is (rows, columns) of cells of side ``cell``; ``width`` has room for the caption too, and is at
    least ``least``.
    """

    name: str
    grid: tuple[int, int]
    cell: float
    caption: tuple[Run, ...]
    least: float = 0.0

    @property
    def width(self) -> float:
        """The room across that it takes."""
        return max(self.grid[1] * self.cell, runs_width(self.caption), self.least)

    @property
    def height(self) -> float:
        """The height of its cells."""
        return self.grid[0] * self.cell


@dataclass(frozen=True, slots=True)
class Row:
    """The columns in order; ``lens`` says that a lens stands above the kernel, ``gap`` the room between."""

    columns: tuple[Column, ...]
    lens: bool
    gap: float
    caption: float

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def width(self) -> float:
        """The row's width."""
        return sum(column.width for column in self.columns) + self.gap * (len(self.columns) - 1)

    @property
    def height(self) -> float:
        """The height of its highest column."""
        middle = self.column("kernel").height
        pile = 2 * middle + LENS_GAP * self.caption if self.lens else middle
        return max(pile, *(column.height for column in self.columns))


def window_caption(facts: Facts, theme: Theme, manner: Manner) -> tuple[Run, ...]:
    """The caption of a lens."""
    return words.caption(
        facts.labels("window"), words.shape(facts.kernel), "", theme.input, theme, manner.caption
    )


def _columns(
    facts: Facts, theme: Theme, manner: Manner, cell: float, lens_cell: float | None
) -> tuple[Column, ...]:
    kernel_cell = cell if lens_cell is None else lens_cell
    wide = 0.0 if lens_cell is None else _beyond(facts, theme, manner, lens_cell)
    texts = words.captions(facts, theme, manner.caption)
    columns = [
        Column("input", facts.padded, cell, texts["input"]),
        Column("kernel", facts.kernel, kernel_cell, texts["kernel"], wide),
    ]
    chip = min(max(kernel_cell, 26.0), 56.0)
    strong = Style(manner.caption, 650)
    if facts.step.bias is not None:
        columns.append(Column("bias", (1, 1), chip, (Run(facts.labels("bias"), strong, theme.bias.ink),)))
    if facts.step.activation != "none":
        name = ACTIVATION_NAMES.get(facts.step.activation, facts.step.activation)
        columns.append(Column("activation", (1, 1), chip, (Run(name, strong, theme.ink),)))
    return (*columns, Column("output", facts.output, cell, texts["output"]))


def _beyond(facts: Facts, theme: Theme, manner: Manner, lens_cell: float) -> float:
    """The width of a column around whose middle a lens stands, with a caption from its left edge on."""
    lens = facts.kernel[1] * lens_cell
    return 2 * max(runs_width(window_caption(facts, theme, manner)) - lens / 2, lens / 2)


def fit_row(facts: Facts, theme: Theme, manner: Manner, scale: float, room: tuple[float, float]) -> Row:
    """The largest cells with which the row fits into the room (width, height of the maps)."""
    plain = _largest(facts, theme, manner, room, 1 / scale, lens_cell=None)
    if plain is not None:
        details = details_of_row(facts, plain, scale)
        if min(details[name] for name in ("input", "output", "kernel")) >= Detail.NUMBERS:
            return plain
    lens_cell = manner.lens
    values = facts.inputs + facts.weights
    while lens_cell * scale >= 20 and all(fit_number(value, lens_cell, scale) for value in values):
        fine = _largest(facts, theme, manner, room, 1 / scale, lens_cell)
        if fine is not None and fine.column("input").cell * scale >= 5:
            return fine
        lens_cell -= 2
    if plain is None:
        raise too_large(facts)
    return plain


def _largest(
    facts: Facts,
    theme: Theme,
    manner: Manner,
    room: tuple[float, float],
    step: float,
    lens_cell: float | None,
) -> Row | None:
    """The row with the largest cell, in whole delivered pixels; None where not even two pixels fit."""
    for pixels in range(int(manner.cell / step + 1e-9), 1, -1):
        cell = pixels * step
        columns = _columns(facts, theme, manner, cell, lens_cell)
        unit = cell if lens_cell is None else max(cell, min(lens_cell, 40.0))
        least = max(manner.gap[0] * unit, LEAST_GAP)
        row = Row(columns, lens_cell is not None, least, manner.caption)
        if row.width <= room[0] and row.height <= room[1]:
            spare = (room[0] - row.width) / (len(columns) - 1)
            return replace(row, gap=min(least + spare, max(manner.gap[1] * unit, LEAST_GAP)))
    return None


def details_of_row(facts: Facts, row: Row, scale: float) -> dict[str, Detail]:
    """What the cells show: the most that their size allows and that all of their numbers fit."""
    cell, kernel = row.column("input").cell, row.column("kernel").cell
    found = {
        "input": _numbers(facts.inputs, cell, scale),
        "kernel": _numbers(facts.weights, kernel, scale),
        "output": _numbers(facts.outputs, cell, scale),
        "lens": _numbers(facts.inputs, kernel, scale),
    }
    for name, side in (("input", cell), ("lens", kernel)):
        if found[name] is Detail.FACTORS and not factors_fit(facts.inputs, facts.weights, side, scale):
            found[name] = Detail.NUMBERS
    return found


def _numbers(values: tuple[float, ...], cell: float, scale: float) -> Detail:
    detail = detail_of(cell * scale)
    fits = detail < Detail.NUMBERS or all(fit_number(value, cell, scale) for value in values)
    return detail if fits else Detail.GRID


def legible(manner: Manner, scale: float) -> Manner:
    """The manner with no type below the least prose in delivered pixels."""
    least = LEAST_PROSE / scale
    arrow, label, size = manner.mark
    return replace(
        manner,
        caption=max(manner.caption, least),
        sums=(max(manner.sums[0], least), max(manner.sums[1], least)),
        mark=(arrow, label, max(size, least)),
        note=max(manner.note, least),
    )
