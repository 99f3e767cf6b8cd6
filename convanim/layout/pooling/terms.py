"""The pieces of a pooling's line: its cells, what opens and closes it, its result and its remark."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.labels import ENGLISH, Labels, counted
from convanim.layout.arithmetic import (
    ACTIVATION_NAMES,
    EQUALS_ROOM,
    MORE,
    RESULT_HEIGHT,
    RESULT_ROOM,
    VALUE_WEIGHT,
)
from convanim.layout.pooling.facts import PoolNumbers
from convanim.numbers import ALMOST, MINUS, format_number
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

LONGEST_TERM = 7
LONGEST_RESULT = 10
ROUNDED_RESULT = 7
"""Characters of a result that is not exact within the longest: more of them would not say more."""
REMARK = 0.74
"""The size of the remark behind the result, in sizes of the line."""
REMARK_ROOM = 0.6
Runs = tuple[Run, ...]


def result_text(value: float) -> str:
    """A result as it stands in its box; ≈ where it is rounded."""
    text = format_number(value, LONGEST_RESULT)
    return format_number(value, ROUNDED_RESULT) if text.startswith(ALMOST) else text


def remark_of(numbers: PoolNumbers, labels: Labels = ENGLISH) -> str:
    """What is special about a window: that it is not a whole one."""
    if not numbers.partial:
        return ""
    some, count = counted(len(numbers.values), labels), counted(numbers.cells, labels)
    if numbers.name == "average":
        return labels("divide by {number}, not {count}", number=some, count=count)
    if len(numbers.values) == 1:
        return labels("one cell competes, not {count}", count=count)
    return labels("{number} cells compete, not {count}", number=some, count=count)


@dataclass(frozen=True, slots=True)
class Setting:
    """One step's runs at a size."""

    numbers: PoolNumbers
    theme: Theme
    size: float
    shown: int
    least: float
    labels: Labels = ENGLISH

    def small(self, share: float) -> Style:
        """A style that is smaller than the line, but never too small to read."""
        return Style(max(share * self.size, self.least))

    def plain(self, text: str) -> Run:
        return Run(text, Style(self.size), self.theme.muted)

    @property
    def is_max(self) -> bool:
        return self.numbers.name == "max"

    def opening(self) -> Runs:
        if self.is_max:
            return (self.plain("max("),)
        return (self.plain("("),) if len(self.numbers.values) > 1 else ()

    def closing(self) -> Runs:
        if self.is_max:
            return (self.plain(")"),)
        bracket = ") / " if len(self.numbers.values) > 1 else " / "
        divisor = Run(str(self.numbers.divisor), Style(self.size, VALUE_WEIGHT), self.theme.kernel.ink)
        return self.plain(bracket), divisor

    def places(self) -> tuple[int | None, ...]:
        """The values that are written; None stands for all that are not."""
        count = len(self.numbers.values)
        if count <= self.shown:
            return tuple(range(count))
        return (*range(max(1, self.shown - 2)), None, count - 1)

    def term(self, number: int, place: int | None) -> Runs:
        """A value with what joins it to its neighbours: a plus before it, a comma behind it."""
        places = self.places()
        before = () if self.is_max or number == 0 else (self.plain(" + "),)
        after = (self.plain(", "),) if self.is_max and number < len(places) - 1 else ()
        return (*before, *(self._hidden(places) if place is None else self._value(number, place)), *after)

    def _value(self, number: int, place: int) -> Runs:
        numbers, theme = self.numbers, self.theme
        text = format_number(numbers.values[place], LONGEST_TERM)
        if not self.is_max and MINUS in text[:2] and (number or len(numbers.values) == 1):
            text = f"({text})"
        if numbers.padding[place]:
            return (Run(text, Style(self.size), theme.pad_text),)
        return (Run(text, Style(self.size, VALUE_WEIGHT), theme.input.ink),)

    def _hidden(self, places: tuple[int | None, ...]) -> Runs:
        left_out = [value for place, value in enumerate(self.numbers.values) if place not in places]
        value = max(left_out) if self.is_max else sum(left_out)
        more = self.labels("({number} more)", number=len(left_out))
        count = Run(f"{more} ", self.small(MORE), self.theme.muted)
        strong = Style(self.size, VALUE_WEIGHT)
        return count, Run(format_number(value, LONGEST_RESULT), strong, self.theme.input.ink)

    def rows(self, lines: int) -> list[list[Runs]]:
        """The terms in rows of nearly equal count; a plus at the start of a row stands at its edge."""
        terms = [self.term(number, place) for number, place in enumerate(self.places())]
        each = -(-len(terms) // lines)
        for start in range(each, len(terms), each):
            first, *rest = terms[start]
            terms[start] = (replace(first, text=first.text.lstrip()), *rest)
        return [terms[start : start + each] for start in range(0, len(terms), each)]

    def result(self) -> tuple[Run, Run]:
        """The sign before the result, and the result."""
        text = result_text(self.numbers.result)
        sign = Run(ALMOST if text.startswith(ALMOST) else "=", Style(self.size), self.theme.muted)
        style = Style(self.size, VALUE_WEIGHT)
        return sign, Run(text.removeprefix(ALMOST), style, self.theme.output.active_text)

    def result_width(self) -> float:
        text = self.result()[1]
        return max(runs_width((text,)) + 2 * RESULT_ROOM * self.size, RESULT_HEIGHT * self.size)

    def activated(self) -> Runs:
        activation = self.numbers.activation
        if activation == "none":
            return ()
        name = ACTIVATION_NAMES.get(activation, activation)
        value = Run(result_text(self.numbers.value), Style(self.size, VALUE_WEIGHT), self.theme.output.ink)
        return self.plain(f"  → {name} → "), value

    def remark(self) -> Runs:
        text = remark_of(self.numbers, self.labels)
        return (Run(text, self.small(REMARK), self.theme.muted),) if text else ()

    def width(self, lines: int, remarks: bool) -> float:
        """The width of the longest line."""
        widths = [sum(map(runs_width, row)) for row in self.rows(lines)]
        widths[0] += runs_width(self.opening())
        widths[-1] += runs_width(self.closing()) + sum(EQUALS_ROOM) * self.size + self.result_width()
        widths[-1] += runs_width(self.activated())
        if remarks and self.remark():
            widths[-1] += runs_width(self.remark()) + REMARK_ROOM * self.size
        return max(widths)
