"""What is written at a stack of output maps: its three dimensions, its maps' names, and its caption."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from convanim.labels import Labels
from convanim.layout.boxes import LEAST_PROSE, Box, Line, Plane, Points, touches
from convanim.layout.hull import hull
from convanim.layout.stack import Point, Segments, Stack
from convanim.theme import Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

OFFSET = 13.0
"""From an edge to its dimension line, in pixels."""
TICK = 5.0
LABEL_GAP = 8.0
ASIDE = 6.0
"""How far right of a slanted line's middle its label begins."""
NAME_GAP = 10.0
CAPTION_GAP = 1.7
"""From the lowest dimension label to the caption's baseline, in sizes of the caption's type."""
STRONG = 650
LARGEST_UNIT = 72.0
ROUNDS = 24


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension line: itself and its two ticks, ``(3, 2, 2)``, and its label."""

    strokes: Segments
    label: Line


@dataclass(frozen=True, slots=True)
class PlacedStack:
    """A stack with all that is written at it.

    Attributes:
        dimensions: H′, W′ and, of more than one map, out_dims.
        names: the maps' names, of those that have room for one.
        caption: ``output 3×3×2``, and what the three stand for; empty where it stands elsewhere.
    """

    stack: Stack
    dimensions: tuple[Dimension, ...]
    names: tuple[Line, ...]
    caption: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of text."""
        return (*(dimension.label for dimension in self.dimensions), *self.names, *self.caption)

    @property
    def box(self) -> Box:
        """The room that all of it takes."""
        strokes = [Box.around(d.strokes.reshape(-1, 2)) for d in self.dimensions]
        return Box.union((self.stack.box, *strokes, *(line.box for line in self.lines)))


@dataclass(frozen=True, slots=True)
class StackWords:
    """How a stack is labelled.

    Attributes:
        size: the type size of dimensions and names.
        caption: the type size of the caption; None leaves it out.
        named: whether the maps have names.
        counted: whether dimensions state their numbers; out_dims always does where maps are left out.
    """

    theme: Theme
    labels: Labels
    size: float = 19.0
    caption: float | None = 21.0
    named: bool = True
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Free:
    """Where names may stand: inside a box, beside what is there already."""

    within: Box
    taken: tuple[Box, ...] = ()


def place_stack(stack: Stack, words: StackWords, free: Free | None = None) -> PlacedStack:
    """The stack with its dimension lines, names and caption.

    With ``free``, only maps whose names find room there have one.
    """
    last, first = stack.slices[-1], stack.slices[0]
    rows, columns = stack.rows, stack.columns
    dimensions = [
        _dimension((last.at(0, columns), last.at(rows, columns)), (1, 0), "H′", rows, words),
        _dimension((last.at(rows, 0), last.at(rows, columns)), (0, 1), "W′", columns, words),
    ]
    if stack.count > 1:
        ends = (first.at(0, columns), last.at(0, columns))
        counted = replace(words, counted=words.counted or stack.hidden > 0)
        dimensions.append(_dimension(ends, (1, -1), "out_dims", stack.count, counted))
    named = _names(stack, words, [d.label.box for d in dimensions], free) if words.named else ()
    placed = PlacedStack(stack, tuple(dimensions), named, ())
    return placed if words.caption is None else replace(placed, caption=_caption(placed, words))


def fit_stack(
    stack: Stack,
    words: StackWords,
    room: Box,
    most: float = LARGEST_UNIT,
    least: float = 1.0,
    free: Free | None = None,
) -> PlacedStack | None:
    """The stack as large as it fits into a room, its labels too, in the room's middle; None if it does not.

    ``stack`` gives the counts; its unit and origin are found. ``most`` and ``least`` bound the unit. With
    ``free``, names need not be in the room: they stand where they find a place there.
    """
    counting = words if free is None else replace(words, named=False)

    def sized(unit: float) -> PlacedStack:
        return place_stack(replace(stack, unit=unit), counting)

    def fits(unit: float) -> bool:
        box = sized(unit).box
        return box.width <= room.width and box.height <= room.height

    if most < least or not fits(least):
        return None
    low, high = (most, most) if fits(most) else (least, most)
    for _ in range(ROUNDS if low < high else 0):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    found = sized(low)
    (x, y), (middle_x, middle_y) = found.box.centre, room.centre
    return moved(found, words, middle_x - x, middle_y - y, free)


def moved(
    placed: PlacedStack, words: StackWords, dx: float, dy: float, free: Free | None = None
) -> PlacedStack:
    """The same stack elsewhere, its names placed anew."""
    x, y = placed.stack.origin
    return place_stack(replace(placed.stack, origin=(x + dx, y + dy)), words, free)


