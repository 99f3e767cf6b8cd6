"""Colours and sizes, in one place: what a cell's fill says, and in which theme.

Fill says what a cell is (its role); the depth of the fill says whether it is in use (rest or active).
One accent colour outlines what takes part in the current step. Every pair of text and fill has a
contrast of at least 4.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.ramps import Ramp


@dataclass(frozen=True, slots=True)
class Role:
    """The colours of one role: fills and the text on them, its line and its ink on the background.

    A ``ramp`` gives each value a colour of its own, where cells show pixels; None is one fill for all.
    """

    rest: str
    rest_text: str
    active: str
    active_text: str
    line: str
    ink: str
    ramp: Ramp | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A palette. Colours are ``#RRGGBB``.

    Attributes:
        background: behind everything; in a transparent theme the colour that edges are matted with.
        transparent: whether the background is left out of the picture.
        accent: outlines and arrows of the current step, never text.
        weight_on_active, weight_on_padding: the small ``×w`` in a cell under the kernel.
        rest_line_share: how much of the rest colour a line between two active cells has.
        dropped_share: how much of the rest colour a never-read cell keeps.
        red, green, blue: the channels of a colour picture, and the kernels that read them.
    """

    name: str
    background: str
    input: Role
    kernel: Role
    output: Role
    bias: Role
    ink: str
    muted: str
    accent: str
    pad_line: str
    pad_text: str
    pad_window: str
    weight_on_active: str
    weight_on_padding: str
    ghost: str
    rule: str
    red: Role
    green: Role
    blue: Role
    transparent: bool = False
    rest_line_share: float = 0.75
    dropped_share: float = 0.30

    @property
    def colours(self) -> tuple[str, ...]:
        """Every colour of the palette, each once: what flat areas are filled with."""
        values = [getattr(self, name) for name in self.__slots__]
        flat = [v for v in values if isinstance(v, str) and v.startswith("#")]
        parts = [getattr(v, part) for v in values if isinstance(v, Role) for part in Role.__slots__]
        roles = [part for part in parts if isinstance(part, str)]
        roles += [c for v in values if isinstance(v, Role) and v.ramp is not None for c in v.ramp.colours]
        return tuple(dict.fromkeys(flat + roles))


LIGHT = Theme(
    name="light",
    background="#FFFFFF",
    input=Role("#9CCBF2", "#0C2236", "#1B63A5", "#FFFFFF", "#2B6CA8", "#155A99"),
    kernel=Role("#FBD083", "#3A2400", "#E59400", "#1F1400", "#A86400", "#8A5000"),
    output=Role("#95DFC6", "#06302B", "#0B776B", "#FFFFFF", "#147F73", "#0A6C61"),
    bias=Role("#F1CDEC", "#350A38", "#8A2C90", "#FFFFFF", "#9A479E", "#862A8C"),
    ink="#14202B",
    muted="#566473",
    accent="#D46B00",
    pad_line="#84909D",
    pad_text="#5F6B79",
    pad_window="#DCE4EC",
    weight_on_active="#FFECC8",
    weight_on_padding="#855000",
    ghost="#7A8794",
    rule="#C9D1DA",
    red=Role("#F7B3BA", "#3D0612", "#A81E3E", "#FFFFFF", "#B03A52", "#A51D3C"),
    green=Role("#CAE79B", "#182A02", "#4C7F0E", "#FFFFFF", "#58841F", "#456F10"),
    blue=Role("#B3C3F8", "#0B1745", "#2A48BE", "#FFFFFF", "#4560C6", "#2A45B5"),
)

DARK = Theme(
    name="dark",
    background="#11171E",
    input=Role("#1F5485", "#F2F8FE", "#6DB8F5", "#06192B", "#5FA8E3", "#7CC0F8"),
    kernel=Role("#815300", "#FFF6E3", "#F2B035", "#1F1400", "#D79A2E", "#F5BE5C"),
    output=Role("#12594F", "#EFFCFA", "#4FD1BF", "#04211D", "#3DB5A5", "#5AD8C7"),
    bias=Role("#6C2F70", "#FDF1FD", "#E59AE6", "#310A34", "#C67FC9", "#E9A6EA"),
    ink="#EAF0F6",
    muted="#A3B1BF",
    accent="#FF9A3D",
    pad_line="#6F7D8B",
    pad_text="#8896A4",
    pad_window="#2C3743",
    weight_on_active="#4A2700",
    weight_on_padding="#F7C468",
    ghost="#7D8B99",
    rule="#3A4653",
    red=Role("#782437", "#FFF0F2", "#F78A9C", "#380714", "#DE7286", "#FA9AAA"),
    green=Role("#456015", "#F7FCE9", "#BFE36F", "#182602", "#9BBF4E", "#C6E77E"),
    blue=Role("#2B3F93", "#F1F4FF", "#8FA8FA", "#0A1440", "#7B95F0", "#A5B9FB"),
)

THEMES: Mapping[str, Theme] = MappingProxyType({theme.name: theme for theme in (LIGHT, DARK)})
THEME_NAMES: tuple[str, ...] = (*THEMES, "transparent")


LEGIBLE = 4.5
"""The least contrast of text (WCAG 2.2, level AA)."""


def rgb(colour: str) -> tuple[int, int, int]:
    """``#RRGGBB`` as three numbers from 0 to 255; ``white`` and ``black`` are known by name."""
    named = {"white": "#FFFFFF", "black": "#000000"}.get(colour.lower(), colour)
    digits = named.removeprefix("#")
    if (
        not named.startswith("#")
        or len(digits) != 6
        or any(d not in "0123456789abcdefABCDEF" for d in digits)
    ):
        raise ConvanimError(f"{colour!r} is not a colour: write #RRGGBB, white or black")
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def mix(colour: str, other: str, share: float) -> str:
    """The colour that has ``share`` (0 to 1) of ``colour`` and the rest of ``other``."""
    blended = (round(a * share + b * (1 - share)) for a, b in zip(rgb(colour), rgb(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in blended)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2.2, "relative luminance")."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in rgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def find_theme(name: str, matte: str | None = None) -> Theme:
    """The theme of that name.

    The transparent theme takes its colours from the theme that suits ``matte``, the colour of the page
    it will lie on (white unless told): dark inks on a light page, light inks on a dark one.
    """
    if name != "transparent":
        if name not in THEMES:
            raise ConvanimError(f"there is no theme {name!r}: choose one of {', '.join(THEME_NAMES)}")
        return THEMES[name]
    page = matte or "white"
    base = LIGHT if luminance(page) > 0.3 else DARK
    if min(contrast(base.muted, page), contrast(base.pad_text, page)) < LEGIBLE:
        raise ConvanimError(f"matte {page} leaves no legible text on it: use a lighter or a darker one")
    background = "#" + "".join(f"{part:02X}" for part in rgb(page))
    return replace(base, name="transparent", background=background, transparent=True)
