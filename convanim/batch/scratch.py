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

from convanim.encoders.target import Target, remove, temporary
from convanim.scratch import temporary_folder

DAY = 24 * 3600.0
"""Seconds after which a temporary is nobody's whose process cannot be asked for."""

_TEMPORARY = re.compile(r"\.(.+)\.(\d+)-([0-9a-f]{4})[0-9a-f]{8}\.part")
"""What `Target` calls its temporaries: the target's name, the process's number, the machine, chance."""

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
    """Remove the temporaries in a folder whose process is dead.

    Of those whose process cannot be asked for, what is older than a day goes as well. What a living process
    of this machine has stays, whatever its age: clocks jump. Where its number was given again, it stays
    until that process is dead, too. `only` is the name of the target whose temporaries are meant; else they
    are those of all targets. What cannot be removed is left: it may be somebody else's.
    """
    stems = set()
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            match = _TEMPORARY.fullmatch(entry.name)
            if match is None or (only and match[1] != only):
                continue
            stems.add(match[1])
            with contextlib.suppress(OSError):
                if not _known(match) and time.time() - entry.stat(follow_symlinks=False).st_mtime > DAY:
                    remove(Path(entry.path))
    for stem in stems:
        Target(folder / stem).remove_stale()


def _known(name: re.Match[str]) -> bool:
    """Whether it can be asked if the process lives that a temporary is named after.

    Not one of another machine, and on systems other than POSIX none. Nor one of this process's own number:
    in a container that starts again, the first process always has the same.
    """
    own = _TEMPORARY.fullmatch(temporary(Path("x")).name)
    assert own is not None
    return os.name == "posix" and name[3] == own[3] and name[2] != own[2]


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
