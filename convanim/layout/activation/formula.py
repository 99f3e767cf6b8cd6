"""A function set as in a book: its name, a bar where it has one, raised exponents, an italic x."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from convanim.layout.activation.functions import WRITTEN, Part, Piece, filled, name_of
from convanim.layout.boxes import Box, Line
from convanim.layout.formula import Formula, Stroke
from convanim.theme import Role, Theme
from convanim.typeset import CAP_HEIGHT, Run, Style, runs_width

RAISED, RISE = 0.66, 0.36
"""The type of an exponent and how far it is raised, in sizes of the formula's type."""
THIN = "\u2009"
"""The space behind an exponent."""
BAR = 1.6
"""The width of a bar."""


def runs_of(
    pieces: Iterable[Piece], size: float, least: float, sign_colour: str, value: Callable[[Piece, float], Run]
) -> tuple[Run, ...]:
    """Pieces as runs of text; ``value`` makes the value's run in a size, exponents in the least or more."""
    runs: list[Run] = []
    for piece in pieces:
        if piece.part is Part.SIGN:
            after = THIN if runs and runs[-1].rise else ""
            runs.append(Run(after + piece.text, Style(size), sign_colour))
        elif piece.part in (Part.POWER, Part.MINUS_POWER):
            runs.append(replace(value(piece, max(RAISED * size, least)), rise=RISE * size))
        else:
            runs.append(value(piece, size))
    return tuple(runs)


def function_formula(activation: str, role: Role, theme: Theme, size: float, least: float) -> Formula:
    """``ReLU(x) = max(0, x)``: from (0, 0), its bar at y = 0; ``least`` is the least type."""

    def letter(piece: Piece, at: float) -> Run:
        return Run(filled(piece, "x"), Style(at, 500, True), role.ink)

    ink = theme.ink
    lead = (
        Run(name_of(activation), Style(size, 560, activation == "none"), ink),
        Run("(", Style(size), ink),
        letter(Piece(Part.VALUE), size),
        Run(") = ", Style(size), ink),
    )
    baseline = CAP_HEIGHT * size / 2
    lines, strokes = [Line("formula", lead, 0.0, baseline)], []
    written, x = WRITTEN[activation], runs_width(lead)
    if not written.below:
        lines.append(Line("formula", runs_of(written.above, size, least, ink, letter), x, baseline))
    else:
        small = 0.88 * size
        above, below = (runs_of(part, small, least, ink, letter) for part in (written.above, written.below))
        width = max(runs_width(above), runs_width(below)) + 0.3 * size
        middle = x + width / 2
        lines.append(Line("formula", above, middle - runs_width(above) / 2, -0.34 * size))
        raised = max((run.rise + CAP_HEIGHT * run.style.size for run in below if run.rise), default=0.0)
        lowered = 0.42 * size + max(CAP_HEIGHT * small, raised - 0.2 * size)
        lines.append(Line("formula", below, middle - runs_width(below) / 2, lowered))
        strokes.append(Stroke(((x, 0.0), (x + width, 0.0)), BAR))
    boxes = [line.box for line in lines] + [_reach(stroke) for stroke in strokes]
    return Formula(tuple(lines), tuple(strokes), Box.union(tuple(boxes)))


def _reach(stroke: Stroke) -> Box:
    (left, top), (right, _) = stroke.points
    return Box(left, top, right - left, 0.0)
