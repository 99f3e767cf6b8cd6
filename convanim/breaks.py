"""Where a word may end a line: between any two Chinese or Japanese characters, but not before a full stop.

The essence of Unicode Standard Annex #14 for what a clip says; words of letters stay whole.
"""

from __future__ import annotations

import unicodedata
from functools import cache

CLOSING = "，。、；：！？）》〉」』】〕”’…,.;:!?)]}%°′″~～·・ー々"
"""What may not begin a line."""
OPENING = "（《〈「『【〔“‘([{"
"""What may not end one."""


@cache
def breakable(word: str) -> tuple[str, ...]:
    """A word in the pieces between which a line may end; their concatenation is the word."""
    pieces: list[str] = []
    for character in word:
        if pieces and not _may_break(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return tuple(pieces)


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbours."""
    if before in OPENING or after in CLOSING:
        return False
    return _stands_alone(before) or _stands_alone(after)


def _stands_alone(character: str) -> bool:
    """Whether a character is as good as a word: ideographs, kana, and wide punctuation."""
    return unicodedata.east_asian_width(character) in "WF" and not "가" <= character <= "힣"
