"""From a layer of somebody's code to a spec: the scene that shows it, and its arguments as fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from convanim.errors import ConvanimError
from convanim.rendering.catalog import find
from convanim.sizes import Size, check_channels_first, plain_size_text, size_text
from convanim.sources import Seeded, Source
from convanim.sources.frameworks import ACTIVATIONS, FLAX, KERAS, TORCH
from convanim.sources.layer_line import EXAMPLE, LayerLine, parse_layer
from convanim.spec.clip import ClipSpec, check_names
from convanim.spec.converters import listed
from convanim.spec.fields import converted

USUAL_SIDES = {1: 12, 2: 7, 3: 5}
"""Cells along each axis of an input that nobody gives, by the number of axes."""
LOWEST_BIAS, HIGHEST_BIAS = -2, 2
"""Between them lie the biases: a layer line says that there are some, not which."""
MOST = 2**20
"""More channels or filters than any layer has; whether they can be shown, the limits say."""
ONE_CHANNEL = ("conv_transpose", "max_pool", "average_pool")
"""What is shown for one channel: the others go the same way."""


def from_layer(line: object, fields: Mapping[str, object]) -> ClipSpec:
    """The spec of a layer as PyTorch, Keras or Flax write it, with other fields of a spec in any form.

    Where no input is given, Keras' ``input_shape`` or a small size is taken; the number of channels comes
    from whatever names it. Raises ConvanimError for what the layer cannot be, or no scene shows.
    """
    check_names(fields)
    if not isinstance(line, str):
        raise ConvanimError(f"layer {line!r} is no text: write it as in {EXAMPLE}")
    asked: dict[str, Any] = {name: converted(name, value) for name, value in fields.items()}
    given = asked.get("input")
    found = fields_of(parse_layer(line), given, asked.get("seed", 0))
    if isinstance(given, Seeded):
        del asked["input"]  # its channels may come from the layer
    return ClipSpec.of(**{**found, **asked})


def fields_of(layer: LayerLine, given: Source | None, seed: int) -> dict[str, Any]:
    """The fields that a layer decides, and the input."""
    if layer.get("data_format", "channels_last") != "channels_last":
        raise ConvanimError(
            f"{layer.name} has its channels first: leave data_format out, it changes no number"
        )
    axes = _axes(layer)
    shape = _shape(layer, given, axes)
    fields: dict[str, Any] = {
        "kernel": plain_size_text(_sizes(layer, ("kernel_size", "pool_size"), axes, 2)),
        "stride": _stride(layer, axes),
        "padding": _padding(layer, axes),
        "dilation": _common(_sizes(layer, ("dilation", "dilation_rate", "kernel_dilation"), axes, 1)),
        "activation": _activation(layer),
        "seed": seed,
    }
    operation = layer.signature.operation
    found = _one_channel(layer, axes) if operation in ONE_CHANNEL else _filters(layer, shape, axes, seed)
    scene = found["scene"]
    if given is not None and not isinstance(given, Seeded):
        fields["input"] = given
    else:
        fields["input"] = plain_size_text(shape[1:] if find(scene).max_channels == 1 else shape)
    return fields | found


def _axes(layer: LayerLine) -> int:
    """How many spatial axes it has; Flax says it with the kernel's size alone."""
    if layer.signature.axes:
        return layer.signature.axes
    size = layer.get("kernel_size")
    axes = len(size) if isinstance(size, tuple | list) else 1
    if axes not in USUAL_SIDES:
        raise ConvanimError(f"kernel_size {size} of {layer.name} has {axes} axes: use one to three")
    return axes


def _shape(layer: LayerLine, given: Source | None, axes: int) -> Size:
    """The input's shape ``(C, *spatial)`` as far as it is known without opening a file."""
    own = _count(layer, ("in_channels",)) if layer.get("in_channels") is not None else None
    shape = _input_shape(layer, axes)
    if isinstance(given, Seeded):
        size = given.shape * axes if len(given.shape) == 1 else given.shape
        channels = own or (shape[0] if shape else 1)
        shape = size if len(size) > axes else (channels, *size)
    if shape is None:
        shape = (own or 1, *(USUAL_SIDES[axes],) * axes)
    if own is not None and shape[0] != own:
        if axes == 2:
            check_channels_first(shape)
        raise ConvanimError(
            f"{layer.name} reads {own} channels but the input {size_text(shape)} has {shape[0]}: "
            f"use {size_text((own, *shape[1:]))}"
        )
    return shape


def _input_shape(layer: LayerLine, axes: int) -> Size | None:
    """Keras' ``input_shape`` ``(*spatial, C)`` with its channels first."""
    shape = layer.get("input_shape")
    if shape is None:
        return None
    numbers = tuple(shape) if isinstance(shape, tuple | list) else ()
    if len(numbers) != axes + 1 or any(type(number) is not int for number in numbers):
        raise ConvanimError(
            f"input_shape {shape} of {layer.name} is no size: write {axes} numbers and the channels, "
            f"such as {(*(28,) * axes, 3)}"
        )
    return (numbers[-1], *numbers[:-1])


