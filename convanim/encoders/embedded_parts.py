"""What all readers of embedded specs share: the mark, the bound on what is read, one error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

MARK = "# convanim clip\n"
"""The first line of an embedded spec where a format has one comment for everybody; TOML skips it."""

LONGEST = 16 * 2**20
"""Bytes of text that are read at most: a file that claims more is not ours."""

MOST_PARTS = 100_000
"""Chunks, boxes or elements that are looked at."""


class MalformedError(Exception):
    """The file is cut or is not what its first bytes say."""


def exactly(file: BinaryIO, size: int) -> bytes:
    """So many bytes; raises MalformedError where there are fewer, or where it is too much to ask for."""
    if size > LONGEST:
        raise MalformedError
    data = file.read(size)
    if len(data) < size:
        raise MalformedError
    return data


def decoded(text: bytes) -> str:
    """UTF-8 as text; raises MalformedError for anything else."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise MalformedError from None


def unmarked(text: bytes) -> Iterator[str]:
    """The spec in a comment, if it is one of ours."""
    if text.startswith(MARK.encode()):
        yield decoded(text[len(MARK) :])
