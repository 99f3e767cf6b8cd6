"""The folder that appears under its name only when all its files are there."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from pathlib import Path

from convanim.encoders.target import Target
from convanim.errors import ConvanimError


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
        old = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}.old")
        self.path.rename(old)
        try:
            self.temporary.rename(self.path)
        except BaseException:
            old.rename(self.path)
            raise
        shutil.rmtree(old)

    def abort(self) -> None:
        """Remove the temporary folder, if it is there; the target keeps what it had."""
        shutil.rmtree(self.temporary, ignore_errors=True)


def check_folder(path: Path, *, replace: bool) -> None:
    """Refuse, before any work, a folder that would lose something.

    Even where it may be replaced, only one that has nothing but files in it is, and never one that contains
    the current folder or somebody's home.
    """
    if path.exists() and not path.is_dir():
        raise ConvanimError(f"{path} is a file and no folder: use another name")
    found = sorted(path.iterdir()) if path.is_dir() else []
    if found and not replace:
        count = f"{len(found)} file{'s' if len(found) > 1 else ''}"
        raise ConvanimError(
            f"{path} has {count} in it: use --force to replace the folder as a whole, or another name"
        )
    for entry in found:
        if entry.is_symlink() or not entry.is_file():
            raise ConvanimError(
                f"{path} has more than files in it ({entry.name}), and is never replaced: use another name"
            )
    real = path.resolve()
    if found and (real == Path.cwd() or real == Path.home().resolve()):
        raise ConvanimError(f"{path} is a folder to work in, and is never replaced: use another name")
