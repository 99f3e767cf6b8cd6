"""Channels in groups: grouped, depthwise and separable convolutions, alone or beside a standard one."""

from __future__ import annotations

from convanim.mobjects.grouped import GroupedPicture
from convanim.rendering.stage import Stage
from convanim.story.grouped import GroupedState, grouped_state
from convanim.story.storyboard import Moment


class Grouped(Stage):
    """A layer whose filters read only some of the channels, and what that saves."""

    name = "grouped"

    def build(self) -> None:
        """Make the maps, the rows and the counters."""
        staging = self.staging
        self.view = GroupedPicture(self.drawing, staging.layout, staging.theme, staging.clip.trace)
        self.state: GroupedState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        state = grouped_state(moment, self.view.clock)
        if state != self.state:
            self.state = state
            self.view.show(state)
