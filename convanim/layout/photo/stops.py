"""Where the kernel stops: the strongest answers of both signs, and a place where nothing changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from convanim.ramps import keeps_scale

if TYPE_CHECKING:
    from convanim.engine import ConvTrace

MARGIN = 0.06
"""The share of rows and columns at each side in which the kernel does not stop if it can."""


def stops(trace: ConvTrace) -> tuple[int, ...]:
    """The ordinals of the positions to stop at, in raster order; the first is an extreme one.

    The largest answer, the smallest, and after one of them the flattest window. Of a kernel that makes a
    picture the answer is by how much it changes the pixel in its middle.
    """
    answers = _answers(trace)
    allowed = _allowed(answers.shape)
    most = _extreme(answers, allowed)
    least = _extreme(-answers, allowed)
    first = min(most, least)
    later = np.arange(answers.size).reshape(answers.shape) > first + answers.shape[1]
    flat = _extreme(-_contrasts(trace), allowed & later) if (allowed & later).any() else first
    return tuple(sorted({most, least, flat}))


def _answers(trace: ConvTrace) -> NDArray[np.float64]:
    output: NDArray[np.float64] = trace.preactivation[0].astype(np.float64)
    if not keeps_scale(trace):
        return output
    changes: NDArray[np.float64] = output - _windows(trace)[..., _middle(trace)]
    return changes


def _middle(trace: ConvTrace) -> int:
    rows, columns = trace.kernel_size
    return int(rows // 2 * columns + columns // 2)


def _contrasts(trace: ConvTrace) -> NDArray[np.float64]:
    contrasts: NDArray[np.float64] = np.ptp(_windows(trace), axis=-1)
    return contrasts


def _windows(trace: ConvTrace) -> NDArray[np.float64]:
    """What every window reads, ``(rows, columns, weights)``; padding has the value its mode gives it."""
    from convanim.engine.padding import pad

    padded: NDArray[Any] = pad(trace.input, trace.padding, trace.padding_mode)[0]
    extent = [d * (k - 1) + 1 for d, k in zip(trace.dilation, trace.kernel_size, strict=True)]
    (down, right), (spread, wide) = trace.stride, trace.dilation
    seen = sliding_window_view(padded.astype(np.float64), extent)[::down, ::right, ::spread, ::wide]
    rows, columns = trace.positions
    return seen[:rows, :columns].reshape(rows, columns, math.prod(trace.kernel_size))


def _allowed(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    allowed = np.zeros(shape, dtype=bool)
    rows, columns = (math.ceil(MARGIN * size) if size > 2 else 0 for size in shape)
    allowed[rows : shape[0] - rows, columns : shape[1] - columns] = True
    return allowed


def _extreme(values: NDArray[np.float64], allowed: NDArray[np.bool_]) -> int:
    """The ordinal of the largest allowed value; of several the one nearest to the picture's middle."""
    best = np.max(values[allowed])
    rows, columns = np.nonzero(allowed & (values >= best))
    middle = (np.array(values.shape) - 1) / 2
    nearest = int(np.argmin((rows - middle[0]) ** 2 + (columns - middle[1]) ** 2))
    return int(rows[nearest] * values.shape[1] + columns[nearest])
