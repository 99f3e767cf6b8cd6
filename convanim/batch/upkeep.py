"""Where the cache is, and keeping it small and whole."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from convanim.batch.cache import Cache, Stored
from convanim.errors import ConvanimError

NAME = "convanim"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed: entries, those of which only the manifest was kept, and the bytes of both."""

    removed: int
    emptied: int
    bytes: int


def usual_folder() -> Path | None:
    """Where the platform keeps caches, else a private folder among temporary files; None if neither can be.

    Linux and others: ``$XDG_CACHE_HOME`` or ``~/.cache``; macOS: ``~/Library/Caches``; Windows:
    ``%LOCALAPPDATA%``. The folder is made.
    """
    for folder in _candidates():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK | os.X_OK):
                return folder
    return _temporary()


def usual_place() -> Path:
    """The first folder that would be the usual one, whether it is there or not."""
    return next(_candidates(), Path(tempfile.gettempdir()) / NAME)


def opened(folder: Path) -> Cache:
    """The cache in a folder that a person named; ConvanimError where it cannot be one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConvanimError(
            f"the cache {folder} cannot be made: {error.strerror}; give another folder with --cache"
        ) from None
    return Cache(folder)


def prune(cache: Cache, *, older_than: float | None = None, max_size: int | None = None) -> Pruned:
    """Remove what was of no use for so many seconds; then the files of what is longest unused.

    Of entries over `max_size` bytes the manifests stay: they are small, and tell what is unchanged.
    """
    cache.sweep()
    now, removed, emptied, freed = time.time(), 0, 0, 0
    kept = []
    for entry in sorted(cache.entries(), key=lambda entry: -entry.used):
        if older_than is not None and now - entry.used > older_than:
            cache.remove(entry.key)
            removed, freed = removed + 1, freed + entry.bytes
        else:
            kept.append(entry)
    total = 0
    for entry in kept:
        total += entry.bytes
        if max_size is not None and total > max_size and not entry.hollow:
            cache.hollow_out(entry.key)
            emptied, freed, total = emptied + 1, freed + entry.bytes, total - entry.bytes
    return Pruned(removed, emptied, freed)


def verify(cache: Cache) -> Iterator[tuple[Stored, str]]:
    """Read every file of every entry, and remove the damaged: which they were, and what was wrong."""
    for entry in cache.entries():
        if damage := cache.damage(entry):
            cache.remove(entry.key)
            yield entry, damage


def _candidates() -> Iterator[Path]:
    home: Path | None = None
    with contextlib.suppress(RuntimeError):  # nobody knows a home for this user
        home = Path.home()
    if sys.platform == "win32":
        if local := os.environ.get("LOCALAPPDATA"):
            yield Path(local) / NAME / "Cache"
    elif sys.platform == "darwin":
        if home is not None:
            yield home / "Library" / "Caches" / NAME
    else:
        named = os.environ.get("XDG_CACHE_HOME", "")
        if Path(named).is_absolute():  # as the XDG specification asks
            yield Path(named) / NAME
        elif home is not None:
            yield home / ".cache" / NAME


def _temporary() -> Path | None:
    """A folder that nobody else may write to: what is in it is trusted."""
    if not hasattr(os, "getuid"):
        return None
    folder = Path(tempfile.gettempdir()) / f"{NAME}-cache-{os.getuid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        private = found.st_uid == os.getuid() and not found.st_mode & 0o022
        if private and folder.is_dir() and not folder.is_symlink() and os.access(folder, os.W_OK):
            return folder
    return None
