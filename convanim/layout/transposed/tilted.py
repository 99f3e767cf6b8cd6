"""The tilted view of a transposed convolution: the input among its zeros below, the output above, a beam."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim import typeset
from convanim.layout import captions
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
from convanim.layout.heading import BASELINE, heading, title_lines, title_runs
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
from convanim.layout.transposed import words
from convanim.layout.transposed.fit import too_large
from convanim.layout.transposed.flat import marked
from convanim.layout.transposed.plan import Facts, Side, TransposedLayout
from convanim.layout.transposed.sizes import Pair
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width


@dataclass(frozen=True, slots=True)
class _Picture:
    """The planes with their captions, and the room they take together."""

    source: Plane
    target: Plane
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        return Box.union((self.source.box, self.target.box, *(line.box for line in self.lines)))

    def moved(self, dx: float, dy: float) -> _Picture:
        lines = tuple(line.moved(dx, dy) for line in self.lines)
        return _Picture(self.source.moved(dx, dy), self.target.moved(dx, dy), lines)


def tilted_view(facts: Facts, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    """The layout of the tilted view for a slide or a fitted picture; ConvanimError where nothing fits."""
    return _fitted(facts, theme, request) if request.fitted else _slide(facts, theme, request)


def _height(cells: Pair) -> float:
    """The height of a tilted plane's upright box, in cells."""
    return cells[0] * TILT_ROW[1] - cells[1] * TILT_COLUMN[1]


def _draw(facts: Facts, theme: Theme, cell: float, size: float) -> _Picture:
    """The planes around (0, 0), the input's centre."""
    sizes = facts.sizes
    source = tilted(*sizes.grid, (0.0, 0.0), cell)
    distance = max(DISTANCE, (_height(sizes.grid) + _height(sizes.output)) / 2 + AIR) * cell
    below = (_input_caption(facts, source, theme, size), *_kernel_captions(facts, source, theme, cell, size))
    while True:
        target = tilted(*sizes.output, (0.0, -distance), cell)
        x, y = target.at(target.rows, target.columns)
        runs = words.output_caption(sizes, facts.labels, theme, size)
        output = Line("output", runs, x + max(0.3 * cell, 14.0), y + 0.25 * size)
        if not touches(source.quad(0, 0, source.rows, source.columns), output.box, 4):
            return _Picture(source, target, (*below, output))
        distance += 0.1 * cell


def _input_caption(facts: Facts, plane: Plane, theme: Theme, size: float) -> Line:
    """Below the right front edge, which runs from the front corner up to the right one."""
    front, right = plane.at(plane.rows, 0), plane.at(plane.rows, plane.columns)
    x = front[0] + ALONG_EDGE * (right[0] - front[0])
    edge = front[1] + ALONG_EDGE * (right[1] - front[1])
    runs = words.stuffed_caption(facts.sizes, facts.labels, theme, size)
    return Line("input", runs, x, edge + 2.05 * size)


def _kernel_captions(facts: Facts, plane: Plane, theme: Theme, cell: float, size: float) -> tuple[Line, ...]:
    """Left of the left front edge: the kernel, and below it how it lies on the input."""
    left, front = plane.at(0, 0), plane.at(plane.rows, 0)
    texts = [words.kernel_caption(facts.sizes, facts.labels, theme, size)]
    notes = (facts.labels("rotated 180°"), captions.dilation_words(facts.sizes.dilation, facts.labels))
    texts += [(Run(note, Style(size), theme.muted),) for note in notes if note]
    slope = (front[0] - left[0]) / (front[1] - left[1])
    lines = []
    for number, runs in enumerate(texts):
        y = left[1] + KERNEL_ALONG * (front[1] - left[1]) + 1.35 * size * number
        x = left[0] + slope * (max(y, left[1]) - 0.4 * size - left[1]) - max(0.55 * cell, 18.0)
        edge = left[0] + KERNEL_ALONG * (front[0] - left[0]) - max(0.55 * cell, 18.0)
        lines.append(Line("kernel", runs, min(x, edge) - runs_width(runs), y + 0.35 * size))
    wide = min(line.x for line in lines)
    return tuple(replace(line, x=wide) for line in lines)


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


