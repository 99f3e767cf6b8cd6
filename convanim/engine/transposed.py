"""Transposed convolution: every input cell stamps the kernel, scaled by its value, onto the output."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product as cartesian

import numpy as np
from numpy.typing import ArrayLike

from convanim.engine.arguments import (
    Pairs,
    Size,
    check_groups,
    common_text,
    counted,
    per_axis,
    size_text,
    whole,
)
from convanim.engine.arrays import Array, compute_dtype
from convanim.engine.conv import check_bias, operands, product_bound
from convanim.engine.padding import PaddingLike, resolve_transposed_padding
from convanim.engine.products import matrix_product
from convanim.engine.shapes import split_shapes, with_batch
from convanim.engine.window import Window, across_leading, effective_size
from convanim.errors import ConvanimError


@dataclass(frozen=True)
class TransposedPlan:
    """A transposed convolution whose sizes are known.

    `padding` is the forward convolution's: it crops the output. `output_padding` adds rows at the
    bottom and right that would otherwise be cut off.
    """

    batch: int | None
    in_channels: int
    out_channels: int
    groups: int
    input_size: Size
    kernel_size: Size
    stride: Size
    padding: Pairs
    output_padding: Size
    dilation: Size
    output_size: Size

    @property
    def output_shape(self) -> Size:
        """``(out_channels, *spatial)``, with the batch before it if there is one."""
        return with_batch(self.batch, (self.out_channels, *self.output_size))

    @property
    def stuffed_size(self) -> Size:
        """The input with stride − 1 zeros between its cells, per axis: i + (i − 1)·(s − 1)."""
        return tuple((size - 1) * step + 1 for size, step in zip(self.input_size, self.stride, strict=True))

    @property
    def gather_window(self) -> Window:
        """The window that reads the stuffed input: stride 1, padding d·(k − 1) − p, output padding after.

        Source: Dumoulin & Visin, relationships 9 and 14. The padding is negative where p exceeds d·(k − 1).
        """
        span = effective_size(self.kernel_size, self.dilation)
        padding = tuple(
            (cells - 1 - before, cells - 1 - after + extra)
            for cells, (before, after), extra in zip(span, self.padding, self.output_padding, strict=True)
        )
        ones = (1,) * len(span)
        return Window(self.stuffed_size, self.kernel_size, ones, padding, self.dilation, self.output_size)


def conv_transpose(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | Sequence[int] = 1,
    padding: PaddingLike = 0,
    output_padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Array:
    """The transposed convolution of `x` ``(C_in, *spatial)`` with `weight` ``(C_in, C_out/groups, *kernel)``.

    A batch may stand first. The answer is ``(C_out, *spatial)`` with
    s·(i − 1) + d·(k − 1) + 1 − padding + output_padding cells along each axis; its dtype is as for
    `conv`. Raises `ConvanimError` before any work.
    """
    x, weight, bias = operands(x, weight, bias)
    plan = plan_conv_transpose(
        x.shape,
        weight.shape,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
    )
    check_bias(bias, plan.out_channels)
    return run_conv_transpose(plan, x, weight, bias)


def conv_transpose_output_shape(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: PaddingLike = 0,
    output_padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Size:
    """The shape that `conv_transpose` answers for these shapes and parameters; raises what it would raise."""
    plan = plan_conv_transpose(
        input_shape,
        weight_shape,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
    )
    return plan.output_shape


def plan_conv_transpose(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: PaddingLike = 0,
    output_padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> TransposedPlan:
    """Check a transposed convolution and work out its sizes."""
    batch, channels, input_size, kernel_size = split_shapes(input_shape, weight_shape)
    groups = whole(groups, "groups", 1)
    check_groups(groups, channels, "input channel")
    _check_channels(weight_shape, channels)
    axes = len(input_size)
    strides = per_axis(stride, axes, "stride", 1)
    dilations = per_axis(dilation, axes, "dilation", 1)
    extra = per_axis(output_padding, axes, "output_padding", 0)
    _check_output_padding(extra, strides, dilations)
    span = effective_size(kernel_size, dilations)
    pairs, extra = resolve_transposed_padding(padding, span, strides, extra)
    output_size = tuple(
        (size - 1) * step + cells - sum(pair) + more
        for size, step, cells, pair, more in zip(input_size, strides, span, pairs, extra, strict=True)
    )
    _check_something_is_left(output_size, pairs)
    counts = (batch, channels, weight_shape[1] * groups, groups)
    return TransposedPlan(*counts, input_size, kernel_size, strides, pairs, extra, dilations, output_size)


def _check_channels(weight_shape: Sequence[int], channels: int) -> None:
    if weight_shape[0] != channels:
        raise ConvanimError(
            f"weight {size_text(weight_shape)} reads {counted(weight_shape[0], 'channel')} "
            f"but the input has {channels}: "
            f"use a weight of shape {size_text((channels, *weight_shape[1:]))}, input channels first"
        )


def _check_output_padding(extra: Size, stride: Size, dilation: Size) -> None:
    for cells, step, apart in zip(extra, stride, dilation, strict=True):
        if cells >= max(step, apart):
            raise ConvanimError(
                f"output_padding {cells} is not smaller than the stride {step} or the dilation {apart}: "
                f"use at most {max(step, apart) - 1}"
            )


def _check_something_is_left(output_size: Size, padding: Pairs) -> None:
    for size, pair in zip(output_size, padding, strict=True):
        if size < 1:
            raise ConvanimError(
                f"padding {common_text(pair)} crops all {sum(pair) + size} cells of an output axis: "
                f"use padding of at most {max((sum(pair) + size - 1) // 2, 0)}"
            )


def run_conv_transpose(plan: TransposedPlan, x: Array, weight: Array, bias: Array | None) -> Array:
    """The transposed convolution of checked operands: one matrix product and one addition per kernel cell."""
    dtype = compute_dtype(x, weight, bias)
    groups = plan.groups
    depth = plan.in_channels // groups
    terms = depth * int(np.prod(plan.kernel_size))
    bound = product_bound(x, weight, bias, dtype, terms)
    batch = plan.batch or 1
    cells = x.astype(dtype, copy=False).reshape(batch, groups, depth, -1)
    kernels = weight.astype(dtype, copy=False).reshape(groups, depth, -1, *plan.kernel_size)
    uncropped = tuple(size + sum(pair) for size, pair in zip(plan.output_size, plan.padding, strict=True))
    canvas = np.zeros((batch, groups, kernels.shape[2], *uncropped), dtype=dtype)
    for offset in cartesian(*(range(size) for size in plan.kernel_size)):
        scaled = matrix_product(kernels[across_leading(offset)].swapaxes(1, 2), cells, bound)
        canvas[across_leading(_stamped(plan, offset))] += scaled.reshape(*scaled.shape[:3], *plan.input_size)
    crop = tuple(
        slice(before, before + size) for size, (before, _) in zip(plan.output_size, plan.padding, strict=True)
    )
    output = np.ascontiguousarray(canvas[across_leading(crop)]).reshape(
        (batch, plan.out_channels, *plan.output_size)
    )
    if bias is not None:
        output += bias.astype(dtype).reshape((-1,) + (1,) * len(plan.output_size))
    return output.reshape(plan.output_shape)


def _stamped(plan: TransposedPlan, offset: Size) -> tuple[slice, ...]:
    """The uncropped output cells on which the kernel's cell `offset` lands, over all input cells."""
    return tuple(
        slice(cell * apart, cell * apart + (size - 1) * step + 1, step)
        for cell, apart, size, step in zip(offset, plan.dilation, plan.input_size, plan.stride, strict=True)
    )
