"""One side on a slide: the input on the left, the output on the right, and the kernel above it."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout import captions as words
from convanim.layout.boxes import LEAST_PROSE, Line, Plane, flat
from convanim.layout.cells import Detail, detail_of, factors_fit, fit_number
from convanim.layout.facts import Facts
from convanim.layout.flipped.words import STAGES, Runs, note_runs
from convanim.layout.sliding.layout import Sign
from convanim.theme import Theme
from convanim.typeset import runs_width

LARGEST, KERNEL_CELL, KERNEL_SIDE, WIDEST_KERNEL = 49.0, 41.0, 124.0, 56.0
GAP, LEAST_GAP = 1.5, 48.0
NOTE_ROOM = 290.0
"""A kernel's caption and its note stand on one line where that is no wider."""
ABOVE_OUTPUT = 20.0
NOTE_GAP = 0.6
"""Between a kernel's caption and its note, in caption sizes."""
MARK_ROOM = 38.0
"""Above the input, for the arrow that shows the stride."""


@dataclass(frozen=True, slots=True)
class Type:
    """The sizes of type on a side: heading, what it is about, formula, captions, and the least of all."""

    heading: float
    about: float
    formula: float
    caption: float
    least: float

    @staticmethod
    def at(scale: float) -> Type:
        """The usual sizes, none below the least prose."""
        least = LEAST_PROSE / scale
        return Type(max(29.0, least), max(20.0, least), max(22.0, 1.05 * least), max(21.0, least), least)


@dataclass(frozen=True, slots=True)
class Block:
    """A side with the sizes of its cells.

    Attributes:
        head: the height of what stands above the input.
        said: the widest line of that.
        captions: of input, kernel and output.
        note: how wide it becomes to say how the kernel stands; ``below`` says that this has its own line.
    """

    facts: Facts
    kind: Type
    cell: float
    kernel_cell: float
    head: float
    said: float
    captions: dict[str, Runs]
    note: float
    below: bool

    @property
    def gap(self) -> float:
        """Between the columns."""
        return max(GAP * self.cell, LEAST_GAP)

    @property
    def kernel(self) -> tuple[float, float]:
        """Width and height of the kernel."""
        return self.facts.kernel[1] * self.kernel_cell, self.facts.kernel[0] * self.kernel_cell

    @property
    def left(self) -> float:
        """The width of the input's column, which the heading shares."""
        across = self.facts.padded[1] * self.cell
        return max(across, runs_width(self.captions["input"]) - 0.4 * self.gap, self.said + 20 - self.gap)

    @property
    def above(self) -> tuple[float, float]:
        """Width and height of what stands above the output: the kernel, its caption and the note."""
        caption = runs_width(self.captions["kernel"])
        beside = max(caption, self.note) if self.below else caption + NOTE_GAP * self.kind.caption + self.note
        lines = 1.7 * self.kind.caption + 1.4 * self.kind.about * self.below
        return max(self.kernel[0], beside), self.kernel[1] + lines

    @property
    def right(self) -> float:
        """The width of the output's column."""
        across = self.facts.output[1] * self.cell
        return max(across, runs_width(self.captions["output"]), self.above[0])

    @property
    def width(self) -> float:
        """Both columns and what is between them."""
        return self.left + self.gap + self.right

    @property
    def height(self) -> float:
        """From the top of the side to the feet of its maps."""
        mark = MARK_ROOM if self.marked else 16.0
        return max(
            self.head + mark + self.facts.padded[0] * self.cell,
            self.above[1] + ABOVE_OUTPUT + self.facts.output[0] * self.cell,
        )

    @property
    def marked(self) -> bool:
        """Whether an arrow shows the stride."""
        return self.facts.stride[1] > 1 and self.facts.output[1] > 1


