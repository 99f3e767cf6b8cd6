"""A column of a sheet: a channel's map with its window, the lens beside it, the beam to its kernel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.engine.padding import pad
from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, fit_number
from convanim.layout.hull import hull
from convanim.layout.sheet.facts import roles_of
from convanim.layout.sheet.sheet import Column
from convanim.mobjects.beam import BEAM_SHARE, BEAM_WIDTH
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Points, polygons, segments
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.maps import InputMap, padding_lines
from convanim.mobjects.sheet_maps import LEAST_FRAME, whole
from convanim.mobjects.window import WindowFill, WindowPlace, frame
from convanim.mobjects.window_numbers import InputNumbers
from convanim.theme import Theme, mix

LENS_SHARE = 0.10


class SheetColumn:
    """One input channel; its window moves in step with those of all other channels."""

    def __init__(
        self,
        drawing: Drawing,
        column: Column,
        theme: Theme,
        trace: Any,
        details: dict[str, Detail],
        scale: float,
    ) -> None:
        role = roles_of(theme, trace.weight.shape[1], column.channel)[0]
        self._theme, self._column = replace(theme, input=role), column
        self._trace, self._detail, self._scale = trace, details["input"], scale
        self._lensed = details["lens"]
        padded = pad(trace.input[column.channel : column.channel + 1], trace.padding, trace.padding_mode)[0]
        padding = np.pad(np.zeros(trace.input.shape[1:], dtype=bool), trace.padding, constant_values=True)
        self._map(drawing, padded, padding)
        self._glow, self._ties = drawing.ink(), drawing.ink()
        self._lens = None if column.lens is None else _Lens(drawing, column.lens, self._theme, scale)
        self._place: WindowPlace | None = None

    def _map(self, drawing: Drawing, padded: NDArray[Any], padding: NDArray[np.bool_]) -> None:
        trace, plane, detail = self._trace, self._column.input, self._detail
        read = np.logical_and.outer(trace.reads(0), trace.reads(1))
        kernel, dilation = tuple(trace.kernel_size), tuple(trace.dilation)
        (top, _), (left, _) = trace.padding
        inner = (int(top), int(left), int(trace.input.shape[1]), int(trace.input.shape[2]))
        InputMap(drawing, plane, self._theme, detail, padded, padding, read)
        self._window = WindowFill(drawing, plane, self._theme, kernel, dilation, inner, detail >= Detail.GRID)
        padding_lines(drawing, plane, self._theme, padding)
        self._numbers = InputNumbers(
            drawing, plane, self._theme, detail, padded, padding, read, kernel, dilation, self._scale
        )

    def frames(self, drawing: Drawing) -> None:
        """Make the window's frame, above all that is there so far."""
        self._casing, self._frame = drawing.ink(), drawing.ink()

    def show(self, row: float, column: float, landed: float) -> None:
        """Put the window at a position of the output; fractions while it moves."""
        down, right = self._trace.stride
        place = WindowPlace(row * down, column * right, landed, 0)
        if place == self._place:
            return
        self._place = place
        if self._detail >= Detail.NUMBERS:
            self._window.show(place)
        self._numbers.show(place)
        outline = self._window.outline(place.row, place.column)
        if self._fine:
            outline = polygons([self.window_quad(place)])
        frame(self._frame, self._casing, outline, self._column.input.cell, self._theme, landed)
        if self._lens is not None:
            rows, columns = self._trace.positions
            position = min(round(row), rows - 1), min(round(column), columns - 1)
            step = self._trace.step(position)
            self._lens.show(step.patch[self._column.channel], step.inside, self._lensed)
            self._tie(self._lens.plane, place)

    @property
    def _fine(self) -> bool:
        return self._detail < Detail.GRID

    def window_quad(self, place: WindowPlace) -> Points:
        """The corners of the window as a whole, ``(4, 2)``, no smaller than its frame can be seen."""
        rows, columns = self._trace.window.span
        quad = self._column.input.quad(place.row, place.column, rows, columns)
        middle, sides = (
            quad.mean(axis=0),
            (np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[1])),
        )
        grown: Points = middle + (quad - middle) * max(1.0, LEAST_FRAME / float(min(sides)))
        return grown

    def _tie(self, lens: Plane, place: WindowPlace) -> None:
        mine, window = lens.quad(0, 0, lens.rows, lens.columns), self.window_quad(place)
        ends = np.array(((mine[1], window[0]), (mine[2], window[3])))
        self._glow.draw(polygons([hull(np.concatenate((mine[1:3], window)))]))
        self._glow.paint(fill=self._theme.accent, opacity=LENS_SHARE * place.landed)
        self._ties.draw(segments(ends))
        self._ties.paint(stroke=self._theme.accent, width=BEAM_WIDTH, opacity=place.landed)

    def beam(self, kernel: Plane, reach: float) -> None:
        """Let a beam fall from the window to its kernel, as far as ``reach`` (0 to 1)."""
        if self._lens is not None:
            return
        if reach <= 0 or self._place is None:
            self._glow.hide()
            self._ties.hide()
            return
        window = self.window_quad(self._place)[[3, 2]]
        ends = window + (kernel.quad(0, 0, kernel.rows, kernel.columns)[[0, 1]] - window) * reach
        self._glow.draw(polygons([np.array((window[0], window[1], ends[1], ends[0]))]))
        self._glow.paint(fill=self._theme.accent, opacity=BEAM_SHARE)
        self._ties.draw(segments(np.stack((window, ends), axis=1)))
        self._ties.paint(stroke=self._theme.accent, width=BEAM_WIDTH)


class _Lens:
    """The window of the current step at a legible size, always in the same place."""

    def __init__(self, drawing: Drawing, plane: Plane, theme: Theme, scale: float) -> None:
        self.plane, self._theme, self._scale = plane, theme, scale
        drawing.ink().draw(whole(plane)).paint(fill=theme.background)
        self._active, self._grey = drawing.ink(), drawing.ink()
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns, inner_only=True)
        colour = mix(theme.input.rest, theme.input.active, theme.rest_line_share)
        drawing.ink().draw(lines).paint(stroke=colour, width=stroke_width(plane.cell))
        casing, edge = drawing.ink(), drawing.ink()
        frame(edge, casing, whole(plane), plane.cell, theme)
        self.numbers = {cell: drawing.ink() for cell in np.ndindex(plane.rows, plane.columns)}

    def show(self, values: NDArray[Any], inside: NDArray[np.bool_], detail: Detail) -> None:
        """Write what the window reads, ``(rows, columns)``."""
        plane, theme = self.plane, self._theme
        quads: dict[bool, list[Points]] = {True: [], False: []}
        for cell, real in np.ndenumerate(inside):
            quads[bool(real)].append(plane.quad(*cell))
        self._active.draw(polygons(quads[True])).paint(fill=theme.input.active)
        self._grey.draw(polygons(quads[False])).paint(fill=theme.pad_window)
        for cell, ink in self.numbers.items():
            digits = fit_number(values[cell].item(), plane.cell, self._scale)
            if digits is None or detail < Detail.NUMBERS:
                ink.hide()
                continue
            ink.draw(number_outline(plane, digits, *cell))
            ink.paint(fill=theme.input.active_text if inside[cell] else theme.muted)
