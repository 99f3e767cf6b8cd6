"""The layout of one layer over samples: the input below, the kernel moving over it, the output on top."""

from __future__ import annotations

from dataclasses import replace

from convanim.engine import ConvTrace
from convanim.layout.boxes import FITTED_WIDTH, Box, Canvas, CanvasRequest
from convanim.layout.cells import Detail
from convanim.layout.conv1d.answers import MOST_PRODUCTS, answers_width, place_answers
from convanim.layout.conv1d.facts import layer_slot
from convanim.layout.conv1d.layout import SingleLayout
from convanim.layout.conv1d.rows import SampleRow, Spacing, row_of, too_long
from convanim.layout.conv1d.single_names import name_lines, names_width
from convanim.layout.conv1d.single_sizes import (
    CHANNEL_GAP,
    DOTS_GAP,
    FITTED,
    FITTED_HEIGHT,
    SLIDE,
    Manner,
    RowSizes,
    SingleFacts,
    fit_rows,
    legible,
    room_between,
)
from convanim.layout.formula import Formula, size_formula
from convanim.layout.heading import heading
from convanim.layout.sliding.layout import Note
from convanim.layout.sliding.numeric import even_canvas
from convanim.spec.wording_conv1d import is_causal
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT

NAMES_COLUMN = 184.0
LEFT_ALIGNED = 360.0
"""Rows with more room than this beside them stand in the middle, and the sum with them."""


def single_view(facts: SingleFacts, theme: Theme, request: CanvasRequest) -> SingleLayout:
    """The layout of one layer; ConvanimError where its samples do not fit."""
    return _fitted(facts, theme, request) if request.fitted else _slide(facts, theme, request)


def _slide(facts: SingleFacts, theme: Theme, request: CanvasRequest) -> SingleLayout:
    canvas, scale, manner = request.slide, request.scale, SLIDE
    left, right = manner.margin, canvas.width - manner.margin
    head = heading(facts.title, facts.prose, theme, Box(left, 0, right - left, canvas.height))
    column = max(NAMES_COLUMN, names_width(facts, theme, manner) + manner.names_gap)
    beside, full = _beside(facts, theme, manner, right - left - column)
    room = Box(left, 0, right - left, 0)
    slot = layer_slot(
        facts.trace, facts.bias_shown, room, theme, manner.sums, manner.sum_lines, False, facts.labels
    )
    sums = Box(left, canvas.height - 31 - max(slot.height, 50), right - left, max(slot.height, 50.0))
    top, bottom = max(head.bottom, 60.0) + 22, sums.y - 26
    formula = _formula(facts, theme, right - left)
    foot = 0.0 if formula is None else formula.box.height + 30
    across = right - left - column - beside
    plan = fit_rows(facts, manner, (across, bottom - top - foot), scale)
    if plan is None:
        formula, foot = None, 0.0
        plan = fit_rows(facts, manner, (across, bottom - top), scale)
    if plan is None:
        raise too_long(facts.padded)
    between = room_between(facts, plan, manner, bottom - top - foot)
    across = plan.spacing.across(facts.padded)
    spare = right - left - column - beside - across
    inset = min(spare / 2, max(right - left - slot.widest, 0.0)) if spare > LEFT_ALIGNED else 0.0
    x = left + inset + column
    sums = Box(sums.x + inset, sums.y, sums.width - inset, sums.height)
    height = plan.height(facts, between)
    upper = top + (bottom - top - foot - height) / 2
    placed = _answered(_placed(facts, theme, plan, x, upper, between), facts, manner, full)
    formulas: tuple[Formula, ...] = ()
    if formula is not None:
        middle = min(max(x + across / 2 - formula.box.width / 2, left), right - formula.box.width)
        y = (upper + height + bottom + 6) / 2 - formula.box.height / 2
        formulas = (formula.moved(middle - formula.box.x, y - formula.box.y),)
    lines = (*head.lines, *name_lines(facts, theme, manner, placed, x - column))
    y = sums.centre[1] + CAP_HEIGHT * manner.note / 2
    note = Note(sums.x, y, manner.note, False)
    return replace(
        placed, canvas=canvas, lines=lines, sums=replace(slot, box=sums), note=note, formulas=formulas
    )


def _fitted(facts: SingleFacts, theme: Theme, request: CanvasRequest) -> SingleLayout:
    scale = request.scale
    manner = legible(FITTED, scale)
    left, width = manner.margin, FITTED_WIDTH - 2 * manner.margin
    head = heading(facts.title, "", theme, Box(left, 0, width, 0), small=True)
    column = names_width(facts, theme, manner) + manner.names_gap
    beside, full = _beside(facts, theme, manner, width - column)
    plan = fit_rows(facts, manner, (width - column - beside, FITTED_HEIGHT), scale)
    if plan is None:
        raise too_long(facts.padded)
    between = room_between(facts, plan, manner, FITTED_HEIGHT)
    upper = head.bottom + 8 if head.lines else manner.margin
    placed = _answered(_placed(facts, theme, plan, left + column, upper, between), facts, manner, full)
    slot = layer_slot(
        facts.trace, facts.bias_shown, Box(left, 0, width, 0), theme, manner.sums, manner.sum_lines, True,
        facts.labels,
    )  # fmt: skip
    right = beside + max(row.box.right for row in (*placed.inputs, *placed.kernels, placed.output))
    right = min(max(right, left + slot.widest, *(line.box.right for line in head.lines), 200.0), left + width)
    sums = Box(left, upper + plan.height(facts, between) + 14, right - left, slot.height)
    x, y = sums.centre
    return replace(
        placed,
        canvas=even_canvas(right + manner.margin, sums.bottom + manner.margin, scale),
        lines=(*head.lines, *name_lines(facts, theme, manner, placed, left)),
        sums=replace(slot, box=sums),
        note=Note(x, y + CAP_HEIGHT * manner.note / 2, manner.note, True),
    )


