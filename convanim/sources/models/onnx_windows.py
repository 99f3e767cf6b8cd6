"""The parameters of ONNX's sliding windows as the engine takes them. Source: the ONNX operators' schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convanim.errors import ConvanimError
from convanim.sizes import Padding, Size
from convanim.sources.models.layer import printable
from convanim.sources.models.onnx_file import Node

AUTOMATIC: Mapping[str, int | str] = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower", "VALID": 0}
LARGEST = 2**31
"""Of a stride or a padding: what is larger was made to do harm."""


def called(node: Node) -> str:
    """A node as errors name it."""
    return f'the node "{printable(node.name or next(iter(node.outputs), ""))}" ({printable(node.operator)})'


def integers(node: Node, name: str, count: int, otherwise: int, least: int = 1) -> Size:
    """An attribute of so many integers; all of them `otherwise` where it is not given."""
    value = node.attributes.get(name)
    if value is None:
        return (otherwise,) * count
    whole = isinstance(value, list) and all(type(number) is int for number in value)
    if not whole or len(value) != count or not all(least <= number < LARGEST for number in value):
        raise ConvanimError(
            f"{called(node)} has {name} {_short(value)}, which cannot be: export the model again"
        )
    return tuple(value)


def integer(node: Node, name: str, otherwise: int) -> int:
    """An attribute that is one integer."""
    value = node.attributes.get(name, otherwise)
    return value if type(value) is int else otherwise


def real(node: Node, name: str, otherwise: float) -> float:
    """An attribute that is one number."""
    value = node.attributes.get(name, otherwise)
    return float(value) if isinstance(value, int | float) else otherwise


def window(node: Node, axes: int) -> dict[str, Any]:
    """Stride, padding and dilation; a padding that is the same on all sides is one number."""
    return {
        "stride": integers(node, "strides", axes, 1),
        "padding": _padding(node, axes),
        "dilation": integers(node, "dilations", axes, 1),
    }


def _padding(node: Node, axes: int) -> Padding:
    named = node.attributes.get("auto_pad", "NOTSET")
    if named in AUTOMATIC:
        return AUTOMATIC[named]
    sides = integers(node, "pads", 2 * axes, 0, least=0)
    pairs = tuple(zip(sides[:axes], sides[axes:], strict=True))
    if any(before != after for before, after in pairs):
        return pairs
    return sides[0] if len(set(sides)) == 1 else sides[:axes]


def pooling(node: Node) -> dict[str, Any]:
    """The window of a pooling, its kernel_size among them."""
    value = node.attributes.get("kernel_shape")
    axes = len(value) if isinstance(value, list) and len(value) <= 3 else 0
    if not axes:
        raise ConvanimError(
            f"{called(node)} has no kernel_shape of one to three axes: export the model again"
        )
    found = {"kernel_size": integers(node, "kernel_shape", axes, 1), **window(node, axes)}
    return found | {"ceil_mode": bool(integer(node, "ceil_mode", 0))}


def output_padding(node: Node, axes: int) -> Size:
    """The rows that a transposed convolution adds; a size asked for outright is refused."""
    if node.attributes.get("output_shape") is not None:
        raise ConvanimError(f"{called(node)} names its output_shape, which is not read: export it with pads")
    return integers(node, "output_padding", axes, 0, least=0)


def _short(value: object) -> str:
    text = printable(str(value))
    return text if len(text) <= 40 else f"{text[:37]}…"
