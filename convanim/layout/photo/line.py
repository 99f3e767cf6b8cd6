"""The sum of a stop as it is written below the picture: ``−49 + 176 − 50·2 + 125·2 − 51 + 43 = 269``.

Weights of 0 leave their pixel out, weights of ±1 are a sign alone; so nine products are a short line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from convanim import typeset
from convanim.errors import ConvanimError
from convanim.layout.arithmetic import LONGEST_TERM, VALUE_WEIGHT, equated
from convanim.layout.boxes import Box, Line
from convanim.layout.facts import Pair
from convanim.layout.photo.facts import PhotoFacts, Stop
from convanim.layout.photo.terms import Runs, endings_of, terms_of
from convanim.numbers import format_number
from convanim.ramps import legible_on
from convanim.sizes import size_text
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

COARSER = ((5, 6), (4, 4))
"""Characters of a factor and of a result where longer ones do not fit."""
MOST_TERMS, MOST_ROWS = 36, 9
PITCH, BOXED_PITCH = 1.5, 1.95
"""From line to line, in sizes of the type; more where the result's box stands in the lower one."""
BOX_HEIGHT, BOX_ROOM = 1.67, 0.6
GAP = 0.6
VERDICT = 0.76
"""The size of what the result means, in sizes of the sum."""


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A stop's sum, in place.

    Attributes:
        terms: one line of text each, the signs before them included.
        cells: for each term the number of its weight.
        ending: what stands between the terms and the result: a divisor, ``=``, an activation.
        box: the result's, filled with its colour ``fill``.
        verdict: what the result means.
    """

    terms: tuple[Line, ...]
    cells: tuple[int | None, ...]
    ending: tuple[Line, ...]
    box: Box
    result: Line
    fill: str
    verdict: tuple[Line, ...]

    @property
    def bottom(self) -> float:
        """Where all of it ends."""
        return max(self.box.bottom, *(line.box.bottom for line in (*self.verdict, self.result)))


@dataclass(frozen=True, slots=True)
class Manner:
    """How a line is set: the largest and the least type, rows at most, the least type of its verdict, and
    the characters of a factor and of the result, beyond which they are rounded."""

    sizes: Pair
    rows: int
    least_words: float
    digits: Pair = (LONGEST_TERM, 8)


def set_lines(facts: PhotoFacts, theme: Theme, room: Box, manner: Manner) -> tuple[PhotoLine, ...]:
    """The lines of all stops in one room, with one size of type: the largest with which they fit.

    Where even the least type is too large, the terms in the middle stand as their sum.
    """
    sizes = range(manner.sizes[0], manner.sizes[1] - 1, -1)
    largest: tuple[PhotoLine, ...] = ()
    for size in sizes if np.count_nonzero(facts.weights) <= MOST_TERMS else ():
        found = [_set(facts, stop, theme, room, float(size), manner) for stop in facts.stops]
        lines = tuple(line for line in found if line is not None)
        if len(lines) < len(found):
            continue
        if not any(_lonely(line) for line in lines):
            return lines
        largest = largest or lines
    return largest or tuple(_shortened(facts, stop, theme, room, manner) for stop in facts.stops)


def _lonely(line: PhotoLine) -> bool:
    """Whether a row that is not the last has but one term."""
    rows = Counter(term.y for term in (*line.terms, *line.ending))
    return any(count == 1 and y < line.result.y for y, count in rows.items())


def _shortened(facts: PhotoFacts, stop: Stop, theme: Theme, room: Box, manner: Manner) -> PhotoLine:
    """A line with as many terms as fit, two at least: the first, what is hidden as one, and the last.

    Where not even those fit, numbers are rounded to fewer digits, and at last there are more rows.
    """
    size = float(manner.sizes[1])
    for rounded in (manner, *(replace(manner, digits=digits) for digits in COARSER)):
        fits, found, too_many = 0, None, max(int(np.count_nonzero(facts.weights)), 2)
        while too_many - fits > 1:
            shown = (fits + too_many) // 2
            line = _set(facts, stop, theme, room, size, rounded, shown)
            fits, found, too_many = (shown, line, too_many) if line else (fits, found, shown)
        if found is not None:
            return found
    coarse = replace(manner, rows=MOST_ROWS, digits=COARSER[-1])
    line = _set(facts, stop, theme, room, size, coarse, 1)
    if line is None:
        raise ConvanimError(
            f"the sum of a {size_text(facts.kernel)} kernel does not fit the picture: use a larger width, or "
            f"numbers of fewer digits"
        )
    return line


def _set(
    facts: PhotoFacts,
    stop: Stop,
    theme: Theme,
    room: Box,
    size: float,
    manner: Manner,
    shown: int | None = None,
) -> PhotoLine | None:
    """The line in type of this size, in rows from the room's top left; None where it does not fit."""
    step, style = stop.numbers, Style(size, VALUE_WEIGHT)
    terms = terms_of(facts, step, theme, size, manner.digits[0], shown)
    if facts.divisor > 1:
        opening = Run("( ", Style(size), theme.muted)
        terms[0] = replace(terms[0], runs=(opening, *terms[0].runs))
    endings = endings_of(facts, step, theme, size, manner.digits)
    fill = facts.shades.colour(step.value)
    text = format_number(step.value, manner.digits[1])
    text = equated(text)[1] if step.activation == "none" else text
    result = (Run(text, style, legible_on(fill)),)
    wide = max(runs_width(result) + 2 * BOX_ROOM * size, BOX_HEIGHT * size)
    pieces = [*(term.runs for term in terms), *endings]
    widths = [runs_width(runs) for runs in pieces]
    widths[-1] += wide
    closed = len(terms) if facts.divisor > 1 else None
    rows = _in_rows(widths, room.width, closed)
    together = max(sum(widths[at] for at in row) for row in rows)
    if len(rows) > manner.rows or together > room.width:
        return None
    lines = _placed(pieces, rows, room, size)
    last = lines[-1]
    top = last.y - (CAP_HEIGHT * size + BOX_HEIGHT * size) / 2
    box = Box(last.x + last.width, top, wide, BOX_HEIGHT * size)
    number = Line("result", result, box.centre[0] - runs_width(result) / 2, last.y)
    words = _verdict(stop.verdict, theme, room, box, last.y, max(VERDICT * size, manner.least_words))
    count = len(terms)
    cells = tuple(term.cell for term in terms)
    return PhotoLine(lines[:count], cells, lines[count:], box, number, fill, words)


