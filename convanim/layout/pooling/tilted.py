"""The tilted view of a pooling: the input plane below, the output plane above it, a beam between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from convanim import typeset
from convanim.labels import enumeration
from convanim.layout.boxes import (
    FITTED_WIDTH,
    LEAST_PROSE,
    TILT_COLUMN,
    TILT_ROW,
    Box,
    Canvas,
    CanvasRequest,
    Line,
    Plane,
    tilted,
    touches,
)
from convanim.layout.captions import CAPTION, PROSE, PROSE_PITCH
from convanim.layout.cells import Detail, detail_of, fit_number
from convanim.layout.facts import Pair
from convanim.layout.formula import Formula
from convanim.layout.heading import BASELINE, heading, title_lines
from convanim.layout.pooling.facts import PoolFacts
from convanim.layout.pooling.formula import pool_axes, pool_formula
from convanim.layout.pooling.layout import PoolLayout, legend_size, legend_texts, set_legend, slant
from convanim.layout.pooling.texts import (
    deed,
    input_caption,
    output_caption,
    steps,
    too_large,
    window_caption,
)
from convanim.layout.sliding.layout import Note
from convanim.layout.sliding.numeric import even_canvas
from convanim.layout.sliding.tilted import (
    AIR,
    ALONG_EDGE,
    DISTANCE,
    FITTED_CELL,
    KERNEL_ALONG,
    NOTED_FROM,
    SLIDE_CELL,
    TEXT_COLUMN,
)
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

NUMBERED = 36.0
"""Digits lie in the planes from so many delivered pixels a cell on: they are seen at a slant."""
EXPLAIN = 3.0
"""Seconds: there is no arithmetic to write."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """The planes with their captions, and the room they take together, nothing included."""

    input: Plane
    output: Plane
    lines: tuple[Line, ...]
    swatch: Plane
    box: Box


def tilted_pooling(facts: PoolFacts, ties: bool, theme: Theme, request: CanvasRequest) -> PoolLayout:
    """The layout of the tilted view for a slide or a fitted picture; ConvanimError where nothing fits."""
    return _fitted(facts, ties, theme, request) if request.fitted else _slide(facts, ties, theme, request)


def _extent(cells: Pair) -> float:
    """The height of a tilted plane's upright box, in cells."""
    return cells[0] * TILT_ROW[1] - cells[1] * TILT_COLUMN[1]


def _draw(facts: PoolFacts, theme: Theme, cell: float, size: float) -> _Picture:
    """The planes around (0, 0), the input's centre."""
    bottom = tilted(*facts.padded, (0.0, 0.0), cell)
    ground = bottom.quad(0, 0, *facts.reached)
    apart = max(DISTANCE, (_extent(facts.padded) + _extent(facts.output)) / 2 + AIR)
    while True:
        top = tilted(*facts.output, (0.0, -apart * cell), cell)
        beside = _beside(top, output_caption(facts, theme, size), cell, size)
        if not touches(ground, beside.box, 4):
            break
        apart += 0.1
    window = _left(bottom, facts, theme, cell, size)
    input_line = _below_right(bottom, facts, input_caption(facts, theme, size), size)
    lines = (input_line, *window, beside)
    swatch = _swatch(window[0])
    boxes = (Box.around(ground), bottom.box, top.box, swatch.box, *(line.box for line in lines))
    return _Picture(bottom, top, lines, swatch, Box.union(boxes))


def _swatch(caption: Line) -> Plane:
    """A small framed cell left of the window's caption: the window itself is often far from it."""
    plane = tilted(1, 1, (0.0, 0.0), 0.8 * caption.size)
    middle = caption.y - CAP_HEIGHT * caption.size / 2
    return plane.moved(caption.x - plane.box.width / 2 - 0.5 * caption.size, middle)


def _below_right(plane: Plane, facts: PoolFacts, runs: tuple[Run, ...], size: float) -> Line:
    """A caption below the right front edge, which runs from the front corner up to the right one."""
    rows, columns = facts.reached
    front, right = plane.at(rows, 0), plane.at(rows, columns)
    x = front[0] + ALONG_EDGE * (right[0] - front[0])
    edge = front[1] + ALONG_EDGE * (right[1] - front[1])
    return Line("input", runs, x, edge + 2.05 * size)


