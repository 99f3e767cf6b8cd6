"""From a pooling's shapes and parameters to a checked plan, as ``shapes`` does it for a convolution."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convanim.engine.arguments import (
    Size,
    axes_text,
    check_axes,
    check_not_empty,
    common_text,
    counted,
    per_axis,
    size_text,
)
from convanim.engine.padding import PaddingLike
from convanim.engine.shapes import planned_window, split_input, with_batch
from convanim.engine.window import Window
from convanim.errors import ConvanimError


@dataclass(frozen=True)
class PoolPlan:
    """A pooling whose sizes are known; with ``ceil_mode`` the last windows may reach past the padding."""

    batch: int | None
    channels: int
    window: Window
    ceil_mode: bool

    @property
    def output_shape(self) -> Size:
        """``(channels, *spatial)``, with the batch before it if there is one."""
        return with_batch(self.batch, (self.channels, *self.window.count))


def pool_output_shape(
    input_shape: Sequence[int],
    kernel_size: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: PaddingLike = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> Size:
    """The shape that `max_pool` and `average_pool` answer; raises what they would raise."""
    plan = plan_pool(
        input_shape, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    return plan.output_shape


def plan_pool(
    input_shape: Sequence[int],
    kernel_size: int | Sequence[int],
    *,
    stride: int | Sequence[int] | None = None,
    padding: PaddingLike = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> PoolPlan:
    """Check a pooling. One number as `kernel_size` is meant for every spatial axis.

    It leaves open which axes those are: of 2 axes the last is space, of 3 or 4 the last two, of 5
    the last three. One number per axis says it outright.
    """
    check_not_empty(input_shape, "input")
    axes = len(kernel_size) if isinstance(kernel_size, Sequence) else _implied_axes(input_shape)
    check_axes(axes, f"kernel size {kernel_size!r}")
    kernel = per_axis(kernel_size, axes, "kernel size", 1)
    batch, channels, input_size = split_input(input_shape, axes, f"kernel {size_text(kernel)}")
    window = planned_window(
        input_size, kernel, kernel if stride is None else stride, padding, dilation, ceil_mode=ceil_mode
    )
    _check_windows_hold_cells(window)
    return PoolPlan(batch, channels, window, ceil_mode)


def _implied_axes(input_shape: Sequence[int]) -> int:
    if not 2 <= len(input_shape) <= 5:
        raise ConvanimError(
            f"input {size_text(input_shape)} has {axes_text(len(input_shape))}: use channels and then "
            f"1 to 3 axes of space, with or without a batch before them"
        )
    return {2: 1, 3: 2, 4: 2, 5: 3}[len(input_shape)]


def _check_windows_hold_cells(window: Window) -> None:
    """Refuse a pooling in which a window holds nothing but padding: it has no maximum and no average."""
    for axis, size in enumerate(window.extent):
        before, after = window.padding[axis]
        starts = np.arange(window.count[axis]) * window.stride[axis] - before
        cells = np.add.outer(starts, np.arange(window.kernel_size[axis]) * window.dilation[axis])
        if not ((cells >= 0) & (cells < size)).any(axis=1).all():
            most = window.kernel_size[axis] - 1 if window.dilation[axis] == 1 else 0
            raise ConvanimError(
                f"padding {common_text((before, after))} of an axis of {counted(size, 'cell')} leaves the "
                f"kernel {size_text(window.kernel_size)} with no cell of the input under it: "
                f"use padding of at most {most}"
            )
