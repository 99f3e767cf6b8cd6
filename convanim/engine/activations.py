"""Activation functions by name, applied element by element."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from convanim.engine.arrays import Array, compute_dtype, numeric
from convanim.errors import ConvanimError

LEAKY_SLOPE = 0.01


def _none(x: Array) -> Array:
    return x


def _relu(x: Array) -> Array:
    positive: Array = np.maximum(x, np.zeros((), dtype=x.dtype))
    return positive


def _leaky_relu(x: Array) -> Array:
    return np.where(x < 0, x * x.dtype.type(LEAKY_SLOPE), x)


def _sigmoid(x: Array) -> Array:
    # The tanh form never overflows, whatever the sign.
    half = x.dtype.type(0.5)
    squashed: Array = half * (np.tanh(half * x) + x.dtype.type(1))
    return squashed


def _tanh(x: Array) -> Array:
    tanh: Array = np.tanh(x)
    return tanh


def _gelu(x: Array) -> Array:
    # NumPy has no erf; erfc of −x keeps the tail that 1 + erf(x) cancels away.
    tails = (math.erfc(-value / math.sqrt(2.0)) for value in x.ravel().tolist())
    normal = 0.5 * np.fromiter(tails, dtype=np.float64, count=x.size).reshape(x.shape)
    return (x * normal).astype(x.dtype)


def _silu(x: Array) -> Array:
    return x * _sigmoid(x)


ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "none": _none,
        "relu": _relu,
        "leaky_relu": _leaky_relu,
        "sigmoid": _sigmoid,
        "tanh": _tanh,
        "gelu": _gelu,
        "silu": _silu,
    }
)
_KEEPS_INTEGERS = ("none", "relu")


def check_activation(name: str) -> None:
    """Refuse a name that is not in `ACTIVATIONS`."""
    if name not in ACTIVATIONS:
        raise ConvanimError(f'activation "{name}" is unknown: use {", ".join(ACTIVATIONS)}')


def activate(x: ArrayLike, name: str) -> Array:
    """Apply the activation `name` to `x`, of any shape.

    ``none`` and ``relu`` keep integers (int64); the others answer them in float64. ``leaky_relu`` has
    the slope 0.01 below zero; ``gelu`` is the exact one, x·Φ(x), not its tanh approximation.
    """
    check_activation(name)
    array = np.asarray(x)
    values = numeric(array, "input") if array.ndim else numeric(array.reshape(1), "input")
    dtype = compute_dtype(values)
    if dtype.kind == "i" and name not in _KEEPS_INTEGERS:
        dtype = np.dtype(np.float64)
    return ACTIVATIONS[name](values.astype(dtype, copy=False)).reshape(array.shape)
