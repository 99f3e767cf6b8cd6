"""The output size of a pooling: ``o = ⌊(i − k) / s⌋ + 1``, with ceiling brackets where it is rounded up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from convanim.layout.boxes import Box, Line
from convanim.layout.formula import SUBSCRIPT, SUBSCRIPT_DROP, AxisSize, Formula, Stroke
from convanim.layout.pooling.facts import PoolFacts
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

Runs = tuple[Run, ...]


def pool_axes(facts: PoolFacts) -> tuple[AxisSize, ...]:
    """One axis where rows and columns agree, else both, named h and w; none where the formula does not hold.

    Under ceil mode a window that would start past the input does not count, which no formula says.
    """
    numbers = (facts.input, facts.padding, facts.kernel, facts.dilation, facts.stride, facts.output)
    both = tuple(AxisSize(name, *parts) for name, parts in zip("hw", zip(*numbers, strict=True), strict=True))
    if any(quotient(axis, facts.ceil_mode) != axis.output for axis in both):
        return ()
    alike = tuple(replace(axis, name="") for axis in both)
    return alike[:1] if alike[0] == alike[1] else both


def quotient(axis: AxisSize, ceil: bool) -> int:
    """What the formula comes to, rounded up or down."""
    room = axis.input + sum(axis.padding) - axis.dilation * (axis.kernel - 1) - 1
    return (-(-room // axis.stride) if ceil else room // axis.stride) + 1


@dataclass(frozen=True, slots=True)
class _Words:
    """Runs for the parts of the formula, in letters or in numbers."""

    theme: Theme
    axis: AxisSize
    size: float
    letters: bool

    def part(self, letter: str, value: int, colour: str) -> Runs:
        if not self.letters:
            return (Run(str(value), Style(self.size, 640), colour),)
        runs: Runs = (Run(letter, Style(self.size, 500, True), colour),)
        if self.axis.name:
            small = Style(self.size * SUBSCRIPT, 500)
            runs += (Run(self.axis.name, small, colour, -SUBSCRIPT_DROP * self.size),)
        return runs

    def sign(self, text: str) -> Runs:
        return (Run(text, Style(self.size), self.theme.ink),)

    def above(self) -> Runs:
        axis, theme = self.axis, self.theme
        runs = self.part("i", axis.input, theme.input.ink) + self._padding() + self.sign(" − ")
        if axis.dilation == 1:
            return runs + self.part("k", axis.kernel, theme.kernel.ink)
        runs += self.part("d", axis.dilation, theme.ink)
        if self.letters:
            return (
                runs
                + self.sign("·(")
                + self.part("k", axis.kernel, theme.kernel.ink)
                + self.sign(" − 1) − 1")
            )
        return runs + self.sign("·") + self.part("k", axis.kernel - 1, theme.kernel.ink) + self.sign(" − 1")

    def _padding(self) -> Runs:
        (before, after), muted = self.axis.padding, self.theme.muted
        if before == after == 0:
            return ()
        if before == after:
            return self.sign(" + 2" if self.letters else " + 2·") + self.part("p", before, muted)
        mark = self.sign("′") if self.letters else ()
        return (
            self.sign(" + ")
            + self.part("p", before, muted)
            + self.sign(" + ")
            + self.part("p", after, muted)
            + mark
        )


@dataclass
class _Setter:
    """Sets pieces one after the other; ``x`` is where the next one starts, y = 0 is the fraction bar."""

    size: float
    ceil: bool
    x: float = 0.0
    lines: list[Line] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)

    def words(self, runs: Runs, gap: float = 0.0) -> None:
        self.x += gap
        self.lines.append(Line("formula", runs, self.x, self.size * CAP_HEIGHT / 2))
        self.x += runs_width(runs) + gap

    def fraction(self, above: Runs, below: Runs) -> None:
        """A fraction in brackets as tall as it is: feet inwards, below for a floor, above for a ceiling."""
        size = max(run.style.size for run in above)
        width = max(runs_width(above), runs_width(below)) + 0.2 * size
        left, bar = self.x, self.x + 0.2 * size
        end = bar + width + 0.2 * size
        top, bottom, foot = -1.15 * size, 1.1 * size, 0.26 * size
        for x, inwards in ((left, foot), (end, -foot)):
            y, other = (top, bottom) if self.ceil else (bottom, top)
            self.strokes.append(Stroke(((x, other), (x, y), (x + inwards, y)), 1.6))
        self.strokes.append(Stroke(((bar, 0.0), (bar + width, 0.0)), 1.6))
        middle = bar + width / 2
        self.lines.append(Line("formula", above, middle - runs_width(above) / 2, -0.34 * size))
        drop = (0.36 + CAP_HEIGHT) * size
        self.lines.append(Line("formula", below, middle - runs_width(below) / 2, drop))
        self.x = end

    def done(self) -> Formula:
        boxes = [line.box for line in self.lines]
        for stroke in self.strokes:
            xs, ys = zip(*stroke.points, strict=True)
            boxes.append(Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
        return Formula(tuple(self.lines), tuple(self.strokes), Box.union(tuple(boxes)))


def pool_formula(axis: AxisSize, ceil: bool, theme: Theme, size: float, two_lines: bool = False) -> Formula:
    """The output size of a pooling along one axis, in letters and then with numbers.

    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", relationship 7:
    ``o = ⌊(i − k) / s⌋ + 1``; padding and dilation as in relationship 15, rounded up in ceil mode.
    """
    gap, output = 0.28 * size, theme.output.ink
    large = [_Words(theme, axis, size, letters) for letters in (True, False)]
    small = [_Words(theme, axis, 0.88 * size, letters) for letters in (True, False)]
    first = _Setter(size, ceil)
    first.words(large[0].part("o", axis.output, output))
    equals = first.x
    first.words(large[0].sign("="), gap)
    first.fraction(small[0].above(), small[0].part("s", axis.stride, theme.ink))
    first.words(large[0].sign("+ 1"), gap)
    second = _Setter(size, ceil, x=equals if two_lines else first.x - gap)
    second.words(large[1].sign("="), gap)
    second.fraction(small[1].above(), small[1].part("s", axis.stride, theme.ink))
    second.words(large[1].sign("+ 1 ="), gap)
    second.words(large[1].part("o", axis.output, output))
    upper, lower = first.done(), second.done().moved(0, 3.2 * size if two_lines else 0.0)
    return Formula(
        upper.lines + lower.lines, upper.strokes + lower.strokes, Box.union((upper.box, lower.box))
    )
