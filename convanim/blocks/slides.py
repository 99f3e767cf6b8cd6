"""A slide of manim-slides for the Manim that convanim draws with.

manim-slides 5.7 asks Manim for options that 0.22 has no more, and its own ``Slide`` ends with an error.
Apart from them this one does the same: ``self.next_slide()``, ``self.wipe(…)`` and the rest.
"""

from __future__ import annotations

from typing import Any

from manim import Scene, config, tempconfig
from manim_slides.slide.manim import Slide as ManimSlide


class Slide(ManimSlide):
    """A scene that stops at every ``self.next_slide()``: ``manim-slides render talk.py Talk``."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Make it without asking for a film by the name that the option no longer has."""
        super(ManimSlide, self).__init__(*args, **options)

    def render(self, *args: Any, **options: Any) -> None:  # type: ignore[override]  # as manim-slides has it
        """Render the scene with all its parts kept, then put them together as slides."""
        with tempconfig({"max_files_cached": -1}):
            Scene.render(self, *args, **options)
        self._save_slides(
            use_cache=not (config.disable_caching or self.disable_caching),
            flush_cache=self.flush_cache,
            skip_reversing=self.skip_reversing,
        )
