"""Ramps: the colours in which cells show their values, and which ramp belongs to which map of a clip.

A picture is shown in its own greys, a colour channel between black and the light tint of its hue, so that
what is bright in it is bright on the screen. A map of sums has another ramp, that of signs: nothing at 0, its
role's colour for what is above, another one for what is below. `output_ramp` says which output is which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.engine.trace_conv import ConvTrace
from convanim.engine.trace_pool import PoolTrace
from convanim.theme import LEGIBLE, Role, Theme, contrast, luminance, mix, rgb

Values = NDArray[Any]

TOP_QUANTILE = 0.98
"""Of the values of a map of sums, those beyond are drawn as if they were the last before."""
ZERO_SHARE = 0.06
"""The fill of a computed zero, so that it differs from an empty cell."""
FINE, COARSE, SIGNED = 52, 26, 49
"""How many colours ramps have: of one picture, of each of three channels, and of signs (0 is one of them).

Together with the rest of a clip's colours they fit the palette of a GIF.
"""
TRUE, SIGNED_FINE = 256, 65
"""The same of a photograph: a grey for each byte."""
NEAR = 1e-6
"""Sums of weights, and values, that differ by no more are the same."""
MOST_COUNTED = 16
"""Integers up to here (handwritten digits go so far) are numbers, beyond, up to 255, bytes of a picture."""
WHITE, BLACK = "#FFFFFF", "#000000"
CHANNELS = ("red", "green", "blue")


@dataclass(frozen=True)
class Ramp:
    """Colours for values, straight between its stops, in so many steps.

    Attributes:
        stops: values, ascending, and the colour that each has; what lies beyond the ends has their colours.
        steps: how many colours there are.
        cut: at which of its ends there are values that lie beyond.
    """

    stops: tuple[tuple[float, str], ...]
    steps: int = FINE
    cut: tuple[bool, bool] = (False, False)

    @property
    def signed(self) -> bool:
        """Whether what is below 0 has a colour of its own."""
        return len(self.stops) == 3 and self.low == -self.high

    @property
    def low(self) -> float:
        """The value of the first colour."""
        return self.stops[0][0]

    @property
    def high(self) -> float:
        """The value of the last colour."""
        return self.stops[-1][0]

    @cached_property
    def colours(self) -> tuple[str, ...]:
        """All its colours, ``#RRGGBB``."""
        return tuple(self._at(step / (self.steps - 1)) for step in range(self.steps))

    def levels(self, values: Values) -> NDArray[np.int64]:
        """For each value which of the colours it has."""
        shares = (np.asarray(values, dtype=np.float64) - self.low) / (self.high - self.low)
        return np.rint(np.clip(shares, 0, 1) * (self.steps - 1)).astype(np.int64)

    def colour(self, value: float) -> str:
        """The colour of a value."""
        return self.colours[int(self.levels(np.asarray(value)))]

    def pixels(self, values: Values) -> NDArray[np.uint8]:
        """The colours of values of any shape, ``(*shape, 3)``."""
        found: NDArray[np.uint8] = np.array([rgb(colour) for colour in self.colours], dtype=np.uint8)
        return found[self.levels(values)]

    def text(self, value: float, *preferred: str) -> str:
        """The colour of a number on the colour of a value, as ``legible_on``."""
        return legible_on(self.colour(value), *preferred)

    def _at(self, share: float) -> str:
        """The colour so far along the way from the first value to the last."""
        shares = [(value - self.low) / (self.high - self.low) for value, _ in self.stops]
        for (low, high), (first, second) in zip(pairwise(shares), pairwise(self.stops), strict=True):
            if share <= high:
                return mix(second[1], first[1], (share - low) / (high - low))
        return self.stops[-1][1]


def legible_on(colour: str, *preferred: str) -> str:
    """The first of the preferred colours that is legible on a colour; else black or white, which ever is.

    The better of these two has a contrast of at least 4.58 on whatever colour.
    """
    legible = (text for text in preferred if contrast(text, colour) >= LEGIBLE)
    return next(legible, max(WHITE, BLACK, key=lambda text: contrast(text, colour)))


