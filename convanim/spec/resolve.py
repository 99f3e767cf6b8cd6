"""From a spec to a clip: sources become arrays, parameters become a trace, and words are found for it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from convanim.engine import (
    Trace,
    conv_output_shape,
    conv_transpose_output_shape,
    pool_output_shape,
    trace,
)
from convanim.errors import ConvanimError
from convanim.labels import Labels
from convanim.limits import check_cells, check_picture, check_products
from convanim.rendering.catalog import SceneEntry, find, function
from convanim.sizes import Size, size_text
from convanim.sources import File, Seeded
from convanim.sources.load import Array, load_input, load_kernel
from convanim.sources.source import IMAGE_SUFFIXES
from convanim.spec import Clip, ClipSpec
from convanim.spec.converters import listed
from convanim.spec.toml import dumps, portable

POOLINGS = ("max_pool", "average_pool")

BELONGS = {
    "output_padding": ("conv_transpose",),
    "ceil_mode": POOLINGS,
    "count_include_pad": ("average_pool",),
    "padding_mode": ("conv",),
    "groups": ("conv", "conv_transpose"),
    "bias": ("conv", "conv_transpose"),
}
"""The parameters that not all operations have."""


def resolve(spec: ClipSpec) -> Clip:
    """The clip of a spec; raises ConvanimError for what its scene cannot show."""
    asked, spec = spec, spec.settled()
    scene = find(spec.scene)
    if spec.operation not in scene.operations:
        raise ConvanimError(
            f"scene {scene.name} does not show {spec.operation}: use {listed(scene.operations)}"
        )
    if spec.view not in scene.views:
        raise ConvanimError(f"scene {scene.name} has no {spec.view} view: use {listed(scene.views)}")
    check_picture(spec)
    found = resolve_trace(spec)
    _check_shape(spec, scene, found)
    title, prose = function(scene.words)(spec, found)
    return Clip(
        spec,
        found,
        spec.title if spec.title is not None else title,
        prose,
        Labels(MappingProxyType(dict(spec.labels))),
        dumps(portable(asked, found)),
    )


def resolve_trace(spec: ClipSpec) -> Trace:
    """Every number of a spec's operation, whatever a scene can show of it.

    Sizes and limits are checked before anything is computed.
    """
    spec = spec.settled()
    check_parameters(spec)
    x = load_input(
        spec.input,
        seed=spec.seed,
        max_cells=spec.max_cells,
        resize=spec.resize,
        channels=find(spec.scene).channels,
    )
    if spec.operation in POOLINGS:
        kernel_size = pool_kernel(spec)
        _check_work(spec, x.shape, kernel_size)
        counts = {"count_include_pad": spec.count_include_pad} if spec.operation == "average_pool" else {}
        named = parameters(spec) | counts
        return trace(str(spec.operation), x, kernel_size=kernel_size, activation=spec.activation, **named)
    weight = _weight(spec, x)
    _check_work(spec, x.shape, weight.shape)
    scatters = spec.operation == "conv_transpose" and spec.view == "scatter"
    reading = {"reading": "scatter"} if scatters else {}
    return trace(
        str(spec.operation),
        x,
        weight,
        _bias(spec, weight),
        activation=spec.activation,
        **parameters(spec),
        **reading,
    )


def parameters(spec: ClipSpec) -> dict[str, Any]:
    """The operation's own parameters, as the engine takes them."""
    named = {"stride": spec.stride, "padding": spec.padding, "dilation": spec.dilation}
    if spec.operation in POOLINGS:
        return named | {"ceil_mode": spec.ceil_mode}
    named |= {"stride": 1 if spec.stride is None else spec.stride, "groups": spec.groups}
    if spec.operation == "conv":
        return named | {"padding_mode": spec.padding_mode}
    return named | {"output_padding": spec.output_padding}


def check_parameters(spec: ClipSpec) -> None:
    """Refuse parameters that the operation does not have."""
    usual = ClipSpec()
    for name, operations in BELONGS.items():
        if spec.operation not in operations and getattr(spec, name) != getattr(usual, name):
            raise ConvanimError(f"{spec.operation} has no {name}: leave it out, or use {listed(operations)}")


