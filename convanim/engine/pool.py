"""Max and average pooling."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product as cartesian
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convanim.engine.arguments import Pairs
from convanim.engine.arrays import (
    INT64_LARGEST,
    Array,
    Dtype,
    check_fits_int64,
    compute_dtype,
    magnitude,
    numeric,
)
from convanim.engine.padding import PaddingLike
from convanim.engine.pool_shapes import PoolPlan, plan_pool
from convanim.errors import ConvanimError


def max_pool(
    x: ArrayLike,
    kernel_size: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: PaddingLike = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> Array:
    """The largest cell of each window of `x` ``(C, *spatial)`` or ``(N, C, *spatial)``, channel by channel.

    `stride` is the kernel's size if not given. Padding never wins. Integers stay integers.
    Which axes one number as `kernel_size` means is told in `plan_pool`.
    """
    x = pool_operand(x)
    plan = plan_pool(
        x.shape, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    return run_max_pool(plan, x)


def average_pool(
    x: ArrayLike,
    kernel_size: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: PaddingLike = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """The mean of each window of `x` ``(C, *spatial)`` or ``(N, C, *spatial)``, channel by channel.

    The divisor counts padding, which is zero, unless `count_include_pad` is false; it never counts
    what lies past the padding under `ceil_mode`. Integers are summed exactly and answered in float64.
    """
    x = pool_operand(x)
    plan = plan_pool(
        x.shape, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    return run_average_pool(plan, x, count_include_pad)


def pool_operand(x: ArrayLike) -> Array:
    """`x` as an array of numbers that int64 or a float holds."""
    array = numeric(x, "input")
    check_fits_int64(array, "input")
    return array


def run_max_pool(plan: PoolPlan, x: Array) -> Array:
    """The max pooling of a checked operand, in its compute dtype."""
    dtype = compute_dtype(x)
    lowest = np.iinfo(dtype).min if dtype.kind == "i" else -np.inf
    return _folded_windows(plan, x.astype(dtype, copy=False), lowest, np.maximum).reshape(plan.output_shape)


def run_average_pool(plan: PoolPlan, x: Array, count_include_pad: bool) -> Array:
    """The average pooling of a checked operand: sums in int64 or float64, then one division."""
    dtype = compute_dtype(x)
    check_sums(plan, x, dtype)
    sums = _folded_windows(plan, x.astype(sum_dtype(dtype), copy=False), 0, np.add)
    means = sums / divisors(plan, count_include_pad)
    return means.astype(average_dtype(dtype), copy=False).reshape(plan.output_shape)


def check_sums(plan: PoolPlan, x: Array, dtype: Dtype) -> None:
    """Refuse integers whose sum over a window int64 might not hold."""
    cells = int(np.prod(plan.window.kernel_size))
    if dtype.kind == "i" and magnitude(x) * cells > INT64_LARGEST:
        raise ConvanimError(
            f"integers up to {magnitude(x)} can overflow 64 bits when {cells} are added: "
            f"use smaller integers, or floats"
        )


def sum_dtype(dtype: Dtype) -> Dtype:
    """The type in which a window is summed: exact for integers, float64 for floats."""
    return dtype if dtype.kind == "i" else np.dtype(np.float64)


def average_dtype(dtype: Dtype) -> Dtype:
    """The type of an average: float64 for integers, else the operand's own."""
    return np.dtype(np.float64) if dtype.kind == "i" else dtype


def divisors(plan: PoolPlan, count_include_pad: bool) -> Array:
    """How many cells each window's sum is divided by, in the shape of the spatial output."""
    window = plan.window
    whole = np.ones(window.extent, dtype=np.int64)
    if not count_include_pad:
        return _folded_windows(plan, whole, 0, np.add)
    padded = np.pad(whole, window.padding, constant_values=1)
    return _folded_padded(plan, _extended(padded, _overhang(plan), 0), np.add)


def _overhang(plan: PoolPlan) -> Pairs:
    """The cells past the padded input that the last windows cover under `ceil_mode`, per axis."""
    window = plan.window
    reach = [
        (count - 1) * step + span
        for count, step, span in zip(window.count, window.stride, window.span, strict=True)
    ]
    return tuple((0, max(last - size, 0)) for last, size in zip(reach, window.padded_extent, strict=True))


def _extended(x: Array, padding: Pairs, fill: float) -> Array:
    leading = ((0, 0),) * (x.ndim - len(padding))
    return np.pad(x, (*leading, *padding), constant_values=fill)


def _folded_windows(plan: PoolPlan, x: Array, fill: float, fold: Callable[..., Array]) -> Array:
    beyond = _overhang(plan)
    padding = tuple(
        (before, after + more) for (before, after), (_, more) in zip(plan.window.padding, beyond, strict=True)
    )
    return _folded_padded(plan, _extended(x, padding, fill), fold)


def _folded_padded(plan: PoolPlan, padded: Array, fold: Callable[..., Array]) -> Array:
    cells = _window_cells(plan, padded)
    folded = next(cells).copy()
    for cell in cells:
        fold(folded, cell, out=folded)
    return folded


def _window_cells(plan: PoolPlan, padded: Array) -> Iterator[Array]:
    """For each cell of the kernel, that cell of every window, as a view in the output's shape."""
    view = plan.window.view(padded)
    lead = view.ndim - 2 * len(plan.window.extent)
    whole: tuple[Any, ...] = (slice(None),) * lead
    for offset in cartesian(*(range(size) for size in plan.window.kernel_size)):
        yield view[whole + offset]
