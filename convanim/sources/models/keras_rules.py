"""What flows through the layers of a Keras model that cannot be shown themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from convanim.engine import activate
from convanim.engine.arrays import Array
from convanim.sources.models.budget import Budget
from convanim.sources.models.keras_layers import activation_of

EPSILON, EPSILON_OF_KERAS = 1e-3, 1e-7
"""What batch normalization adds to a variance, and the least that Keras divides by."""


@dataclass(frozen=True, slots=True)
class Step:
    """A layer's configuration and arrays, what flows into it, and what may still be done."""

    config: Mapping[str, Any]
    weights: Sequence[Array]
    operands: Sequence[Array]
    budget: Budget


Rule = Callable[[Step], Array | None]
"""Makes what flows out; None where it cannot."""


def _axis(config: Mapping[str, Any], x: Array) -> int | None:
    """Where an axis of ``(N, *places, C)`` is in ``(C, *places)``."""
    axis = config.get("axis", -1)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    if type(axis) is not int or not -x.ndim <= axis <= x.ndim or axis == 0:
        return None
    axis %= x.ndim + 1
    return 0 if axis == x.ndim else axis


def _normalized(step: Step) -> Array | None:
    """Weights are gamma and beta, where the layer has them, and the mean and the variance."""
    (x,) = step.operands
    has = [step.config.get("scale", True) is True, step.config.get("center", True) is True]
    epsilon = step.config.get("epsilon", EPSILON)
    fits = all(array.shape == x.shape[:1] for array in step.weights)
    if len(step.weights) != 2 + sum(has) or not fits or _axis(step.config, x) != 0:
        return None
    *learned, mean, variance = step.weights
    gamma = learned[0] if has[0] else np.ones_like(mean)
    beta = learned[-1] if has[1] else np.zeros_like(mean)
    factor = gamma / np.sqrt(variance + np.float32(epsilon))
    along = (-1, *(1,) * (x.ndim - 1))
    made: Array = x * factor.reshape(along) + (beta - mean * factor).reshape(along)
    return made


def _activated(step: Step) -> Array | None:
    (x,) = step.operands
    name = activation_of(step.config)
    if name is not None:
        return activate(x, name)
    ramp = np.clip(x, 0, 6) if step.config["activation"] == "relu6" else None
    if step.config["activation"] in ("hard_silu", "hard_swish"):
        ramp = x * np.clip(x + np.float32(3), 0, 6) / np.float32(6)
    return ramp


def _rectified(step: Step) -> Array | None:
    """ReLU with its ceiling, or LeakyReLU, whose slope had another name in Keras 2."""
    (x,) = step.operands
    slope, most = step.config.get("negative_slope", step.config.get("alpha")), step.config.get("max_value")
    if step.config.get("threshold"):
        return None
    bent = np.where(x < 0, x * np.float32(slope or 0), x)
    return bent if most is None else np.minimum(bent, np.float32(most))


def _standardized(step: Step) -> Array | None:
    """The mean and the variance are given, or were learned and stand before a count."""
    (x,) = step.operands
    given = [step.config.get("mean"), step.config.get("variance")]
    mean, variance = [np.asarray(n, np.float32) for n in given] if None not in given else step.weights[:2]
    spread = np.maximum(np.sqrt(variance), np.float32(EPSILON_OF_KERAS))
    if mean.size not in (1, len(x)) or variance.size != mean.size or step.config.get("invert"):
        return None
    along = (-1, *(1,) * (x.ndim - 1))
    made: Array = (x - mean.reshape(along)) / spread.reshape(along)
    return made


def _rescaled(step: Step) -> Array | None:
    factor, offset = step.config["scale"], step.config.get("offset", 0)
    made: Array = step.operands[0] * np.float32(factor) + np.float32(offset)
    return made


def _operated(function: Callable[[Array, Array], Array]) -> Rule:
    """An operation with what it is given in its order: tensors, and numbers among them."""

    def run(step: Step) -> Array | None:
        given = step.config["arguments"]
        tensors = iter(step.operands)
        numbers = [type(n) in (int, float) for n in given if n is not None]
        if len(given) != 2 or not all(numbers) or len(numbers) + len(step.operands) != 2:
            return None
        first, second = (next(tensors) if n is None else np.asarray(n, np.float32) for n in given)
        step.budget.check(np.broadcast_shapes(first.shape, second.shape))
        return function(first, second)

    return run


