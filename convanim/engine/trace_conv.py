"""The trace of a convolution: for every output element the numbers that made it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convanim.engine.activations import check_activation
from convanim.engine.arguments import Size
from convanim.engine.arrays import Array, Dtype, Number, check_finite, compute_dtype, read_only
from convanim.engine.conv import check_bias, operands, product_bound, run_conv
from convanim.engine.padding import source_indices
from convanim.engine.shapes import ConvPlan, plan_conv
from convanim.engine.trace_window import WindowTrace, activated, check_unbatched, inside_mask
from convanim.engine.window import Window, across_channels


@dataclass(frozen=True, eq=False)
class Step:
    """One output element: what the window reads, what it multiplies, what it adds up to.

    Arrays are read-only. `patch`, `weights` and `products` are ``(n, *kernel)`` for the `n` input
    channels in `channels`; padding stands in `patch` with the value its mode gives it.
    """

    position: Size
    out_channel: int
    channels: tuple[int, ...]
    coordinates: tuple[NDArray[np.int64], ...]
    """Per axis the coordinates of the window's cells in the unpadded grid; some may lie outside."""
    inside: NDArray[np.bool_]
    """In the kernel's shape: False where the window's cell is padding."""
    patch: Array
    weights: Array
    products: Array
    channel_sums: Array
    """The sum of the products of each channel, ``(n,)``."""
    bias: Number
    """The output channel's bias; 0 if the operation has none."""
    sum: Number
    """All products and the bias, before the activation."""
    value: Number
    """The output element: the sum after the activation."""


@dataclass(frozen=True, eq=False)
class ConvTrace(WindowTrace):
    """Every number of a convolution of an unbatched input, one step per output element."""

    weight: Array
    bias: Array | None
    plan: ConvPlan
    dtype: Dtype

    @property
    def window(self) -> Window:
        """The window, with the input's spatial size as the grid it slides over."""
        return self.plan.window

    @property
    def groups(self) -> int:
        """Into how many groups the channels are divided."""
        return self.plan.groups

    @property
    def padding_mode(self) -> str:
        """Where the padding takes its values from."""
        return self.plan.padding_mode

    @property
    def output_shape(self) -> Size:
        """``(C_out, *spatial)``."""
        return self.plan.output_shape

    def step(self, position: Size, out_channel: int = 0) -> Step:
        """The step that computes output element ``(out_channel, *position)``; it costs that one step."""
        self._check_position(position)
        self._check_channel(out_channel, self.plan.out_channels, "output channel")
        depth = self.weight.shape[1]
        first = out_channel // (self.plan.out_channels // self.groups) * depth
        channels = range(first, first + depth)
        coordinates = self.window.coordinates(position)
        inside = inside_mask(coordinates, self.window.extent)
        patch = self._patch(channels, coordinates, inside)
        weights = self.weight[out_channel].astype(self.dtype)
        numbers = weighted_sum(patch, weights, self.bias, out_channel, self.activation)
        return Step(
            tuple(position),
            out_channel,
            tuple(channels),
            coordinates,
            read_only(inside),
            read_only(patch),
            read_only(weights),
            *numbers,
        )

    def _patch(
        self, channels: range, coordinates: tuple[NDArray[np.int64], ...], inside: NDArray[np.bool_]
    ) -> Array:
        grid = self.input[channels.start : channels.stop]
        cells = [
            source_indices(along, size, self.padding_mode)
            for along, size in zip(coordinates, self.window.extent, strict=True)
        ]
        patch: Array = grid[across_channels(np.ix_(*cells))].astype(self.dtype)
        if self.padding_mode == "zeros":
            patch[:, ~inside] = 0
        return patch

    def _run(self) -> Array:
        return run_conv(self.plan, self.input, self.weight, self.bias)


def weighted_sum(
    patch: Array, weights: Array, bias: Array | None, out_channel: int, activation: str
) -> tuple[Array, Array, Number, Number, Number]:
    """The products, their sum per channel, the bias, the sum of all, and its activation."""
    products = patch * weights
    channel_sums = products.reshape(len(products), -1).sum(axis=1)
    offset: Number = products.dtype.type(0 if bias is None else bias[out_channel])
    total: Number = channel_sums.sum() + offset
    value = activated(total, activation)
    return read_only(products), read_only(channel_sums), offset, total, value


def trace_conv(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    **parameters: Any,
) -> ConvTrace:
    """The trace of ``conv(x, weight, bias, **parameters)`` and `activation`; `x` is unbatched."""
    check_activation(activation)
    x, weight, bias = traceable(x, weight, bias)
    check_unbatched(x, weight.ndim - 2)
    plan = plan_conv(x.shape, weight.shape, **parameters)
    check_bias(bias, plan.out_channels)
    dtype = compute_dtype(x, weight, bias)
    product_bound(x, weight, bias, dtype, weight[0].size)
    return ConvTrace("conv", x, activation, weight, bias, plan, dtype)


def traceable(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None) -> tuple[Array, Array, Array | None]:
    """The operands as arrays of finite numbers: what is not finite cannot be shown."""
    x, weight, bias = operands(x, weight, bias)
    for array, name in ((x, "input"), (weight, "weight"), (bias, "bias")):
        if array is not None:
            check_finite(array, name)
    return x, weight, bias
