"""The planner of a picture's clip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convanim.layout.boxes import CanvasRequest
from convanim.layout.facts import widest_values
from convanim.layout.photo.facts import facts_of
from convanim.layout.photo.fitted import fitted
from convanim.layout.photo.layout import PhotoLayout
from convanim.layout.photo.slide import slide
from convanim.layout.upright import upright
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip


@upright
def photo(clip: Clip, theme: Theme, request: CanvasRequest) -> PhotoLayout:
    """The layout of a clip for a canvas; ConvanimError where the picture has too many pixels."""
    facts = facts_of(clip, theme)
    if request.fitted and clip.spec.title is None:
        facts = replace(facts, title="")
    values = widest_values(clip.trace.input)
    return (fitted if request.fitted else slide)(facts, values, theme, request)
