"""Fonts for what Inter lacks: the one asked for, else one of the machine, else a sentence on what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convanim import fonts, shaping, typeset
from convanim.errors import ConvanimError
from convanim.fonts import find_font
from convanim.shaping import FontFile
from convanim.typeset import Style
from tests.labels.tinyfont import write_font

TEXT = "卷积核 3×3，步幅 2"
PLAIN = Style(20.0)


@pytest.fixture
def tiny(tmp_path: Path) -> FontFile:
    return FontFile(str(write_font(tmp_path / "tiny.ttf", TEXT)), 0, "zh-Hans")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any font for Chinese."""
    monkeypatch.setattr(fonts, "PACKAGES", ())
    monkeypatch.setattr(fonts, "PLACES", ())
    monkeypatch.setattr(fonts.shutil, "which", lambda program: None)
    fonts._matches.cache_clear()


def test_what_inter_has_needs_no_font() -> None:
    assert find_font("Größe 3×3 → ≈ 2", "no/such/font.ttf") is None


def test_the_font_that_was_asked_for_is_taken(tiny: FontFile) -> None:
    assert find_font(TEXT, tiny.path, "zh-Hans") == tiny


def test_a_font_of_the_machine_is_found_where_it_lies(
    bare: None, tiny: FontFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "PLACES", ("/no/such/place.ttc", tiny.path))
    assert find_font(TEXT, "", "zh-Hans") == tiny


def answering(folder: Path, answer: str) -> str:
    """A program in fontconfig's place."""
    program = folder / "fc-match"
    program.write_text(f"#!/bin/sh\nprintf '{answer}'\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.skipif("os.name != 'posix'")
def test_fontconfig_is_asked(
    bare: None, tiny: FontFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = answering(tmp_path, f"{tiny.path}\\t0\\tTiny Squares,Winzig")
    monkeypatch.setattr(fonts.shutil, "which", lambda name: program)
    assert find_font(TEXT, "", "zh-Hans") == tiny
    assert find_font(TEXT, "winzig", "zh-Hans") == tiny
    with pytest.raises(ConvanimError) as error:
        find_font(TEXT, "Large Circles", "zh-Hans")
    assert str(error.value) == (
        "there is no font Large Circles on this machine: give its file, such as fonts/Large Circles.ttf"
    )


@pytest.mark.skipif("os.name != 'posix'")
@pytest.mark.parametrize("answer", ["", "/no/such.ttf\\t0\\tx", "nonsense", "/etc/passwd\\tx\\ty"])
def test_an_answer_that_is_no_font_is_none(
    bare: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    program = answering(tmp_path, answer)
    monkeypatch.setattr(fonts.shutil, "which", lambda name: program)
    with pytest.raises(ConvanimError, match=r"^no font on this machine has"):
        find_font(TEXT, "", "zh-Hans")


def test_without_a_font_the_sentence_says_what_to_do(bare: None) -> None:
    with pytest.raises(ConvanimError) as error:
        find_font(TEXT, "", "zh-Hans")
    assert str(error.value) == (
        'no font on this machine has "卷积核，步幅" of zh-Hans: install Noto Sans CJK, or '
        "pip install 'convanim[chinese]', or give a font's file with --font"
    )
    with pytest.raises(
        ConvanimError, match=r'^no font on this machine has "一二三四五六七八" and 2 more characters:'
    ):
        find_font("一二三四五六七八九十")


def test_a_font_that_lacks_characters_or_is_none_is_refused(tiny: FontFile, tmp_path: Path) -> None:
    with pytest.raises(ConvanimError) as error:
        find_font(f"{TEXT}的", tiny.path, "zh-Hans")
    assert str(error.value) == f'the font {tiny.path} lacks "的" of zh-Hans: give another one with --font'
    (tmp_path / "text.ttf").write_text("no font")
    for path in (tmp_path / "text.ttf", tmp_path / "none.otf"):
        with pytest.raises(ConvanimError) as error:
            find_font(TEXT, str(path))
        assert str(error.value) == f"the font {path} cannot be read: give a .ttf, .otf or .ttc file"


def test_only_what_inter_lacks_is_set_in_the_other_font(tiny: FontFile) -> None:
    latin = typeset.outline("3×3", PLAIN)
    with typeset.lent(tiny):
        assert np.array_equal(typeset.outline("3×3", PLAIN), latin)
        both = typeset.outline("卷3×3", PLAIN)
        one = typeset.width("卷", PLAIN)
    square, rest = both[:16], both[16:]
    assert one == pytest.approx(shaping.OTHER_SIZE * 20.0)
    assert np.ptp(square, axis=0) == pytest.approx([0.8 * one, 0.8 * one])
    assert rest == pytest.approx(latin + (one, 0.0))


def test_a_bold_text_is_bolder_in_a_font_of_one_weight(tiny: FontFile) -> None:
    with typeset.lent(tiny):
        plain, bold = (typeset.outline("卷", Style(20.0, weight)) for weight in (400, 700))
    assert np.ptp(bold, axis=0)[0] > np.ptp(plain, axis=0)[0] + 0.2


def test_a_font_is_lent_for_a_while_only(tiny: FontFile, tmp_path: Path) -> None:
    wide = FontFile(str(write_font(tmp_path / "other.ttf", "卷")), 0, "ja")
    without = typeset.width("卷", PLAIN)
    with typeset.lent(tiny):
        with typeset.lent(wide):
            assert shaping.missing("积", wide) == "积"
        assert typeset.width("卷积", PLAIN) == pytest.approx(2 * 0.94 * 20.0)
    assert typeset.width("卷", PLAIN) == without
