"""What HarfBuzz draws glyphs with."""

from __future__ import annotations

import numpy as np


class CubicPen:
    """Collects a glyph as cubic Bézier curves, four points each."""

    def __init__(self) -> None:
        self.curves: list[tuple[tuple[float, float], ...]] = []
        self._start = self._last = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's names
        self._start = self._last = point

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's names
        if point != self._last:
            a, b = np.array(self._last), np.array(point)
            self._add(tuple(a + (b - a) / 3), tuple(a + (b - a) * 2 / 3), point)

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802 - as above
        a, c, b = np.array(self._last), np.array(control), np.array(end)
        self._add(tuple(a + (c - a) * 2 / 3), tuple(b + (c - b) * 2 / 3), end)

    def curveTo(  # noqa: N802 - the pen protocol's names
        self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]
    ) -> None:
        self._add(first, second, end)

    def closePath(self) -> None:  # noqa: N802 - the pen protocol's names
        self.lineTo(self._start)

    def endPath(self) -> None:  # noqa: N802 - the pen protocol's names
        self.lineTo(self._start)

    def _add(self, *points: tuple[float, ...]) -> None:
        self.curves.append((self._last, *((p[0], p[1]) for p in points)))
        self._last = (points[-1][0], points[-1][1])
