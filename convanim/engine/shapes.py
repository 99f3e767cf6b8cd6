"""From shapes and parameters to a checked plan: sizes known, impossibilities refused, no data needed."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    window = planned_window(input_size, kernel_size, stride, padding, dilation)
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


def planned_window(
    input_size: Size,
    kernel_size: Size,
    stride: int | Sequence[int],
    padding: PaddingLike,
    dilation: int | Sequence[int],
    *,
    ceil_mode: bool = False,
) -> Window:
    """The window of a checked size and its positions; raises ConvanimError where it does not fit.

    With `ceil_mode` the last positions may reach past the padded input.
    """
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


def _in_groups(groups: int) -> str:
    return "" if groups == 1 else f" in {groups} groups"
