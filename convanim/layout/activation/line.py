"""The line that says what became of a value: ``ReLU(−3) = max(0, −3) = 0``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from convanim.labels import Labels
from convanim.layout.activation.formula import runs_of
from convanim.layout.activation.functions import (
    CHARS,
    WRITTEN,
    Part,
    Piece,
    filled,
    name_of,
    remark,
)
from convanim.layout.arithmetic import RESULT_HEIGHT, RESULT_ROOM, VALUE_WEIGHT, equated
from convanim.layout.boxes import Box, Line
from convanim.numbers import format_number
from convanim.theme import Role, Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width, width

REMARK = 0.78
"""The type of the remark, in sizes of the line's."""
REMARK_GAP = 0.8
EQUALS_GAP = 0.32
BOXED_GAP = 0.5
"""The same around the sign before the box, whose frame looks nearer than a letter does."""


@dataclass(frozen=True, slots=True)
class ValueStep:
    """One cell's numbers."""

    activation: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class LineSlot:
    """Where the line stands, settled once for a clip.

    Attributes:
        role: the colours of the value that goes in.
        spelled: whether the function is written out between the name and the result.
        remark: the type of the remark behind the result; 0 where there is none.
        least: the least type of digits.
        widest: the width of the clip's widest line; ``centred`` lines all start where that one does.
    """

    box: Box
    size: float
    role: Role
    labels: Labels
    spelled: bool
    remark: float
    centred: bool
    least: float
    widest: float = 0.0


@dataclass(frozen=True, slots=True)
class SetLine:
    """A step's line, in place: what is asked, what is done, the result in its box, and the remark."""

    call: Line
    done: Line | None
    equals: Line
    result: Line
    result_box: Box
    remark: Line | None

    @property
    def texts(self) -> tuple[Line, ...]:
        """All lines of text."""
        return tuple(
            line for line in (self.call, self.done, self.equals, self.result, self.remark) if line is not None
        )

    @property
    def width(self) -> float:
        """From the first letter to the last."""
        end = self.result_box.right if self.remark is None else self.remark.box.right
        return end - self.call.x


def set_line(step: ValueStep, slot: LineSlot, theme: Theme) -> SetLine:
    """One step's line, set in its slot."""
    size, value = slot.size, format_number(step.before, CHARS)
    plain = Style(size)

    def strong(piece: Piece, at: float) -> Run:
        return Run(filled(piece, value), Style(at, VALUE_WEIGHT), slot.role.ink)

    x = slot.box.x + max(slot.box.width - slot.widest, 0.0) / 2 * slot.centred
    y = slot.box.centre[1] + CAP_HEIGHT * size / 2
    name = Run(f"{name_of(step.activation)}(", plain, theme.muted)
    call = Line("call", (name, strong(Piece(Part.VALUE), size), Run(")", plain, theme.muted)), x, y)
    x, done = call.box.right, None
    if slot.spelled:
        runs = runs_of(WRITTEN[step.activation].in_line, size, slot.least, theme.muted, strong)
        done = Line("done", (Run("= ", plain, theme.muted), *runs), x + EQUALS_GAP * size, y)
        x = done.box.right
    sign, text = equated(format_number(step.after, CHARS))
    equals = Line("equals", (Run(sign, plain, theme.muted),), x + BOXED_GAP * size, y)
    x = equals.box.right + BOXED_GAP * size
    result = Run(text, Style(size, VALUE_WEIGHT), theme.output.active_text)
    height = RESULT_HEIGHT * size
    wide = max(width(text, result.style) + 2 * RESULT_ROOM * size, height)
    box = Box(x, slot.box.centre[1] - height / 2, wide, height)
    placed = Line("result", (result,), box.centre[0] - runs_width((result,)) / 2, y)
    return SetLine(call, done, equals, placed, box, _remark(step, slot, theme, box))


def _remark(step: ValueStep, slot: LineSlot, theme: Theme, box: Box) -> Line | None:
    text = remark(step.activation, step.before, step.after, slot.labels) if slot.remark else ""
    if not text:
        return None
    y = box.centre[1] + CAP_HEIGHT * slot.remark / 2
    return Line(
        "remark", (Run(text, Style(slot.remark), theme.muted),), box.right + REMARK_GAP * slot.size, y
    )


def plan_line(
    steps: Iterable[ValueStep],
    slot: LineSlot,
    theme: Theme,
    sizes: tuple[float, float],
    least_remark: float,
) -> LineSlot:
    """The slot in which all of these steps fit: written out and with a remark as far as there is room."""
    told = tuple(steps)
    largest, least = sizes
    identity = told[0].activation == "none"
    room = slot.box.width
    for spelled, remarked in ((True, True), (True, False), (False, False)):
        size = largest
        while size >= least - 1e-9:
            small = max(REMARK * size, least_remark) if remarked else 0.0
            found = replace(slot, size=size, spelled=spelled and not identity, remark=small)
            widest = max(set_line(step, found, theme).width for step in told)
            if widest <= room:
                return replace(found, widest=widest)
            size -= 1.0
    return replace(slot, size=least, spelled=False, remark=0.0, widest=room)