def _merged(function: Callable[[Array, Array], Array], mean: bool = False) -> Rule:
    def run(step: Step) -> Array | None:
        if len(step.operands) < 2:
            return None
        step.budget.check(np.broadcast_shapes(*(operand.shape for operand in step.operands)))
        made = reduce(function, step.operands)
        return made / np.float32(len(step.operands)) if mean else made

    return run


def _joined(step: Step) -> Array | None:
    axis = _axis(step.config, step.operands[0])
    step.budget.check((sum(operand.size for operand in step.operands),))
    return None if axis is None else np.concatenate(step.operands, axis=axis)


def _sides(value: object, axes: int) -> list[tuple[int, int]]:
    """One number, one for each axis, or two for each axis; ValueError for what is none of these."""
    each = value if isinstance(value, list) else [value] * axes
    if axes == 1 and len(each) == 2 and type(each[0]) is int:  # of one axis, two numbers are its two ends
        each = [each]
    pairs = [tuple(side) if isinstance(side, list) else (side, side) for side in each]
    if len(pairs) != axes or not all(type(n) is int and 0 <= n < 2**31 for pair in pairs for n in pair):
        raise ValueError(value)
    return [(before, after) for before, after in pairs]


def _padded(step: Step) -> Array | None:
    (x,) = step.operands
    pairs = [(0, 0), *_sides(step.config.get("padding", 1), x.ndim - 1)]
    step.budget.check([size + sum(pair) for size, pair in zip(x.shape, pairs, strict=True)])
    return np.pad(x, pairs)


def _cropped(step: Step) -> Array | None:
    (x,) = step.operands
    pairs = [(0, 0), *_sides(step.config.get("cropping", 1), x.ndim - 1)]
    kept = x[tuple(slice(before, size - after) for size, (before, after) in zip(x.shape, pairs, strict=True))]
    return kept if kept.size else None


def _enlarged(step: Step) -> Array | None:
    (x,) = step.operands
    size = step.config.get("size", 2)
    times = [size] * (x.ndim - 1) if type(size) is int else size
    whole = isinstance(times, list) and all(type(n) is int and 0 < n < 2**31 for n in times)
    if not whole or len(times) != x.ndim - 1 or step.config.get("interpolation", "nearest") != "nearest":
        return None
    step.budget.check([length * n for length, n in zip(x.shape, (1, *times), strict=True)])
    for axis, n in enumerate(times, 1):
        x = np.repeat(x, n, axis=axis)
    return x


def _averaged(step: Step) -> Array | None:
    """One number a channel. It keeps its axes here, so that what it is reshaped to is at hand."""
    (x,) = step.operands
    mean: Array = x.mean(axis=tuple(range(1, x.ndim)), keepdims=True)
    return mean


def _reshaped(step: Step) -> Array | None:
    """Only one number a channel becomes a map of one cell, as squeeze and excitation does it."""
    (x,) = step.operands
    shape = step.config.get("target_shape")
    plain = x.size == len(x) and isinstance(shape, list) and shape[:-1] == [1] * (len(shape) - 1)
    return x if plain and len(shape or ()) == x.ndim and (shape or [0])[-1] in (-1, len(x)) else None


RULES: Mapping[str, Rule] = {
    "BatchNormalization": _normalized,
    "Normalization": _standardized,
    "Activation": _activated,
    "ReLU": _rectified,
    "LeakyReLU": _rectified,
    "Rescaling": _rescaled,
    "Add": _merged(np.add),
    "Subtract": _merged(np.subtract),
    "Multiply": _merged(np.multiply),
    "Average": _merged(np.add, mean=True),
    "Maximum": _merged(np.maximum),
    "Minimum": _merged(np.minimum),
    "Concatenate": _joined,
    "ops.Add": _operated(np.add),
    "ops.Subtract": _operated(np.subtract),
    "ops.Multiply": _operated(np.multiply),
    "ops.TrueDivide": _operated(np.true_divide),
    **{f"ZeroPadding{axes}D": _padded for axes in (1, 2, 3)},
    **{f"Cropping{axes}D": _cropped for axes in (1, 2, 3)},
    **{f"UpSampling{axes}D": _enlarged for axes in (1, 2, 3)},
    **{f"GlobalAveragePooling{axes}D": _averaged for axes in (1, 2, 3)},
    "Reshape": _reshaped,
}
"""What is computed of the layers that cannot be shown; None says that this one is not."""
