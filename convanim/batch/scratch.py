"""Temporary files and folders with an owner in their names, so that a later run can remove a dead one's."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from convanim.encoders.target import Target, remove
from convanim.scratch import temporary_folder

DAY = 24 * 3600.0
"""Seconds after which a temporary is nobody's: another machine's, or of a number that was given again."""

_TEMPORARY = re.compile(r"\.(.+)\.\d+-[0-9a-f]{12}\.part")
"""What `Target` calls its temporaries."""

SCRATCH = "convanim-batch"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for all that a batch writes on the way; those of batches that were killed are removed."""
    sweep(Path(tempfile.gettempdir()), SCRATCH)
    with temporary_folder(SCRATCH) as folder:
        yield folder


@contextmanager
def temporaries_in(folder: Path) -> Iterator[None]:
    """Within, this process makes its temporary files in a folder."""
    usual = tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = usual


def sweep(folder: Path, only: str = "") -> None:
    """Remove the temporaries in a folder whose process is dead, or which are older than a day.

    `only` is the name of the target whose temporaries are meant; else they are those of all targets. What
    cannot be removed is left: it may be somebody else's.
    """
    stems = set()
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            match = _TEMPORARY.fullmatch(entry.name)
            if match is None or (only and match[1] != only):
                continue
            stems.add(match[1])
            with contextlib.suppress(OSError):
                if time.time() - entry.stat(follow_symlinks=False).st_mtime > DAY:
                    remove(Path(entry.path))
    for stem in stems:
        Target(folder / stem).remove_stale()


def place(path: Path, data: bytes) -> None:
    """Write a file that appears under its name when it is whole; raises OSError.

    Other than `Target.open` this does not look through the folder first: a batch has done so.
    """
    target = Target(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(target.temporary, flags, 0o666), "wb") as file:
            file.write(data)
        target.commit()
    except BaseException:
        target.abort()
        raise
