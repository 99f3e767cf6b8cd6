"""Lines of text and set formulas as inks: one ink per colour."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from convanim import typeset
from convanim.layout.boxes import Line
from convanim.layout.formula import Formula
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polyline
from convanim.typeset import Run


def run_outlines(line: Line) -> list[tuple[Run, Points]]:
    """Every run of a line with its outline, in place."""
    x, outlines = line.x, []
    for run in line.runs:
        outlines.append((run, typeset.outline(run.text, run.style) + (x, line.y - run.rise)))
        x += typeset.width(run.text, run.style)
    return outlines


class Words:
    """Texts that can change from frame to frame, in colours known from the start: an ink for each."""

    def __init__(self, drawing: Drawing, colours: Iterable[str]) -> None:
        self._inks = {colour: drawing.ink().paint(fill=colour) for colour in dict.fromkeys(colours)}
        self.lines: tuple[Line, ...] = ()

    def show(self, lines: tuple[Line, ...]) -> None:
        """Draw these lines and nothing else."""
        if lines == self.lines:
            return
        self.lines = lines
        by_colour: dict[str, list[Points]] = {colour: [] for colour in self._inks}
        for line in lines:
            for run, outline in run_outlines(line):
                by_colour[run.colour].append(outline)
        for colour, parts in by_colour.items():
            self._inks[colour].draw(np.concatenate(parts) if parts else NO_CURVES)


def draw_lines(drawing: Drawing, lines: tuple[Line, ...]) -> None:
    """Texts that never change."""
    Words(drawing, (run.colour for line in lines for run in line.runs)).show(lines)


def draw_formula(drawing: Drawing, formula: Formula, colour: str) -> None:
    """A formula: its words, and its strokes in the given colour."""
    draw_lines(drawing, formula.lines)
    for stroke in formula.strokes:
        drawing.ink().draw(polyline(stroke.points)).paint(stroke=colour, width=stroke.width)
