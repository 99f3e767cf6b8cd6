"""The planner of ``pooling``: from a clip's numbers to its layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from convanim.engine.trace_pool import MaxPoolTrace
from convanim.layout.boxes import CanvasRequest
from convanim.layout.cells import Detail
from convanim.layout.pooling.facts import PoolingTrace, pool_facts
from convanim.layout.pooling.layout import PoolLayout
from convanim.layout.pooling.numeric import numeric_pooling
from convanim.layout.pooling.tilted import tilted_pooling
from convanim.layout.upright import upright
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip

VIEWS = {"numeric": numeric_pooling, "tilted": tilted_pooling}
SEARCHED = 4096
"""In a clip of more positions than that, ties are taken for granted: nobody reads its marks."""


@upright
def pooling(clip: Clip, theme: Theme, request: CanvasRequest) -> PoolLayout:
    """The layout of ``pooling``; a fitted picture has a title only where one was asked for."""
    trace = cast(PoolingTrace, clip.trace)
    titled = not request.fitted or clip.spec.title is not None
    facts = pool_facts(trace, clip.title if titled else "", clip.prose, clip.labels)
    layout = VIEWS[str(clip.spec.view)](facts, has_ties(trace), theme, request)
    if layout.view == "tilted" or layout.details["input"] >= Detail.NUMBERS:
        return layout
    scale = layout.canvas.scale
    return replace(layout, input=layout.input.snapped(scale), output=layout.output.snapped(scale))


def has_ties(trace: PoolingTrace) -> bool:
    """Whether any window has more than one largest cell."""
    if not isinstance(trace, MaxPoolTrace):
        return False
    if len(trace) > SEARCHED:
        return True
    return any(trace.step(trace.position(ordinal)).ties for ordinal in range(len(trace)))
