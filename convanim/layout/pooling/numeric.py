"""The numeric view of a pooling: ``input → output``, and below them the line of the step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout import captions as words
from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, Canvas, CanvasRequest, Line, Plane, flat
from convanim.layout.cells import Detail
from convanim.layout.facts import Pair
from convanim.layout.formula import Formula
from convanim.layout.heading import heading
from convanim.layout.pooling.facts import PoolFacts
from convanim.layout.pooling.formula import pool_axes, pool_formula
from convanim.layout.pooling.layout import LegendEntry, PoolLayout, legend_size, set_legend
from convanim.layout.pooling.line import PoolSlot, plan_line, widest_line
from convanim.layout.pooling.row import ABOVE, LEGEND_GAP, LENS_GAP, Row, Sizing, manner_of
from convanim.layout.pooling.texts import arrow_lines, input_caption, output_caption, window_caption
from convanim.layout.sliding.layout import Note, Sign
from convanim.layout.sliding.numeric import even_canvas
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT


def numeric_pooling(facts: PoolFacts, ties: bool, theme: Theme, request: CanvasRequest) -> PoolLayout:
    """The layout of the numeric view for a slide or a fitted picture; ConvanimError where nothing fits."""
    plan = _Plan(facts, ties, theme, request.scale, manner_of(request))
    return plan.fitted(request) if request.fitted else plan.slide(request)


@dataclass(frozen=True, slots=True)
class _Plan(Sizing):
    """Places what has been sized."""

    def slide(self, request: CanvasRequest) -> PoolLayout:
        canvas, margin, least = request.slide, 56.0, LEAST_PROSE / self.scale
        right = canvas.width - margin
        head = heading(
            self.facts.title, self.facts.prose, self.theme, Box(margin, 0, right - margin, canvas.height)
        )
        middle = canvas.height - 52
        top, bottom = head.bottom + 24, middle - 78
        row = self.row(right - margin, bottom - top)
        side = right - margin - row.width
        row = replace(row, gap=min(row.gap + 0.65 * side, self.manner.widest_gap * max(row.cell, 40)))
        axis = max((top + bottom + row.up - row.down) / 2, top + row.up)
        room = Box(margin, middle - 26, right - margin, 52)
        placed = self.place(row, margin, axis)
        layout = replace(
            placed,
            canvas=canvas,
            lines=(*head.lines, *placed.lines),
            slot=self.line(room, 1, False, least),
            note=self.note(room, False),
        )
        return replace(
            layout, formulas=self.formulas(layout, Box(margin, top, right - margin, room.y - 8 - top))
        )

    def fitted(self, request: CanvasRequest) -> PoolLayout:
        margin = 15.0
        most = FITTED_WIDTH - 2 * margin
        head = heading(self.facts.title, "", self.theme, Box(margin, 0, most, 0), small=True)
        top = head.bottom + (8 if head.lines else margin)
        row = self.row(most, 560.0)
        slot = self.line(Box(0, 0, most, 0), self.manner.rows, True, LEAST_PROSE / self.scale)
        longest = widest_line(self.facts.widest(), slot, self.theme)
        inside = max(row.width, longest, *(x.width for x in head.lines), 0)
        width = min(FITTED_WIDTH, inside + 2 * margin)
        placed = self.place(row, (width - row.width) / 2, top + row.up)
        lowest = max(top + row.up + row.down, *(line.y for line in placed.lines))
        end = lowest + 0.9 * self.manner.caption
        room = Box(margin, end, width - 2 * margin, slot.height)
        left = placed.input.box.x
        titles = tuple(replace(x, x=min(left, width - margin - x.width)) for x in head.lines)
        return replace(
            placed,
            canvas=even_canvas(width, room.bottom + margin, self.scale),
            lines=(*titles, *placed.lines),
            slot=replace(slot, box=room),
            note=self.note(room, True),
        )

    def line(self, room: Box, rows: int, centred: bool, least: float) -> PoolSlot:
        """The slot of the line below the maps."""
        facts, sizes = self.facts, self.manner.line
        return plan_line(facts.widest(), room, self.theme, sizes, rows, centred, least, facts.labels)

    def place(self, row: Row, left: float, axis: float) -> PoolLayout:
        """The columns with their captions, the arrow and the legend; every map centred on the axis."""
        facts = self.facts
        first, *between, last = self.columns(row, left)
        inset = max(0.0, (first.width - facts.reached[1] * row.cell) / 2)
        input_plane = _centred(facts.padded, row.cell, first.x + inset, axis)
        output = _centred(facts.output, row.cell, _inset(last, facts.output[1] * row.cell), axis)
        lens = None
        if row.lens_cell is not None:
            width = facts.kernel[1] * row.lens_cell
            lens = _centred(facts.kernel, row.lens_cell, _inset(between[0], width), axis)
        middle = (last.x - row.gap / 2, axis)
        length = min(row.gap - 1.2 * self.manner.label, max(110.0, 0.34 * row.gap))
        layout = PoolLayout(
            view="numeric",
            canvas=Canvas(0, 0, self.scale),
            input=input_plane,
            beyond=facts.beyond,
            output=output,
            details={
                "input": self.detail(facts.inputs, row.cell),
                "output": self.detail(facts.outputs, row.cell),
                "lens": Detail.NUMBERS,
            },
            lines=tuple(arrow_lines(facts, self.theme, self.manner.label, middle)),
            lens=lens,
            signs=(Sign("arrow", middle, length),),
            legend=self.legend(output, last) if row.marked else (),
            labels=facts.labels,
        )
        return replace(layout, lines=(*self.captions(layout, first), *layout.lines))

    def columns(self, row: Row, left: float) -> list[Box]:
        """The room of every column: only x and width count."""
        columns, x = [], left
        for number, width in enumerate(row.widths):
            columns.append(Box(x, 0, width, 0))
            last = number == len(row.widths) - 2
            x += width + (row.gap if last else LENS_GAP * row.gap)
        return columns

    def captions(self, layout: PoolLayout, first: Box) -> list[Line]:
        """The maps' names and sizes below them; the input's above it where windows reach out below."""
        facts, theme, size = self.facts, self.theme, self.manner.caption
        texts = [
            ("input", input_caption(facts, theme, size), layout.input),
            ("output", output_caption(facts, theme, size), layout.output),
        ]
        if layout.lens is not None:
            texts.append(("lens", window_caption(facts, theme, size), layout.lens))
        lines = []
        for name, runs, plane in texts:
            lines.append(words.centred(name, runs, plane.box.centre[0], plane.box.bottom + 1.5 * size))
        if facts.beyond[0]:
            lines[0] = replace(lines[0], x=layout.input.box.x, y=layout.input.box.y - ABOVE * size)
        kept = max(first.x, min(lines[0].x, first.right - lines[0].width))
        return [replace(lines[0], x=kept), *lines[1:]]

    def legend(self, output: Plane, column: Box) -> tuple[LegendEntry, ...]:
        """Above the output, from its left edge on, or around its middle where it is narrow."""
        size = self.manner.label
        width, height = legend_size(self.legend_texts, size)
        x = min(output.box.x, column.right - width) if width > output.box.width else output.box.x
        x = max(column.x, min(x, output.box.centre[0] - width / 2) if width > output.box.width else x)
        y = output.box.y - height - LEGEND_GAP * size
        return set_legend(self.legend_texts, x, y, size, self.theme)

    def note(self, room: Box, centred: bool) -> Note:
        """The pacing line stands where the arithmetic does: at that speed nobody reads it."""
        x, y = room.centre
        return Note(
            x if centred else room.x,
            y + CAP_HEIGHT * self.manner.note / 2,
            self.manner.note,
            centred,
            self.facts.labels,
        )

    def formulas(self, layout: PoolLayout, room: Box) -> tuple[Formula, ...]:
        """The size formula below the output, or above it, or right of it, where it has room."""
        output, taken = layout.output.box, [layout.output.box]
        taken += [line.box for line in layout.lines if line.name in ("output", "arrow")]
        taken += [entry.line.box for entry in layout.legend]
        block = Box.union(tuple(taken))
        left = max(plane.box.right for plane in (layout.input, layout.lens) if plane is not None)
        left += self.facts.beyond[1] * layout.input.cell + 24
        below = Box(left, block.bottom + 14, room.right - left, room.bottom - block.bottom - 14)
        above = Box(left, room.y, room.right - left, block.y - 14 - room.y)
        beside = Box(block.right + 30, room.y, room.right - block.right - 30, room.height)
        for space in (below, above, beside):
            for size in (25.5, 23.0, 20.0, 18.0):
                formulas = [
                    pool_formula(axis, self.facts.ceil_mode, self.theme, size)
                    for axis in pool_axes(self.facts)
                ]
                if not formulas:
                    return ()
                height = sum(f.box.height for f in formulas) + 14 * (len(formulas) - 1)
                if height <= space.height - 12 and max(f.box.width for f in formulas) <= space.width:
                    centre = output.centre[0] if space is not beside else space.centre[0]
                    return _stacked(formulas, space, height, centre)
        return ()


def _stacked(formulas: list[Formula], space: Box, height: float, centre: float) -> tuple[Formula, ...]:
    """The formulas under each other, around a vertical axis as far as the room allows."""
    placed, y = [], space.centre[1] - height / 2
    for formula in formulas:
        x = min(max(centre - formula.box.width / 2, space.x), space.right - formula.box.width)
        placed.append(formula.moved(x - formula.box.x, y - formula.box.y))
        y += formula.box.height + 14
    return tuple(placed)


def _inset(column: Box, width: float) -> float:
    """Where something begins that stands in the middle of a column."""
    return column.x + max(0.0, (column.width - width) / 2)


def _centred(cells: Pair, cell: float, left: float, axis: float) -> Plane:
    rows, columns = cells
    return flat(rows, columns, left, axis - rows * cell / 2, cell)
