"""The output: a map of cells that fills as it is computed."""

from __future__ import annotations

from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail
from convanim.mobjects.drawing import Drawing, Ink, polygons
from convanim.mobjects.fills import ValueFill
from convanim.mobjects.grid import grid_lines, stroke_width
from convanim.mobjects.map_numbers import Filled, MapNumbers
from convanim.mobjects.maps import Values, gridded
from convanim.theme import Theme


class OutputMap:
    """The output: outlines until a cell is computed, then filled; the active cell darker."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, detail: Detail, values: Values, scale: float
    ) -> None:
        self._plane, self._theme, self._detail = plane, theme, detail
        self._values = values
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
        self._numbers = MapNumbers(drawing, plane, role, values, scale, flat and detail >= Detail.NUMBERS)
        self._last = Filled(0, 0.0, 1.0, None)

    @property
    def numbers(self) -> dict[int, Ink]:
        """The inks of the numbers that are drawn, by the ordinal of their cell."""
        return self._numbers.drawn

    def show(self, filled: int, filling: float, fade: float, active: int | None) -> None:
        """Fill the first ``filled`` cells, the next one partly; ``fade`` is the opacity of all.

        What was shown before and still is stays untouched: the work follows what changed.
        """
        before, now = self._last, Filled(filled, filling, fade, active)
        if before == now:
            return
        self._last = now
        self._fill_cells(now, now.changed(before))
        self._fill_partly(now)
        self._numbers.show(before, now)

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
