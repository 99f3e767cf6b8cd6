"""The two traces of a transposed convolution: by gathering and by scattering; their outputs are one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convanim.engine.activations import check_activation
from convanim.engine.arguments import Pairs, Size
from convanim.engine.arrays import Array, Dtype, Number, compute_dtype, read_only
from convanim.engine.conv import check_bias, product_bound
from convanim.engine.trace_conv import Step, traceable, weighted_sum
from convanim.engine.trace_window import BaseTrace, WindowTrace, check_unbatched, inside_mask
from convanim.engine.transposed import TransposedPlan, plan_conv_transpose, run_conv_transpose
from convanim.engine.window import Window, across_channels
from convanim.errors import ConvanimError

READINGS = ("gather", "scatter")


@dataclass(frozen=True, eq=False)
class GatherStep(Step):
    """One output element, read by the rotated kernel from the input with zeros inserted.

    Coordinates count cells of the stuffed input; a cell that is inside and not inserted is input
    cell ``coordinate // stride``. `weights` are rotated by half a turn.
    """

    inserted: NDArray[np.bool_]
    """In the kernel's shape: True where the window's cell is an inserted zero."""


@dataclass(frozen=True, eq=False)
class Stamp:
    """What one input cell adds to the output. Arrays are read-only; `n` is the output channels per group."""

    position: Size
    in_channel: int
    out_channels: tuple[int, ...]
    """The output channels of the input channel's group."""
    value: Number
    weights: Array
    """``(n, *kernel)``."""
    stamped: Array
    """The weights times the value, ``(n, *kernel)``."""
    coordinates: tuple[NDArray[np.int64], ...]
    """Per axis the output coordinates the kernel lands on; some may be cropped away."""
    inside: NDArray[np.bool_]
    """In the kernel's shape: False where the padding crops the cell away."""


@dataclass(frozen=True, eq=False)
class _TransposedTrace(BaseTrace):
    weight: Array
    bias: Array | None
    plan: TransposedPlan
    dtype: Dtype

    @property
    def kernel_size(self) -> Size:
        """The kernel's cells along each axis, dilation not counted."""
        return self.plan.kernel_size

    @property
    def stride(self) -> Size:
        """The operation's stride: how far apart the input's cells stand on the output."""
        return self.plan.stride

    @property
    def padding(self) -> Pairs:
        """The operation's padding: how many cells are cropped (before, after) along each axis."""
        return self.plan.padding

    @property
    def output_padding(self) -> Size:
        """The rows added at the end of each axis."""
        return self.plan.output_padding

    @property
    def dilation(self) -> Size:
        """The distance between neighbouring cells of the kernel along each axis."""
        return self.plan.dilation

    @property
    def groups(self) -> int:
        """Into how many groups the channels are divided."""
        return self.plan.groups

    @property
    def output_shape(self) -> Size:
        """``(C_out, *spatial)``."""
        return self.plan.output_shape

    def _run(self) -> Array:
        return run_conv_transpose(self.plan, self.input, self.weight, self.bias)


