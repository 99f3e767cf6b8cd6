"""A fitted picture: the two pictures side by side, below them lens and kernel, and beside these the sum."""

from __future__ import annotations

import math

from convanim.layout import captions as words
from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, CanvasRequest, Line, Plane
from convanim.layout.heading import heading
from convanim.layout.photo.facts import PhotoFacts
from convanim.layout.photo.layout import (
    PhotoLayout,
    caption_runs,
    counted,
    details_of,
    inner,
    legend,
    lens_cell,
    padded_size,
    pixel_size,
    placed,
)
from convanim.layout.photo.line import Manner, PhotoLine, set_lines
from convanim.layout.sliding.layout import Note, Sign
from convanim.layout.sliding.numeric import even_canvas
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, runs_width

MARGIN = 14.0
GAP = 20.0
MOST_HIGH = 330.0
PIXEL_MOST = 28.0
CAPTION = 18.0
LENS_CELL, LENS_MOST = 40.0, 132.0
STAR_ROOM, SUM_ROOM, CAPTION_GAP = 44.0, 26.0, 16.0
LEGEND_ROOM = 46.0
MOST_CAPTION = 180.0


def fitted(facts: PhotoFacts, values: tuple[float, ...], theme: Theme, request: CanvasRequest) -> PhotoLayout:
    """The layout of a fitted picture; ``values`` are the widest ones of the picture."""
    scale, width = request.scale, FITTED_WIDTH
    size = max(CAPTION, LEAST_PROSE / scale)
    head = heading(facts.title, "", theme, Box(MARGIN, 0, width - 2 * MARGIN, 0), small=True)
    caption_y = (head.bottom if head.lines else MARGIN - 6) + 1.15 * size
    texts = caption_runs(facts, theme, size)
    cell = pixel_size(facts, (width - 2 * MARGIN - GAP, MOST_HIGH), PIXEL_MOST, scale)
    top = caption_y + 0.55 * size
    (rows, columns), (out_rows, out_columns) = padded_size(facts), facts.output
    high = max(rows, out_rows) * cell
    spare = width - 2 * MARGIN - GAP - (columns + out_columns) * cell
    right = width - MARGIN - spare / 4 - out_columns * cell
    padded = placed((rows, columns), MARGIN + spare / 4, top + (high - rows * cell) / 2, cell, scale)
    output = placed(facts.output, right, top + (high - out_rows * cell) / 2, cell, scale)
    legend_top = top + high + 12
    key = legend(facts, theme, legend_top, output.box.centre[0], width - MARGIN, scale)
    side = lens_cell(facts, min(LENS_CELL, LENS_MOST / max(facts.kernel)), scale)
    texts["kernel"] = words.shrunk(texts["kernel"], MOST_CAPTION, LEAST_PROSE / scale)
    lens, kernel = _pair(
        facts,
        side,
        legend_top + LEGEND_ROOM - 12,
        (runs_width(texts["lens"]), runs_width(texts["kernel"])),
        scale,
    )
    lines = _captions(texts, padded, output, lens, kernel, caption_y, size)
    left = max(kernel.box.right, max(line.box.right for line in lines if line.name == "kernel")) + SUM_ROOM
    sums = _sums(
        facts, theme, Box(left, 0, width - MARGIN - left, 0), lens.box.centre[1], key.box.bottom + 10, scale
    )
    bottom = max(*(line.box.bottom for line in lines), *(line.bottom for line in sums), key.box.bottom)
    note = max(16.0, LEAST_PROSE / scale)
    count = facts.output[0] * facts.output[1]
    free = width - MARGIN - left - runs_width(counted(facts.labels, count, count, theme, note))
    beside = lens.box.centre[1] + CAP_HEIGHT * note / 2
    below = max(line.box.bottom for line in lines) + 1.2 * note
    bottom = bottom if free >= 0 else max(bottom, below)
    star = (lens.box.right + kernel.box.x) / 2, lens.box.centre[1]
    return PhotoLayout(
        even_canvas(width, bottom + MARGIN - 4, scale),
        inner(facts, padded),
        padded,
        output,
        lens,
        kernel,
        details_of(facts, values, side, scale),
        (*head.lines, *lines),
        (Sign("star", star, 18.0),),
        key,
        sums,
        tuple(stop.ordinal for stop in facts.stops),
        Note(left + min(free, 0.0), beside if free >= 0 else below, note, False, facts.labels),
        False,
        True,
        {"input": facts.greys, "output": facts.shades},
        facts.labels,
    )


def _pair(
    facts: PhotoFacts, cell: float, top: float, captions: tuple[float, float], scale: float
) -> tuple[Plane, Plane]:
    """Lens and kernel beside each other, each in the middle of its caption, of which the widths are given."""
    wide = facts.kernel[1] * cell
    before, after = (max(caption - wide, 0.0) / 2 for caption in captions)
    lens = placed(facts.kernel, MARGIN + max(before, 10.0), top, cell, scale)
    room = max(STAR_ROOM, before + after + CAPTION_GAP)
    return lens, placed(facts.kernel, lens.box.right + room, top, cell, scale)


def _captions(
    texts: dict[str, tuple[Run, ...]],
    padded: Plane,
    output: Plane,
    lens: Plane,
    kernel: Plane,
    above: float,
    size: float,
) -> list[Line]:
    """Names above the pictures, where no beam runs, and below lens and kernel."""
    below = lens.box.bottom + 1.4 * size
    return [
        Line("input", texts["input"], padded.box.x, above),
        Line("output", texts["output"], output.box.x, above),
        words.centred("lens", texts["lens"], lens.box.centre[0], below),
        words.centred("kernel", texts["kernel"], kernel.box.centre[0], below),
    ]


def _sums(
    facts: PhotoFacts, theme: Theme, room: Box, middle: float, top: float, scale: float
) -> tuple[PhotoLine, ...]:
    """All stops' sums around a height, the highest of them in its middle, none above ``top``."""
    least = LEAST_PROSE / scale
    manner = Manner((22, max(15, math.ceil(least))), 4, max(15.0, least))
    lines = set_lines(facts, theme, room, manner)
    high = max(line.bottom for line in lines)
    return set_lines(facts, theme, room.moved(0, max(middle - high / 2, top)), manner)
