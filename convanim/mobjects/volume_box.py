"""The window as a box: its cut through every slice that it reads, and the edges that tie these together."""

from __future__ import annotations

import numpy as np

from convanim.layout.boxes import Plane
from convanim.layout.hull import hull
from convanim.mobjects.beam import BEAM_SHARE, BEAM_WIDTH
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polygons, polyline, segments
from convanim.mobjects.gather import at_least
from convanim.mobjects.volume_slices import LEAST_FRAME
from convanim.mobjects.window import frame
from convanim.theme import Theme

EDGE_WIDTH, EDGE_SHARE = 1.6, 0.10


class WindowBox:
    """Edges and glow between neighbouring cuts, and above them the cuts' frames."""

    def __init__(self, drawing: Drawing, theme: Theme, cuts: int) -> None:
        self._theme = theme
        self._ties = [(drawing.ink(), drawing.ink()) for _ in range(cuts - 1)]
        self._frames = [(drawing.ink(), drawing.ink()) for _ in range(cuts)]

    def show(self, cuts: list[Points], outlines: list[Points], cell: float, landed: float) -> None:
        """Draw the box through its cuts, ``(4, 2)`` each; outlines are the frames around what is read."""
        for (glow, edges), here, there in zip(self._ties, cuts[:-1], cuts[1:], strict=True):
            glow.draw(polygons([hull(np.concatenate((here, there)))]))
            glow.paint(fill=self._theme.accent, opacity=EDGE_SHARE * landed)
            edges.draw(segments(np.stack((here, there), axis=1)))
            edges.paint(stroke=self._theme.accent, width=EDGE_WIDTH, opacity=landed)
        for (casing, ink), outline in zip(self._frames, outlines, strict=True):
            frame(ink, casing, outline, cell, self._theme, landed)


class Tie:
    """Two lines from something to what comes of it, with a glow between them."""

    def __init__(self, drawing: Drawing, theme: Theme) -> None:
        self._theme = theme
        self._glow, self._lines = drawing.ink(), drawing.ink()

    def show(self, start: Points, end: Points, reach: float) -> None:
        """From one edge to another, ``(2, 2)`` each, as far as ``reach`` (0 to 1)."""
        if reach <= 0:
            self._glow.hide()
            self._lines.hide()
            return
        ends = start + (end - start) * reach
        self._glow.draw(polygons([np.array((start[0], start[1], ends[1], ends[0]))]))
        self._glow.paint(fill=self._theme.accent, opacity=BEAM_SHARE)
        self._lines.draw(segments(np.stack((start, ends), axis=1)))
        self._lines.paint(stroke=self._theme.accent, width=BEAM_WIDTH)


class CellFrame:
    """The accent frame around the output cell that is computed."""

    def __init__(self, drawing: Drawing, theme: Theme) -> None:
        self._theme = theme
        self._casing, self._ink = drawing.ink(), drawing.ink()

    def show(self, plane: Plane | None, cell: int, opacity: float) -> None:
        """Frame a cell of a plane; None frames nothing."""
        if plane is None or opacity <= 0:
            self._casing.draw(NO_CURVES)
            self._ink.draw(NO_CURVES)
            return
        quad = at_least(plane.quad(*divmod(cell, plane.columns)), LEAST_FRAME)
        frame(self._ink, self._casing, polygons([quad]), plane.cell, self._theme, opacity)


class Drop:
    """The arrow from the sum down to the slice that its output cell is in."""

    def __init__(self, drawing: Drawing, theme: Theme) -> None:
        self._theme = theme
        self._line, self._head = drawing.ink(), drawing.ink()

    def show(self, start: tuple[float, float], end: float) -> None:
        """From the sum's foot down to a height."""
        x, y = start
        head = min(9.0, 0.6 * (end - y))
        tip = np.array(((x, end), (x - 0.5 * head, end - head), (x + 0.5 * head, end - head)))
        self._line.draw(polyline(((x, y), (x, end - 0.8 * head)))).paint(stroke=self._theme.ink, width=2.0)
        self._head.draw(polygons([tip])).paint(fill=self._theme.ink)
