"""Title and prose of the scene that shows an activation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convanim.labels import ENGLISH, Labels

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: ConvTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose of an activation, true for the values it meets."""
    return _title(trace, labels), _prose(trace, labels)


def _title(trace: ConvTrace, labels: Labels) -> str:
    single = len(trace) == 1
    return {
        "none": labels("No activation: every value stays as it is"),
        "relu": labels("ReLU keeps the positive")
        if single
        else labels("ReLU keeps the positive, one cell at a time"),
        "leaky_relu": labels("Leaky ReLU keeps a little of the negative"),
        "sigmoid": labels("Sigmoid brings every value between 0 and 1"),
        "tanh": labels("Tanh brings every value between −1 and 1"),
        "gelu": labels("GELU fades the negative out smoothly"),
        "silu": labels("SiLU fades the negative out smoothly"),
    }[trace.activation]


def _prose(trace: ConvTrace, labels: Labels) -> str:
    if trace.activation == "relu":
        return _relu(trace, labels)
    return {
        "none": labels("The line answers each value with itself."),
        "leaky_relu": labels("Positive values pass, of negative ones a hundredth is left."),
        "sigmoid": labels("0 becomes a half; far from 0 the curve is nearly flat."),
        "tanh": labels("The sign stays; far from 0 the curve is nearly flat."),
        "gelu": labels("Each value is multiplied by the share of a normal distribution below it."),
        "silu": labels("Each value is multiplied by its own sigmoid."),
    }[trace.activation]


def _relu(trace: ConvTrace, labels: Labels) -> str:
    """What becomes of the negative cells that there really are."""
    negative = int(np.count_nonzero(trace.preactivation < 0))
    if negative == 0:
        return labels("No cell is negative here, so all of them pass.")
    if negative == trace.preactivation.size:
        return labels("Every cell is negative here, so all of them become zero.")
    return labels("Negative cells become zero, the others pass.")
