"""The layers that PyTorch, Keras and Flax have, by what their arguments are called there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

TORCH, KERAS, FLAX = "PyTorch", "Keras", "Flax"
TABLE = Path(__file__).parent / "data" / "layers.toml"

ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "linear": "none",
        "relu": "relu",
        "leaky_relu": "leaky_relu",
        "sigmoid": "sigmoid",
        "tanh": "tanh",
        "gelu": "gelu",
        "silu": "silu",
        "swish": "silu",
    }
)
"""Keras' names of activations, and what they are called here."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A layer's class: its framework, what it computes, and its arguments.

    Attributes:
        operation: "conv", "conv_transpose", "max_pool", "average_pool", "depthwise" or "separable".
        axes: how many spatial axes it has; 0 where its kernel's size says so.
        parameters: the arguments in order; those given without a name are the first ones.
        required: those that have no default.
        silent: arguments that change nothing that is shown, such as a device or a name.
    """

    framework: str
    operation: str
    axes: int
    parameters: tuple[str, ...]
    required: tuple[str, ...]
    silent: frozenset[str]


@cache
def layers() -> Mapping[str, Signature]:
    """Every layer by its class's name."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    found: dict[str, Signature] = {}
    for entry in table["layer"]:
        framework = entry["framework"]
        parameters, required = entry["parameters"].split(), entry.get("required", "").split()
        silent = frozenset(table["silent"][framework].split())
        for name in entry["names"].split():
            for axes in (1, 2, 3) if "{}" in name else (0,):
                found[name.format(axes)] = Signature(
                    framework, entry["operation"], axes, tuple(parameters), tuple(required), silent
                )
    return MappingProxyType(found)