def _dimension(
    ends: tuple[Point, Point], side: tuple[int, int], name: str, count: int, words: StackWords
) -> Dimension:
    """A line beside an edge, on the side that ``side`` points to, and its label beyond it."""
    start, end = np.array(ends[0]), np.array(ends[1])
    along = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
    normal = np.array((-along[1], along[0]))
    if normal @ np.array(side) < 0:
        normal = -normal
    start, end = start + OFFSET * normal, end + OFFSET * normal
    ticks = [(at - TICK * normal, at + TICK * normal) for at in (start, end)]
    theme, size = words.theme, words.size
    runs: tuple[Run, ...] = (Run(name, Style(size, STRONG), theme.output.ink),)
    if words.counted:
        runs += (
            Run(" = ", Style(size), theme.muted),
            Run(f"{count}", Style(size, STRONG), theme.ink),
        )
    x, y = _label_place((start + end) / 2, normal, runs_width(runs), CAP_HEIGHT * size)
    return Dimension(np.array([(start, end), *ticks]), Line("dimension", runs, x, y))


def _label_place(middle: Points, normal: Points, wide: float, high: float) -> Point:
    """The baseline's left end of a label beyond the middle of a line; at a slanted one to its right."""
    if normal[0] > 0.1 and normal[1] < -0.1:
        down = (LABEL_GAP - ASIDE * normal[0]) / normal[1]
        return float(middle[0]) + ASIDE, float(middle[1] + down)
    out = LABEL_GAP + abs(normal[0]) * wide / 2 + abs(normal[1]) * high / 2
    centre = middle + out * normal
    return float(centre[0]) - wide / 2, float(centre[1]) + high / 2


def _names(stack: Stack, words: StackWords, taken: list[Box], free: Free | None) -> tuple[Line, ...]:
    """The maps' names to the left of their slices, wherever nothing else is."""
    found = []
    taken = [*taken, *(free.taken if free is not None else ())]
    for number, (index, plane) in enumerate(zip(stack.shown, stack.slices, strict=True)):
        text = words.labels("map {number}", number=words.labels.filter_number(index))
        run = Run(text, Style(words.size, STRONG), words.theme.output.ink)
        for line in _beside(plane, run, first=number == 0):
            clear = not any(touches(part, line.box.grown(-2.0)) for part in _parts(stack))
            inside = free is None or free.within.contains(line.box)
            if clear and inside and not any(line.box.overlaps(box, -1.0) for box in taken):
                found.append(line)
                taken.append(line.box)
                break
    return tuple(found)


def _beside(plane: Plane, run: Run, first: bool) -> list[Line]:
    """Where a map's name may stand, the best place first."""
    size, wide = run.style.size, runs_width((run,))
    x, top = plane.at(0, 0)
    bottom = plane.at(plane.rows, 0)[1]
    upper = Line("name", (run,), x - NAME_GAP - wide, min(top + 0.85 * size, (top + bottom + size) / 2))
    lower = [replace(upper, y=bottom + 0.5 * size + more) for more in (0.0, 7.0, 14.0)]
    return [upper, *lower] if first else [*lower, upper]


def _parts(stack: Stack) -> tuple[Points, ...]:
    """The convex parts of the volume: from each slice to the next, where the active position's tube runs."""
    corners = [plane.quad(0, 0, plane.rows, plane.columns) for plane in stack.slices]
    ways = [hull(np.concatenate(pair)) for pair in itertools.pairwise(corners)]
    return tuple(ways or corners)


def caption_runs(stack: Stack, words: StackWords, size: float, spelled: bool = True) -> tuple[Run, ...]:
    """``output  3×3×2  (H′, W′, out_dims)``, without the brackets where not ``spelled`` out."""
    theme = words.theme
    runs = (
        Run(f"{words.labels('output')}  ", Style(size, STRONG), theme.output.ink),
        Run(f"{stack.rows}×{stack.columns}×{stack.count}", Style(size, 450), theme.ink),
    )
    return (*runs, Run("  (H′, W′, out_dims)", Style(size), theme.muted)) if spelled else runs


def _caption(placed: PlacedStack, words: StackWords) -> tuple[Line, ...]:
    """The caption below everything, around the middle of all."""
    size, box = max(words.caption or 0.0, LEAST_PROSE), placed.box
    runs = caption_runs(placed.stack, words, size)
    y = max(box.bottom, placed.stack.box.bottom) + 0.3 * size + CAPTION_GAP * 0.6 * size
    return (Line("stack", runs, box.centre[0] - runs_width(runs) / 2, y),)
