"""The output-size formula, set as in a book: fractions, floor brackets, italic variables.

The strokes (fraction bars and floor brackets, which Inter lacks) are polylines; the words are lines of
text. Everything is placed relative to the formula's left end and its axis, the height of the fraction
bar.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from convanim.layout.boxes import Box, Line
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

SUBSCRIPT = 0.68
SUBSCRIPT_DROP = 0.16


@dataclass(frozen=True, slots=True)
class AxisSize:
    """The arithmetic of one axis: input i, padding before and after, kernel k, dilation d, stride s."""

    name: str
    input: int
    padding: tuple[int, int]
    kernel: int
    dilation: int
    stride: int
    output: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """A polyline of a formula, in design pixels."""

    points: tuple[tuple[float, float], ...]
    width: float


@dataclass(frozen=True, slots=True)
class Formula:
    """A set formula: its texts and strokes, in place, and the room it takes."""

    lines: tuple[Line, ...]
    strokes: tuple[Stroke, ...]
    box: Box

    def moved(self, dx: float, dy: float) -> Formula:
        """The same formula elsewhere."""
        strokes = tuple(
            replace(stroke, points=tuple((x + dx, y + dy) for x, y in stroke.points))
            for stroke in self.strokes
        )
        return Formula(tuple(line.moved(dx, dy) for line in self.lines), strokes, self.box.moved(dx, dy))


@dataclass
class _Setter:
    """Sets pieces one after the other; ``x`` is where the next one starts, y = 0 is the axis."""

    size: float
    x: float = 0.0
    lines: list[Line] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)

    def words(self, runs: tuple[Run, ...], gap: float = 0.0) -> None:
        baseline = self.size * CAP_HEIGHT / 2
        self.x += gap
        self.lines.append(Line("formula", runs, self.x, baseline))
        self.x += runs_width(runs) + gap

    def floor_fraction(self, above: tuple[Run, ...], below: tuple[Run, ...]) -> None:
        size = max(run.style.size for run in above)
        width = max(runs_width(above), runs_width(below)) + 0.2 * size
        foot, top, bottom = 0.26 * size, -1.15 * size, 1.1 * size
        left = self.x
        bar = left + 0.2 * size
        end = bar + width + 0.2 * size
        self.strokes += [
            Stroke(((left, top), (left, bottom), (left + foot, bottom)), 1.6),
            Stroke(((bar, 0), (bar + width, 0)), 1.6),
            Stroke(((end, top), (end, bottom), (end - foot, bottom)), 1.6),
        ]
        middle = bar + width / 2
        self.lines.append(Line("formula", above, middle - runs_width(above) / 2, -0.34 * size))
        self.lines.append(
            Line("formula", below, middle - runs_width(below) / 2, 0.36 * size + CAP_HEIGHT * size)
        )
        self.x = end

    def done(self) -> Formula:
        boxes = [line.box for line in self.lines]
        for stroke in self.strokes:
            xs, ys = zip(*stroke.points, strict=True)
            boxes.append(Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
        return Formula(tuple(self.lines), tuple(self.strokes), Box.union(tuple(boxes)))


@dataclass(frozen=True, slots=True)
class _Words:
    """Runs for the parts of a formula, in a theme's colours and one size."""

    theme: Theme
    size: float
    subscript: str

    def variable(self, letter: str, colour: str) -> tuple[Run, ...]:
        runs: tuple[Run, ...] = (Run(letter, Style(self.size, 500, True), colour),)
        if self.subscript and letter in "oikpsd":
            small = Style(self.size * SUBSCRIPT, 500)
            runs += (Run(self.subscript, small, colour, -SUBSCRIPT_DROP * self.size),)
        return runs

    def number(self, value: int, colour: str) -> tuple[Run, ...]:
        return (Run(str(value).replace("-", "−"), Style(self.size, 640), colour),)

    def sign(self, text: str) -> tuple[Run, ...]:
        return (Run(text, Style(self.size), self.theme.ink),)

    def symbols_above(self, axis: AxisSize) -> tuple[Run, ...]:
        theme = self.theme
        padding: tuple[Run, ...] = (*self.sign("2"), *self.variable("p", theme.muted))
        if axis.padding[0] != axis.padding[1]:
            once = self.variable("p", theme.muted)
            padding = (*once, *self.sign(" + "), *once, *self.sign("′"))
        runs = (*self.variable("i", theme.input.ink), *self.sign(" + "), *padding, *self.sign(" − "))
        if axis.dilation == 1:
            return (*runs, *self.variable("k", theme.kernel.ink))
        kernel = (*self.sign("·("), *self.variable("k", theme.kernel.ink), *self.sign(" − 1) − 1"))
        return (*runs, *self.variable("d", theme.ink), *kernel)

    def numbers_above(self, axis: AxisSize) -> tuple[Run, ...]:
        theme, (before, after) = self.theme, axis.padding
        padding = (*self.sign("2·"), *self.number(before, theme.muted))
        if before != after:
            padding = (*self.number(before, theme.muted), *self.sign(" + "), *self.number(after, theme.muted))
        runs = (*self.number(axis.input, theme.input.ink), *self.sign(" + "), *padding, *self.sign(" − "))
        if axis.dilation == 1:
            return (*runs, *self.number(axis.kernel, theme.kernel.ink))
        kernel = (*self.sign("·"), *self.number(axis.kernel - 1, theme.kernel.ink), *self.sign(" − 1"))
        return (*runs, *self.number(axis.dilation, theme.ink), *kernel)


def size_formula(
    axis: AxisSize, theme: Theme, size: float, two_lines: bool = False, brief: bool = False
) -> Formula:
    """The output size of a convolution along one axis, first in letters, then with numbers.

    ``brief`` leaves the letters out; ``two_lines`` sets the numbers below them.

    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", relationships 6 and 15:
    ``o = ⌊(i + 2p − d·(k − 1) − 1) / s⌋ + 1``, which for d = 1 is ``⌊(i + 2p − k) / s⌋ + 1``.
    """
    large, small = _Words(theme, size, axis.name), _Words(theme, size * 0.88, axis.name)
    setter = _Setter(size)
    gap = 0.34 * size
    setter.words(large.variable("o", theme.output.ink))
    equals = setter.x
    if not brief:
        setter.words(large.sign("="), gap)
        setter.floor_fraction(small.symbols_above(axis), small.variable("s", theme.ink))
        setter.words(large.sign("+ 1"), gap)
    second = _Setter(size, x=equals if two_lines or brief else setter.x - gap)
    second.words(large.sign("="), gap)
    second.floor_fraction(small.numbers_above(axis), small.number(axis.stride, theme.ink))
    second.words(large.sign("+ 1 ="), gap)
    second.words(large.number(axis.output, theme.output.ink))
    if two_lines:
        first, last = setter.done(), second.done().moved(0, 3.2 * size)
        return Formula(
            first.lines + last.lines, first.strokes + last.strokes, Box.union((first.box, last.box))
        )
    setter.lines += second.lines
    setter.strokes += second.strokes
    return setter.done()
