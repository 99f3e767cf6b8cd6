"""HDF5 files: their datasets by name, read by a process of its own, which a broken file may end."""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.sizes import Size
from convanim.sources.models.archives import taken
from convanim.sources.models.files import MOST_WEIGHTS, check_package, regular

CHILD = "convanim.sources.models.hdf5_child"
LONGEST = 120.0
"""Seconds that one answer may take, where the process does not end itself before."""
LARGEST_ANSWER = 100_000_000
ENVIRONMENT = {"HDF5_PLUGIN_PRELOAD": "::", "OPENBLAS_NUM_THREADS": "1", "PYTHONFAULTHANDLER": ""}
"""No plug-ins are loaded, and no threads ask for memory of their own."""


class Datasets:
    """The datasets of a file, by their whole names.

    Attributes:
        shapes: their shapes, in the file's order.
        names: the attribute ``name`` of groups, by which Keras tells whose arrays are in them.
        config: the attribute ``model_config`` of the file, if it has one.
    """

    def __init__(self, path: Path, member: IO[bytes] | None = None, size: int = 0) -> None:
        """`path` is the file; where `member` is given, an archive that has it, of so many bytes, inside."""
        check_package("h5py", "models", f"reading {path}")
        self.path = regular(path)
        # Without -P, a module in the current folder could stand in for one of ours.
        command = [sys.executable, "-P", "-m", CHILD, *([str(path.absolute())] if member is None else [])]
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT},
        )
        weakref.finalize(self, _end, self._child)
        with self._exchange() as (asked, said):
            if member is not None:
                asked.write(size.to_bytes(8, "little"))
                shutil.copyfileobj(member, asked)
                asked.flush()
            found = _answer(said, f"{path} ")
        self.shapes: Mapping[str, Size] = {name: tuple(shape) for name, shape in found["shapes"].items()}
        self.names: Mapping[str, str] = found["names"]
        self.config: str | None = found["config"]

    @contextmanager
    def _exchange(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """What it reads and writes. It is ended if it takes too long; a broken file is a ConvanimError."""
        watch = threading.Timer(LONGEST, self._child.kill)
        watch.start()
        try:
            if self._child.stdin is None or self._child.stdout is None:
                raise EOFError
            yield self._child.stdin, self._child.stdout
        except ConvanimError:
            raise
        except (OSError, ValueError, EOFError, KeyError):
            raise ConvanimError(f"{self.path} is no whole HDF5 file: save the model again") from None
        finally:
            watch.cancel()

    def load(self, name: str) -> Array:
        """A dataset's numbers."""
        with self._exchange() as (asked, said):
            asked.write(json.dumps(name).encode() + b"\n")
            asked.flush()
            found = _answer(said, f"{self.path}: ")
            dtype, shape = np.dtype(found["dtype"]), found["shape"]
            if math.prod(shape) > MOST_WEIGHTS:
                raise EOFError
            data = taken(said, math.prod(shape) * dtype.itemsize)
        return np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="))


def _answer(said: IO[bytes], before: str) -> dict[str, Any]:
    """A line of JSON; an empty one is a broken file, and an error's text stands behind `before`."""
    found: dict[str, Any] = json.loads(said.readline(LARGEST_ANSWER))
    if "error" in found:
        raise ConvanimError(before + found["error"])
    if not found:
        raise EOFError
    return found


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
