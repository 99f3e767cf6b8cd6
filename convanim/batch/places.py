"""The folders that clips go to: looked at before anything is made, and made when the first clip is there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.batch.scratch import sweep
from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.batch.entry import Entry


def prepare(folder: Path, entries: Sequence[Entry]) -> None:
    """Make the folder of all clips, and remove what killed batches left there.

    Raises ConvanimError for a folder that cannot be made; those within it are not made yet.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        places = {(folder / entry.output).parent for entry in entries} | {folder}
        there = {place: existing(place) for place in sorted(places)}
    except OSError as error:
        where, reason = error.filename or folder, (error.strerror or str(error)).lower()
        raise ConvanimError(f"cannot make the folder {where}: {reason}; name another one") from None
    for place, nearest in there.items():
        if nearest == place:
            sweep(place)


def check_writable(places: Iterable[Path]) -> None:
    """Refuse folders in which nothing can be made, whether they are there or would be made."""
    for place in sorted(set(places)):
        nearest = existing(place)
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise ConvanimError(
                f"cannot write to the folder {nearest}: permission denied; allow it, or name another one"
            )


def existing(place: Path) -> Path:
    """The nearest folder that there is: this one, or one that it would be in.

    Raises OSError where something else is in the way.
    """
    nearest = place
    while True:
        try:
            nearest.lstat()
        except (FileNotFoundError, NotADirectoryError):
            nearest = nearest.parent
            continue
        if not nearest.is_dir():
            raise NotADirectoryError(20, "not a directory", str(place))
        return nearest
