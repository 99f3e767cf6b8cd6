"""The picture of a three-dimensional convolution: slices, the box through them, the kernel, the outputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convanim.engine import ConvTrace
from convanim.engine.padding import pad
from convanim.labels import Labels
from convanim.layout.boxes import Line, Plane
from convanim.layout.captions import centred, styled
from convanim.layout.cells import Detail
from convanim.layout.sheet.facts import SheetStep
from convanim.layout.sheet.sheet import Operator
from convanim.layout.sheet.sum import set_sheet_sum
from convanim.layout.volume.facts import NO_HUES, volume_step
from convanim.layout.volume.layout import VolumeLayout
from convanim.layout.volume.names import slice_name
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polygons
from convanim.mobjects.gather import at_least
from convanim.mobjects.sheet_parts import dots_curves
from convanim.mobjects.volume_box import CellFrame, Drop, Tie, WindowBox
from convanim.mobjects.volume_kernel import VolumeKernel
from convanim.mobjects.volume_lens import VolumeLens
from convanim.mobjects.volume_slices import LEAST_FRAME, InputSlice, OutputSlice, top_of
from convanim.mobjects.words import Words, draw_lines
from convanim.story.volume import VolumeState
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

Block = tuple[float, float, float, float]


class VolumePicture:
    """All pieces of the picture on one clock."""

    def __init__(
        self,
        drawing: Drawing,
        layout: VolumeLayout,
        theme: Theme,
        trace: ConvTrace,
        labels: Labels,
        bias_shown: bool,
    ) -> None:
        self.layout, self._theme, self._trace, self._labels = layout, theme, trace, labels
        self._bias_shown, self._scale = bias_shown, layout.canvas.scale
        self._kernel_size = tuple(int(size) for size in trace.kernel_size)
        draw_lines(drawing, layout.lines)
        self.inputs = self._input_slices(drawing)
        self.outputs = self._output_slices(drawing)
        depth = self._kernel_size[0]
        self._beams = [Tie(drawing, theme) for _ in range(depth)]
        self._drop = Drop(drawing, theme)
        spread = int(trace.dilation[0])
        self.kernel = VolumeKernel(drawing, layout, theme, trace.weight[0, 0], spread)
        self.lenses: list[VolumeLens] = []
        if layout.row.lens is not None:
            detail = layout.details["lens"]
            self.lenses = [
                VolumeLens(drawing, layout.row.lens, theme, detail, self._scale) for _ in range(depth)
            ]
        self._box = WindowBox(drawing, theme, depth)
        self._cell = CellFrame(drawing, theme)
        self.kernel.frames(drawing)
        self._dots = drawing.ink().paint(fill=theme.muted)
        inks = (theme.muted, theme.ink, theme.input.ink, theme.bias.ink, theme.output.ink)
        self._words, self._more = Words(drawing, inks), Words(drawing, (theme.muted,))

    def _input_slices(self, drawing: Drawing) -> list[InputSlice]:
        layout, trace = self.layout, self._trace
        padded = pad(trace.input, trace.padding, trace.padding_mode)[0]
        padding = np.pad(np.zeros(trace.input.shape[1:], dtype=bool), trace.padding, constant_values=True)
        reads = [trace.reads(axis) for axis in range(3)]
        top, before, depth = top_of(trace.input), int(trace.padding[0][0]), int(trace.input.shape[1])
        return [
            InputSlice(
                drawing,
                layout.input,
                self._theme,
                layout.details["input"],
                padded[z],
                (padding[z], np.logical_and.outer(reads[1], reads[2]) & reads[0][z]),
                top,
                slice_name(layout, z - before, depth, self._labels, self._theme),
                self._scale,
            )
            for z in range(len(padded))
        ]

    def _output_slices(self, drawing: Drawing) -> list[OutputSlice]:
        layout, values = self.layout, self._trace.output[0]
        detail, top = layout.details["output"], top_of(values)
        return [
            OutputSlice(drawing, layout.output, self._theme, detail, own, top, self._scale) for own in values
        ]

    def show(self, state: VolumeState) -> None:
        """Bring the picture to a state."""
        sliding, depth = state.sliding, state.window[0]
        step = None
        if sliding.position is not None and not (sliding.fast and sliding.skipped):
            step = volume_step(self._trace, sliding.position, self._bias_shown)
        answered = int(state.answers * self._kernel_size[0] + 1e-9)
        reading = min(answered, self._kernel_size[0] - 1) if state.telling else None
        self._show_input(state)
        strip = self.layout.strip
        at = (strip.offset(depth * strip.step, depth)[0], 0.0)
        self.kernel.show(at, step, answered, reading, state.bias, state.total)
        cuts = self._show_box(state)
        self._show_beams(state, cuts)
        self._show_output(state)
        self._show_dots(depth)
        self._speak(state, step, answered)

    def _show_input(self, state: VolumeState) -> None:
        strip, depth = self.layout.strip, state.window[0]
        cut = set[int]()
        if depth == int(depth):
            spread = int(self._trace.dilation[0])
            cut = {int(depth) * strip.step + n * spread for n in range(self._kernel_size[0])}
        for z, piece in enumerate(self.inputs):
            at = strip.offset(z, depth) if strip.seen(z, depth) else None
            piece.show(at, self._blocks(state) if z in cut else [], state.sliding.landed)

    def _blocks(self, state: VolumeState) -> list[Block]:
        """The parts of a cut as (row, column, rows, columns): one block, or a cell per weight if dilated."""
        (_, down, right), (_, height, width) = self._trace.dilation, self._kernel_size
        row, column = self._corner(state)
        rows = [(row, float(height))] if down == 1 else [(row + down * i, 1.0) for i in range(height)]
        columns = [(column, float(width))]
        if right > 1:
            columns = [(column + right * j, 1.0) for j in range(width)]
        return [(r, c, h, w) for r, h in rows for c, w in columns]

    def _corner(self, state: VolumeState) -> tuple[float, float]:
        """The padded row and column at which every cut begins."""
        return state.window[1] * self._trace.stride[1], state.window[2] * self._trace.stride[2]

    def _planes(self, state: VolumeState) -> list[Plane]:
        """Where the box's cuts lie; between slices while it moves along depth."""
        strip, depth, spread = self.layout.strip, state.window[0], int(self._trace.dilation[0])
        pieces = [depth * strip.step + number * spread for number in range(self._kernel_size[0])]
        return [self.layout.input.moved(*strip.offset(piece, depth)) for piece in pieces]

    def _show_box(self, state: VolumeState) -> list[Points]:
        (row, column), (_, rows, columns) = self._corner(state), self._trace.window.span
        planes = self._planes(state)
        cuts = [at_least(plane.quad(row, column, rows, columns), LEAST_FRAME) for plane in planes]
        whole = self.layout.details["input"] < Detail.GRID
        blocks = self._blocks(state)
        outlines = [
            polygons([cut] if whole else [plane.quad(*block) for block in blocks])
            for plane, cut in zip(planes, cuts, strict=True)
        ]
        self._box.show(cuts, outlines, self.layout.input.cell, state.sliding.landed)
        return cuts

    def _show_beams(self, state: VolumeState, cuts: list[Points]) -> None:
        """From every cut to the slice of the kernel that reads it, or to where it stands enlarged."""
        sliding, count = state.sliding, len(cuts)
        for number, (beam, cut) in enumerate(zip(self._beams, cuts, strict=True)):
            plane = self.kernel.lens(number) or self.kernel.plane(number)
            reach = 1.0
            if state.telling or state.answers < 1:
                reach = min(max((state.answers * count - number) * 1.6, 0.0), 1.0)
            reach = reach if state.window[0] == int(state.window[0]) and sliding.fade >= 1 else 0.0
            top = plane.quad(0, 0, plane.rows, plane.columns)[[0, 1]]
            beam.show(cut[[3, 2]], top, reach * sliding.landed)
        for number, lens in enumerate(self.lenses):
            at = self.kernel.lens(number)
            assert at is not None
            values = inside = None
            if not sliding.skipped and sliding.fade >= 1:
                step = self._trace.step(tuple(round(part) for part in state.window))
                values, inside = step.patch[0][number], step.inside[number]
            lens.show(at, values, inside)

    def _show_output(self, state: VolumeState) -> None:
        sliding, strip, depth = state.sliding, self.layout.strip, state.window[0]
        each = self.layout.grid[1] * self.layout.grid[2]
        current = sliding.position if state.total and not sliding.skipped else None
        due = current if current is not None and (current < sliding.filled or sliding.filling > 0) else None
        framed: Plane | None = None
        for number, piece in enumerate(self.outputs):
            at = strip.offset(number * strip.step, depth) if strip.output_seen(number, depth) else None
            filled = min(max(sliding.filled - number * each, 0), each)
            filling = sliding.filling if sliding.filled // each == number else 0.0
            own = due - number * each if due is not None and due // each == number else None
            piece.show(at, filled, filling, sliding.fade, own)
            if own is not None and at is not None:
                framed = self.layout.output.moved(*at)
        self._cell.show(framed, (due or 0) % each, sliding.fade)
        total = self.kernel.total_at
        foot = total.bottom + self._below + 3.0
        self._drop.show((total.centre[0], foot), self._landing(depth) - 4.0)

    @property
    def _below(self) -> float:
        """The room that is taken below the sum by the activation's name."""
        line = self.layout.row.activation
        return 0.0 if line is None else line.box.bottom - self.layout.row.total.bottom

    def _landing(self, depth: float) -> float:
        """The top of the output slice below the sum."""
        return (
            self.layout.output.origin[1] + self.layout.strip.offset(depth * self.layout.strip.step, depth)[1]
        )

    def _show_dots(self, depth: float) -> None:
        """Dots where slices are out of view, and how many they are."""
        strip, lines, curves = self.layout.strip, list[Line](), list[Points]()
        if strip.elided:
            size = self.layout.label[1]
            inputs = zip(strip.hidden(depth), self.layout.dots, strict=True)
            for hidden, (x, y) in (*inputs, *self.layout.outputs_hidden(depth)):
                if hidden:
                    curves.append(dots_curves(Operator("dots", (x, y), 9.0), 2.2))
                    run = Run(self._labels("{number} more", number=hidden), Style(size), self._theme.muted)
                    if runs_width((run,)) > self.layout.ends - 6:
                        run = replace(run, text=f"+{hidden}")
                    lines.append(centred("more", (run,), x, y + 1.7 * size))
        self._dots.draw(np.concatenate(curves) if curves else NO_CURVES)
        self._more.show(tuple(lines))

    def _speak(self, state: VolumeState, step: SheetStep | None, answered: int) -> None:
        if state.sliding.fast:
            self._words.show((self._pacing(state),))
            return
        if step is None:
            self._words.show(())
            return
        line = set_sheet_sum(step, NO_HUES, self.layout.sums, self._theme)
        lines = list(line.terms if state.bias else line.terms[:answered])
        if state.total:
            lines += [line.result, *([line.activation] if line.activation is not None else [])]
        self._words.show(tuple(lines))

    def _pacing(self, state: VolumeState) -> Line:
        """Which position it is, of how many, where they go by too fast to be read."""
        note, sliding, count = self.layout.note, state.sliding, len(self._trace)
        plain = (Style(note.size), self._theme.muted)
        strong = (Style(note.size, 650), self._theme.ink)
        if sliding.skipped:
            first, last = sliding.skipped[0] + 1, sliding.skipped[-1] + 1
            pieces = self._labels.pieces("… positions {first}–{last} go the same way", first=first, last=last)
            runs = styled(pieces, plain, first=strong, last=strong)
        else:
            number = (sliding.position or 0) + 1
            pieces = self._labels.pieces("position {number} of {count}", number=number, count=count)
            runs = styled(pieces, plain, number=strong)
        x = note.x - runs_width(runs) / 2 if note.centred else note.x
        return Line("note", runs, x, note.y)

    @property
    def sum_text(self) -> str:
        """What the sum says, as plain text."""
        return "".join(line.text for line in self._words.lines)
