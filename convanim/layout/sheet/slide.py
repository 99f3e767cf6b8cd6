"""The sheet on a slide: a row for each filter, and beside the inputs what is to be said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.labels import paragraph
from convanim.layout.boxes import Box, Canvas, CanvasRequest, Line, Plane, flat
from convanim.layout.cells import Detail
from convanim.layout.heading import BASELINE, Heading, heading
from convanim.layout.sheet.beside import ARRANGEMENTS, Arrangement, Aside, aside
from convanim.layout.sheet.cells import (
    COLUMN_GAP,
    Cells,
    candidates,
    chip_size,
    columns_of,
    details_of,
    snapped,
)
from convanim.layout.sheet.ending import slide_ending
from convanim.layout.sheet.equation import equation, label_size, labels_of, past_maps, row_bracket
from convanim.layout.sheet.facts import SheetFacts
from convanim.layout.sheet.partials import SECOND, merging_line, partial_lines, partials_beside
from convanim.layout.sheet.picture import shapes_line
from convanim.layout.sheet.sheet import Bracket, Column, Row, SheetLayout
from convanim.layout.sheet.words import (
    MARGIN,
    NAME,
    channel_names,
    elided_channels,
    elided_filters,
    filter_caption,
    input_caption,
    kernel_caption,
    output_caption,
    output_stack,
    stack_caption,
    window_names,
)
from convanim.theme import Theme

MOST = {1: 48.0, 2: 40.0, 3: 36.0}
"""The largest cell, by the number of rows."""
ABOVE_MAPS = 66.0
"""From the top of the input's caption to its maps: caption, bracket, channel names."""
ELIDED_GAP = 4.6
"""Where channels are left out, in units: between two plus stand dots and the sum of the hidden answers."""


def slide_sheet(facts: SheetFacts, theme: Theme, request: CanvasRequest, layer: bool) -> SheetLayout | None:
    """The sheet with the largest cells that fit a slide; None where none does."""
    canvas = request.slide
    most = MOST.get(len(facts.filters), 40.0)
    for cells in candidates(facts, canvas.scale, most):
        for arrangement in ARRANGEMENTS:
            found = _Slide(facts, theme, canvas, cells, arrangement, layer).plan()
            if found is not None:
                return found
    return None


