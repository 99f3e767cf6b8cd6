"""Maps of a sheet that show one filter after another: kernels with their weights, and outputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.layout.cells import Detail, common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Ink, Points, polygons
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import frame_width, grid_lines, stroke_width
from convanim.mobjects.maps import gridded
from convanim.mobjects.sheet_parts import Coats, ghosted
from convanim.mobjects.window import frame
from convanim.theme import Role, Theme

Values = NDArray[Any]
LEAST_FRAME = 9.0
"""The smallest side of the frame around an output cell, in design pixels."""


def whole(plane: Plane) -> Points:
    """The outline of a plane."""
    return polygons([plane.quad(0, 0, plane.rows, plane.columns)])


class SheetKernel:
    """A kernel in a row: its weights, ghosted while the row rests, framed while it works."""

    def __init__(
        self,
        drawing: Drawing,
        coats: Coats,
        plane: Plane,
        role: Role,
        theme: Theme,
        detail: Detail,
        weights: dict[int, Values],
        scale: float,
        digits: bool = True,
    ) -> None:
        """Args: the weights of each filter shown here, ``(rows, columns)``; whether they are written."""
        self._plane, self._theme, self._weights, self._scale = plane, theme, weights, scale
        ghost = ghosted(role, theme)
        self._fills: dict[int, ValueFill] = {}
        everything = np.stack(list(weights.values()))
        self._most = common_size(widest_values(everything), plane.cell, scale)
        if detail >= Detail.NUMBERS:
            fill = drawing.ink().draw(whole(plane))
            coats.add(fill, {"fill": role.rest}, {"fill": ghost.rest})
        else:
            own = replace(role, active=role.active)
            self._fills = {f: ValueFill(drawing, plane, own, theme.background, w) for f, w in weights.items()}
        lines = drawing.ink()
        lines.draw(
            grid_lines(plane, 0, 0, plane.rows, plane.columns) if detail >= Detail.GRID else whole(plane)
        )
        width = stroke_width(plane.cell)
        coats.add(lines, {"stroke": role.line, "width": width}, {"stroke": ghost.line, "width": width})
        self._digits: dict[tuple[int, int], Ink] = {}
        if detail >= Detail.NUMBERS and digits:
            for cell in np.ndindex(plane.rows, plane.columns):
                ink = coats.add(drawing.ink(), {"fill": role.rest_text}, {"fill": ghost.rest_text})
                self._digits[cell[0], cell[1]] = ink
        self._frame = drawing.ink()
        self._filter: int | None = None

    def show(self, index: int, working: bool, framed: bool) -> None:
        """Write the weights of a filter; a frame says that the kernel is at work."""
        if working and framed:
            width = frame_width(self._plane.cell)
            self._frame.draw(whole(self._plane)).paint(stroke=self._theme.accent, width=width)
        else:
            self._frame.hide()
        for other, fill in self._fills.items():
            fill.show(self._weights[other].size if other == index else 0, 1.0 if working else 0.45)
        if index == self._filter:
            return
        self._filter = index
        for cell, ink in self._digits.items():
            value = self._weights[index][cell].item()
            digits = fit_number(value, self._plane.cell, self._scale, False, self._most)
            if digits is not None:
                ink.draw(number_outline(self._plane, digits, *cell))


class SheetOutput:
    """An output map, or the place in which the maps of several filters are shown in turn."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        values: dict[int, Values],
        scale: float,
        digits: bool = True,
        top: float | None = None,
    ) -> None:
        """Args: the values of each filter that is shown here, ``(rows, columns)``; whether they are written;
        the value of the deepest fill, where several maps are to be compared.
        """
        self._plane, self._theme, self._values, self._scale = plane, theme, values, scale
        numbered = detail >= Detail.NUMBERS
        self._fills: dict[int, ValueFill] = {}
        if not numbered or theme.output.ramp is not None:
            self._fills = {
                f: ValueFill(drawing, plane, theme.output, theme.background, v, top=top)
                for f, v in values.items()
            }
        self._rest, self._active = drawing.ink(), drawing.ink()
        lined = detail >= gridded(theme.output)
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns) if lined else whole(plane)
        drawing.ink().draw(lines).paint(stroke=theme.output.line, width=stroke_width(plane.cell))
        count = plane.rows * plane.columns if numbered and digits else 0
        self.numbers = [drawing.ink() for _ in range(count)]
        everything = np.stack(list(values.values()))
        self._most = common_size(widest_values(everything), plane.cell, scale) if numbered else None
        self._written: dict[int, int] = {}
        self._shown: tuple[Any, ...] = ()
        self._count, self._filter, self._current = 0, -1, -1

    def frames(self, drawing: Drawing) -> None:
        """Make the frame around the active cell, above all that is there so far."""
        self._casing, self._frame = drawing.ink(), drawing.ink()

    def show(self, index: int, filled: int, filling: float, fade: float, current: int | None) -> None:
        """Fill the first cells of a filter's map, the next one partly; ``current`` is the cell at work."""
        now = (index, filled, filling, fade, current)
        if now == self._shown:
            return
        refade = not self._shown or self._shown[3] != fade or self._shown[0] != index
        self._shown = now
        changed = range(min(filled, self._count), max(filled, self._count))
        self._fill(index, filled, fade, None if refade or not changed else self._around(changed))
        due = filled if filling > 0 else (current if current is not None and current < filled else None)
        self._mark(due, filling or fade, bool(self._fills) and not filling)
        touched = range(len(self.numbers)) if refade else changed
        singles = {ordinal for ordinal in (due, self._current) if ordinal is not None and ordinal >= 0}
        for ordinal in {*touched, *singles}:
            if ordinal < len(self.numbers):
                self._write(ordinal, index, filled, due, filling, fade)
        self._count, self._current = filled, -1 if due is None else due
        self._frame_cell(due, fade)

    def _around(self, ordinals: range) -> Box:
        """The part of the map in which these cells lie: all that is to be drawn anew."""
        columns = self._plane.columns
        row, last = ordinals[0] // columns, ordinals[-1] // columns
        if row == last:
            return self._plane.cell_box(row, ordinals[0] % columns, 1, len(ordinals))
        return self._plane.cell_box(row, 0, last + 1 - row, columns)

    def _fill(self, index: int, filled: int, fade: float, within: Box | None) -> None:
        if self._fills:
            for other, fill in self._fills.items():
                fill.show(filled if other == index else 0, fade, within)
            return
        rows, rest = divmod(filled, self._plane.columns)
        blocks = [(0, 0, rows, self._plane.columns)] * bool(rows) + [(rows, 0, 1, rest)] * bool(rest)
        self._rest.draw(polygons([self._plane.quad(*block) for block in blocks]), within)
        self._rest.paint(fill=self._theme.output.rest, opacity=fade)

    def _mark(self, ordinal: int | None, opacity: float, plain: bool) -> None:
        if ordinal is None or plain:
            self._active.hide()
            return
        self._active.draw(polygons([self._plane.quad(*divmod(ordinal, self._plane.columns))]))
        self._active.paint(fill=self._colours(ordinal)[0], opacity=opacity)

    def _colours(self, ordinal: int) -> tuple[str, str]:
        """The fill of an active cell, and the text on it."""
        role = self._theme.output
        if role.ramp is None:
            return role.active, role.active_text
        value = self._values[self._shown[0]].flat[ordinal]
        return role.ramp.colour(value), role.ramp.text(value)

    def _frame_cell(self, ordinal: int | None, opacity: float) -> None:
        if ordinal is None:
            self._frame.hide()
            self._casing.hide()
            return
        quad = self._plane.quad(*divmod(ordinal, self._plane.columns))
        middle = quad.mean(axis=0)
        factor = max(1.0, LEAST_FRAME / self._plane.cell)
        corners = polygons([middle + (quad - middle) * factor])
        frame(self._frame, self._casing, corners, self._plane.cell, self._theme, opacity)

    def _write(
        self, ordinal: int, index: int, filled: int, due: int | None, filling: float, fade: float
    ) -> None:
        role, ink = self._theme.output, self.numbers[ordinal]
        if ordinal < filled:
            resting = ordinal != due and role.ramp is None
            colour, opacity = role.rest_text if resting else self._colours(ordinal)[1], fade
        elif ordinal == due:
            colour, opacity = self._colours(ordinal)[1], filling
        else:
            ink.hide()
            return
        if not len(ink.points) or self._written.get(ordinal) != index:
            row, column = divmod(ordinal, self._plane.columns)
            value = self._values[index][row, column].item()
            digits = fit_number(value, self._plane.cell, self._scale, False, self._most)
            if digits is None:
                return
            ink.draw(number_outline(self._plane, digits, row, column))
            self._written[ordinal] = index
        ink.paint(fill=colour, opacity=opacity)
