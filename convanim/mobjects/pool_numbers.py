"""The numbers of a pooling: those in the cells of its maps, flat or tilted, and those of its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convanim.layout.boxes import Plane
from convanim.layout.cells import common_size, fit_number
from convanim.layout.facts import Pair
from convanim.layout.pooling.facts import PoolNumbers
from convanim.layout.pooling.line import PoolLine, PoolSlot, set_line
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, rectangle
from convanim.mobjects.grid import frame_width
from convanim.mobjects.words import Words
from convanim.theme import Theme


class InputCells:
    """The numbers in the padded input, in the window's colours where it covers them."""

    def __init__(
        self,
        drawing: Drawing,
        plane: Plane,
        values: Mapping[Pair, Any],
        colours: Mapping[Pair, tuple[str, str]],
        widest: tuple[Any, ...],
        scale: float,
    ) -> None:
        """Args: each cell's number, and its colours at rest and under the window.

        ``scale`` counts in how high a tilted plane's numbers are seen; so it does below.
        """
        self._colours = colours
        most = common_size(widest, plane.cell, scale)
        self.inks = {}
        for cell, value in values.items():
            digits = fit_number(value, plane.cell, scale, False, most)
            if digits is not None:
                ink = drawing.ink().draw(number_outline(plane, digits, *cell))
                self.inks[cell] = ink.paint(fill=colours[cell][0])
        self._covered: frozenset[Pair] = frozenset()

    def show(self, covered: frozenset[Pair]) -> None:
        """Bring the numbers under the window, and those it has left, into their states."""
        for cell in (self._covered ^ covered) & self.inks.keys():
            self.inks[cell].paint(fill=self._colours[cell][cell in covered])
        self._covered = covered


class SlantedOutput:
    """The numbers of a tilted output, as its cells are filled."""

    def __init__(
        self, drawing: Drawing, plane: Plane, theme: Theme, values: Any, widest: tuple[Any, ...], scale: float
    ) -> None:
        self._plane, self._theme, self._scale, self._values = plane, theme, scale, values
        self._most = common_size(widest, plane.cell, scale)
        self.inks = [drawing.ink() for _ in range(values.size)]
        self._now: tuple[int, float, float, int | None] = (0, 0.0, 1.0, None)

    def show(self, filled: int, filling: float, fade: float, active: int | None) -> None:
        """As ``OutputMap.show``."""
        now = (filled, filling, fade, active)
        if now == self._now:
            return
        self._now, role = now, self._theme.output
        for ordinal, ink in enumerate(self.inks):
            coming = ordinal == filled and filling > 0
            if ordinal >= filled and not coming:
                ink.hide()
                continue
            if not len(ink.points):
                self._draw(ordinal)
            colour = role.active_text if coming or ordinal == active else role.rest_text
            if role.ramp is not None:
                colour = role.ramp.text(self._values.flat[ordinal])
            ink.paint(fill=colour, opacity=filling if coming else fade)

    def _draw(self, ordinal: int) -> None:
        row, column = divmod(ordinal, self._plane.columns)
        digits = fit_number(
            self._values[row, column].item(), self._plane.cell, self._scale, False, self._most
        )
        if digits is not None:
            self.inks[ordinal].draw(number_outline(self._plane, digits, row, column))


class PoolArithmetic:
    """Shows one step's line: its cells one by one, and the result where it is due."""

    def __init__(self, drawing: Drawing, slot: PoolSlot, theme: Theme) -> None:
        self._slot, self._theme = slot, theme
        self._terms = Words(drawing, (theme.muted, theme.pad_text, theme.input.ink, theme.kernel.ink))
        self._box = drawing.ink()
        self._result = Words(drawing, (theme.output.active_text, theme.muted, theme.output.ink))
        self._for: PoolNumbers | None = None
        self._line: PoolLine | None = None

    def show(self, numbers: PoolNumbers | None, share: float, result: bool) -> Pair | None:
        """Write a share of a step's cells; None writes nothing. Returns the place that was written last."""
        if numbers is None or (share <= 0 and not result):
            self._terms.show(())
            self._result.show(())
            self._box.hide()
            return None
        if numbers != self._for or self._line is None:
            self._for, self._line = numbers, set_line(numbers, self._slot, self._theme)
        line = self._line
        count = len(line.terms) if share >= 1 else int(share * len(line.terms)) + 1
        whole = share >= 1
        self._terms.show((line.opening, *line.terms[:count], *(line.closing if whole else ())))
        if result:
            self._box.draw(rectangle(line.result_box))
            width = frame_width(line.result_box.height)
            self._box.paint(self._theme.output.active, self._theme.accent, width)
            self._result.show((line.equals, line.result, *line.after))
        else:
            self._box.hide()
            self._result.show(())
        place = line.places[count - 1]
        return None if whole or place is None else numbers.places[place]

    @property
    def text(self) -> str:
        """What is written, as plain text."""
        return "".join(line.text for line in (*self._terms.lines, *self._result.lines))
