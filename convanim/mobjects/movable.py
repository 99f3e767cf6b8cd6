"""Inks that move together: drawn once around their first place, shown elsewhere or not at all."""

from __future__ import annotations

import numpy as np

from convanim.layout.boxes import Line
from convanim.mobjects.drawing import NO_CURVES, Drawing, Ink, Points
from convanim.mobjects.words import run_outlines

Point = tuple[float, float]


class Movable:
    """A group of inks with their outlines; nothing of it is seen until it is shown."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._parts: list[tuple[Ink, Points]] = []
        self._at: Point | None = None

    def ink(self, curves: Points) -> Ink:
        """A new ink above all that there are, with its outline as at the first place."""
        made = self._drawing.ink()
        self._parts.append((made, curves))
        return made

    def line(self, line: Line) -> None:
        """A line of text."""
        for run, outline in run_outlines(line):
            self.ink(outline).paint(fill=run.colour)

    def show(self, at: Point | None) -> bool:
        """Show it so far from the first place, or hide it; returns whether that changed anything."""
        if at == self._at:
            return False
        self._at = at
        for ink, curves in self._parts:
            ink.draw(NO_CURVES if at is None or not len(curves) else curves + np.array(at))
        return True
