"""The traces of pooling: which cell a maximum chose and which tied with it; what an average divided."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convanim.engine.activations import check_activation
from convanim.engine.arguments import Size
from convanim.engine.arrays import Array, Dtype, Number, check_finite, compute_dtype, read_only
from convanim.engine.pool import (
    average_dtype,
    check_sums,
    pool_operand,
    run_average_pool,
    run_max_pool,
    sum_dtype,
)
from convanim.engine.pool_shapes import PoolPlan, plan_pool
from convanim.engine.trace_window import WindowTrace, activated, check_unbatched, inside_mask
from convanim.engine.window import Window


@dataclass(frozen=True, eq=False)
class PoolStep:
    """One output element of a pooling. All arrays have the kernel's shape and are read-only."""

    position: Size
    out_channel: int
    coordinates: tuple[NDArray[np.int64], ...]
    """Per axis the coordinates of the window's cells in the unpadded input; some may lie outside."""
    inside: NDArray[np.bool_]
    """False where the window's cell is padding, or nothing at all."""
    exists: NDArray[np.bool_]
    """False where `ceil_mode` takes the window past the padded input: there is no cell."""
    patch: Array
    """The values under the window; 0 where there is no cell of the input."""

    @property
    def channels(self) -> tuple[int, ...]:
        """The one input channel that the step reads."""
        return (self.out_channel,)


@dataclass(frozen=True, eq=False)
class MaxStep(PoolStep):
    """A maximum: the first largest cell in raster order is chosen, padding never is."""

    chosen: Size
    """The chosen cell's index in the window."""
    ties: tuple[Size, ...]
    """The indices of the other cells with the same value, in raster order."""
    value: Number


@dataclass(frozen=True, eq=False)
class AverageStep(PoolStep):
    """An average: the sum of the window's cells, divided by how many count."""

    sum: Number
    divisor: int
    value: Number


@dataclass(frozen=True, eq=False)
class PoolTrace(WindowTrace):
    """What the traces of both poolings have in common."""

    plan: PoolPlan
    dtype: Dtype

    @property
    def window(self) -> Window:
        """The window, with the input's spatial size as the grid it slides over."""
        return self.plan.window

    @property
    def ceil_mode(self) -> bool:
        """Whether the last windows may reach past the padded input."""
        return self.plan.ceil_mode

    @property
    def output_shape(self) -> Size:
        """``(C, *spatial)``."""
        return self.plan.output_shape

    def _look(self, position: Size, channel: int, dtype: Dtype) -> PoolStep:
        self._check_position(position)
        self._check_channel(channel, self.plan.channels, "channel")
        window = self.window
        coordinates = window.coordinates(position)
        inside = inside_mask(coordinates, window.extent)
        padded = tuple(cells + before for cells, (before, _) in zip(coordinates, window.padding, strict=True))
        cells = [np.clip(along, 0, size - 1) for along, size in zip(coordinates, window.extent, strict=True)]
        patch = self.input[channel][np.ix_(*cells)].astype(dtype)
        patch[~inside] = 0
        exists = inside_mask(padded, window.padded_extent)
        return PoolStep(
            tuple(position), channel, coordinates, read_only(inside), read_only(exists), read_only(patch)
        )


@dataclass(frozen=True, eq=False)
class MaxPoolTrace(PoolTrace):
    """Every number of a max pooling, one step per output element."""

    def step(self, position: Size, out_channel: int = 0) -> MaxStep:
        """The step that computes output element ``(out_channel, *position)``."""
        look = self._look(position, out_channel, self.dtype)
        largest = look.patch[look.inside].max()
        best = [tuple(map(int, cell)) for cell in np.argwhere(look.inside & (look.patch == largest))]
        value = activated(largest, self.activation)
        return MaxStep(**vars(look), chosen=best[0], ties=tuple(best[1:]), value=value)

    def _run(self) -> Array:
        return run_max_pool(self.plan, self.input)


@dataclass(frozen=True, eq=False)
class AveragePoolTrace(PoolTrace):
    """Every number of an average pooling, one step per output element."""

    count_include_pad: bool

    def step(self, position: Size, out_channel: int = 0) -> AverageStep:
        """The step that computes output element ``(out_channel, *position)``."""
        look = self._look(position, out_channel, sum_dtype(self.dtype))
        divisor = int(np.count_nonzero(look.exists if self.count_include_pad else look.inside))
        total: Number = look.patch.sum()
        mean = average_dtype(self.dtype).type(total / divisor)
        value = activated(mean, self.activation)
        return AverageStep(**vars(look), sum=total, divisor=divisor, value=value)

    def _run(self) -> Array:
        return run_average_pool(self.plan, self.input, self.count_include_pad)


def trace_max_pool(
    x: ArrayLike, kernel_size: Any, *, activation: str = "none", **parameters: Any
) -> MaxPoolTrace:
    """The trace of ``max_pool(x, kernel_size, **parameters)`` and `activation`, of an unbatched `x`."""
    check_activation(activation)
    array, plan, dtype = _planned(x, kernel_size, parameters)
    return MaxPoolTrace("max_pool", array, activation, plan, dtype)


def trace_average_pool(
    x: ArrayLike,
    kernel_size: Any,
    *,
    activation: str = "none",
    count_include_pad: bool = True,
    **parameters: Any,
) -> AveragePoolTrace:
    """The trace of ``average_pool(x, kernel_size, **parameters)`` and `activation`, of an unbatched `x`."""
    check_activation(activation)
    array, plan, dtype = _planned(x, kernel_size, parameters)
    check_sums(plan, array, dtype)
    return AveragePoolTrace("average_pool", array, activation, plan, dtype, count_include_pad)


def _planned(x: ArrayLike, kernel_size: Any, parameters: dict[str, Any]) -> tuple[Array, PoolPlan, Dtype]:
    array = pool_operand(x)
    check_finite(array, "input")
    axes = array.ndim - 1 if isinstance(kernel_size, int) else len(kernel_size)
    check_unbatched(array, axes)
    kernel = (kernel_size,) * axes if isinstance(kernel_size, int) else kernel_size
    return array, plan_pool(array.shape, kernel, **parameters), compute_dtype(array)
