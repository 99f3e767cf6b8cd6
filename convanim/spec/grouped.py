"""From a spec of grouped channels to its numbers: which view is meant, how many groups, and the traces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convanim.engine import Trace, conv_output_shape, trace, trace_separable
from convanim.engine.arguments import counted
from convanim.errors import ConvanimError
from convanim.limits import check_cells, check_products
from convanim.sizes import Size, size_text
from convanim.sources import Named, Seeded
from convanim.sources.given import Array
from convanim.sources.load import KERNEL_VALUES, draw, load_kernel, load_pointwise, size_of
from convanim.spec.clip import ClipSpec

SEPARABLE = ("separable", "versus")
"""The views of two stages."""
USUAL_FILTERS = 2
"""Filters of a separable layer, and of each of two groups, where none are named."""


def settle(spec: ClipSpec, channels: int) -> ClipSpec:
    """The spec with its view, its groups and its filters, as the channels of its input decide them.

    Without a view, fewer groups than channels are ``groups``, as many are ``depthwise``, or ``separable`` if
    there are filters that depthwise kernels cannot make. A separable layer has one group: that of its output.
    """
    if channels == 1:
        raise ConvanimError(
            "an input of one channel has nothing to group: use several channels such as 3x5x5, or the "
            "scene sliding-kernel"
        )
    groups = spec.groups if spec.groups > 1 else _usual_groups(spec, channels)
    view = spec.view or _usual_view(spec, groups, channels)
    if view != "groups":
        _check_depthwise(spec, view, channels)
        groups = channels
    if spec.pointwise is not None and view not in SEPARABLE:
        raise ConvanimError(
            f"view {view} has no pointwise filters: leave pointwise out, or use view separable"
        )
    return replace(
        spec, view=view, groups=1 if view in SEPARABLE else groups, filters=_filters(spec, view, groups)
    )


def _usual_groups(spec: ClipSpec, channels: int) -> int:
    """As many groups as a kernel with filters of its own says, else as few as the numbers divide into."""
    size = _kernel_size(spec)
    if len(size) == 4 and channels % size[1] == 0 and channels > size[1]:
        return channels // size[1]
    if len(size) == 3 or spec.view in ("depthwise", *SEPARABLE) or spec.pointwise is not None:
        return channels
    fitting = (n for n in range(2, channels) if channels % n == 0 and (spec.filters or n) % n == 0)
    return next(fitting, channels)


def _usual_view(spec: ClipSpec, groups: int, channels: int) -> str:
    if groups != channels:
        return "groups"
    separable = spec.pointwise is not None or (spec.filters or channels) % channels
    return "separable" if separable else "depthwise"


def _check_depthwise(spec: ClipSpec, view: str, channels: int) -> None:
    if spec.groups not in (1, channels):
        raise ConvanimError(
            f"view {view} makes a group of each of {channels} channels but groups {spec.groups} was given: "
            f"leave groups out, or use view groups"
        )
    if view == "depthwise" and spec.filters is not None and spec.filters % channels:
        raise ConvanimError(
            f"{spec.filters} filters cannot be shared out among {channels} channels: use a multiple of "
            f"{channels}, or view separable, whose 1×1 filters may be any number"
        )


def _filters(spec: ClipSpec, view: str, groups: int) -> int | None:
    """How many filters are drawn; those of a kernel that has its own are counted there."""
    own = len(_kernel_size(spec)) > 2 or not isinstance(spec.kernel, Seeded | Named)
    if spec.filters is not None or (own and view not in SEPARABLE):
        return spec.filters
    if view in SEPARABLE:
        return None if spec.pointwise is not None else USUAL_FILTERS
    return USUAL_FILTERS * groups if groups == 2 and view == "groups" else groups


def _kernel_size(spec: ClipSpec) -> Size:
    return size_of("kernel", spec.kernel, max_cells=spec.max_cells)


def grouped_trace(spec: ClipSpec, x: Array) -> Trace:
    """Every number of a settled spec: of one grouped convolution, or of both stages of a separable one."""
    from convanim.spec.resolve import bias_of, parameters, weights_of

    named = parameters(spec)
    weight = weights_of(spec, x) if spec.view == "groups" else _depthwise_weight(spec, x)
    groups = spec.groups if spec.view == "groups" else x.shape[0]
    _check_work(spec, x.shape, weight.shape, named | {"groups": groups})
    if spec.view not in SEPARABLE:
        return trace("conv", x, weight, bias_of(spec, weight), activation=spec.activation, **named)
    filters = _pointwise_weight(spec, len(weight))
    del named["groups"]
    check_cells("kernel", (len(filters), *x.shape[:1], *weight.shape[2:]), spec.max_cells)
    _check_work(spec, x.shape, (len(filters), x.shape[0], *weight.shape[2:]), named)
    return trace_separable(x, weight, filters, bias_of(spec, filters), activation=spec.activation, **named)


def _check_work(spec: ClipSpec, input_shape: Size, weight_shape: Size, named: dict[str, object]) -> None:
    shape = conv_output_shape(input_shape, weight_shape, **named)  # type: ignore[arg-type]  # by name, checked there
    check_cells("output", shape, spec.max_cells)
    check_products(shape, weight_shape[1:], spec.max_cells)


def _depthwise_weight(spec: ClipSpec, x: Array) -> Array:
    """Kernels that read one channel each: drawn, one for all, one each, or as they are given."""
    channels, kernels = x.shape[0], x.shape[0]
    if spec.view == "depthwise" and spec.filters is not None:
        kernels = spec.filters
    weight = load_kernel(
        spec.kernel, filters=kernels, channels=1, seed=spec.seed, max_cells=spec.max_cells, signed=True
    )
    if weight.shape[0] == 1 and weight.shape[1] == channels:  # three axes: a kernel for each channel
        weight = weight.swapaxes(0, 1)
    elif weight.shape[:2] == (1, 1):  # two axes: the same kernel for every channel
        weight = np.repeat(weight, kernels, axis=0)
    if weight.shape[1] != 1 or len(weight) % channels:
        raise ConvanimError(
            f"kernel {size_text(weight.shape)} is not one kernel for each of {channels} channels: give one "
            f"of shape {size_text((channels, 1, *weight.shape[2:]))}, or a size such as 3x3"
        )
    return weight


def _pointwise_weight(spec: ClipSpec, maps: int) -> Array:
    """The 1×1 filters, ``(filters, maps)``: drawn from around 0, or as they are given."""
    if spec.pointwise is None:
        filters = spec.filters or USUAL_FILTERS
        check_cells("pointwise", (filters, maps), spec.max_cells)
        return draw("pointwise", (filters, maps), KERNEL_VALUES, spec.seed) - KERNEL_VALUES // 2
    weight = load_pointwise(spec.pointwise, max_cells=spec.max_cells)
    if spec.filters not in (None, len(weight)):
        rows = counted(len(weight), "row")
        raise ConvanimError(f"filters {spec.filters} was given for {rows} of pointwise weights: leave it out")
    return weight
