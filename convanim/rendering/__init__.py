"""From a plan to pictures: the stage, the renderer, and the pipeline that states the whole way.

``RetainedRenderer`` is loaded when it is asked for: Manim comes with it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convanim.rendering.renderer import RetainedRenderer

__all__ = ["RetainedRenderer"]


def __getattr__(name: str) -> Any:
    if name == "RetainedRenderer":
        from convanim.rendering.renderer import RetainedRenderer

        return RetainedRenderer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
