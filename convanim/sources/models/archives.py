"""Zip archives that hold models: opened without trust in any size that they claim."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from convanim.errors import ConvanimError
from convanim.limits import memory
from convanim.sources.models.files import regular

MOST_MEMBERS = 20_000

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError),
    *(OSError, ValueError, KeyError, OverflowError, UnicodeError),
)
"""What Python's reader raises for archives that are cut, encrypted or made to do harm."""


@contextmanager
def opened(path: Path, what: str) -> Iterator[zipfile.ZipFile]:
    """The archive, closed at the end; whatever is broken in it is a ConvanimError, which calls it `what`."""
    regular(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise ConvanimError(f"{path} has more than {MOST_MEMBERS:,} members: save fewer arrays in it")
            yield archive
    except ConvanimError:
        raise
    except BROKEN:
        raise ConvanimError(f"{path} is no whole {what}: save it again") from None


def taken(file: IO[bytes], size: int, before: bytes = b"") -> bytes:
    """So many bytes, of which some were read before, piece by piece: no more is kept than there is."""
    parts = [before[:size]]
    size -= len(parts[0])
    while size > 0:
        part = file.read(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def small(path: Path, archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A whole member of at most so many bytes."""
    with archive.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ConvanimError(f"{path}: its {Path(name).name} is over {memory(most)}, more than any model has")
    return data
