"""The layout of one kernel over one map: which planes and texts stand where, in either view."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.labels import ENGLISH, Labels
from convanim.layout.arithmetic import SumSlot
from convanim.layout.boxes import Box, Canvas, Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.facts import Pair
from convanim.layout.formula import Formula


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands between maps, drawn as strokes: star, plus, equals or arrow; its middle and its size."""

    kind: str
    centre: tuple[float, float]
    size: float

    @property
    def box(self) -> Box:
        """The room it takes."""
        half = self.size / 2
        return Box(self.centre[0] - half, self.centre[1] - half, self.size, self.size)


@dataclass(frozen=True, slots=True)
class Chip:
    """A single cell in the row that is no map: the bias, or an activation's curve."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class SlidingLayout:
    """Where everything stands.

    Attributes:
        input: the plane of the padded input; ``inner`` says where in it the input itself begins.
        kernel: the plane of the kernel beside the maps, in the numeric view.
        lens: the plane of the window redrawn large, where the maps' cells are too small for numbers.
        details: what the cells of "input", "kernel", "output" and "lens" show.
        lines: the texts that never change.
        slide_mark: where the stride arrow runs, (y of the arrow, baseline of its label, type size).
        sums: the slot of the arithmetic line, in the numeric view.
        swatch: a small framed cell beside the kernel's caption, which is far from the window.
        explain: the most seconds that there is to say of the first position.
        note: where the line stands that says how far a fast window is.
        labels: the words for what changes.
    """

    view: str
    canvas: Canvas
    input: Plane
    inner: Pair
    output: Plane
    details: dict[str, Detail]
    lines: tuple[Line, ...]
    kernel: Plane | None = None
    lens: Plane | None = None
    signs: tuple[Sign, ...] = ()
    chips: tuple[Chip, ...] = ()
    formulas: tuple[Formula, ...] = ()
    slide_mark: tuple[float, float, float] | None = None
    sums: SumSlot | None = None
    note: Note | None = None
    swatch: Plane | None = None
    explain: float | None = None
    labels: Labels = ENGLISH

    @property
    def grid(self) -> Pair:
        """The positions that the storyboard visits: one for each output cell."""
        return self.output.rows, self.output.columns


@dataclass(frozen=True, slots=True)
class Note:
    """Where the pacing line stands: its left end or its middle, its baseline and its size; and its words."""

    x: float
    y: float
    size: float
    centred: bool
    labels: Labels = ENGLISH
