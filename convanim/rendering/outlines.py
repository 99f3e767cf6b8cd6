"""A picture as shapes and texts instead of pixels, for formats that stay sharp at any size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convanim.layout.boxes import Box
from convanim.lettering import Lettered, Lettering
from convanim.rendering.catalog import find
from convanim.rendering.frames import Frame, Pixels

if TYPE_CHECKING:
    from convanim.rendering.stage import Stage
    from convanim.rendering.staging import Staging

Points = NDArray[np.float64]


class Look(NamedTuple):
    """A fill and a stroke (None is none), its width in design pixels, their opacity, and its caps."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    opacity: float = 1.0
    round_caps: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """Pixels in a picture: where they lie, in design pixels; colours and alpha, ``(rows, columns, 4)``."""

    box: Box
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Shape:
    """What lies in a picture: an outline, cubic Béziers ``(4n, 2)`` in design pixels, and the texts that
    have the same look; or an ``image``, which the outline is filled
    with, and of which the look says the opacity."""

    look: Look
    curves: Points
    texts: tuple[Lettered, ...]
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class VectorFrame:
    """One picture as shapes, in the order in which they lie.

    Attributes:
        time, duration: as a ``Frame`` has them; pictures follow one another at the clip's rate.
        width, height: design pixels.
        shapes: what is seen.
        caption: what is said of it.
    """

    time: float
    duration: float
    width: float
    height: float
    shapes: tuple[Shape, ...]
    caption: str = ""


VectorSink = Callable[[VectorFrame], None]


def draw(staging: Staging, times: Iterable[float], rate: float, sink: VectorSink) -> None:
    """Send the pictures at these times, in seconds, to a sink as shapes."""
    from convanim.rendering.renderer import RetainedRenderer

    lettering, renderer = Lettering(), RetainedRenderer(ignore)
    with lettering.collecting():
        stage = find(staging.clip.spec.scene).load()(staging, renderer=renderer)
        stage.setup()
    renderer.release()
    canvas = staging.canvas
    for number, time in enumerate(times):
        with lettering.collecting():
            stage.show(time)
        shapes, caption = shapes_of(stage, lettering), staging.storyboard.at(time).beat.caption
        sink(VectorFrame(number / rate, 1 / rate, canvas.width, canvas.height, shapes, caption))


def ignore(frame: Frame) -> None:
    """A sink for pixels that nobody asks for."""


def shapes_of(stage: Stage, lettering: Lettering) -> tuple[Shape, ...]:
    """What a stage shows just now, without what is hidden."""
    from convanim.mobjects.photo_raster import Raster

    shapes = []
    for ink in stage.drawing.inks:
        look = Look(*ink.look)
        if ink.box is not None and look.opacity > 0 and (look.fill or look.stroke):
            curves, texts = lettering.read(stage.drawing.to_pixels(ink.points))
            image = Image(ink.plane.box, ink.shown) if isinstance(ink, Raster) else None
            shapes.append(Shape(look, curves, texts, image))
    return tuple(shapes)
