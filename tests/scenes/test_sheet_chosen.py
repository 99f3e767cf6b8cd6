"""Chosen channels of a model's layer on a sheet: called as in the model; the others' sum touches nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import convanim
from convanim.sources import Values
from convanim.spec.toml import loads
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


@pytest.fixture
def filters(tmp_path: Path) -> convanim.ClipSpec:
    """A layer of six filters, two of them chosen, and two of its eight channels."""
    weights = np.random.default_rng(1).normal(size=(6, 8, 3, 3)).astype("f4")
    np.savez(tmp_path / "net.npz", **{"conv.weight": weights})
    chosen = {"channels": (0, 5), "only_filters": (3, 5)}
    return convanim.model_layer(tmp_path / "net.npz", "conv", input="8x5x5", **chosen)


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_filters_and_their_maps_are_called_as_in_the_model(filters: convanim.ClipSpec, suffix: str) -> None:
    with on_stage(filters, suffix) as scene:
        layout, board = scene.staging.layout, scene.storyboard
    rows = layout.rows
    lines = [line.text for row in rows for group in (*row.captions, *row.output_captions) for line in group]
    assert [text[:8] for text in lines if text.startswith("filter")] == ["filter 3", "filter 5"]
    assert [text[:5] for text in lines if text.startswith("map")] == ["map 3", "map 5"]
    assert not any("of 2" in text for text in lines)
    told = next(beat.caption for beat in board.beats if "filter" in beat.caption)
    assert "filter 3: " in told or "filter 5: " in told


def test_a_finished_clip_knows_what_its_channels_and_filters_are_called(filters: convanim.ClipSpec) -> None:
    clip = filters.resolve()
    again = loads(clip.embedded).resolve()
    assert isinstance(again.spec.kernel, Values)
    assert again.labels == clip.labels
    assert again.embedded == clip.embedded


def test_depthwise_filters_are_called_as_in_the_model(tmp_path: Path) -> None:
    np.savez(tmp_path / "net.npz", **{"conv.weight": np.ones((6, 1, 3, 3), "f4")})
    spec = convanim.model_layer(
        tmp_path / "net.npz", "conv", input="6x5x5", groups=6, scene="grouped", channels=(1, 4)
    )
    clip = spec.resolve()
    assert (clip.labels.channels, clip.labels.filters) == ((1, 4), (1, 4))
    assert loads(clip.embedded).resolve().labels == clip.labels


def test_numbers_that_are_too_few_are_refused(filters: convanim.ClipSpec) -> None:
    short = filters.resolve().embedded.replace("filters = [3, 5]", "filters = [3]")
    with pytest.raises(
        convanim.ConvanimError, match=r"^filters numbers 1 of 2: number each of them, or leave"
    ):
        loads(short).resolve()


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
