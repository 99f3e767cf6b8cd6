"""What flows into a layer of a Keras model whose layers follow one another: the engine runs the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from convanim.engine import (
    activate,
    average_pool,
    conv,
    conv_output_shape,
    conv_transpose,
    conv_transpose_output_shape,
    max_pool,
    pool_output_shape,
)
from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.sources.models.budget import Budget
from convanim.sources.models.keras_layers import activation_of
from convanim.sources.models.layer import ModelLayer, printable

PASSING = frozenset({"InputLayer", "Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise"})
"""Layers that change nothing once a model is trained."""
EPSILON = 1e-3


def computed(layer: ModelLayer, x: Array, weight: Array | None, bias: Array | None, budget: Budget) -> Array:
    """A convolution or pooling of `x`, and its activation."""
    named: dict[str, Any] = {"stride": layer.stride, "padding": layer.padding}
    if layer.operation.endswith("pool"):
        shape = pool_output_shape(x.shape, layer.kernel_size, **named)
        budget.check(shape, math.prod(layer.kernel_size))
        if layer.operation == "max_pool":
            return max_pool(x, layer.kernel_size, **named)
        return average_pool(x, layer.kernel_size, count_include_pad=layer.count_include_pad, **named)
    if weight is None:
        raise TypeError(f"{layer.name} has no weights")
    named |= {"dilation": layer.dilation or 1, "groups": layer.groups}
    if layer.operation == "conv":
        shape = conv_output_shape(x.shape, weight.shape, **named)
        budget.check(shape, math.prod(weight.shape[1:]))
        return activate(conv(x, weight, bias, **named), layer.activation)
    named["output_padding"] = layer.output_padding
    shape = conv_transpose_output_shape(x.shape, weight.shape, **named)
    budget.check(shape, math.prod(weight.shape[2:]) * weight.shape[0])
    return activate(conv_transpose(x, weight, bias, **named), layer.activation)


def passed(kind: str, config: Mapping[str, Any], weights: Sequence[Array], x: Array, budget: Budget) -> Array:
    """What a layer that cannot be shown makes of `x`; ConvanimError for those that are not computed."""
    budget.check(x.shape)
    if kind in PASSING:
        return x
    rule = RULES.get(kind)
    made = None if rule is None else rule(config, weights, x)
    if made is None:
        raise ConvanimError(
            f"{printable(str(config.get('name')))} ({printable(kind)}), which comes before the layer, is not "
            f"computed: give what flows into the layer, with --no-flow"
        )
    budget.check(made.shape)
    return made


def _normalized(config: Mapping[str, Any], weights: Sequence[Array], x: Array) -> Array | None:
    """Weights are gamma and beta, where the layer has them, and the mean and the variance."""
    has = [config.get("scale", True) is True, config.get("center", True) is True]
    epsilon = config.get("epsilon", EPSILON)
    fits = all(array.shape == x.shape[:1] for array in weights)
    if len(weights) != 2 + sum(has) or not fits or not isinstance(epsilon, float | int):
        return None
    *learned, mean, variance = weights
    gamma = learned[0] if has[0] else np.ones_like(mean)
    beta = learned[-1] if has[1] else np.zeros_like(mean)
    factor = gamma / np.sqrt(variance + np.float32(epsilon))
    along = (-1, *(1,) * (x.ndim - 1))
    made: Array = x * factor.reshape(along) + (beta - mean * factor).reshape(along)
    return made


def _activated(config: Mapping[str, Any], weights: Sequence[Array], x: Array) -> Array | None:
    name = activation_of(config)
    return None if name is None else activate(x, name)


def _rectified(config: Mapping[str, Any], weights: Sequence[Array], x: Array) -> Array | None:
    plain = not any(config.get(key) for key in ("max_value", "negative_slope", "threshold"))
    return activate(x, "relu") if plain else None


def _leaky(config: Mapping[str, Any], weights: Sequence[Array], x: Array) -> Array | None:
    slope = config.get("negative_slope", config.get("alpha", 0.3))
    return np.where(x < 0, x * np.float32(slope), x) if isinstance(slope, float | int) else None


RULES: Mapping[str, Callable[[Mapping[str, Any], Sequence[Array], Array], Array | None]] = {
    "BatchNormalization": _normalized,
    "Activation": _activated,
    "ReLU": _rectified,
    "LeakyReLU": _leaky,
}
"""What is computed of the layers that cannot be shown; None says that this one is not."""
