"""The planner of ``conv3d``: the largest cells with which strip, kernel and outputs fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from convanim.engine import ConvTrace
from convanim.errors import ConvanimError
from convanim.layout.boxes import CanvasRequest
from convanim.layout.upright import upright
from convanim.layout.volume.cells import Cells, bare, filled, lensed, numbered, smallest
from convanim.layout.volume.facts import VolumeFacts, volume_facts
from convanim.layout.volume.layout import VolumeLayout
from convanim.layout.volume.manner import MANNERS
from convanim.layout.volume.picture import Attempt
from convanim.layout.volume.pieces import Pieces
from convanim.sizes import size_text
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip

CONTEXTS = (4, 2, 1)
"""Slices in view beside those that the box spans, where some are left out: as liked, and at the least."""


@upright
def conv3d(clip: Clip, theme: Theme, request: CanvasRequest) -> VolumeLayout:
    """The layout of ``conv3d``; a fitted picture has a title only where one was asked for."""
    titled = not request.fitted or clip.spec.title is not None
    facts = volume_facts(
        cast(ConvTrace, clip.trace),
        clip.title if titled else "",
        clip.prose,
        clip.labels,
        clip.spec.bias is not None,
    )
    return plan_volume(facts, theme, request)


def plan_volume(facts: VolumeFacts, theme: Theme, request: CanvasRequest) -> VolumeLayout:
    """The layout for a slide or a fitted picture; ConvanimError where nothing fits."""
    manners = MANNERS[request.fitted]
    for cells, context in _tries(facts, request.scale, manners[0].cell):
        for manner in manners if context is None else reversed(manners):
            found = Attempt(Pieces(facts, theme, manner, cells, request.scale), request).plan(context)
            if found is not None:
                return found
    raise ConvanimError(
        f"an input of {size_text(facts.padded)} cells under a {size_text(facts.kernel)} kernel does not fit "
        f"the picture: use a smaller input or kernel, or a larger width"
    )


def _tries(facts: VolumeFacts, scale: float, most: float) -> Iterator[tuple[Cells, int | None]]:
    """Cells to try, the best first: numbers in all slices, then in some, a lens, fills.

    With them how many slices are in view beside those in the box where some are out of view; None is all.
    """
    for kind in (
        numbered(facts, scale, most),
        lensed(facts, scale),
        filled(facts, scale),
        bare(facts, scale),
        smallest(facts, scale),
    ):
        cells = tuple(kind)
        for context in (None, *CONTEXTS):
            if context is None or facts.span + context < facts.padded[0]:
                yield from ((one, context) for one in cells)
