"""The columns of the zoom's board: input maps with their windows and lenses, and what ties them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convanim.engine.padding import pad
from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, detail_of
from convanim.layout.hull import hull
from convanim.layout.sheet.facts import roles_of
from convanim.layout.sheet.sheet import Column
from convanim.layout.zoom.board import CELL
from convanim.layout.zoom.layout import ZoomLayout
from convanim.layout.zoom.views import Affine, affine_between, mapped, mixed
from convanim.mobjects.beam import BEAM_SHARE, BEAM_WIDTH
from convanim.mobjects.drawing import Points, polygons, segments
from convanim.mobjects.lens import Lens
from convanim.mobjects.maps import InputMap, padding_lines
from convanim.mobjects.sheet_maps import LEAST_FRAME
from convanim.mobjects.window import WindowFill, WindowPlace, frame
from convanim.mobjects.window_numbers import InputNumbers
from convanim.mobjects.zoom_paper import BoardDrawing, Sheaf
from convanim.mobjects.zoom_values import ValueWindow
from convanim.theme import Theme

LENS_SHARE = 0.10
PALE = 0.5
"""How much of its fill a map keeps while its window stands beside it."""

Fade = tuple[tuple[float, float], tuple[float, float]]
"""The parts of the camera's way on which something goes, and on which something comes."""
BOARD: Fade = ((0.0, 0.6), (0.35, 1.0))
CAPTION: Fade = ((0.0, 0.3), (0.7, 1.0))
"""Captions keep their size, so those of two levels would be written across each other."""
FIXED: Fade = ((0.0, 0.2), (0.8, 1.0))
"""What stands still in the picture keeps clear of the board that the camera moves past it."""

Shares = tuple[float, float, float]
"""One value for each level."""


@dataclass(frozen=True)
class Seen:
    """Where the camera is: a way from one level to another, and what that makes of values of levels."""

    start: int
    end: int
    share: float
    way: float

    def affine(self, levels: tuple[Affine, ...]) -> Affine:
        """What lies between the places of two levels."""
        if self.start == self.end:
            return levels[self.start]
        return mixed(levels[self.start], levels[self.end], self.way)

    def presence(self, levels: Shares, fade: Fade = BOARD) -> float:
        """What lies between two levels: what goes is gone soon, what comes appears late."""
        before, after = levels[self.start], levels[self.end]
        if before == after:
            return before
        low, high = fade[after > before]
        share = min(max((self.share - low) / (high - low), 0.0), 1.0)
        return before + (after - before) * share

    @property
    def rests(self) -> bool:
        """Whether the camera stands still."""
        return self.start == self.end


