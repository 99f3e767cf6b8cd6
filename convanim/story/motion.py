"""How things move: smoothly, or in stills, which make files a fraction as large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from convanim.errors import ConvanimError
from convanim.story.storyboard import Kind, Moment

EXPLAINED = 25
"""Stills of which an explanation consists; the products of a 3×3 kernel come one by one in them."""


def smooth(moment: Moment) -> Moment:
    """Every moment as it is."""
    return moment


def stills(moment: Moment) -> Moment:
    """The still that stands at a moment: moves are over as soon as they begin."""
    kind = moment.beat.kind
    if kind is Kind.EXPLAIN:
        return replace(moment, progress=int(moment.progress * EXPLAINED + 1e-9) / EXPLAINED)
    if kind in (Kind.STEP, Kind.SKIM, Kind.REWIND):
        return replace(moment, progress=1.0)
    return moment


def sparse(moment: Moment) -> Moment:
    """Moves only where there is time to watch them; skims go in stills."""
    return stills(moment) if moment.beat.kind is Kind.SKIM else moment


MOTIONS: dict[str, Callable[[Moment], Moment]] = {"smooth": smooth, "sparse": sparse, "step": stills}
"""Every kind of motion by its name, the richest first."""


def find_motion(name: str) -> Callable[[Moment], Moment]:
    """The motion of that name."""
    if name not in MOTIONS:
        raise ConvanimError(f"there is no motion {name!r}: choose one of {', '.join(MOTIONS)}")
    return MOTIONS[name]
