"""The pieces of a volume's picture at one size of cells, and where they stand in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout import captions as words
from convanim.layout.arithmetic import ACTIVATION_NAMES
from convanim.layout.boxes import LEAST_PROSE, Box, Canvas, Line, Plane, flat
from convanim.layout.cells import Detail
from convanim.layout.sheet.cells import snapped
from convanim.layout.sheet.sheet import Operator, SumPlace
from convanim.layout.sliding.layout import Note, Sign
from convanim.layout.volume.cells import KERNEL_GAP, PLUS, STAR_GAP, Cells, chip_size, details_of
from convanim.layout.volume.facts import VolumeFacts
from convanim.layout.volume.layout import KernelRow, VolumeLayout
from convanim.layout.volume.manner import Manner
from convanim.layout.volume.strip import Strip
from convanim.sizes import size_text
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width


@dataclass(frozen=True)
class Pieces:
    """What a picture consists of, before anyone knows where its strip begins."""

    facts: VolumeFacts
    theme: Theme
    manner: Manner
    cells: Cells
    scale: float

    def size(self, wished: float) -> float:
        """A size of type, no smaller than the least prose."""
        return max(wished, LEAST_PROSE / self.scale)

    def width(self, slots: int) -> float:
        """The width of so many slices, with the sum behind the last answer."""
        return self.cells.width(self.facts, slots) + self.extra

    @property
    def extra(self) -> float:
        """How much further right the sum stands, so that the kernel's caption keeps clear of its arrow."""
        facts, cells = self.facts, self.cells
        total = (facts.span - 1) * cells.pitch(facts) + cells.total(facts) + cells.chip / 2
        return max(runs_width(self._kernel_runs()) + 14.0 - total, 0.0)

    def strip(self, slots: int) -> Strip:
        facts = self.facts
        pitch = snapped(self.cells.pitch(facts), self.scale)
        fall = snapped(self.cells.fall(slots), self.scale)
        return Strip(facts.padded[0], slots, pitch, fall, facts.span, facts.stride[0], facts.output[0])

    def heights(self, strip: Strip) -> tuple[float, float, float, float]:
        """From the top of the slices: the kernel's top and foot, the first output's top, the last's end."""
        facts, cells, manner = self.facts, self.cells, self.manner
        slices = facts.padded[1] * cells.map + (strip.slots - 1) * strip.fall
        name = self.size(manner.name)
        height = max(facts.kernel[1] * cells.kernel, cells.chip_height)
        kernel = slices + manner.gap * self.cells.unit
        foot = kernel + height
        outputs = foot + max(1.75 * self.size(manner.caption), 1.1 * self.cells.unit)
        if facts.widest.activation != "none":
            outputs += 0.4 * name
        drop = (strip.slots - strip.span) * strip.fall
        return kernel, foot, outputs, outputs + facts.output[1] * cells.map + drop

    def placed(
        self,
        canvas: Canvas,
        strip: Strip,
        left: float,
        top: float,
        lines: tuple[Line, ...],
        sums: SumPlace,
        note: Note,
    ) -> VolumeLayout:
        """The whole layout, its strip's left top corner at (left, top), with what else is said on it."""
        facts, cells, scale = self.facts, self.cells, self.scale
        kernel_top, foot, outputs, end = (top + down for down in self.heights(strip))
        x, y = snapped(left, scale), snapped(top, scale)
        source = flat(facts.padded[1], facts.padded[2], x, y, cells.map)
        row = self._row(strip, x, (kernel_top + foot) / 2)
        rows, columns = facts.output[1:]
        under = row.total.centre[0] + (strip.span - 1) * strip.pitch - columns * cells.map / 2
        target = flat(rows, columns, snapped(under, scale), snapped(outputs, scale), cells.map)
        captioned = foot + 1.35 * self.size(self.manner.caption)
        return VolumeLayout(
            canvas=canvas,
            grid=facts.output,
            strip=strip,
            input=source,
            output=target,
            row=row,
            kernel_caption=Line("kernel", self._kernel_runs(), x, captioned),
            label=(-self._rise(strip), self.size(self.manner.name)),
            dots=self._dots(source, strip),
            ends=self.manner.dots,
            details=details_of(facts, cells, scale),
            lines=(*lines, *self._captions(source, target, strip, end)),
            sums=sums,
            note=note,
            chip_size=chip_size(facts, cells, scale),
            unit=cells.unit,
        )

    def _row(self, strip: Strip, x: float, y: float) -> KernelRow:
        """A slice of the kernel, its answer and what follows the last one, from x on around the height y."""
        facts, cells, unit = self.facts, self.cells, self.cells.unit
        (_, height, width), sign = facts.kernel, 0.46 * unit
        kernel = flat(height, width, x, y - height * cells.kernel / 2, cells.kernel)
        lens, star = None, None
        if cells.lens:
            lens, kernel = kernel, kernel.moved(kernel.box.width + STAR_GAP * unit, 0)
            star = Sign("star", ((lens.box.right + kernel.box.x) / 2, y), max(0.45 * unit, 12.0))
        start = kernel.box.right
        chip = Box(start + KERNEL_GAP * unit, y - cells.chip_height / 2, cells.chip, cells.chip_height)
        last, bias, bias_plus = chip, None, None
        if facts.bias_shown:
            bias_plus = Operator("plus", (chip.right + PLUS * unit / 2, y), sign)
            last = bias = chip.moved(cells.chip + PLUS * unit, 0)
        total = chip.moved(cells.total(facts) + self.extra + x - chip.x, 0)
        room = min(0.14 * unit, 0.18 * (chip.x - start))
        following = (chip.right + x + strip.pitch * facts.dilation[0]) / 2
        return KernelRow(
            kernel,
            lens,
            star,
            chip,
            ((start + room, y), (chip.x - room, y)),
            Operator("plus", (following, y), sign),
            bias,
            bias_plus,
            Operator("equals", ((last.right + total.x) / 2, y), sign),
            total,
            self._activation(total),
        )

    def _rise(self, strip: Strip) -> float:
        """From a slice up to its name's baseline: the edges of the box that come to it run below that."""
        reach = self.facts.padded[2] * self.cells.map
        lift = strip.fall * min(reach / strip.pitch, 1.0) if strip.span > 1 else 0.0
        return 0.45 * self.size(self.manner.name) + lift

    def above(self, strip: Strip) -> float:
        """From the slices up to their caption's baseline."""
        return self._rise(strip) + 1.5 * self.size(self.manner.name)

    def _activation(self, total: Box) -> Line | None:
        """What is applied to the sum, below it."""
        name = self.facts.widest.activation
        if name == "none":
            return None
        size = self.size(self.manner.name)
        runs = (Run(ACTIVATION_NAMES.get(name, name), Style(size, 560), self.theme.ink),)
        return words.centred("activation", runs, total.centre[0], total.bottom + 1.3 * size)

    def _dots(self, source: Plane, strip: Strip) -> tuple[tuple[float, float], tuple[float, float]]:
        """The middles of the two places that tell of slices out of view."""
        y = source.box.centre[1]
        last = source.moved((strip.slots - 1) * strip.pitch, (strip.slots - 1) * strip.fall).box
        half = self.manner.dots / 2
        return (source.box.x - half, y), (last.right + half, last.centre[1])

    def _kernel_runs(self) -> tuple[Run, ...]:
        """The caption below the kernel's first slice."""
        size, facts = self.size(self.manner.caption), self.facts
        name, shape = facts.labels("kernel"), size_text(facts.kernel)
        return words.caption(name, shape, facts.dilation_text, self.theme.kernel, self.theme, size)

    def _captions(self, source: Plane, target: Plane, strip: Strip, end: float) -> tuple[Line, ...]:
        """Above the strip its size and in which order its numbers are; below the outputs theirs."""
        facts, theme, size = self.facts, self.theme, self.size(self.manner.caption)
        details = details_of(facts, self.cells, self.scale)
        order = facts.labels("depth×height×width")
        extra = "  ".join(part for part in (facts.padding_text, order) if part)
        runs = words.caption(facts.labels("input"), size_text(facts.input), extra, theme.input, theme, size)
        width = self.width(strip.slots)
        if runs_width(runs) > max(width, 300.0):
            runs = words.caption(
                facts.labels("input"), size_text(facts.input), facts.padding_text, theme.input, theme, size
            )
        y = source.box.y - self.above(strip)
        lines = [Line("input", runs, source.box.x, y)]
        fill = ""
        if details["output"] < Detail.NUMBERS:
            fill = facts.labels("fill = |value|") if min(facts.outputs) < 0 else facts.labels("fill = value")
        name = words.caption(facts.labels("output"), size_text(facts.output), fill, theme.output, theme, size)
        middle = target.box.centre[0] + (strip.slots - strip.span) / 2 * strip.pitch
        line = words.centred("output", name, middle, end + 1.4 * size)
        return (*lines, replace(line, x=max(line.x, source.box.x)))
