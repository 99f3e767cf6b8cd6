"""A kernel sweeps over a photograph, and the feature map appears as a picture."""

from __future__ import annotations

from typing import Any, cast

from convanim.engine import ConvTrace
from convanim.layout.photo.facts import written_weights
from convanim.layout.photo.layout import PhotoLayout
from convanim.mobjects.photo import PhotoPicture
from convanim.mobjects.photo_raster import RasterCamera
from convanim.rendering.stage import Stage
from convanim.story.photo import PhotoState, photo_state
from convanim.story.storyboard import Moment


class Photo(Stage):
    """A picture in greys, a lens that shows the pixels under the kernel, and the picture that it makes."""

    name = "photo"

    def __init__(self, clip: Any = None, renderer: Any = None, **options: Any) -> None:
        super().__init__(clip, renderer, **{"camera_class": RasterCamera, **options})

    def build(self) -> None:
        """Make the picture."""
        layout: PhotoLayout = self.staging.layout
        clip = self.staging.clip
        weights, _ = written_weights(clip)
        self.view = PhotoPicture(self.drawing, layout, self.staging.theme, clip.trace, weights)
        self.state: PhotoState | None = None

    def show_moment(self, moment: Moment) -> None:
        """Bring the picture to a moment of the storyboard."""
        trace = cast(ConvTrace, self.staging.clip.trace)
        columns = trace.output_shape[-1]
        state = photo_state(moment, columns)
        if state == self.state:
            return
        self.state = state
        step = None
        if not state.blank:
            row, column = state.window
            step = trace.step((round(row), round(column)))
        self.view.show(state, step)
