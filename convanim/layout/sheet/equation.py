"""A row of a sheet as an equation: kernels, answers, bias, sum and activation, and the words at them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Protocol

from convanim.labels import Labels
from convanim.layout.boxes import LEAST_PROSE, Box, Line, Plane, flat
from convanim.layout.sheet.cells import CHIP, KERNEL_GAP, Cells
from convanim.layout.sheet.facts import SheetFacts, roles_of
from convanim.layout.sheet.sheet import Bracket, Column, Operator, Point
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

EQUALS_GAP, ICON_GAP, OUTPUT_GAP = 1.1, 0.87, 1.0
SHORT_NAMES = {"relu": "ReLU", "leaky_relu": "leaky", "gelu": "GELU", "silu": "SiLU"}


@dataclass(frozen=True, slots=True)
class Equation:
    """The boxes of a row from its kernels to its output: what ``Row`` holds, without words."""

    kernels: tuple[Plane, ...]
    chips: tuple[Box, ...]
    arrows: tuple[tuple[Point, Point], ...]
    operators: tuple[Operator, ...]
    elision: float | None
    bias: Box | None
    total: Box | None
    icon: Box | None
    right: float


def equation(facts: SheetFacts, cells: Cells, columns: tuple[Column, ...], y: float, tail: bool) -> Equation:
    """A row's boxes around the height ``y``; with the tail up to the arrow before the output, or without."""
    unit, plus = cells.unit, 0.46 * cells.unit
    height, width = cells.kernel_size(facts)
    kernels = tuple(flat(*facts.kernel, column.left, y - height / 2, cells.kernel) for column in columns)
    chips = tuple(_answer(facts, cells, column.left + width + KERNEL_GAP * unit, y) for column in columns)
    arrows = [_arrow(k.box.right, c.x, y, unit) for k, c in zip(kernels, chips, strict=True)]
    operators, elision = [], None
    for number in range(1, len(columns)):
        before, after = chips[number - 1].right, columns[number].left
        if facts.hidden and number == len(columns) - 1:
            elision = (columns[number - 1].right + after) / 2
            operators.append(Operator("dots", (elision, y), 0.46 * unit))
            operators.append(Operator("plus", ((before + elision - 0.6 * unit) / 2, y), plus))
            operators.append(Operator("plus", ((after + elision + 0.6 * unit) / 2, y), plus))
        else:
            operators.append(Operator("plus", ((before + after) / 2, y), plus))
    x = chips[-1].right
    bias = total = icon = None
    if tail:
        if facts.bias_shown:
            operators.append(Operator("plus", (x + 0.62 * unit, y), plus))
            bias = _chip(cells, x + 1.25 * unit + cells.chip / 2, y)
            x = bias.right
        operators.append(Operator("equals", (x + EQUALS_GAP * unit / 2, y), plus))
        total = _chip(cells, x + EQUALS_GAP * unit + cells.chip / 2, y)
        x = total.right
        if facts.activation != "none":
            side = CHIP * unit
            icon = Box(x + ICON_GAP * unit, y - side / 2, side, side)
            arrows.append(_arrow(x, icon.x, y, unit))
            x = icon.right
        arrows.append(_arrow(x, x + OUTPUT_GAP * unit, y, unit))
        x += OUTPUT_GAP * unit
    return Equation(kernels, chips, tuple(arrows), tuple(operators), elision, bias, total, icon, x)


def _answer(facts: SheetFacts, cells: Cells, x: float, y: float) -> Box:
    """What a kernel answers with: a number, or the map that fills with its answers."""
    if facts.partials != "beside":
        return _chip(cells, x + cells.chip / 2, y)
    height, width = facts.output[0] * cells.map, facts.output[1] * cells.map
    return Box(x, y - height / 2, width, height)


def _chip(cells: Cells, middle: float, y: float) -> Box:
    height = CHIP * cells.unit
    return Box(middle - cells.chip / 2, y - height / 2, cells.chip, height)


def _arrow(start: float, end: float, y: float, unit: float) -> tuple[Point, Point]:
    room = min(0.14 * unit, (end - start) * 0.18)
    return (start + room, y), (end - room, y)


def label_size(cells: Cells, scale: float) -> float:
    """The type size under chips."""
    return min(max(0.5 * cells.unit, 13.0, LEAST_PROSE / scale), 20.0)


class Tail(Protocol):
    """What stands behind a row's answers: boxes, or None where nothing is shown."""

    @property
    def bias(self) -> Box | None:
        """The bias."""

    @property
    def total(self) -> Box | None:
        """The sum."""

    @property
    def icon(self) -> Box | None:
        """The activation."""


class Named(Protocol):
    """What these boxes are called by: whether there is a bias, which activation, and the words."""

    @property
    def bias_shown(self) -> bool:
        """Whether a bias is added."""

    @property
    def activation(self) -> str:
        """The activation's name."""

    @property
    def labels(self) -> Labels:
        """The words."""


def labels_of(facts: Named, parts: Tail, theme: Theme, size: float, scale: float) -> tuple[Line, ...]:
    """What stands under the chips: ``bias``, ``Σ + b``, the activation's name; no label reaches another."""
    words = [
        (parts.bias, facts.labels("bias"), theme.bias.ink),
        (parts.total, "Σ + b" if facts.bias_shown else "Σ", theme.output.ink),
        (parts.icon, SHORT_NAMES.get(facts.activation, facts.activation), theme.ink),
    ]
    placed = [(box, Run(text, Style(size, 560), ink)) for box, text, ink in words if box is not None]
    pitch = min((b.centre[0] - a.centre[0] for (a, _), (b, _) in itertools.pairwise(placed)), default=1e9)
    widest = max((runs_width((run,)) for _, run in placed), default=0.0)
    share = min(1.0, (pitch - 0.3 * size) / widest) if widest else 1.0
    share = max(share, LEAST_PROSE / scale / size)
    return tuple(
        Line(
            "label",
            (small := run.scaled(share),),
            box.centre[0] - runs_width((small,)) / 2,
            box.bottom + 1.22 * size,
        )
        for box, run in placed
    )


def name_runs(facts: SheetFacts, channel: int, theme: Theme, size: float, width: float) -> tuple[Run, ...]:
    """A channel's name over its map, with the map's size where there is room."""
    ink = roles_of(theme, facts.depth, channel)[0].ink
    name, number = facts.channel_name(channel)
    strong = Style(size, 650)
    runs: tuple[Run, ...] = (Run(name, Style(size, 450 if number else 650), ink),)
    runs += (Run(number, strong, ink),) if number else ()
    shape = Run(f"  {facts.input[0]}×{facts.input[1]}", Style(size, 450), theme.ink)
    if not number and runs_width((*runs, shape)) <= width:
        runs = (*runs, shape)
    return runs


def row_bracket(parts: Equation, y: float) -> Bracket:
    """The bracket under a filter's kernels: from the first to the last, whatever is left out between."""
    return Bracket.below(parts.kernels[0].box.x, parts.kernels[-1].box.right, y, 9.0, "kernel")


def past_maps(
    facts: SheetFacts, cells: Cells, parts: Equation, columns: tuple[Column, ...], y: float
) -> Equation:
    """The same row with a longer last arrow, where its output would else lie on the inputs."""
    maps = columns[-1].input.box
    past = maps.right + 0.8 * cells.unit
    if y - facts.output[0] * cells.map / 2 > maps.bottom + 8.0 or parts.right >= past:
        return parts
    *others, (start, _) = parts.arrows
    return replace(parts, arrows=(*others, (start, (past - 0.14 * cells.unit, y))), right=past)
