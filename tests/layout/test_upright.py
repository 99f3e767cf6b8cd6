"""Square and taller pictures: what they show is large, and stands in their middle."""

from __future__ import annotations

from typing import Any

import pytest

from convanim import ClipSpec, preset
from convanim.layout.boxes import Box, CanvasRequest
from convanim.rendering.areas import areas_of
from convanim.rendering.staging import Staging, stage
from tests.scenes.staged import on_stage

SCENES = {
    "flat": preset("numerical-padding-strides"),
    "tilted": preset("same-padding-no-strides"),
    "pooling": preset("max-pooling-2x2"),
    "two views": preset("transposed-two-views"),
    "filter": preset("rgb-one-filter"),
    "zoom": preset("from-kernel-to-layer"),
    "summary": preset("from-kernel-to-layer").changed(view="summary"),
    "one row": preset("conv1d-two-weights"),
    "volume": preset("conv3d-two-slices"),
    "activation": preset("activation-relu"),
    "flipped": preset("convolution-or-correlation"),
}
SIZES = ((1080, 1920), (900, 900))


def staging_of(spec: ClipSpec, width: int, height: int) -> Staging:
    return stage(spec.resolve(), CanvasRequest(False, width, height), loop=False)


def content_of(layout: Any) -> Box:
    """Where all lines stand in the whole picture."""
    dx, dy = layout.canvas.offset
    return Box.union(tuple(line.box for line in layout.lines)).moved(dx, dy)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", SCENES)
def test_an_upright_picture_has_its_content_in_its_middle(name: str, size: tuple[int, int]) -> None:
    layout = staging_of(SCENES[name], *size).layout
    canvas = layout.canvas
    assert canvas.pixels == size
    assert canvas.scale > size[0] / 1280  # larger than on a slide of that width
    assert all(abs(part * canvas.scale - round(part * canvas.scale)) < 1e-6 for part in canvas.offset)
    if name != "zoom":
        content = content_of(layout)
        assert canvas.box.contains(content)
        assert any(line.name in ("title", "panel") for line in layout.lines)


@pytest.mark.parametrize("size", [(1280, 720), (1000, 900)], ids=str)
def test_a_wide_picture_is_a_slide(size: tuple[int, int]) -> None:
    canvas = staging_of(SCENES["flat"], *size).canvas
    assert (canvas.pixels, canvas.offset) == (size, (0.0, 0.0))


def test_what_is_drawn_and_what_is_pointed_at_stand_where_the_layout_was_moved() -> None:
    spec = SCENES["flat"].changed(width=1080, height=1920, frame="slide")
    with on_stage(spec, ".mp4") as scene:
        layout, scale = scene.staging.layout, scene.staging.canvas.scale
        (dx, dy), plane = layout.canvas.offset, layout.output
        where = plane.box.moved(dx, dy)
        assert dy > 0
        drawn = [ink for ink in scene.drawing.inks if ink.box is not None]
        inside = [ink for ink in drawn if where.grown(6.0).contains(ink.box)]
        points = Box.union(tuple(Box.around(scene.drawing.to_pixels(ink.points)) for ink in inside))
        assert points.contains(where)
        assert not any(plane.box.contains(ink.box) for ink in drawn)
        areas = areas_of(scene.staging)
        assert areas is not None
        assert areas.output.origin == pytest.approx((where.x * scale, where.y * scale), abs=0.02)
