"""The output maps as a volume: slices that cover one another, the active position, the three dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Plane
from convanim.layout.stack import tube
from convanim.layout.stack_words import PlacedStack
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polygons, segments
from convanim.mobjects.stack_slice import Slice
from convanim.mobjects.words import run_outlines
from convanim.theme import Theme

Values = NDArray[Any]

EDGE_OPACITY, EDGE_WIDTH, DASH, DASH_GAP = 0.55, 1.4, 6.0, 5.0
DIMENSION_WIDTH = 1.6


@dataclass(frozen=True, slots=True)
class StackState:
    """The stack at a moment. Tuples have a value for every shown slice.

    Attributes:
        filled: how many cells are complete, in raster order; ``filling`` is how far the next one is.
        share: how far the maps are on their way from flat to the stack, 0 to 1.
        current: the ordinal of the active position; None is none.
        told: how much of the names and dimensions is there, 0 to 1: one comes after the other.
        fade: the opacity of all that is filled.
        tube: the opacity of the tube that ties the active position of all slices.
    """

    filled: tuple[int, ...]
    filling: tuple[float, ...] = ()
    share: float = 1.0
    current: int | None = None
    told: float = 1.0
    fade: float = 1.0
    tube: float = 1.0


class StackPicture:
    """All inks of a stack, from the back to the front."""

    def __init__(
        self,
        drawing: Drawing,
        placed: PlacedStack,
        theme: Theme,
        values: Values,
        scale: float,
        flats: tuple[Plane, ...] = (),
    ) -> None:
        """Args: the shown maps' values, ``(slices, H′, W′)``; where the maps lie flat before they stack."""
        self.stack, self._flats, self._theme = placed.stack, flats, theme
        self._edges = drawing.ink()
        self.slices = [Slice(drawing, placed.stack, theme, values, n, scale) for n in range(len(values))]
        self._placed = placed
        self._dots = drawing.ink()
        self._strokes = [drawing.ink() for _ in placed.dimensions]
        groups = (placed.names, *((d.label,) for d in placed.dimensions), placed.caption)
        self._words = [
            [(drawing.ink(), run.colour, outline) for line in lines for run, outline in run_outlines(line)]
            for lines in groups
        ]
        self._state: StackState | None = None

    def show(self, state: StackState | None) -> None:
        """Bring the stack to a state; None hides all of it."""
        if state == self._state:
            return
        self._state = state
        self._tell(0.0 if state is None else state.told)
        if state is None:
            for piece in self.slices:
                piece.hide()
            return
        planes = self.stack.planes(state.share, self._flats)
        cells = None
        if state.current is not None:
            cells = tube(planes, *divmod(state.current, self.stack.columns))
        for number, (piece, plane) in enumerate(zip(self.slices, planes, strict=True)):
            filling = state.filling[number] if state.filling else 0.0
            piece.show(plane, state.filled[number], filling, state.current, state.fade)
            piece.tie(cells[number : number + 2] if cells is not None else (), state.tube)

    def _tell(self, told: float) -> None:
        """Edges, dots and names, then one dimension after the other, then the caption."""
        theme, dimensions = self._theme, self._placed.dimensions
        parts = len(dimensions) + 2
        first, *middle, last = (min(max(told * parts - n, 0.0), 1.0) for n in range(parts))
        dots, radius = self.stack.dots
        self._edges.draw(dashed(self.stack.edges) if first > 0 and self.stack.count > 1 else NO_CURVES)
        self._edges.paint(stroke=theme.output.line, width=EDGE_WIDTH, opacity=EDGE_OPACITY * first)
        self._dots.draw(_circles(dots, radius) if first > 0 and dots else NO_CURVES)
        self._dots.paint(fill=theme.ink, opacity=first)
        for ink, dimension, opacity in zip(self._strokes, dimensions, middle, strict=True):
            ink.draw(segments(dimension.strokes) if opacity > 0 else NO_CURVES)
            ink.paint(stroke=theme.muted, width=DIMENSION_WIDTH, opacity=opacity)
        for words, opacity in zip(self._words, (first, *middle, last), strict=True):
            for ink, colour, outline in words:
                ink.draw(outline if opacity > 0 else NO_CURVES).paint(fill=colour, opacity=opacity)


def dashed(ends: NDArray[np.float64]) -> Points:
    """Straight lines, ``(n, 2, 2)``, as dashes."""
    dashes = []
    for start, end in ends:
        length = float(np.hypot(*(end - start)))
        for at in np.arange(0.0, length, DASH + DASH_GAP):
            stop = min(at + DASH, length)
            dashes.append((start + (end - start) * at / length, start + (end - start) * stop / length))
    return segments(np.array(dashes)) if dashes else NO_CURVES


def _circles(centres: tuple[tuple[float, float], ...], radius: float) -> Points:
    turns = np.linspace(0, 2 * np.pi, 17)[:-1]
    circle = np.stack((np.cos(turns), np.sin(turns)), axis=1) * radius
    return polygons([circle + centre for centre in centres])