class BoardColumn:
    """One channel's map, its window, and its lens where the map is fine."""

    def __init__(
        self, drawing: BoardDrawing, layout: ZoomLayout, number: int, theme: Theme, trace: Any
    ) -> None:
        column = layout.board.columns[number]
        self.theme = replace(theme, input=roles_of(theme, trace.weight.shape[1], column.channel)[0])
        self.column, self._layout, self._trace = column, layout, trace
        self._detail, self._first = layout.detail, number == 0
        self._affines = tuple(affine_between(column.input, plane) for plane in layout.maps[number])
        self._map, self._window_sheaf, self._digits = Sheaf(), Sheaf(), Sheaf()
        self._lens_sheaf, self._fill, self._values = Sheaf(), Sheaf(), Sheaf()
        self._padded = pad(
            trace.input[column.channel : column.channel + 1], trace.padding, trace.padding_mode
        )[0]
        self._build(drawing)
        self._lens_values: ValueWindow | None = None
        self._lens: Lens | None = None
        self._read: tuple[int | None, bool] = (None, False)
        self._place: WindowPlace | None = None
        self.affine = self._affines[0]

    def _build(self, drawing: BoardDrawing) -> None:
        trace, plane, detail, theme = self._trace, self.column.input, self._detail, self.theme
        padded, layout = self._padded, self._layout
        padding = np.pad(np.zeros(trace.input.shape[1:], dtype=bool), trace.padding, constant_values=True)
        read = np.logical_and.outer(trace.reads(0), trace.reads(1))
        kernel, dilation = tuple(trace.kernel_size), tuple(trace.dilation)
        (top, _), (left, _) = trace.padding
        inner = (int(top), int(left), int(trace.input.shape[1]), int(trace.input.shape[2]))
        with drawing.sheaf(self._map):
            InputMap(drawing, plane, theme, detail, padded, padding, read)
        if detail >= Detail.NUMBERS and not all(layout.read):
            seen = detail_of(plane.cell * layout.canvas.scale * layout.views[-1].zoom)
            with drawing.sheaf(self._values):
                InputMap(drawing, plane, theme, min(seen, Detail.GRID), padded, padding, read)
        with drawing.sheaf(self._fill):
            self._window = WindowFill(drawing, plane, theme, kernel, dilation, inner, detail >= Detail.GRID)
        with drawing.sheaf(self._map):
            padding_lines(drawing, plane, theme, padding)
        with drawing.sheaf(self._digits):
            self._numbers = InputNumbers(
                drawing,
                plane,
                theme,
                detail,
                padded,
                padding,
                read,
                kernel,
                dilation,
                least_scale(layout, layout.read),
            )

    def lens(self, drawing: BoardDrawing) -> None:
        """Make the lens, above the beams."""
        if self.column.lens is None:
            return
        with drawing.sheaf(self._lens_sheaf):
            nothing = np.zeros(tuple(self._trace.kernel_size))
            scale = least_scale(self._layout, self._layout.read)
            self._lens = Lens(drawing, self.column.lens, self.theme, Detail.NUMBERS, nothing, scale)
        if not all(self._layout.read):
            self._lens_values = ValueWindow(drawing, self.column.lens, self.theme, self._padded)

    def frames(self, drawing: BoardDrawing) -> None:
        """Make the window's frame, above all that is there so far."""
        with drawing.sheaf(self._window_sheaf):
            self._casing, self._frame = drawing.ink(), drawing.ink()

    def look(self, seen: Seen) -> None:
        """See the column from where the camera is."""
        first, layout = self._first, self._layout
        self.affine = seen.affine(self._affines)
        near, middle, far = (float(read) for read in layout.read)
        pale = PALE if first else 0.0
        self._map.show(self.affine, seen.presence((pale, 1.0, 1.0)))
        told = max(middle, far)  # what was read at the filter need not turn into fills by value at the layer
        self._values.show(self.affine, seen.presence((pale * (1 - near), 1 - middle, 1 - told)))
        self._window_sheaf.show(self.affine, seen.presence((1.0 if first else 0.0, 1.0, 1.0)))
        self._fill.show(self.affine, seen.presence((near if first else 0.0, middle, told)))
        self._digits.show(self.affine, seen.presence((near if first else 0.0, middle, far)))
        board = seen.affine(tuple(view.affine for view in layout.views))
        self._lens_sheaf.show(board, seen.presence((0.0, middle, max(middle, far))))
        if self._lens_values is not None:
            self._lens_values.sheaf.show(board, seen.presence((0.0, 1 - middle, 1 - far)))

    def show(self, window: tuple[float, float], landed: float, position: int | None, legible: bool) -> None:
        """Put the window at a position of the output; where it is legible, the lens shows what it reads."""
        down, right = self._trace.stride
        place = WindowPlace(window[0] * down, window[1] * right, landed, 0)
        self._show_lens(position, legible)
        if self._lens_values is not None:
            self._fill_lens(self._lens_values, window)
        if place == self._place:
            return
        self._place = place
        if self._detail >= Detail.NUMBERS:
            self._window.show(place)
        self._numbers.show(place)
        outline = self._window.outline(place.row, place.column)
        if self._detail < Detail.GRID:
            outline = polygons([self._grown(place)])
        frame(self._frame, self._casing, outline, CELL, self.theme, landed)

    def _show_lens(self, position: int | None, legible: bool) -> None:
        if self._lens is None:
            return
        if (position, legible) == self._read:
            return
        self._read = position, legible
        if position is None:
            self._lens.blank()
            return
        step = self._trace.step(self._trace.position(position))
        self._lens.show(step.patch[self.column.channel], step.inside, 0)
        if not legible:
            self._lens.blank()

    def _fill_lens(self, values: ValueWindow, window: tuple[float, float]) -> None:
        """Fill the lens by what lies under the window, or nearest to it: fills can be seen at any speed."""
        rows, columns = self._layout.grid
        step = self._trace.step((min(round(window[0]), rows - 1), min(round(window[1]), columns - 1)))
        values.show(step.patch[self.column.channel], step.inside)

    def _grown(self, place: WindowPlace) -> Points:
        """The window's corners on the board, no smaller than its frame can be seen at the last level."""
        rows, columns = self._trace.window.span
        quad = self.column.input.quad(place.row, place.column, rows, columns)
        least = LEAST_FRAME / self._layout.views[-1].zoom
        sides = np.array((quad[1, 0] - quad[0, 0], quad[2, 1] - quad[1, 1]))
        middle = quad.mean(axis=0)
        grown: Points = middle + (quad - middle) * np.maximum(1.0, least / sides)
        return grown

    @property
    def window_plane(self) -> Plane:
        """The cells under the window, as a plane in design pixels where there is no dilation."""
        assert self._place is not None
        rows, columns = self._trace.kernel_size
        span = self._trace.window.span
        corner = self.column.input.at(self._place.row, self._place.column)
        x, y = mapped(self.affine, np.array([corner]))[0]
        cell = self.column.input.cell * float(self.affine[0, 0])
        across, down = span[1] / columns, span[0] / rows
        return Plane(int(rows), int(columns), (float(x), float(y)), cell, (across, 0.0), (0.0, down))

    @property
    def window(self) -> Points:
        """The window's corners in design pixels."""
        plane = self.window_plane
        return plane.quad(0, 0, plane.rows, plane.columns)


def least_scale(layout: ZoomLayout, legible: tuple[bool, bool, bool]) -> float:
    """Delivered pixels of a board pixel at the farthest level at which numbers can be read."""
    zooms = [view.zoom for view, there in zip(layout.views, legible, strict=True) if there]
    return layout.canvas.scale * min(zooms or [layout.views[0].zoom])


class Beams:
    """What ties each window to where it is read: its kernel, its lens, or where it has stepped out."""

    def __init__(self, drawing: BoardDrawing, theme: Theme, columns: tuple[Column, ...]) -> None:
        self._theme = theme
        self._glows = [drawing.ink() for _ in columns]
        self._ties = [drawing.ink() for _ in columns]

    def show(self, number: int, start: Points | None, end: Points, opacity: float = 1.0) -> None:
        """Draw the tie between two edges, each ``(2, 2)``; no start hides it."""
        glow, ties = self._glows[number], self._ties[number]
        if start is None or opacity <= 0:
            glow.hide()
            ties.hide()
            return
        glow.draw(polygons([hull(np.concatenate((start, end)))]))
        glow.paint(fill=self._theme.accent, opacity=BEAM_SHARE * opacity)
        ties.draw(segments(np.stack((start, end), axis=1)))
        ties.paint(stroke=self._theme.accent, width=BEAM_WIDTH, opacity=opacity)
