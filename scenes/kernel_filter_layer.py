"""One camera move from one kernel to one filter to the whole layer, each with its shape and its weights."""

from __future__ import annotations

from convanim.layout.zoom.summary import SummaryLayout
from convanim.mobjects.zoom import ZoomPicture
from convanim.mobjects.zoom_paper import BoardDrawing
from convanim.mobjects.zoom_summary import SummaryPicture
from convanim.rendering.stage import Stage
from convanim.story.storyboard import Moment
from convanim.story.zoom_shots import panels_state, zoom_state
from convanim.story.zoom_state import ZoomState


class KernelFilterLayer(Stage):
    """What a kernel is, what a filter is, what a layer is: the same sheet, seen from three places."""

    name = "kernel-filter-layer"

    def build(self) -> None:
        """Make the board and all that is seen of it, or the three panels of the summary."""
        staging = self.staging
        self.drawing = BoardDrawing(staging.canvas, staging.theme)
        self.state: ZoomState | None = None
        if isinstance(staging.layout, SummaryLayout):
            self.panels = SummaryPicture(self.drawing, staging.layout, staging.theme)
            return
        bias_shown = staging.clip.spec.bias is not None
        self.view = ZoomPicture(self.drawing, staging.layout, staging.theme, staging.clip.trace, bias_shown)

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the story."""
        if isinstance(self.staging.layout, SummaryLayout):
            self.panels.show(panels_state(moment))
            return
        state = zoom_state(moment, self.staging.layout)
        if state != self.state:
            self.state = state
            self.view.show(state)
