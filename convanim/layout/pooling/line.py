"""The line that says how one output of a pooling came about: ``max(2, 6) = 6`` or ``(2 + 6) / 2 = 4``.

Its size is settled once for a clip. A window of many cells keeps its first ones and its last; of those
between, their largest or their sum is said, so that the line closes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

from convanim.labels import ENGLISH, Labels
from convanim.layout.arithmetic import EQUALS_ROOM, RESULT_HEIGHT
from convanim.layout.boxes import Box, Line
from convanim.layout.pooling.facts import PoolNumbers
from convanim.layout.pooling.terms import REMARK, REMARK_ROOM, Setting
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, runs_width, width

LINE_PITCH = 1.55
MOST_SHOWN = 12
"""Cells that are written of a window whose cells do not all fit: nobody reads more of them."""
TOLERANCE = 0.25
"""Design pixels by which a line may seem too long for a room that was made for it."""


@dataclass(frozen=True, slots=True)
class PoolSlot:
    """Where the line stands: its room, type size, cells before eliding, lines; whether remarks have room.

    ``least`` is the smallest type of all.
    """

    box: Box
    size: float
    shown: int
    lines: int
    centred: bool
    remarks: bool
    least: float
    labels: Labels = ENGLISH

    @property
    def height(self) -> float:
        """The height that the set lines take."""
        return self.size * (RESULT_HEIGHT + LINE_PITCH * (self.lines - 1))


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One step's line, in place: what opens it, a text per cell, what closes it, and the boxed result.

    ``places`` says which of the step's values each text of ``terms`` is; None for those left out.
    """

    opening: Line
    terms: tuple[Line, ...]
    places: tuple[int | None, ...]
    closing: tuple[Line, ...]
    equals: Line
    result: Line
    result_box: Box
    after: tuple[Line, ...]

    @property
    def texts(self) -> tuple[Line, ...]:
        """All lines of text."""
        return (self.opening, *self.terms, *self.closing, self.equals, self.result, *self.after)


def widest_line(steps: tuple[PoolNumbers, ...], slot: PoolSlot, theme: Theme) -> float:
    """The width of the longest line of several steps."""
    return max(
        Setting(step, theme, slot.size, slot.shown, slot.least, slot.labels).width(slot.lines, slot.remarks)
        for step in steps
    )


def plan_line(
    steps: tuple[PoolNumbers, ...],
    room: Box,
    theme: Theme,
    sizes: tuple[float, float],
    max_lines: int,
    centred: bool,
    smallest: float,
    labels: Labels = ENGLISH,
) -> PoolSlot:
    """The slot in which all these steps fit: large type (``sizes``: largest, least), few lines, remarks.

    What gives way, in this order: the size, the single line, the remarks, the cells in the middle.
    """
    largest, least = sizes
    count = max(len(step.values) for step in steps)
    for lines in range(1, max_lines + 1):
        for remarks in (True, False):
            slot = PoolSlot(room, largest, count, lines, centred, remarks, smallest, labels)
            while slot.size >= least:
                if widest_line(steps, slot, theme) <= room.width:
                    return slot
                slot = replace(slot, size=slot.size - 0.5)
    comfortable = (largest + least) / 2
    for size, fewest in ((comfortable, 6), (least, 6), (least, 3)):
        for shown, remarks in product(range(min(count - 1, MOST_SHOWN), fewest - 1, -1), (True, False)):
            slot = PoolSlot(room, size, shown, max_lines, centred, remarks, smallest, labels)
            if widest_line(steps, slot, theme) <= room.width:
                return slot
    return PoolSlot(room, least, 3, max_lines, centred, False, smallest, labels)


def set_line(numbers: PoolNumbers, slot: PoolSlot, theme: Theme) -> PoolLine:
    """One step's line, set in its slot; fewer cells where what is left out turns out long."""
    while slot.shown > 3 and widest_line((numbers,), slot, theme) > slot.box.width + TOLERANCE:
        slot = replace(slot, shown=min(slot.shown, len(numbers.values)) - 1)
    setting = Setting(numbers, theme, slot.size, slot.shown, slot.least, slot.labels)
    size, box = slot.size, slot.box
    rows = setting.rows(slot.lines)
    wide = setting.width(slot.lines, slot.remarks)
    left = box.x + (box.width - wide) / 2 if slot.centred else box.x
    y = box.centre[1] + CAP_HEIGHT * size / 2 - LINE_PITCH * size * (len(rows) - 1) / 2
    opening = Line("opening", setting.opening() or (setting.plain(""),), left, y)
    terms: list[Line] = []
    x = left + opening.width
    for number, row in enumerate(rows):
        x, y = (x, y) if number == 0 else (left, y + LINE_PITCH * size)
        for runs in row:
            terms.append(Line("term", runs, x, y))
            x += runs_width(runs)
    closing = Line("closing", setting.closing(), x, y)
    x += closing.width
    sign, text = setting.result()
    height, room = RESULT_HEIGHT * size, setting.result_width()
    result_box = Box(x + sum(EQUALS_ROOM) * size, y - (CAP_HEIGHT * size + height) / 2, room, height)
    middle = result_box.centre[0] - width(text.text, text.style) / 2
    return PoolLine(
        opening,
        tuple(terms),
        setting.places(),
        (closing,),
        Line("equals", (sign,), x + EQUALS_ROOM[0] * size, y),
        Line("result", (text,), middle, y),
        result_box,
        _after(setting, slot, result_box, y),
    )


def _after(setting: Setting, slot: PoolSlot, box: Box, y: float) -> tuple[Line, ...]:
    """What stands behind the box: the activation, the remark."""
    lines: list[Line] = []
    x = box.right
    if setting.activated():
        lines.append(Line("activation", setting.activated(), x, y))
        x += lines[-1].width
    if slot.remarks and setting.remark():
        shift = CAP_HEIGHT * (slot.size - setting.small(REMARK).size) / 2
        lines.append(Line("remark", setting.remark(), x + REMARK_ROOM * slot.size, y - shift))
    return tuple(lines)
