"""The line that says how a filter answers: ``−2 + 1 + 6 + 1 = 6``, and what the activation makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.labels import ENGLISH, Labels
from convanim.layout.arithmetic import ACTIVATION_NAMES, BRIEF_TERM, brief, equated
from convanim.layout.boxes import Line
from convanim.layout.sheet.facts import SheetStep, roles_of
from convanim.layout.sheet.sheet import SumPlace
from convanim.numbers import MINUS
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

STRONG = 640
LONGEST = 9
"""Characters of a number; a longer one is rounded and marked with ≈."""
LONGEST_DECIMAL = 7
"""Of those that an exact number with decimals may have: between rounded ones more of them say nothing."""
LEAST_LONGEST = 4
PITCH = 1.36
LEAST_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class SheetSum:
    """A step's sum, in place: a line for every term, the result, and what the activation makes of it."""

    terms: tuple[Line, ...]
    result: Line
    activation: Line | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of text."""
        return (*self.terms, self.result, *([] if self.activation is None else [self.activation]))


@dataclass(frozen=True, slots=True)
class SumType:
    """How a sum is set: the size of its numbers, how many characters each may have, and its words."""

    size: float
    longest: int = LONGEST
    labels: Labels = ENGLISH


def short(value: float, longest: int) -> str:
    """A number of the sum, in at most so many characters; long decimals are rounded."""
    text = brief(value, longest, BRIEF_TERM)
    return brief(value, min(longest, LONGEST_DECIMAL), BRIEF_TERM) if "." in text else text


def written(value: float, first: bool = True, longest: int = LONGEST) -> str:
    """A number as a term: a negative one that is not the first stands in brackets."""
    text = short(value, longest)
    return f"({text})" if MINUS in text[:2] and not first else text


def _equated(value: float, theme: Theme, kind: SumType) -> tuple[Run, ...]:
    """`` = 6``, or `` ≈ 0.33`` where the number had to be rounded."""
    sign, text = equated(short(value, kind.longest))
    return (
        Run(f" {sign} ", Style(kind.size), theme.muted),
        Run(text, Style(kind.size, STRONG), theme.output.ink),
    )


def term_runs(step: SheetStep, depth: int, theme: Theme, kind: SumType) -> list[tuple[Run, ...]]:
    """The runs of every term: the answers in their channels' inks, what is hidden, the bias."""
    strong, longest = Style(kind.size, STRONG), kind.longest
    terms: list[tuple[Run, ...]] = []
    for number, answer in enumerate(step.answers):
        if step.count and number == len(step.answers) - 1:
            terms.append(_hidden(step, theme, kind))
        ink = roles_of(theme, depth, number)[0].ink if depth == len(step.answers) else theme.input.ink
        text = written(answer, not terms, longest)
        terms.append((*_plus(bool(terms), theme, kind.size), Run(text, strong, ink)))
    if step.bias is not None:
        text = written(step.bias, False, longest)
        terms.append((*_plus(True, theme, kind.size), Run(text, strong, theme.bias.ink)))
    return terms


def _plus(needed: bool, theme: Theme, size: float) -> tuple[Run, ...]:
    return (Run(" + ", Style(size), theme.muted),) if needed else ()


def _hidden(step: SheetStep, theme: Theme, kind: SumType) -> tuple[Run, ...]:
    more = kind.labels("({number} more)", number=step.count)
    count = Run(f" + {more} ", Style(kind.size), theme.muted)
    text = written(step.hidden or 0, False, kind.longest)
    return count, Run(text, Style(kind.size, STRONG), theme.input.ink)


def activation_runs(step: SheetStep, theme: Theme, kind: SumType, inline: bool) -> tuple[Run, ...]:
    """``ReLU(6) = max(0, 6) = 6``, or inline `` → ReLU → 6``; nothing without an activation."""
    if step.activation == "none":
        return ()
    name = ACTIVATION_NAMES.get(step.activation, step.activation)
    plain, strong = Style(kind.size), Style(kind.size, STRONG)
    total = Run(short(step.sum, kind.longest), strong, theme.output.ink)
    if inline:
        value = Run(short(step.value, kind.longest), strong, theme.output.ink)
        return Run(f"  → {name} → ", plain, theme.muted), value
    rule: tuple[Run, ...] = ()
    if step.activation == "relu":
        rule = (Run(" = max(0, ", plain, theme.muted), total, Run(")", plain, theme.muted))
    opening, closing = Run(f"{name}(", plain, theme.muted), Run(")", plain, theme.muted)
    return (opening, total, closing, *rule, *_equated(step.value, theme, kind))


def sum_width(step: SheetStep, depth: int, theme: Theme, kind: SumType, inline: bool) -> float:
    """The width of a step's longest line."""
    first = sum(map(runs_width, term_runs(step, depth, theme, kind)))
    first += runs_width(_equated(step.sum, theme, kind))
    tail = runs_width(activation_runs(step, theme, kind, inline))
    return first + tail if inline else max(first, tail)


def fitting_type(
    step: SheetStep,
    depth: int,
    theme: Theme,
    sizes: tuple[float, float],
    width: float,
    inline: bool,
    labels: Labels = ENGLISH,
    shortest: int = LEAST_LONGEST,
) -> SumType:
    """The largest type of ``sizes`` (largest, least) at which a step's lines are no wider than ``width``.

    Where even the least is too wide, long numbers are rounded, to no fewer characters than ``shortest``; the
    last resort is smaller than the least.
    """
    largest, least = sizes
    kind = SumType(largest, labels=labels)
    for longest in range(LONGEST, shortest - 1, -1):
        kind = SumType(largest, longest, labels)
        for _ in range(4):  # widths grow a little faster than sizes, for small type is set wider
            wide = sum_width(step, depth, theme, kind, inline)
            if wide <= width:
                break
            kind = SumType(kind.size * max(width / wide, LEAST_SHARE) * 0.995, longest, labels)
        if kind.size >= least:
            return kind
    return kind


def set_sheet_sum(step: SheetStep, depth: int, place: SumPlace, theme: Theme) -> SheetSum:
    """One step's sum, set in its place; smaller where it turns out wider than what was foreseen."""
    sizes = (place.size, place.least)
    kind = fitting_type(step, depth, theme, sizes, place.width, place.inline, place.labels)
    lines, x = [], place.x
    for runs in term_runs(step, depth, theme, kind):
        lines.append(Line("term", runs, x, place.y))
        x += runs_width(runs)
    result = Line("result", _equated(step.sum, theme, kind), x, place.y)
    tail = activation_runs(step, theme, kind, place.inline)
    if not tail:
        return SheetSum(tuple(lines), result, None)
    x, y = (x + result.width, place.y) if place.inline else (place.x, place.y + PITCH * place.size)
    return SheetSum(tuple(lines), result, Line("activation", tail, x, y))
