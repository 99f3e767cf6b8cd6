"""The layout of a volume: slices above, the kernel's slices below those that they read, outputs below."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.boxes import Box, Canvas, Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.sheet.sheet import Operator, SumPlace
from convanim.layout.sliding.layout import Note, Sign
from convanim.layout.volume.facts import Triple
from convanim.layout.volume.strip import Strip

Ends = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class KernelRow:
    """A slice of the kernel as in the first column, and what stands behind the last one, as if it were that.

    Attributes:
        kernel, lens: the planes of the slice, and of its window enlarged, with a ``star`` between them.
        chip: the box of its answer; ``arrow`` runs there, (start, end), and ``plus`` leads to the next one.
        bias, bias_plus: the box of the bias and the sign before it; None where there is none.
        total: the box of the sum, behind an equals sign.
        activation: the name of what is applied to the sum, below it.
    """

    kernel: Plane
    lens: Plane | None
    star: Sign | None
    chip: Box
    arrow: Ends
    plus: Operator
    bias: Box | None
    bias_plus: Operator | None
    equals: Operator
    total: Box
    activation: Line | None


@dataclass(frozen=True, slots=True)
class VolumeLayout:
    """Where everything stands. What moves along depth is placed as for the first slot.

    Attributes:
        grid: the positions that the storyboard visits: every output cell, slice by slice.
        input, output: the planes of the first slice in view, and of an output slice below its sum.
        row: the kernel's slices with their answers.
        kernel_caption: below the kernel's first slice.
        label: where a slice's name stands, from its left top corner up, and its size.
        dots: where slices out of view are told of, before the strip and after it; ``ends`` is the room there.
        details: what the cells of "input", "kernel", "output" and "lens" show.
        chip_size: the type size of the numbers in boxes.
        unit: what gaps and strokes are measured in.
        explain: the most seconds that there is to say of the first position.
    """

    canvas: Canvas
    grid: Triple
    strip: Strip
    input: Plane
    output: Plane
    row: KernelRow
    kernel_caption: Line
    label: tuple[float, float]
    dots: tuple[tuple[float, float], tuple[float, float]]
    ends: float
    details: dict[str, Detail]
    lines: tuple[Line, ...]
    sums: SumPlace
    note: Note
    chip_size: float
    unit: float
    explain: float | None = None

    def outputs_hidden(self, depth: float) -> tuple[tuple[int, tuple[float, float]], ...]:
        """How many outputs are out of view before those in view and after them, and where that is told."""
        strip = self.strip
        seen = [number for number in range(self.grid[0]) if strip.output_seen(number, depth)]
        if not seen:
            return ()
        first, last = (
            self.output.moved(*strip.offset(n * strip.step, depth)).box for n in (seen[0], seen[-1])
        )
        return (
            (seen[0], (first.x - self.ends / 2, first.centre[1])),
            (self.grid[0] - 1 - seen[-1], (last.right + self.ends / 2, last.centre[1])),
        )
