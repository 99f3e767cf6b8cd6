"""What a sum means: which side is bright, or what has become of the pixel in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convanim.labels import Labels
from convanim.layout.facts import plain
from convanim.numbers import format_number
from convanim.ramps import NEAR, keeps_scale, picture_range, top_value

if TYPE_CHECKING:
    from convanim.engine import ConvTrace

FLAT = 0.06
"""A window is flat where its pixels differ by no more than this share of what all pixels do, and its sum is
no more than this share of the sums that have the strongest colours."""
CLEAR = 2.0
"""A kernel compares left and right where it does so this many times as strongly as above and below."""


def verdict(trace: ConvTrace, step: Any, labels: Labels) -> str:
    """A few words on a step's result; none where there is nothing general to be said of the kernel."""
    if keeps_scale(trace):
        return _of_pixel(trace, step, labels)
    weights = trace.weight[0, 0].astype(np.float64)
    if abs(weights.sum()) > NEAR * np.abs(weights).sum():
        return ""
    total = float(step.channel_sums[0])
    if np.ptp(step.patch[0]) <= FLAT * np.ptp(trace.input[0]) and _pale(trace, total):
        return labels("flat: next to no change")
    return _of_change(trace, total, labels)


def _pale(trace: ConvTrace, total: float) -> bool:
    """Whether a sum's cell has next to no colour."""
    return abs(total) <= FLAT * top_value(np.abs(trace.preactivation[0].astype(np.float64)))


def _of_pixel(trace: ConvTrace, step: Any, labels: Labels) -> str:
    """What a kernel that makes a picture has made of the pixel in its middle."""
    black, white = picture_range(trace.input)
    if step.value < black - NEAR:
        return labels("below {number}: shown black", number=format_number(black))
    if step.value > white + NEAR:
        return labels("above {number}: shown white", number=format_number(white))
    rows, columns = trace.kernel_size
    middle = rows // 2, columns // 2
    if rows % 2 == 0 or columns % 2 == 0 or not step.inside[middle]:
        return ""
    return labels("the pixel itself is {number}", number=format_number(plain(step.patch[0][middle]), 7))


def _of_change(trace: ConvTrace, total: float, labels: Labels) -> str:
    """What a kernel whose weights add up to 0 has found."""
    weights = trace.weight[0, 0].astype(np.float64)
    rows, columns = (np.arange(size) - (size - 1) / 2 for size in weights.shape)
    across, down = float((weights @ columns).sum()), float((rows @ weights).sum())
    least = NEAR * float(np.abs(weights).sum())
    if abs(total) <= least:
        return ""
    if abs(across) > max(CLEAR * abs(down), least):
        rises = labels("dark left, bright right")
        return rises if total * across > 0 else labels("bright left, dark right")
    if abs(down) > max(CLEAR * abs(across), least):
        rises = labels("dark above, bright below")
        return rises if total * down > 0 else labels("bright above, dark below")
    middle = weights[weights.shape[0] // 2, weights.shape[1] // 2]
    if max(abs(across), abs(down)) > least or not middle:
        return ""
    darker = labels("darker than around it")
    return darker if total * middle < 0 else labels("brighter than around it")
