"""A kernel slides over a row of samples; or a stack of causal layers, each reading further back."""

from __future__ import annotations

from typing import cast

from convanim.engine import ConvTrace
from convanim.engine.trace_stack import StackTrace
from convanim.layout.conv1d.facts import sample_numbers
from convanim.layout.conv1d.layout import SingleLayout, StackLayout
from convanim.mobjects.conv1d_single import SinglePicture
from convanim.mobjects.conv1d_stack import StackPicture
from convanim.rendering.stage import Stage
from convanim.story.conv1d import StackState, stack_state
from convanim.story.sliding import SlidingState, sliding_state
from convanim.story.storyboard import Moment


class Conv1d(Stage):
    """Samples: one layer, ``input → kernel → output`` from below, or a stack of causal, dilated layers."""

    name = "conv1d"

    def build(self) -> None:
        """Make the picture of the layout's view."""
        clip, layout, theme = self.staging.clip, self.staging.layout, self.staging.theme
        self.state: SlidingState | StackState | None = None
        self.single: SinglePicture | None = None
        self.stack: StackPicture | None = None
        if isinstance(layout, StackLayout):
            trace = cast(StackTrace, clip.trace)
            shown = clip.spec.bias is not None
            self.stack = StackPicture(self.drawing, layout, theme, trace, clip.labels, shown)
        else:
            single = cast(SingleLayout, layout)
            self.single = SinglePicture(self.drawing, single, theme, cast(ConvTrace, clip.trace), clip.labels)

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        if self.stack is not None:
            layers, first = len(self.stack.trace.layers), self.stack.layout.first
            state = stack_state(moment, first, layers)
            if state != self.state:
                self.state = state
                self.stack.show(state)
        elif self.single is not None:
            self._show_single(self.single, sliding_state(moment, len(self.single.trace), written=False))

    def _show_single(self, picture: SinglePicture, state: SlidingState) -> None:
        if state == self.state:
            return
        self.state = state
        numbers = None
        if state.position is not None:
            step = picture.trace.step((state.position,))
            shown = self.staging.clip.spec.bias is not None
            numbers = sample_numbers(step, shown, picture.trace.activation)
        picture.show(state, numbers)
