"""A filter's row: kernels, their answers, what is added, and the map that the sum fills."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.boxes import LEAST_PROSE, Box, Plane
from convanim.layout.grouped.cells import Cells
from convanim.layout.grouped.facts import GroupedFacts
from convanim.layout.grouped.pieces import Row
from convanim.layout.sheet.cells import CHIP, KERNEL_GAP
from convanim.layout.sheet.sheet import Operator, Point

BIAS_GAP, EQUALS_GAP, ICON_GAP = 1.25, 1.1, 0.87
ARROW = 1.0
PLUS, PLAIN_PLUS = 0.46, 0.72
"""A plus among chips, and where there is nothing but it between kernels, in units."""
DOTS_ROOM = 0.6


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What a row shows, before it has a place.

    Attributes:
        lefts: the left ends of its kernels; ``gaps`` says before which of them others are left out.
        shape: the kernels' rows and columns.
        output_x: the left end of the output, or None for right behind the row.
    """

    trace: str
    index: int
    turn: int
    stage: int
    channels: tuple[int, ...]
    roles: tuple[str, ...]
    lefts: tuple[float, ...]
    shape: tuple[int, int]
    gaps: frozenset[int]
    output_x: float | None


def tail_width(facts: GroupedFacts, cells: Cells) -> float:
    """From the last kernel's answer to the output: bias, sum, activation and arrow."""
    unit = cells.unit
    if not cells.chip:
        return 2.2 * unit
    width = EQUALS_GAP * unit + cells.chip + ARROW * unit
    if facts.bias_shown:
        width += BIAS_GAP * unit + cells.chip
    if facts.activation != "none":
        width += ICON_GAP * unit + CHIP * unit
    return width


def row_of(facts: GroupedFacts, cells: Cells, plan: RowPlan, y: float) -> Row:
    """A row around the height ``y``."""
    unit, (height, width) = cells.unit, cells.kernel_size(plan.shape)
    kernels = tuple(cells.kernel_plane(plan.shape, x, y - height / 2) for x in plan.lefts)
    chips, arrows = _answers(cells, kernels, y)
    ends = [box.right for box in chips] or [x + width for x in plan.lefts]
    operators = _between(cells, plan, ends, y)
    x = ends[-1]
    bias = total = icon = None
    if cells.chip:
        if facts.bias_shown:
            operators.append(Operator("plus", (x + 0.62 * unit, y), PLUS * unit))
            bias = _chip(cells, x + BIAS_GAP * unit, y)
            x = bias.right
        operators.append(Operator("equals", (x + EQUALS_GAP * unit / 2, y), PLUS * unit))
        total = _chip(cells, x + EQUALS_GAP * unit, y)
        x = total.right
        if facts.activation != "none":
            icon = Box(x + ICON_GAP * unit, y - CHIP * unit / 2, CHIP * unit, CHIP * unit)
            arrows.append(_arrow(x, icon.x, y, unit))
            x = icon.right
    behind = x + (ARROW if cells.chip else 2.2) * unit
    output_x = behind if plan.output_x is None else max(behind, plan.output_x)
    rows = facts.output[0] * cells.map
    output = cells.map_plane(facts.output, output_x, y - rows / 2)
    arrows.append(_arrow(x, output.box.x, y, unit, 0.14 if cells.chip else 0.5))
    return Row(
        hidden=_hidden(cells, plan, ends, y),
        trace=plan.trace,
        index=plan.index,
        turn=plan.turn,
        stage=plan.stage,
        channels=plan.channels,
        kernels=kernels,
        kernel_roles=plan.roles,
        output=output,
        output_role="output",
        chips=chips,
        operators=tuple(operators),
        arrows=tuple(arrows),
        bias=bias,
        total=total,
        icon=icon,
    )


def _answers(
    cells: Cells, kernels: tuple[Plane, ...], y: float
) -> tuple[tuple[Box, ...], list[tuple[Point, Point]]]:
    """A chip beside each kernel, and the arrow to it; nothing where answers are not written."""
    if not cells.chip:
        return (), []
    gap = KERNEL_GAP * cells.unit
    chips = tuple(_chip(cells, kernel.box.right + gap, y) for kernel in kernels)
    return chips, [
        _arrow(kernel.box.right, chip.x, y, cells.unit) for kernel, chip in zip(kernels, chips, strict=True)
    ]


def _between(cells: Cells, plan: RowPlan, ends: list[float], y: float) -> list[Operator]:
    """A plus between two terms; where channels are left out, dots between two."""
    unit, found = cells.unit, []
    plus = PLUS * unit
    if not cells.chip and not plan.gaps:
        plus = max(plus, min(PLAIN_PLUS * unit, cells.kernel_size(plan.shape)[0]))
    for number in range(1, len(plan.lefts)):
        before, after = ends[number - 1], plan.lefts[number]
        if number not in plan.gaps:
            found.append(Operator("plus", ((before + after) / 2, y), min(plus, 0.7 * (after - before))))
            continue
        middle = (before + after) / 2
        found.append(Operator("dots", (middle, y), cells.dots))
        for at in (before + middle - DOTS_ROOM * unit, after + middle + DOTS_ROOM * unit):
            found.append(Operator("plus", (at / 2, y), PLUS * unit))
    return found


def _hidden(cells: Cells, plan: RowPlan, ends: list[float], y: float) -> Box | None:
    """The room for the sum of what is left out, under the last dots; none where answers are not written."""
    if not plan.gaps or not cells.chip:
        return None
    last, size = max(plan.gaps), min(max(0.62 * cells.unit, LEAST_PROSE / cells.scale), 17.0)
    return Box(ends[last - 1] + 3, y + 0.5 * cells.unit, plan.lefts[last] - ends[last - 1] - 6, size)


def _chip(cells: Cells, x: float, y: float) -> Box:
    return Box(x, y - cells.chip_height / 2, cells.chip, cells.chip_height)


def _arrow(start: float, end: float, y: float, unit: float, air: float = 0.14) -> tuple[Point, Point]:
    room = min(max(air * unit, 2.0), (end - start) * 0.18)
    return (start + room, y), (end - room, y)