def _beside(plane: Plane, runs: tuple[Run, ...], cell: float, size: float) -> Line:
    """A caption right of the right corner: below the edge the beam would run through it."""
    x, y = plane.at(plane.rows, plane.columns)
    return Line("output", runs, x + max(0.3 * cell, 14.0), y + 0.25 * size)


def _left(plane: Plane, facts: PoolFacts, theme: Theme, cell: float, size: float) -> list[Line]:
    """What the window does with the cells under it, left of the left front edge; below it its steps."""
    texts = [window_caption(facts, theme, size)]
    texts += [(Run(text, Style(size), theme.muted),) for text in _deeds(facts)]
    left, front = plane.at(0, 0), plane.at(plane.rows, 0)
    edge = left[0] + KERNEL_ALONG * (front[0] - left[0]) - max(0.55 * cell, 18.0)
    y = left[1] + KERNEL_ALONG * (front[1] - left[1]) + 0.35 * size
    start = edge - max(map(runs_width, texts))
    return [Line("kernel", runs, start, y + 1.35 * size * number) for number, runs in enumerate(texts)]


def _deeds(facts: PoolFacts) -> tuple[str, ...]:
    """What is done with a window, and the steps it takes where they are not its own size."""
    stride, *dilation = steps(facts)
    usual = facts.stride == facts.kernel
    return (deed(facts) if usual else enumeration(facts.labels, deed(facts), stride), *dilation)


def _largest(
    facts: PoolFacts, theme: Theme, most: float, room: tuple[float, float], scale: float, size: float
) -> _Picture:
    """The picture with the largest cells that fits into the room."""
    cell = most
    while cell * scale >= 2:
        picture = _draw(facts, theme, cell, size)
        if picture.box.width <= room[0] and picture.box.height <= room[1]:
            return picture
        cell -= 0.5
    raise too_large(facts.padded)


def _layout(facts: PoolFacts, picture: _Picture, dx: float, dy: float, scale: float) -> PoolLayout:
    cell, maps = picture.input.cell, {"input": facts.inputs, "output": facts.outputs}
    return PoolLayout(
        view="tilted",
        canvas=Canvas(0, 0, scale),
        input=picture.input.moved(dx, dy),
        beyond=facts.beyond,
        output=picture.output.moved(dx, dy),
        details={name: _detail(values, cell, scale) for name, values in maps.items()},
        lines=tuple(line.moved(dx, dy) for line in picture.lines),
        swatch=picture.swatch.moved(dx, dy),
        explain=EXPLAIN,
        labels=facts.labels,
    )


def _detail(values: tuple[Any, ...], cell: float, scale: float) -> Detail:
    """What cells show: numbers where all of them are legible at the slant at which they are seen."""
    if cell * scale >= NUMBERED and all(fit_number(value, cell, scale * slant(TILT_ROW)) for value in values):
        return Detail.NUMBERS
    return min(detail_of(cell * scale), Detail.GRID)


def _marked(facts: PoolFacts, layout: PoolLayout) -> bool:
    return facts.name == "max" and layout.details["input"] >= Detail.NUMBERS


def _slide(facts: PoolFacts, ties: bool, theme: Theme, request: CanvasRequest) -> PoolLayout:
    canvas, scale = request.slide, request.scale
    margin, right = 56.0, canvas.width - 56.0
    column = Box(margin, 0, TEXT_COLUMN, canvas.height)
    room = Box(column.right + 40, 48, right - column.right - 40, canvas.height - 96)
    picture = _largest(facts, theme, SLIDE_CELL, (room.width, room.height), scale, CAPTION)
    half = picture.box.width / 2
    centre = max(min(868.0 + canvas.width - 1280, room.right - half), room.x + half)
    dx, dy = centre - picture.box.centre[0], canvas.height / 2 + 5 - picture.box.centre[1]
    layout = _layout(facts, picture, dx, dy, scale)
    texts, end = _text_column(facts, theme, column)
    if _marked(facts, layout):
        texts_of_marks = legend_texts(ties, facts.labels)
        layout = replace(layout, legend=set_legend(texts_of_marks, margin, end + 6, 20.0, theme))
        end += 6 + legend_size(texts_of_marks, 20.0)[1]
    formulas = _formulas(facts, theme, Box(margin, end, TEXT_COLUMN + 30, canvas.height - 60 - end), layout)
    note = Note(margin, end + 26, 20.0, False, facts.labels) if facts.positions >= NOTED_FROM else None
    return replace(layout, canvas=canvas, lines=(*texts, *layout.lines), formulas=formulas, note=note)


