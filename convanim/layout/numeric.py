"""The numeric view: ``input ∗ kernel = output`` in a row, and below it the arithmetic of the step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout import captions as words
from convanim.layout.arithmetic import SumSlot, plan_sum, widest_row, widest_step
from convanim.layout.boxes import (
    FITTED_WIDTH,
    LEAST_PROSE,
    Box,
    Canvas,
    CanvasRequest,
    Line,
    Plane,
    flat,
)
from convanim.layout.cells import Detail, detail_of, factors_fit, fit_number
from convanim.layout.facts import Facts, Pair, too_large
from convanim.layout.formula import Formula, size_formula
from convanim.layout.heading import heading
from convanim.layout.sliding import Note, Sign, SlidingLayout
from convanim.layout.sums import StepNumbers
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, runs_width


@dataclass(frozen=True, slots=True)
class Manner:
    """The measures in which slides and fitted pictures differ."""

    cell: float
    gap: tuple[float, float]
    caption: float
    lens: float
    sums: tuple[float, float]
    sum_lines: int
    mark: tuple[float, float, float]
    mark_room: float
    note: float


SLIDE_MANNER = Manner(72, (1.1, 4.0), 22, 54, (30, 18), 1, (16, 28, 20), 52, 26)
FITTED_MANNER = Manner(40, (1.1, 1.1), 18, 40, (21, 16), 2, (10, 18, 14.5), 25, 18)


@dataclass(frozen=True, slots=True)
class Row:
    """The three columns of the row, sized: cells of the maps and of the kernel; a lens may stand above it."""

    cell: float
    kernel_cell: float
    lens: bool
    widths: tuple[float, float, float]
    height: float

    def gap(self, available: float) -> float:
        """The room between two columns when the row fills the available width."""
        return (available - sum(self.widths)) / 2


def numeric(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    """The layout of the numeric view for a slide or a fitted picture; ConvanimError where nothing fits."""
    return _fitted(facts, theme, request) if request.fitted else _slide(facts, theme, request)


def _details(facts: Facts, row: Row, scale: float) -> dict[str, Detail]:
    """What the cells show: the most that their size allows and that all of their numbers fit."""
    kernel = row.kernel_cell
    found = {
        "input": _numbers(facts.inputs, row.cell, scale),
        "kernel": _numbers(facts.weights, kernel, scale),
        "output": _numbers(facts.outputs, row.cell, scale),
        "lens": _numbers(facts.inputs, kernel, scale),
    }
    for name, cell in (("input", row.cell), ("lens", kernel)):
        if found[name] is Detail.FACTORS and not factors_fit(facts.inputs, facts.weights, cell, scale):
            found[name] = Detail.NUMBERS
    return found


def _numbers(values: tuple[float, ...], cell: float, scale: float) -> Detail:
    detail = detail_of(cell * scale)
    fits = detail < Detail.NUMBERS or all(fit_number(value, cell, scale) for value in values)
    return detail if fits else Detail.GRID


def _columns(
    facts: Facts, theme: Theme, manner: Manner, cell: float, kernel_cell: float
) -> tuple[float, ...]:
    captions = words.captions(facts, theme, manner.caption)
    maps = (
        facts.padded[1] * cell,
        facts.kernel[1] * kernel_cell,
        facts.output[1] * cell,
    )
    return tuple(
        max(size, runs_width(captions[name]))
        for size, name in zip(maps, ("input", "kernel", "output"), strict=True)
    )


def _row(facts: Facts, theme: Theme, manner: Manner, scale: float, room: tuple[float, float]) -> Row:
    """The largest cells with which the row fits into the room (width, height of the maps)."""
    plain = _largest(facts, theme, manner, room, 1 / scale, manner.cell, lens_cell=None)
    if plain is not None:
        details = _details(facts, plain, scale)
        if min(details["input"], details["output"], details["kernel"]) >= Detail.NUMBERS:
            return plain
    lens_cell = manner.lens
    while lens_cell * scale >= 20 and all(
        fit_number(v, lens_cell, scale) for v in facts.inputs + facts.weights
    ):
        fine = _largest(facts, theme, manner, room, 1 / scale, manner.cell, lens_cell)
        if fine is not None and fine.cell * scale >= 5:
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
    most: float,
    lens_cell: float | None,
) -> Row | None:
    """The row with the largest cell, in whole delivered pixels; None where not even two pixels fit."""
    pixels = int(most / step + 1e-9)
    while pixels >= 2:
        cell = pixels * step
        kernel_cell = cell if lens_cell is None else lens_cell
        widths = _columns(facts, theme, manner, cell, kernel_cell)
        middle = facts.kernel[0] * kernel_cell
        if lens_cell is not None:
            middle = 2 * middle + LENS_GAP * manner.caption
        height = max(facts.padded[0] * cell, facts.output[0] * cell, middle)
        gap = manner.gap[0] * max(cell, min(kernel_cell, 40.0) if lens_cell else cell, 26.0)
        if sum(widths) + 2 * gap <= room[0] and height <= room[1]:
            return Row(cell, kernel_cell, lens_cell is not None, (widths[0], widths[1], widths[2]), height)
        pixels -= 1
    return None


LENS_GAP = 4.0
"""Between the lens and the kernel below it, in caption sizes: a caption, a star, and air."""


def _slide(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    canvas, manner, scale = request.slide, SLIDE_MANNER, request.scale
    margin, right = 56.0, canvas.width - 56.0
    head = heading(facts.title, facts.prose, theme, Box(margin, 0, right - margin, canvas.height))
    marked = _marked(facts)
    top = head.bottom + (manner.mark_room if marked else 24)
    sum_middle = canvas.height - 52
    bottom = sum_middle - 78
    row = _row(facts, theme, manner, scale, (right - margin, bottom - top))
    gap = min(row.gap(right - margin), manner.gap[1] * max(row.cell, 40))
    middle = (top + bottom) / 2 if row.height < bottom - top - 60 else top + row.height / 2
    placed = _place(facts, theme, manner, row, margin, gap, middle)
    room = Box(margin, sum_middle - 26, right - margin, 52)
    kernel = placed.kernel
    assert kernel is not None
    layout = replace(
        placed,
        canvas=canvas,
        details=_details(facts, row, scale),
        lines=(*head.lines, *placed.lines),
        sums=_plan(facts, theme, manner, room, False),
        note=_note(room, manner, centred=False),
    )
    return replace(
        layout,
        formulas=_formulas(
            facts, theme, layout, Box(kernel.box.x, top, right - kernel.box.x, room.y - 8 - top)
        ),
    )


def _note(room: Box, manner: Manner, centred: bool) -> Note:
    """The pacing line stands where the arithmetic does: at that speed nobody reads products."""
    x, y = room.centre
    return Note(x if centred else room.x, y + CAP_HEIGHT * manner.note / 2, manner.note, centred)


def _marked(facts: Facts) -> bool:
    """Whether an arrow shows the stride: where the window really moves further than one cell to the right."""
    return facts.stride[1] > 1 and facts.output[1] > 1


def _widest(facts: Facts) -> StepNumbers:
    return widest_step(facts.step, facts.inputs, facts.sums, facts.outputs)


def _plan(facts: Facts, theme: Theme, manner: Manner, room: Box, centred: bool) -> SumSlot:
    return plan_sum(_widest(facts), room, theme, manner.sums, manner.sum_lines, centred)


def _place(
    facts: Facts, theme: Theme, manner: Manner, row: Row, left: float, gap: float, middle: float
) -> SlidingLayout:
    """The three columns with their captions and signs; every map centred in its column, all on one axis."""
    lefts = (left, left + row.widths[0] + gap, left + row.widths[0] + row.widths[1] + 2 * gap)
    input_plane = _centred(facts.padded, row.cell, lefts[0], row.widths[0], middle)
    output = _centred(facts.output, row.cell, lefts[2], row.widths[2], middle)
    kernel = _centred(facts.kernel, row.kernel_cell, lefts[1], row.widths[1], middle)
    texts = words.captions(facts, theme, manner.caption)
    lens, star = None, None
    if row.lens:
        shift = (facts.kernel[0] * row.kernel_cell + LENS_GAP * manner.caption) / 2
        lens, kernel = kernel.moved(0, -shift), kernel.moved(0, shift)
        texts["lens"] = words.caption(
            "window", words.shape(facts.kernel), "", theme.input, theme, manner.caption
        )
        between = lens.box.bottom + 1.5 * manner.caption
        star = Sign(
            "star",
            (kernel.box.centre[0], (between + kernel.box.y) / 2 + 0.1 * manner.caption),
            manner.caption,
        )
    planes = {"input": input_plane, "kernel": kernel, "output": output, "lens": lens}
    lines = tuple(
        words.centred(name, runs, plane.box.centre[0], plane.box.bottom + 1.5 * manner.caption)
        for name, runs in texts.items()
        if (plane := planes[name]) is not None
    )
    (top, _), (before, _) = facts.padding
    return SlidingLayout(
        view="numeric",
        canvas=Canvas(0, 0),
        input=input_plane,
        inner=(top, before),
        output=output,
        details={},
        lines=lines,
        kernel=kernel,
        lens=lens,
        signs=_signs(input_plane, lens or kernel, kernel, output, row, middle, star),
        slide_mark=(input_plane.box.y - manner.mark[0], input_plane.box.y - manner.mark[1], manner.mark[2])
        if _marked(facts)
        else None,
    )


def _signs(
    input_plane: Plane, lens: Plane, kernel: Plane, output: Plane, row: Row, middle: float, star: Sign | None
) -> tuple[Sign, ...]:
    size = min(max(0.48 * row.cell, 16.0), 30.0)
    first = (input_plane.box.right + kernel.box.x) / 2
    second = (kernel.box.right + output.box.x) / 2
    if star is None:
        return Sign("star", (first, middle), size), Sign("equals", (second, middle), size)
    return star, Sign("arrow", (second, middle), max(size, 0.6 * (output.box.x - kernel.box.right)))


def _centred(cells: Pair, cell: float, left: float, width: float, middle: float) -> Plane:
    rows, columns = cells
    return flat(rows, columns, left + (width - columns * cell) / 2, middle - rows * cell / 2, cell)


def _formulas(facts: Facts, theme: Theme, layout: SlidingLayout, room: Box) -> tuple[Formula, ...]:
    """The size formula where there is room beside the input: below the kernel and output, else above them."""
    taken = [p.box for p in (layout.kernel, layout.lens, layout.output) if p is not None]
    taken += [line.box for line in layout.lines if line.name in ("kernel", "output", "lens")]
    block = Box.union(tuple(taken))
    below = Box(room.x, block.bottom + 8, room.width, room.bottom - block.bottom - 8)
    above = Box(room.x, room.y, room.width, block.y - 8 - room.y)
    for space in (below, above):
        for size in (25.5, 23.0, 20.0):
            formulas = [size_formula(axis, theme, size) for axis in facts.axes()]
            height = sum(f.box.height for f in formulas) + 14 * (len(formulas) - 1)
            if height <= space.height - 12 and max(f.box.width for f in formulas) <= space.width:
                return _stacked(formulas, space, height)
    return ()


def _stacked(formulas: list[Formula], space: Box, height: float) -> tuple[Formula, ...]:
    placed, y = [], space.centre[1] - height / 2
    for formula in formulas:
        x = space.centre[0] - formula.box.width / 2
        placed.append(formula.moved(x - formula.box.x, y - formula.box.y))
        y += formula.box.height + 14
    return tuple(placed)


def _fitted(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    margin, scale = 15.0, request.scale
    manner = _legible(FITTED_MANNER, scale)
    head = heading(facts.title, "", theme, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), small=True)
    top = head.bottom + (margin if not head.lines else 8)
    top += manner.mark_room if _marked(facts) else 0
    row = _row(facts, theme, manner, scale, (FITTED_WIDTH - 2 * margin, 560.0))
    gap = manner.gap[0] * max(row.cell, min(row.kernel_cell, 40.0) if row.lens else row.cell, 26.0)
    slot = _plan(facts, theme, manner, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), True)
    inside = max(
        sum(row.widths) + 2 * gap,
        *(line.width for line in head.lines),
        widest_row(_widest(facts), slot, theme),
    )
    width = min(FITTED_WIDTH, inside + 2 * margin)
    left = (width - sum(row.widths) - 2 * gap) / 2
    placed = _place(facts, theme, manner, row, left, gap, top + row.height / 2)
    captions_end = max(line.y for line in placed.lines)
    sum_top = captions_end + 0.9 * manner.caption
    room = Box(margin, sum_top, width - 2 * margin, slot.height)
    return replace(
        placed,
        canvas=even_canvas(width, room.bottom + margin, scale),
        details=_details(facts, row, scale),
        lines=(*_aligned(head.lines, placed.input.box.x, width - margin), *placed.lines),
        sums=replace(slot, box=room),
        note=_note(room, manner, centred=True),
    )


def _aligned(lines: tuple[Line, ...], left: float, right: float) -> tuple[Line, ...]:
    """The heading above the input's left edge, further left where it would leave the picture."""
    return tuple(replace(line, x=min(left, right - line.width)) for line in lines)


def _legible(manner: Manner, scale: float) -> Manner:
    """The manner with no type below the least prose in delivered pixels."""
    least = LEAST_PROSE / scale
    return replace(
        manner,
        caption=max(manner.caption, least),
        sums=(max(manner.sums[0], least), max(manner.sums[1], least)),
        mark=(manner.mark[0], manner.mark[1], max(manner.mark[2], least)),
        note=max(manner.note, least),
    )


def even_canvas(width: float, height: float, scale: float) -> Canvas:
    """A canvas of even delivered sizes, so that any video format takes it."""
    pixels = [2 * -(-round(side * scale) // 2) for side in (width, height)]
    return Canvas(pixels[0] / scale, pixels[1] / scale, scale)
