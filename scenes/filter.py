"""One kernel for every input channel: their answers and the bias add up to one output map."""

from __future__ import annotations

from convanim.mobjects.sheet import SheetPicture
from convanim.rendering.stage import Stage
from convanim.story.sheet import sheet_state
from convanim.story.sheet_turns import SheetState
from convanim.story.storyboard import Moment


class Filter(Stage):
    """A filter as an equation: kernels, answers, bias, sum, activation, output cell."""

    name = "filter"

    def build(self) -> None:
        """Make the sheet of one row."""
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
