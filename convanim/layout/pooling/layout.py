"""The layout of a pooling: which planes and texts stand where, in either view."""

from __future__ import annotations

import math
from dataclasses import dataclass

from convanim import typeset
from convanim.labels import ENGLISH, Labels
from convanim.layout.boxes import LEAST_PROSE, Box, Canvas, Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.facts import Pair
from convanim.layout.formula import Formula
from convanim.layout.pooling.line import PoolSlot
from convanim.layout.sliding.layout import Note, Sign
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, X_HEIGHT, Run, Style

MARK_CELL = 20.0
"""Winners are marked in cells of at least so many delivered pixels."""
MARK_CENTRE = (0.82, 0.18)
MARK_RADIUS = 0.085


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A mark and what it means: where it stands, its radius, and whether it is a full disc."""

    centre: tuple[float, float]
    radius: float
    full: bool
    line: Line


@dataclass(frozen=True, slots=True)
class PoolLayout:
    """Where everything stands.

    Attributes:
        input: the plane of the padded input; windows may reach ``beyond`` it by rows and columns of nothing.
        lens: the plane of the window redrawn large, where the maps' cells are too small for numbers.
        details: what the cells of "input", "output" and "lens" show.
        lines: the texts that never change.
        legend: what the marks mean; empty where nothing is marked.
        slot: where the line stands that says how an output came about, in the numeric view.
        note: where the line stands that says how far a fast window is.
        swatch: a small framed cell beside the window's caption, in the tilted view.
        explain: the most seconds that there is to say of the first position.
        labels: the words for what changes.
    """

    view: str
    canvas: Canvas
    input: Plane
    beyond: Pair
    output: Plane
    details: dict[str, Detail]
    lines: tuple[Line, ...]
    lens: Plane | None = None
    signs: tuple[Sign, ...] = ()
    formulas: tuple[Formula, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    slot: PoolSlot | None = None
    note: Note | None = None
    swatch: Plane | None = None
    explain: float | None = None
    labels: Labels = ENGLISH

    @property
    def grid(self) -> Pair:
        """The positions that the storyboard visits: one for each output cell."""
        return self.output.rows, self.output.columns


LEGEND_PITCH = 1.44
"""From one line of the legend to the next, in sizes of its type."""
LEGEND_TEXT = 1.25
"""From the legend's left end to its words, in sizes of its type."""


def legend_texts(ties: bool, labels: Labels) -> tuple[str, ...]:
    """What the marks mean: the ring only where something ties."""
    return (labels("winner"), labels("tie, first wins")) if ties else (labels("winner"),)


def legend_size(texts: tuple[str, ...], size: float) -> tuple[float, float]:
    """The width and the height of a legend."""
    widest = max(typeset.width(text, Style(size)) for text in texts)
    return LEGEND_TEXT * size + widest, LEGEND_PITCH * size * len(texts)


def set_legend(
    texts: tuple[str, ...], x: float, top: float, size: float, theme: Theme
) -> tuple[LegendEntry, ...]:
    """The legend with its left top corner at a place."""
    entries = []
    for number, text in enumerate(texts):
        middle = top + LEGEND_PITCH * size * (number + 0.5)
        line = Line(
            "legend",
            (Run(text, Style(size, 450), theme.ink),),
            x + LEGEND_TEXT * size,
            middle + (CAP_HEIGHT + X_HEIGHT) / 4 * size,
        )
        entries.append(LegendEntry((x + 0.45 * size, middle), 0.32 * size, number == 0, line))
    return tuple(entries)


def slant(row_step: tuple[float, float]) -> float:
    """How high what lies in a plane is seen, as a share of its height: 1 where it is flat."""
    return math.hypot(*row_step)


NOTHING_SIZE = 0.315
"""The words in the part of a window where there is nothing, in cells."""


def nothing_size(texts: tuple[str, ...], room: Box, cell: float, scale: float) -> float | None:
    """The size of the words in a room of design pixels, a line each; None where it is too small."""
    least = LEAST_PROSE / scale
    size = max(min(NOTHING_SIZE * cell, 20.0), least)
    wide = max(typeset.width(text, Style(size)) for text in texts)
    size = min(size, size * 0.9 * room.width / wide, 0.9 * room.height / (1.2 * len(texts) - 0.2))
    return size if size >= least - 1e-9 else None


def nothing_lines(
    room: Box, cell: float, scale: float, colour: str, labels: Labels = ENGLISH
) -> tuple[Line, ...]:
    """``no cells`` in the middle of a room, in the lines in which it is larger; none where neither fits."""
    whole = labels("no cells")
    sizes = {texts: nothing_size(texts, room, cell, scale) for texts in (tuple(whole.split()[:2]), (whole,))}
    fitting = {texts: size for texts, size in sizes.items() if size is not None and " ".join(texts) == whole}
    if not fitting:
        return ()
    texts = max(fitting, key=lambda candidate: fitting[candidate])
    size, (x, y) = fitting[texts], room.centre
    placed = []
    for number, text in enumerate(texts):
        run = Run(text, Style(size), colour)
        baseline = y + X_HEIGHT * size / 2 + (number - (len(texts) - 1) / 2) * 1.35 * size
        placed.append(Line("nothing", (run,), x - typeset.width(text, run.style) / 2, baseline))
    return tuple(placed)
