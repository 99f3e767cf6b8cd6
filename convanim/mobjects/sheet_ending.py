"""The last shot of a layer: the flat maps leave, the stack comes, and what stands in its way makes room."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.layout.sheet.sheet import Ending, SheetLayout
from convanim.mobjects.drawing import Drawing, Ink
from convanim.mobjects.stack import StackPicture, StackState
from convanim.mobjects.words import Words
from convanim.story.sheet_turns import SheetState
from convanim.theme import Theme


class Curtain:
    """Inks that leave the picture for a while and come back as they were."""

    def __init__(self, drawing: Drawing, inks: list[Ink], beyond: float | None = None) -> None:
        """Args: the inks; of which only those right of ``beyond`` leave, where that is given."""
        self._drawing, self._inks, self._beyond = drawing, inks, beyond
        self._kept: list[tuple[Ink, Any]] = []
        self.closed = False

    def close(self) -> None:
        """Take the inks out of the picture."""
        self.closed = True
        for ink in self._inks:
            if ink.box is not None and (self._beyond is None or ink.box.x >= self._beyond):
                self._kept.append((ink, self._drawing.to_pixels(ink.points)))
                ink.hide()

    def open(self) -> None:
        """Bring them back."""
        self.closed = False
        for ink, curves in self._kept:
            ink.draw(curves)
        self._kept = []


class SheetEnding:
    """The stack of a layer's maps, and the curtains before what it replaces."""

    def __init__(
        self, drawing: Drawing, layout: SheetLayout, ending: Ending, theme: Theme, trace: Any
    ) -> None:
        self._drawing, self._ending, self._theme = drawing, ending, theme
        shown = ending.placed.stack.shown
        values = np.stack([trace.output[index] for index in shown])
        self._stack = StackPicture(drawing, ending.placed, theme, values, layout.canvas.scale, ending.flats)
        self._words = Words(drawing, (run.colour for line in ending.lines for run in line.runs))
        self._shown, self._last = shown, trace.output[0].size - 1
        self._curtains: list[Curtain] = []

    @property
    def stack(self) -> StackPicture:
        """The stack's inks."""
        return self._stack

    @property
    def freezes(self) -> bool:
        """Whether whole rows have left, or their ends: nothing in them changes until they are back."""
        return self._ending.clears != "maps" or self._ending.cut is not None

    def hangs(self, inks: list[Ink], beyond: float | None = None) -> None:
        """Put inks behind a curtain of their own."""
        self._curtains.append(Curtain(self._drawing, inks, beyond))

    def show(self, state: SheetState) -> None:
        """Bring the stack to a state, and open or close the curtains."""
        if state.stacked <= 0:
            self._stack.show(None)
            self._words.show(())
            for curtain in self._curtains:
                if curtain.closed:
                    curtain.open()
            return
        for curtain in self._curtains:
            if not curtain.closed:
                curtain.close()
        filled = dict(state.filled)
        there = state.stacked >= 1
        self._stack.show(
            StackState(
                filled=tuple(filled[index] for index in self._shown),
                share=state.stacked,
                current=self._last if there and state.fade >= 1 else None,
                told=state.told,
                fade=state.fade,
                tube=min(2 * state.told, 1.0),
            )
        )
        self._words.show(self._ending.lines if state.told > 0 else ())

    @property
    def lines(self) -> tuple[Any, ...]:
        """What is said."""
        return self._words.lines
