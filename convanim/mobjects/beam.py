"""Projection: the beam from the window to the output cell, and the lens that shows a window enlarged."""

from __future__ import annotations

import numpy as np

from convanim.layout.hull import hull
from convanim.mobjects.drawing import Drawing, Points, polygons, segments
from convanim.theme import Theme

BEAM_SHARE = 0.08
BEAM_WIDTH = 1.8


class Beam:
    """Four lines from the window's corners to the output cell's, over one faint polygon."""

    def __init__(self, drawing: Drawing, theme: Theme) -> None:
        self._theme = theme
        self._glow, self._lines = drawing.ink(), drawing.ink()

    def show(self, window: Points, cell: Points, reach: float) -> None:
        """Draw it between two quadrilaterals, ``(4, 2)``, grown to ``reach`` (0 to 1) of its length."""
        if reach <= 0:
            self._glow.hide()
            self._lines.hide()
            return
        ends = window + (cell - window) * reach
        self._glow.draw(polygons([hull(np.concatenate((window, ends)))]))
        self._glow.paint(fill=self._theme.accent, opacity=BEAM_SHARE)
        self._lines.draw(segments(np.stack((window, ends), axis=1)))
        self._lines.paint(stroke=self._theme.accent, width=BEAM_WIDTH, round_caps=True)
