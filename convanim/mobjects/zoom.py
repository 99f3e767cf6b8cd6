"""The zoom put together: the board with its columns, rows and outputs, and all that is written around it."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.layout.sheet.sheet import Operator
from convanim.layout.zoom.board import CELL
from convanim.layout.zoom.layout import ZoomLayout
from convanim.layout.zoom.views import eased
from convanim.mobjects.sheet_parts import dots_curves
from convanim.mobjects.zoom_columns import Beams, BoardColumn, Seen
from convanim.mobjects.zoom_outputs import Outputs
from convanim.mobjects.zoom_paper import BoardDrawing, Sheaf
from convanim.mobjects.zoom_parts import Star
from convanim.mobjects.zoom_patch import Patch
from convanim.mobjects.zoom_rows import NEXT_ROW, RowPicture
from convanim.mobjects.zoom_words import Inscriptions, Sums
from convanim.story.sheet_turns import Turn
from convanim.story.sliding import ease, part
from convanim.story.zoom_state import Pose, ZoomState
from convanim.theme import Theme

STACKED = (0.85, 1.0)
"""The part of the way to the layer on which dimensions and tube appear."""
BEAMED = (0.6, 1.0)
"""The part of the way to the filter on which the first beam falls to its kernel."""
HASTE = 1.6


class ZoomPicture:
    """The picture of kernel, filter and layer."""

    def __init__(
        self, drawing: BoardDrawing, layout: ZoomLayout, theme: Theme, trace: Any, bias_shown: bool
    ) -> None:
        self.layout, self._theme = layout, theme
        board, numbers = layout.board, range(len(layout.board.rows))
        self.columns = [
            BoardColumn(drawing, layout, number, theme, trace) for number in range(len(board.columns))
        ]
        self._dots = Sheaf()
        with drawing.sheaf(self._dots):
            self._elide(drawing)
        self._beams = Beams(drawing, theme, board.columns)
        self.rows = [RowPicture(drawing, layout, number, theme, trace) for number in numbers]
        shown = [row.index for row in board.rows]
        self.outputs = Outputs(
            drawing,
            layout.stack,
            layout.outputs,
            theme,
            trace.output[shown],
            layout.place,
            layout.canvas.scale,
        )
        for column in self.columns:
            column.lens(drawing)
        for row in self.rows:
            for kernel in row.kernels:
                kernel.frame(drawing)
        for column in self.columns:
            column.frames(drawing)
        self._patch_beam = Beams(drawing, theme, board.columns[:1])
        self.patch = Patch(drawing, layout, theme, trace)
        self._star = Star(drawing, layout, theme)
        self._inscriptions = Inscriptions(drawing, layout, theme)
        self.sums = Sums(drawing, layout, theme, trace, bias_shown)
        self._seen: Seen | None = None

    def _elide(self, drawing: BoardDrawing) -> None:
        """Dots for the channels, and for the filters, that are left out."""
        board, theme = self.layout.board, self._theme
        places = []
        if board.facts.hidden:
            x = (board.columns[-2].right + board.columns[-1].left) / 2
            places.append(Operator("dots", (x, board.columns[0].input.box.centre[1]), 0.46 * CELL))
        for place in places:
            drawing.ink().draw(dots_curves(place, 0.09 * CELL)).paint(fill=theme.ink)

    def show(self, state: ZoomState) -> None:
        """Bring the picture to a state."""
        seen = self._look(state.pose)
        self._inscriptions.look(seen, state.out)
        legible = self.layout.read[max(seen.start, seen.end)]
        for column in self.columns:
            column.show(state.window, state.landed, state.position, legible)
        steps = [self.sums.step(state, number) for number in range(len(self.rows))]
        for row, turn, step in zip(self.rows, state.turns, steps, strict=True):
            row.show(step if turn.told or turn.total else None, turn, seen)
        self._tie(state, seen, steps[0].slots if steps[0] is not None else self.layout.slots)
        self._show_outputs(state, seen)
        self._star.show(seen, state.out)
        self.sums.show(state, steps[0] if state.turns[0].told or state.turns[0].total else None)

    def _look(self, pose: Pose) -> Seen:
        """Take the camera to a pose; at rest there is nothing to do."""
        start, end, share = (int(pose[0]), int(pose[1]), pose[2])
        if share >= 1:
            start, share = end, 0.0
        if share <= 0:
            end = start
        near, far = self.layout.views[start].zoom, self.layout.views[end].zoom
        seen = Seen(start, end, share, eased(near, far, share) if start != end else 0.0)
        if seen != self._seen:
            self._seen = seen
            for column in self.columns:
                column.look(seen)
            for row in self.rows:
                row.look(seen)
            self.sums.look(seen)
            views = tuple(view.affine for view in self.layout.views)
            self._dots.show(seen.affine(views), seen.presence((0.0, 1.0, 1.0)))
        return seen

    def _tie(self, state: ZoomState, seen: Seen, slots: int) -> None:
        """Tie windows to where they are read: the patch, the lenses, the kernels at work."""
        first = self.columns[0]
        corners = self.patch.show(seen, state.out, state.position, state.factors, first)
        window = first.window[[3, 2]]
        self._patch_beam.show(
            0, None if corners is None else window, window if corners is None else corners[:2]
        )
        for number, column in enumerate(self.columns):
            if column.column.lens is not None:
                self._tie_lens(number, column, seen, state.landed)
            else:
                self._tie_kernel(number, column, seen, self._reach(state.turns[0], number, slots, seen))

    def _tie_lens(self, number: int, column: BoardColumn, seen: Seen, landed: float) -> None:
        lens = column.column.lens
        assert lens is not None
        views = self.layout.views
        quads = tuple(view.plane(lens).quad(0, 0, lens.rows, lens.columns)[[1, 2]] for view in views)
        presence = seen.presence((0.0, 1.0, 1.0)) * landed
        self._beams.show(
            number, column.window[[0, 3]] if presence > 0 else None, seen.affine(quads), presence
        )

    def _tie_kernel(self, number: int, column: BoardColumn, seen: Seen, reach: float) -> None:
        plane = self.layout.board.rows[0].parts.kernels[number]
        quads = tuple(
            view.plane(plane).quad(0, 0, plane.rows, plane.columns)[[0, 1]] for view in self.layout.views
        )
        window = column.window[[3, 2]]
        ends = window + (seen.affine(quads) - window) * min(reach, 1.0)
        self._beams.show(number, window if reach > 0 else None, ends)

    def _reach(self, turn: Turn, number: int, slots: int, seen: Seen) -> float:
        """How far the beam of a channel has fallen: only to the first filter, and only while it is alone."""
        if seen.rests:
            if seen.start != 1 or not (turn.told or turn.total):
                return 0.0
            slot = slots - 1 if number == len(self.columns) - 1 else number
            return min(max((turn.answers * slots - slot) * HASTE, 0.0), 1.0)
        if (seen.start, seen.end) == (0, 1) and number == 0:
            return ease(part(seen.share, BEAMED))
        return 0.0

    def _show_outputs(self, state: ZoomState, seen: Seen) -> None:
        planes = self.outputs.planes(seen.start, seen.end, seen.way)
        peek = NEXT_ROW if self.layout.peeks else 0.0
        presences = tuple(
            seen.presence((0.0, 1.0 if not number else peek * (number == 1), 1.0))
            for number in range(len(self.rows))
        )
        told = 1.0 if seen.rests and seen.start == 2 else 0.0
        if not seen.rests and 2 in (seen.start, seen.end):
            share = seen.share if seen.end == 2 else 1 - seen.share
            told = ease(part(share, STACKED))
        self.outputs.show(planes, state.maps, state.fade, presences, told)

    @property
    def box(self) -> Any:
        """The corners of the first window, for readers."""
        return np.array(self.columns[0].window)
