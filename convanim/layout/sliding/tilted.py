"""The tilted view: the input plane below, the output plane above it, and a beam from window to output."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim import typeset
from convanim.layout import captions as words
from convanim.layout.boxes import (
    FITTED_WIDTH,
    LEAST_PROSE,
    TILT_COLUMN,
    TILT_ROW,
    Box,
    CanvasRequest,
    Line,
    Plane,
    tilted,
    touches,
)
from convanim.layout.cells import Detail, detail_of
from convanim.layout.facts import Facts, Pair, too_large
from convanim.layout.formula import Formula, size_formula
from convanim.layout.heading import BASELINE, heading, title_lines
from convanim.layout.sliding.layout import Note, SlidingLayout
from convanim.layout.sliding.numeric import even_canvas
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

DISTANCE = 4.5
"""From the input's centre up to the output's, in cells, where the planes leave it at that."""
AIR = 0.34
"""Between the planes' upright boxes, in cells, at the least."""
NOTED_FROM = 28
"""From this many positions on, the window goes too fast to count along, and a line says how far it is."""
ALONG_EDGE = 0.58
"""Where along its right front edge a plane's caption begins."""
KERNEL_ALONG = 0.77
"""How far down the left front edge the kernel's caption stands."""
EXPLAIN = 2.4
"""Seconds for the first position: here there are no products to be read."""
SLIDE_CELL, FITTED_CELL = 67.0, 58.5
TEXT_COLUMN = 300.0
"""How wide the prose beside the planes is."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """The planes with their captions, and the room they take together."""

    input: Plane
    output: Plane
    lines: tuple[Line, ...]
    swatch: Plane
    box: Box


def tilted_view(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    """The layout of the tilted view for a slide or a fitted picture; ConvanimError where nothing fits."""
    return _fitted(facts, theme, request) if request.fitted else _slide(facts, theme, request)


def _extent(cells: Pair) -> float:
    """The height of a tilted plane's upright box, in cells."""
    return cells[0] * TILT_ROW[1] - cells[1] * TILT_COLUMN[1]


def _draw(facts: Facts, theme: Theme, cell: float, type_size: float) -> _Picture:
    """The planes around (0, 0), the input's centre."""
    texts = words.captions(facts, theme, type_size)
    ramp = theme.output.ramp
    if ramp is not None and ramp.signed:  # there are no numbers to tell signs by, and no room for ≤ and ≥
        texts["output"] += words.ends(replace(ramp, cut=(False, False)), theme, type_size)
    bottom = tilted(*facts.padded, (0.0, 0.0), cell)
    distance = max(DISTANCE, (_extent(facts.padded) + _extent(facts.output)) / 2 + AIR) * cell
    top = tilted(*facts.output, (0.0, -distance), cell)
    lines = (
        _below_right(bottom, texts["input"], type_size),
        _left(bottom, texts["kernel"], cell),
        _beside(top, texts["output"], cell, type_size),
    )
    while touches(bottom.quad(0, 0, bottom.rows, bottom.columns), lines[2].box, 4):
        distance += 0.1 * cell
        top = tilted(*facts.output, (0.0, -distance), cell)
        lines = (*lines[:2], _beside(top, texts["output"], cell, type_size))
    swatch = _swatch(lines[1])
    boxes = (bottom.box, top.box, swatch.box, *(line.box for line in lines))
    return _Picture(bottom, top, lines, swatch, Box.union(boxes))


def _swatch(caption: Line) -> Plane:
    """A small framed cell left of the kernel's caption: the window itself is often far from it."""
    cell = 0.8 * caption.size
    plane = tilted(1, 1, (0.0, 0.0), cell)
    middle = caption.y - CAP_HEIGHT * caption.size / 2
    return plane.moved(caption.x - plane.box.width / 2 - 0.5 * caption.size, middle)


def _below_right(plane: Plane, runs: tuple[Run, ...], size: float) -> Line:
    """A caption below the right front edge, which runs from the front corner up to the right one."""
    front, right = plane.at(plane.rows, 0), plane.at(plane.rows, plane.columns)
    x = front[0] + ALONG_EDGE * (right[0] - front[0])
    edge = front[1] + ALONG_EDGE * (right[1] - front[1])
    return Line("input", runs, x, edge + 2.05 * size)


def _beside(plane: Plane, runs: tuple[Run, ...], cell: float, size: float) -> Line:
    """A caption right of the right corner: below the edge the beam would run through it."""
    x, y = plane.at(plane.rows, plane.columns)
    return Line("output", runs, x + max(0.3 * cell, 14.0), y + 0.25 * size)


def _left(plane: Plane, runs: tuple[Run, ...], cell: float) -> Line:
    """A caption left of the left front edge."""
    left, front = plane.at(0, 0), plane.at(plane.rows, 0)
    x = left[0] + KERNEL_ALONG * (front[0] - left[0]) - max(0.55 * cell, 18.0)
    y = left[1] + KERNEL_ALONG * (front[1] - left[1])
    return Line("kernel", runs, x - runs_width(runs), y + 0.35 * max(run.style.size for run in runs))


