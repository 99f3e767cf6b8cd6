"""Text that stays text: which text an outline was, and where it went, for formats that can write letters.

A scene moves, scales and tilts the outline of a text like any other, and joins it with others in one ink.
For a picture with real text each outline is drawn as a token instead: four points, of which three are the
text's own axes and the last is its number in terms of them. Whatever a scene does to outlines is affine; so
the axes arrive where the text has to stand, and the number arrives unchanged (an affine map keeps it).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from convanim import typeset
from convanim.shaping import FontFile
from convanim.typeset import Style

Points = NDArray[np.float64]

_SIGNATURE = 0.6180339887
"""The second coordinate of a token's last point: no outline of a shape is to have it by chance."""
_NUMBERS = 2.0**20
_NEAR = 1e-7


@dataclass(frozen=True, slots=True)
class Lettered:
    """A text where it stands.

    Attributes:
        text, style, font: as typeset was asked for it; font is the one for characters that Inter lacks.
        axes: ``(2, 2)``: a design pixel along the line of text, and one down, as they are drawn.
        origin: the left end of the baseline.
    """

    text: str
    style: Style
    font: FontFile | None
    axes: Points
    origin: Points

    @property
    def width(self) -> float:
        """How far the text advances along its own axis, in design pixels before the axes scale it."""
        with typeset.lent(self.font):
            return typeset.width(self.text, self.style)

    def stripped(self) -> Lettered:
        """The same without spaces at its ends, which formats with real text do not agree about."""
        bare = self.text.strip()
        before = self.text[: self.text.index(bare)] if bare else ""
        with typeset.lent(self.font):
            shift = typeset.width(before, self.style) if before else 0.0
        return replace(self, text=bare, origin=self.origin + shift * self.axes[0])

    def outline(self) -> Points:
        """The text's outline where it stands: cubic Béziers, ``(4n, 2)``."""
        with typeset.lent(self.font):
            placed: Points = typeset.outline(self.text, self.style) @ self.axes + self.origin
        return placed


class Lettering:
    """The texts of one picture, and the tokens that stand for them."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, Style, FontFile | None]] = []
        self._numbers: dict[tuple[str, Style, FontFile | None], int] = {}

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Within, outlines of texts are tokens."""
        with typeset.drawn_by(self._token):
            yield

    def _token(self, text: str, style: Style, font: FontFile | None) -> Points:
        known = (text, style, font)
        number = self._numbers.setdefault(known, len(self._texts))
        if number == len(self._texts):
            self._texts.append(known)
        share = (number + 1) / _NUMBERS
        return np.array(((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (share, _SIGNATURE))) * style.size

    def read(self, curves: Points) -> tuple[Points, tuple[Lettered, ...]]:
        """Curves, ``(4n, 2)``, as those that are no tokens and the texts that the others stand for."""
        quads = curves.reshape(-1, 4, 2)
        origin, across, down = quads[:, 0], quads[:, 1] - quads[:, 0], quads[:, 2] - quads[:, 0]
        last = quads[:, 3] - origin
        area = across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (last[:, 0] * down[:, 1] - last[:, 1] * down[:, 0]) / area
            signature = (across[:, 0] * last[:, 1] - across[:, 1] * last[:, 0]) / area
        numbers = share * _NUMBERS - 1
        ordinals = np.rint(np.nan_to_num(numbers, nan=-1.0, posinf=-1.0, neginf=-1.0)).astype(int)
        is_token = (np.abs(signature - _SIGNATURE) < _NEAR) & (np.abs(numbers - ordinals) < 1e-3)
        is_token &= (ordinals >= 0) & (ordinals < len(self._texts))
        texts = []
        for place in np.flatnonzero(is_token):
            text, style, font = self._texts[ordinals[place]]
            axes = np.stack((across[place], down[place])) / style.size
            texts.append(Lettered(text, style, font, axes, origin[place]))
        return quads[~is_token].reshape(-1, 2), tuple(texts)
