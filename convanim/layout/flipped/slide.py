"""Cross-correlation beside convolution on a slide: the two sides left and right of a line."""

from __future__ import annotations

from dataclasses import replace

from convanim.labels import paragraph
from convanim.layout.arithmetic import SumSlot, plan_sum, widest_step
from convanim.layout.boxes import LEAST_PROSE, Box, CanvasRequest
from convanim.layout.cells import Detail
from convanim.layout.facts import Facts
from convanim.layout.flipped.block import Type
from convanim.layout.flipped.plan import FlippedLayout
from convanim.layout.flipped.sides import columns, rows
from convanim.layout.heading import heading
from convanim.layout.sliding.layout import Note
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT

MARGIN, DIVIDER_ROOM = 56.0, 70.0
FEET, SUM_MIDDLE = 152.0, 66.0
"""From the bottom of the picture up to the feet of the maps, and to the middle of the sums."""
SUM_SIZES, TWO_LINES = (27.0, 17.0), 22.0
"""The largest and the least type of the sums, and the largest on two lines."""


def slide(both: tuple[Facts, Facts], agreeing: bool, theme: Theme, request: CanvasRequest) -> FlippedLayout:
    """The layout on a slide; ConvanimError where nothing fits.

    ``agreeing`` says that some output cells agree: what marks them is said where they have room for it.
    """
    if agreeing:
        prose = paragraph(both[0].labels, both[0].prose, both[0].labels("Cells marked = agree."))
        found = _slide((replace(both[0], prose=prose), both[1]), theme, request)
        if found.sides[0].details["output"] >= Detail.NUMBERS:
            return found
    return _slide(both, theme, request)


def _slide(both: tuple[Facts, Facts], theme: Theme, request: CanvasRequest) -> FlippedLayout:
    canvas, scale = request.slide, request.scale
    right = canvas.width - MARGIN
    width = (right - MARGIN - DIVIDER_ROOM) / 2
    head = heading(both[0].title, both[0].prose, theme, Box(MARGIN, 0, right - MARGIN, canvas.height))
    top = max(head.bottom, 56.0) + 20
    starts = (MARGIN, MARGIN + width + DIVIDER_ROOM)
    kind = Type.at(scale)
    rooms = [Box(x, top, width, canvas.height - FEET - top) for x in starts]
    found = columns(both, theme, kind, rooms, scale) or rows(both, theme, kind, rooms, scale)
    slots = _sums(both, theme, [Box(x, canvas.height - SUM_MIDDLE - 36, width, 72) for x in starts], scale)
    sides = [
        replace(side, canvas=canvas, sums=slot, note=None if number else _note(both[0], slot.box, scale))
        for number, ((side, _), slot) in enumerate(zip(found, slots, strict=True))
    ]
    middle = starts[1] - DIVIDER_ROOM / 2
    return FlippedLayout(
        canvas,
        (sides[0], sides[1]),
        (found[0][1], found[1][1]),
        head.lines,
        ((middle, top), (middle, canvas.height - 36)),
        max(18.0, LEAST_PROSE / scale),
    )


def _sums(both: tuple[Facts, Facts], theme: Theme, rooms: list[Box], scale: float) -> list[SumSlot]:
    """The sums of both sides, in one size: they are to be compared."""
    least = LEAST_PROSE / scale
    sizes = max(SUM_SIZES[0], least), max(SUM_SIZES[1], least)
    found = []
    for facts, room in zip(both, rooms, strict=True):
        step = widest_step(facts.step, facts.inputs, facts.sums, facts.outputs)
        found.append(plan_sum(step, room, theme, sizes, 2, False, facts.labels))
    found = [replace(slot, size=min(slot.size, TWO_LINES)) if slot.lines > 1 else slot for slot in found]
    worst = min(found, key=lambda slot: (-slot.lines, slot.size, slot.shown))
    return [replace(worst, box=room) for room in rooms]


def _note(facts: Facts, room: Box, scale: float) -> Note:
    size = max(24.0, LEAST_PROSE / scale)
    return Note(room.x, room.centre[1] + CAP_HEIGHT * size / 2, size, False, facts.labels)