@dataclass(frozen=True, eq=False)
class GatherTrace(_TransposedTrace, WindowTrace):
    """A transposed convolution as a convolution: stride 1 over the zero-stuffed, padded input."""

    @property
    def window(self) -> Window:
        """The window, with the stuffed input as the grid it slides over."""
        return self.plan.gather_window

    @property
    def stuffed_shape(self) -> Size:
        """``(C_in, *spatial)`` of the input with zeros inserted, without padding."""
        return (self.plan.in_channels, *self.plan.stuffed_size)

    @property
    def effective_padding(self) -> Pairs:
        """The padding around the stuffed input; negative where the operation's crops into it."""
        return self.window.padding

    def step(self, position: Size, out_channel: int = 0) -> GatherStep:
        """The step that computes output element ``(out_channel, *position)``; it costs that one step."""
        self._check_position(position)
        self._check_channel(out_channel, self.plan.out_channels, "output channel")
        depth, per_group = self.plan.in_channels // self.groups, self.weight.shape[1]
        group, filter_in_group = divmod(out_channel, per_group)
        channels = slice(group * depth, (group + 1) * depth)
        coordinates = self.window.coordinates(position)
        inside = inside_mask(coordinates, self.plan.stuffed_size)
        real = inside & self._on_input(coordinates)
        patch = self._patch(channels, coordinates, real)
        rotated = self.weight[channels, filter_in_group][across_channels(self._half_turn)].astype(self.dtype)
        numbers = weighted_sum(patch, rotated, self.bias, out_channel, self.activation)
        return GatherStep(
            tuple(position),
            out_channel,
            tuple(range(channels.start, channels.stop)),
            coordinates,
            read_only(inside),
            read_only(patch),
            read_only(rotated),
            *numbers,
            read_only(inside & ~real),
        )

    @property
    def _half_turn(self) -> tuple[slice, ...]:
        return (slice(None, None, -1),) * len(self.kernel_size)

    def _on_input(self, coordinates: tuple[NDArray[np.int64], ...]) -> NDArray[np.bool_]:
        mask = np.ones((), dtype=np.bool_)
        for cells, step in zip(coordinates, self.stride, strict=True):
            mask = mask[..., None] & (cells % step == 0)
        return mask

    def _patch(
        self, channels: slice, coordinates: tuple[NDArray[np.int64], ...], real: NDArray[np.bool_]
    ) -> Array:
        cells = [
            np.clip(along // step, 0, size - 1)
            for along, step, size in zip(coordinates, self.stride, self.plan.input_size, strict=True)
        ]
        patch: Array = self.input[channels][across_channels(np.ix_(*cells))].astype(self.dtype)
        patch[:, ~real] = 0
        return patch


@dataclass(frozen=True, eq=False)
class ScatterTrace(_TransposedTrace):
    """A transposed convolution as stamping: each position of the input adds a scaled kernel to the output.

    The output before the activation is the sum of all stamps, where inside, plus the bias once.
    """

    @property
    def positions(self) -> Size:
        """The input's spatial size: every input cell stamps once per channel."""
        return self.plan.input_size

    def stamp(self, position: Size, in_channel: int = 0) -> Stamp:
        """What input cell ``(in_channel, *position)`` adds to the output."""
        self._check_position(position)
        self._check_channel(in_channel, self.plan.in_channels, "input channel")
        per_group = self.weight.shape[1]
        first = in_channel // (self.plan.in_channels // self.groups) * per_group
        value: Number = self.dtype.type(self.input[(in_channel, *position)])
        weights = self.weight[in_channel].astype(self.dtype)
        coordinates = self._coordinates(position)
        return Stamp(
            tuple(position),
            in_channel,
            tuple(range(first, first + per_group)),
            value,
            read_only(weights),
            read_only(weights * value),
            coordinates,
            read_only(inside_mask(coordinates, self.plan.output_size)),
        )

    def _coordinates(self, position: Size) -> tuple[NDArray[np.int64], ...]:
        plan = self.plan
        return tuple(
            read_only(np.arange(cells, dtype=np.int64) * apart + (place * step - before))
            for place, cells, apart, step, (before, _) in zip(
                position, plan.kernel_size, plan.dilation, plan.stride, plan.padding, strict=True
            )
        )


def trace_conv_transpose(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    activation: str = "none",
    reading: str = "gather",
    **parameters: Any,
) -> GatherTrace | ScatterTrace:
    """The trace of ``conv_transpose(x, weight, bias, **parameters)`` and `activation`, in either reading."""
    check_activation(activation)
    if reading not in READINGS:
        raise ConvanimError(f'reading "{reading}" is unknown: use "gather" or "scatter"')
    x, weight, bias = traceable(x, weight, bias)
    check_unbatched(x, weight.ndim - 2)
    plan = plan_conv_transpose(x.shape, weight.shape, **parameters)
    check_bias(bias, plan.out_channels)
    dtype = compute_dtype(x, weight, bias)
    product_bound(x, weight, bias, dtype, plan.in_channels // plan.groups * weight[0, 0].size)
    kind = GatherTrace if reading == "gather" else ScatterTrace
    return kind("conv_transpose", x, activation, weight, bias, plan, dtype)
