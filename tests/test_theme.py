"""Colours: what is known of them, and that every text of the palette can be read."""

from __future__ import annotations

import itertools
import re

import pytest

from convanim.errors import ConvanimError
from convanim.theme import (
    DARK,
    LIGHT,
    THEME_NAMES,
    THEMES,
    Role,
    Theme,
    contrast,
    find_theme,
    luminance,
    mix,
    rgb,
)

LEAST_TEXT, LEAST_LINE = 4.5, 3.0
COLOURS = [part for part in Role.__slots__ if part != "ramp"]
TOGETHER = (("input", "kernel", "output", "bias"), ("red", "green", "blue", "output", "bias"))
"""Roles that meet in one picture: a colour's map and kernel have its hue instead of the roles' own."""
ROLES = tuple(dict.fromkeys(itertools.chain(*TOGETHER)))

every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)


def roles(theme: Theme) -> dict[str, Role]:
    return {name: getattr(theme, name) for name in ROLES}


def test_colours_are_three_numbers() -> None:
    assert rgb("#0A6C61") == (10, 108, 97)
    assert rgb("#ffffff") == rgb("white") == rgb("White") == (255, 255, 255)
    assert rgb("black") == (0, 0, 0)


@pytest.mark.parametrize("colour", ["", "#FFF", "0A6C61", "#0A6C6G", "#0A6C61FF", "red", "# A6C61"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ConvanimError) as error:
        rgb(colour)
    assert str(error.value) == f"{colour!r} is not a colour: write #RRGGBB, white or black"


def test_mixing_is_linear_between_its_ends() -> None:
    assert mix("#123456", "#FEDCBA", 1) == "#123456"
    assert mix("#123456", "#FEDCBA", 0) == "#FEDCBA"
    assert mix("#000000", "#FFFFFF", 0.25) == "#BFBFBF"
    assert mix("#FF0000", "#0000FF", 0.5) == "#800080"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#767676", "#FFFFFF", 4.54),
        ("#FF0000", "#FFFFFF", 4.00),
        ("#0000FF", "#FFFFFF", 8.59),
    ],
)
def test_contrasts_are_those_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.006)


def test_luminance_goes_from_black_to_white_by_green_most() -> None:
    assert luminance("#000000") == 0
    assert luminance("#FFFFFF") == pytest.approx(1)
    assert luminance("#00FF00") == pytest.approx(0.7152)
    assert luminance("#FF0000") == pytest.approx(0.2126)


@every_theme
def test_every_text_of_a_role_can_be_read(theme: Theme) -> None:
    for name, role in roles(theme).items():
        assert contrast(role.rest_text, role.rest) >= LEAST_TEXT, name
        assert contrast(role.active_text, role.active) >= LEAST_TEXT, name
        assert contrast(role.ink, theme.background) >= LEAST_TEXT, name
        assert contrast(role.line, theme.background) >= LEAST_LINE, name


@every_theme
def test_every_other_text_can_be_read(theme: Theme) -> None:
    dropped = mix(theme.input.rest, theme.background, theme.dropped_share)
    pairs = {
        "ink": (theme.ink, theme.background),
        "muted": (theme.muted, theme.background),
        "padding": (theme.pad_text, theme.background),
        "padding in the window": (theme.muted, theme.pad_window),
        "a cell that is never read": (theme.muted, dropped),
        "a weight on the input": (theme.weight_on_active, theme.input.active),
        "a weight on padding": (theme.weight_on_padding, theme.pad_window),
    }
    for name, (text, fill) in pairs.items():
        assert contrast(text, fill) >= LEAST_TEXT, name
    assert contrast(theme.accent, theme.background) >= LEAST_LINE
    assert contrast(theme.pad_line, theme.background) >= LEAST_LINE


@every_theme
def test_active_is_further_from_the_background_than_rest(theme: Theme) -> None:
    for name, role in roles(theme).items():
        assert contrast(role.active, theme.background) > contrast(role.rest, theme.background), name


@every_theme
def test_roles_can_be_told_apart(theme: Theme) -> None:
    for part in COLOURS:
        if part.endswith("text"):
            continue
        for one, other in itertools.chain(*(itertools.combinations(names, 2) for names in TOGETHER)):
            colours = [getattr(roles(theme)[name], part) for name in (one, other)]
            assert sum(abs(a - b) for a, b in zip(*map(rgb, colours), strict=True)) >= 60, (part, one, other)


@every_theme
def test_the_palette_holds_every_colour_once(theme: Theme) -> None:
    colours = theme.colours
    assert len(set(colours)) == len(colours)
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)
    assert {theme.background, theme.accent, theme.weight_on_padding, theme.rule} <= set(colours)
    for role in roles(theme).values():
        assert {getattr(role, part) for part in COLOURS} <= set(colours)
        assert role.ramp is None


def test_themes_are_found_by_name() -> None:
    assert THEME_NAMES == ("light", "dark", "transparent")
    assert find_theme("light") is LIGHT
    assert find_theme("dark", "white") is DARK
    with pytest.raises(ConvanimError) as error:
        find_theme("blue")
    assert str(error.value) == "there is no theme 'blue': choose one of light, dark, transparent"


def test_a_transparent_theme_suits_its_page() -> None:
    white, black = find_theme("transparent"), find_theme("transparent", "#101010")
    assert white.transparent
    assert black.transparent
    assert (white.background, black.background) == ("#FFFFFF", "#101010")
    assert (white.input, white.ink) == (LIGHT.input, LIGHT.ink)
    assert (black.input, black.ink) == (DARK.input, DARK.ink)
    for theme in (white, black):
        assert contrast(theme.muted, theme.background) >= LEAST_TEXT
