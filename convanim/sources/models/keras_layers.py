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
        common |= _transposed(path, name, config, common, tuple(kernel))
        shape = (last, last_but_one, *kernel)
        return ModelLayer(**common, operation="conv_transpose", weight_shape=shape)
    groups = config.get("groups", 1)
    if type(groups) is not int or groups < 1 or last % groups:
        raise ConvanimError(f"{path}: {name} has groups that cannot be: save the model again")
    return ModelLayer(**common, operation="conv", weight_shape=(last, last_but_one, *kernel), groups=groups)


def _transposed(
    path: Path, name: str, config: Mapping[str, Any], common: Mapping[str, Any], kernel: Size
) -> dict[str, Any]:
    """Padding and output_padding of a transposed convolution, which Keras gives in a way of its own.

    Source: Keras' ``compute_conv_transpose_output_length``. If nothing is said, "valid" makes room for every
    stride; if output_padding is given, "same" takes half a kernel away at both ends and adds it again.
    """
    sizes = [(size - 1) * step + 1 for size, step in zip(kernel, common["dilation"], strict=True)]
    valid = common["padding"] == 0
    if config.get("output_padding") is None:
        more = tuple(max(0, step - size) for step, size in zip(common["stride"], sizes, strict=True))
        return {"output_padding": more} if valid and any(more) else {}
    added = _sizes(path, name, config, "output_padding", len(kernel), least=0)
    if valid:
        return {"output_padding": added}
    cut = [2 * (size // 2) - more for size, more in zip(sizes, added, strict=True)]
    return {
        "padding": tuple((max(0, both) // 2, max(0, both) - max(0, both) // 2) for both in cut),
        "output_padding": tuple(max(0, -both) for both in cut),
    }


def _sizes(path: Path, name: str, config: Mapping[str, Any], key: str, axes: int, *, least: int = 1) -> Size:
    value = config.get(key)
    if value is None:  # of a pooling, strides that are not given are its window's size
        value = config.get("pool_size", 1) if key == "strides" else 1
    sizes: Any = [value] * axes if type(value) is int else value
    whole = isinstance(sizes, list) and all(type(size) is int and least <= size < LARGEST for size in sizes)
    if not whole or len(sizes) != axes:
        raise ConvanimError(f"{path}: {name} has {key} that cannot be: save the model again")
    return tuple(sizes)


def activation_of(config: Mapping[str, Any]) -> str | None:
    """The activation, where the engine has the same: Keras' leaky ReLU has another slope."""
    name = config.get("activation", "linear")
    return ACTIVATIONS.get(name) if isinstance(name, str) and name != "leaky_relu" else None
