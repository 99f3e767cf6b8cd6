"""Padding: from what is written to (before, after) per axis, and the cells that it adds."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from convanim.engine.arguments import Pairs, Size, axes_text, common_text, size_text, whole
from convanim.engine.arrays import Array
from convanim.errors import ConvanimError

PaddingLike: TypeAlias = int | str | Sequence[int | Sequence[int]]

PADDING_NAMES = ("valid", "same", "same_lower", "full", "causal")
TRANSPOSED_PADDING_NAMES = ("valid", "same", "same_lower")
PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
_NUMPY_MODES: Mapping[str, str] = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


def resolve_padding(padding: PaddingLike, input_size: Size, span: Size, stride: Size) -> Pairs:
    """The (before, after) padding of each axis for a window of `span` cells (dilation counted) at `stride`.

    ``same`` gives ceil(input / stride) outputs and puts an odd cell after, as TensorFlow and ONNX's
    SAME_UPPER do, ``same_lower`` before. ``full`` lets the window overlap the input by one cell;
    ``causal`` (one axis only) pads before, so that no output sees a later input.
    """
    if not isinstance(padding, str):
        return _explicit_padding(padding, len(input_size))
    if padding == "valid":
        return ((0, 0),) * len(span)
    if padding == "full":
        return tuple((cells - 1, cells - 1) for cells in span)
    if padding == "causal":
        if len(span) != 1:
            raise ConvanimError(f'padding "causal" needs 1 axis, not {len(span)}: use "same" or numbers')
        return ((span[0] - 1, 0),)
    if padding in ("same", "same_lower"):
        totals = [
            max((-(-size // step) - 1) * step + cells - size, 0)
            for size, cells, step in zip(input_size, span, stride, strict=True)
        ]
        return tuple(halves(total, lower=padding == "same_lower") for total in totals)
    raise ConvanimError(f'padding "{padding}" is unknown: use {_listed(PADDING_NAMES)}, or numbers')


def resolve_transposed_padding(
    padding: PaddingLike, span: Size, stride: Size, output_padding: Size
) -> tuple[Pairs, Size]:
    """The (before, after) padding of each axis of a transposed convolution, and its output padding.

    The padding is that of the forward convolution: it crops the output. ``same`` gives
    input × stride outputs; where the span is smaller than the stride that takes output padding.
    """
    if not isinstance(padding, str):
        return _explicit_padding(padding, len(span)), output_padding
    if padding == "valid":
        return ((0, 0),) * len(span), output_padding
    if padding in ("full", "causal"):
        raise ConvanimError(
            f'padding "{padding}" has no meaning for a transposed convolution: '
            f"use {_listed(TRANSPOSED_PADDING_NAMES)}, or numbers"
        )
    if padding not in TRANSPOSED_PADDING_NAMES:
        raise ConvanimError(
            f'padding "{padding}" is unknown: use {_listed(TRANSPOSED_PADDING_NAMES)}, or numbers'
        )
    if any(output_padding):
        raise ConvanimError(
            f'output_padding {common_text(output_padding)} contradicts padding "{padding}", '
            f"which fixes the output size: use output_padding 0, or numbers for the padding"
        )
    missing = [cells - step for cells, step in zip(span, stride, strict=True)]
    pairs = tuple(halves(max(total, 0), lower=padding == "same_lower") for total in missing)
    return pairs, tuple(max(-total, 0) for total in missing)


def halves(total: int, *, lower: bool) -> tuple[int, int]:
    """A total split into (before, after), an odd cell after, or before if `lower`."""
    less = total // 2
    return (total - less, less) if lower else (less, total - less)


def _explicit_padding(padding: int | Sequence[int | Sequence[int]], axes: int) -> Pairs:
    if not isinstance(padding, Sequence):
        both = whole(padding, "padding", 0)
        return ((both, both),) * axes
    if len(padding) != axes:
        entries = "1 entry" if len(padding) == 1 else f"{len(padding)} entries"
        raise ConvanimError(
            f"padding {padding!r} has {entries} for {axes_text(axes)}: "
            f"give one number, one per axis, or a (before, after) pair per axis"
        )
    return tuple(_axis_padding(entry) for entry in padding)


def _axis_padding(entry: int | Sequence[int]) -> tuple[int, int]:
    if not isinstance(entry, Sequence) or isinstance(entry, str):
        both = whole(entry, "padding", 0)
        return both, both
    if len(entry) != 2:
        raise ConvanimError(f"padding {tuple(entry)} of one axis is no pair: give (before, after)")
    return whole(entry[0], "padding", 0), whole(entry[1], "padding", 0)


def check_padding_mode(mode: str, padding: Pairs, input_size: Size) -> None:
    """Refuse an unknown mode, and reflection that needs more cells than there are beside the border."""
    if mode not in PADDING_MODES:
        raise ConvanimError(f'padding_mode "{mode}" is unknown: use {_listed(PADDING_MODES)}')
    if mode != "reflect":
        return
    for (before, after), size in zip(padding, input_size, strict=True):
        if max(before, after) >= size:
            raise ConvanimError(
                f"reflect padding {max(before, after)} needs as many cells beside the border, but the input "
                f'is {size_text(input_size)}: use at most {size - 1}, or padding_mode "replicate"'
            )


def pad(x: Array, padding: Pairs, mode: str = "zeros") -> Array:
    """`x` with its last axes padded; `x` itself where there is nothing to add."""
    if not any(before or after for before, after in padding):
        return x
    leading = ((0, 0),) * (x.ndim - len(padding))
    padded: Array = np.pad(x, (*leading, *padding), mode=_NUMPY_MODES[mode])  # type: ignore[call-overload]  # the mode is one of its literals
    return padded


def source_indices(coordinates: Array, size: int, mode: str) -> Array:
    """The input cells whose values stand at `coordinates` along an axis of `size`, some of which lie outside.

    Under ``zeros`` the nearest cell stands in: the caller puts the zeros.
    """
    if mode == "circular":
        return coordinates % size
    if mode == "reflect":
        folded = np.abs(coordinates)
        return np.where(folded >= size, 2 * (size - 1) - folded, folded)
    return np.minimum(np.maximum(coordinates, 0), size - 1)


def _listed(names: Sequence[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"
