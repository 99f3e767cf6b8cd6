"""The line that says how one output came about: ``1·0 + 2·1 + … = 7``.

Its size is settled once for a clip, so that it does not jump from step to step; a sum that would be
too long keeps its first and last products and states the sum of those between, so that the line closes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from convanim.labels import ENGLISH, Labels
from convanim.layout.boxes import Box, Line
from convanim.layout.sums import StepNumbers, Term, terms_of
from convanim.numbers import ALMOST, format_number
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width, width

MORE = 0.92
"""The type of what says how many terms are left out, in sizes of the sum: a sum of 12 pixels leaves it 11."""
VALUE_WEIGHT = 640
LONGEST_TERM = 7
"""Characters of a factor in the line; a longer one is rounded and marked with ≈."""
LONGEST_RESULT = 10
BRIEF_TERM, BRIEF_RESULT = 6, 7
"""Characters of a rounded number, its minus aside: what does not fit exactly need not fill its room."""
RESULT_ROOM = 0.66
"""Room beside the result in its box, in sizes of its type."""
RESULT_HEIGHT = 1.67
EQUALS_ROOM = (0.62, 1.2)
"""From the last term to the equals sign, and from there to the box."""
LINE_PITCH = 1.55
LEAST_HIDDEN = 4
"""Fewer products than these are not worth hiding behind a sum."""
ACTIVATION_NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "gelu": "GELU", "silu": "SiLU"}


@dataclass(frozen=True, slots=True)
class SumSlot:
    """Where the arithmetic line stands: its room, type size, number of lines, and terms before eliding.

    ``widest`` is the width of the clip's widest line: all lines start where that one does. ``labels`` are
    the words for what is left out.
    """

    box: Box
    size: float
    shown: int
    lines: int
    centred: bool
    widest: float = 0.0
    labels: Labels = ENGLISH

    @property
    def height(self) -> float:
        """The height that the set lines take."""
        return self.size * (RESULT_HEIGHT + LINE_PITCH * (self.lines - 1))


@dataclass(frozen=True, slots=True)
class SumLine:
    """One step's arithmetic, in place: a line of text per term, then `` = `` and the boxed result.

    Where there is an activation, ``tail`` is the sum and the activation's name, between ``=`` and the box.
    """

    terms: tuple[Line, ...]
    equals: Line
    result: Line
    result_box: Box
    tail: tuple[Line, ...]

    @property
    def texts(self) -> tuple[Line, ...]:
        """All lines of text."""
        return (*self.terms, self.equals, self.result, *self.tail)


def brief(value: float, longest: int, rounded: int) -> str:
    """A number of a sum: exact in at most ``longest`` characters, else rounded to ``rounded`` of them."""
    text = format_number(value, longest)
    if not text.startswith(ALMOST):
        return text
    return format_number(value, min(longest, rounded + (value < 0)))


def result_text(value: float) -> str:
    """What a sum comes to, as text."""
    return brief(value, LONGEST_RESULT, BRIEF_RESULT)


def equated(text: str) -> tuple[str, str]:
    """The sign before a result and the result after it: ``≈ 2.1`` says once that it is rounded."""
    return (ALMOST if text.startswith(ALMOST) else "=", text.removeprefix(ALMOST))


def signed(value: float, first: bool) -> str:
    """A factor or term as text; in brackets where it is negative and a sign stands before it."""
    text = brief(value, LONGEST_TERM, BRIEF_TERM)
    return f"({text})" if "−" in text[:2] and not first else text


def more_runs(count: int, labels: Labels, size: float, theme: Theme) -> tuple[Run, ...]:
    """How many terms are left out, smaller than the sum, before what they add up to."""
    return (Run(f"{labels('({number} more)', number=count)} ", Style(size * MORE), theme.muted),)


def _term_runs(term: Term, theme: Theme, size: float, first: bool, labels: Labels) -> tuple[Run, ...]:
    sign = () if first else (Run(" + ", Style(size), theme.muted),)
    strong = Style(size, VALUE_WEIGHT)
    if term.count:
        hidden = more_runs(term.count, labels, size, theme)
        return (*sign, *hidden, Run(result_text(term.value), strong, theme.output.ink))
    if term.weight is None:
        return (*sign, Run(signed(term.value, first), strong, getattr(theme, term.role).ink))
    value = Run(signed(term.value, first), strong, getattr(theme, term.role).ink)
    if term.padding:
        value = replace(value, style=Style(size), colour=theme.pad_text)
    weight = Run(signed(term.weight, False), strong, theme.kernel.ink)
    return (*sign, value, Run("·", Style(size), theme.muted), weight)


def _rows(terms: tuple[Term, ...], slot: SumSlot, theme: Theme) -> list[list[tuple[Run, ...]]]:
    """The terms' runs in rows of nearly equal count."""
    runs = [_term_runs(term, theme, slot.size, index == 0, slot.labels) for index, term in enumerate(terms)]
    return in_rows(runs, -(-len(terms) // slot.lines))


def in_rows(runs: list[tuple[Run, ...]], per_row: int) -> list[list[tuple[Run, ...]]]:
    """Terms in rows of so many; a row does not begin with a space."""
    for start in range(per_row, len(runs), per_row):
        runs[start] = (replace(runs[start][0], text=runs[start][0].text.lstrip()), *runs[start][1:])
    return [runs[start : start + per_row] for start in range(0, len(runs), per_row)]


def _tail(step: StepNumbers, theme: Theme, size: float) -> tuple[Run, ...]:
    if step.activation == "none":
        return ()
    name = ACTIVATION_NAMES.get(step.activation, step.activation)
    total = Run(equated(result_text(step.sum))[1], Style(size, VALUE_WEIGHT), theme.output.ink)
    return (total, Run(f"  → {name} →  ", Style(size), theme.muted))


def _boxed(step: StepNumbers) -> tuple[str, str]:
    """The sign behind the terms, and what stands in the box: the sum, or what the activation makes of it."""
    value = result_text(step.value)
    if step.activation == "none":
        return equated(value)
    return equated(result_text(step.sum))[0], value


def _result_width(step: StepNumbers, size: float) -> float:
    text = _boxed(step)[1]
    return max(width(text, Style(size, VALUE_WEIGHT)) + 2 * RESULT_ROOM * size, RESULT_HEIGHT * size)


def widest_row(step: StepNumbers, slot: SumSlot, theme: Theme) -> float:
    """The width of a step's longest line, in design pixels."""
    rows = _rows(terms_of(step, slot.shown), slot, theme)
    widths = [sum(runs_width(runs) for runs in row) for row in rows]
    widths[-1] += sum(EQUALS_ROOM) * slot.size + _result_width(step, slot.size)
    widths[-1] += runs_width(_tail(step, theme, slot.size))
    return max(widths)


def plan_sum(
    widest: StepNumbers,
    room: Box,
    theme: Theme,
    sizes: tuple[float, float],
    max_lines: int,
    centred: bool,
    labels: Labels = ENGLISH,
) -> SumSlot:
    """The slot in which the widest step fits: the largest type of ``sizes`` (largest, least), few lines.

    Where even the least type is too large, terms are elided at a comfortable size.
    """
    largest, least = sizes
    count = len(terms_of(widest))
    for lines in range(1, max_lines + 1):
        slot = SumSlot(room, largest, count, lines, centred, labels=labels)
        while slot.size >= least:
            wide = widest_row(widest, slot, theme)
            if wide <= room.width:
                return replace(slot, widest=wide)
            shrunk = slot.size * room.width / wide  # widths grow with the size, but for optical sizing
            slot = replace(slot, size=min(slot.size - 0.5, shrunk // 0.5 * 0.5))
    size = least
    fits, too_many = 3, max(count - LEAST_HIDDEN + 2, 4)
    while too_many - fits > 1:
        shown = (fits + too_many) // 2
        slot = SumSlot(room, size, shown, max_lines, centred, labels=labels)
        if widest_row(widest, slot, theme) <= room.width:
            fits = shown
        else:
            too_many = shown
    slot = SumSlot(room, size, fits, max_lines, centred, labels=labels)
    return replace(slot, widest=min(widest_row(widest, slot, theme), room.width))


def widest_step(
    step: StepNumbers, values: Iterable[float], sums: Iterable[float], results: Iterable[float]
) -> StepNumbers:
    """A step no narrower than any of the clip: the widest value everywhere, the widest sum and result."""

    def room(value: float) -> float:
        return width(signed(value, False), Style(20.0, VALUE_WEIGHT))

    value, total, result = (max(numbers, key=room) for numbers in (values, sums, results))
    everywhere = (value,) * len(step.values)
    return replace(step, values=everywhere, padding=(False,) * len(step.values), sum=total, value=result)


def set_sum(step: StepNumbers, slot: SumSlot, theme: Theme) -> SumLine:
    """One step's arithmetic, set in its slot; fewer terms where a hidden sum turns out long."""
    while slot.shown > 3 and widest_row(step, slot, theme) > slot.box.width + 0.25:
        slot = replace(slot, shown=min(slot.shown, len(terms_of(step))) - 1)
    size, box = slot.size, slot.box
    rows = _rows(terms_of(step, slot.shown), slot, theme)
    left = box.x + max(box.width - max(slot.widest, widest_row(step, slot, theme)), 0) / 2 * slot.centred
    baseline = box.centre[1] + CAP_HEIGHT * size / 2 - LINE_PITCH * size * (len(rows) - 1) / 2
    placed: list[Line] = []
    x = left
    for number, row in enumerate(rows):
        x = left
        for runs in row:
            placed.append(Line("term", runs, x, baseline + number * LINE_PITCH * size))
            x += runs_width(runs)
    y = placed[-1].y
    sign, value = _boxed(step)
    equals = Line("equals", (Run(sign, Style(size), theme.muted),), x + EQUALS_ROOM[0] * size, y)
    x += sum(EQUALS_ROOM) * size
    tail = _tail(step, theme, size)
    after = (Line("activation", tail, x, y),) if tail else ()
    height = RESULT_HEIGHT * size
    x += runs_width(tail)
    result_box = Box(x, y - (CAP_HEIGHT * size + height) / 2, _result_width(step, size), height)
    boxed = Run(value, Style(size, VALUE_WEIGHT), theme.output.active_text)
    middle = result_box.centre[0] - runs_width((boxed,)) / 2
    return SumLine(tuple(placed), equals, Line("result", (boxed,), middle, y), result_box, after)
