"""The layout of a stack of causal layers, as a slide or fitted to its content."""

from __future__ import annotations

from dataclasses import replace

from convanim.layout.arithmetic import SumSlot
from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, Canvas, CanvasRequest, Line
from convanim.layout.captions import shrunk
from convanim.layout.conv1d.facts import stack_slot
from convanim.layout.conv1d.layout import StackLayout
from convanim.layout.conv1d.rows import SampleRow, Spacing, fit_spacing, row_of, too_long
from convanim.layout.conv1d.stack_words import (
    FITTED,
    GREY_PITCH,
    NAMES_COLUMN,
    NAMES_PITCH,
    ROOMY,
    SLIDE,
    Manner,
    StackFacts,
    field_runs,
    legible,
    name_lines,
    names_width,
    remark_lines,
)
from convanim.layout.heading import heading
from convanim.layout.sliding.layout import Note
from convanim.layout.sliding.numeric import even_canvas
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width


def stack_view(facts: StackFacts, theme: Theme, request: CanvasRequest) -> StackLayout:
    """The layout of a stack; ConvanimError where its samples do not fit."""
    return _fitted(facts, theme, request) if request.fitted else _slide(facts, theme, request)


def _slide(facts: StackFacts, theme: Theme, request: CanvasRequest) -> StackLayout:
    canvas, scale, manner = request.slide, request.scale, SLIDE
    left, right = manner.margin, canvas.width - manner.margin
    head = heading(facts.title, "", theme, Box(left, 0, right - left, canvas.height))
    column = max(NAMES_COLUMN, names_width(facts, theme, manner) + manner.names_gap)
    few = len(facts.trace) <= 10
    spacing = _spacing(facts, right - left - column, ROOMY if few else manner.cell, scale)
    slot = _slot(facts, theme, manner, Box(left, 0, right - left, 0), centred=False)
    sums = Box(left, canvas.height - 31 - max(slot.height, 50), right - left, max(slot.height, 50.0))
    top, bottom = max(head.bottom, 60.0) + 66, sums.y - 66 - spacing.height
    layers = len(facts.trace.layers)
    apart = min((bottom - top) / layers, manner.rows * (1.2 if layers == 1 else 1.0))
    upper = (top + bottom - apart * layers) / 2
    spare = right - left - column - spacing.across(len(facts.trace))
    x = left + column + (spare / 2 if spare > 120 else 0.0)
    rows = _rows(facts, x, upper, apart, spacing)
    share = min(1.0, apart / NAMES_PITCH)
    close = replace(manner, names=(share * manner.names[0], share * manner.names[1]))
    lines = (*head.lines, *name_lines(facts, theme, close, rows, x - column))
    placed = _placed(facts, theme, manner, rows, x - column, right, replace(slot, box=sums))
    remark = remark_lines(facts, theme, placed.sums, right)
    return replace(placed, canvas=canvas, lines=(*lines, *placed.lines, *remark))


def _fitted(facts: StackFacts, theme: Theme, request: CanvasRequest) -> StackLayout:
    scale = request.scale
    manner = legible(FITTED, scale)
    left, width = manner.margin, FITTED_WIDTH - 2 * manner.margin
    head = heading(facts.title, "", theme, Box(left, 0, width, 0), small=True)
    column = names_width(facts, theme, manner) + manner.names_gap
    spacing = _spacing(facts, width - column, manner.cell, scale)
    layers = len(facts.trace.layers)
    apart = max(min(manner.rows, 420 / layers), spacing.height + 22)
    upper = (head.bottom if head.lines else 8.0) + 2.0 * manner.prose
    rows = _rows(facts, left + column, upper, apart, spacing)
    slot = _slot(facts, theme, manner, Box(left, 0, width, 0), centred=True)
    right = max(rows[0].box.right, left + column + 0.6 * runs_width(field_runs(facts, theme, manner)))
    right = min(max(right, left + slot.widest, *(line.box.right for line in head.lines), 220.0), left + width)
    sums = Box(left, rows[0].box.bottom + 3.2 * manner.field, right - left, slot.height)
    placed = _placed(facts, theme, manner, rows, left, right, replace(slot, box=sums))
    lines = (*head.lines, *name_lines(facts, theme, manner, rows, left), *placed.lines)
    return replace(
        placed, canvas=even_canvas(right + manner.margin, sums.bottom + manner.margin, scale), lines=lines
    )


def _spacing(facts: StackFacts, room: float, most: float, scale: float) -> Spacing:
    count = len(facts.trace)
    spacing = fit_spacing(count, room, most, facts.values, scale)
    if spacing is None:
        raise too_long(count)
    return spacing


def _slot(facts: StackFacts, theme: Theme, manner: Manner, room: Box, centred: bool) -> SumSlot:
    return stack_slot(
        facts.trace, facts.bias_shown, room, theme, manner.sums, manner.sum_lines, centred, facts.labels
    )


def _rows(facts: StackFacts, x: float, upper: float, apart: float, spacing: Spacing) -> tuple[SampleRow, ...]:
    """The input at the bottom, the last layer on top."""
    layers, count = len(facts.trace.layers), len(facts.trace)
    names = ("input", *(f"layer {number + 1}" for number in range(layers)))
    return tuple(
        row_of(name, x, upper + (layers - number) * apart, count, spacing)
        for number, name in enumerate(names)
    )


def _placed(
    facts: StackFacts, theme: Theme, manner: Manner, rows: tuple[SampleRow, ...], left: float, right: float,
    slot: SumSlot,
) -> StackLayout:  # fmt: skip
    """What depends on where the rows are: the bracket and its words, the line of the present, the sum."""
    bottom, size, end = rows[0].box.bottom, manner.field, right
    baseline = bottom + 12 + 1.36 * size
    time = Run(facts.labels("time"), Style(manner.prose), theme.muted)
    length = runs_width((time,)) + 12 + 5.2 * manner.prose
    field = field_runs(facts, theme, manner)
    right = min(max(rows[0].box.right, left + runs_width(field) + length + 60), right)
    arrow: tuple[float, float, float] | None = None
    lines: tuple[Line, ...] = ()
    limit = right
    if runs_width(field) + length + 30 <= right - left:
        limit = right - length - 24
        y = baseline - CAP_HEIGHT * size / 2
        lines = (Line("time", (time,), right - length, y + CAP_HEIGHT * manner.prose / 2),)
        arrow = (right - 5.2 * manner.prose, right, y)
    field = shrunk(field, limit - left, LEAST_PROSE)
    if runs_width(field) > limit - left:
        field = field_runs(facts, theme, manner, brief=True)
    now = Run(facts.labels("now"), Style(manner.prose, 650), theme.ink)
    future = Run(facts.labels("future: never read"), Style(manner.prose), theme.muted)
    above = rows[-1].y - 1.1 * manner.prose
    x, y = slot.box.centre
    note = Note(
        x if slot.centred else slot.box.x, y + CAP_HEIGHT * manner.note / 2, manner.note, slot.centred
    )
    return StackLayout(
        canvas=Canvas(0, 0),
        rows=rows,
        first=facts.first,
        lines=lines,
        sums=slot,
        note=note,
        bracket=(12.0, 8.0),
        field=field,
        field_place=(left, limit, baseline),
        now=(above - manner.prose * 0.3, bottom + 4),
        now_words=((now,), (future,)),
        now_baseline=above,
        right=end,
        arrow=arrow,
        greys=rows[0].pitch >= GREY_PITCH,
    )
