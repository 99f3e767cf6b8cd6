"""What flows through a Keras model: what the engine makes of each layer's input."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

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
from convanim.sources.models.keras_entries import INPUT
from convanim.sources.models.keras_graph import Placed
from convanim.sources.models.keras_rules import RULES, Step
from convanim.sources.models.layer import ModelLayer, printable

PASSING = frozenset(
    {
        INPUT,
        "Dropout",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
        "AlphaDropout",
        "GaussianDropout",
        "GaussianNoise",
        "ActivityRegularization",
        "RandomFlip",
        "RandomRotation",
        "RandomZoom",
        "RandomTranslation",
        "RandomContrast",
        "RandomBrightness",
    }
)
"""Layers that change nothing once a model is trained."""


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


def passed(placed: Placed, weights: Sequence[Array], operands: Sequence[Array], budget: Budget) -> Array:
    """What a layer that cannot be shown makes; ConvanimError for those that are not computed."""
    for operand in operands:
        budget.check(operand.shape)
    if placed.kind in PASSING:
        return operands[0]
    rule = RULES.get(placed.kind)
    made = None
    if rule is not None and placed.config.get("data_format", "channels_last") in ("channels_last", None):
        try:
            made = rule(Step(placed.config, weights, operands, budget))
        except ConvanimError:
            raise
        except (ValueError, TypeError, IndexError, OverflowError, ArithmeticError):
            made = None  # what NumPy raises where a configuration does not go with what flows in
    if made is None:
        raise ConvanimError(
            f"{printable(placed.name)} ({printable(placed.kind)}), which comes before the layer, is not "
            f"computed: give what flows into the layer, with --no-flow"
        )
    budget.check(made.shape)
    return made
