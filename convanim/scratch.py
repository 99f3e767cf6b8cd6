"""Temporary folders with an owner in their names, so that a later run can remove a killed one's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from convanim.encoders.target import remove_stale, temporary

NAME = "convanim"


@contextmanager
def temporary_folder(name: str = NAME) -> Iterator[Path]:
    """A folder for this process alone, gone afterwards; those of killed processes are removed first.

    `name` tells one kind of folder from others: each run removes those of its own kind.
    """
    place = Path(tempfile.gettempdir()) / name
    remove_stale(place)
    folder = temporary(place)
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        try:
            shutil.rmtree(folder, ignore_errors=True)
        except BaseException:  # asked to end meanwhile
            shutil.rmtree(folder, ignore_errors=True)
            raise
