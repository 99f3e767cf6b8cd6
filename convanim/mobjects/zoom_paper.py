"""Inks that lie on a board: they keep what was drawn, and are seen from wherever the camera is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from convanim.layout.boxes import Box, Canvas
from convanim.layout.zoom.views import Affine, mapped
from convanim.mobjects.drawing import NO_CURVES, Drawing, Ink, Points
from convanim.theme import Theme

IDENTITY: Affine = np.array(((1.0, 0.0), (0.0, 1.0), (0.0, 0.0)))
BOLD = 0.45
"""The power of the distance by which accent frames become thinner."""
THINNEST = 1.0
"""Design pixels of the thinnest line, however far the camera is."""


class Sheaf:
    """Inks that move and fade together.

    Attributes:
        affine: where the camera sees them.
        presence: how much of their opacity they have.
    """

    def __init__(self) -> None:
        self.affine = IDENTITY
        self.presence = 0.0
        self.inks: list[BoardInk] = []

    @property
    def zoom(self) -> float:
        """How large a board pixel is."""
        (a, b), (c, d) = self.affine[:2]
        return math.sqrt(abs(a * d - b * c))

    def show(self, affine: Affine, presence: float) -> None:
        """See them from a place; nothing happens where that is where they are seen from."""
        moved = not np.array_equal(affine, self.affine) or (presence > 0) != (self.presence > 0)
        faded = presence != self.presence
        self.affine, self.presence = affine, presence
        if moved or faded:
            for ink in self.inks:
                ink.refresh(moved)


class BoardInk(Ink):
    """An ink of a board: what is drawn and painted is kept, and shown as its sheaf is seen.

    Lines become thinner with the distance, but no thinner than a pixel; accent frames, and the casings
    around them, only half as fast, so that they stand out at any size.
    """

    def __init__(self, drawing: BoardDrawing, sheaf: Sheaf) -> None:
        super().__init__(drawing)
        self._sheaf = sheaf
        self._bold = drawing.bold
        self._kept = NO_CURVES
        self._coat: tuple[str | None, str | None, float, float, bool] = (None, None, 0.0, 1.0, False)

    def draw(self, curves: Points, within: Box | None = None) -> BoardInk:
        """Set the outline in board pixels."""
        self._kept = curves
        self._place(within)
        return self

    def paint(
        self,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.0,
        opacity: float = 1.0,
        round_caps: bool = False,
    ) -> BoardInk:
        """Set fill and stroke, ``width`` in board pixels."""
        self._coat = (fill, stroke, width, opacity, round_caps)
        self._wear()
        return self

    def join(self, sheaf: Sheaf) -> None:
        """Leave one sheaf for another."""
        self._sheaf.inks.remove(self)
        self._sheaf = sheaf
        sheaf.inks.append(self)

    def refresh(self, moved: bool) -> None:
        """Be seen as the sheaf is seen now."""
        self._wear()
        if moved:
            self._place(None)

    def _place(self, within: Box | None) -> None:
        sheaf = self._sheaf
        if sheaf.presence <= 0 or not len(self._kept):
            super().draw(NO_CURVES)
            return
        part = None
        if within is not None:
            corners = np.array(((within.x, within.y), (within.right, within.bottom)))
            part = Box.around(mapped(sheaf.affine, corners))
        super().draw(mapped(sheaf.affine, self._kept), part)

    def _wear(self) -> None:
        fill, stroke, width, opacity, round_caps = self._coat
        zoom = self._sheaf.zoom
        seen = width * zoom**BOLD if stroke in self._bold else max(width * zoom, min(width, THINNEST))
        super().paint(fill, stroke, seen, opacity * self._sheaf.presence, round_caps)


class BoardDrawing(Drawing):
    """A drawing whose inks are made for the sheaf that is open; without one they are the picture's own."""

    def __init__(self, canvas: Canvas, theme: Theme) -> None:
        super().__init__(canvas)
        self.bold = (theme.accent, theme.background)
        self._open: Sheaf | None = None

    @contextmanager
    def sheaf(self, sheaf: Sheaf | None) -> Iterator[None]:
        """Make inks for a sheaf."""
        before, self._open = self._open, sheaf
        yield
        self._open = before

    def ink(self) -> Ink:
        """A new ink above all that there are."""
        if self._open is None:
            return super().ink()
        made = BoardInk(self, self._open)
        self._open.inks.append(made)
        self.places[made] = len(self.inks)
        self.inks.append(made)
        return made
