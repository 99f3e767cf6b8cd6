"""Ramps: which colour a value has, and that whatever is written on it can be read."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec
from convanim.layout.captions import end_texts
from convanim.layout.photo.facts import facts_of
from convanim.ramps import (
    CHANNELS,
    COARSE,
    FINE,
    Ramp,
    grey_ramp,
    keeps_scale,
    legible_on,
    picture_range,
    round_above,
    signed_ramp,
    tinted_ramp,
    with_pixels,
)
from convanim.theme import DARK, LIGHT, Theme, contrast, luminance, rgb

BYTES = np.arange(256).reshape(16, 16)
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def ramps(theme: Theme) -> list[Ramp]:
    tinted = [tinted_ramp(BYTES, getattr(theme, name)) for name in CHANNELS]
    return [grey_ramp(BYTES), *tinted, signed_ramp(BYTES - 128, theme.output, theme)]


@THEMES
def test_every_number_can_be_read_on_every_colour(theme: Theme) -> None:
    warm = theme.weight_on_active, theme.weight_on_padding
    for ramp in ramps(theme):
        for colour in ramp.colours:
            assert contrast(legible_on(colour), colour) >= 4.5
            assert contrast(legible_on(colour, *warm), colour) >= 4.5


def test_black_or_white_can_be_read_on_any_colour() -> None:
    greys = [f"#{level:02X}{level:02X}{level:02X}" for level in range(256)]
    assert min(contrast(legible_on(grey), grey) for grey in greys) >= 4.5


def test_a_grey_is_off_by_less_than_can_be_seen() -> None:
    ramp = grey_ramp(BYTES)
    assert (ramp.colour(0), ramp.colour(255), len(ramp.colours)) == ("#000000", "#FFFFFF", FINE)
    assert max(abs(rgb(ramp.colour(value))[0] - value) for value in range(256)) <= 2


@THEMES
def test_what_is_brighter_is_brighter_on_the_screen(theme: Theme) -> None:
    for ramp in ramps(theme)[:4]:
        shades = [luminance(colour) for colour in ramp.colours]
        assert all(low < high for low, high in pairwise(shades))
        assert shades[0] == 0
        assert shades[-1] > 0.4


@THEMES
def test_signs_differ_and_their_sizes_compare(theme: Theme) -> None:
    values = np.array([[-400, -10, 0, 30, 190]])
    ramp = signed_ramp(values, theme.output, theme)
    assert ramp.signed
    assert ramp.low == -ramp.high == -round_above(float(np.quantile(np.abs(values), 0.98)))
    assert ramp.levels(np.array([0])).tolist() == [(len(ramp.colours) - 1) // 2]
    assert ramp.colour(0) not in (theme.background, ramp.colour(-10), ramp.colour(30))
    assert ramp.colour(-(10**9)) == theme.kernel.ink
    assert ramp.colour(10**9) == theme.output.active
    away = [contrast(ramp.colour(value), theme.background) for value in (-300, -150, 0, 150, 300)]
    assert away[0] > away[1] > away[2] < away[3] < away[4]
    assert not grey_ramp(values).signed


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([[0, 17]], (0, 255)),
        ([[0, 255]], (0, 255)),
        ([[0, 16]], (0, 16)),
        ([[0, 256]], (0, 256)),
        ([[-3, 17]], (-3, 17)),
        ([[0.0, 0.5]], (0, 1)),
        ([[0.0, 1.5]], (0, 1.5)),
        ([[-0.5, 0.5]], (-0.5, 0.5)),
        ([[5, 5]], (0, 5)),
        ([[0, 0]], (0, 1)),
        ([[-2, -2]], (-2, 0)),
    ],
)
def test_black_and_white_are_what_people_take_them_for(values: Any, ends: tuple[float, float]) -> None:
    assert picture_range(np.array(values)) == ends


@pytest.mark.parametrize(
    ("number", "above"), [(412.5, 420), (1.0, 1), (0.0123, 0.013), (99.5, 100), (7, 7), (5.2e9, 5.2e9)]
)
def test_two_digits_are_enough_for_an_end(number: float, above: float) -> None:
    assert round_above(number) == above


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"scene": "pooling", "kernel": 2}, True),
        ({"scene": "pooling", "kernel": 2, "operation": "average_pool"}, True),
        ({"scene": "pooling", "kernel": 2, "activation": "tanh"}, False),
        ({"kernel": "box-blur"}, True),
        ({"kernel": "box-blur", "bias": 1}, False),
        ({"kernel": "identity", "activation": "relu"}, True),
        ({"kernel": "sobel-x"}, False),
        ({"kernel": "sharpen"}, True),
        ({"kernel": "sharpen", "bias": 1}, False),
        ({"kernel": "laplacian"}, False),
        ({"scene": "transposed", "kernel": [[1]]}, False),
        ({"scene": "filter", "kernel": 3}, False),
    ],
)
def test_an_output_that_is_a_picture_keeps_its_greys(fields: dict[str, Any], kept: bool) -> None:
    clip = ClipSpec.of(input=6, **{"seed": 1} | fields).resolve()
    assert keeps_scale(clip.trace) == kept
    theme = with_pixels(LIGHT, clip.trace)
    assert theme.input.ramp is not None
    assert theme.output.ramp is not None
    assert (theme.output.ramp.stops == theme.input.ramp.stops) == kept


@pytest.mark.parametrize("kernel", ["sharpen", "sobel-x", "gaussian", [[1, 1], [1, 1]]])
def test_a_photograph_and_cells_that_show_pixels_agree(kernel: Any) -> None:
    clip = ClipSpec.of(scene="photo", input="camera", kernel=kernel).resolve()
    fine, coarse = facts_of(clip, LIGHT).shades, with_pixels(LIGHT, clip.trace).output.ramp
    assert coarse is not None
    assert (fine.stops, fine.cut, end_texts(fine)) == (coarse.stops, coarse.cut, end_texts(coarse))
    assert fine.steps > coarse.steps


@THEMES
def test_where_nothing_is_below_zero_there_is_the_upper_half_alone(theme: Theme) -> None:
    whole = signed_ramp(np.array([[-1, 0, 300]]), theme.output, theme)
    half = signed_ramp(np.array([[0, 0, 300]]), theme.output, theme)
    assert whole.colours[whole.steps // 2 :] == half.colours
    assert (half.signed, half.low, half.high) == (False, 0, whole.high)
    assert [half.colour(value) for value in (0, 99, 300)] == [whole.colour(value) for value in (0, 99, 300)]


def test_an_end_says_where_values_lie_beyond() -> None:
    few_outliers = np.concatenate((np.linspace(-50, 50, 200), [400]))
    assert end_texts(signed_ramp(few_outliers, LIGHT.output, LIGHT)) == ("−50", "≥ 50")
    assert end_texts(grey_ramp(BYTES)) == ("0", "255")


def test_three_channels_have_their_hues_and_others_are_grey() -> None:
    rgb_trace = ClipSpec.of(scene="layer", input="3x5x5").resolve().trace
    theme = with_pixels(DARK, rgb_trace)
    assert [getattr(theme, name).ramp.steps for name in CHANNELS] == [COARSE] * 3
    assert len({getattr(theme, name).ramp.stops[1] for name in CHANNELS}) == 3
    assert theme.kernel.ramp is None
    assert with_pixels(DARK, ClipSpec.of(scene="layer", input="4x5x5").resolve().trace).red.ramp is None


def test_a_palette_has_all_colours_of_its_ramps() -> None:
    theme = with_pixels(LIGHT, ClipSpec.of(scene="layer", input="3x5x5").resolve().trace)
    assert set(theme.red.ramp.colours if theme.red.ramp else ()) < set(theme.colours)
    assert len(theme.colours) > len(LIGHT.colours) + 2 * COARSE