@dataclass(frozen=True)
class _Slide:
    """One try: everything is placed, and given up where it does not fit."""

    facts: SheetFacts
    theme: Theme
    canvas: Canvas
    cells: Cells
    beside: Arrangement
    layer: bool

    @property
    def right(self) -> float:
        return self.canvas.width - MARGIN

    @property
    def prose(self) -> str:
        """What is said; of maps without numbers also how to read them."""
        details = details_of(self.facts, self.cells, self.canvas.scale)
        if not self.facts.prose or details["input"] >= Detail.NUMBERS:
            return self.facts.prose
        labels = self.facts.labels
        if self.cells.lens:
            reading = labels("Fill is value, the lens is the window.")
        elif details["kernel"] < Detail.NUMBERS:
            reading = labels("Fill is value, whatever its sign.")
        else:
            reading = labels("Fill is value.")
        return paragraph(labels, self.facts.prose, reading)

    def plan(self) -> SheetLayout | None:
        facts, cells, canvas = self.facts, self.cells, self.canvas
        room = Box(MARGIN, 0, self.right - MARGIN, canvas.height)
        head = heading(facts.title, "" if self.beside.prose else self.prose, self.theme, room)
        top = max(head.bottom, 24.0) - (6.0 if self.layer else 0.0)
        bottom = canvas.height - (26.0 if self.beside.sums else 84.0)
        spare = bottom - top - self._height()
        if spare < 0:
            return None
        top += min(0.4 * spare, 72.0)
        maps_top = top + ABOVE_MAPS
        columns = columns_of(
            facts, cells, MARGIN, maps_top, COLUMN_GAP * cells.unit, ELIDED_GAP * cells.unit, canvas.scale
        )
        maps_bottom = maps_top + cells.map_height(facts)
        found = aside(facts, self.theme, canvas, cells, self.beside, self.prose, columns, (maps_top, bottom))
        if found is None:
            return None
        rows = self._rows(columns, maps_bottom)
        if self.beside.picture and rows[0].output.box.y < found.free:
            rows = self._rows(
                columns, maps_bottom + min(found.free - rows[0].output.box.y + 1, 0.6 * spare + 8)
            )
        if not self._inside(columns, rows, found.free, bottom):
            return None
        return self._layout(head, columns, rows, found)

    def _height(self) -> float:
        """From the input's caption to the last caption, if outputs are no higher than their rows."""
        facts, cells = self.facts, self.cells
        return (
            ABOVE_MAPS
            + cells.map_height(facts)
            + self._gap()
            + self._pitch() * (len(facts.filters) - 1)
            + (1.6 * cells.unit if facts.hidden_filters else 0.0)
            + self._row_height()
            + self._below()
        )

    def _gap(self) -> float:
        return (0.9 if self.layer else 1.3) * self.cells.unit

    def _row_height(self) -> float:
        height = max(self.cells.kernel_size(self.facts)[0], 1.25 * self.cells.unit)
        if not self.layer and not self.facts.partials:
            return height
        return max(height, self.facts.output[0] * self.cells.map)

    def _below(self) -> float:
        """From a row to the end of its captions."""
        return 48.0 if self.layer else 90.0

    def _pitch(self) -> float:
        return self._row_height() + max(1.7 * self.cells.unit, self._below() + 10.0)

    def _rows(self, columns: tuple[Column, ...], maps_bottom: float) -> tuple[Row, ...]:
        middle = maps_bottom + self._gap() + self._row_height() / 2
        rows = []
        for number, index in enumerate(self.facts.filters):
            if number and index != self.facts.filters[number - 1] + 1:
                middle += 1.6 * self.cells.unit
            rows.append(self._row(columns, index, middle))
            middle += self._pitch()
        return tuple(rows)

    def _row(self, columns: tuple[Column, ...], index: int, y: float) -> Row:
        facts, cells, theme = self.facts, self.cells, self.theme
        parts = equation(facts, cells, columns, y, tail=True)
        heights = [cells.kernel_size(facts)[0], 1.25 * cells.unit, *(box.height for box in parts.chips)]
        below_row = y + max(heights) / 2
        partials: tuple[Plane, ...] = ()
        bracket = row_bracket(parts, below_row + (11.0 if self.layer else 50.0))
        lines = list(labels_of(facts, parts, theme, label_size(cells, self.canvas.scale), self.canvas.scale))
        if not self.layer:
            pairs = zip(parts.kernels, columns, strict=True)
            lines += [kernel_caption(facts, cells, theme, kernel, column) for kernel, column in pairs]
        if facts.partials:
            partials = partials_beside(facts, cells, parts, self.canvas.scale)
            room = facts.output[1] * cells.map + 0.6 * cells.unit
            named = [
                line
                for plane, column in zip(partials, columns, strict=True)
                for line in partial_lines(facts, theme, plane, column, NAME - 2, room)
            ]
            if len(named) > len(partials):
                bracket = row_bracket(parts, below_row + 50.0 + SECOND * (NAME - 2))
            taken = [*(plane.box for plane in partials), *(line.box for line in named)]
            kernels = [line for line in lines if line.name == "kernel"]
            if any(line.box.overlaps(box, -2.0) for line in kernels for box in taken):
                lines = [line for line in lines if line.name != "kernel"]
            lines += named
        lines.append(filter_caption(facts, theme, index, bracket, self.layer))
        parts = past_maps(facts, cells, parts, columns, y)
        output = self._output(parts.right, y)
        caption = output_caption(facts, theme, index, output, self.layer)
        return Row(
            (index,),
            parts.kernels,
            () if facts.partials else parts.chips,
            parts.arrows,
            parts.operators,
            None if parts.elision is None else (parts.elision, y + 1.15 * cells.unit),
            parts.bias,
            parts.total,
            parts.icon,
            output,
            bracket,
            (tuple(lines),),
            ((caption,),),
            partials,
        )

    def _output(self, x: float, y: float) -> Plane:
        rows, columns = self.facts.output
        top = y - rows * self.cells.map / 2
        scale = self.canvas.scale
        return flat(rows, columns, snapped(x, scale), snapped(top, scale), self.cells.map)

    def _inside(self, columns: tuple[Column, ...], rows: tuple[Row, ...], free: float, bottom: float) -> bool:
        """Whether outputs and captions stay below what stands beside the maps, above the end, and inside."""
        right = self.right + 4 - (self._stack_room() if self._bracketed else 0.0)
        maps = Box.union(
            tuple(box for c in columns for box in (c.input.box, *([c.lens.box] if c.lens else [])))
        )
        for row in rows:
            captions = [line for c in (*row.captions, *row.output_captions) for line in c]
            ends = max(*(line.box.bottom for line in captions), row.output.box.bottom)
            wide = max(row.output.box.right, *(line.box.right - 16.0 for line in row.output_captions[0]))
            if wide > right or row.output.box.y < free or ends > bottom + 8:
                return False
            if row.output.box.overlaps(maps.grown(6.0)):
                return False
        return True

    def _stack_room(self) -> float:
        """The room to the right of the maps that their bracket and its caption take."""
        return 38.0 + max(line.width for line in stack_caption(self.facts, self.theme, 0, 0))

    def _layout(
        self, head: Heading, columns: tuple[Column, ...], rows: tuple[Row, ...], beside: Aside
    ) -> SheetLayout:
        facts, cells, theme = self.facts, self.cells, self.theme
        maps_top = min(box.y for c in columns for box in (c.input.box, *([c.lens.box] if c.lens else [])))
        top = maps_top - (38.0 if facts.depth > 1 else 12.0)
        brackets = (Bracket.above(columns[0].left, columns[-1].right, top, 9.0, "input"),)
        lines = [*head.lines, *self._shapes(head), *beside.lines]
        lines += [input_caption(facts, theme, columns, top - 11.0)]
        lines += channel_names(facts, cells, theme, columns, maps_top - 10.0)
        lines += window_names(facts, theme, columns) if self.beside.picture else []
        more, dots = elided_channels(facts, cells, theme, columns)
        more_filters, more_dots = elided_filters(facts, cells, theme, rows)
        stack, caption = output_stack(facts, theme, rows) if self._bracketed else (None, ())
        layout = SheetLayout(
            canvas=self.canvas,
            grid=facts.output,
            columns=columns,
            rows=rows,
            details=details_of(facts, cells, self.canvas.scale),
            lines=(*lines, *more, *more_filters),
            brackets=brackets,
            dots=(*dots, *more_dots),
            sums=beside.sums,
            note=beside.note,
            chip_size=chip_size(facts, cells, self.canvas.scale),
            unit=cells.unit,
            beams=not self.layer and not cells.lens,
            labels=facts.labels,
            flat_lines=caption,
            flat_brackets=() if stack is None else (stack,),
            merging=merging_line(facts, theme, beside.sums, self.canvas.scale) if facts.partials else None,
            copy=beside.copy,
            bar=beside.bar,
        )
        if not self.layer:
            return layout
        ends = [line.y + 14.0 for line in beside.lines]
        top = max([*ends, *([beside.copy.box.bottom] if beside.copy else [])], default=maps_top)
        return replace(layout, ending=slide_ending(facts, theme, self.canvas, layout, top))

    @property
    def _bracketed(self) -> bool:
        """Whether a bracket says what all maps are together; beside a picture the heading does."""
        return self.layer and not self.beside.picture

    def _shapes(self, head: Heading) -> tuple[Line, ...]:
        """The input's and the output's shape in the title's line, where a picture takes the prose's place."""
        if not self.beside.picture:
            return ()
        line = shapes_line(self.facts, self.theme, self.right, BASELINE)
        return () if any(other.box.grown(12.0).overlaps(line.box) for other in head.lines) else (line,)
