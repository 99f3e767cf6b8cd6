"""The planner of the scene ``grouped``: from a clip's numbers to a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.errors import ConvanimError
from convanim.layout.boxes import CanvasRequest
from convanim.layout.grouped.facts import grouped_facts
from convanim.layout.grouped.fitted import fitted_layout
from convanim.layout.grouped.pieces import GroupedLayout
from convanim.layout.grouped.slide import slide_layout
from convanim.layout.upright import upright
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip


@upright
def grouped(clip: Clip, theme: Theme, request: CanvasRequest) -> GroupedLayout:
    """The layout of a clip; ConvanimError where its maps do not fit the picture."""
    facts = grouped_facts(clip, not request.fitted or clip.spec.title is not None)
    found = (fitted_layout if request.fitted else slide_layout)(facts, theme, request)
    if found is None:
        (rows, columns), kernel = facts.padded, facts.kernel
        raise ConvanimError(
            f"an input of {rows}×{columns} cells under {kernel[0]}×{kernel[1]} kernels does not fit the "
            f"picture: use a smaller input or kernel, or a larger width"
        )
    return found
