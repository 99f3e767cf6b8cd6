"""The line below a transposed convolution: what adds up to the output cell, and a remark behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.labels import ENGLISH, Labels
from convanim.layout.arithmetic import (
    ACTIVATION_NAMES,
    EQUALS_ROOM,
    LINE_PITCH,
    RESULT_HEIGHT,
    RESULT_ROOM,
    VALUE_WEIGHT,
    equated,
    in_rows,
    more_runs,
    result_text,
    signed,
)
from convanim.layout.boxes import Box, Line
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width, width

REMARK = 0.72
"""The size of the remark, in sizes of the line."""
REMARK_GAP = 0.62


@dataclass(frozen=True, slots=True)
class Addend:
    """A term: a product (value and weight), a number alone of a role, or ``count`` products as their sum."""

    value: float
    weight: float | None = None
    role: str = "output"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole line: its terms, the sum, the activation and what it makes of the sum, and a remark."""

    terms: tuple[Addend, ...]
    products: tuple[float, ...]
    total: float
    activation: str
    value: float
    remark: str


@dataclass(frozen=True, slots=True)
class FootSlot:
    """Where the line stands, its size and its words; it has up to ``rows`` rows."""

    box: Box
    size: float
    rows: int
    least: float
    labels: Labels = ENGLISH

    @property
    def height(self) -> float:
        """The height that the set rows take."""
        return self.size * (RESULT_HEIGHT + LINE_PITCH * (self.rows - 1))


@dataclass(frozen=True, slots=True)
class FootLine:
    """A line in place: terms, equals sign, the boxed sum, and what stands behind the box."""

    terms: tuple[Line, ...]
    equals: Line
    result: Line
    result_box: Box
    tail: tuple[Line, ...]

    @property
    def texts(self) -> tuple[Line, ...]:
        """All lines of text."""
        return (*self.terms, self.equals, self.result, *self.tail)


def shortened(line: Sum, shown: int) -> tuple[Addend, ...]:
    """At most ``shown`` terms: the first ones, the sum of what is hidden, the last product, the bias.

    At most two are the sum of all products and the bias.
    """
    bias = tuple(term for term in line.terms if term.role == "bias")
    products = tuple(term for term in line.terms if term.role != "bias")
    if len(line.terms) <= shown or len(products) < 3:
        return line.terms
    if shown <= 2:
        return Addend(sum(line.products), count=len(products)), *bias
    head = max(1, shown - 2 - len(bias))
    hidden = line.products[head : len(products) - 1]
    return (*products[:head], Addend(sum(hidden), count=len(hidden)), products[-1], *bias)


def _runs(term: Addend, theme: Theme, size: float, first: bool, labels: Labels) -> tuple[Run, ...]:
    sign = () if first else (Run(" + ", Style(size), theme.muted),)
    strong = Style(size, VALUE_WEIGHT)
    if term.count:
        count = more_runs(term.count, labels, size, theme)
        return (*sign, *count, Run(result_text(term.value), strong, theme.output.ink))
    if term.weight is None:
        ink = {"bias": theme.bias.ink, "output": theme.output.ink}.get(term.role, theme.pad_text)
        return (*sign, Run(signed(term.value, first), strong, ink))
    value = Run(signed(term.value, first), strong, theme.input.ink)
    weight = Run(signed(term.weight, False), strong, theme.kernel.ink)
    return (*sign, value, Run("·", Style(size), theme.muted), weight)


