"""Output maps of the zoom: flat at first, sheared into the slices of a stack when the layer is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.layout.cells import Detail, Digits, common_size, detail_of, fit_number
from convanim.layout.facts import widest_values
from convanim.layout.hull import hull
from convanim.layout.stack import between, tube
from convanim.layout.stack_words import PlacedStack
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import NO_CURVES, Drawing, Points, polygons, segments
from convanim.mobjects.fills import LEVELS
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.maps import rows_of
from convanim.mobjects.stack import DIMENSION_WIDTH, EDGE_OPACITY, EDGE_WIDTH, dashed
from convanim.mobjects.stack_slice import LEAST_FRAME, TUBE_SHARE, TUBE_WIDTH
from convanim.mobjects.window import frame
from convanim.mobjects.words import run_outlines
from convanim.ramps import TOP_QUANTILE, ZERO_SHARE
from convanim.story.zoom_state import MapState
from convanim.theme import Theme, mix

Values = NDArray[Any]


class Output:
    """A map of the output in whatever plane it lies."""

    def __init__(
        self,
        drawing: Drawing,
        theme: Theme,
        values: Values,
        everything: Values,
        planes: tuple[Plane, ...],
        scale: float,
    ) -> None:
        """Args: its values and those of all shown maps; the planes in which it comes to rest."""
        self._theme, self._values = theme, values
        widest = widest_values(everything)
        self._unit = planes[-1].cell
        least = min(plane.cell for plane in planes)
        detail = detail_of(least * scale)
        fitting = all(fit_number(value, least, scale) is not None for value in widest)
        self.numbered = detail >= Detail.NUMBERS and fitting
        self._lined = detail >= Detail.GRID
        self._base = drawing.ink()
        self._levels = [] if self.numbered else _levels(drawing, theme, values, everything)
        self._rest, self._lines = drawing.ink(), drawing.ink()
        self._glow, self._ties, self._active = drawing.ink(), drawing.ink(), drawing.ink()
        self._casing, self._frame = drawing.ink(), drawing.ink()
        self._digits_at_rest, self._active_digit = drawing.ink(), drawing.ink()
        size = common_size(widest, least, scale) if self.numbered else None
        self._digits: list[Digits | None] = [
            fit_number(value.item(), least, scale, False, size) if self.numbered else None
            for value in values.ravel()
        ]
        self._least = least
        self._shown: tuple[object, ...] = ()

    @property
    def _inks(self) -> tuple[Any, ...]:
        fills = (self._base, self._rest, self._active, self._lines, self._digits_at_rest, self._active_digit)
        return (
            *fills,
            self._glow,
            self._ties,
            self._casing,
            self._frame,
            *(ink for ink, _, _ in self._levels),
        )

    def show(
        self, plane: Plane, state: MapState, place: int, fade: float, presence: float, digits: bool
    ) -> None:
        """Draw the map in a plane, so far as it is computed; ``place`` is the cell that may be ahead."""
        now = (plane, state, fade, presence, digits)
        if now == self._shown:
            return
        self._shown = now
        if presence <= 0:
            for ink in self._inks:
                ink.hide()
            return
        theme = self._theme
        whole = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        self._base.draw(whole).paint(fill=theme.background)
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns) if self._lined else whole
        self._lines.draw(lines).paint(
            stroke=theme.output.line, width=stroke_width(plane.cell), opacity=presence
        )
        done = np.arange(plane.rows * plane.columns) < state.count
        if state.extra:
            done[place] = True
        known = state.current is not None and (done[state.current] or state.filling > 0)
        current = state.current if known else None
        opacity = (state.filling or 1.0) * fade * presence
        self._fill(plane, done.reshape(plane.rows, plane.columns), fade * presence)
        self._mark(plane, current, opacity)
        shown = presence * fade if digits else 0.0
        self._write(
            plane, [n for n in np.flatnonzero(done).tolist() if n != current], current, shown, opacity
        )

    def _fill(self, plane: Plane, done: NDArray[np.bool_], opacity: float) -> None:
        if not self._levels:
            self._rest.draw(rows_of(plane, done)).paint(fill=self._theme.output.rest, opacity=opacity)
        for ink, cells, colour in self._levels:
            ink.draw(rows_of(plane, cells & done)).paint(fill=colour, opacity=opacity)

    def _mark(self, plane: Plane, current: int | None, opacity: float) -> None:
        if current is None or opacity <= 0:
            for ink in (self._active, self._casing, self._frame):
                ink.hide()
            return
        quad = plane.quad(*divmod(current, plane.columns))
        if self._levels:
            self._active.hide()
        else:
            self._active.draw(polygons([quad])).paint(fill=self._theme.output.active, opacity=opacity)
        middle = quad.mean(axis=0)
        grown = middle + (quad - middle) * max(1.0, LEAST_FRAME / plane.cell)
        frame(self._frame, self._casing, polygons([grown]), plane.cell, self._theme, opacity)

    def _write(
        self, plane: Plane, rest: list[int], current: int | None, at_rest: float, active: float
    ) -> None:
        role = self._theme.output
        outlines = [self._outline(plane, ordinal) for ordinal in rest] if at_rest > 0 else []
        self._digits_at_rest.draw(np.concatenate(outlines) if outlines else NO_CURVES)
        self._digits_at_rest.paint(fill=role.rest_text, opacity=at_rest)
        shown = current is not None and at_rest > 0
        self._active_digit.draw(self._outline(plane, current) if shown and current is not None else NO_CURVES)
        self._active_digit.paint(fill=role.active_text, opacity=active)

    def _outline(self, plane: Plane, ordinal: int) -> Points:
        digits = self._digits[ordinal]
        if digits is None:
            return NO_CURVES
        sized = Digits(digits.text, digits.size * plane.cell / self._least)
        return number_outline(plane, sized, *divmod(int(ordinal), plane.columns))

    def tie(self, cells: tuple[Points, ...], opacity: float) -> None:
        """The tube from the active cell to that of the next slice; none for the last."""
        if len(cells) < 2 or opacity <= 0:
            self._glow.hide()
            self._ties.hide()
            return
        here, there = cells
        self._glow.draw(polygons([hull(np.concatenate((here, there)))]))
        self._glow.paint(fill=self._theme.accent, opacity=TUBE_SHARE * opacity)
        self._ties.draw(segments(np.stack((here, there), axis=1)))
        self._ties.paint(stroke=self._theme.accent, width=TUBE_WIDTH, opacity=opacity)


class Outputs:
    """All shown output maps, and what is said of their stack."""

    def __init__(
        self,
        drawing: Drawing,
        placed: PlacedStack,
        flats: tuple[tuple[Plane, ...], ...],
        theme: Theme,
        values: Values,
        place: int,
        scale: float,
    ) -> None:
        """Args: each map's flat planes at the first two levels; the values of the shown maps."""
        self._placed, self._flats, self._theme, self._place = placed, flats, theme, place
        self._edges = drawing.ink()
        self.maps = [
            Output(drawing, theme, own, values, (flat[1], plane), scale)
            for own, flat, plane in zip(values, flats, placed.stack.slices, strict=True)
        ]
        self._dots = drawing.ink()
        self._strokes = [drawing.ink() for _ in placed.dimensions]
        self._words = [
            (drawing.ink(), run.colour, outline)
            for line in placed.lines
            for run, outline in run_outlines(line)
        ]

    def planes(self, start: int, end: int, share: float) -> tuple[Plane, ...]:
        """Where the maps lie between two levels."""
        slices = self._placed.stack.slices
        found = []
        for flat, plane in zip(self._flats, slices, strict=True):
            stops = (*flat, plane)
            found.append(stops[start] if start == end else between(stops[start], stops[end], share))
        return tuple(found)

    def show(
        self,
        planes: tuple[Plane, ...],
        states: tuple[MapState, ...],
        fade: float,
        presences: tuple[float, ...],
        told: float,
    ) -> None:
        """Bring all maps to their states; ``told`` is the opacity of all that is said of the stack."""
        self._tell(told)
        columns = planes[0].columns
        for index, (output, plane, state) in enumerate(zip(self.maps, planes, states, strict=True)):
            output.show(
                plane, state, self._place, fade, presences[index], index == 0 or presences[index] > 0.7
            )
            pair: tuple[Points, ...] = ()
            both = states[index : index + 2]
            if len(both) == 2 and both[0].current is not None and both[0].current == both[1].current:
                pair = tube(planes[index : index + 2], *divmod(both[0].current, columns))
            output.tie(pair, told * (both[-1].filling or 1.0))

    def _tell(self, opacity: float) -> None:
        """Edges, dots, dimension lines and words, all at one opacity."""
        theme, stack, shown = self._theme, self._placed.stack, opacity > 0
        dots, radius = stack.dots
        self._edges.draw(dashed(stack.edges) if shown and stack.count > 1 else NO_CURVES)
        self._edges.paint(stroke=theme.output.line, width=EDGE_WIDTH, opacity=EDGE_OPACITY * opacity)
        self._dots.draw(circles(dots, radius) if shown and dots else NO_CURVES)
        self._dots.paint(fill=theme.ink, opacity=opacity)
        for ink, dimension in zip(self._strokes, self._placed.dimensions, strict=True):
            ink.draw(segments(dimension.strokes) if shown else NO_CURVES)
            ink.paint(stroke=theme.muted, width=DIMENSION_WIDTH, opacity=opacity)
        for ink, colour, outline in self._words:
            ink.draw(outline if shown else NO_CURVES)
            ink.paint(fill=colour, opacity=opacity)

    @property
    def box(self) -> Box:
        """The room of the stack and its words."""
        return self._placed.box


def _levels(
    drawing: Drawing, theme: Theme, values: Values, everything: Values
) -> list[tuple[Any, NDArray[np.bool_], str]]:
    """Inks for a map whose fill is its value, the palest first; each has all cells of its level and above."""
    scale = np.abs(np.asarray(everything, dtype=np.float64))
    top = float(np.quantile(scale, TOP_QUANTILE)) or float(scale.max()) or 1.0
    magnitude = np.abs(np.asarray(values, dtype=np.float64))
    levels = np.round(np.clip(magnitude / top, 0, 1) * (LEVELS - 1)).astype(int)
    return [
        (
            drawing.ink(),
            levels >= level,
            mix(
                theme.output.active,
                theme.background,
                ZERO_SHARE + (1 - ZERO_SHARE) * float(level) / (LEVELS - 1),
            ),
        )
        for level in np.unique(levels)
    ]


def circles(centres: tuple[tuple[float, float], ...], radius: float) -> Points:
    """Round dots."""
    turns = np.linspace(0, 2 * np.pi, 17)[:-1]
    circle = np.stack((np.cos(turns), np.sin(turns)), axis=1) * radius
    return polygons([circle + centre for centre in centres])
