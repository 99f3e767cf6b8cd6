"""The list of all texts: whoever adds one to the code is told to list it."""

from __future__ import annotations

from pathlib import Path

import pytest

from convanim.errors import ConvanimError
from convanim.labels.collect import collected, sources, texts_in
from convanim.labels.languages import ENGLISH_FILE, as_toml, known_texts, shipped, shipped_names

REMEDY = "python -m convanim.labels rewrites en.toml; then give the new texts to de.toml and zh.toml"


def test_every_text_of_the_code_is_listed() -> None:
    code, listed = set(collected()), set(known_texts())
    new, gone = sorted(code - listed), sorted(listed - code)
    assert not new, f"texts that en.toml lacks: {REMEDY}"
    assert not gone, f"texts that nothing asks for any more: {REMEDY}"
    assert ENGLISH_FILE.read_text(encoding="utf-8") == as_toml({text: text for text in collected()}), REMEDY


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_languages_have_every_text(name: str) -> None:
    lacking = sorted(set(known_texts()) - set(shipped(name).texts))
    assert not lacking, f"texts that {name}.toml lacks: {REMEDY}"


def test_scenes_and_layouts_are_looked_at() -> None:
    names = {path.name for path in sources()}
    assert {"captions.py", "wording.py", "sliding_kernel.py", "notes.py"} <= names


ASKED = '''
def heading(facts, labels, spec):
    """labels("not this")"""
    yield labels("a {size} kernel", size=3)
    yield facts.labels("stride {number}", number=2), self._labels("kernel")
    yield labels.pieces("position {number} of {count}", number=1, count=2)
    yield facts.labels.pieces(
        "two "
        "parts"
    )
    yield pieces("no"), spec.label("no"), to.labels
'''


def test_texts_are_found_however_they_are_asked_for(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(ASKED)
    assert texts_in(module) == {
        "a {size} kernel",
        "stride {number}",
        "kernel",
        "position {number} of {count}",
        "two parts",
    }


@pytest.mark.parametrize("call", ["labels(name)", 'facts.labels(f"row {row}")', "labels.pieces(texts[0])"])
def test_a_text_that_nobody_can_find_is_refused(tmp_path: Path, call: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(f"x = 1\n{call}\n")
    with pytest.raises(ConvanimError) as error:
        texts_in(module)
    assert str(error.value) == (
        "module.py line 2 asks for a text that is no literal: write it where it is asked for, so that it can "
        "be found and translated"
    )
