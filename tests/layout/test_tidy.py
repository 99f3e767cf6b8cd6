"""Small things that the eye trips over."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec, preset
from convanim.labels import ENGLISH
from convanim.layout.boxes import Box, CanvasRequest
from convanim.layout.cells import fit_number
from convanim.layout.heading import heading
from convanim.layout.photo.verdict import verdict
from convanim.layout.zoom.layout import ZoomLayout
from convanim.rendering.staging import stage
from convanim.story.zoom import Level
from convanim.theme import LIGHT

CALL = "block1_conv1 (Conv2D(64, 3, strides=2, padding='same', activation='relu'))"


def layout_of(spec: ClipSpec, width: int = 640, fitted: bool = True) -> Any:
    return stage(spec.resolve(), CanvasRequest(fitted, width), loop=True).layout


def texts_of(layout: Any, name: str) -> list[str]:
    return [line.text for line in layout.lines if line.name == name]


@pytest.mark.parametrize(("cell", "text"), [(37.0, "≈0.28"), (72.0, "0.2754")])
def test_an_exact_number_that_is_hardly_legible_gives_way_to_a_larger_one(cell: float, text: str) -> None:
    digits = fit_number(0.2754, cell)
    assert digits is not None
    assert digits.text == text
    assert digits.size > 10.4


def test_beside_such_numbers_one_digit_will_do_where_it_is_as_near() -> None:
    texts = [digits.text for digits in (fit_number(value, 37.0) for value in (0.1966, 0.0849)) if digits]
    assert texts == ["≈0.2", "0.0849"]


@pytest.mark.parametrize(("title", "count"), [("Stride 2", 1), (CALL, 2), (f"{CALL} {CALL} {CALL}", 2)])
def test_a_long_title_of_a_fitted_picture_has_two_lines(title: str, count: int) -> None:
    lines = heading(title, "", LIGHT, Box(19, 0, 602, 0), small=True).lines
    assert len(lines) == count
    assert " ".join(line.text for line in lines) == title or lines[-1].text.endswith("…")
    assert all(line.box.right <= 621.5 for line in lines)


def test_the_output_of_many_channels_is_not_smaller_than_its_room() -> None:
    layout = layout_of(preset("many-channels"), 480)
    output, maps = layout.rows[0].output, layout.columns[0].input
    assert output.cell >= 1.8 * maps.cell
    assert texts_of(layout, "input") == ["input  7×7×256"]
    assert any(line.text == "5×5" for lines in layout.rows[0].output_captions for line in lines)


@pytest.mark.parametrize(("width", "fitted"), [(640, True), (1280, False)])
def test_the_name_of_a_map_stays_beside_it_where_windows_reach_out(width: int, fitted: bool) -> None:
    spec = ClipSpec.of(scene="pooling", input="5x5", kernel=2, stride=2, ceil_mode=True)
    layout = layout_of(spec, width, fitted)
    name = next(line for line in layout.lines if line.name == "input")
    assert 0 < layout.input.box.y - name.y < name.size


@pytest.mark.parametrize("width", [480, 640])
def test_no_row_begins_with_what_closes_the_bracket(width: int) -> None:
    layout = layout_of(preset("photo-blur"), width)
    for line in layout.sums:
        closing = line.ending[0]
        assert closing.text.lstrip().startswith(")")
        assert closing.y == line.terms[-1].y
        assert closing.x > line.terms[-1].x


def test_a_window_is_called_flat_only_where_its_sum_has_next_to_no_colour() -> None:
    ramp = np.tile(np.arange(40), (12, 1))  # soft everywhere: each window is flat, each sum the strongest
    clip = ClipSpec.of(scene="photo", input=ramp, kernel="sobel-x").resolve()
    trace: Any = clip.trace
    assert verdict(trace, trace.step((5, 20)), ENGLISH) == "dark left, bright right"


@pytest.mark.parametrize(("width", "fitted"), [(480, True), (1280, False)])
def test_each_map_of_answers_tells_its_size(width: int, fitted: bool) -> None:
    layout = layout_of(preset("rgb-one-filter").changed(partial_maps=True), width, fitted)
    lines = [line for lines in layout.rows[0].captions for line in lines if line.name == "partial"]
    assert sum("3×3" in line.text for line in lines) == len(layout.columns)


@pytest.mark.parametrize("width", [480, 640])
def test_the_edge_does_not_cut_the_map_that_the_kernel_reads(width: int) -> None:
    layout: ZoomLayout = layout_of(preset("from-kernel-to-layer"), width)
    assert layout.maps[0][Level.KERNEL].box.y >= 0
    texts = [line.what.text for line in layout.inscriptions[Level.LAYER] if hasattr(line.what, "text")]
    assert "output  3×3×2" in texts
