"""Chosen channels of a model's layer on a sheet: called as in the model; the others' sum touches nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import convanim
from convanim.typeset import runs_width
from tests.scenes.staged import on_stage


@pytest.fixture
def spec(tmp_path: Path) -> convanim.ClipSpec:
    """A layer of eight channels with weights of many digits, two of them chosen."""
    weights = np.random.default_rng(1).normal(size=(2, 8, 3, 3)).astype("f4")
    np.savez(tmp_path / "net.npz", **{"conv.weight": weights})
    return convanim.model_layer(tmp_path / "net.npz", "conv", input="8x7x7", channels=(0, 5))


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_channels_are_called_as_in_the_model(spec: convanim.ClipSpec, suffix: str) -> None:
    with on_stage(spec, suffix) as scene:
        names = [line.text for line in scene.staging.layout.lines if line.name == "channel"]
    assert names == ["channel 0", "channel 5", "channel 7"]


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_a_long_sum_of_the_others_touches_nothing(spec: convanim.ClipSpec, suffix: str) -> None:
    said = 0
    with on_stage(spec, suffix) as scene:
        for moment in np.linspace(0, scene.storyboard.duration, 40):
            scene.show(float(moment))
            for row in scene.view.rows:
                for line in row.hidden_lines:
                    said += 1
                    place = row._row
                    left, right = line.x, line.x + runs_width(line.runs)
                    low, high = line.y + 3.0, line.y - 13.0
                    for box in (*(plane.box for plane in place.kernels), *place.chips):
                        apart = box.right <= left or box.x >= right or box.bottom <= high or box.y >= low
                        assert apart, (line.text, box)
                    assert place.bracket is None or place.bracket.box.y >= low
    assert said
