"""How the answers of all channels become one: numbers fly into the sum, whole maps into one map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.layout.sheet.cells import CHIP
from convanim.layout.sheet.facts import channel_maps, roles_of
from convanim.layout.sheet.sheet import SheetLayout
from convanim.layout.stack import Stack, between
from convanim.mobjects.drawing import NO_CURVES, Drawing, polygons
from convanim.mobjects.sheet_maps import SheetOutput
from convanim.mobjects.sheet_parts import Chip
from convanim.mobjects.stack_slice import Slice
from convanim.mobjects.words import Words
from convanim.ramps import signed_ramp, top_value
from convanim.story.sheet_turns import SheetState
from convanim.theme import Role, Theme

VEIL, VEILING = 0.72, 0.12
"""How far what the maps cross steps back, and on which part of their way it does."""
FRINGE = 4.0


class PartialMaps:
    """The map of each channel's answers: a cell is filled as soon as its kernel has answered."""

    def __init__(self, drawing: Drawing, layout: SheetLayout, theme: Theme, trace: Any) -> None:
        row, depth = layout.rows[0], trace.weight.shape[1]
        self.values: NDArray[Any] = channel_maps(trace, row.filters[0])
        self._filter = row.filters[0]
        ramp = None if theme.output.ramp is None else signed_ramp(self.values, theme.output, theme)
        self.roles: list[Role] = [
            replace(roles_of(theme, depth, column.channel)[0], ramp=ramp) for column in layout.columns
        ]
        top = top_value(np.abs(self.values.astype(np.float64)))
        self.maps = [
            SheetOutput(
                drawing,
                plane,
                replace(theme, output=role),
                layout.details["partial"],
                {self._filter: values},
                layout.canvas.scale,
                top=top,
            )
            for plane, role, values in zip(row.partials, self.roles, self.values, strict=True)
        ]

    def frames(self, drawing: Drawing) -> None:
        """Make the frames around their active cells, above all that is there so far."""
        for each in self.maps:
            each.frames(drawing)

    def show(self, state: SheetState, hidden: bool) -> None:
        """Fill them; ``hidden`` says that channels are left out before the last."""
        done, turn, slots = dict(state.filled)[self._filter], state.turn, len(self.maps) + hidden
        count = int(turn.answers * slots + 1e-9)
        for number, each in enumerate(self.maps):
            slot = slots - 1 if number == len(self.maps) - 1 else number
            answered = state.position is not None and slot < count
            filled = max(done, (state.position or 0) + 1) if answered else done
            each.show(self._filter, filled, 0.0, state.fade, state.position if answered else None)


class SheetMerge:
    """What flies: a chip for each answer, a copy of each map."""

    def __init__(self, drawing: Drawing, layout: SheetLayout, partials: PartialMaps, theme: Theme) -> None:
        row, scale = layout.rows[0], layout.canvas.scale
        self._layout, self._partials = layout, partials
        rows, columns = row.output.rows, row.output.columns
        self._veil, self._background = drawing.ink(), theme.background
        flat = Stack(rows, columns, 1, row.output.cell, (0.0, 0.0))
        self._copies = [
            Slice(drawing, flat, replace(theme, output=role), partials.values, number, scale)
            for number, role in enumerate(partials.roles)
        ]
        side = CHIP * layout.unit
        start = Box(-side / 2, -side / 2, side, side)
        self._chips = [Chip(drawing, start, role, theme, layout.chip_size, scale) for role in partials.roles]
        self._words = Words(drawing, {run.colour for run in layout.merging.runs} if layout.merging else ())

    def show(self, state: SheetState) -> None:
        """Bring all of it to a state."""
        self._fly(state)
        moving = 0 < state.merged < 1
        row = self._layout.rows[0]
        self._dim(state.merged)
        count = row.output.rows * row.output.columns
        for copy, plane in zip(self._copies, row.partials, strict=True):
            if moving:
                copy.show(between(plane, row.output, state.merged), count, 0.0, None, 1.0)
            else:
                copy.hide()
        merging = self._layout.merging
        self._words.show((merging,) if merging is not None and state.merged > 0 else ())

    def _dim(self, merged: float) -> None:
        """Let what the maps fly across step back, so that they can be read on their way."""
        row = self._layout.rows[0]
        crossed = [*row.partials, *(k for k in row.kernels if k.box.bottom > row.partials[0].box.y)]
        top, bottom = min(each.box.y for each in crossed), max(each.box.bottom for each in crossed)
        start, end = row.partials[0].box.x - FRINGE, row.output.box.x - FRINGE
        band = Plane(1, 1, (start, top - FRINGE), 1.0, (end - start, 0.0), (0.0, bottom - top + 2 * FRINGE))
        share = min(merged, 1 - merged) / VEILING
        outline = polygons([band.quad(0, 0, 1, 1)]) if share > 0 else NO_CURVES
        self._veil.draw(outline).paint(fill=self._background, opacity=VEIL * min(share, 1.0))

    def _fly(self, state: SheetState) -> None:
        """The answers on their way to the sum, or where none is shown to the output's cell."""
        row, share = self._layout.rows[0], state.turn.merging
        if state.position is None or not 0 < share < 1:
            for chip in self._chips:
                chip.hide()
            return
        cell = divmod(state.position, row.output.columns)
        target = row.total.centre if row.total is not None else row.output.cell_box(*cell).centre
        for chip, plane, values in zip(self._chips, row.partials, self._partials.values, strict=True):
            x, y = plane.cell_box(*cell).centre
            chip.move(x + share * (target[0] - x), y + share * (target[1] - y))
            chip.show(values[cell].item(), True)