def pool_kernel(spec: ClipSpec) -> Size:
    """The size of a pooling's window, which has no weights."""
    if not isinstance(spec.kernel, Seeded) or len(spec.kernel.shape) > 2:
        raise ConvanimError(f"{spec.operation} has no weights: give the kernel as a size such as 2x2")
    shape = spec.kernel.shape
    return shape * 2 if len(shape) == 1 else shape


def output_shape(spec: ClipSpec, input_shape: Size, weight_shape: Size) -> Size:
    """The shape of the operation's output; for a pooling `weight_shape` is the window's size."""
    if spec.operation in POOLINGS:
        return pool_output_shape(input_shape, weight_shape, **parameters(spec))
    function = conv_output_shape if spec.operation == "conv" else conv_transpose_output_shape
    return function(input_shape, weight_shape, **parameters(spec))


def weight_counts(spec: ClipSpec, channels: int) -> tuple[int, int]:
    """The first two axes of weights that only a size is given for, as many filters as the groups allow."""
    filters = spec.filters or max(find(spec.scene).filters, spec.groups)
    if spec.operation == "conv_transpose":
        return channels, max(1, filters // spec.groups)
    return filters, max(1, channels // spec.groups)


def _weight(spec: ClipSpec, x: Array) -> Array:
    _check_filters(spec)
    filters, channels = weight_counts(spec, x.shape[0])
    return load_kernel(
        spec.kernel,
        filters=filters,
        channels=channels,
        seed=spec.seed,
        max_cells=spec.max_cells,
        signed=find(spec.scene).channels > 1,
    )


def _check_filters(spec: ClipSpec) -> None:
    """Refuse a number of filters for a kernel that has its own."""
    own = not isinstance(spec.kernel, Seeded) or len(spec.kernel.shape) > 2
    if spec.filters is not None and own:
        raise ConvanimError(
            f"filters {spec.filters} was given for a kernel that has its own: leave it out, or give the "
            f"kernel as a size such as 3x3"
        )


def _bias(spec: ClipSpec, weight: Array) -> list[int | float] | None:
    """One number per filter; a single one is meant for every filter."""
    if spec.bias is None or isinstance(spec.bias, tuple):
        return None if spec.bias is None else list(spec.bias)
    filters = weight.shape[1] * spec.groups if spec.operation == "conv_transpose" else weight.shape[0]
    return [spec.bias] * filters


def _check_work(spec: ClipSpec, input_shape: Size, weight_shape: Size) -> None:
    shape = output_shape(spec, input_shape, weight_shape)
    check_cells("output", shape, spec.max_cells)
    check_products(shape, weight_shape if spec.operation in POOLINGS else weight_shape[1:], spec.max_cells)


def _check_shape(spec: ClipSpec, scene: SceneEntry, found: Trace) -> None:
    """Refuse what the scene cannot show: too many channels or filters, other numbers of axes."""
    channels, *size = found.input.shape
    if len(size) not in scene.axes:
        shown = " or ".join(str(axes) for axes in scene.axes)
        raise ConvanimError(
            f"scene {scene.name} shows {shown} spatial axes but the input {size_text(found.input.shape)} has "
            f"{len(size)}: use another scene, or an array with {shown} axes besides its channels"
        )
    if scene.max_channels is not None and channels > scene.max_channels:
        if isinstance(spec.input, File) and spec.input.suffix in IMAGE_SUFFIXES:
            remedy = f"make {spec.input.path} grey with --resize {_small(size)}"
        else:
            remedy = f"use a size such as {_small(size)}"
        raise ConvanimError(
            f"scene {spec.scene} shows {_counted(scene.max_channels, 'channel')} but the input "
            f"{size_text(found.input.shape)} has {channels}: {remedy}"
        )
    filters = found.output_shape[0]
    if scene.max_filters is not None and filters > scene.max_filters and spec.operation not in POOLINGS:
        kernel = np.shape(getattr(found, "weight", ()))
        small = f"use a size such as {_small(kernel[2:])}"
        remedy = small if spec.filters is None else f"use --filters {scene.max_filters}, or the scene layer"
        raise ConvanimError(
            f"scene {spec.scene} shows {_counted(scene.max_filters, 'filter')} but the kernel "
            f"{size_text(kernel)} has {filters}: {remedy}"
        )


def _counted(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def _small(size: Any) -> str:
    return "x".join(str(min(cells, 28)) for cells in size)
