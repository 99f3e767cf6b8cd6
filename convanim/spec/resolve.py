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
from convanim.rendering.catalog import SCENES, find, function
from convanim.sizes import Size
from convanim.sources import File, Seeded
from convanim.sources.given import Array
from convanim.sources.load import load_input, load_kernel
from convanim.sources.source import IMAGE_SUFFIXES
from convanim.spec import Clip, ClipSpec
from convanim.spec.checks import POOLINGS, check_parameters, check_shape
from convanim.spec.converters import listed
from convanim.spec.language import carried, font_of, labels_of, language_of
from convanim.spec.numbering import numbered
from convanim.spec.toml import dumps, portable


def resolve(spec: ClipSpec) -> Clip:
    """The clip of a spec; raises ConvanimError for what its scene cannot show."""
    asked, spec = spec, spec.settled()
    scene = find(spec.scene)
    if spec.operation not in scene.operations:
        other = next(name for name, entry in SCENES.items() if spec.operation in entry.operations)
        raise ConvanimError(
            f"scene {scene.name} does not show {spec.operation}: use the scene {other}, "
            f"or {listed(scene.operations)}"
        )
    if spec.view not in (None, *scene.views):
        raise ConvanimError(f"scene {scene.name} has no {spec.view} view: use {listed(scene.views)}")
    check_picture(spec)
    found = resolve_trace(spec)
    spec = settled_for(spec, found.input.shape[0])
    check_shape(spec, scene, found)
    language = language_of(spec)
    labels = numbered(labels_of(spec, language), spec, found)
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
        resize=image_size(spec),
        crop=spec.crop,
        channels=find(spec.scene).channels,
        axes=find(spec.scene).axes[0],
        signed=find(spec.scene).signed,
    )
    spec = settled_for(spec, x.shape[0])
    if tracer := find(spec.scene).tracer:
        traced: Trace = function(tracer)(spec, x)
        return traced
    return _pooled(spec, x) if spec.operation in POOLINGS else _weighted(spec, x)


def _pooled(spec: ClipSpec, x: Array) -> Trace:
    """The trace of a pooling."""
    kernel_size = pool_kernel(spec)
    check_work(spec, x.shape, kernel_size)
    counts = {"count_include_pad": spec.count_include_pad} if spec.operation == "average_pool" else {}
    named = parameters(spec) | counts
    return trace(str(spec.operation), x, kernel_size=kernel_size, activation=spec.activation, **named)


def _weighted(spec: ClipSpec, x: Array) -> Trace:
    """The trace of an operation that has weights."""
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


def image_size(spec: ClipSpec) -> Size | None:
    """What an image is brought to: what is asked for, else the usual size of its scene."""
    image = isinstance(spec.input, File) and spec.input.suffix in IMAGE_SUFFIXES
    return spec.resize or (find(spec.scene).resize if image else None)


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
