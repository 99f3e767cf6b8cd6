"""The output: a map of cells that fills as it is computed."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Ink, polygons
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.maps import Values, gridded
from convanim.theme import Theme


@dataclass(frozen=True, slots=True)
class Filled:
    """How far an output is filled: whole cells, part of the next, the opacity of all, the active cell."""

    count: int
    filling: float
    fade: float
    active: int | None

    @property
    def shown(self) -> int | None:
        """The active cell, if it is complete."""
        return self.active if self.active is not None and self.active < self.count else None


class OutputMap:
    """The output: outlines until a cell is computed, then filled; the active cell darker."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, detail: Detail, values: Values, scale: float
    ) -> None:
        self._plane, self._theme, self._detail = plane, theme, detail
        self._values, self._scale = values, scale
        role = theme.output
        self._flat = flat = plane.column_step == (1.0, 0.0)
        self._by_value = (
            ValueFill(drawing, plane, role, theme.background, values)
            if (flat and detail < Detail.NUMBERS) or role.ramp is not None
            else None
        )
        self._fill = drawing.ink().paint(fill=role.rest)
        self._filling = drawing.ink()
        lines = grid_lines(plane, 0, 0, plane.rows, plane.columns)
        if detail < gridded(role):
            lines = polygons([plane.quad(0, 0, plane.rows, plane.columns)])
        each = 4 if detail >= gridded(role) else max(len(lines), 1)
        for start in range(0, len(lines), each):  # line by line: a step draws only those it touches
            line = drawing.ink().draw(lines[start : start + each])
            line.paint(stroke=role.line, width=stroke_width(plane.cell))
        numbered = flat and detail >= Detail.NUMBERS
        self._inks = [drawing.ink() for _ in range(values.size)] if numbered else []
        self._most = common_size(widest_values(values), plane.cell, scale) if numbered else None
        self._last = Filled(0, 0.0, 1.0, None)

    @property
    def numbers(self) -> dict[int, Ink]:
        """The inks of the numbers that are drawn, by the ordinal of their cell."""
        return {n: ink for n, ink in enumerate(self._inks) if len(ink.points)}

    def show(self, filled: int, filling: float, fade: float, active: int | None) -> None:
        """Fill the first ``filled`` cells, the next one partly; ``fade`` is the opacity of all.

        What was shown before and still is stays untouched: the work follows what changed.
        """
        before, now = self._last, Filled(filled, filling, fade, active)
        if before == now:
            return
        self._last = now
        low, high = sorted((before.count, filled))
        changed = range(low, high)
        if before.fade != fade:
            changed = range(max(filled, before.count))
        self._fill_cells(now, changed)
        self._fill_partly(now)
        singles = {
            before.active,
            active,
            before.count if before.filling else None,
            filled if filling else None,
        }
        for ordinal in {*changed, *singles}:
            if ordinal is not None and ordinal < len(self._inks):
                self._write(ordinal, now)

    def _fill_cells(self, now: Filled, changed: range) -> None:
        if not changed:
            return
        rows, columns = changed[0] // self._plane.columns, self._plane.columns
        lines = changed[-1] // columns + 1 - rows
        within = self._plane.cell_box(rows, 0, lines, columns)
        if lines == 1 and self._flat:
            within = self._plane.cell_box(rows, changed[0] % columns, 1, len(changed))
        if self._by_value is not None:
            self._by_value.show(now.count, now.fade, within)
            return
        whole, rest = divmod(now.count, columns)
        blocks = [(0, 0, whole, columns)] * bool(whole)
        if not self._flat:  # a slanted edge that grows is another edge, all along: finished rows keep theirs
            blocks = [(row, 0, 1, columns) for row in range(whole)]
        blocks += [(whole, 0, 1, rest)] * bool(rest)
        self._fill.draw(polygons([self._plane.quad(*block) for block in blocks]), within)
        self._fill.paint(fill=self._theme.output.rest, opacity=now.fade)

    def _fill_partly(self, now: Filled) -> None:
        ordinal = now.count if now.filling > 0 else now.shown
        if (
            ordinal is None
            or ordinal >= self._values.size
            or (self._by_value is not None and not now.filling)
        ):
            self._filling.hide()
            return
        self._filling.draw(polygons([self._plane.quad(*divmod(ordinal, self._plane.columns))]))
        role, value = self._theme.output, self._values.flat[ordinal]
        colour = role.active if role.ramp is None else role.ramp.colour(value)
        self._filling.paint(fill=colour, opacity=now.filling or now.fade)

    def _write(self, ordinal: int, now: Filled) -> None:
        role, ink = self._theme.output, self._inks[ordinal]
        if ordinal < now.count:
            colour, opacity = role.active_text if ordinal == now.shown else role.rest_text, now.fade
        elif ordinal == now.count and now.filling > 0:
            colour, opacity = role.active_text, now.filling
        else:
            ink.hide()
            return
        if not len(ink.points):
            self._draw_number(ordinal)
        if role.ramp is not None:
            colour = role.ramp.text(self._values.flat[ordinal])
        ink.paint(fill=colour, opacity=opacity)

    def _draw_number(self, ordinal: int) -> None:
        row, column = divmod(ordinal, self._plane.columns)
        digits = fit_number(
            self._values[row, column].item(), self._plane.cell, self._scale, False, self._most
        )
        if digits is not None:
            self._inks[ordinal].draw(number_outline(self._plane, digits, row, column))