def _text_column(facts: PoolFacts, theme: Theme, column: Box) -> tuple[tuple[Line, ...], float]:
    """Title and prose on the left, and the y where they end."""
    lines = list(title_lines(facts.title, theme, Box(column.x, column.y, column.width + 60, 0)))
    start = (lines[-1].y if lines else BASELINE - 50) + 50
    style = Style(PROSE)
    for number, text in enumerate(typeset.wrap(facts.prose, style, column.width)):
        runs = (Run(text, style, theme.muted),)
        lines.append(Line("prose", runs, column.x, start + number * PROSE_PITCH))
    return tuple(lines), lines[-1].y + 14 if lines else column.y + 56


def _formulas(facts: PoolFacts, theme: Theme, room: Box, layout: PoolLayout) -> tuple[Formula, ...]:
    """The size formula at the bottom left, in two lines, where it is clear of the planes."""
    plane = layout.input.quad(0, 0, *facts.reached)
    window = Box.union(tuple(line.box for line in layout.lines if line.name == "kernel"))
    for size in (27.0, 24.0, 21.0, 18.0):
        placed: list[Formula] = []
        y = room.bottom
        for axis in reversed(pool_axes(facts)):
            formula = pool_formula(axis, facts.ceil_mode, theme, size, two_lines=True)
            formula = formula.moved(room.x - formula.box.x, y - formula.box.bottom)
            placed.insert(0, formula)
            y = formula.box.y - 26
        clear = all(not touches(plane, f.box, 12) and not window.overlaps(f.box.grown(10)) for f in placed)
        if clear and placed and placed[0].box.y > room.y + 8:
            return tuple(placed)
    return ()


def _fitted(facts: PoolFacts, ties: bool, theme: Theme, request: CanvasRequest) -> PoolLayout:
    margin, scale = 18.0, request.scale
    size, label = max(18.0, LEAST_PROSE / scale), max(15.0, LEAST_PROSE / scale)
    head = heading(facts.title, "", theme, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), small=True)
    noted = facts.positions >= NOTED_FROM
    picture = _largest(facts, theme, FITTED_CELL, (FITTED_WIDTH - 2 * margin, 600.0), scale, size)
    top = (head.bottom if head.lines else margin) + (10.0 if noted else 0.0)
    width = max([picture.box.width, *(line.width for line in head.lines)]) + 2 * margin
    layout = _layout(facts, picture, width / 2 - picture.box.centre[0], top - picture.box.y, scale)
    bottom = top + picture.box.height
    if _marked(facts, layout):
        layout, top, bottom = _with_legend(
            layout,
            legend_texts(ties, facts.labels),
            theme,
            label,
            Box(margin, top, width - 2 * margin, bottom - top),
        )
    note = Note(margin, top + 10, max(14.0, LEAST_PROSE / scale), False, facts.labels) if noted else None
    return replace(
        layout,
        canvas=even_canvas(width, bottom + margin, scale),
        lines=(*head.lines, *layout.lines),
        note=note,
    )


def _with_legend(
    layout: PoolLayout, texts: tuple[str, ...], theme: Theme, size: float, room: Box
) -> tuple[PoolLayout, float, float]:
    """The legend in a corner that is free, the upper left or right, else below the picture."""
    wide, high = legend_size(texts, size)
    planes = [layout.output.quad(0, 0, *layout.grid)]
    rows, columns = layout.input.rows + layout.beyond[0], layout.input.columns + layout.beyond[1]
    planes.append(layout.input.quad(0, 0, rows, columns))
    taken = [line.box for line in layout.lines]
    taken += [layout.swatch.box] if layout.swatch else []
    for x, y in ((room.x, room.y + 24), (room.right - wide, room.y), (room.right - wide, room.bottom - high)):
        box = Box(x, y, wide, high)
        free = not any(touches(plane, box, 8) for plane in planes)
        if free and not any(other.overlaps(box.grown(6)) for other in taken):
            return replace(layout, legend=set_legend(texts, x, y, size, theme)), room.y, room.bottom
    placed = set_legend(texts, room.x, room.bottom + 8, size, theme)
    return replace(layout, legend=placed), room.y, room.bottom + 8 + high
