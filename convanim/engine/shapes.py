"""From shapes and parameters to a checked plan: sizes known, impossibilities refused, no data needed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convanim.engine.arguments import (
    Size,
    axes_text,
    check_axes,
    check_groups,
    check_not_empty,
    common_text,
    counted,
    per_axis,
    size_text,
    whole,
)
from convanim.engine.padding import PaddingLike, check_padding_mode, resolve_padding
from convanim.engine.window import Window, effective_size
from convanim.errors import ConvanimError


@dataclass(frozen=True)
class ConvPlan:
    """A convolution whose sizes are known: ``batch`` is None for an unbatched input."""

    batch: int | None
    in_channels: int
    out_channels: int
    groups: int
    window: Window
    padding_mode: str

    @property
    def output_shape(self) -> Size:
        """``(out_channels, *spatial)``, with the batch before it if there is one."""
        return with_batch(self.batch, (self.out_channels, *self.window.count))


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


def with_batch(batch: int | None, shape: Size) -> Size:
    """`shape` behind its batch axis, if it has one."""
    return shape if batch is None else (batch, *shape)


def conv_output_shape(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: PaddingLike = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Size:
    """The shape that `conv` answers for these shapes and parameters; raises what `conv` would raise."""
    plan = plan_conv(
        input_shape,
        weight_shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode=padding_mode,
    )
    return plan.output_shape


def plan_conv(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: PaddingLike = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> ConvPlan:
    """Check a convolution of ``([N,] C_in, *spatial)`` with ``(C_out, C_in/groups, *kernel)``."""
    batch, channels, input_size, kernel_size = split_shapes(input_shape, weight_shape)
    groups = whole(groups, "groups", 1)
    out_channels, per_group = weight_shape[0], weight_shape[1]
    check_groups(groups, channels, "input channel")
    check_groups(groups, out_channels, "filter")
    if per_group * groups != channels:
        raise ConvanimError(
            f"weight {size_text(weight_shape)} reads {counted(per_group * groups, 'channel')}"
            f"{_in_groups(groups)} but the input has {channels}: "
            f"use a weight of shape {size_text((out_channels, channels // groups, *kernel_size))}"
        )
    window = _planned_window(input_size, kernel_size, stride, padding, dilation)
    check_padding_mode(padding_mode, window.padding, input_size)
    return ConvPlan(batch, channels, out_channels, groups, window, padding_mode)


def split_shapes(
    input_shape: Sequence[int], weight_shape: Sequence[int]
) -> tuple[int | None, int, Size, Size]:
    """The batch, the channels, the input's spatial size and the kernel's, with all ranks checked."""
    check_not_empty(input_shape, "input")
    check_not_empty(weight_shape, "weight")
    axes = len(weight_shape) - 2
    check_axes(axes, f"weight {size_text(weight_shape)}")
    batch, channels, input_size = split_input(input_shape, axes, f"weight {size_text(weight_shape)}")
    return batch, channels, input_size, tuple(weight_shape[2:])


def split_input(input_shape: Sequence[int], axes: int, beside: str) -> tuple[int | None, int, Size]:
    """The batch (None if there is none), the channels and the spatial size of an input shape."""
    shape = tuple(input_shape)
    if len(shape) == axes + 1:
        return None, shape[0], shape[1:]
    if len(shape) == axes + 2:
        return shape[0], shape[1], shape[2:]
    raise ConvanimError(
        f"input {size_text(shape)} has {axes_text(len(shape))}, which does not go with {beside}: "
        f"give {axes + 1} (channels, then {axes_text(axes)} of space), or {axes + 2} with a batch"
    )


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
    window = _planned_window(
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


def _planned_window(
    input_size: Size,
    kernel_size: Size,
    stride: int | Sequence[int],
    padding: PaddingLike,
    dilation: int | Sequence[int],
    *,
    ceil_mode: bool = False,
) -> Window:
    axes = len(input_size)
    strides = per_axis(stride, axes, "stride", 1)
    dilations = per_axis(dilation, axes, "dilation", 1)
    span = effective_size(kernel_size, dilations)
    pairs = resolve_padding(padding, input_size, span, strides)
    window = Window(input_size, kernel_size, strides, pairs, dilations, (0,) * axes)
    _check_fits(window)
    slack = [padded - cells for padded, cells in zip(window.padded_extent, span, strict=True)]
    counts = [room // step + 1 for room, step in zip(slack, strides, strict=True)]
    if ceil_mode:
        for axis, step in enumerate(strides):
            # The window that reaches past the end counts if it starts on the input or before it.
            starts_inside = counts[axis] * step < input_size[axis] + pairs[axis][0]
            if slack[axis] % step and starts_inside:
                counts[axis] += 1
    return Window(input_size, kernel_size, strides, pairs, dilations, tuple(counts))


def _check_fits(window: Window) -> None:
    padded, span = window.padded_extent, window.span
    missing = [max(cells - size, 0) for cells, size in zip(span, padded, strict=True)]
    if not any(missing):
        return
    kernel = f"kernel {size_text(window.kernel_size)}"
    fitting = size_text([min(cells, size) for cells, size in zip(window.kernel_size, padded, strict=True)])
    remedy = f"kernel of at most {fitting}"
    if span != window.kernel_size:
        kernel += f" with dilation {common_text(window.dilation)} spans {size_text(span)} and"
        dilation = _largest_dilation(window.kernel_size, padded)
        remedy = f"dilation of at most {dilation}" if dilation else f"{remedy} with dilation 1"
    enough = max(
        max(pair) + (lack + 1) // 2 for lack, pair in zip(missing, window.padding, strict=True) if lack
    )
    raise ConvanimError(
        f"{kernel} does not fit the padded input {size_text(padded)}: "
        f"use a {remedy}, or padding of at least {enough}"
    )


def _largest_dilation(kernel_size: Size, padded: Size) -> int:
    """The largest dilation that fits along every axis; 0 if the dense kernel does not fit either."""
    return min((size - 1) // (k - 1) for k, size in zip(kernel_size, padded, strict=True) if k > 1)


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


def _in_groups(groups: int) -> str:
    return "" if groups == 1 else f" in {groups} groups"