def _largest(
    facts: Facts, theme: Theme, most: float, room: tuple[float, float], scale: float, size: float
) -> _Picture:
    """The picture with the largest cells that fits into the room."""
    cell = most
    while cell * scale >= 2:
        picture = _draw(facts, theme, cell, size)
        if picture.box.width <= room[0] and picture.box.height <= room[1]:
            return picture
        cell -= 0.5
    raise too_large(facts)


def _layout(facts: Facts, picture: _Picture, dx: float, dy: float, scale: float) -> SlidingLayout:
    (top, _), (before, _) = facts.padding
    detail = min(detail_of(picture.input.cell * scale), Detail.NUMBERS)
    return SlidingLayout(
        view="tilted",
        canvas=even_canvas(0, 0, scale),
        input=picture.input.moved(dx, dy),
        inner=(top, before),
        output=picture.output.moved(dx, dy),
        details={"input": detail, "output": detail},
        lines=tuple(line.moved(dx, dy) for line in picture.lines),
        swatch=picture.swatch.moved(dx, dy),
        explain=EXPLAIN,
    )


def _slide(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    canvas, scale = request.slide, request.scale
    margin, right = 56.0, canvas.width - 56.0
    column = Box(margin, 0, TEXT_COLUMN, canvas.height)
    room = Box(column.right + 40, 48, right - column.right - 40, canvas.height - 96)
    picture = _largest(facts, theme, SLIDE_CELL, (room.width, room.height), scale, words.CAPTION)
    centre = max(
        min(868.0 + canvas.width - 1280, room.right - picture.box.width / 2), room.x + picture.box.width / 2
    )
    dx, dy = centre - picture.box.centre[0], canvas.height / 2 + 5 - picture.box.centre[1]
    layout = _layout(facts, picture, dx, dy, scale)
    texts, end = _text_column(facts, theme, column, right)
    formulas = _formulas(facts, theme, Box(margin, end, TEXT_COLUMN + 30, canvas.height - 60 - end), layout)
    note = Note(margin, end + 26, 20.0, False, facts.labels) if facts.positions >= NOTED_FROM else None
    return replace(layout, canvas=canvas, lines=(*texts, *layout.lines), formulas=formulas, note=note)


def _text_column(facts: Facts, theme: Theme, column: Box, right: float) -> tuple[tuple[Line, ...], float]:
    """Title and prose on the left, and the y where they end."""
    lines = list(title_lines(facts.title, theme, Box(column.x, column.y, column.width + 60, 0)))
    start = (lines[-1].y if lines else BASELINE - 50) + 50
    style = Style(words.PROSE)
    for number, text in enumerate(typeset.wrap(facts.prose, style, column.width)):
        y = start + number * words.PROSE_PITCH
        lines.append(Line("prose", (Run(text, style, theme.muted),), column.x, y))
    return tuple(lines), lines[-1].y + 14 if lines else column.y + 56


def _formulas(facts: Facts, theme: Theme, room: Box, layout: SlidingLayout) -> tuple[Formula, ...]:
    """The size formula at the bottom left, in two lines, where it is clear of the planes."""
    plane = layout.input.quad(0, 0, layout.input.rows, layout.input.columns)
    kernel = next(line.box for line in layout.lines if line.name == "kernel")
    for size in (27.0, 24.0, 21.0, 18.0):
        placed: list[Formula] = []
        y = room.bottom
        for axis in reversed(facts.axes()):
            formula = size_formula(axis, theme, size, two_lines=True)
            formula = formula.moved(room.x - formula.box.x, y - formula.box.bottom)
            placed.insert(0, formula)
            y = formula.box.y - 26
        clear = all(not touches(plane, f.box, 12) and not kernel.overlaps(f.box.grown(10)) for f in placed)
        if clear and placed[0].box.y > room.y + 8:
            return tuple(placed)
    return ()


def _fitted(facts: Facts, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    margin, scale = 18.0, request.scale
    size = max(18.0, LEAST_PROSE / scale)
    head = heading(facts.title, "", theme, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), small=True)
    noted = facts.positions >= NOTED_FROM
    picture = _largest(facts, theme, FITTED_CELL, (FITTED_WIDTH - 2 * margin, 600.0), scale, size)
    top = (head.bottom if head.lines else margin) + (10.0 if noted else 0.0)
    width = max([picture.box.width, *(line.width for line in head.lines)]) + 2 * margin
    dx = width / 2 - picture.box.centre[0]
    layout = _layout(facts, picture, dx, top - picture.box.y, scale)
    note = Note(margin, top + 10, max(14.0, LEAST_PROSE / scale), False, facts.labels) if noted else None
    canvas = even_canvas(width, top + picture.box.height + margin, scale)
    return replace(layout, canvas=canvas, lines=(*head.lines, *layout.lines), note=note)
