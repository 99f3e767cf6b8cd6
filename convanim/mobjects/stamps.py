"""The canvas that stamps land on: sums that grow, pale where one stamp has come, full where they meet."""

from __future__ import annotations

from convanim import typeset
from convanim.layout.boxes import Plane
from convanim.layout.cells import (
    CENTRE_WITH_FACTOR,
    FACTOR_END,
    FACTOR_WEIGHT,
    Detail,
    Digits,
    common_size,
    fit_number,
)
from convanim.layout.transposed.sizes import Sizes
from convanim.layout.transposed.stamp_text import added_text
from convanim.mobjects.cells import in_plane, number_outline
from convanim.mobjects.drawing import NO_CURVES, Drawing, Ink, Points, polygons
from convanim.mobjects.grid import dashed_edges, dashed_outline, grid_lines, hatching, stroke_width
from convanim.mobjects.maps import FINE
from convanim.ramps import legible_on
from convanim.story.stamps import NONE, Cells, StampClock
from convanim.story.transposed import ScatterState
from convanim.theme import Theme, mix
from convanim.typeset import Style

ONCE = 0.55
"""How much of the rest colour a cell has that one stamp has reached."""


class StampMap:
    """The output as stamps build it up; cells that the padding crops away are dashed and hatched."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        theme: Theme,
        detail: Detail,
        sizes: Sizes,
        cells: Cells,
        clock: StampClock,
        scale: float,
    ) -> None:
        self.plane, self._theme, self._detail, self._sizes = plane, theme, detail, sizes
        self._cells, self._clock, self._scale = cells, clock, scale
        count = sizes.output[0] * sizes.output[1]
        self._crop_marks(drawing)
        self._fills = [drawing.ink() for _ in range(count)]
        self._lines(drawing)
        self._between = drawing.ink()
        numbered = detail >= Detail.NUMBERS
        self.inks: list[Ink] = [drawing.ink() for _ in range(count)] if numbered else []
        terms = sizes.kernel[0] * sizes.kernel[1] if detail >= Detail.FACTORS else 0
        self.terms = [drawing.ink() for _ in range(terms)]
        self._last: ScatterState | None = None
        self._adding: frozenset[int] = frozenset()
        widest = cells.widest
        self._most = {
            beside: common_size(widest, plane.cell, scale, beside) if numbered else None
            for beside in (False, True)
        }
        self._unreached = tuple(n for n in range(count) if not clock.reached(n))

    def _crop_marks(self, drawing: Drawing) -> None:
        cropped, plane, theme = self._sizes.cropped(), self.plane, self._theme
        if not cropped.any():
            return
        width = max(0.022 * plane.cell, 1.0)
        if plane.cell < FINE:
            drawing.ink().draw(dashed_outline(plane)).paint(stroke=theme.pad_line, width=width)
            return
        hatch = max(0.018 * plane.cell, 0.7)
        drawing.ink().draw(hatching(plane, cropped)).paint(stroke=theme.rule, width=hatch)
        drawing.ink().draw(dashed_edges(plane, cropped)).paint(stroke=theme.pad_line, width=width)

    def _lines(self, drawing: Drawing) -> None:
        (top, left), (rows, columns) = self._sizes.crop, self._sizes.output
        lines = grid_lines(self.plane, top, left, rows, columns)
        if self._detail < Detail.GRID:
            lines = polygons([self.plane.quad(top, left, rows, columns)])
        drawing.ink().draw(lines).paint(stroke=self._theme.output.line, width=stroke_width(self.plane.cell))

    def quad(self, ordinal: int) -> Points:
        """The corners of an output cell, ``(4, 2)``."""
        return self.plane.quad(*self._place(ordinal))

    def _place(self, ordinal: int) -> tuple[int, int]:
        row, column = divmod(ordinal, self._sizes.output[1])
        return row + self._sizes.crop[0], column + self._sizes.crop[1]

    def outline(self, row: float, column: float) -> Points:
        """The outline of the stamp of an input cell (fractions while it moves), for its frame."""
        (down, right), (height, width) = self._sizes.stride, self._sizes.kernel
        y, x, (apart, beside) = row * down, column * right, self._sizes.dilation
        rows = [(y, float(height))] if apart == 1 else [(y + apart * i, 1.0) for i in range(height)]
        columns = [(x, float(width))] if beside == 1 else [(x + beside * j, 1.0) for j in range(width)]
        return polygons([self.plane.quad(r, c, h, w) for r, h in rows for c, w in columns])

    def show(self, state: ScatterState) -> None:
        """Bring the cells to a state; only those are touched that a change can have reached."""
        before = self._last
        if before == state:
            return
        self._last = state
        self._adding = self._added_to(state)
        for ordinal in self._changed(before, state):
            self._show_cell(ordinal, state)
        self._show_lines(state)
        self._show_terms(state)

    def _show_lines(self, state: ScatterState) -> None:
        """Lines between active cells, lighter than those between cells at rest."""
        cells = sorted(self._adding) if self._detail >= Detail.GRID else []
        self._between.draw(polygons([self.quad(ordinal) for ordinal in cells]))
        role, share = self._theme.output, self._theme.rest_line_share
        opacity = state.fade * (state.share if state.landing else 1.0)
        self._between.paint(
            stroke=mix(role.rest, role.active, share), width=stroke_width(self.plane.cell), opacity=opacity
        )

    def _changed(self, before: ScatterState | None, state: ScatterState) -> set[int]:
        """The cells that may look different now."""
        if before is None or before.fade != state.fade:
            return set(range(len(self._fills)))
        low = min(before.landed, state.landed)
        high = max(before.landed + before.landing, state.landed + state.landing)
        stamps = {int(stamp) for stamp in self._clock.order[low:high]} | {before.active, state.active}
        found = {cell for stamp in stamps - {NONE} for cell, _, _ in self._clock.cells(stamp)}
        if before.due != state.due:
            found.update(self._unreached)
        return found

    def _show_cell(self, ordinal: int, state: ScatterState) -> None:
        old, once = self._cells.running(ordinal, state.landed, self._clock)
        now, count = old, once
        stepwise = bool(state.landing) and state.stepwise
        if state.landing and (not stepwise or ordinal in self._adding):
            now, count = self._cells.running(ordinal, state.landed + state.landing, self._clock)
        due = count > 0 or (ordinal < state.due and not self._clock.reached(ordinal))
        if not due:
            self._fills[ordinal].hide()
            if self.inks:
                self.inks[ordinal].hide()
            return
        opacity = state.fade * (state.share if once == 0 and count > 0 and not stepwise else 1.0)
        role = self._theme.output
        active = ordinal in self._adding
        pale = mix(role.rest, self._theme.background, ONCE)
        fill = role.active if active else role.rest if count > 1 else pale
        if role.ramp is not None:
            fill = role.ramp.colour(now)
        self._fills[ordinal].draw(polygons([self.quad(ordinal)])).paint(fill=fill, opacity=opacity)
        if self.inks:
            self._write(ordinal, now, active, opacity)

    def _added_to(self, state: ScatterState) -> frozenset[int]:
        """The cells that the active stamp, which has come or is coming, adds to."""
        if state.active == NONE or not self._has_come(state):
            return frozenset()
        return frozenset(
            cell for cell, i, j in self._clock.cells(state.active) if self._has_reached(state, i, j)
        )

    def _has_reached(self, state: ScatterState, row: int, column: int) -> bool:
        """Whether a stamp whose cells come one by one has come to a cell of the kernel."""
        return (
            not state.landing
            or not state.stepwise
            or row * self._sizes.kernel[1] + column < self.reach(state)
        )

    def reach(self, state: ScatterState) -> int:
        """How many cells of the kernel a stamp that comes cell by cell has come to."""
        count = self._sizes.kernel[0] * self._sizes.kernel[1]
        return min(int(state.share * count) + 1, count)

    def _has_come(self, state: ScatterState) -> bool:
        return bool(self._clock.rank[state.active] < state.landed + state.landing)

    def _write(self, ordinal: int, value: float, active: bool, opacity: float) -> None:
        role, ink = self._theme.output, self.inks[ordinal]
        beside = active and bool(self.terms)
        digits = fit_number(value, self.plane.cell, self._scale, beside, self._most[beside])
        if digits is None:
            ink.hide()
            return
        place = CENTRE_WITH_FACTOR if beside else (0.5, 0.5)
        ink.draw(number_outline(self.plane, digits, *self._place(ordinal), place=place))
        colour = role.active_text if active else role.rest_text
        ink.paint(fill=colour if role.ramp is None else role.ramp.text(value), opacity=opacity)

    def _show_terms(self, state: ScatterState) -> None:
        """What the active stamp adds, small in each of its cells."""
        if not self.terms:
            return
        theme = self._theme
        written = [(NO_CURVES, theme.weight_on_active)] * len(self.terms)
        if state.active != NONE and self._has_come(state):
            columns = self._sizes.kernel[1]
            for ordinal, i, j in self._clock.cells(state.active):
                if ordinal not in self._adding:
                    continue
                shares = self._cells[ordinal].shares
                product = next(share.product for share in shares if share.stamp == state.active)
                digits = added_text(product, self.plane.cell, self._scale)
                if digits is not None:
                    colour = theme.weight_on_active
                    if theme.output.ramp is not None:
                        fill = str(self._fills[ordinal].look[0])
                        colour = legible_on(fill, theme.weight_on_active, theme.weight_on_padding)
                    written[i * columns + j] = self._term(digits, *self._place(ordinal)), colour
        share = state.share if state.landing and not state.stepwise else 1.0
        for ink, (curves, colour) in zip(self.terms, written, strict=True):
            ink.draw(curves).paint(fill=colour, opacity=share * state.fade)

    def _term(self, digits: Digits, row: int, column: int) -> Points:
        style = Style(digits.size, FACTOR_WEIGHT)
        end, base = FACTOR_END
        outline = typeset.outline(digits.text, style) + (-typeset.width(digits.text, style), 0.0)
        return in_plane(self.plane, outline, row + base, column + end)