def _rows(terms: tuple[Addend, ...], slot: FootSlot, theme: Theme) -> list[list[tuple[Run, ...]]]:
    runs = [_runs(term, theme, slot.size, number == 0, slot.labels) for number, term in enumerate(terms)]
    return in_rows(runs, -(-len(terms) // slot.rows))


def _result_width(line: Sum, size: float) -> float:
    text = equated(result_text(line.total))[1]
    return max(width(text, Style(size, VALUE_WEIGHT)) + 2 * RESULT_ROOM * size, RESULT_HEIGHT * size)


def _behind(line: Sum, theme: Theme, size: float) -> tuple[Run, ...]:
    if line.activation == "none":
        return ()
    name = ACTIVATION_NAMES.get(line.activation, line.activation)
    value = Run(result_text(line.value), Style(size, VALUE_WEIGHT), theme.output.ink)
    return (Run(f"  → {name} → ", Style(size), theme.muted), value)


def _remark(line: Sum, theme: Theme, slot: FootSlot) -> tuple[Run, ...]:
    return (Run(line.remark, Style(max(REMARK * slot.size, slot.least)), theme.muted),)


def line_width(line: Sum, terms: tuple[Addend, ...], slot: FootSlot, theme: Theme, remark: bool) -> float:
    """The width of the widest row, the result counted, in design pixels."""
    rows = _rows(terms, slot, theme)
    widths = [sum(runs_width(runs) for runs in row) for row in rows]
    widths[-1] += sum(EQUALS_ROOM) * slot.size + _result_width(line, slot.size)
    widths[-1] += runs_width(_behind(line, theme, slot.size))
    if remark and line.remark:
        widths[-1] += REMARK_GAP * slot.size + runs_width(_remark(line, theme, slot))
    return max(widths)


def plan_foot(
    lines: tuple[Sum, ...],
    room: Box,
    theme: Theme,
    sizes: tuple[float, float, float],
    rows: int,
    labels: Labels = ENGLISH,
) -> FootSlot:
    """The slot in which all of these lines fit: type between the sizes (largest, least, least remark)."""
    largest, least, prose = sizes
    for count in range(1, rows + 1):
        slot = FootSlot(room, largest, count, prose, labels)
        while slot.size >= least:
            wide = max(line_width(line, line.terms, slot, theme, count == 1) for line in lines)
            if wide <= room.width:
                return slot
            slot = replace(slot, size=slot.size - 0.5)
    return FootSlot(room, max(least, min(largest, 1.2 * least)), rows, prose, labels)


def set_foot(line: Sum, slot: FootSlot, theme: Theme) -> FootLine:
    """A line set in its slot: fewer terms where it is too long, the remark where there is room."""
    shown, terms = len(line.terms), line.terms
    while shown > 2 and line_width(line, terms, slot, theme, False) > slot.box.width:
        shown -= 1
        terms = shortened(line, shown)
    while line_width(line, terms, slot, theme, False) > slot.box.width and slot.size > slot.least:
        slot = replace(slot, size=max(slot.size - 0.5, slot.least))
    size, rows = slot.size, _rows(terms, slot, theme)
    baseline = slot.box.centre[1] + CAP_HEIGHT * size / 2 - LINE_PITCH * size * (len(rows) - 1) / 2
    placed: list[Line] = []
    x, y = slot.box.x, baseline
    for number, row in enumerate(rows):
        x, y = slot.box.x, baseline + number * LINE_PITCH * size
        for runs in row:
            placed.append(Line("term", runs, x, y))
            x += runs_width(runs)
    return _finished(line, tuple(placed), x, y, slot, theme)


def _finished(
    line: Sum, terms: tuple[Line, ...], x: float, y: float, slot: FootSlot, theme: Theme
) -> FootLine:
    """The equals sign, the box and what stands behind it."""
    size = slot.size
    sign, text = equated(result_text(line.total))
    equals = Line("equals", (Run(sign, Style(size), theme.muted),), x + EQUALS_ROOM[0] * size, y)
    height = RESULT_HEIGHT * size
    left = x + sum(EQUALS_ROOM) * size
    box = Box(left, y - (CAP_HEIGHT * size + height) / 2, _result_width(line, size), height)
    number = Run(text, Style(size, VALUE_WEIGHT), theme.output.active_text)
    result = Line("result", (number,), box.centre[0] - runs_width((number,)) / 2, y)
    tail, end = [], box.right
    if behind := _behind(line, theme, size):
        tail.append(Line("activation", behind, end, y))
        end += runs_width(behind)
    remark = _remark(line, theme, slot)
    if line.remark and end + REMARK_GAP * size + runs_width(remark) <= slot.box.right + 0.5:
        tail.append(Line("remark", remark, end + REMARK_GAP * size, y))
    return FootLine(terms, equals, result, box, tuple(tail))
