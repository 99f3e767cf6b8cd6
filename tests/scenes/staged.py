"""Scenes brought to life without a file: built from a spec, shown at any time, looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from convanim.layout.boxes import Box
from convanim.mobjects.drawing import Ink
from convanim.rendering.catalog import find
from convanim.rendering.medium import Medium, medium_of
from convanim.rendering.pipeline import manim_settings
from convanim.rendering.renderer import RetainedRenderer
from convanim.rendering.stage import Stage
from convanim.rendering.staging import Staging, stage
from convanim.spec import ClipSpec
from tests.layout.conftest import Case

Points = NDArray[np.float64]


def spec_of(case: Case, **changes: Any) -> ClipSpec:
    """The clip of a layout case: the same numbers, written as values."""
    trace = case.trace()
    return ClipSpec(
        input=trace.input[0].tolist(),
        kernel=trace.weight[0, 0].tolist(),
        bias=case.bias,
        activation=case.activation,
        **{**case.parameters, **changes},
    )


def planned(spec: ClipSpec, suffix: str = ".gif") -> tuple[Staging, Medium]:
    """A spec planned for a format."""
    medium = medium_of(spec, Path("clip" + suffix))
    return stage(spec.resolve(), medium.request, medium.loop), medium


@contextmanager
def on_stage(spec: ClipSpec, suffix: str = ".gif") -> Iterator[Any]:
    """A spec's scene, built, at its first moment. Nothing is drawn until somebody asks for pixels."""
    staging, medium = planned(spec, suffix)
    with manim_settings(staging, medium):
        yield built(staging)


def built(staging: Staging) -> Any:
    """A scene that is set up. Manim has to be configured for it."""
    scene: Stage = find(staging.clip.spec.scene).load()(
        staging, renderer=RetainedRenderer(lambda frame: None)
    )
    scene.setup()
    return scene


def inks_of(scene: Stage) -> list[Ink]:
    """What Manim would draw, in the order in which it lies: all that has an outline."""
    found = [ink for ink in scene.picture.submobjects if len(ink.points)]
    assert all(isinstance(ink, Ink) for ink in found)
    return found  # type: ignore[return-value]  # the assertion says so


def filled(scene: Stage) -> list[Ink]:
    """The inks with a visible fill."""
    return [ink for ink in inks_of(scene) if ink.fill_rgbas[0, 3] > 0]


def pixels_of(scene: Stage, ink: VMobject) -> Points:
    """An ink's outline in design pixels."""
    return scene.drawing.to_pixels(ink.points)


def box_of(scene: Stage, ink: VMobject) -> Box:
    """The room of an ink's outline, in design pixels."""
    return Box.around(pixels_of(scene, ink))


def colour_of(ink: VMobject) -> str:
    """An ink's fill, ``#RRGGBB``."""
    return "#" + "".join(f"{round(part * 255):02X}" for part in ink.fill_rgbas[0, :3])


Look = list[tuple[Any, ...]]


def look_of(scene: Stage) -> Look:
    """All that the picture depends on: what does not differ here cannot differ in the pixels."""
    look: Look = []
    for ink in scene.picture.submobjects:
        assert isinstance(ink, Ink)
        fill, stroke = float(ink.fill_rgbas[0, 3]), float(ink.stroke_rgbas[0, 3] * ink.stroke_width)
        if len(ink.points) and (fill > 0 or stroke > 0):
            paints = (ink.fill_rgbas.tobytes(), ink.stroke_rgbas.tobytes(), float(ink.stroke_width))
            look.append((ink.points.tobytes(), *paints, ink.cap_style, ink.joint_type))
        else:
            look.append(())
    return look


def same_look(one: Look, other: Look, tolerance: float = 1e-9) -> bool:
    """Whether two looks are one picture, give or take rounding of the outlines (in Manim's units)."""
    if len(one) != len(other):
        return False
    return all(
        mine == theirs or _nearly(mine, theirs, tolerance) for mine, theirs in zip(one, other, strict=True)
    )


def _nearly(mine: tuple[Any, ...], theirs: tuple[Any, ...], tolerance: float) -> bool:
    if not mine or not theirs or len(mine[0]) != len(theirs[0]) or mine[3:] != theirs[3:]:
        return False
    parts = ((np.frombuffer(a), np.frombuffer(b)) for a, b in zip(mine[:3], theirs[:3], strict=True))
    return all(bool(np.abs(a - b).max() <= tolerance) for a, b in parts)
