"""The words of a sheet on a slide: prose, captions, and what is said of things that are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convanim import typeset
from convanim.layout import captions as words
from convanim.layout.boxes import Line, Plane
from convanim.layout.captions import PROSE, PROSE_PITCH
from convanim.layout.sheet.cells import Cells
from convanim.layout.sheet.equation import name_runs
from convanim.layout.sheet.facts import SheetFacts, roles_of
from convanim.layout.sheet.sheet import Bracket, Column, Operator, Row
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

MARGIN = 56.0
BIG, NAME, SMALL = 22.0, 20.0, 17.0
PROSE_LINES = 5
LEAST_COLUMN = 250.0
"""Prose is set beside the maps where the column is at least so wide."""


def prose_beside(prose: str, theme: Theme, x: float, top: float, available: float) -> tuple[Line, ...] | None:
    """The prose in a column; None where it does not fit."""
    if available < LEAST_COLUMN or not prose:
        return None if prose else ()
    for size in (PROSE, 20.0, 18.0):
        style = Style(size)
        lines = list(_clauses(prose, style, available))
        if len(lines) > PROSE_LINES:
            lines = list(typeset.wrap(prose, style, available))
        fits = max(typeset.width(line, style) for line in lines) <= available
        if len(lines) <= PROSE_LINES and fits:
            pitch = PROSE_PITCH * size / PROSE
            runs = [(Run(line, style, theme.muted),) for line in lines]
            return tuple(Line("prose", r, x, top + 14 + n * pitch) for n, r in enumerate(runs))
    return None


def _clauses(prose: str, style: Style, available: float) -> Iterator[str]:
    """The prose in lines that end where its clauses do, as far as these fit."""
    for sentence in re.split(r"(?<=\.) ", prose):
        clauses = re.split(r"(?<=[,;]) ", sentence)
        whole = typeset.width(sentence, style) <= available
        if whole or any(typeset.width(clause, style) > available for clause in clauses):
            yield from typeset.wrap(sentence, style, available)
        else:
            yield from clauses


def input_caption(facts: SheetFacts, theme: Theme, columns: tuple[Column, ...], y: float) -> Line:
    """The caption over the bracket of all channels."""
    shape = f"{words.shape(facts.input)}×{facts.depth}"
    padding = words.padding_words(facts)
    runs = words.caption(facts.labels("input"), shape, padding, theme.input, theme, BIG)
    middle = (columns[0].left + columns[-1].right) / 2
    return Line("input", runs, max(MARGIN, middle - runs_width(runs) / 2), y)


def channel_names(
    facts: SheetFacts, cells: Cells, theme: Theme, columns: tuple[Column, ...], y: float
) -> list[Line]:
    """The channels' names over their maps; a single channel has none."""
    if facts.depth == 1:
        return []
    size = min(NAME, max(0.55 * cells.unit, 16.0))
    found = []
    for column in columns:
        x = column.input.box.x
        found.append(Line("channel", name_runs(facts, column.channel, theme, size, column.right - x), x, y))
    return found


def window_names(facts: SheetFacts, theme: Theme, columns: tuple[Column, ...]) -> list[Line]:
    """What the lenses show, over those that have room for it below the bracket."""
    found, style = [], Style(SMALL)
    for column in columns:
        if column.lens is not None and column.lens.box.y - column.input.box.y > 0.6 * SMALL:
            run = Run(facts.labels("window"), style, theme.muted)
            if runs_width((run,)) <= column.input.box.x - column.left - 4.0:
                found.append(Line("window", (run,), column.left, column.lens.box.y - 9.0))
    return found


def kernel_caption(facts: SheetFacts, cells: Cells, theme: Theme, kernel: Plane, column: Column) -> Line:
    """The caption of one kernel, without its size where there is no room for that."""
    role = roles_of(theme, facts.depth, column.channel)[1]
    size = min(NAME, max(0.5 * cells.unit, 15.0))
    name = facts.labels("kernel")
    runs = words.caption(name, words.shape(facts.kernel), "", role, theme, size)
    if runs_width(runs) > column.right - kernel.box.x:
        runs = (Run(name, Style(size, 650), role.ink),)
    return Line("kernel", runs, kernel.box.x, kernel.box.bottom + 1.45 * size)


