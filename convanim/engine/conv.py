"""Convolution as deep learning means it: the kernel is not flipped (cross-correlation)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from convanim.engine.arguments import counted, size_text
from convanim.engine.arrays import Array, Dtype, check_fits_int64, compute_dtype, integer_bound, numeric
from convanim.engine.padding import PaddingLike, pad
from convanim.engine.products import matrix_product
from convanim.engine.shapes import ConvPlan, plan_conv
from convanim.errors import ConvanimError

# Bytes of windows laid out at a time: enough for an efficient product, little enough for the cache.
_BLOCK_BYTES = 1 << 22


def conv(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | Sequence[int] = 1,
    padding: PaddingLike = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Array:
    """Convolve `x` ``(C_in, *spatial)``, batched or not, with `weight` ``(C_out, C_in/groups, *kernel)``.

    One, two or three spatial axes; a batch is the first axis. The answer is ``(C_out, *spatial)``,
    batched as `x` is: int64 and exact if all operands are integers, else float32, or float64 where
    an operand has more precision.
    Raises `ConvanimError` before any work for operands or sizes that do not go together.
    """
    x, weight, bias = operands(x, weight, bias)
    plan = plan_conv(
        x.shape,
        weight.shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode=padding_mode,
    )
    check_bias(bias, plan.out_channels)
    return run_conv(plan, x, weight, bias)


def operands(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None) -> tuple[Array, Array, Array | None]:
    """The three as arrays of numbers that int64 or a float holds."""
    arrays = numeric(x, "input"), numeric(weight, "weight")
    last = None if bias is None else numeric(bias, "bias")
    for array, name in zip((*arrays, last), ("input", "weight", "bias"), strict=True):
        if array is not None:
            check_fits_int64(array, name)
    return *arrays, last


def check_bias(bias: Array | None, out_channels: int) -> None:
    """Refuse a bias that is not one number for each output channel."""
    if bias is not None and bias.shape != (out_channels,):
        raise ConvanimError(
            f"bias of shape {size_text(bias.shape)} does not match "
            f"{counted(out_channels, 'output channel')}: "
            f"give a list of {counted(out_channels, 'number')}, one per output channel"
        )


def product_bound(x: Array, weight: Array, bias: Array | None, dtype: Dtype, terms: int) -> int | None:
    """What no sum of `terms` products exceeds if `dtype` is an integer's; None for floats."""
    return integer_bound(x, weight, bias, terms) if dtype.kind == "i" else None


def run_conv(plan: ConvPlan, x: Array, weight: Array, bias: Array | None) -> Array:
    """The convolution of checked operands: windows laid out as columns, and one matrix product a block."""
    dtype = compute_dtype(x, weight, bias)
    bound = product_bound(x, weight, bias, dtype, weight[0].size)
    batched = x.reshape((plan.batch or 1, plan.in_channels, *plan.window.extent))
    padded = pad(batched.astype(dtype, copy=False), plan.window.padding, plan.padding_mode)
    output = _correlate(plan, padded, weight.astype(dtype, copy=False), bound)
    if bias is not None:
        output += bias.astype(dtype).reshape((-1,) + (1,) * len(plan.window.extent))
    return output.reshape(plan.output_shape)


def _correlate(plan: ConvPlan, padded: Array, weight: Array, bound: int | None) -> Array:
    batch, groups, count = padded.shape[0], plan.groups, plan.window.count
    windows = plan.window.view(padded.reshape((batch, groups, -1, *padded.shape[2:])))
    kernels = weight.reshape(groups, plan.out_channels // groups, -1)
    depth = kernels.shape[-1]
    output = np.empty((batch, groups, kernels.shape[1], *count), dtype=padded.dtype)
    row_bytes = batch * groups * depth * int(np.prod(count[1:])) * padded.itemsize
    rows = max(1, _BLOCK_BYTES // row_bytes)
    before_rows = (slice(None),) * (windows.ndim - len(count))
    # One buffer for all blocks: memory that is new each time costs more than the copy into it.
    buffer = np.empty((*windows.shape[: -len(count)], min(rows, count[0]), *count[1:]), dtype=padded.dtype)
    for start in range(0, count[0], rows):
        block = windows[(*before_rows, slice(start, start + rows))]
        laid_out = buffer[(*before_rows, slice(block.shape[len(before_rows)]))]
        np.copyto(laid_out, block)
        columns = laid_out.reshape(batch, groups, depth, -1)
        product = matrix_product(kernels, columns, bound)
        output[:, :, :, start : start + rows] = product.reshape(*product.shape[:3], -1, *count[1:])
    return output.reshape((batch, plan.out_channels, *count))
