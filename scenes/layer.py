"""Every filter reads the same window and draws its own output map; together they are a layer."""

from __future__ import annotations

from convanim.mobjects.sheet import SheetPicture
from convanim.rendering.stage import Stage
from convanim.story.sheet import sheet_state
from convanim.story.sheet_turns import SheetState
from convanim.story.storyboard import Moment


class Layer(Stage):
    """A layer: a row for every filter, the rows at work in turn, and their maps as one output."""

    name = "layer"

    def build(self) -> None:
        """Make the sheet of all rows."""
        staging = self.staging
        bias_shown = staging.clip.spec.bias is not None
        self.view = SheetPicture(self.drawing, staging.layout, staging.theme, staging.clip.trace, bias_shown)
        self.state: SheetState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the sheet to a moment of the storyboard."""
        state = sheet_state(moment, self.view.order)
        if state != self.state:
            self.state = state
            self.view.show(state)
