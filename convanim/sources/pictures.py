"""The photographs that have a name: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

PICTURES: Mapping[str, str] = MappingProxyType({"camera": "camera.png"})
"""The file of every named picture, which lies in the folder ``data`` beside a note on its licence."""


def picture_path(name: str) -> Path:
    """Where the picture of that name is."""
    return Path(__file__).with_name("data") / PICTURES[name]
