"""Pictures that are square or taller: a fitted picture in their middle; a slide would be small in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from convanim.errors import ConvanimError
from convanim.layout.boxes import Canvas, CanvasRequest

if TYPE_CHECKING:
    from convanim.spec import Clip
    from convanim.theme import Theme

UPRIGHT = 0.95
"""From so many times as high as it is wide on, a picture is upright: a square one, nearly."""
SIZES = (1.4, 1.25, 1.12, 1.0, 0.9, 0.8, 0.7)
"""How large the content may be seen, against a fitted picture of that width: the largest that fits."""
Layout = TypeVar("Layout")
Planner = Callable[["Clip", "Theme", CanvasRequest], Layout]


def upright(planner: Planner[Layout]) -> Planner[Layout]:
    """The same planner, which in an upright picture plans a fitted one with a title, in its middle.

    Where that does not fit either, it is a slide as ever.
    """

    @wraps(planner)
    def plan(clip: Clip, theme: Theme, request: CanvasRequest) -> Layout:
        if request.fitted or (request.height or 0) < UPRIGHT * request.width:
            return planner(clip, theme, request)
        titled = replace(clip, spec=replace(clip.spec, title=clip.title))
        for size in SIZES:
            try:
                fitted: Any = planner(titled, theme, CanvasRequest(True, round(size * request.width)))
            except ConvanimError:
                continue
            canvas = _around(fitted.canvas, request)
            if canvas is not None:
                return cast(Layout, replace(fitted, canvas=canvas))
        return planner(clip, theme, request)

    return plan


def _around(fitted: Canvas, request: CanvasRequest) -> Canvas | None:
    """The whole picture with a fitted one in its middle, pixel on pixel; None where it is too high."""
    scale = fitted.scale
    room = (request.width - fitted.pixels[0], (request.height or 0) - fitted.pixels[1])
    if min(room) < 0:
        return None
    offset = room[0] // 2 / scale, room[1] // 2 / scale
    return Canvas(request.width / scale, (request.height or 0) / scale, scale, offset)
