"""A layer on a colour picture: its copy in true colours, the bar, the shapes, and all positions in 20 s."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import preset
from convanim.layout.sheet.facts import is_picture
from convanim.mobjects.sheet_picture import STEP, colours_of
from tests.scenes.staged import colour_of, filled, on_stage, planned

KERAS = preset("keras-conv2d-two-filters")
SLIDE = KERAS.changed(frame="slide", width=1280)


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_676_positions_take_at_most_20_seconds(suffix: str) -> None:
    storyboard = planned(KERAS, suffix)[0].storyboard
    assert storyboard.duration <= 20
    assert storyboard.positions in (676, 2 * 676)


def test_the_copy_has_the_colours_of_the_picture_cell_by_cell() -> None:
    with on_stage(SLIDE, ".mp4") as scene:
        scene.show(scene.storyboard.poster)
        plane, channels = scene.staging.layout.copy, scene.staging.clip.trace.input
        drawn: dict[tuple[int, int], str] = {}
        for ink in filled(scene):
            if ink.box is None or not plane.box.grown(0.1).contains(ink.box, 0.0):
                continue
            quads = scene.drawing.to_pixels(ink.points).reshape(-1, 16, 2)
            for quad in quads:
                low, high = quad.min(axis=0), quad.max(axis=0)
                (left, top), (right, bottom) = (
                    np.round((p - plane.origin) / plane.cell) for p in (low, high)
                )
                cells = np.ndindex(int(bottom - top), int(right - left))
                drawn |= {(int(top) + r, int(left) + c): colour_of(ink) for r, c in cells}
        assert len(drawn) == 28 * 28
        for (row, column), colour in drawn.items():
            told = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)])
            assert np.abs(told - channels[:, row, column]).max() <= STEP / 2 + 1


def test_the_bar_tells_the_share_of_the_positions_while_they_go_by() -> None:
    with on_stage(SLIDE, ".mp4") as scene:
        bar, layout = scene.view._bar, scene.staging.layout
        scene.show(scene.storyboard.marks["step 2"] + 1.0)
        assert bar._rail.box is None
        scene.show(scene.storyboard.marks["skip"] + 0.6)
        state = scene.view.state
        assert state.fast
        assert bar._done.box.width == pytest.approx(layout.bar.width * (state.position + 1) / 676)
        assert f"position {state.position + 1} of 676" in scene.view.sum_text
        scene.show(scene.storyboard.poster)
        assert bar._rail.box is None


def test_the_heading_says_both_shapes_and_the_title_is_the_layers_line() -> None:
    layout: Any = planned(SLIDE, ".mp4")[0].layout
    texts = {line.name: line.text for line in layout.lines}
    assert texts["shapes"] == "28×28×3  →  26×26×2"
    assert texts["title"] == "Conv2D(2, 3, activation='relu')"
    assert layout.copy is not None


def test_bytes_and_shares_are_pictures_and_small_or_signed_numbers_are_none() -> None:
    rng = np.random.default_rng(0)
    assert is_picture(rng.integers(0, 256, (3, 20, 20)))
    assert is_picture(rng.random((3, 20, 20)))
    assert not is_picture(rng.integers(0, 4, (3, 20, 20)))
    assert not is_picture(rng.integers(-200, 200, (3, 20, 20)))
    assert not is_picture(rng.integers(0, 256, (3, 5, 5)))
    assert not is_picture(rng.integers(0, 256, (4, 20, 20)))


def test_shares_become_bytes() -> None:
    shares = np.array([[[0.0]], [[0.5]], [[1.0]]])
    assert np.abs(colours_of(shares)[0, 0] - (0, 127.5, 255)).max() <= STEP
    assert colours_of(np.array([[[7]], [[130]], [[255]]])).shape == (1, 1, 3)
