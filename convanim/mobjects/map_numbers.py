"""How far a map is filled, and its numbers, each of which comes with its cell."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.boxes import Plane
from convanim.layout.cells import common_size, fit_number
from convanim.layout.facts import widest_values
from convanim.mobjects.cells import number_outline
from convanim.mobjects.drawing import Drawing, Ink
from convanim.mobjects.maps import Values
from convanim.theme import Role


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a map is filled: whole cells, part of the next, the opacity of all, the active cell."""

    count: int
    filling: float
    fade: float
    active: int | None

    @property
    def shown(self) -> int | None:
        """The active cell, if it is complete."""
        return self.active if self.active is not None and self.active < self.count else None

    def changed(self, before: Filled) -> range:
        """The whole cells that are not as they were; all where the opacity is another one."""
        low, high = sorted((before.count, self.count))
        return range(low, high) if before.fade == self.fade else range(high)


class MapNumbers:
    """The numbers of a map; none where it is not ``numbered``."""

    def __init__(
        self, drawing: Drawing, plane: Plane, role: Role, values: Values, scale: float, numbered: bool
    ) -> None:
        self._plane, self._role, self._values, self._scale = plane, role, values, scale
        self._inks = [drawing.ink() for _ in range(values.size)] if numbered else []
        self._most = common_size(widest_values(values), plane.cell, scale) if numbered else None

    @property
    def drawn(self) -> dict[int, Ink]:
        """The inks of the numbers that are drawn, by the ordinal of their cell."""
        return {n: ink for n, ink in enumerate(self._inks) if len(ink.points)}

    def show(self, before: Filled, now: Filled) -> None:
        """Write what comes, hide what goes; the work follows what changed."""
        partly = (filled.count if filled.filling else None for filled in (before, now))
        for ordinal in {*now.changed(before), before.active, now.active, *partly}:
            if ordinal is not None and ordinal < len(self._inks):
                self._write(ordinal, now)

    def _write(self, ordinal: int, now: Filled) -> None:
        role, ink = self._role, self._inks[ordinal]
        if ordinal < now.count:
            colour, opacity = role.active_text if ordinal == now.shown else role.rest_text, now.fade
        elif ordinal == now.count and now.filling > 0:
            colour, opacity = role.active_text, now.filling
        else:
            ink.hide()
            return
        if not len(ink.points):
            self._draw(ordinal)
        if role.ramp is not None:
            colour = role.ramp.text(self._values.flat[ordinal])
        ink.paint(fill=colour, opacity=opacity)

    def _draw(self, ordinal: int) -> None:
        row, column = divmod(ordinal, self._plane.columns)
        value = self._values[row, column].item()
        digits = fit_number(value, self._plane.cell, self._scale, False, self._most)
        if digits is not None:
            self._inks[ordinal].draw(number_outline(self._plane, digits, row, column))
