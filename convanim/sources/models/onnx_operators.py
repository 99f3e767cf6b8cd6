"""What the engine computes of ONNX's operators: what stands before a convolution in most networks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
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
from convanim.sources.models.onnx_file import Node
from convanim.sources.models.onnx_windows import (
    called,
    integer,
    integers,
    output_padding,
    pooling,
    real,
    window,
)

Operands = Sequence[Array]
Operator = Callable[[Node, Operands, "Budget"], Array]


def _conv(node: Node, operands: Operands, budget: Budget) -> Array:
    x, weight = operands[0], operands[1]
    bias = operands[2] if len(operands) > 2 else None
    named = window(node, weight.ndim - 2) | {"groups": integer(node, "group", 1)}
    shape = conv_output_shape(x.shape, weight.shape, **named)
    budget.check(shape, math.prod(weight.shape[1:]))
    return conv(x, weight, bias, **named)


def _conv_transpose(node: Node, operands: Operands, budget: Budget) -> Array:
    x, weight = operands[0], operands[1]
    bias = operands[2] if len(operands) > 2 else None
    axes = weight.ndim - 2
    named = window(node, axes) | {
        "groups": integer(node, "group", 1),
        "output_padding": output_padding(node, axes),
    }
    shape = conv_transpose_output_shape(x.shape, weight.shape, **named)
    budget.check(shape, math.prod(weight.shape[2:]) * weight.shape[0])
    return conv_transpose(x, weight, bias, **named)


def _max_pool(node: Node, operands: Operands, budget: Budget) -> Array:
    named = pooling(node)
    shape = pool_output_shape(operands[0].shape, **named)
    budget.check(shape, math.prod(named["kernel_size"]))
    return max_pool(operands[0], **named)


def _average_pool(node: Node, operands: Operands, budget: Budget) -> Array:
    named = pooling(node)
    shape = pool_output_shape(operands[0].shape, **named)
    budget.check(shape, math.prod(named["kernel_size"]))
    return average_pool(operands[0], **named, count_include_pad=bool(integer(node, "count_include_pad", 0)))


def _normalized(node: Node, operands: Operands, budget: Budget) -> Array:
    """A normalization with what was learned is one factor and one offset for each channel."""
    x, scale, offset, mean, variance = operands[:5]
    budget.check(x.shape)
    factor = scale / np.sqrt(variance + np.float32(real(node, "epsilon", 1e-5)))
    along = (-1, *(1,) * (x.ndim - 2))
    normalized: Array = x * factor.reshape(along) + (offset - mean * factor).reshape(along)
    return normalized


def _elementwise(function: Callable[..., Any]) -> Operator:
    def run(node: Node, operands: Operands, budget: Budget) -> Array:
        budget.check(np.broadcast_shapes(*(operand.shape for operand in operands)))
        return np.asarray(function(*operands))

    return run


def _activated(name: str) -> Operator:
    return _elementwise(lambda x: activate(x, name))


def _leaky(node: Node, operands: Operands, budget: Budget) -> Array:
    slope = np.float32(real(node, "alpha", 0.01))
    return _elementwise(lambda x: np.where(x < 0, x * slope, x))(node, operands, budget)


def _clipped(node: Node, operands: Operands, budget: Budget) -> Array:
    """The limits are operands; before opset 11 they were attributes."""
    x = operands[0]
    ends = [operand.reshape(()).astype(x.dtype) for operand in operands[1:] if operand.size == 1]
    low = ends[0] if ends else np.asarray(real(node, "min", -np.inf), x.dtype)
    high = ends[1] if len(ends) > 1 else np.asarray(real(node, "max", np.inf), x.dtype)
    return _elementwise(lambda cells: np.clip(cells, low, high))(node, (x,), budget)


def _hard_swish(x: Array) -> Array:
    swished: Array = x * np.clip(x / np.float32(6) + np.float32(0.5), 0, 1)
    return swished


def _hard_sigmoid(node: Node, operands: Operands, budget: Budget) -> Array:
    slope, offset = np.float32(real(node, "alpha", 0.2)), np.float32(real(node, "beta", 0.5))
    return _elementwise(lambda x: np.clip(x * slope + offset, 0, 1))(node, operands, budget)


def _concatenated(node: Node, operands: Operands, budget: Budget) -> Array:
    axis = integer(node, "axis", 1)
    budget.check((sum(operand.size for operand in operands),))
    return np.concatenate(operands, axis=axis)


def _global_average(node: Node, operands: Operands, budget: Budget) -> Array:
    x = operands[0]
    budget.check(x.shape)
    mean: Array = x.mean(axis=tuple(range(2, x.ndim)), keepdims=True)
    return mean


def _padded(node: Node, operands: Operands, budget: Budget) -> Array:
    x = operands[0]
    given = node.attributes if len(operands) < 2 else {"pads": [int(side) for side in operands[1].ravel()]}
    sides = integers(Node("Pad", node.name, (), node.outputs, given), "pads", 2 * x.ndim, 0, least=0)
    pairs = tuple(zip(sides[: x.ndim], sides[x.ndim :], strict=True))
    mode = node.attributes.get("mode", "constant")
    if mode != "constant" or len(operands) > 3:
        raise ConvanimError(f"{called(node)} pads otherwise than with one number: give what comes after it")
    budget.check([size + sum(pair) for size, pair in zip(x.shape, pairs, strict=True)])
    fill = operands[2].reshape(()) if len(operands) > 2 else real(node, "value", 0.0)
    return np.pad(x, pairs, constant_values=fill)


def _passed(node: Node, operands: Operands, budget: Budget) -> Array:
    return operands[0]


OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "Conv": _conv,
        "ConvTranspose": _conv_transpose,
        "MaxPool": _max_pool,
        "AveragePool": _average_pool,
        "GlobalAveragePool": _global_average,
        "BatchNormalization": _normalized,
        "Relu": _activated("relu"),
        "Sigmoid": _activated("sigmoid"),
        "Tanh": _activated("tanh"),
        "LeakyRelu": _leaky,
        "HardSigmoid": _hard_sigmoid,
        "HardSwish": _elementwise(_hard_swish),
        "Clip": _clipped,
        "Add": _elementwise(np.add),
        "Sub": _elementwise(np.subtract),
        "Mul": _elementwise(np.multiply),
        "Div": _elementwise(np.true_divide),
        "Concat": _concatenated,
        "Pad": _padded,
        "Identity": _passed,
        "Dropout": _passed,
    }
)
"""Each operator that the engine can compute, by its name."""
