"""The planners: for each scene, from a clip's numbers to its layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from convanim.engine import ConvTrace
from convanim.layout.boxes import CanvasRequest
from convanim.layout.cells import Detail
from convanim.layout.facts import facts_of
from convanim.layout.sliding.layout import SlidingLayout
from convanim.layout.sliding.numeric import numeric
from convanim.layout.sliding.tilted import tilted_view
from convanim.layout.upright import upright
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip

VIEWS = {"numeric": numeric, "tilted": tilted_view}


@upright
def sliding_kernel(clip: Clip, theme: Theme, request: CanvasRequest) -> SlidingLayout:
    """The layout of ``sliding-kernel``; a fitted picture has a title only where one was asked for."""
    titled = not request.fitted or clip.spec.title is not None
    facts = facts_of(
        cast(ConvTrace, clip.trace),
        clip.title if titled else "",
        clip.prose,
        clip.labels,
        clip.spec.bias is not None,
    )
    layout = VIEWS[str(clip.spec.view)](facts, theme, request)
    if layout.view == "tilted" or layout.details["input"] >= Detail.NUMBERS:
        return layout
    scale = layout.canvas.scale
    return replace(layout, input=layout.input.snapped(scale), output=layout.output.snapped(scale))
