"""NumPy's .npz files: .npy files in a zip archive; nothing is unpickled."""

from __future__ import annotations

import io
import math
from pathlib import Path

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import amount
from convanim.sizes import size_text
from convanim.sources.arrays import Header, npy_header
from convanim.sources.models.archives import opened, taken
from convanim.sources.models.files import MOST_WEIGHTS
from convanim.sources.models.layer import printable
from convanim.sources.models.state import StateModel

WHAT = ".npz file"
LARGEST_HEADER = 65_536
"""Before an array's numbers; the format could say four gigabytes, and they would be unpacked."""


def read(path: Path) -> StateModel:
    """The arrays in an .npz file. Raises ConvanimError for a file that is broken or made to do harm."""
    headers: dict[str, Header] = {}
    with opened(path, WHAT) as archive:
        for member in archive.infolist():
            if member.filename.endswith(".npy"):
                with archive.open(member) as file:
                    called = f"{path}: {printable(_name(member.filename))}"
                    headers[member.filename] = npy_header(called, io.BytesIO(file.read(LARGEST_HEADER)))
    shapes = {_name(member): header.shape for member, header in headers.items()}
    return StateModel(path, shapes, lambda name: _load(path, f"{name}.npy"))


def _name(member: str) -> str:
    return member.removesuffix(".npy")


def _load(path: Path, member: str) -> Array:
    called = f"{path}: {printable(_name(member))}"
    with opened(path, WHAT) as archive, archive.open(member) as file:
        begin = io.BytesIO(file.read(LARGEST_HEADER))
        header = npy_header(called, begin)
        if header.held:
            raise ConvanimError(f"{called} holds {header.held}: save an array of numbers with numpy.savez")
        if math.prod(header.shape) > MOST_WEIGHTS:
            raise ConvanimError(
                f"{called} {size_text(header.shape)} has more than {amount(MOST_WEIGHTS)} numbers: use a "
                f"smaller layer"
            )
        return header.filled(taken(file, header.size, begin.read()))