def picture_range(values: Values) -> tuple[float, float]:
    """The values that are black and white.

    Bytes have their own, 0 and 255, and shares 0 and 1; of other numbers the largest is white, and black is
    0, or the least where there are some below.
    """
    low, high = float(values.min()), float(values.max())
    if np.issubdtype(values.dtype, np.integer) and low >= 0 and MOST_COUNTED < high <= 255:
        return 0.0, 255.0
    if not np.issubdtype(values.dtype, np.integer) and low >= 0 and high <= 1:
        return 0.0, 1.0
    low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if high > low else (low, low + 1.0)


def grey_ramp(values: Values, steps: int = FINE) -> Ramp:
    """From black to white."""
    low, high = picture_range(values)
    return Ramp(((low, BLACK), (high, WHITE)), steps)


def tinted_ramp(values: Values, role: Role) -> Ramp:
    """From black over the deep colour of a hue to its light one."""
    low, high = picture_range(values)
    deep, light = sorted((role.rest, role.active), key=luminance)
    return Ramp(((low, BLACK), ((low + high) / 2, deep), (high, light)), COARSE)


def signed_ramp(values: Values, role: Role, theme: Theme, steps: int = SIGNED) -> Ramp:
    """From the colour of what is below 0 to that of what is above; next to none at 0.

    Both sides have one scale, so that as much above looks as strong as as much below; where nothing is below
    there is only the upper half. A few outliers are cut.
    """
    numbers = np.asarray(values, dtype=np.float64)
    least, most, top = float(numbers.min()), float(numbers.max()), round_above(top_value(np.abs(numbers)))
    ramp = replace(sign_ramp(top, role, theme, steps), cut=(least < -top, most > top))
    return ramp if least < 0 else replace(ramp, stops=ramp.stops[1:], steps=(steps + 1) // 2)


def sign_ramp(top: float, role: Role, theme: Theme, steps: int = SIGNED) -> Ramp:
    """The ramp of signs from -top to top."""
    zero = mix(theme.ink, theme.background, ZERO_SHARE)
    return Ramp(((-top, theme.kernel.ink), (0.0, zero), (top, role.active)), steps)


def top_value(magnitude: NDArray[np.float64]) -> float:
    """The size of a map's largest values, a few outliers aside; 1 where all are 0."""
    return float(np.quantile(magnitude, TOP_QUANTILE)) or float(magnitude.max()) or 1.0


def round_above(number: float) -> float:
    """The next number from there on that two digits are enough for: 412.5 gives 420."""
    unit = Decimal(1).scaleb(Decimal(number).adjusted() - 1)
    return float((Decimal(number) / unit).to_integral_value(ROUND_CEILING) * unit)


def with_pixels(theme: Theme, trace: Any) -> Theme:
    """The theme whose cells show the values of a trace's input and output by their colours."""
    x = trace.input
    grey = grey_ramp(x)
    output = output_ramp(trace, grey, theme)
    shown = replace(theme, input=replace(theme.input, ramp=grey), output=replace(theme.output, ramp=output))
    if len(x) != len(CHANNELS):
        return shown
    tinted = {name: getattr(theme, name) for name in CHANNELS}
    return replace(shown, **{name: replace(role, ramp=tinted_ramp(x, role)) for name, role in tinted.items()})


def output_ramp(trace: Any, grey: Ramp, theme: Theme, steps: int = SIGNED) -> Ramp:
    """The ramp of an output: the input's greys where it is such a picture (`keeps_scale`), else signs."""
    if not keeps_scale(trace):
        return signed_ramp(trace.output, theme.output, theme, steps)
    least, most = float(trace.output.min()), float(trace.output.max())
    return replace(grey, cut=(least < grey.low - NEAR, most > grey.high + NEAR))


def keeps_scale(trace: Any) -> bool:
    """Whether the output is a picture in the scale of the input, so that the input's greys are its own.

    That of a pooling is, and that of one filter on one channel whose weights add up to 1, with no bias: it
    leaves what is flat as it is, and around that it blurs or sharpens. What sharpening takes beyond black
    and white is cut, as in any editor of pictures: in the hues of signs nearly all of it would be one hue,
    and nobody would see the picture. All else measures something, with 0 for nothing.
    """
    if trace.activation not in ("none", "relu") or isinstance(trace, PoolTrace):
        return trace.activation in ("none", "relu")
    if not isinstance(trace, ConvTrace) or (trace.bias is not None and np.any(trace.bias)):
        return False
    single = trace.weight.shape[:2] == (1, 1)
    return single and bool(np.isclose(trace.weight.sum(dtype=np.float64), 1, rtol=0, atol=NEAR))
