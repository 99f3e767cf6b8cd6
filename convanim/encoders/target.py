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
from pathlib import Path
from typing import BinaryIO

from convanim.errors import ConvanimError


class Target:
    """A temporary file beside its target, which takes the target's place in one step.

    The temporary is hidden and named ``.<name>.<pid>-<host><random>.part``, so that a later run can tell
    and remove what a killed process of the same machine left. A target that is a link is followed: the
    link stays, the file it points to is replaced.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(os.path.realpath(path))
        # Names may have 255 bytes on common file systems, and the rest of the name needs some.
        stem = self.path.name.encode()[:180].decode(errors="ignore")
        self._prefix = f".{stem}."
        self.temporary = self.path.with_name(
            f"{self._prefix}{os.getpid()}-{_host()}{secrets.token_hex(4)}.part"
        )

    def open(self) -> BinaryIO:
        """Create the temporary and return it for reading and writing; the caller closes it.

        Raises ConvanimError where no file can be made.
        """
        self.remove_stale()
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            return os.fdopen(os.open(self.temporary, flags, 0o666), "w+b")
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
        """Remove the temporary, if it is there; the target keeps what it had."""
        self.temporary.unlink(missing_ok=True)

    def remove_stale(self) -> None:
        """Remove the temporaries of this target that dead processes of this machine left."""
        if os.name != "posix":  # elsewhere os.kill is no harmless question
            return
        pattern = re.compile(re.escape(self._prefix) + rf"(\d+)-{_host()}[0-9a-f]{{8}}\.part")
        with contextlib.suppress(OSError):
            for entry in os.scandir(self.path.parent):
                match = pattern.fullmatch(entry.name)
                if match and not _alive(int(match[1])):
                    if entry.is_dir(follow_symlinks=False):
                        shutil.rmtree(entry.path, ignore_errors=True)
                    else:
                        Path(entry.path).unlink(missing_ok=True)


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
