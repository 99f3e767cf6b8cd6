"""The numeric view: ``input ∗ kernel = output`` in a row, and below it the arithmetic of the step."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from convanim.labels import Labels
from convanim.layout import captions as words
from convanim.layout.arithmetic import SumSlot, plan_sum, widest_row, widest_step
from convanim.layout.boxes import (
    FITTED_WIDTH,
    Box,
    Canvas,
    CanvasRequest,
    Line,
    Plane,
    flat,
)
from convanim.layout.cells import Detail
from convanim.layout.facts import Facts
from convanim.layout.formula import Formula, size_formula
from convanim.layout.heading import heading
from convanim.layout.sliding.layout import Chip, Note, Sign, SlidingLayout
from convanim.layout.sliding.row import (
    FITTED_MANNER,
    LENS_GAP,
    SLIDE_MANNER,
    Manner,
    Row,
    details_of_row,
    fit_row,
    legible,
    window_caption,
)
from convanim.layout.sums import StepNumbers
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width


def numeric(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    """The layout of the numeric view for a slide or a fitted picture; ConvanimError where nothing fits."""
    return _fitted(facts, theme, request) if request.fitted else _slide(facts, theme, request)


def _slide(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    canvas, manner, scale = request.slide, SLIDE_MANNER, request.scale
    margin, right = 56.0, canvas.width - 56.0
    head = heading(facts.title, facts.prose, theme, Box(margin, 0, right - margin, canvas.height))
    top = head.bottom + (manner.mark_room if _marked(facts) else 24)
    slot = _plan(facts, theme, manner, Box(margin, 0, right - margin, 0), centred=False)
    sum_top = canvas.height - 27 - max(slot.height, 50.0)
    bottom = sum_top - 52
    row = fit_row(facts, theme, manner, scale, (right - margin, bottom - top))
    spread = row.width > right - margin - 120
    left = margin if spread else (canvas.width - row.width) / 2
    middle = (top + bottom) / 2 if row.height < bottom - top - 60 else top + row.height / 2
    room = Box(margin, sum_top, right - margin, max(slot.height, 50.0))
    placed = place_row(facts, theme, row, left, middle, manner)
    layout = replace(
        placed,
        canvas=canvas,
        details=details_of_row(facts, row, scale),
        lines=(*head.lines, *said_captions(placed.lines, facts, theme, row, scale, manner)),
        sums=replace(slot, box=room, centred=not spread),
        note=_note(room, manner, not spread, facts.labels),
    )
    assert layout.kernel is not None
    beside = layout.kernel.box.x - 10
    return replace(
        layout, formulas=_formulas(facts, theme, layout, Box(beside, top, right - beside, room.y - 8 - top))
    )


def _fitted(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    margin, scale = 14.0, request.scale
    manner = legible(FITTED_MANNER, scale)
    head = heading(facts.title, "", theme, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), small=True)
    top = head.bottom + (margin if not head.lines else 8)
    top += manner.mark_room if _marked(facts) else 0
    row = fit_row(facts, theme, manner, scale, (FITTED_WIDTH - 2 * margin, 560.0))
    slot = _plan(facts, theme, manner, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), centred=True)
    inside = max(
        row.width, widest_row(_widest(facts), slot, theme), *(line.width for line in head.lines), 0.0
    )
    width = min(FITTED_WIDTH, inside + 2 * margin)
    placed = place_row(facts, theme, row, (width - row.width) / 2, top + row.height / 2, manner)
    sum_top = max(line.y for line in placed.lines) + 0.9 * manner.caption
    room = Box(margin, sum_top, width - 2 * margin, slot.height)
    return replace(
        placed,
        canvas=even_canvas(width, room.bottom + margin, scale),
        details=details_of_row(facts, row, scale),
        lines=(*_aligned(head.lines, placed.input.box.x, width - margin), *placed.lines),
        sums=replace(slot, box=room),
        note=_note(room, manner, True, facts.labels),
    )


def _note(room: Box, manner: Manner, centred: bool, labels: Labels) -> Note:
    """The pacing line stands where the arithmetic does: at that speed nobody reads products."""
    x, y = room.centre
    return Note(x if centred else room.x, y + CAP_HEIGHT * manner.note / 2, manner.note, centred, labels)


def _marked(facts: Facts) -> bool:
    """Whether an arrow shows the stride: where the window moves further than one cell to the right."""
    return facts.stride[1] > 1 and facts.output[1] > 1


def _widest(facts: Facts) -> StepNumbers:
    return widest_step(facts.step, facts.inputs, facts.sums, facts.outputs)


def _plan(facts: Facts, theme: Theme, manner: Manner, room: Box, centred: bool) -> SumSlot:
    lines, labels = manner.sum_lines, facts.labels
    return plan_sum(_widest(facts), room, theme, manner.sums, lines, centred, labels)


def place_row(
    facts: Facts, theme: Theme, row: Row, left: float, middle: float, manner: Manner
) -> SlidingLayout:
    """The columns with their captions and signs; every map centred in its column, all on one axis."""
    planes: dict[str, Plane] = {}
    lines: list[Line] = []
    x = left
    for column in row.columns:
        rows, columns = column.grid
        inside = x + (column.width - columns * column.cell) / 2
        planes[column.name] = flat(rows, columns, inside, middle - column.height / 2, column.cell)
        x += column.width + row.gap
    lens, kernel = None, planes["kernel"]
    if row.lens:
        shift = (kernel.box.height + LENS_GAP * manner.caption) / 2
        lens, planes["kernel"] = kernel.moved(0, -shift), kernel.moved(0, shift)
        text = window_caption(facts, theme, manner)
        lines.append(Line("lens", text, lens.box.x, lens.box.bottom + 1.5 * manner.caption))
    for column in row.columns:
        box = planes[column.name].box
        baseline = box.bottom + 1.5 * manner.caption
        lines.append(words.centred(column.name, column.caption, box.centre[0], baseline))
    (top, _), (before, _) = facts.padding
    chips = tuple(Chip(name, planes[name].box) for name in ("bias", "activation") if name in planes)
    return SlidingLayout(
        view="numeric",
        canvas=Canvas(0, 0),
        input=planes["input"],
        inner=(top, before),
        output=planes["output"],
        details={},
        lines=tuple(lines),
        kernel=planes["kernel"],
        lens=lens,
        signs=_signs([planes[column.name] for column in row.columns], row, middle, lens, manner),
        chips=chips,
        slide_mark=_mark(facts, planes["input"], manner),
        labels=facts.labels,
    )


def _mark(facts: Facts, plane: Plane, manner: Manner) -> tuple[float, float, float] | None:
    if not _marked(facts):
        return None
    arrow, label, size = manner.mark
    return plane.box.y - arrow, plane.box.y - label, size


def _signs(
    planes: list[Plane], row: Row, middle: float, lens: Plane | None, manner: Manner
) -> tuple[Sign, ...]:
    """What stands between the columns: star, plus, equals; arrows around an activation and behind a lens."""
    size = min(max(0.48 * row.column("input").cell, 16.0), 30.0)
    names = [column.name for column in row.columns]
    signs: list[Sign] = []
    for (name, following), (one, other) in zip(pairwise(names), pairwise(planes), strict=True):
        centre = ((one.box.right + other.box.x) / 2, middle)
        if following == "kernel":
            if lens is None:
                signs.append(Sign("star", centre, size))
                continue
            between = (lens.box.bottom + 1.6 * manner.caption + other.box.y) / 2 + 0.1 * manner.caption
            signs.append(Sign("star", (other.box.centre[0], between), manner.caption))
        elif following == "bias":
            signs.append(Sign("plus", centre, size))
        elif following == "activation" or name == "activation" or lens is not None:
            room = other.box.x - one.box.right
            signs.append(Sign("arrow", centre, max(min(0.66 * room, 60.0), 16.0)))
        else:
            signs.append(Sign("equals", centre, size))
    return tuple(signs)


def said_captions(
    lines: tuple[Line, ...], facts: Facts, theme: Theme, row: Row, scale: float, manner: Manner
) -> tuple[Line, ...]:
    """The captions; those of maps drawn by value also say what the fill means, where there is room."""
    details = details_of_row(facts, row, scale)
    said = []
    for line in lines:
        if line.name in ("input", "output") and details[line.name] < Detail.NUMBERS:
            values = facts.inputs if line.name == "input" else facts.outputs
            fill = facts.labels("fill = value")
            if min(values) < 0:
                fill = facts.labels("fill = |value|")
            said_fill = (Run(f"  {fill}", Style(manner.caption), theme.muted),)
            ramp = theme.input.ramp if line.name == "input" else theme.output.ramp
            runs = (*line.runs, *(said_fill if ramp is None else words.ends(ramp, theme, manner.caption)))
            if runs_width(runs) <= row.column(line.name).width + row.gap * 0.6:
                line = words.centred(line.name, runs, line.x + line.width / 2, line.y)
        said.append(line)
    return tuple(said)


def _formulas(facts: Facts, theme: Theme, layout: SlidingLayout, room: Box) -> tuple[Formula, ...]:
    """The size formula where there is room beside the input: below kernel and output, else above them."""
    planes = (layout.kernel, layout.lens, layout.output)
    taken = [plane.box for plane in planes if plane is not None] + [chip.box for chip in layout.chips]
    taken += [line.box for line in layout.lines if line.name not in ("title", "prose", "input")]
    block = Box.union(tuple(taken))
    below = Box(room.x, block.bottom + 10, room.width, room.bottom - block.bottom - 10)
    above = Box(room.x, room.y, room.width, block.y - 10 - room.y)
    for size in (25.5, 23.0):
        for brief in (False, True):
            formulas = [size_formula(axis, theme, size, brief=brief) for axis in facts.axes()]
            for space in (below, above):
                placed = _stacked(formulas, space, block) or _in_line(formulas, space, block)
                if placed:
                    return placed
    return ()


def _stacked(formulas: list[Formula], space: Box, block: Box) -> tuple[Formula, ...]:
    """The formulas below each other, around the middle of the block; nothing where they do not fit."""
    height = sum(f.box.height for f in formulas) + 14 * (len(formulas) - 1)
    wide = max(f.box.width for f in formulas)
    if height > space.height - 8 or wide > space.width:
        return ()
    left = min(max(block.centre[0] - wide / 2, space.x), space.right - wide)
    placed, y = [], space.centre[1] - height / 2
    for formula in formulas:
        placed.append(formula.moved(left - formula.box.x, y - formula.box.y))
        y += formula.box.height + 14
    return tuple(placed)


def _in_line(formulas: list[Formula], space: Box, block: Box) -> tuple[Formula, ...]:
    """The formulas beside each other; nothing where they do not fit."""
    wide = sum(f.box.width for f in formulas) + 44 * (len(formulas) - 1)
    height = max(f.box.height for f in formulas)
    if height > space.height - 8 or wide > space.width:
        return ()
    x = min(max(block.centre[0] - wide / 2, space.x), space.right - wide)
    placed = []
    for formula in formulas:
        placed.append(formula.moved(x - formula.box.x, space.centre[1] - height / 2 - formula.box.y))
        x += formula.box.width + 44
    return tuple(placed)


def _aligned(lines: tuple[Line, ...], left: float, right: float) -> tuple[Line, ...]:
    """The heading above the input's left edge, further left where it would leave the picture."""
    return tuple(replace(line, x=min(left, right - line.width)) for line in lines)


def even_canvas(width: float, height: float, scale: float) -> Canvas:
    """A canvas of even delivered sizes, so that any video format takes it."""
    pixels = [2 * -(-round(side * scale) // 2) for side in (width, height)]
    return Canvas(pixels[0] / scale, pixels[1] / scale, scale)
