"""What a picture and its feature map look like at a moment: where the kernel is, and what is written of it.

A pure function of the storyboard's moment; it knows the output's columns and nothing else of the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from convanim.story.photo_pacing import BACK_SHOT, FIRST_SWEEP
from convanim.story.sliding import ease, part
from convanim.story.storyboard import Kind, Moment

FRAME = 0.04
"""Seconds in which speeds are judged: a frame of a GIF."""
BAND = 0.6
"""From this share of a row in a frame on, the kernel is seen as a band over whole rows."""
TRAIL_FROM, TRAIL, APART = 2.0, 4, 4
"""Cells in a frame from which on earlier windows are seen, how many of them, and how many cells apart."""
BLANK_FROM = 4.0
"""Cells in a frame from which on pixels change too fast to be looked at."""

WEIGHTS = (0.08, 0.24)
PRODUCTS = (0.28, 0.62)
RESULT = 0.66
VERDICT = 0.78
"""The parts of explaining a stop, as shares of its time."""
READ_PRODUCTS = (0.04, 0.34)
READ_RESULT, READ_VERDICT = 0.38, 0.44
"""The same for the stops after it."""


@dataclass(frozen=True, slots=True)
class PhotoState:
    """The picture at a moment.

    Attributes:
        window: (row, column) of the output that the window stands for; fractions on the way back.
        rows: the first and the last row of outputs that a frame passes over; None where single ones do.
        trail: earlier places of the window, the nearest first.
        blank: whether the window goes by too fast for its pixels to be shown.
        position: the ordinal of the output whose numbers are written, or None.
        factors, products: how many weights stand in the lens, how many terms of the sum, as shares.
        product: whether terms are being written just now, one by one.
        result, verdict: whether the sum's result is written, and what it means.
        marker: whether the output's cell is framed.
        count: the number of the position, from 1; None in the finished picture.
        filled: how many outputs are complete.
        fade: the opacity of all outputs.
    """

    window: tuple[float, float]
    rows: tuple[int, int] | None = None
    trail: tuple[tuple[int, int], ...] = ()
    blank: bool = False
    position: int | None = None
    factors: float = 0.0
    products: float = 0.0
    product: bool = False
    result: bool = False
    verdict: bool = False
    marker: bool = True
    count: int | None = None
    filled: int = 0
    fade: float = 1.0


def photo_state(moment: Moment, columns: int) -> PhotoState:
    """The picture at a moment of a storyboard whose output has so many columns."""
    kind, shot = moment.beat.kind, moment.beat.shot
    if kind in (Kind.EXPLAIN, Kind.STEP):
        return _stop(moment, columns)
    if kind is Kind.HOLD:
        return _hold(moment, columns)
    if kind is Kind.REWIND or shot == BACK_SHOT:
        return _glide(moment, columns)
    return _sweep(moment, columns)


def _place(ordinal: int, columns: int) -> tuple[int, int]:
    return divmod(ordinal, columns)


def _stop(moment: Moment, columns: int) -> PhotoState:
    beat, share = moment.beat, moment.progress
    explained = beat.kind is Kind.EXPLAIN
    products = part(share, PRODUCTS if explained else READ_PRODUCTS)
    result, verdict = (RESULT, VERDICT) if explained else (READ_RESULT, READ_VERDICT)
    return PhotoState(
        window=_place(beat.position, columns),
        position=beat.position,
        factors=part(share, WEIGHTS) if explained else 1.0,
        products=products,
        product=0 < products < 1,
        result=share >= result,
        verdict=share >= verdict,
        marker=share >= result,
        count=beat.position + 1,
        filled=beat.done_before + (share >= result),
    )


def _hold(moment: Moment, columns: int) -> PhotoState:
    beat = moment.beat
    return PhotoState(
        window=_place(beat.position, columns),
        position=beat.position,
        factors=1.0,
        products=1.0,
        result=True,
        verdict=True,
        filled=beat.done_after,
    )


def _glide(moment: Moment, columns: int) -> PhotoState:
    """The window returns: to the start, while the outputs fade, or to the stop that the clip ends with."""
    beat, share = moment.beat, ease(moment.progress)
    row, column = _place(beat.position if beat.previous is None else beat.previous, columns)
    to_row, to_column = _place(beat.position, columns)
    rewinds = beat.kind is Kind.REWIND
    return PhotoState(
        window=(row + (to_row - row) * share, column + (to_column - column) * share),
        blank=share < 1,
        marker=False,
        filled=beat.done_before if not rewinds or share < 1 else 0,
        fade=1 - share if rewinds and share < 1 else 1.0,
    )


def _sweep(moment: Moment, columns: int) -> PhotoState:
    """The kernel passes over many positions: slowly at first, then by whole rows."""
    beat, share = moment.beat, moment.progress
    ordinals, final = beat.skipped, beat.done_after == beat.position + 1
    before = max(share - FRAME / beat.duration, 0.0)
    passed = round(len(ordinals) * _way(share, final, beat.shot == FIRST_SWEEP))
    earlier = round(len(ordinals) * _way(before, final, beat.shot == FIRST_SWEEP))
    speed, filled = passed - earlier, ordinals.start + passed
    last = filled - 1 if passed else (beat.previous or 0)
    row, column = _place(last, columns)
    band = speed >= BAND * columns
    trail = () if band or speed < TRAIL_FROM else _trail(row, column)
    return PhotoState(
        window=(row, column),
        rows=((ordinals.start + earlier) // columns, row) if band else None,
        trail=trail,
        blank=speed >= BLANK_FROM,
        marker=not band and passed > 0,
        count=last + 1,
        filled=filled,
    )


def _way(share: float, final: bool, even: bool) -> float:
    """How far a sweep is: fast in the middle, slow where it starts and stops; the last one ends fast."""
    if even:
        return share
    if final:
        return share**2
    return share**3 / (share**3 + (1 - share) ** 3)


def _trail(row: int, column: int) -> tuple[tuple[int, int], ...]:
    earlier = (column - APART * number for number in range(1, TRAIL + 1))
    return tuple((row, place) for place in earlier if place >= 0)
