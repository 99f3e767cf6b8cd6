"""What deep learning computes beside what mathematics calls convolution: the kernel is rotated or not."""

from __future__ import annotations

from typing import cast

from convanim.engine import ConvTrace
from convanim.layout.flipped.plan import FlippedLayout
from convanim.mobjects.flipped import FlippedPicture
from convanim.rendering.stage import Stage
from convanim.story.flipped import FlippedState, flipped_state
from convanim.story.storyboard import Moment


class CrossCorrelation(Stage):
    """Two sliding kernels on one clock: as it is, and rotated by 180° first."""

    name = "cross-correlation"

    def build(self) -> None:
        """Make both sides."""
        staging = self.staging
        layout: FlippedLayout = staging.layout
        clip = staging.clip
        trace, bias_shown = cast(ConvTrace, clip.trace), clip.spec.bias is not None
        self.view = FlippedPicture(self.drawing, layout, staging.theme, trace, clip.labels, bias_shown)
        self.state: FlippedState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring both sides to a moment of the storyboard."""
        state = flipped_state(moment, self.staging.layout.grid[1], self.view.written)
        if state != self.state:
            self.state = state
            self.view.show(state)
