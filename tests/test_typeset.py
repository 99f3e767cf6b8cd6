"""Text as outlines: widths that add up, digits of one width, closed shapes, and what cannot be written."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim import typeset
from convanim.shaping import missing
from convanim.typeset import (
    ASCENT,
    CAP_HEIGHT,
    DESCENT,
    Run,
    Style,
    outline,
    runs_width,
    width,
    wrap,
)

SIZES = (9.0, 14.0, 20.0, 32.0, 60.0)
WEIGHTS = (400, 500, 600, 700)
PROSE = "The kernel jumps two cells at a time, so the output is roughly half as wide."


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("size", SIZES)
def test_all_digits_have_one_width(size: float, weight: int) -> None:
    style = Style(size, weight)
    widths = {round(width(digit, style), 6) for digit in "0123456789"}
    assert len(widths) == 1
    assert width("1234567890", style) == pytest.approx(10 * widths.pop(), abs=1e-4)


@given(st.text("0123456789", max_size=6), st.text("0123456789", max_size=6), st.sampled_from(SIZES))
def test_widths_of_digits_add_up(one: str, other: str, size: float) -> None:
    style = Style(size, 500)
    assert width(one + other, style) == pytest.approx(width(one, style) + width(other, style), abs=1e-6)


def test_widths_of_runs_add_up() -> None:
    runs = (Run("input  ", Style(22, 650), "#000000"), Run("5×5", Style(22, 450), "#000000"))
    assert runs_width(runs) == width("input  ", Style(22, 650)) + width("5×5", Style(22, 450))
    assert runs_width(()) == width("", Style(22)) == 0
    assert width("a b", Style(22)) > width("ab", Style(22))


def test_widths_grow_with_the_size_alone_beyond_the_optical_range() -> None:
    assert width(PROSE, Style(80)) == pytest.approx(2 * width(PROSE, Style(40)))
    assert width(PROSE, Style(6)) == pytest.approx(0.5 * width(PROSE, Style(12)))
    assert width(PROSE, Style(22, 700)) > width(PROSE, Style(22, 400))


def test_a_run_scales_with_its_rise() -> None:
    scaled = Run("2", Style(20, 500, True), "#123456", 4.0).scaled(0.5)
    assert scaled == Run("2", Style(10, 500, True), "#123456", 2.0)


@pytest.mark.parametrize("text", ["8", "≈−1.2e9", "input 5×5 + padding 1", "R&B", "i", "∞"])
def test_outlines_are_closed(text: str) -> None:
    for style in (Style(20), Style(33.3, 640), Style(12, 500, True)):
        curves = outline(text, style).reshape(-1, 4, 2)
        begins = np.flatnonzero((np.abs(curves[1:, 0] - curves[:-1, 3]) > 1e-9).any(axis=1)) + 1
        starts, ends = np.array((0, *begins)), np.array((*begins, len(curves))) - 1
        assert np.allclose(curves[starts, 0], curves[ends, 3], atol=1e-9)


def test_outlines_stay_in_their_line() -> None:
    for style in (Style(20), Style(60, 680)):
        points = outline("Hxpyg(1) Å|", style)
        assert points[:, 1].min() >= -1.1 * style.size
        assert points[:, 1].max() <= DESCENT * style.size
        assert points[:, 0].max() <= width("Hxpyg(1) Å|", style)
        letters = outline("bdHkl", style)
        assert letters[:, 1].min() >= -ASCENT * style.size - 1e-6


@pytest.mark.parametrize("size", SIZES)
def test_digits_are_as_high_as_capitals(size: float) -> None:
    for text in ("7", "1", "H", "E"):
        points = outline(text, Style(size, 500))
        assert points[:, 1].min() == pytest.approx(-CAP_HEIGHT * size, abs=0.01 * size)
        assert points[:, 1].max() == pytest.approx(0, abs=1e-9)


def test_spaces_have_width_and_no_outline() -> None:
    assert outline("  ", Style(20)).shape == (0, 2)
    assert width(" ", Style(20)) > 0


def test_missing_characters_are_named_once_and_in_order() -> None:
    assert missing("input 5×5, −1 ≈ 0.11 → … ∞ Σ é Ж") == ""
    assert missing("a漢b字 漢\n") == "漢字"
    assert missing("⌊x⌋") in ("", "⌊⌋")


@given(st.lists(st.text("abcdefg", min_size=1, max_size=9), max_size=30), st.floats(40, 400))
def test_wrapped_lines_keep_all_words_and_fit(words: list[str], available: float) -> None:
    lines = wrap(" ".join(words), Style(20), available)
    assert [word for line in lines for word in line.split()] == words
    assert all(" " not in line or width(line, Style(20)) <= available for line in lines)
    assert len(lines) == len(greedy(words, available)), "fewer lines would do"


def greedy(words: list[str], available: float) -> list[str]:
    """Every line as full as it can be: no way of wrapping has fewer lines."""
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}", Style(20)) <= available:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def test_wrapped_lines_are_of_nearly_equal_length() -> None:
    style = Style(20)
    one, two = wrap(PROSE, style, width(PROSE, style) - 20)
    assert abs(width(one, style) - width(two, style)) <= width("kernel ", style)


def test_wrapping_what_is_easy() -> None:
    assert wrap("", Style(20), 100) == ()
    assert wrap("  one   two ", Style(20), 1000) == ("one two",)
    assert wrap("one two", Style(20), 1) == ("one", "two")


def test_the_font_comes_from_its_package() -> None:
    code = (
        "import convanim.shaping as s, convanim.typeset as t\n"
        "s.find_spec = lambda name: None\n"
        "try: t.width('a', t.Style(20))\n"
        "except ModuleNotFoundError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "the package fontpkg-inter is missing: pip install fontpkg-inter\n"
    assert typeset.width("a", Style(20)) > 0
