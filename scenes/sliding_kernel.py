"""A kernel slides over one input channel and fills the output, cell by cell."""

from __future__ import annotations

from typing import cast

from convanim.engine import ConvTrace
from convanim.layout.cells import Detail
from convanim.layout.facts import numbers_of
from convanim.layout.sliding.layout import SlidingLayout
from convanim.mobjects.sliding import NumericPicture, SlidingPicture, TiltedPicture
from convanim.rendering.stage import Stage
from convanim.story.sliding import SlidingState, sliding_state
from convanim.story.storyboard import Moment


class SlidingKernel(Stage):
    """One kernel, one channel: numeric, as ``input ∗ kernel = output``, or tilted, as two planes."""

    name = "sliding-kernel"

    def build(self) -> None:
        """Make the picture of the layout's view."""
        layout: SlidingLayout = self.staging.layout
        views: dict[str, type[SlidingPicture]] = {"numeric": NumericPicture, "tilted": TiltedPicture}
        self.view = views[layout.view](self.drawing, layout, self.staging.theme, self.staging.clip.trace)
        details = layout.details
        self.written = Detail.FACTORS in (details["input"], details.get("lens") if layout.lens else None)
        self.state: SlidingState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        trace = cast(ConvTrace, self.staging.clip.trace)
        state = sliding_state(
            moment, trace.output_shape[-1], self.written, self.staging.layout.sums is not None
        )
        if state == self.state:
            return
        self.state = state
        numbers = None
        if state.position is not None:
            step = trace.step(trace.position(state.position))
            numbers = numbers_of(step, self.staging.clip.spec.bias is not None, trace.activation)
        self.view.show(state, numbers)
