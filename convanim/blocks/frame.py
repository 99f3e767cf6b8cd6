"""What carries a picture's place in a scene: a frame that is drawn nowhere, and what is seen through it."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import LineJointType, VMobject
from numpy.typing import NDArray

Points = NDArray[np.float64]

NOWHERE: Points = np.zeros((4, 2))
"""A curve that goes nowhere, in the middle of the picture."""


class Frame(VMobject):
    """The corners of a picture. Whatever moves, scales, turns or fades the picture does so to them.

    So they say at any time where the picture is and how much of its opacity it has, whichever of Manim's
    many ways brought it there. Its four edges are paths of their own, around nothing: no fill is seen.

    Attributes:
        rest: width and height as they were made, in Manim's units.
    """

    def __init__(self, width: float, height: float) -> None:
        super().__init__(stroke_width=0, stroke_opacity=0, fill_opacity=1)
        self.rest = (width, height)
        left_top, right_top = np.array((-width / 2, height / 2, 0)), np.array((width / 2, height / 2, 0))
        # No edge begins where the one before ends: together they would be a rectangle.
        for start, end in (
            (left_top, right_top),
            (-right_top, -left_top),
            (left_top, -right_top),
            (right_top, -left_top),
        ):
            self.start_new_path(start).add_line_to(end)

    @property
    def axes(self) -> tuple[Points, Points, Points]:
        """Where the picture's middle is now, and its units across and up, each ``(3,)``."""
        left_top, right_top, left_bottom, right_bottom = self.points[[0, 3, 4, 7]]
        across = (right_top - left_top) / self.rest[0]
        up = (left_top - left_bottom) / self.rest[1]
        return (left_top + right_bottom) / 2, across, up

    @property
    def zoom(self) -> float:
        """How large a unit of the picture is now: the root of its area."""
        _, across, up = self.axes
        return float(np.linalg.norm(np.cross(across, up)) ** 0.5)

    @property
    def share(self) -> float:
        """How much of its opacity the picture has."""
        return float(self.fill_rgbas[0, 3])

    def place(self, points: Points) -> Points:
        """Points of the picture as it was made, ``(n, 2)`` or ``(n, 3)`` in units, where they are now."""
        middle, across, up = self.axes
        placed: Points = middle + points[:, :1] * across + points[:, 1:2] * up
        return placed

    @property
    def look(self) -> bytes:
        """All that it says, to be compared."""
        return self.points[[0, 3, 4]].tobytes() + self.fill_rgbas.tobytes()


class Sheer(VMobject):
    """What takes an opacity as a share of its own: whoever makes it stronger shows nothing that is hidden.

    Attributes:
        own: the opacity of its fill and of its stroke where it is fully there.
    """

    own = (0.0, 0.0)

    def set_fill(self, color: Any = None, opacity: float | None = None, family: bool = True) -> Self:
        """Set the colour, and how much of its own opacity the fill has."""
        return super().set_fill(color, None if opacity is None else opacity * self.own[0], family)

    def set_stroke(
        self,
        color: Any = None,
        width: float | None = None,
        opacity: float | None = None,
        background: bool = False,
        family: bool = True,
    ) -> Self:
        """Set the colour, the width, and how much of its own opacity the stroke has."""
        share = None if opacity is None else opacity * self.own[1]
        return super().set_stroke(color, width, share, background, family)

    def get_fill_opacity(self) -> np.float64:
        """How much of its own opacity the fill has."""
        return np.float64(self.fill_rgbas[0, 3] / (self.own[0] or 1.0))

    def get_stroke_opacity(self, background: bool = False) -> np.float64:
        """How much of its own opacity the stroke has."""
        return np.float64(0.0 if background else self.stroke_rgbas[0, 3] / (self.own[1] or 1.0))


class View(Sheer):
    """One outline of the picture as it is seen through its frame: strokes become as large as all else."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(stroke_width=0, fill_opacity=0, joint_type=LineJointType.MITER)
        self.frame = frame

    def get_stroke_width(self, background: bool = False) -> float:
        """The width of the stroke as it is drawn now."""
        return float(super().get_stroke_width(background)) * self.frame.zoom

    def see(self, ink: VMobject, points: Points) -> None:
        """Look as an ink does, with these outlines instead of its own.

        What is hidden keeps a curve around nothing: Manim's animations skip mobjects without points, and
        lose count where their number changes on the way.
        """
        hidden = not len(points)
        self.points = self.frame.place(NOWHERE if hidden else points)
        self.own = (0.0, 0.0) if hidden else (float(ink.fill_rgbas[0, 3]), float(ink.stroke_rgbas[0, 3]))
        self.fill_rgbas = _with_opacity(ink.fill_rgbas, self.own[0] * self.frame.share)
        self.stroke_rgbas = _with_opacity(ink.stroke_rgbas, self.own[1] * self.frame.share)
        self.stroke_width, self.cap_style = ink.stroke_width, ink.cap_style


def _with_opacity(rgbas: Any, opacity: float) -> Any:
    """A colour, ``(1, 4)``, as visible as told."""
    made = rgbas.copy()
    made[:, 3] = opacity
    return made
