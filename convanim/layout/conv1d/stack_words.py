"""The words of a stack: the names of its rows, the receptive field and its formula, and the remark."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim import typeset
from convanim.engine.trace_stack import StackTrace
from convanim.labels import Labels
from convanim.layout.arithmetic import SumSlot
from convanim.layout.boxes import LEAST_PROSE, Line
from convanim.layout.captions import styled
from convanim.layout.conv1d.facts import hardest
from convanim.layout.conv1d.rows import SampleRow
from convanim.layout.conv1d.single_names import samples
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width


@dataclass(frozen=True, slots=True)
class StackFacts:
    """A stack and its words."""

    trace: StackTrace
    title: str
    remark: str
    labels: Labels
    bias_shown: bool

    @property
    def values(self) -> tuple[float, ...]:
        """The values with the widest texts, of all rows."""
        found = hardest(self.trace.input)
        for layer in self.trace.layers:
            found += hardest(layer.output)
        return found

    @property
    def first(self) -> int:
        """The sample that is explained: the first whose receptive field is full, in the first two thirds."""
        length = len(self.trace)
        return min(self.trace.receptive_field - 1, 2 * length // 3, length - 1)


@dataclass(frozen=True, slots=True)
class Manner:
    """The measures in which slides and fitted pictures differ, in design pixels.

    Attributes:
        cell: the largest cells; ``rows`` the most between rows.
        names: the type of names and of what stands below them; ``names_gap`` is behind them.
        prose: the type of the words around the rows.
        sums: the largest and the least type of the sum, on ``sum_lines`` lines.
    """

    margin: float
    cell: float
    rows: float
    names: tuple[float, float]
    names_gap: float
    prose: float
    field: float
    sums: tuple[float, float]
    sum_lines: int
    note: float


SLIDE = Manner(56, 44, 124, (22, 20), 28, 18, 22, (30, 22), 2, 26)
FITTED = Manner(14, 34, 78, (16, 14.5), 14, 14.5, 16, (21, 16), 2, 18)
ROOMY = 56.0
"""The largest cells of a slide with few samples."""
GREY_PITCH = 14.0
"""Where cells are nearer to each other than that, reads that are not followed would only be a blur."""
NAMES_COLUMN = 184.0
NAMES_PITCH = 54.0
"""Where rows are nearer to each other than that, their names are smaller."""


def legible(manner: Manner, scale: float) -> Manner:
    least = LEAST_PROSE / scale
    return replace(
        manner,
        names=(max(manner.names[0], least), max(manner.names[1], least)),
        prose=max(manner.prose, least),
        field=max(manner.field, least),
        sums=(max(manner.sums[0], least), max(manner.sums[1], least)),
        note=max(manner.note, least),
    )


def _name_runs(facts: StackFacts, theme: Theme, manner: Manner, number: int) -> tuple[tuple[Run, ...], ...]:
    """What stands left of a row: its name, and its samples or its dilation."""
    labels, (large, small) = facts.labels, manner.names
    muted = (Style(small), theme.muted)
    if number == 0:
        count = samples(len(facts.trace), 1, labels)
        return (Run(labels("input"), Style(large, 650), theme.input.ink),), styled(count, muted)
    strong = (Style(small, 650), theme.kernel.ink)
    dilation = labels.pieces("dilation {number}", number=facts.trace.dilations[number - 1])
    name = Run(labels("layer {number}", number=number), Style(large, 650), theme.output.ink)
    return (name,), styled(dilation, muted, number=strong)


def names_width(facts: StackFacts, theme: Theme, manner: Manner) -> float:
    numbers = range(len(facts.trace.layers) + 1)
    return max(runs_width(runs) for n in numbers for runs in _name_runs(facts, theme, manner, n))


def name_lines(
    facts: StackFacts, theme: Theme, manner: Manner, rows: tuple[SampleRow, ...], x: float
) -> list[Line]:
    found = []
    for number, row in enumerate(rows):
        name, extra = _name_runs(facts, theme, manner, number)
        middle = row.box.centre[1]
        found.append(Line("name", name, x, middle - 0.13 * manner.names[0]))
        found.append(Line("extra", extra, x, middle + 0.13 * manner.names[0] + manner.names[1]))
    return found


def field_runs(facts: StackFacts, theme: Theme, manner: Manner, brief: bool = False) -> tuple[Run, ...]:
    """``receptive field 1 + (2 − 1)·(1 + 2 + 4) = 8``; brief without the sum."""
    trace, size = facts.trace, manner.field
    strong, plain = Style(size, 650), Style(size, 450)
    number = Run(str(trace.receptive_field), strong, theme.kernel.ink)
    name = Run(f"{facts.labels('receptive field')} ", strong, theme.kernel.ink)
    if brief:
        return name, number
    dilations = " + ".join(map(str, trace.dilations))
    reads = f"({dilations})" if len(trace.dilations) > 1 else dilations
    return name, Run(f"1 + ({trace.kernel_size[0]} − 1)·{reads} = ", plain, theme.ink), number


def remark_lines(facts: StackFacts, theme: Theme, slot: SumSlot, right: float) -> tuple[Line, ...]:
    """What the layers have in common, beside the sum, in one line or two; nothing where there is no room."""
    x = slot.box.x + slot.widest + 20
    for size in (22.0, 20.0, 18.0):
        style = Style(size)
        texts = typeset.wrap(facts.remark, style, right - x) if right - x > 160 else ()
        fits = texts and max(typeset.width(text, style) for text in texts) <= right - x
        if fits and len(texts) <= (1 if size > 20 else 2):
            middle = slot.box.centre[1] + CAP_HEIGHT * size / 2 - 0.68 * size * (len(texts) - 1)
            return tuple(
                Line("remark", (Run(text, style, theme.muted),), x, middle + 1.36 * size * number)
                for number, text in enumerate(texts)
            )
    return ()
