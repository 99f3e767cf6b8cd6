"""The file that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from convanim.errors import ConvanimError

PART = ".part"


class Target:
    """A temporary file beside its target, which takes the target's place in one step.

    The temporary is hidden and named ``.<name>.<pid>-<host><random>.part``, so that a later run can tell
    and remove what a killed process of the same machine left. A target that is a link is followed: the
    link stays, the file it points to is replaced.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = followed(path)
        self.temporary = temporary(self.path)
        self._file: BinaryIO | None = None

    def open(self) -> BinaryIO:
        """Create the temporary and return it for reading and writing; the caller closes it.

        Raises ConvanimError where no file can be made.
        """
        self.remove_stale()
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            self._file = os.fdopen(os.open(self.temporary, flags, 0o666), "w+b")
            return self._file
        except OSError as error:
            raise ConvanimError(
                f"cannot write {self.path}: {error.strerror}; write to a folder where files can be made"
            ) from error

    def commit(self) -> None:
        """Put the temporary, closed and complete, in the target's place; it takes over the permissions."""
        with self.temporary.open("rb") as file:
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            self.temporary.chmod(stat.S_IMODE(self.path.stat().st_mode))
        self.temporary.replace(self.path)

    def abort(self) -> None:
        """Close and remove the temporary, if it is there; the target keeps what it had."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # what a full disk had no room for is no longer wanted
                self._file.close()
        with contextlib.suppress(OSError):  # a read-only file system says so again; the first error counts
            self.temporary.unlink()

    def remove_stale(self) -> None:
        """Remove the temporaries of this target that dead processes of this machine left."""
        remove_stale(self.path)


@contextlib.contextmanager
def whole(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file to write to that takes its place when all is written, and leaves nothing where that fails."""
    target = Target(path)
    try:
        with target.open() as file:
            yield file
        target.commit()
    except BaseException:
        target.abort()
        raise


def followed(path: str | os.PathLike[str]) -> Path:
    """Where a path leads once all links are followed, whether or not something is there.

    Raises ConvanimError for links that lead to themselves.
    """
    real = Path(os.path.realpath(path))
    if real.is_symlink():
        raise ConvanimError(f"{os.fspath(path)} is a link that leads to itself: name another file")
    return real


def replaces(output: str | os.PathLike[str], path: str | os.PathLike[str]) -> bool:
    """Whether a file at `output` would take the place of the one at `path`, whatever they are called."""
    try:
        return Path(output).samefile(path)
    except (OSError, ValueError):  # one of them is not there, or can be nowhere
        return False


def temporary(path: Path) -> Path:
    """A name beside a path that nothing has yet, and that says whose it is."""
    return path.with_name(f"{_prefix(path)}{os.getpid()}-{_host()}{secrets.token_hex(4)}{PART}")


def remove_stale(path: Path) -> None:
    """Remove the temporaries beside a path that dead processes of this machine left.

    What cannot be removed is left: it may be somebody else's.
    """
    for left in left_by_the_dead(path, PART):
        with contextlib.suppress(OSError):
            remove(left)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def left_by_the_dead(path: Path, suffix: str) -> list[Path]:
    """What dead processes of this machine left beside a path, under names that end so."""
    if os.name != "posix":  # elsewhere os.kill is no harmless question
        return []
    pattern = re.compile(re.escape(_prefix(path)) + rf"(\d+)-{_host()}[0-9a-f]{{8}}{re.escape(suffix)}")
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return []
    matches = filter(None, map(pattern.fullmatch, names))
    return [path.with_name(match[0]) for match in matches if not _alive(int(match[1]))]


def _prefix(path: Path) -> str:
    """How the temporaries' names begin.

    Names may have 255 bytes on common file systems, and the rest of the name needs some. Bytes that are no
    text in this locale are left out.
    """
    stem = path.name.encode(errors="ignore")[:180].decode(errors="ignore")
    return f".{stem}."


def _host() -> str:
    """Four hexadecimal digits of this machine's name: process numbers mean nothing on another one."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:4]


def _alive(pid: int) -> bool:
    """Whether a process with this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