def _formula(facts: SingleFacts, theme: Theme, room: float) -> Formula | None:
    """The size formula, in letters and numbers if that fits."""
    for size, brief in ((25.5, False), (23.0, False), (25.5, True), (23.0, True)):
        formula = size_formula(facts.axis(), theme, size, brief=brief)
        if formula.box.width <= room:
            return formula
    return None


def _placed(
    facts: SingleFacts, theme: Theme, plan: RowSizes, x: float, upper: float, between: float
) -> SingleLayout:
    """All rows, from the output's on top; words and canvas are added by those who know the picture."""
    trace, spacing = facts.trace, plan.spacing
    kernels_y = upper + spacing.height + between
    inputs_y = kernels_y + plan.middle(facts) + between
    inputs, dots = _block(facts, "input", x, inputs_y, facts.padded, spacing)
    reach, count = trace.dilation[0], trace.kernel_size[0]
    if plan.lens:
        pitch = round(plan.kernel * 1.12)
        large = Spacing(plan.kernel, plan.kernel, pitch, Detail.NUMBERS)
        left = x + max(spacing.across(facts.padded) - large.across(count), 0) / 2
        kernels, more = _block(facts, "kernel", left, kernels_y, count, large)
        windows_y = kernels_y + plan.block(facts, plan.kernel) + plan.gap
        windows, most = _block(facts, "window", left, windows_y, count, large)
        dots, more = (*dots, *more, *most), ()
    else:
        spread = replace(spacing, pitch=spacing.pitch * reach)
        kernels, more = _block(facts, "kernel", x, kernels_y, count, spread)
        windows = ()
    return SingleLayout(
        canvas=Canvas(0, 0),
        positions=len(trace),
        channels=facts.channels,
        inputs=inputs,
        kernels=kernels,
        windows=windows,
        output=_output(trace, x, upper, spacing),
        lead=trace.padding[0][0],
        lines=(),
        sums=layer_slot(trace, False, Box(0, 0, 1e6, 0), theme, (20, 20), 1, False, facts.labels),
        note=Note(0, 0, 0, False),
        dots=dots,
        kernel_dots=more,
    )


def _beside(facts: SingleFacts, theme: Theme, manner: Manner, room: float) -> tuple[float, bool]:
    """The room that the channels' answers take beside the rows, and whether their products are written."""
    if facts.trace.input.shape[0] == 1:
        return 0.0, False
    for full in (True, False):
        wide = answers_width(facts.trace, manner.names[1], full, theme) + manner.answers_gap
        if full and (facts.trace.kernel_size[0] > MOST_PRODUCTS or wide > 0.4 * room):
            continue
        return wide, full
    return 0.0, False


def _answered(placed: SingleLayout, facts: SingleFacts, manner: Manner, full: bool) -> SingleLayout:
    """The layout with the channels' answers right of all rows that move, or of the kernels that stay."""
    if facts.trace.input.shape[0] == 1:
        return placed
    rows = placed.kernels if placed.windows else (*placed.inputs, *placed.kernels)
    x = max(row.box.right for row in rows) + manner.answers_gap
    return replace(placed, answers=place_answers(placed.kernels, x, manner.names[1], full))


def _block(
    facts: SingleFacts, name: str, x: float, y: float, count: int, spacing: Spacing
) -> tuple[tuple[SampleRow, ...], tuple[tuple[float, float, float], ...]]:
    """A row for each channel that is shown, and where the dots for the others stand."""
    rows, dots = [], []
    for number in range(len(facts.channels)):
        if facts.hidden and number == len(facts.channels) - 1:
            room = DOTS_GAP * spacing.height
            middle = y + (room - CHANNEL_GAP) / 2
            dots.append((x + spacing.across(count) / 2, middle, min(spacing.height, 40.0)))
            y += room
        rows.append(row_of(name, x, y, count, spacing))
        y += spacing.height + CHANNEL_GAP
    return tuple(rows), tuple(dots)


def _output(trace: ConvTrace, x: float, y: float, spacing: Spacing) -> SampleRow:
    """The outputs, each over the middle of its window, or over its last sample where none is later."""
    offset = trace.window.span[0] - 1 if is_causal(trace) else (trace.window.span[0] - 1) / 2
    spread = replace(spacing, pitch=spacing.pitch * trace.stride[0])
    if trace.stride[0] > 1 and spacing.detail < Detail.NUMBERS:
        spread = replace(spread, width=spread.pitch)
    start = x + offset * spacing.pitch + (spacing.width - spread.width) / 2
    return row_of("output", start, y, len(trace), spread)
