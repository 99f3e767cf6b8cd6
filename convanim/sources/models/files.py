"""What every reader of models needs: a file that is there, mapped; packages that may be missing; limits."""

from __future__ import annotations

import mmap
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError

MOST_WEIGHTS = 2**27
"""Numbers of one layer's weights, before filters are chosen: half a gigabyte of 32-bit floats."""


def regular(path: Path) -> Path:
    """The path, if a regular file is there."""
    if not path.exists():
        raise ConvanimError(f"model {path} does not exist: check the name, and the folder it is relative to")
    if not path.is_file():
        raise ConvanimError(f"model {path} is no regular file: give a model file")
    return path


def mapped(path: Path) -> mmap.mmap:
    """The file's bytes, of which only those are read that are looked at."""
    regular(path)
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:
        raise ConvanimError(f"{path} is empty: give a model file") from None
    except OSError as error:
        raise ConvanimError(f"cannot read {path}: {error.strerror or error}") from None


def check_package(name: str, extra: str, what: str) -> None:
    """Refuse to go on without a package that is not always installed, and say how to get it."""
    if find_spec(name) is None:
        raise ConvanimError(
            f"{what} needs the package {name}, which is not installed: pip install 'convanim[{extra}]'"
        )


def package(name: str, extra: str, what: str) -> Any:
    """A package that is not always installed; ConvanimError says how to get it."""
    check_package(name, extra, what)
    return import_module(name)


def bfloat16(data: bytes) -> Array:
    """Numbers of 16 bits that are the upper half of 32-bit floats."""
    return (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)


def float_array(path: Path, name: str, array: Array) -> Array:
    """Weights or biases as the engine computes with them: 32-bit floats, or 64-bit ones."""
    if array.dtype.kind not in "biuf":
        raise ConvanimError(f"{path}: {name} has dtype {array.dtype}: use integers or real floats")
    return array.astype(np.float64 if array.dtype.itemsize == 8 else np.float32)
