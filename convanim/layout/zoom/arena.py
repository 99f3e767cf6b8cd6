"""The picture that the zoom has: its margins and type sizes, and the line at its top."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.labels import Labels
from convanim.layout.boxes import LEAST_PROSE, Canvas, Line
from convanim.layout.sheet.facts import SheetFacts
from convanim.story.zoom import Level
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

NOW, LATER = 680, 420
"""The weights of the trail's words: of the level that is seen, and of the others."""


@dataclass(frozen=True, slots=True)
class Arena:
    """Margins and type sizes; all lengths in design pixels.

    Attributes:
        baseline: of the line at the top; ``top`` is where pictures may begin below it.
        trail, count: the type sizes of its two ends.
        caption, name, label, prose, total: those of captions, channels' names, chips' labels, prose and sums.
        footer: the baseline of the line at the bottom.
        bracket: from kernels to the bracket below them.
    """

    canvas: Canvas
    fitted: bool
    margin: float
    baseline: float
    top: float
    trail: float
    count: float
    caption: float
    name: float
    label: float
    prose: float
    total: float
    footer: float
    bracket: float

    @property
    def right(self) -> float:
        """Where the right margin begins."""
        return self.canvas.width - self.margin

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.canvas.width - 2 * self.margin

    @property
    def least(self) -> float:
        """The smallest words."""
        return LEAST_PROSE / self.canvas.scale


def slide_arena(canvas: Canvas) -> Arena:
    """The arena of a slide."""
    least = LEAST_PROSE / canvas.scale
    return Arena(
        canvas,
        fitted=False,
        margin=56.0,
        baseline=72.0,
        top=104.0,
        trail=max(36.0, least),
        count=max(24.0, least),
        caption=max(22.0, least),
        name=max(20.0, least),
        label=max(18.0, least),
        prose=max(22.0, least),
        total=max(29.0, least),
        footer=canvas.height - 46.0,
        bracket=12.0,
    )


def fitted_arena(canvas: Canvas) -> Arena:
    """The arena of a fitted picture: no prose, the sum at the bottom."""
    least = LEAST_PROSE / canvas.scale
    return Arena(
        canvas,
        fitted=True,
        margin=19.0,
        baseline=36.0,
        top=52.0,
        trail=max(25.0, least),
        count=max(17.0, least),
        caption=max(17.0, least),
        name=max(17.0, least),
        label=max(15.0, least),
        prose=max(17.0, least),
        total=max(22.0, least),
        footer=canvas.height - 22.0,
        bracket=8.0,
    )


def weights_of(facts: SheetFacts, level: Level) -> tuple[str, str]:
    """The shape of what is seen, and how many weights and biases it has."""
    labels, (rows, columns) = facts.labels, facts.kernel
    shape, weights, biases = f"{rows}×{columns}", rows * columns, 0
    if level >= Level.FILTER:
        shape, weights, biases = f"{shape}×{facts.depth}", weights * facts.depth, 1
    if level >= Level.LAYER:
        shape, weights, biases = f"{shape}×{facts.breadth}", weights * facts.breadth, facts.breadth
    counted = _weights(weights, labels)
    if not biases or not facts.bias_shown:
        return shape, counted
    return shape, labels("{weights} + {biases}", weights=counted, biases=_biases(biases, labels))


def _weights(number: int, labels: Labels) -> str:
    return labels("1 weight") if number == 1 else labels("{number} weights", number=number)


def _biases(number: int, labels: Labels) -> str:
    return labels("1 bias") if number == 1 else labels("{number} biases", number=number)


def trail_line(arena: Arena, labels: Labels, theme: Theme, level: Level) -> Line:
    """``kernel › filter › layer``, the level that is seen in ink."""
    runs: list[Run] = []
    for number, word in enumerate((labels("kernel"), labels("filter"), labels("layer"))):
        if number:
            runs.append(Run(" › ", Style(1.25 * arena.trail, 300), theme.ghost, -0.05 * arena.trail))
        weight, ink = (NOW, theme.kernel.ink) if number == level else (LATER, theme.ghost)
        runs.append(Run(word, Style(arena.trail, weight), ink))
    return Line("trail", tuple(runs), arena.margin, arena.baseline)


def count_line(arena: Arena, facts: SheetFacts, theme: Theme, level: Level) -> Line:
    """The shape and the weights at the right end of the trail's line."""
    shape, weights = weights_of(facts, level)
    room = arena.right - trail_line(arena, facts.labels, theme, level).box.right - 24.0
    size = arena.count
    for _ in range(4):
        runs = (
            Run(shape, Style(size, NOW), theme.kernel.ink),
            Run(f"   {weights}", Style(size), theme.muted),
        )
        wide = runs_width(runs)
        if wide <= room or size <= arena.least:
            break
        size = max(size * room / wide, arena.least)
    shown = runs if wide <= room else runs[:1]
    return Line("count", shown, arena.right - runs_width(shown), arena.baseline)