def filter_caption(facts: SheetFacts, theme: Theme, index: int, bracket: Bracket, layer: bool) -> Line:
    """The caption under a filter's bracket; alone it also says how many numbers it has."""
    size, labels = NAME if layer else BIG, facts.labels
    called = labels("filter {number}", number=labels.filter_number(index))
    name = labels("filter") if facts.breadth == 1 else called
    extra = "" if layer or not facts.bias_shown else labels("+ 1 bias")
    if facts.hidden and not layer:
        weights = facts.kernel[0] * facts.kernel[1] * facts.depth + facts.bias_shown
        extra = f"{extra} {labels('= {number} parameters', number=weights)}".strip()
    shape = f"{words.shape(facts.kernel)}×{facts.depth}"
    runs = words.caption(name, shape, extra, theme.kernel, theme, size)
    x = max(MARGIN, bracket.box.centre[0] - runs_width(runs) / 2)
    return Line("filter", runs, x, bracket.box.bottom + (27.0 if layer else 30.0))


def output_caption(facts: SheetFacts, theme: Theme, index: int, output: Plane, layer: bool) -> Line:
    """The caption under an output map: centred, or from its left edge where it is wider."""
    labels = facts.labels
    name = labels("map {number}", number=labels.filter_number(index)) if layer else labels("output")
    size = 19.0 if layer else NAME
    runs = words.caption(name, words.shape(facts.output), "", theme.output, theme, size)
    x = max(output.box.centre[0] - runs_width(runs) / 2, output.box.x - (0.0 if layer else 6.0))
    return Line("output", runs, x, output.box.bottom + 1.35 * size)


def stack_caption(facts: SheetFacts, theme: Theme, x: float, y: float) -> tuple[Line, ...]:
    """The caption of all output maps together, in lines around a height."""
    runs = (
        Run(facts.labels("output"), Style(NAME, 650), theme.output.ink),
        Run(f"{words.shape(facts.output)}×{facts.breadth}", Style(NAME, 450), theme.ink),
        Run("(H′, W′,", Style(SMALL), theme.muted),
        Run("out_dims)", Style(SMALL), theme.muted),
    )
    offsets = (-26.0, 0.0, 25.0, 47.0)
    return tuple(Line("stack", (run,), x, y + down) for run, down in zip(runs, offsets, strict=True))


def output_stack(facts: SheetFacts, theme: Theme, rows: tuple[Row, ...]) -> tuple[Bracket, tuple[Line, ...]]:
    """The bracket around all output maps, and its caption."""
    names = max(line.box.right for row in rows for line in row.output_captions[0])
    x = max(max(row.output.box.right for row in rows) + 22.0, names + 14.0)
    bracket = Bracket.beside(rows[0].output.box.y, rows[-1].output.box.bottom, x, 8.0, "output")
    return bracket, stack_caption(facts, theme, x + 14.0, bracket.box.centre[1])


def elided_channels(
    facts: SheetFacts, cells: Cells, theme: Theme, columns: tuple[Column, ...]
) -> tuple[list[Line], list[Operator]]:
    """Dots for the channels that are left out, and how many they are."""
    if not facts.hidden:
        return [], []
    x = (columns[-2].right + columns[-1].left) / 2
    y = columns[0].input.box.centre[1]
    runs = (Run(facts.labels("{number} more", number=facts.hidden), Style(18.0), theme.muted),)
    return [words.centred("more", runs, x, y + 28.0)], [Operator("dots", (x, y), 0.46 * cells.unit)]


def elided_filters(
    facts: SheetFacts, cells: Cells, theme: Theme, rows: tuple[Row, ...]
) -> tuple[list[Line], list[Operator]]:
    """Dots for the filters that are left out, under kernels and maps, and how many they are."""
    if not facts.hidden_filters:
        return [], []
    upper, lower = rows[-2], rows[-1]
    y = (max(line.box.bottom for line in upper.captions[0]) + lower.kernels[0].box.y) / 2
    size, x = 0.3 * cells.unit, lower.kernels[0].box.centre[0]
    places = ((x, y), (lower.output.box.centre[0], y))
    run = Run(facts.labels("{number} more", number=facts.hidden_filters), Style(SMALL), theme.muted)
    return [Line("more", (run,), x + 1.6 * size, y + 6.0)], [Operator("column", at, size) for at in places]
