"""The words on the screen, which another language or another taste may replace.

Wherever a picture or a caption says something, it asks for the English text, with names in braces for what
is filled in: ``labels("stride {number}", number=2)``. The texts of one clip are in its `Labels`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral
from string import Formatter
from types import MappingProxyType
from typing import SupportsInt

_THOUSAND = re.compile(r"1(\D?)000")
"""How words may write it; what stands between its digits separates groups of three."""

Pieces = tuple[tuple[str, str], ...]
"""A text in pieces, each with the name of the field that was filled in there; words have none."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What is said in place of the English texts; a text that is not among them is said as it is.

    ``channels`` and ``filters`` are what those of a picture are numbered by, where not by their place.
    """

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    channels: tuple[int, ...] = ()
    filters: tuple[int, ...] = ()

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in the clip's words, with the values filled in; whole numbers are written as counts."""
        said = self.texts.get(text, text)
        filled = {name: written(value, self) for name, value in values.items()}
        return said.format(**filled) if filled else said

    def channel_number(self, index: int) -> int:
        """What a channel is called: its place from 1, or the index that its model has for it."""
        return self.channels[index] if self.channels else index + 1

    def filter_number(self, index: int) -> int:
        """What a filter, and its map, is called: as for a channel."""
        return self.filters[index] if self.filters else index + 1

    def pieces(self, text: str, /, **values: object) -> Pieces:
        """The same in pieces, for a text whose values look different from its words."""
        found: list[tuple[str, str]] = []
        for words, name, _, _ in Formatter().parse(self.texts.get(text, text)):
            found += [(words, "")] if words else []
            found += [(str(written(values[name], self)), name)] if name else []
        return tuple(found)


def count_text(number: SupportsInt, labels: Labels) -> str:
    """A count as it is written, ``25,690,112``: in groups of three as the words' thousand has them."""
    thousand = _THOUSAND.fullmatch(labels("1,000"))
    return f"{int(number):,}".replace(",", thousand[1] if thousand else ",")


def written(value: object, labels: Labels) -> object:
    """A value as it is filled in: counts in groups of three digits, all else as it is."""
    return count_text(value, labels) if isinstance(value, Integral) and not isinstance(value, bool) else value


def counted(number: int, labels: Labels) -> str:
    """A number as a word up to twelve, in digits beyond."""
    words = (
        labels("no"),
        labels("one"),
        labels("two"),
        labels("three"),
        labels("four"),
        labels("five"),
        labels("six"),
        labels("seven"),
        labels("eight"),
        labels("nine"),
        labels("ten"),
        labels("eleven"),
        labels("twelve"),
    )
    return words[number] if number < len(words) else count_text(number, labels)


def paragraph(labels: Labels, *sentences: str) -> str:
    """Sentences after one another; empty ones are left out."""
    text = ""
    for found in filter(None, sentences):
        text = labels("{sentence} {next}", sentence=text, next=found) if text else found
    return text


def enumeration(labels: Labels, *items: str) -> str:
    """``stride 2, dilation 2``; empty ones are left out."""
    text = ""
    for found in filter(None, items):
        text = labels("{item}, {next}", item=text, next=found) if text else found
    return text


def sentence(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


ENGLISH = Labels()
"""The words as the program has them."""
