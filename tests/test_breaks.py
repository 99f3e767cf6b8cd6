"""Lines end between Chinese characters, between words of letters, and never before a full stop."""

from __future__ import annotations

import pytest

from convanim.breaks import CLOSING, OPENING, breakable
from convanim.labels.languages import shipped
from convanim.typeset import Style, wrap

WORDS = [
    ("kernel", ("kernel",)),
    ("卷积核", ("卷", "积", "核")),
    ("3×3卷积", ("3×3", "卷", "积")),
    ("卷积，所以", ("卷", "积，", "所", "以")),
    ("（卷积）。", ("（卷", "积）。")),
    ("用ReLU。", ("用", "ReLU。")),
    ("カーネル", ("カー", "ネ", "ル")),
    ("커널이", ("커널이",)),
    ("", ()),
]


@pytest.mark.parametrize(("word", "pieces"), WORDS)
def test_where_a_word_may_end_a_line(word: str, pieces: tuple[str, ...]) -> None:
    assert breakable(word) == pieces


@pytest.mark.parametrize("width", [80.0, 150.0, 320.0])
def test_chinese_prose_is_set_in_lines(width: float) -> None:
    prose = shipped("zh").texts[
        "Every overlap counts, down to one cell in a corner, so the output is larger than the input."
    ]
    lines = wrap(prose, Style(22.0), width)
    assert "".join(lines) == prose
    assert len(lines) > 1
    assert not any(line[0] in CLOSING or line[-1] in OPENING for line in lines)


def test_words_of_letters_are_wrapped_as_ever() -> None:
    assert wrap("the kernel jumps two cells", Style(20.0), 130.0) == ("the kernel", "jumps", "two cells")
