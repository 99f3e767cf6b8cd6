"""The planner of ``conv1d``: from a clip's numbers to the layout of its view."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from convanim.engine import ConvTrace
from convanim.engine.trace_stack import StackTrace
from convanim.layout.boxes import CanvasRequest
from convanim.layout.conv1d.layout import SingleLayout, StackLayout
from convanim.layout.conv1d.single import single_view
from convanim.layout.conv1d.single_sizes import SingleFacts
from convanim.layout.conv1d.stack import stack_view
from convanim.layout.conv1d.stack_words import StackFacts
from convanim.layout.upright import upright
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip


@upright
def conv1d(clip: Clip, theme: Theme, request: CanvasRequest) -> SingleLayout | StackLayout:
    """The layout of ``conv1d``; a fitted picture has a title only where one was asked for."""
    title = clip.title if not request.fitted or clip.spec.title is not None else ""
    words = (title, clip.prose, clip.labels, clip.spec.bias is not None)
    if isinstance(clip.trace, StackTrace):
        return stack_view(StackFacts(clip.trace, *words), theme, request)
    return single_view(SingleFacts(cast(ConvTrace, clip.trace), *words), theme, request)
