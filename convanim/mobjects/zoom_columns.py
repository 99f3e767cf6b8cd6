"""The columns of the zoom's board: input maps with their windows, and the first window as it steps out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convanim.engine.padding import pad
from convanim.layout.boxes import Plane, flat
from convanim.layout.cells import Detail
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
from convanim.mobjects.window import InputNumbers, WindowFill, WindowPlace, frame
from convanim.mobjects.zoom_paper import BoardDrawing, Sheaf
from convanim.theme import Theme

LENS_SHARE = 0.10
PALE = 0.5
"""How much of its fill a map keeps while its window stands beside it."""

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

    def presence(self, levels: Shares) -> float:
        """What lies between two levels: what goes is gone soon, what comes appears late."""
        before, after = levels[self.start], levels[self.end]
        if before == after:
            return before
        low, high = (0.0, 0.6) if after < before else (0.35, 1.0)
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
        self._lens_sheaf = Sheaf()
        self._build(drawing)
        self._lens: Lens | None = None
        self._read: tuple[int | None, bool] = (None, False)
        self._place: WindowPlace | None = None
        self.affine = self._affines[0]

    def _build(self, drawing: BoardDrawing) -> None:
        trace, plane, detail, theme = self._trace, self.column.input, self._detail, self.theme
        channel = self.column.channel
        padded = pad(trace.input[channel : channel + 1], trace.padding, trace.padding_mode)[0]
        padding = np.pad(np.zeros(trace.input.shape[1:], dtype=bool), trace.padding, constant_values=True)
        read = np.logical_and.outer(trace.reads(0), trace.reads(1))
        kernel, dilation = tuple(trace.kernel_size), tuple(trace.dilation)
        (top, _), (left, _) = trace.padding
        inner = (int(top), int(left), int(trace.input.shape[1]), int(trace.input.shape[2]))
        with drawing.sheaf(self._map):
            InputMap(drawing, plane, theme, detail, padded, padding, read)
        with drawing.sheaf(self._window_sheaf):
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
                least_scale(self._layout),
            )

    def lens(self, drawing: BoardDrawing) -> None:
        """Make the lens, above the beams."""
        if self.column.lens is None:
            return
        with drawing.sheaf(self._lens_sheaf):
            nothing = np.zeros(tuple(self._trace.kernel_size))
            self._lens = Lens(
                drawing, self.column.lens, self.theme, Detail.NUMBERS, nothing, least_scale(self._layout)
            )

    def frames(self, drawing: BoardDrawing) -> None:
        """Make the window's frame, above all that is there so far."""
        with drawing.sheaf(self._window_sheaf):
            self._casing, self._frame = drawing.ink(), drawing.ink()

    def look(self, seen: Seen) -> None:
        """See the column from where the camera is."""
        first, layout = self._first, self._layout
        self.affine = seen.affine(self._affines)
        self._map.show(self.affine, seen.presence((PALE if first else 0.0, 1.0, 1.0)))
        self._window_sheaf.show(self.affine, seen.presence((1.0 if first else 0.0, 1.0, 1.0)))
        near, middle, far = layout.numbered
        self._digits.show(self.affine, seen.presence((float(first and near), float(middle), float(far))))
        board = tuple(view.affine for view in layout.views)
        self._lens_sheaf.show(seen.affine(board), seen.presence((0.0, 1.0, 1.0)))

    def show(self, window: tuple[float, float], landed: float, position: int | None, legible: bool) -> None:
        """Put the window at a position of the output; where it is legible, the lens shows what it reads."""
        down, right = self._trace.stride
        place = WindowPlace(window[0] * down, window[1] * right, landed, 0)
        self._show_lens(position, legible)
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


def least_scale(layout: ZoomLayout) -> float:
    """Delivered pixels of a board pixel at the farthest level at which numbers can be read."""
    zooms = [view.zoom for view, numbered in zip(layout.views, layout.numbered, strict=True) if numbered] or [
        layout.views[0].zoom
    ]
    return layout.canvas.scale * min(zooms)


class Patch:
    """The first window, stepped out of its map: its cells with the weights, left of the kernel."""

    def __init__(self, drawing: BoardDrawing, layout: ZoomLayout, theme: Theme, trace: Any) -> None:
        self._layout, self._trace = layout, trace
        rows, columns = layout.board.facts.kernel
        self._plane = flat(rows, columns, 0.0, 0.0, CELL)
        self._sheaf = Sheaf()
        detail = Detail.FACTORS if layout.factors else Detail.NUMBERS
        detail = detail if layout.numbered[0] else Detail.FILL
        near = layout.canvas.scale * layout.views[0].zoom
        themed = replace(theme, input=roles_of(theme, trace.weight.shape[1], 0)[0])
        with drawing.sheaf(self._sheaf):
            self._lens = Lens(drawing, self._plane, themed, detail, trace.weight[0, 0], near, cased=False)
        self._shown: tuple[int | None, int] = (None, -1)
        self._away = affine_between(self._plane, layout.views[0].plane(layout.board.away))
        self._homes = tuple(
            None if layout.board.home is None else affine_between(self._plane, view.plane(layout.board.home))
            for view in layout.views
        )

    def show(
        self, seen: Seen, out: float, position: int | None, factors: float, column: BoardColumn
    ) -> Points | None:
        """Draw it so far on its way out; answers its corners, or None where it is in its map."""
        visible = out > 0 and 0 in (seen.start, seen.end)
        if not visible or position is None:
            self._sheaf.show(self._sheaf.affine, 0.0)
            return None
        window = column.window_plane
        inside = affine_between(self._plane, window)
        if seen.rests:
            affine = mixed(inside, self._away, out)
        else:
            home = self._homes[1]
            affine = mixed(self._away, inside if home is None else home, seen.way)
        count = int(factors * self._plane.rows * self._plane.columns + 1e-9)
        if not seen.rests and seen.share > 0.3:
            count = 0
        if (position, count) != self._shown:
            self._shown = position, count
            step = self._trace.step(self._trace.position(position))
            self._lens.show(step.patch[0], step.inside, count)
        self._sheaf.show(affine, 1.0)
        return mapped(affine, self._plane.quad(0, 0, self._plane.rows, self._plane.columns))


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
