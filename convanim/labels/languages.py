"""Languages: a table of English texts and what is said instead, from a file or as it is shipped.

A file is TOML: a ``[labels]`` table of texts, and, before it, a ``language`` tag such as ``"de"`` and a
``font`` for characters that Inter lacks, both of which can be left out::

    language = "zh-Hans"
    font = "NotoSansSC-Regular.otf"

    [labels]
    input = "输入"
    "stride {number}" = "步幅 {number}"
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from convanim.errors import ConvanimError
from convanim.tables import parsed

FOLDER = Path(__file__).parent
ENGLISH_FILE = FOLDER / "en.toml"
"""Every text there is, each its own translation: made by ``python -m convanim.labels``."""
LONGEST_FILE = 2**20
"""Bytes of a file that are read at most."""
LONGEST_TEXT = 600
FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
HEADER = """\
# Every text of a clip: the English one on the left, what is said instead on the right. Names in braces are
# filled in and must stay. A text that is left out stays English. Before the table may stand:
# language = "de"        # what the words are written in
# font = "Words.otf"     # a font for characters that Inter lacks, beside this file; or its name
"""


@dataclass(frozen=True, slots=True)
class Language:
    """What is said instead of English texts, as pairs; a BCP 47 tag, a font's file or name, or nothing."""

    said: tuple[tuple[str, str], ...] = ()
    tag: str = ""
    font: str = ""

    @property
    def texts(self) -> Mapping[str, str]:
        """What is said, by the English text."""
        return MappingProxyType(dict(self.said))

    def table(self) -> dict[str, Any]:
        """The language as a table of TOML values, which `language_of` reads back."""
        named = {"language": self.tag, "font": self.font}
        return {name: value for name, value in named.items() if value} | {"labels": dict(self.said)}


def shipped_names() -> tuple[str, ...]:
    """The languages that convanim brings along, besides English."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if path != ENGLISH_FILE))


@cache
def known_texts() -> tuple[str, ...]:
    """Every English text that can be replaced."""
    return tuple(table(ENGLISH_FILE)["labels"])


def find_language(name: str) -> Language:
    """A shipped language by its name, or the one in a TOML file; "en" replaces nothing."""
    if name == "en":
        return Language(tag="en")
    return shipped(name) if name in shipped_names() else read_language(Path(name))


@cache
def shipped(name: str) -> Language:
    """A language that convanim brings along."""
    return language_of(table(FOLDER / f"{name}.toml"))


def table(path: Path) -> dict[str, Any]:
    """What is in one of the files that convanim brings along."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_language(path: Path) -> Language:
    """The language in a TOML file; its font, if it is a file, is relative to it."""
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
    except OSError as error:
        raise ConvanimError(f"cannot read the labels {path}: {error.strerror or error}") from None
    if len(content) > LONGEST_FILE:
        raise ConvanimError(f"the labels {path} have more than 1 MB: give a file of labels")
    try:
        found = language_of(parsed(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise ConvanimError(f"the labels {path} are no text in UTF-8: save them as TOML") from None
    except ConvanimError as error:
        raise ConvanimError(f"the labels {path}: {error}") from None
    if Path(found.font).suffix.lower() not in FONT_SUFFIXES:
        return found
    return replace(found, font=str(path.parent / found.font))


def language_of(values: Mapping[str, Any]) -> Language:
    """The language in a table of TOML values; ConvanimError for what is none."""
    for name in values:
        if name not in ("labels", "language", "font"):
            raise ConvanimError(f'there is no key "{_short(name)}": put texts into a [labels] table')
    tag, font, texts = values.get("language", ""), values.get("font", ""), values.get("labels", {})
    for name, value in (("language", tag), ("font", font)):
        if not isinstance(value, str) or not value.isprintable():
            raise ConvanimError(f"{name} {_short(repr(value))} is no line of text: put it in quotes")
    if not isinstance(texts, Mapping):
        raise ConvanimError(f'labels {_short(repr(texts))} is no table: write [labels] and input = "photo"')
    pairs = ((text, checked_text(text, said)) for text, said in texts.items())
    return Language(tuple(sorted(pairs)), tag, font)


def checked_text(text: str, said: object) -> str:
    """What is said instead of a text, where that can be said."""
    if text not in known_texts():
        raise ConvanimError(f'there is no text "{_short(text)}": {_nearest(text)}')
    given = f'"{_short(text)}" is given {_short(repr(said))}'
    if not isinstance(said, str):
        raise ConvanimError(f"{given}, which is no text: put it in quotes")
    if not said.isprintable() or len(said) > LONGEST_TEXT:
        raise ConvanimError(
            f"{given}, which cannot be shown: use one line of at most {LONGEST_TEXT} characters"
        )
    _check_fields(text, said)
    return said


def _check_fields(text: str, said: str) -> None:
    """Refuse a translation that leaves out a field, or that has one of its own."""
    needed, given = _fields(text), f'"{_short(text)}" is given "{_short(said)}"'
    use = f"use {_listed(needed)}" if needed else "use none"
    try:
        found = _fields(said)
    except ValueError:
        raise ConvanimError(f"{given}, whose braces are not as they must be: {use}") from None
    for name in sorted(needed - found):
        raise ConvanimError(f"{given}, which leaves out {{{name}}}: put it where it belongs")
    for name in sorted(found - needed):
        raise ConvanimError(f"{given}, but there is no {{{_short(name)}}} to fill in: {use}")


def _fields(text: str) -> set[str]:
    """The names in a text's braces; ValueError for braces that do not match or hold anything else."""
    names = set()
    for _, name, form, conversion in Formatter().parse(text):
        if form or conversion or (name is not None and not name.isidentifier()):
            raise ValueError(text)
        names |= {name} if name else set()
    return names


def _nearest(text: str) -> str:
    near = difflib.get_close_matches(text[:LONGEST_TEXT], known_texts(), n=1, cutoff=0.5)
    return f'did you mean "{near[0]}"?' if near else "see convanim list --labels"


def _listed(names: set[str]) -> str:
    return " and ".join(f"{{{name}}}" for name in sorted(names))


def _short(text: object) -> str:
    shown = str(text)
    return shown if len(shown) <= 80 else f"{shown[:79]}…"


def as_toml(texts: Mapping[str, str]) -> str:
    """A file of labels with all these texts."""
    import tomli_w

    return f"{HEADER}\n{tomli_w.dumps({'labels': dict(texts)})}"
