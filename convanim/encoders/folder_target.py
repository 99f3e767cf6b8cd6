"""The folder that appears under its name only when all its files are there."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path

from convanim.encoders.target import Target, followed, left_by_the_dead
from convanim.errors import ConvanimError

OLD = ".old"
"""Ends the name that an older folder has while another one takes its place."""
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in folders."""


class FolderTarget:
    """A temporary folder beside its target, which takes the target's place as a whole.

    A folder that has anything in it is replaced only where ``replace`` says so.
    """

    def __init__(self, path: str | os.PathLike[str], *, replace: bool) -> None:
        self._target = Target(path)
        self._replace = replace
        self.path, self.temporary = self._target.path, self._target.temporary

    def open(self) -> None:
        """Create the temporary folder; raises ConvanimError where none can be made."""
        self._target.remove_stale()
        self._take_back()
        try:
            self.temporary.mkdir()
        except OSError as error:
            raise ConvanimError(
                f"cannot write {self.path}: {error.strerror}; write to a place where folders can be made"
            ) from error

    def commit(self) -> None:
        """Put the temporary folder in the target's place; it takes over the permissions."""
        with contextlib.suppress(FileNotFoundError):
            self.temporary.chmod(stat.S_IMODE(self.path.stat().st_mode))
        with contextlib.suppress(FileNotFoundError, OSError):
            self.path.rmdir()  # an empty one
        if not self._replace or not self.path.exists():
            self.temporary.rename(self.path)
            return
        # Not named as temporaries are: no later run takes what was there for a dead process's leavings.
        old = self.temporary.with_suffix(OLD)
        self.path.rename(old)
        try:
            self.temporary.rename(self.path)
        except BaseException:
            old.rename(self.path)
            raise
        shutil.rmtree(old)

    def _take_back(self) -> None:
        """Tidy up after a process that was killed while it put a folder in place of an older one."""
        for old in left_by_the_dead(self.path, OLD):
            if self.path.exists():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.rename(self.path)
        check_folder(self.path, replace=self._replace)

    def abort(self) -> None:
        """Remove the temporary folder, if it is there; the target keeps what it had."""
        shutil.rmtree(self.temporary, ignore_errors=True)


def check_folder(path: Path, *, replace: bool) -> None:
    """Refuse, before any work, a folder that would lose something.

    Even where it may be replaced, only one that has nothing but PNGs in it is, and never the current folder
    or somebody's home.
    """
    if path.exists() and not path.is_dir():
        raise ConvanimError(f"{path} is a file and no folder: use another name")
    if followed(path) in (Path.cwd(), _home()):
        raise ConvanimError(f"{path} is a folder to work in, and is never replaced: use another name")
    found = sorted(path.iterdir()) if path.is_dir() else []
    for entry in found:
        if not _is_picture(entry):
            raise ConvanimError(
                f"{path} has more than PNGs in it ({entry.name}), and is never replaced: use another name"
            )
    if found and not replace:
        count = f"{len(found)} file{'s' if len(found) > 1 else ''}"
        raise ConvanimError(
            f"{path} has {count} in it: use --force to replace the folder as a whole, or another name"
        )


def _is_picture(entry: Path) -> bool:
    """Whether a file can be one of an older clip's, or lies in any folder that a file manager has opened."""
    if entry.is_symlink() or not entry.is_file():
        return False
    return entry.suffix.lower() == ".png" or entry.name in LITTER


def _home() -> Path | None:
    """Somebody's home; a process in a container may have none."""
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None