def _layout(facts: Facts, picture: _Picture, request: CanvasRequest) -> TransposedLayout:
    detail = min(detail_of(picture.source.cell * request.scale), Detail.NUMBERS)
    side = Side(picture.source, picture.target, {"source": detail, "target": detail})
    return TransposedLayout("tilted", request.slide, facts.sizes, {"gather": side}, picture.lines)


def _slide(facts: Facts, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    canvas, scale = request.slide, request.scale
    margin, right = 56.0, canvas.width - 56.0
    size = max(captions.CAPTION, LEAST_PROSE / scale)
    left = margin + TEXT_COLUMN + 40
    picture = _largest(facts, theme, SLIDE_CELL, (right - left, canvas.height - 96), scale, size)
    half = picture.box.width / 2
    centre = max(min(868.0 + canvas.width - 1280, right - half), left + half)
    picture = picture.moved(centre - picture.box.centre[0], canvas.height / 2 + 5 - picture.box.centre[1])
    texts, end = _text_column(facts, theme, Box(margin, 0, TEXT_COLUMN, canvas.height))
    room = Box(margin, end, TEXT_COLUMN + 60, canvas.height - 60 - end)
    formula = _formula(facts, theme, room, picture)
    note = Note(margin, end + 26, 20.0, False, facts.labels) if facts.positions >= NOTED_FROM else None
    layout = _layout(facts, picture, request)
    return marked(replace(layout, lines=(*texts, *formula, *picture.lines), note=note), theme, 18.0)


def _text_column(facts: Facts, theme: Theme, column: Box) -> tuple[tuple[Line, ...], float]:
    """Title and prose on the left, and the y where they end."""
    runs = title_runs(facts.title, theme, captions.TITLE, column.width + 100)
    lines = [Line("title", runs, column.x, BASELINE)] if facts.title else []
    if "".join(run.text for run in runs) != facts.title:
        lines = list(title_lines(facts.title, theme, replace(column, width=column.width + 60)))
    top = lines[-1].y if lines else BASELINE
    style = Style(captions.PROSE)
    for number, text in enumerate(typeset.wrap(facts.prose, style, column.width)):
        y = top + 50 + number * captions.PROSE_PITCH
        lines.append(Line("prose", (Run(text, style, theme.muted),), column.x, y))
    return tuple(lines), lines[-1].y + 14 if lines else column.y + 56


def _formula(facts: Facts, theme: Theme, room: Box, picture: _Picture) -> tuple[Line, ...]:
    """The size formula at the bottom left, letters above numbers, where it is clear of the planes."""
    plane = picture.source.quad(0, 0, picture.source.rows, picture.source.columns)
    for size in (26.0, 23.0, 20.0, 18.0):
        parts = words.size_formulas(facts.sizes, theme, size, two_lines=True)
        lines = []
        for number, runs in enumerate(reversed(parts)):
            indent = 0.0 if number % 2 else 0.85 * size
            y = room.bottom - number * 1.75 * size
            lines.append(Line("formula", runs, room.x + indent, y))
        boxes = [line.box.grown(10) for line in lines]
        clear = all(
            not touches(plane, box) and not any(box.overlaps(line.box) for line in picture.lines)
            for box in boxes
        )
        if clear and lines[-1].box.y > room.y + 8:
            return tuple(reversed(lines))
    return ()


def _fitted(facts: Facts, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    margin, scale = 18.0, request.scale
    size = max(18.0, LEAST_PROSE / scale)
    head = heading(facts.title, "", theme, Box(margin, 0, FITTED_WIDTH - 2 * margin, 0), small=True)
    noted = facts.positions >= NOTED_FROM
    picture = _largest(facts, theme, FITTED_CELL, (FITTED_WIDTH - 2 * margin, 600.0), scale, size)
    top = (head.bottom if head.lines else margin) + (10.0 if noted else 0.0)
    width = max([picture.box.width, *(line.width for line in head.lines)]) + 2 * margin
    picture = picture.moved(width / 2 - picture.box.centre[0], top - picture.box.y)
    canvas = even_canvas(width, top + picture.box.height + margin, scale)
    note = Note(margin, top + 10, max(14.0, LEAST_PROSE / scale), False, facts.labels) if noted else None
    layout = _layout(facts, picture, request)
    layout = replace(layout, canvas=canvas, lines=(*head.lines, *picture.lines), note=note)
    return marked(layout, theme, max(15.0, LEAST_PROSE / scale))
