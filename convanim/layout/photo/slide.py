"""A slide: picture, lens over kernel, feature map; the sum of the stop below."""

from __future__ import annotations

from convanim import typeset
from convanim.layout import captions as words
from convanim.layout.boxes import LEAST_PROSE, Box, CanvasRequest, Line, Plane
from convanim.layout.captions import CAPTION, PROSE, PROSE_PITCH
from convanim.layout.heading import BASELINE, heading
from convanim.layout.photo.facts import PhotoFacts
from convanim.layout.photo.layout import (
    PhotoLayout,
    caption_runs,
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
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

MARGIN = 56.0
COUNTER_ROOM = 320.0
"""Kept free at the right of the title."""
LENS_CELL, LENS_MOST = 54.0, 190.0
BETWEEN = 75.0
"""From the lens down to the kernel: caption and star."""
GAPS = (60.0, 124.0)
"""Between the columns, at the least and at the most."""
PIXEL_MOST = 40.0
CAPTION_ROOM, LEGEND_ROOM = 33.0, 44.0
SUM_MANNER = Manner((28, 20), 2, 19.0)


def slide(facts: PhotoFacts, values: tuple[float, ...], theme: Theme, request: CanvasRequest) -> PhotoLayout:
    """The layout of a slide; ``values`` are the widest ones of the picture."""
    canvas, scale = request.slide, request.scale
    right = canvas.width - MARGIN
    manner = Manner(SUM_MANNER.sizes, SUM_MANNER.rows, max(SUM_MANNER.least_words, LEAST_PROSE / scale))
    head, top = _head(facts, theme, right)
    sums = _sums(facts, theme, Box(MARGIN, 0, right - MARGIN, 0), manner, canvas.height - 44)
    bottom = min(text.box.y for line in sums for text in (*line.terms, line.result)) - 20
    high = bottom - LEGEND_ROOM - CAPTION_ROOM - top
    most = min(LENS_CELL, (high - BETWEEN) / (2 * facts.kernel[0]), LENS_MOST / facts.kernel[1])
    side = lens_cell(facts, most, scale)
    texts = caption_runs(facts, theme, CAPTION)
    column = max(facts.kernel[1] * side, runs_width(texts["kernel"]), runs_width(texts["lens"]))
    room = right - MARGIN - column - 2 * GAPS[0], high
    cell = pixel_size(facts, room, PIXEL_MOST, scale)
    (rows, columns), (out_rows, out_columns) = padded_size(facts), facts.output
    wide, out_wide = columns * cell, out_columns * cell
    spare = right - MARGIN - wide - out_wide - column
    gap = min(spare / 2, GAPS[1])
    x, middle = MARGIN + (spare - 2 * gap) / 2, top + high / 2
    padded = placed((rows, columns), x, middle - rows * cell / 2, cell, scale)
    output = placed(facts.output, x + wide + column + 2 * gap, middle - out_rows * cell / 2, cell, scale)
    centre = x + wide + gap + column / 2
    lens, kernel = _pile(facts, centre, middle, side, scale)
    under = {"input": padded, "lens": lens, "kernel": kernel, "output": output}
    lines = [
        words.centred(name, texts[name], plane.box.centre[0], plane.box.bottom + 1.5 * CAPTION)
        for name, plane in under.items()
    ]
    arrow = (output.box.x + centre + column / 2) / 2
    return PhotoLayout(
        canvas,
        inner(facts, padded),
        padded,
        output,
        lens,
        kernel,
        details_of(facts, values, side, scale),
        (*head, *lines),
        (
            Sign("star", (centre, kernel.box.y - 21), 24.0),
            Sign("arrow", (arrow, middle), min(76.0, 0.62 * (gap + column / 2 - lens.box.width / 2))),
        ),
        legend(facts, theme, output.box.bottom + CAPTION_ROOM + 12, output.box.centre[0], right, scale),
        sums,
        tuple(stop.ordinal for stop in facts.stops),
        Note(right, BASELINE, CAPTION, False, facts.labels),
        True,
        False,
        {"input": facts.greys, "output": facts.shades},
        facts.labels,
    )


def _head(facts: PhotoFacts, theme: Theme, right: float) -> tuple[tuple[Line, ...], float]:
    """Title and prose, and the y below which there is room."""
    found = heading(facts.title, "", theme, Box(MARGIN, 0, right - MARGIN - COUNTER_ROOM, 0))
    style, lines = Style(PROSE), list(found.lines)
    texts = typeset.wrap(facts.prose, style, right - MARGIN)[:2] if facts.prose else []
    for number, text in enumerate(texts):
        y = BASELINE + 34 + number * PROSE_PITCH
        lines.append(Line("prose", (Run(text, style, theme.muted),), MARGIN, y))
    return tuple(lines), (lines[-1].y if lines else BASELINE) + 20


def _sums(facts: PhotoFacts, theme: Theme, room: Box, manner: Manner, bottom: float) -> tuple[PhotoLine, ...]:
    """All stops' sums, the lowest ending at ``bottom``."""
    lines = set_lines(facts, theme, room, manner)
    down = bottom - max(line.bottom for line in lines)
    return set_lines(facts, theme, room.moved(0, down), manner)


def _pile(facts: PhotoFacts, centre: float, middle: float, cell: float, scale: float) -> tuple[Plane, Plane]:
    """The lens and below it the kernel, around a point."""
    rows, columns = facts.kernel
    top = middle - (2 * rows * cell + BETWEEN) / 2
    x, below = centre - columns * cell / 2, top + rows * cell + BETWEEN
    return placed(facts.kernel, x, top, cell, scale), placed(facts.kernel, x, below, cell, scale)
