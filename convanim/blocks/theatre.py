"""A stage without a film crew: its picture at any time, for whoever holds a view of it."""

from __future__ import annotations

from typing import Any

from manim import RendererType, VGroup, config

from convanim import typeset
from convanim.blocks.clipping import clipped
from convanim.errors import ConvanimError
from convanim.mobjects.drawing import Drawing, Ink, Points
from convanim.rendering.catalog import find
from convanim.rendering.stage import Stage, frame_size
from convanim.rendering.staging import Staging


class Theatre:
    """The picture of a clip, which all copies of a `Convolution` look at in turn.

    It has no ``__dict__`` on purpose: Manim writes those of all mobjects down to name a cached film.

    Attributes:
        staging: the clip, its storyboard and its layout.
        size: width and height of the picture, in Manim's units.
        shown_for: who looked at it last.
    """

    __slots__ = ("_stage", "shown_for", "size", "staging")

    def __init__(self, staging: Staging) -> None:
        self.staging = staging
        self.size = frame_size(staging.canvas)
        self.shown_for: object = None
        self._stage = _built(staging)

    def __deepcopy__(self, memo: dict[int, Any]) -> Theatre:
        """There is one for all copies: it knows all that they may want to see."""
        return self

    @property
    def inks(self) -> list[Ink]:
        """All outlines, in the order in which they lie."""
        return self._stage.drawing.inks

    def show(self, time: float) -> list[int]:
        """Bring the picture to a time, in seconds; answers which of the inks look different now."""
        places = self._stage.drawing.places
        return [places[ink] for ink in self._stage.show(time)]

    def outline(self, ink: Ink) -> Points:
        """An ink's outline in units, cut where it leaves the picture."""
        if ink.box is None or self.staging.canvas.box.contains(ink.box):
            return ink.points
        width, height = self.size
        return clipped(ink.points, (width / 2, height / 2), bool(ink.fill_rgbas[0, 3]))


def _built(staging: Staging) -> Stage:
    """The stage of a clip, built but with nobody to film it.

    A second ``Scene`` inside of one would seed the user's random numbers anew and open a log file.
    """
    if config.renderer == RendererType.OPENGL:
        raise ConvanimError("convanim draws with Manim's Cairo renderer: leave --renderer=opengl out")
    scene = find(staging.clip.spec.scene).load()
    stage = scene.__new__(scene)
    stage.staging, stage.drawing, stage.picture = staging, Drawing(staging.canvas), VGroup()
    with typeset.lent(staging.clip.font):
        stage.build()
    return stage