def _one_channel(layer: LayerLine, axes: int) -> dict[str, Any]:
    """The fields of what is shown for one channel at a time."""
    operation = layer.signature.operation
    if axes != 2:
        raise ConvanimError(f"no scene shows {layer.name}: use its form with two axes")
    if operation == "conv_transpose":
        return {"scene": "transposed", "output_padding": _common(_sizes(layer, ("output_padding",), axes, 0))}
    fields: dict[str, Any] = {
        "scene": "pooling",
        "operation": operation,
        "ceil_mode": layer.get("ceil_mode", False),
    }
    if operation == "average_pool":
        if layer.get("divisor_override") is not None:
            raise ConvanimError(f"divisor_override of {layer.name} is not shown: leave it out")
        # Keras leaves cells of padding out of an average.
        fields["count_include_pad"] = layer.signature.framework == TORCH and layer.get(
            "count_include_pad", True
        )
    return fields


def _filters(layer: LayerLine, shape: Size, axes: int, seed: int) -> dict[str, Any]:
    """The fields of a convolution: its scene, its filters, its groups and its biases."""
    operation, channels = layer.signature.operation, shape[0]
    groups = _count(layer, ("groups", "feature_group_count"))
    filters = _count(layer, ("out_channels", "filters", "features"))
    multiplier = _count(layer, ("depth_multiplier",))
    if operation == "separable" and multiplier != 1:
        raise ConvanimError(f"depth_multiplier {multiplier} of {layer.name} is not shown: use 1")
    if operation == "depthwise":
        groups, filters = channels, channels * multiplier
    found = {"filters": filters, "padding_mode": layer.get("padding_mode", "zeros")}
    if axes != 2:
        if groups > 1 or filters > 1 or (axes == 3 and channels > 1):
            found["filters"] = 1
        return found | {"scene": f"conv{axes}d"} | _bias(layer, 1, seed)
    if operation in ("depthwise", "separable"):
        return found | {"scene": "grouped", "view": operation, "groups": groups}
    if groups > 1:
        return found | {"scene": "grouped", "groups": groups}
    scene = "layer" if filters > 1 else "filter" if channels > 1 else "sliding-kernel"
    return found | {"scene": scene} | _bias(layer, filters, seed)


def _bias(layer: LayerLine, filters: int, seed: int) -> dict[str, Any]:
    """A bias for every filter where the layer has any."""
    has = layer.get("bias") if layer.signature.framework == TORCH else layer.get("use_bias")
    if has is False:
        return {}
    drawn = np.random.default_rng(seed).integers(LOWEST_BIAS, HIGHEST_BIAS + 1, filters)
    return {"bias": tuple(drawn.tolist()) if filters > 1 else int(drawn[0])}


def _count(layer: LayerLine, names: tuple[str, ...]) -> int:
    """An argument that is a number of things: at least one, and one where it is not given."""
    for name in names:
        value = layer.get(name)
        if value is not None and (type(value) is not int or not 1 <= value <= MOST):
            raise ConvanimError(
                f"{name} {value!r} of {layer.name} is no count: write a whole number from 1 on"
            )
        if value is not None:
            return int(value)
    return 1


def _sizes(layer: LayerLine, names: tuple[str, ...], axes: int, usual: int) -> Size:
    """An argument that is one number or one for each axis."""
    value = next((layer.get(name) for name in names if layer.get(name) is not None), usual)
    numbers = tuple(value) if isinstance(value, tuple | list) else (value,) * axes
    if len(numbers) == 1:
        numbers *= axes
    if len(numbers) != axes or any(type(number) is not int for number in numbers):
        name = next((name for name in names if name in layer.arguments), names[0])
        raise ConvanimError(
            f"{name} {value!r} of {layer.name} is no size: write one whole number, or {axes} of them"
        )
    return numbers


def _common(numbers: Size) -> int | Size:
    """One number where every axis has the same."""
    return numbers[0] if len(set(numbers)) == 1 else numbers


def _stride(layer: LayerLine, axes: int) -> int | Size | None:
    """The stride; a pooling's is its window's size unless it says otherwise."""
    if layer.get("stride") is None and layer.get("strides") is None:
        return None
    return _common(_sizes(layer, ("stride", "strides"), axes, 1))


def _padding(layer: LayerLine, axes: int) -> Any:
    """The padding as a name, a number for each axis, or (before, after) pairs."""
    framework = layer.signature.framework
    value = layer.get("padding", 0 if framework == TORCH else "same" if framework == FLAX else "valid")
    if isinstance(value, str):
        name = value.lower()
        looks_back = framework != TORCH and axes == 1 and layer.signature.operation == "conv"
        allowed = ("valid", "same", "causal") if looks_back else ("valid", "same")
        if name not in allowed:
            raise ConvanimError(f'padding "{value}" of {layer.name} is not known: use {listed(allowed)}')
        return name
    if framework == KERAS:
        raise ConvanimError(f'padding {value} of {layer.name} is no name: Keras has "valid" and "same"')
    if isinstance(value, tuple | list) and value and all(isinstance(pair, tuple | list) for pair in value):
        return tuple(tuple(pair) for pair in value)
    return _common(_sizes(layer, ("padding",), axes, 0))


def _activation(layer: LayerLine) -> str:
    name = layer.get("activation", "linear")
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise ConvanimError(
            f'activation "{name}" of {layer.name} is not known: use {listed(tuple(ACTIVATIONS))}'
        )
    return ACTIVATIONS[name]
