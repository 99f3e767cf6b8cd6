"""Reads every text of a picture, whatever its scene: glyphs are known by their shapes."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import TILT_COLUMN, TILT_ROW, Box
from convanim.mobjects.drawing import Ink
from convanim.rendering.stage import Stage
from convanim.typeset import Style, outline
from tests.scenes.staged import colour_of, inks_of, pixels_of

Points = NDArray[np.float64]
Counts = tuple[int, ...]
Shape = tuple[int, str, float, float]
"""The place of its slant in `SLANTS`, its character, its type size, and its first point's rise in ems."""

CHARACTERS = string.digits + string.ascii_letters + "−+×·=≈∞→…(),.:;!?/′'’“”%–›<>&Σσ°äöüÄÖÜßé" + '"[]{}*^#@Φ'
STYLES = tuple(
    Style(size, weight, italic)
    for size in (14.0, 20.0, 32.0)
    for weight, italic in ((400, False), (450, False), (500, False), (600, False), (680, False), (500, True))
)
SLANTS = (
    np.eye(2),
    np.linalg.inv(np.array((TILT_COLUMN, TILT_ROW))),
    np.linalg.inv(np.array(((0.83, -0.26), (0.0, 1.0)))),
)
"""What makes a text upright that stands so, lies in a tilted plane, or lies in a slice of a stack."""
TOLERANCE = 0.02
"""How far a point may lie from its place, in ems: weights and optical sizes between the known ones do."""
LEAST, MOST = 4.0, 80.0
"""The type sizes that a text can have, in design pixels."""
FADING = 0.3
"""The opacity below which a text is on its way in or out."""
GAP = 0.5
"""The widest space between two letters of one text, in ems."""


@dataclass(frozen=True)
class Glyphs:
    """Glyphs of as many paths with as many points: what each is, its outline in ems, and its first point."""

    characters: tuple[str, ...]
    outlines: Points
    starts: Points
    squares: Points


@dataclass(frozen=True)
class Glyph:
    """A letter in place: its type size, its baseline, and the room of its outline, in design pixels.

    ``place`` is its room as it would be if the text were upright.
    """

    character: str
    size: float
    baseline: float
    box: Box
    place: Box
    upright: bool


@dataclass(frozen=True)
class Text:
    """A run of letters of one ink on one baseline.

    Attributes:
        size: the type size, in design pixels; subscripts are smaller.
        order: the place of its ink in the picture, from below.
    """

    text: str
    size: float
    baseline: float
    box: Box
    colour: str
    order: int
    upright: bool

    @property
    def is_number(self) -> bool:
        """Whether it is digits and signs alone; the exponent's letter is one of them."""
        return not any(c.isalpha() and c != "e" for c in self.text)


@cache
def _alphabet() -> dict[Counts, Glyphs]:
    """All known glyphs by the counts of points of their paths."""
    found: dict[Counts, list[tuple[str, Points]]] = {}
    for style in STYLES:
        for character in CHARACTERS:
            points = outline(character, style) / style.size
            if len(points):
                counts = tuple(after - before for before, after in pairwise(_contours(points)))
                found.setdefault(counts, []).append((character, points))
    return {counts: _glyphs(same) for counts, same in found.items()}


def _glyphs(same: list[tuple[str, Points]]) -> Glyphs:
    stacked = np.stack([points for _, points in same])
    relative = stacked - stacked[:, :1]
    squares = (relative**2).sum(axis=(1, 2))
    return Glyphs(tuple(character for character, _ in same), relative, stacked[:, 0], squares)


class Letters:
    """Reads outlines; one that it has met before, wherever, costs nothing."""

    def __init__(self) -> None:
        self._known: dict[bytes, Shape | None] = {}
        self._inks: WeakKeyDictionary[Ink, tuple[Points, list[Glyph]]] = WeakKeyDictionary()

    def read(self, ink: Ink, points: Points) -> list[Glyph]:
        """Every letter of an ink, whose outline is given in pixels; one that is at rest is read once."""
        known = self._inks.get(ink)
        if known is None or not np.array_equal(known[0], points):
            self._inks[ink] = known = points, list(self.glyphs(points))
        return known[1]

    def glyphs(self, points: Points) -> Iterator[Glyph]:
        """Every letter that an outline consists of; none where it is no text."""
        breaks, alphabet = _contours(points), _alphabet()
        counts = tuple(after - before for before, after in pairwise(breaks))
        at = 0
        while at < len(counts):
            for more in range(min(4, len(counts) - at), 0, -1):
                shape = counts[at : at + more]
                if shape not in alphabet:
                    continue
                glyph = self._glyph(points[breaks[at] : breaks[at + more]], alphabet[shape])
                if glyph is not None:
                    yield glyph
                    at += more
                    break
            else:
                at += 1

    def _glyph(self, points: Points, alike: Glyphs) -> Glyph | None:
        drawn = points - points[0]
        key = hashlib.blake2b(np.round(drawn, 2).tobytes(), digest_size=16).digest()
        if key not in self._known:
            self._known[key] = _recognised(drawn, alike)
        if (known := self._known[key]) is None:
            return None
        number, character, size, rise = known
        place = points @ SLANTS[number] if number else points
        box = Box.around(points)
        baseline = float(place[0, 1] - rise * size)
        return Glyph(character, size, baseline, box, Box.around(place) if number else box, number == 0)


