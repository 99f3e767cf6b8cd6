"""What Keras' configuration of a layer says, as the engine takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from convanim.errors import ConvanimError
from convanim.sizes import Size
from convanim.sources.frameworks import ACTIVATIONS
from convanim.sources.models.layer import ModelLayer

KINDS = re.compile(r"(Depthwise)?Conv(?:olution)?([123])D(Transpose)?|(Max|Average)Pooling([123])D")
LARGEST = 2**31


def described(
    path: Path, kind: str, name: str, config: Mapping[str, Any], shapes: Sequence[Size]
) -> ModelLayer | None:
    """The layer of a class, its configuration and its weights' shapes; None for what cannot be shown."""
    match = KINDS.fullmatch(kind)
    if match is None:
        return None
    axes = int(match[2] or match[5])
    padding = config.get("padding", "valid")
    if padding not in ("valid", "same", "causal"):
        raise ConvanimError(f"{path}: {name} has a padding that is not known: use valid or same")
    common: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "padding": 0 if padding == "valid" else padding,
        "stride": _sizes(path, name, config, "strides", axes),
        "activation": activation_of(config) or "none",
    }
    if match[4]:
        size = _sizes(path, name, config, "pool_size", axes)
        operation = f"{match[4].lower()}_pool"
        return ModelLayer(
            **common, operation=operation, weight_shape=(), kernel_size=size, count_include_pad=False
        )
    if not shapes or len(shapes[0]) != axes + 2 or min(shapes[0]) < 1:
        return None
    *kernel, last_but_one, last = shapes[0]
    common |= {
        "kernel_size": tuple(kernel),
        "bias": len(shapes) > 1 and bool(config.get("use_bias", True)),
        "dilation": _sizes(path, name, config, "dilation_rate", axes),
    }
    if match[1]:  # (*kernel, C_in, multiplier)
        shape = (last_but_one * last, 1, *kernel)
        return ModelLayer(**common, operation="conv", weight_shape=shape, groups=last_but_one)
    if match[3]:  # (*kernel, C_out, C_in)
        more = tuple(max(0, step - size) for step, size in zip(common["stride"], kernel, strict=True))
        added = more if padding == "valid" and any(more) else 0
        shape = (last, last_but_one, *kernel)
        return ModelLayer(**common, operation="conv_transpose", weight_shape=shape, output_padding=added)
    groups = config.get("groups", 1)
    if type(groups) is not int or groups < 1 or last % groups:
        raise ConvanimError(f"{path}: {name} has groups that cannot be: save the model again")
    return ModelLayer(**common, operation="conv", weight_shape=(last, last_but_one, *kernel), groups=groups)


def _sizes(path: Path, name: str, config: Mapping[str, Any], key: str, axes: int) -> Size:
    value = config.get(key, 1)
    if value is None and key == "strides":  # of a pooling: if not given, they are its window's size
        value = config.get("pool_size", 1)
    sizes = [value] * axes if type(value) is int else value
    whole = isinstance(sizes, list) and all(type(size) is int and 1 <= size < LARGEST for size in sizes)
    if not whole or len(sizes) != axes:
        raise ConvanimError(f"{path}: {name} has {key} that cannot be: save the model again")
    return tuple(sizes)


def activation_of(config: Mapping[str, Any]) -> str | None:
    """The activation, where the engine has the same: Keras' leaky ReLU has another slope."""
    name = config.get("activation", "linear")
    return ACTIVATIONS.get(name) if isinstance(name, str) and name != "leaky_relu" else None
