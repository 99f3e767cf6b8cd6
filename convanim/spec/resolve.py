"""From a spec to a clip: sources become arrays, parameters become a trace, and words are found for it."""

from __future__ import annotations

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
from convanim.limits import check_cells, check_picture, check_products
from convanim.rendering.catalog import SceneEntry, find, function
from convanim.sizes import Size, size_text
from convanim.sources import File, Seeded
from convanim.sources.load import Array, load_input, load_kernel
from convanim.sources.source import IMAGE_SUFFIXES
from convanim.spec import Clip, ClipSpec
from convanim.spec.converters import listed
from convanim.spec.language import carried, font_of, labels_of, language_of
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
    if spec.view not in (None, *scene.views):
        raise ConvanimError(f"scene {scene.name} has no {spec.view} view: use {listed(scene.views)}")
    check_picture(spec)
    found = resolve_trace(spec)
    spec = settled_for(spec, found.input.shape[0])
    _check_shape(spec, scene, found)
    language = language_of(spec)
    labels = labels_of(spec, language)
    title, prose = function(scene.words)(spec, found, labels)
    title = spec.title if spec.title is not None else title
    return Clip(
        spec,
        found,
        title,
        prose,
        labels,
        dumps(carried(portable(asked, found), language)),
        font_of(spec, language, labels, title, prose),
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
        axes=find(spec.scene).axes[0],
        signed=find(spec.scene).signed,
    )
    spec = settled_for(spec, x.shape[0])
    if tracer := find(spec.scene).tracer:
        traced: Trace = function(tracer)(spec, x)
        return traced
    if spec.operation in POOLINGS:
        kernel_size = pool_kernel(spec)
        check_work(spec, x.shape, kernel_size)
        counts = {"count_include_pad": spec.count_include_pad} if spec.operation == "average_pool" else {}
        named = parameters(spec) | counts
        return trace(str(spec.operation), x, kernel_size=kernel_size, activation=spec.activation, **named)
    weight = weights_of(spec, x)
    check_work(spec, x.shape, weight.shape)
    scatters = spec.operation == "conv_transpose" and spec.view == "scatter"
    reading = {"reading": "scatter"} if scatters else {}
    return trace(
        str(spec.operation),
        x,
        weight,
        bias_of(spec, weight),
        activation=spec.activation,
        **parameters(spec),
        **reading,
    )


def settled_for(spec: ClipSpec, channels: int) -> ClipSpec:
    """The spec with what its input's channels decide, where its scene asks them."""
    settle = find(spec.scene).settle
    settled: ClipSpec = function(settle)(spec, channels) if settle else spec
    return settled


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
    if spec.dilations is not None and "stack" not in find(spec.scene).views:
        raise ConvanimError(
            f"scene {spec.scene} shows no stack of layers: leave dilations out, or use the scene conv1d"
        )
    if spec.partial_maps and not find(spec.scene).partial_maps:
        raise ConvanimError(
            f"scene {spec.scene} shows no partial maps: leave partial_maps out, or use the scene filter"
        )
    if spec.pointwise is not None and not find(spec.scene).tracer:
        raise ConvanimError(
            f"scene {spec.scene} has no pointwise filters: leave pointwise out, or use the scene grouped"
        )


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


def weights_of(spec: ClipSpec, x: Array) -> Array:
    """The weights of a spec's filters, drawn or as they are given."""
    _check_filters(spec)
    filters, channels = weight_counts(spec, x.shape[0])
    return load_kernel(
        spec.kernel,
        filters=filters,
        channels=channels,
        seed=spec.seed,
        max_cells=spec.max_cells,
        signed=find(spec.scene).signed or find(spec.scene).channels > 1 or (x.ndim == 2 and x.shape[0] > 1),
        axes=x.ndim - 1,
    )


def _check_filters(spec: ClipSpec) -> None:
    """Refuse a number of filters for a kernel that has its own."""
    own = not isinstance(spec.kernel, Seeded) or len(spec.kernel.shape) > max(find(spec.scene).axes)
    if spec.filters is not None and own:
        raise ConvanimError(
            f"filters {spec.filters} was given for a kernel that has its own: leave it out, or give the "
            f"kernel as a size such as 3x3"
        )


def bias_of(spec: ClipSpec, weight: Array) -> list[int | float] | Array | None:
    """One number per filter; a single one is meant for every filter.

    Biases that are 32-bit floats, as those of a model, are kept so beside weights that are.
    """
    if spec.bias is None:
        return None
    filters = weight.shape[1] * spec.groups if spec.operation == "conv_transpose" else weight.shape[0]
    biases = list(spec.bias) if isinstance(spec.bias, tuple) else [spec.bias] * filters
    with np.errstate(over="ignore"):
        narrow = np.array(biases, dtype=np.float32)
    exact = weight.dtype == np.float32 and (narrow == np.array(biases, dtype=np.float64)).all()
    return narrow if exact else biases


def check_work(spec: ClipSpec, input_shape: Size, weight_shape: Size) -> None:
    """Refuse an output of too many cells, and too many products."""
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
        other = ", or the scene layer" if 2 in scene.axes else ""
        remedy = small if spec.filters is None else f"use --filters {scene.max_filters}{other}"
        raise ConvanimError(
            f"scene {spec.scene} shows {_counted(scene.max_filters, 'filter')} but the kernel "
            f"{size_text(kernel)} has {filters}: {remedy}"
        )


def _counted(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def _small(size: Any) -> str:
    return "x".join(str(min(cells, 28)) for cells in size)
