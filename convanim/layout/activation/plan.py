"""The planner of ``activation``: from a clip's numbers to its layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from convanim.engine import ConvTrace
from convanim.errors import ConvanimError
from convanim.layout.activation.arrange import Arranger
from convanim.layout.activation.facts import ActivationFacts, activation_facts
from convanim.layout.activation.functions import CHARS
from convanim.layout.activation.layout import ActivationLayout
from convanim.layout.activation.line import LineSlot, ValueStep, plan_line
from convanim.layout.activation.manner import FITTED, SLIDE, Manner, legible
from convanim.layout.activation.placed import Placed
from convanim.layout.activation.routes import Rail
from convanim.layout.arithmetic import RESULT_HEIGHT
from convanim.layout.boxes import FITTED_WIDTH, LEAST_DIGIT, Box, Canvas, CanvasRequest, Line
from convanim.layout.facts import plain
from convanim.layout.heading import Heading, heading
from convanim.layout.sliding.layout import Note
from convanim.layout.sliding.numeric import even_canvas
from convanim.layout.upright import upright
from convanim.numbers import format_number
from convanim.theme import Role, Theme
from convanim.typeset import CAP_HEIGHT

if TYPE_CHECKING:
    from convanim.spec import Clip

SEARCHED = 2000
"""So many cells are looked at to settle the size of the line."""
LONGEST = 5
"""Cells of each sign with the longest texts that the line has to fit."""


@upright
def activation(clip: Clip, theme: Theme, request: CanvasRequest) -> ActivationLayout:
    """The layout of ``activation``; a fitted picture has a title only where one was asked for."""
    titled = not request.fitted or clip.spec.title is not None
    facts = activation_facts(
        cast(ConvTrace, clip.trace),
        clip.title if titled else "",
        clip.prose,
        clip.labels,
        clip.spec.bias is not None,
    )
    return plan_activation(facts, theme, request)


def plan_activation(facts: ActivationFacts, theme: Theme, request: CanvasRequest) -> ActivationLayout:
    """The layout for a slide or a fitted picture; ConvanimError where the maps do not fit."""
    return _fitted(facts, theme, request) if request.fitted else _slide(facts, theme, request)


def role_of(facts: ActivationFacts, theme: Theme) -> Role:
    """The colours of the map before: given values are an input, sums are outputs of their layer."""
    return theme.input if facts.plain else theme.output


def _slide(facts: ActivationFacts, theme: Theme, request: CanvasRequest) -> ActivationLayout:
    canvas, manner = request.slide, legible(SLIDE, request.scale)
    margin, right = 56.0, canvas.width - 56.0
    head = heading(facts.title, facts.prose, theme, Box(margin, 0, right - margin, canvas.height))
    height = RESULT_HEIGHT * manner.line[0]
    slot_box = Box(margin, canvas.height - 27 - height, right - margin, height)
    top, bottom = head.bottom + 14, slot_box.y - 26
    arranger = _arranger(facts, theme, manner, request.scale, (right - margin, bottom - top))
    placed = _best(arranger, ("row", "stack", "arch"))
    box = placed.box
    dx = margin + (right - margin - box.width) / 2 - box.x
    dy = top + max(bottom - top - _height(placed, arranger), 0.0) / 2 - box.y
    slot = _slot(facts, theme, manner, request.scale, slot_box, centred=False)
    return _layout(placed, arranger, canvas, head, (dx, dy), slot)


def _fitted(facts: ActivationFacts, theme: Theme, request: CanvasRequest) -> ActivationLayout:
    manner, margin = legible(FITTED, request.scale), 14.0
    head = heading(facts.title, "", theme, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), small=True)
    top = head.bottom + (8 if head.lines else margin)
    inner = FITTED_WIDTH - 2 * margin
    arranger = _arranger(facts, theme, manner, request.scale, (inner, 580.0))
    placed = _best(arranger, ("row", "arch", "stack"))
    slot = _slot(facts, theme, manner, request.scale, Box(0, 0, inner, 0), centred=True)
    box = placed.box
    rails = _rails(placed)
    content = max(rails[1] - rails[0], slot.widest, *(line.width for line in head.lines), 0.0)
    width = min(FITTED_WIDTH, content + 2 * margin)
    dx, dy = width / 2 - (rails[0] + rails[1]) / 2, top - box.y
    height = RESULT_HEIGHT * slot.size
    y = top + _height(placed, arranger) + 12.0
    slot = replace(slot, box=Box(margin, y, width - 2 * margin, height))
    canvas = even_canvas(width, y + height + margin, request.scale)
    return _layout(placed, arranger, canvas, head, (dx, dy), slot)


def _arranger(
    facts: ActivationFacts, theme: Theme, manner: Manner, scale: float, room: tuple[float, float]
) -> Arranger:
    return Arranger(facts, theme, role_of(facts, theme), manner, scale, room)


def _best(arranger: Arranger, order: tuple[str, ...]) -> Placed:
    placed = arranger.best(order)
    if placed is None:
        rows, columns = arranger.facts.size
        raise ConvanimError(
            f"a map of {rows}×{columns} cells does not fit the picture: use a smaller input or a larger width"
        )
    return placed


def _height(placed: Placed, arranger: Arranger) -> float:
    """From the highest to the lowest point, chips included."""
    bottom = max(placed.box.bottom, placed.level + arranger.chip.height / 2)
    return bottom - placed.box.y


def _rails(placed: Placed) -> tuple[float, float]:
    """The leftmost and the rightmost x of everything, routes included."""
    box = placed.box
    return min(box.x, placed.leave.x - 4), max(box.right, placed.arrive.x + 4)


def _layout(
    placed: Placed,
    arranger: Arranger,
    canvas: Canvas,
    head: Heading,
    by: tuple[float, float],
    slot: LineSlot,
) -> ActivationLayout:
    dx, dy = (round(part * canvas.scale) / canvas.scale for part in by)
    x, y = slot.box.centre
    note = Note(
        x if slot.centred else slot.box.x,
        y + CAP_HEIGHT * arranger.manner.note / 2,
        arranger.manner.note,
        slot.centred,
        slot.labels,
    )
    return ActivationLayout(
        arrangement=placed.arrangement,
        canvas=canvas,
        before=placed.before.moved(dx, dy),
        after=placed.after.moved(dx, dy),
        details=arranger.details(placed.before.cell),
        role=arranger.role,
        plot=placed.plot.moved(dx, dy),
        chip=arranger.chip,
        leave=Rail(placed.leave.x + dx, placed.leave.right),
        arrive=Rail(placed.arrive.x + dx, placed.arrive.right),
        level=placed.level + dy,
        column=placed.column + dx,
        formula=placed.formula.moved(dx, dy),
        lines=(*_centred(head.lines, canvas, slot), *(line.moved(dx, dy) for line in placed.lines)),
        slot=slot,
        note=note,
    )


def _centred(lines: tuple[Line, ...], canvas: Canvas, slot: LineSlot) -> tuple[Line, ...]:
    """A fitted picture's heading around its middle; a slide's stays at the margin."""
    if not slot.centred:
        return lines
    return tuple(replace(line, x=(canvas.width - line.width) / 2) for line in lines)


def _slot(
    facts: ActivationFacts, theme: Theme, manner: Manner, scale: float, box: Box, centred: bool
) -> LineSlot:
    largest, least, remark = manner.line
    role, digit = role_of(facts, theme), LEAST_DIGIT / scale
    slot = LineSlot(box, largest, role, facts.labels, True, 0.0, centred, digit)
    return plan_line(_longest(facts), slot, theme, (largest, least), remark)


def _longest(facts: ActivationFacts) -> Iterator[ValueStep]:
    """The steps with the longest texts, some of each sign."""
    before, after = facts.before.ravel(), facts.after.ravel()
    looked_at = np.unique(np.linspace(0, before.size - 1, SEARCHED).astype(int))
    steps = [ValueStep(facts.name, plain(before[n]), plain(after[n])) for n in looked_at]

    def letters(step: ValueStep) -> int:
        texts = format_number(step.before, CHARS), format_number(step.after, CHARS)
        return 3 * len(texts[0]) + len(texts[1])

    for sign in (-1, 0, 1):
        alike = [step for step in steps if np.sign(step.before) == sign]
        yield from sorted(alike, key=letters)[-LONGEST:]
