"""Models as sources: one reader a kind of file, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from convanim.errors import ConvanimError
from convanim.sources.models.layer import Model, ModelLayer, find_layer, printable

__all__ = ["READERS", "Model", "ModelLayer", "find_layer", "open_model", "printable"]

READERS: Mapping[str, str] = MappingProxyType(
    {
        ".onnx": "onnx",
        ".safetensors": "safetensors",
        ".npz": "npz",
        ".pt": "torch",
        ".pth": "torch",
        ".ckpt": "torch",
        ".bin": "torch",
        ".keras": "keras",
        ".h5": "keras",
        ".hdf5": "keras",
    }
)
"""The module here whose ``read`` opens a file of that suffix."""


def open_model(path: Path) -> Model:
    """The model in a file; ConvanimError for suffixes that are none and files that are broken."""
    name = READERS.get(path.suffix.lower())
    if name is None:
        raise ConvanimError(
            f"model {printable(str(path))} is of no kind that can be read: use {', '.join(READERS)}"
        )
    model: Model = import_module(f"convanim.sources.models.{name}").read(path)
    return model
