"""A colour picture as one, small, with its window; and the bar that shows how many positions are done."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box, Plane
from convanim.mobjects.drawing import Drawing, polygons, rectangle
from convanim.mobjects.maps import rows_of
from convanim.mobjects.window import frame
from convanim.theme import Theme

STEP = 12
"""Colours are rounded to multiples of this, so that a picture is a few hundred inks and not thousands."""
LEAST_FRAME = 9.0


def colours_of(channels: NDArray[Any]) -> NDArray[np.int64]:
    """Three channels, ``(3, H, W)``, as colours from 0 to 255, ``(H, W, 3)``.

    Integers are bytes, floats are shares from 0 to 1.
    """
    values = np.moveaxis(np.asarray(channels, dtype=np.float64), 0, -1)
    values = values if np.issubdtype(channels.dtype, np.integer) else values * 255
    rounded = np.round(values / STEP) * STEP
    return np.clip(rounded, 0, 255).astype(np.int64)


class PictureCopy:
    """The input in its own colours: cells of one colour are one ink."""

    def __init__(self, drawing: Drawing, plane: Plane, theme: Theme, trace: Any) -> None:
        self._plane, self._theme, self._trace = plane, theme, trace
        colours = colours_of(trace.input)
        codes = (colours[..., 0] << 16) | (colours[..., 1] << 8) | colours[..., 2]
        for code in np.unique(codes):
            drawing.ink().draw(rows_of(plane, codes == code)).paint(fill=f"#{int(code):06X}")
        self._shown: tuple[float, float, float] | None = None

    def frames(self, drawing: Drawing) -> None:
        """Make the window's frame, above all that is there so far."""
        self._casing, self._frame = drawing.ink(), drawing.ink()

    def show(self, row: float, column: float, landed: float) -> None:
        """Put the window at a position of the output; fractions while it moves."""
        if (row, column, landed) == self._shown:
            return
        self._shown = row, column, landed
        down, right = self._trace.stride
        (top, _), (left, _) = self._trace.padding
        quad = self._plane.quad(row * down - top, column * right - left, *self._trace.window.span)
        middle, side = quad.mean(axis=0), float(min(np.ptp(quad[:, 0]), np.ptp(quad[:, 1])))
        grown = middle + (quad - middle) * max(1.0, LEAST_FRAME / side)
        frame(self._frame, self._casing, polygons([grown]), self._plane.cell, self._theme, landed)


class ProgressBar:
    """How many of all positions are done, while they go by too fast to be read."""

    def __init__(self, drawing: Drawing, box: Box, theme: Theme) -> None:
        self._box = box
        self._rail = drawing.ink().paint(fill=theme.rule)
        self._done = drawing.ink().paint(fill=theme.accent)

    def show(self, share: float | None) -> None:
        """A share of the whole; None is no bar."""
        if share is None:
            self._rail.hide()
            self._done.hide()
            return
        box = self._box
        self._rail.draw(rectangle(box))
        self._done.draw(rectangle(Box(box.x, box.y, box.width * share, box.height)))
