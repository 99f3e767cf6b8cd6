"""Frame by frame, the retained renderer draws the pixels that Manim's own draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from manim import Scene

from .plain_scenes import SCENES, SEPARABLE
from .reference import LEVELS, SHARE, difference, manims, ours, settings


@pytest.mark.parametrize("opacity", [1.0, 0.0], ids=["opaque", "transparent"])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_every_frame_is_manims(scene: type[Scene], opacity: float, tmp_path: Path) -> None:
    from convanim.rendering.stream import straight_alpha

    with settings(tmp_path, background_opacity=opacity):
        expected = manims(scene)
        drawn, _ = ours(scene)
    assert len(drawn) == len(expected)
    for number, (mine, theirs) in enumerate(zip(drawn, expected, strict=True)):
        worst, share = difference(mine, theirs if opacity == 1 else straight_alpha(theirs))
        assert worst <= LEVELS or opacity < 1, f"frame {number} is {worst} levels off"
        assert share <= SHARE, f"frame {number}: {share:.2e} of its pixels are off by up to {worst}"


@pytest.mark.parametrize("scene", SEPARABLE, ids=lambda scene: scene.__name__)
def test_most_frames_are_drawn_in_part(scene: type[Scene], tmp_path: Path) -> None:
    with settings(tmp_path):
        frames, renderer = ours(scene)
    assert renderer.whole_redraws < len(frames) / 4
