"""The sheet in a picture as large as its content: the row of one filter, and the sum as a line below."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from convanim.layout import captions as words
from convanim.layout.boxes import (
    FITTED_WIDTH,
    LEAST_PROSE,
    Box,
    CanvasRequest,
    Line,
    Plane,
    flat,
)
from convanim.layout.heading import heading
from convanim.layout.sheet.cells import Cells, candidates, chip_size, columns_of, details_of, snapped
from convanim.layout.sheet.ending import fitted_ending
from convanim.layout.sheet.equation import equation, name_runs, row_bracket
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sheet.partials import merging_line, with_partials
from convanim.layout.sheet.picture import progress_bar
from convanim.layout.sheet.sheet import Bracket, Column, Operator, Row, SheetLayout, SumPlace
from convanim.layout.sheet.sum import fitting_type, sum_width
from convanim.layout.sliding.layout import Note
from convanim.layout.sliding.numeric import even_canvas
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

MARGIN = 19.0
NAME, SUM = 20.0, 26.0
MOST = 40.0
GAP = 0.86
"""Between columns, in units: there is room for a plus between a chip and the next kernel."""
ELIDED_GAP = 3.3
TALLEST = 560.0
OUTPUT_GAP, PARTIAL_GAP = 0.66, 1.1
ABOVE_MAPS = 26.0


def fitted_sheet(facts: SheetFacts, theme: Theme, request: CanvasRequest, layer: bool) -> SheetLayout | None:
    """The sheet with the largest cells that fit the width; None where none does."""
    for cells in candidates(facts, request.scale, MOST):
        found = _Fitted(facts, theme, request.scale, cells, layer).plan()
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class _Fitted:
    """One try: everything is placed, and given up where it does not fit."""

    facts: SheetFacts
    theme: Theme
    scale: float
    cells: Cells
    layer: bool

    @property
    def name(self) -> float:
        """The type size of names and captions."""
        return max(NAME, LEAST_PROSE / self.scale)

    def plan(self) -> SheetLayout | None:
        facts, cells = self.facts, self.cells
        head = heading(facts.title, "", self.theme, Box(MARGIN, 0, FITTED_WIDTH - 2 * MARGIN, 0), small=True)
        maps_top = (head.bottom + 4 if head.lines else 10.0) + ABOVE_MAPS + self.name - NAME
        whole = self._whole(maps_top)
        maps_top += 1.4 * self.name * len(whole)
        columns = columns_of(facts, cells, MARGIN, maps_top, self._gap(), self._elided_gap(), self.scale)
        maps_bottom = maps_top + cells.map_height(facts)
        gap = PARTIAL_GAP if facts.partials else OUTPUT_GAP
        output = self._output(columns[-1].right + gap * cells.unit, maps_top)
        if facts.partials:
            output = output.moved(0.0, self._partials_top(maps_bottom) - output.box.y)
        side = self._side(output)
        row = self._row(columns, output, side, maps_bottom)
        if facts.partials:
            row = with_partials(facts, self.theme, cells, row, columns, self.name, self.scale)
        captions = [line for lines in (*row.captions, *row.output_captions) for line in lines]
        right = max(output.box.right, *(line.box.right for line in captions))
        bottom = max(output.box.bottom, *(line.box.bottom for line in captions))
        if right > FITTED_WIDTH - MARGIN or bottom > TALLEST:
            return None
        lines = (*head.lines, *whole, *self._names(columns, maps_top))
        inside = max(right - MARGIN, *(line.box.right - MARGIN for line in (*lines, *row.captions[0])))
        return self._layout(columns, row, lines, inside, bottom)

    def _gap(self) -> float:
        """Between columns; a name over a narrow map may need more."""
        return GAP * self.cells.unit

    def _elided_gap(self) -> float:
        """Where channels are left out: dots between two plus, and how many there are."""
        return max(ELIDED_GAP * self.cells.unit, runs_width(self._more()) + 0.6 * self.name)

    def _more(self) -> tuple[Run, ...]:
        size = max(16.0, LEAST_PROSE / self.scale)
        more = self.facts.labels("{number} more", number=self.facts.hidden)
        return (Run(more, Style(size), self.theme.muted),)

    def _whole(self, y: float) -> tuple[Line, ...]:
        """The size of the whole input where channels are left out, above their names."""
        facts, theme = self.facts, self.theme
        if not facts.hidden:
            return ()
        shape = f"{words.shape(facts.input)}×{facts.depth}"
        runs = words.caption(facts.labels("input"), shape, "", theme.input, theme, self.name)
        return (Line("input", runs, MARGIN, y - 11.0),)

    def _output(self, x: float, top: float) -> Plane:
        """The output; beside lenses its cells may be larger than those of the maps, up to a lens's height."""
        rows, columns = self.facts.output
        x, cell = snapped(x, self.scale), self.cells.map
        if self.cells.lens and not self.facts.partials:
            room = min((FITTED_WIDTH - MARGIN - x) / columns, self.cells.map_height(self.facts) / rows)
            cell = max(cell, int(room * self.scale + 1e-6) / self.scale)
        return flat(rows, columns, x, snapped(top, self.scale), cell)

    def _side(self, output: Plane) -> tuple[tuple[Line, ...], ...]:
        """For each filter: the name of its map above it, and below it which filter it is of how many."""
        facts, theme, size, labels = self.facts, self.theme, self.name, self.facts.labels
        found = []
        for index in range(facts.breadth if self.layer else 1):
            called = labels.filter_number(index)
            name = labels("map {number}", number=called) if self.layer else labels("output")
            run = Run(name, Style(size, 650), theme.output.ink)
            shape = Run(f"  {words.shape(facts.output)}", Style(size, 450), theme.ink)
            runs: tuple[Run, ...] = (run,) if self.layer else (run, shape)
            if output.box.x + runs_width(runs) > FITTED_WIDTH - MARGIN:
                runs = (run,)
            lines = [Line("output", runs, output.box.x, output.box.y - 11.0)]
            if runs == (run,) and not self.layer and not facts.partials:
                below = Run(shape.text.strip(), shape.style, theme.ink)
                lines.append(Line("output", (below,), output.box.x, output.box.bottom + 1.25 * size))
            if self.layer and facts.breadth > 1 and not labels.filters:
                y = output.box.bottom + 2.0 * size
                muted = (Style(size), theme.muted)
                pieces = labels.pieces("{number} of {count}", number=index + 1, count=facts.breadth)
                count = words.styled(pieces, muted, number=(Style(size, 650), theme.kernel.ink))
                lines.append(Line("count", (Run(labels("filter"), *muted),), output.box.x, y))
                lines.append(Line("count", count, output.box.x, y + 1.3 * size))
            found.append(tuple(lines))
        return tuple(found)

    def _row(
        self,
        columns: tuple[Column, ...],
        output: Plane,
        side: tuple[tuple[Line, ...], ...],
        maps_bottom: float,
    ) -> Row:
        facts, cells, theme = self.facts, self.cells, self.theme
        height = self._row_height()
        y = maps_bottom + 0.95 * cells.unit + height / 2
        parts = equation(facts, cells, columns, y, tail=False)
        bracket: Bracket = row_bracket(parts, y + height / 2 + 11.0)
        shape = f"{words.shape(facts.kernel)}×{facts.depth}"
        captions = []
        for index in range(facts.breadth if self.layer else 1):
            labels = facts.labels
            called = labels.filter_number(index)
            name = labels("filter {number}", number=called) if self.layer else labels("filter")
            extra = labels("+ 1 bias") if facts.bias_shown and not self.layer else ""
            runs = words.caption(name, shape, extra, theme.kernel, theme, self.name)
            x = max(MARGIN, bracket.box.centre[0] - runs_width(runs) / 2)
            captions.append((Line("filter", runs, x, bracket.box.bottom + 1.25 * self.name),))
        return Row(
            tuple(range(facts.breadth)) if self.layer else (0,),
            parts.kernels,
            parts.chips,
            parts.arrows,
            parts.operators,
            None if parts.elision is None else (parts.elision, y + 1.3 * cells.unit),
            None,
            None,
            None,
            output,
            bracket,
            tuple(captions),
            side,
        )

    def _partials_top(self, maps_bottom: float) -> float:
        """Where the maps of answers begin: below the kernels and the arrows from the answers."""
        unit, size = self.cells.unit, self.name
        above = maps_bottom + 0.95 * unit + self._row_height()
        kernels = above - (self._row_height() + self.cells.kernel_size(self.facts)[0]) / 2
        said = kernels + (2 + self.facts.bias_shown) * 1.3 * size + size + 14.0
        return snapped(max(above + 1.15 * unit, above + size + 16.0, said), self.scale)

    def _row_height(self) -> float:
        tall = (2.9 if self.facts.hidden else 1.25) * self.cells.unit
        return max(self.cells.kernel_size(self.facts)[0], tall)

    def _names(self, columns: tuple[Column, ...], top: float) -> list[Line]:
        lines = []
        for column in columns:
            x = column.left if column.lens is not None else column.input.box.x
            runs = name_runs(self.facts, column.channel, self.theme, self.name, column.right - x)
            lines.append(Line("channel", runs, x, top - 11.0))
        return lines

    def _layout(
        self,
        columns: tuple[Column, ...],
        row: Row,
        lines: tuple[Line, ...],
        inside: float,
        bottom: float,
    ) -> SheetLayout | None:
        facts, theme, scale = self.facts, self.theme, self.scale
        room = FITTED_WIDTH - 2 * MARGIN
        least = LEAST_PROSE / scale
        kind = fitting_type(
            facts.widest, facts.depth, theme, (max(SUM, least), least), room, True, facts.labels
        )
        size = kind.size
        inside = max(inside, min(room, sum_width(facts.widest, facts.depth, theme, kind, True)))
        y = bottom + 0.75 * size + 0.9 * size
        dots, more = self._elided(columns)
        if any(b.box.overlaps(a.box) for a, b in itertools.pairwise(lines)):
            return None
        said = Note(MARGIN, y, max(18.0, LEAST_PROSE / scale), False, facts.labels)
        canvas = even_canvas(min(inside + 2 * MARGIN, FITTED_WIDTH), y + 0.35 * size + MARGIN - 4, scale)
        layout = SheetLayout(
            canvas=canvas,
            grid=(facts.breadth, *facts.output) if self.layer else facts.output,
            columns=columns,
            rows=(row,),
            details=details_of(facts, self.cells, scale, row.output.cell),
            lines=(*lines, *more),
            brackets=(),
            dots=dots,
            sums=SumPlace(MARGIN, y, inside, size, least, True, facts.labels),
            note=said,
            chip_size=chip_size(facts, self.cells, scale),
            unit=self.cells.unit,
            beams=False,
            labels=facts.labels,
            bar=progress_bar(facts, canvas, said, canvas.width - MARGIN, below=False),
            merging=merging_line(facts, theme, SumPlace(MARGIN, y, inside, size, least, True), scale)
            if facts.partials
            else None,
        )
        if not self.layer:
            return layout
        maps = max(box.bottom for c in columns for box in (c.input.box, *([c.lens.box] if c.lens else [])))
        head = max([line.box.bottom for line in lines if line.name == "title"], default=0.0)
        ending = fitted_ending(facts, theme, layout, maps + 10.0, head + 12.0)
        return replace(layout, ending=ending)

    def _elided(self, columns: tuple[Column, ...]) -> tuple[tuple[Operator, ...], tuple[Line, ...]]:
        if not self.facts.hidden:
            return (), ()
        x = (columns[-2].right + columns[-1].left) / 2
        y = columns[0].input.box.centre[1]
        dots = (Operator("dots", (x, y), 0.46 * self.cells.unit),)
        return dots, (words.centred("more", self._more(), x, y + 26.0),)
