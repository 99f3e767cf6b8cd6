"""From a spec of samples to its numbers: one layer over a row or channels of rows, or a stack of layers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from convanim.engine import Trace, trace
from convanim.engine.trace_stack import StackTrace, trace_stack
from convanim.errors import ConvanimError
from convanim.limits import check_cells, check_products
from convanim.sizes import Padding, Size, size_text
from convanim.sources import Seeded
from convanim.sources.given import Array
from convanim.sources.load import draw, load_kernel
from convanim.spec.clip import ClipSpec

STACK = "stack"
DILATIONS = (1, 2, 4)
"""The layers of a stack of which only the view is named."""
MOST_LAYERS = 8


def settle(spec: ClipSpec, channels: int) -> ClipSpec:
    """The spec with its view: dilations, one for each layer, make it a stack."""
    stack = spec.dilations is not None if spec.view is None else spec.view == STACK
    if not stack:
        if spec.dilations is not None:
            numbers = ",".join(map(str, spec.dilations))
            raise ConvanimError(
                f"dilations {numbers} are those of a stack but view {spec.view} shows one layer: use "
                f"view {STACK}, or one dilation"
            )
        return replace(spec, view=spec.view or "single", padding=_along_one_axis(spec.padding))
    _check_stack(spec, channels)
    return replace(spec, view=STACK, dilations=spec.dilations or DILATIONS, padding="causal")


def _check_stack(spec: ClipSpec, channels: int) -> None:
    """Refuse what a stack of causal layers of one channel has not."""
    layers = len(spec.dilations or ())
    if layers > MOST_LAYERS:
        raise ConvanimError(
            f"a stack of {layers} layers does not fit a picture: give up to {MOST_LAYERS} dilations"
        )
    if channels > 1:
        raise ConvanimError(
            f"a stack shows one channel but the input has {channels}: use a size such as 16, or view single"
        )
    if spec.padding not in (0, "causal"):
        raise ConvanimError(
            f"a stack has causal padding but padding {_written(spec.padding)} was given: leave it out"
        )
    for name, usual in (("stride", (None, 1)), ("dilation", (1,)), ("groups", (1,)), ("filters", (None, 1))):
        if (value := getattr(spec, name)) not in usual:
            remedy = "use dilations, one for each layer" if name == "dilation" else "leave it out"
            raise ConvanimError(f"a stack has no {name} but {name} {_written(value)} was given: {remedy}")
    if spec.padding_mode != "zeros":
        raise ConvanimError(
            f"a stack reads zeros before the first sample but padding_mode {spec.padding_mode} was given: "
            f"leave it out"
        )


def _written(value: object) -> str:
    return size_text(value) if isinstance(value, tuple) else str(value)


def samples_trace(spec: ClipSpec, x: Array) -> Trace:
    """Every number of a settled spec on `x` ``(C, length)``."""
    if spec.pointwise is not None:
        raise ConvanimError(
            f"scene {spec.scene} has no pointwise filters: leave pointwise out, or use the scene grouped"
        )
    return _stack(spec, x) if spec.view == STACK else _layer(spec, x)


def _layer(spec: ClipSpec, x: Array) -> Trace:
    from convanim.spec.resolve import bias_of, check_work, parameters, weights_of

    weight = weights_of(spec, x)
    check_work(spec, x.shape, weight.shape)
    return trace("conv", x, weight, bias_of(spec, weight), activation=spec.activation, **parameters(spec))


def _along_one_axis(padding: Padding) -> Padding:
    """``2:0`` is kept as a pair for each axis of a picture: of two equal ones, samples need one."""
    if not isinstance(padding, tuple) or len(padding) < 2:
        return padding
    same = all(one == other and isinstance(one, tuple) for one, other in pairwise(padding))
    return padding[:1] if same else padding


def _stack(spec: ClipSpec, x: Array) -> StackTrace:
    dilations = spec.dilations or DILATIONS
    kernels = _kernels(spec, len(dilations))
    check_cells("output", (len(dilations), x.shape[-1]), spec.max_cells)
    check_products((len(dilations), x.shape[-1]), kernels.shape[1:], spec.max_cells)
    biases = spec.bias
    if biases is not None and not isinstance(biases, tuple):
        biases = (biases,) * len(dilations)
    return trace_stack(x, list(kernels), biases, dilations=dilations, activation=spec.activation)


def _kernels(spec: ClipSpec, layers: int) -> Array:
    """One kernel a layer, ``(layers, k)``: drawn as 1 and −1, one for all, or as they are given."""
    if isinstance(spec.kernel, Seeded):
        shape: Size = spec.kernel.shape
        if len(shape) > 1:
            raise ConvanimError(
                f"kernel {size_text(shape)} has {len(shape)} axes: give the length of a stack's kernels, "
                f"such as 2"
            )
        check_cells("kernel", (layers, *shape), spec.max_cells)
        return 2 * draw("kernel", (layers, *shape), 2, spec.seed) - 1
    kernels = load_kernel(
        spec.kernel, filters=1, channels=1, seed=spec.seed, max_cells=spec.max_cells, axes=1
    )
    kernels = kernels.reshape(-1, kernels.shape[-1])
    return np.repeat(kernels, layers, axis=0) if len(kernels) == 1 else kernels
