"""A transposed convolution, read two ways: each output cell gathers, each input cell scatters."""

from __future__ import annotations

from typing import cast

from convanim.engine.trace_transposed import GatherTrace
from convanim.layout.transposed.plan import TransposedLayout
from convanim.mobjects.transposed import TransposedPicture
from convanim.rendering.stage import Stage
from convanim.story.sliding import SlidingState, sliding_state
from convanim.story.storyboard import Moment


class Transposed(Stage):
    """Gather and scatter side by side on one clock, either of them alone, or gather as two tilted planes."""

    name = "transposed"

    def build(self) -> None:
        """Make the picture of the layout's sides."""
        layout: TransposedLayout = self.staging.layout
        trace = cast(GatherTrace, self.staging.clip.trace)
        self.view = TransposedPicture(self.drawing, layout, self.staging.theme, trace)
        self.state: SlidingState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        self.view.show(moment, sliding_state(moment, self.staging.layout.grid[1]))
