"""The planners of the scenes that show filters: from a clip's numbers to a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from convanim.engine import ConvTrace
from convanim.errors import ConvanimError
from convanim.layout.boxes import CanvasRequest
from convanim.layout.sheet.facts import sheet_facts
from convanim.layout.sheet.fitted import fitted_sheet
from convanim.layout.sheet.sheet import SheetLayout
from convanim.layout.sheet.slide import slide_sheet
from convanim.layout.upright import upright
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip


@upright
def filter_sheet(clip: Clip, theme: Theme, request: CanvasRequest) -> SheetLayout:
    """The layout of ``filter``: one row of kernels."""
    return _sheet(clip, theme, request, layer=False)


@upright
def layer_sheet(clip: Clip, theme: Theme, request: CanvasRequest) -> SheetLayout:
    """The layout of ``layer``: a row for each filter, or in a fitted picture one row for all in turn."""
    return _sheet(clip, theme, request, layer=True)


def _sheet(clip: Clip, theme: Theme, request: CanvasRequest, layer: bool) -> SheetLayout:
    titled = not request.fitted or clip.spec.title is not None
    facts = sheet_facts(
        cast(ConvTrace, clip.trace),
        clip.title if titled else "",
        clip.prose,
        clip.labels,
        clip.spec.bias is not None,
        ("below" if request.fitted else "beside") if clip.spec.partial_maps else "",
    )
    plan = fitted_sheet if request.fitted else slide_sheet
    found = plan(facts, theme, request, layer)
    if found is None:
        (rows, columns), kernel = facts.padded, facts.kernel
        raise ConvanimError(
            f"an input of {rows}×{columns} cells under {kernel[0]}×{kernel[1]} kernels does not fit the "
            f"picture: use a smaller input or kernel, or a larger width"
        )
    return found
