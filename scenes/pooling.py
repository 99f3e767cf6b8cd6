"""A window takes the largest of its cells, or their average, and the map becomes smaller."""

from __future__ import annotations

from typing import cast

from convanim.layout.pooling.facts import PoolingTrace, numbers_of
from convanim.layout.pooling.layout import PoolLayout
from convanim.mobjects.pooling import NumericPooling, PoolPicture, TiltedPooling
from convanim.rendering.stage import Stage
from convanim.story.sliding import SlidingState, sliding_state
from convanim.story.storyboard import Moment


class Pooling(Stage):
    """Maximum or average pooling of one channel: numeric, ``input → output``, or tilted, as two planes."""

    name = "pooling"

    def build(self) -> None:
        """Make the picture of the layout's view."""
        layout: PoolLayout = self.staging.layout
        trace = cast(PoolingTrace, self.staging.clip.trace)
        views: dict[str, type[PoolPicture]] = {"numeric": NumericPooling, "tilted": TiltedPooling}
        self.view = views[layout.view](self.drawing, layout, self.staging.theme, trace)
        self.state: SlidingState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        trace = cast(PoolingTrace, self.staging.clip.trace)
        layout: PoolLayout = self.staging.layout
        state = sliding_state(moment, layout.output.columns, written=False, sums=layout.slot is not None)
        if state == self.state:
            return
        self.state = state
        self.view.show(state, None if state.position is None else numbers_of(trace, state.position))