def _contours(points: Points) -> list[int]:
    """Where each closed path of an outline begins, and the end."""
    if len(points) < 8:
        return []
    jumps = np.abs(points[4::4] - points[3:-1:4]).max(axis=1) > 1e-6
    return [0, *(4 * (np.flatnonzero(jumps) + 1)).tolist(), len(points)]


def _recognised(drawn: Points, alike: Glyphs) -> Shape | None:
    """What an outline is, whichever way it slants."""
    found = ((number, _letter(drawn @ slant, alike)) for number, slant in enumerate(SLANTS))
    return next(((number, *letter) for number, letter in found if letter is not None), None)


def _letter(drawn: Points, glyphs: Glyphs) -> tuple[str, float, float] | None:
    """A letter's character, its type size, and how far its first point lies below the baseline, in ems."""
    sizes = (glyphs.outlines * drawn).sum(axis=(1, 2)) / glyphs.squares
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(drawn / sizes[:, None, None] - glyphs.outlines).max(axis=(1, 2))
    apart[~((sizes >= LEAST) & (sizes <= MOST))] = np.inf
    best = int(np.argmin(apart))
    if not apart[best] < TOLERANCE:
        return None
    return glyphs.characters[best], float(sizes[best]), float(glyphs.starts[best, 1])


def texts_of(scene: Stage, letters: Letters) -> list[Text]:
    """Every text that is seen: of what lies below an opaque fill, nothing."""
    inks = [ink for ink in inks_of(scene) if ink.fill_rgbas[0, 3] > 0]
    found: list[Text] = []
    for order, ink in enumerate(inks):
        if ink.fill_rgbas[0, 3] < FADING:
            continue
        found += _texts(letters.read(ink, pixels_of(scene, ink)), ink, order)
    return _seen(scene, inks, found)


def _texts(glyphs: list[Glyph], ink: Ink, order: int) -> list[Text]:
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _goes_on(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    colour = colour_of(ink)
    return [_text(run, colour, order) for run in runs]


def _text(run: list[Glyph], colour: str, order: int) -> Text:
    gaps = ((before.place.right, glyph) for before, glyph in pairwise(run))
    rest = "".join(" " * (glyph.place.x - end > 0.24 * glyph.size) + glyph.character for end, glyph in gaps)
    size, box = max(glyph.size for glyph in run), Box.union(tuple(glyph.box for glyph in run))
    return Text(run[0].character + rest, size, run[0].baseline, box, colour, order, run[0].upright)


def _goes_on(run: list[Glyph], glyph: Glyph) -> bool:
    """Whether a letter belongs to the run that ends with the one before; a dot may be raised."""
    before = run[-1]
    level = abs(run[0].baseline - glyph.baseline) < 0.25 * glyph.size or glyph.character == "."
    gap = glyph.place.x - before.place.right
    alike = 0.6 < glyph.size / before.size < 1.67
    return level and alike and before.upright is glyph.upright and -0.3 * glyph.size < gap < GAP * glyph.size


def _seen(scene: Stage, inks: list[Ink], texts: list[Text]) -> list[Text]:
    """The texts without those whose middle a later, opaque fill covers."""
    if not texts:
        return []
    middles = np.array([text.box.centre for text in texts])
    orders = np.array([text.order for text in texts])
    hidden = np.zeros(len(texts), dtype=bool)
    for order, ink in enumerate(inks):
        if ink.fill_rgbas[0, 3] < 0.95 or ink.box is None:
            continue
        below = (orders < order) & ~hidden
        inside = below & _within(middles, ink.box)
        if inside.any():
            hidden[inside] = _covered(middles[inside], pixels_of(scene, ink))
    return [text for text, gone in zip(texts, hidden, strict=True) if not gone]


def _within(points: Points, box: Box) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (
        (points[:, 0] > box.x)
        & (points[:, 0] < box.right)
        & (points[:, 1] > box.y)
        & (points[:, 1] < box.bottom)
    )
    return inside


def _covered(points: Points, curves: Points) -> NDArray[np.bool_]:
    """Whether each point lies in an outline (non-zero winding), its curves taken as straight."""
    starts, ends = curves[0::4], curves[3::4]
    x, y = points[:, :1], points[:, 1:]
    (x0, y0), (x1, y1) = starts.T, ends.T
    side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
    winding = ((y0 <= y) & (y1 > y) & (side > 0)).sum(axis=1) - ((y0 > y) & (y1 <= y) & (side < 0)).sum(
        axis=1
    )
    covered: NDArray[np.bool_] = winding != 0
    return covered