def block_of(
    facts: Facts, theme: Theme, kind: Type, cell: float, kernel_cell: float, head: float, said: float
) -> Block:
    """A side at a size."""
    captions = words.captions(facts, theme, kind.caption)
    notes = [note_runs(stage, False, facts.labels, theme, kind.about) for stage in STAGES]
    note = max(map(runs_width, notes))
    beside = runs_width(captions["kernel"]) + NOTE_GAP * kind.caption + note
    return Block(facts, kind, cell, kernel_cell, head, said, captions, note, beside > NOTE_ROOM)


def kernel_cell_of(facts: Facts, scale: float) -> float:
    """The cell of a kernel that has room."""
    largest = min(KERNEL_CELL, max(KERNEL_SIDE / max(facts.kernel), 20 / scale))
    while largest < WIDEST_KERNEL and not all(fit_number(w, largest, scale) for w in facts.weights):
        largest += 2
    return largest


def details_of(block: Block, scale: float) -> dict[str, Detail]:
    """What the cells show: the most that their size allows and that all of their numbers fit."""
    facts, cell, kernel = block.facts, block.cell, block.kernel_cell
    found = {
        "input": _numbers(facts.inputs, cell, scale),
        "kernel": min(_numbers(facts.weights, kernel, scale), Detail.NUMBERS),
        "output": min(_numbers(facts.outputs, cell, scale), Detail.NUMBERS),
    }
    if found["input"] is Detail.FACTORS and not factors_fit(facts.inputs, facts.weights, cell, scale):
        found["input"] = Detail.NUMBERS
    return found


def _numbers(values: tuple[float, ...], cell: float, scale: float) -> Detail:
    detail = detail_of(cell * scale)
    fits = detail < Detail.NUMBERS or all(fit_number(value, cell, scale) for value in values)
    return detail if fits else Detail.GRID


@dataclass(frozen=True, slots=True)
class Placed:
    """A side's planes, captions and arrow in place, and where the note at its kernel begins."""

    input: Plane
    output: Plane
    kernel: Plane
    lines: tuple[Line, ...]
    arrow: Sign
    note: tuple[float, float]


def place(block: Block, left: float, top: float, feet: float, snap: float) -> Placed:
    """A block whose left top corner is (left, top) and whose maps stand on ``feet``.

    Maps begin at whole delivered pixels, ``snap`` design pixels each, so that fine cells have no seams.
    """
    facts, cell, kind = block.facts, block.cell, block.kind
    (rows, columns), (out_rows, out_columns) = facts.padded, facts.output
    second = left + block.left + block.gap
    source = _snapped(flat(rows, columns, left, feet - rows * cell, cell), snap)
    target = _snapped(flat(out_rows, out_columns, second, feet - out_rows * cell, cell), snap)
    kernel = flat(*facts.kernel, second, top, block.kernel_cell)
    named = Line("kernel", block.captions["kernel"], second, top + block.kernel[1] + 1.45 * kind.caption)
    lines, baseline = [named], feet + 1.5 * kind.caption
    for name, plane, start, room in (
        ("input", source, left, block.left + 0.4 * block.gap),
        ("output", target, second, block.right),
    ):
        line = words.centred(name, block.captions[name], plane.box.centre[0], baseline)
        x = min(max(line.x, start), max(start + room - line.width, start))
        lines.append(Line(name, line.runs, x, baseline))
    note = named.x + named.width + NOTE_GAP * kind.caption, named.y
    if block.below:
        note = named.x, named.y + 1.4 * kind.about
    return Placed(source, target, kernel, tuple(lines), _arrow(source, target, top + block.above[1]), note)


def _snapped(plane: Plane, snap: float) -> Plane:
    x, y = (round(part / snap) * snap for part in plane.origin)
    return flat(plane.rows, plane.columns, x, y, plane.cell)


def _arrow(source: Plane, target: Plane, least: float) -> Sign:
    """An arrow from map to map, below what stands above the output."""
    start, end = source.box.right, target.box.x
    low, high = max(source.box.y, target.box.y, least), min(source.box.bottom, target.box.bottom)
    return Sign("arrow", ((start + end) / 2, (low + high) / 2), min(0.62 * (end - start), 48.0))
