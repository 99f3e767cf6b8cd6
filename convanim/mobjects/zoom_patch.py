"""The first window of the zoom as it steps out of its map, with its weights, left of the kernel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convanim.engine.padding import pad
from convanim.layout.boxes import flat
from convanim.layout.cells import Detail
from convanim.layout.sheet.facts import roles_of
from convanim.layout.zoom.board import CELL
from convanim.layout.zoom.layout import ZoomLayout
from convanim.layout.zoom.views import Affine, affine_between, mapped, mixed
from convanim.mobjects.drawing import Points
from convanim.mobjects.lens import Lens
from convanim.mobjects.zoom_columns import BoardColumn, Seen
from convanim.mobjects.zoom_paper import BoardDrawing, Sheaf
from convanim.mobjects.zoom_values import ValueWindow
from convanim.theme import Theme

BEND = 2.5


class Patch:
    """The first window, stepped out of its map: its cells with the weights, left of the kernel."""

    def __init__(self, drawing: BoardDrawing, layout: ZoomLayout, theme: Theme, trace: Any) -> None:
        self._layout, self._trace = layout, trace
        rows, columns = layout.board.facts.kernel
        self._plane = flat(rows, columns, 0.0, 0.0, CELL)
        self._sheaf = Sheaf()
        detail = Detail.FACTORS if layout.factors else Detail.NUMBERS
        detail = detail if layout.read[0] else Detail.FILL
        near = layout.canvas.scale * layout.views[0].zoom
        themed = replace(theme, input=roles_of(theme, trace.weight.shape[1], 0)[0])
        with drawing.sheaf(self._sheaf):
            self._lens = Lens(drawing, self._plane, themed, detail, trace.weight[0, 0], near, cased=False)
        self._values: ValueWindow | None = None
        if not all(layout.read[:2]):
            padded = pad(trace.input[:1], trace.padding, trace.padding_mode)[0]
            self._values = ValueWindow(drawing, self._plane, themed, padded)
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
            self._look(seen, self._sheaf.affine, 0.0)
            return None
        window = column.window_plane
        inside = affine_between(self._plane, window)
        if seen.rests:
            affine = _around(inside, self._away, out)
        else:
            home = self._homes[1]
            affine = _around(inside if home is None else home, self._away, 1 - seen.way)
        count = int(factors * self._plane.rows * self._plane.columns + 1e-9)
        if not seen.rests and seen.share > 0.3:
            count = 0
        if (position, count) != self._shown:
            self._shown = position, count
            step = self._trace.step(self._trace.position(position))
            self._lens.show(step.patch[0], step.inside, count)
            if self._values is not None:
                self._values.show(step.patch[0], step.inside)
        self._look(seen, affine, 1.0)
        return mapped(affine, self._plane.quad(0, 0, self._plane.rows, self._plane.columns))

    def _look(self, seen: Seen, affine: Affine, presence: float) -> None:
        """See it from a place, its values as fills where there is no room for numbers."""
        self._sheaf.show(affine, presence)
        if self._values is not None:
            near, middle, far = (0.0 if read else presence for read in self._layout.read)
            self._values.sheaf.show(affine, seen.presence((near, middle, far)))


def _around(inside: Affine, away: Affine, share: float) -> Affine:
    """On the way out of the map: aside first and then down, so as not to cross the kernel."""
    affine = mixed(inside, away, share)
    aside, down = 1 - (1 - share) ** BEND, share**BEND
    affine[2] = inside[2] + (away[2] - inside[2]) * (aside, down)
    return affine
