"""The letters of an SVG picture: the part of Inter that it needs, inside the file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

import uharfbuzz as hb

from convanim import shaping
from convanim.lettering import Lettered

FALLBACKS = "Inter,'Inter Variable',system-ui,'Helvetica Neue',Arial,sans-serif"
"""What a reader that takes no fonts from a file sets the text in."""

_NAMES = frozenset({0, 1, 2, 13, 14})
"""The names that stay in the font: its copyright and licence, its family and style."""


def font_faces(texts: Iterable[Lettered]) -> tuple[str, dict[bool, str]]:
    """The CSS rules that bring the letters along, and the family's name for upright and italic text.

    The family has a name of its own for each set of letters, so that pictures in one page never share one.
    """
    used: dict[bool, list[Lettered]] = {}
    for text in texts:
        used.setdefault(text.style.italic, []).append(text)
    rules, families = [], {}
    for italic, part in sorted(used.items()):
        letters = sorted({ord(letter) for text in part for letter in written(text.text)})
        weights = sorted({float(text.style.weight) for text in part})
        data = subset(tuple(letters), (weights[0], weights[-1]), italic)
        families[italic] = f"Inter-{hashlib.sha256(data).hexdigest()[:8]}"
        rules.append(
            f"@font-face{{font-family:{families[italic]};font-weight:{weights[0]:g} {weights[-1]:g};"
            f"src:url(data:font/ttf;base64,{base64.b64encode(data).decode()})}}"
        )
    return "".join(rules), families


def written(text: str) -> str:
    """The text with the signs that are really set: see ``shaping``."""
    return text.replace("-", "‐")


def subset(letters: tuple[int, ...], weights: tuple[float, float], italic: bool) -> bytes:
    """A TrueType font with these letters of Inter, between these weights, at all optical sizes."""
    face = shaping.inter(italic)
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(letters)
    wanted.layout_feature_tag_set.add(int.from_bytes(b"tnum"))
    wanted.name_id_set.clear()
    wanted.name_id_set.update(_NAMES)
    if weights[0] == weights[1]:
        wanted.pin_axis_location(face, "wght", weights[0])
    else:
        wanted.set_axis_range(face, "wght", *weights)
    data: bytes = wanted.subset(face).blob.data
    return data
