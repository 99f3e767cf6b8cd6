"""A curve turns every value of a map into a value of the next: from its cell to the axis, up, and across."""

from __future__ import annotations

from convanim.mobjects.activation import ActivationPicture
from convanim.rendering.stage import Stage
from convanim.story.activation import ActivationState, activation_state
from convanim.story.storyboard import Moment


class Activation(Stage):
    """The map before, the activation's curve with the moving point, and the map after."""

    name = "activation"

    def build(self) -> None:
        """Make the picture of both maps and the curve."""
        staging = self.staging
        self.view = ActivationPicture(self.drawing, staging.layout, staging.theme, staging.clip.trace)
        self.state: ActivationState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        state = activation_state(moment, self.staging.layout.before.columns)
        if state != self.state:
            self.state = state
            self.view.show(state)