def _placed(pieces: list[Runs], rows: list[list[int]], room: Box, size: float) -> tuple[Line, ...]:
    """The pieces in their rows; the last row has the result's box, which is higher than a line."""
    first = room.y + (BOX_HEIGHT * size if len(rows) == 1 else size) / 2 + CAP_HEIGHT * size / 2
    steps = [PITCH * size] * (len(rows) - 2) + [BOXED_PITCH * size] * (len(rows) > 1)
    lines = list[Line]()
    for row, y in zip(rows, accumulate(steps, initial=first), strict=True):
        x = room.x
        for at in row:
            runs = _lean(pieces[at]) if at == row[0] else pieces[at]
            lines.append(Line("term", runs, x, y))
            x = lines[-1].x + lines[-1].width
    return tuple(lines)


def _lean(runs: Runs) -> Runs:
    """Runs at a row's start: without the space before them."""
    return (replace(runs[0], text=runs[0].text.lstrip()), *runs[1:])


def _in_rows(widths: list[float], available: float, closed: int | None = None) -> list[list[int]]:
    """Terms by their number, as many in a row as there is room for.

    The one that ``closed`` says closes a bracket: where it begins a row, the term before it goes with it.
    """
    rows, x = [[0]], widths[0]
    for number, wide in enumerate(widths[1:], 1):
        if x + wide > available:
            before = [rows[-1].pop()] if number == closed and len(rows[-1]) > 1 else []
            if before and len(rows[-1]) == 1 and sum(widths[rows[-1][0] : number + 1]) <= available:
                before = [*rows.pop(), *before]  # else one term would stand alone between two rows
            rows.append(before)
            x = sum(widths[at] for at in before)
        rows[-1].append(number)
        x += wide
    return rows


def _verdict(text: str, theme: Theme, room: Box, box: Box, y: float, size: float) -> tuple[Line, ...]:
    """The words behind the box where they fit, else below it."""
    if not text:
        return ()
    style, x = Style(size), box.right + GAP * size
    if x + typeset.width(text, style) <= room.right:
        return (Line("verdict", (Run(text, style, theme.muted),), x, y),)
    return tuple(
        Line("verdict", (Run(row, style, theme.muted),), room.x, box.bottom + (1.15 + 1.35 * number) * size)
        for number, row in enumerate(typeset.wrap(text, style, room.width))
    )
