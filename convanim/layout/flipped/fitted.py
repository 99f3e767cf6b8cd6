"""Cross-correlation above convolution in a picture as large as its content: two rows on one clock."""

from __future__ import annotations

from dataclasses import replace

from convanim.layout.arithmetic import SumSlot
from convanim.layout.boxes import FITTED_WIDTH, LEAST_PROSE, Box, CanvasRequest, Line
from convanim.layout.facts import Facts
from convanim.layout.flipped import words
from convanim.layout.flipped.plan import FlippedLayout, TurnNote
from convanim.layout.heading import heading
from convanim.layout.sliding.layout import SlidingLayout
from convanim.layout.sliding.numeric import even_canvas, numeric
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

MARGIN = 14.0
HEADING, ABOUT, FORMULA = 20.0, 16.0, 17.0
NOTE_GAP, FORMULA_GAP = 14.0, 18.0


def fitted(both: tuple[Facts, Facts], theme: Theme, request: CanvasRequest) -> FlippedLayout:
    """The layout of a fitted picture; ConvanimError where nothing fits."""
    scale = request.scale
    least = LEAST_PROSE / scale
    title = heading(both[0].title, "", theme, Box(MARGIN, 0, FITTED_WIDTH - 2 * MARGIN, 0), small=True)
    rows = [numeric(replace(facts, title="", prose=""), theme, request) for facts in both]
    heads = [_head(number, facts, theme, least) for number, facts in enumerate(both)]
    wide = [_width(head, facts, theme, least) for head, facts in zip(heads, both, strict=True)]
    inside = max(*wide, *(row.canvas.width - 2 * MARGIN for row in rows))
    inside = min(max(inside, *(line.width for line in title.lines), 0.0), FITTED_WIDTH - 2 * MARGIN)
    y = title.bottom + 8 if title.lines else MARGIN
    lines, sides, notes, ends = list(title.lines), [], [], [y]
    for number, (row, head) in enumerate(zip(rows, heads, strict=True)):
        name, formula = head
        baseline = y + HEADING * 0.85
        lines.append(Line("heading", name, MARGIN, baseline))
        end = MARGIN + inside - runs_width(formula)
        notes.append(TurnNote(MARGIN + runs_width(name) + NOTE_GAP, baseline, max(ABOUT, least), True))
        shift = (inside + 2 * MARGIN - row.canvas.width) / 2
        side = moved(row, shift, baseline + 0.2 * HEADING - 4)
        side = replace(side, formulas=(*side.formulas, words.placed(formula, end, baseline)))
        sides.append(side if not number else replace(side, note=None))
        y = baseline + 0.2 * HEADING - 4 + row.canvas.height
        ends.append(y)
        y += 6
    canvas = even_canvas(inside + 2 * MARGIN, ends[-1], scale)
    sides = [replace(side, canvas=canvas, sums=slot) for side, slot in zip(sides, _alike(sides), strict=True)]
    divider = ((MARGIN, ends[1] - 2), (MARGIN + inside, ends[1] - 2))
    return FlippedLayout(
        canvas, (sides[0], sides[1]), (notes[0], notes[1]), tuple(lines), divider, max(15.0, least)
    )


def _head(number: int, facts: Facts, theme: Theme, least: float) -> tuple[words.Runs, words.Runs]:
    """A row's name, and its formula."""
    name = words.headings(facts.labels)[number]
    run = Run(name, Style(max(HEADING, least), 650), theme.ink)
    return (run,), words.definition(number, theme, max(FORMULA, least), least)


def _width(head: tuple[words.Runs, words.Runs], facts: Facts, theme: Theme, least: float) -> float:
    """How wide a row's heading is: its name, how the kernel stands, and the formula."""
    size = max(ABOUT, least)
    notes = [words.note_runs(stage, True, facts.labels, theme, size) for stage in words.STAGES]
    return sum(map(runs_width, head)) + max(map(runs_width, notes)) + NOTE_GAP + FORMULA_GAP


def _alike(sides: list[SlidingLayout]) -> list[SumSlot]:
    """The sums of both rows, in one size where they have as many lines: they are to be compared."""
    slots = [side.sums for side in sides if side.sums is not None]
    size, shown = min(slot.size for slot in slots), min(slot.shown for slot in slots)
    if len({slot.lines for slot in slots}) > 1:
        return slots
    return [replace(slot, size=size, shown=shown) for slot in slots]


def moved(layout: SlidingLayout, dx: float, dy: float) -> SlidingLayout:
    """A row elsewhere in the picture."""
    mark, slot, note = layout.slide_mark, layout.sums, layout.note
    signs = (replace(s, centre=(s.centre[0] + dx, s.centre[1] + dy)) for s in layout.signs)
    return replace(
        layout,
        input=layout.input.moved(dx, dy),
        output=layout.output.moved(dx, dy),
        kernel=None if layout.kernel is None else layout.kernel.moved(dx, dy),
        lens=None if layout.lens is None else layout.lens.moved(dx, dy),
        lines=tuple(line.moved(dx, dy) for line in layout.lines),
        signs=tuple(signs),
        chips=tuple(replace(chip, box=chip.box.moved(dx, dy)) for chip in layout.chips),
        formulas=tuple(formula.moved(dx, dy) for formula in layout.formulas),
        slide_mark=None if mark is None else (mark[0] + dy, mark[1] + dy, mark[2]),
        sums=None if slot is None else replace(slot, box=slot.box.moved(dx, dy)),
        note=None if note is None else replace(note, x=note.x + dx, y=note.y + dy),
    )
