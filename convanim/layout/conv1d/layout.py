"""The layouts of samples: which rows and texts stand where, for one layer and for a stack."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.arithmetic import SumSlot
from convanim.layout.boxes import Canvas, Line
from convanim.layout.conv1d.answers import Answers
from convanim.layout.conv1d.rows import SampleRow
from convanim.layout.formula import Formula
from convanim.layout.sliding.layout import Note
from convanim.typeset import Run


@dataclass(frozen=True, slots=True)
class SingleLayout:
    """Where everything of one layer stands: the input below, the kernel over it, the output on top.

    Attributes:
        channels: the channels that have a row; ``inputs`` and ``kernels`` have one for each, and the kernels
            stand where they are at position 0; of a fine input, where they stay.
        windows: the window's values redrawn large, below the kernels; empty where the input has numbers.
        output: one cell for each position, above the samples it is made of.
        lead: how many cells of padding come before the first sample.
        answers: where the sum of each channel stands, of several.
        dots: where the dots for channels stand that have no row: their middles and their size;
            ``kernel_dots`` move with the kernels.
    """

    canvas: Canvas
    positions: int
    channels: tuple[int, ...]
    inputs: tuple[SampleRow, ...]
    kernels: tuple[SampleRow, ...]
    windows: tuple[SampleRow, ...]
    output: SampleRow
    lead: int
    lines: tuple[Line, ...]
    sums: SumSlot
    note: Note
    answers: Answers | None = None
    dots: tuple[tuple[float, float, float], ...] = ()
    kernel_dots: tuple[tuple[float, float, float], ...] = ()
    formulas: tuple[Formula, ...] = ()

    @property
    def view(self) -> str:
        """The view's name."""
        return "single"

    @property
    def grid(self) -> tuple[int, ...]:
        """The positions that the storyboard visits."""
        return (self.positions,)


@dataclass(frozen=True, slots=True)
class StackLayout:
    """Where everything of a stack stands: the input at the bottom, time to the right.

    Attributes:
        rows: the input's row and one for each layer, from below.
        first: the sample whose output is explained; the storyboard's position 0.
        bracket: how far below the input its bracket lies, and the length of its arms.
        field: the words under the bracket; ``field_place`` is how far left and right they may reach, and
            their baseline.
        now: the top and the bottom of the line of the present; ``words`` are what is said left and right of
            it, and their baseline; ``right`` is where the picture's content ends.
        arrow: the arrow of time, from x to x, and its y; None where there is no room.
        greys: whether the reads that are not followed are drawn.
    """

    canvas: Canvas
    rows: tuple[SampleRow, ...]
    first: int
    lines: tuple[Line, ...]
    sums: SumSlot
    note: Note
    bracket: tuple[float, float]
    field: tuple[Run, ...]
    field_place: tuple[float, float, float]
    now: tuple[float, float]
    now_words: tuple[tuple[Run, ...], tuple[Run, ...]]
    now_baseline: float
    right: float
    arrow: tuple[float, float, float] | None
    greys: bool

    @property
    def view(self) -> str:
        """The view's name."""
        return "stack"

    @property
    def grid(self) -> tuple[int, ...]:
        """The samples that the storyboard visits, from the first explained one on."""
        return (self.rows[0].count - self.first,)
