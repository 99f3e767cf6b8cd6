"""The trace of a depthwise separable convolution: two convolutions, and the one that equals both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convanim.engine.arguments import Pairs, Size, counted, size_text
from convanim.engine.arrays import Array, compute_dtype, integer_bound, numeric, read_only
from convanim.engine.shapes import split_shapes
from convanim.engine.trace_conv import ConvTrace, Step, trace_conv
from convanim.engine.window import Window
from convanim.errors import ConvanimError


@dataclass(frozen=True, eq=False)
class SeparableTrace:
    """Every number of a depthwise separable convolution of an unbatched input ``(C_in, *spatial)``.

    Attributes:
        depthwise: each channel under kernels of its own, ``(C_in · multiplier, 1, *kernel)``, without bias.
        pointwise: 1×1 filters over the depthwise maps, ``(C_out, C_in · multiplier, 1, …)``, with the bias
            and the activation.
        standard: one convolution of the same input with the same output, whose weights are the products of
            the two. (Not every standard convolution can be taken apart into two.)

    What is asked of it as of any trace is answered for the whole: a step is the pointwise one, its window the
    depthwise one's.
    """

    depthwise: ConvTrace
    pointwise: ConvTrace
    standard: ConvTrace

    operation = "conv"

    @property
    def input(self) -> Array:
        """The input, ``(C_in, *spatial)``."""
        return self.depthwise.input

    @property
    def weight(self) -> Array:
        """The depthwise weights, ``(C_in · multiplier, 1, *kernel)``."""
        return self.depthwise.weight

    @property
    def bias(self) -> Array | None:
        """The bias of the pointwise filters, ``(C_out,)``; None where there is none."""
        return self.pointwise.bias

    @property
    def activation(self) -> str:
        """What is applied to every sum of the pointwise filters."""
        return self.pointwise.activation

    @property
    def groups(self) -> int:
        """Into how many groups the depthwise stage divides the channels: one each."""
        return self.depthwise.groups

    @property
    def window(self) -> Window:
        """The window that slides over the input."""
        return self.depthwise.window

    @property
    def kernel_size(self) -> Size:
        """The depthwise kernels' cells along each axis."""
        return self.depthwise.kernel_size

    @property
    def stride(self) -> Size:
        """The depthwise stage's stride along each axis."""
        return self.depthwise.stride

    @property
    def padding(self) -> Pairs:
        """The depthwise stage's padding, (before, after) along each axis."""
        return self.depthwise.padding

    @property
    def padding_mode(self) -> str:
        """Where the padding takes its values from."""
        return self.depthwise.padding_mode

    @property
    def dilation(self) -> Size:
        """The distance between neighbouring cells of the depthwise kernels along each axis."""
        return self.depthwise.dilation

    @property
    def positions(self) -> Size:
        """The output's spatial size; both stages have it."""
        return self.depthwise.positions

    @property
    def output_shape(self) -> Size:
        """``(C_out, *spatial)``."""
        return self.pointwise.output_shape

    @property
    def preactivation(self) -> Array:
        """The whole output before the activation, ``(C_out, *spatial)``."""
        return self.pointwise.preactivation

    @property
    def output(self) -> Array:
        """The whole output, ``(C_out, *spatial)``."""
        return self.pointwise.output

    def __len__(self) -> int:
        """The number of positions."""
        return len(self.depthwise)

    def position(self, ordinal: int) -> Size:
        """The position that comes `ordinal`-th, from 0, in raster order."""
        return self.depthwise.position(ordinal)

    def step(self, position: Size, out_channel: int = 0) -> Step:
        """The pointwise step that computes output element ``(out_channel, *position)``."""
        return self.pointwise.step(position, out_channel)


def trace_separable(
    x: ArrayLike,
    depthwise: ArrayLike,
    pointwise: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    **parameters: Any,
) -> SeparableTrace:
    """The trace of two convolutions of `x` ``(C_in, *spatial)``: in space by channel, then across channels.

    `depthwise` is ``(C_in · multiplier, 1, *kernel)``, `pointwise` ``(C_out, C_in · multiplier)`` with or
    without axes of one cell behind; `parameters` are those of ``conv``, without groups, for the first stage.
    The depthwise stage is computed at once. Raises `ConvanimError` for weights that do not go together, and
    for what ``conv`` would refuse. (Chollet, "Xception", arXiv 1610.02357, without an activation between.)
    """
    x, kernels, filters = numeric(x, "input"), numeric(depthwise, "weight"), numeric(pointwise, "pointwise")
    _, channels, _, kernel_size = split_shapes(x.shape, kernels.shape)
    if kernels.shape[1] != 1:
        raise ConvanimError(
            f"depthwise kernel {size_text(kernels.shape)} reads {counted(kernels.shape[1], 'channel')}: "
            f"use one of shape {size_text((kernels.shape[0], 1, *kernel_size))}, which reads one"
        )
    flat = _flat(filters, kernels.shape[0])
    first = trace_conv(x, kernels, groups=channels, **parameters)
    second = trace_conv(
        first.output, flat.reshape((*flat.shape, *[1] * len(kernel_size))), bias, activation=activation
    )
    whole = trace_conv(x, _composed(kernels, flat, channels), bias, activation=activation, **parameters)
    return SeparableTrace(first, second, whole)


def _flat(filters: Array, maps: int) -> Array:
    """Pointwise weights as ``(C_out, C_in · multiplier)``."""
    if filters.ndim < 2 or any(size != 1 for size in filters.shape[2:]) or filters.shape[1] != maps:
        raise ConvanimError(
            f"pointwise {size_text(filters.shape)} does not go with {counted(maps, 'depthwise map')}: "
            f"give one row for each filter, with {counted(maps, 'number')}"
        )
    return filters.reshape(filters.shape[:2])


def _composed(kernels: Array, filters: Array, channels: int) -> Array:
    """The weights of one convolution that equals the two: sums of the products over the multiplier."""
    dtype = compute_dtype(kernels, filters)
    multiplier = len(kernels) // channels
    if dtype.kind == "i":
        integer_bound(kernels, filters, None, multiplier)
    split = filters.reshape(len(filters), channels, multiplier).astype(dtype)
    shared = kernels.reshape(channels, multiplier, *kernels.shape[2:]).astype(dtype)
    return read_only(np.einsum("fcm,cm...->fc...", split, shared))
