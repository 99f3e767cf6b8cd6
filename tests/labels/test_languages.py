"""Languages: what is shipped, what a file may say, and what is wrong with one, in one sentence."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.errors import ConvanimError
from convanim.labels.languages import (
    LONGEST_FILE,
    Language,
    as_toml,
    find_language,
    known_texts,
    language_of,
    read_language,
    shipped,
    shipped_names,
)
from convanim.shaping import missing


def test_german_and_chinese_are_shipped() -> None:
    assert shipped_names() == ("de", "zh")
    assert shipped("de").texts["kernel"] == "Kernel"
    assert shipped("zh").texts["kernel"] == "卷积核"
    assert (shipped("de").tag, shipped("zh").tag) == ("de", "zh-Hans")


def test_inter_has_german_and_lacks_chinese() -> None:
    assert missing("".join(shipped("de").texts.values())) == ""
    assert "卷" in missing("".join(shipped("zh").texts.values()))


@pytest.mark.parametrize("name", shipped_names())
def test_a_translation_ends_as_the_text_does(name: str) -> None:
    stops = {".": ".。", "?": "?？", ",": ",，）"}
    for text, said in shipped(name).texts.items():
        allowed = stops.get(text[-1])
        assert allowed is None or said[-1] in allowed, (text, said)
        assert said == said.strip() or text != text.strip(), (text, said)


def test_english_replaces_nothing() -> None:
    assert find_language("en") == Language(tag="en")


def test_a_language_is_read_from_a_file_and_its_font_lies_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('\ufefflanguage = "fr"\nfont = "a.otf"\n[labels]\ninput = "entrée"\n', encoding="utf-8")
    assert find_language(str(file)) == Language((("input", "entrée"),), "fr", str(tmp_path / "a.otf"))
    file.write_text('font = "Noto Sans CJK SC"\n')
    assert read_language(file) == Language((), "", "Noto Sans CJK SC")


def test_the_list_of_texts_is_a_language_that_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "all.toml"
    file.write_text(as_toml({text: text for text in known_texts()}), encoding="utf-8")
    assert dict(read_language(file).said) == {text: text for text in known_texts()}


def test_a_table_is_read_back() -> None:
    language = Language((("input", "entrée"), ("kernel", "noyau")), "fr", "/x/a.otf")
    assert language_of(language.table()) == language
    assert language_of(Language().table()) == Language()


REFUSED = [
    ("[labels", "this is no TOML: expected ']' at the end of a table declaration"),
    ("x = " + "[" * 5000, "this is no TOML: "),
    ("x = " + "1" * 5000, "this has an integer of thousands of digits: use a smaller number"),
    ('[labels]\n"imput" = "x"', 'there is no text "imput": did you mean "input"?'),
    ('[labels]\n"zzzzzzzz" = "x"', 'there is no text "zzzzzzzz": see convanim list --labels'),
    ('words = "x"', 'there is no key "words": put texts into a [labels] table'),
    ("labels = 3", 'labels 3 is no table: write [labels] and input = "photo"'),
    ("font = 3", "font 3 is no line of text: put it in quotes"),
    ('language = "a\\nb"', "language 'a\\nb' is no line of text: put it in quotes"),
    ("[labels]\ninput = 3", '"input" is given 3, which is no text: put it in quotes'),
    (
        '[labels]\ninput = "a\\nb"',
        "\"input\" is given 'a\\nb', which cannot be shown: use one line of at most 600 characters",
    ),
    (f'[labels]\ninput = "{"x" * 601}"', '"input" is given \'xxx'),
    (
        '[labels]\n"stride {number}" = "Schritt"',
        '"stride {number}" is given "Schritt", which leaves out {number}: put it where it belongs',
    ),
    (
        '[labels]\n"stride {number}" = "{number} {zahl}"',
        '"stride {number}" is given "{number} {zahl}", but there is no {zahl} to fill in: use {number}',
    ),
    ('[labels]\ninput = "{x}"', '"input" is given "{x}", but there is no {x} to fill in: use none'),
    (
        '[labels]\n"stride {number}" = "Schritt {number"',
        '"stride {number}" is given "Schritt {number", whose braces are not as they must be: use {number}',
    ),
]
HOSTILE = [
    "{number.__class__}",
    "{number:99999999999}",
    "{number!r}",
    "{0}",
    "{}",
    "{number[0]}",
    "{number}}",
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_wrong_with_a_file_is_said_in_one_sentence(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConvanimError) as error:
        read_language(file)
    assert f"the labels {file}: {reason}" in str(error.value)
    assert len(str(error.value)) < 500
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("braces", HOSTILE)
def test_braces_hold_nothing_but_the_names(braces: str) -> None:
    with pytest.raises(ConvanimError, match="whose braces are not as they must be"):
        language_of({"labels": {"stride {number}": f"{{number}} {braces}"}})


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(ConvanimError, match=r"^cannot read the labels .*: No such file or directory$"):
        read_language(tmp_path / "none.toml")
    with pytest.raises(ConvanimError, match=r"^cannot read the labels "):
        read_language(tmp_path)
    (tmp_path / "latin.toml").write_bytes("[labels]\ninput = 'entrée'".encode("latin-1"))
    with pytest.raises(ConvanimError, match=r"are no text in UTF-8: save them as TOML$"):
        read_language(tmp_path / "latin.toml")
    (tmp_path / "huge.toml").write_bytes(b"#" * (LONGEST_FILE + 2))
    with pytest.raises(ConvanimError, match=r"have more than 1 MB: give a file of labels$"):
        read_language(tmp_path / "huge.toml")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(known_texts()), st.text(max_size=40))
def test_whatever_is_said_either_fills_in_or_is_refused(text: str, said: str) -> None:
    with suppress(ConvanimError):
        language = language_of({"labels": {text: said}})
        assert language.texts == {text: said}
        assert "{" not in said or said.format_map(defaultdict(str)) is not None
