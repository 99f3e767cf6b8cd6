"""A kernel with a depth of its own moves through a volume: across, down, and from slice to slice."""

from __future__ import annotations

from typing import cast

from convanim.engine import ConvTrace
from convanim.layout.volume.layout import VolumeLayout
from convanim.mobjects.volume import VolumePicture
from convanim.rendering.stage import Stage
from convanim.story.storyboard import Moment
from convanim.story.volume import VolumeState, volume_state


class Conv3d(Stage):
    """Depth slices in a row, a box through some of them, and the slices of the output below."""

    name = "conv3d"

    def build(self) -> None:
        """Make the slices, the kernel and the box."""
        staging = self.staging
        layout: VolumeLayout = staging.layout
        clip = staging.clip
        trace, bias_shown = cast(ConvTrace, clip.trace), clip.spec.bias is not None
        self.view = VolumePicture(self.drawing, layout, staging.theme, trace, clip.labels, bias_shown)
        self.state: VolumeState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        state = volume_state(moment, self.staging.layout.grid)
        if state != self.state:
            self.state = state
            self.view.show(state)
