"""A layer as people have it in their code: ``nn.Conv2d(3, 16, 3, padding=1)``; read, never evaluated."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convanim.errors import ConvanimError, hint
from convanim.sources.frameworks import Signature, layers

MOST_CHARACTERS = 2000
EXAMPLE = "nn.Conv2d(3, 16, kernel_size=3)"


@dataclass(frozen=True, slots=True)
class LayerLine:
    """A layer's class and the arguments that it was given, by name; those that show nothing are left out."""

    name: str
    signature: Signature
    arguments: Mapping[str, Any]

    def get(self, name: str, otherwise: Any = None) -> Any:
        """An argument's value; None stands for what is not given, as it does in the frameworks."""
        value = self.arguments.get(name)
        return otherwise if value is None else value


def parse_layer(line: str) -> LayerLine:
    """The layer that a line of Python makes.

    What stands around it does no harm: an assignment, a comma behind it, a call of what it made. Raises
    ConvanimError, which names the nearest there is, for layers and arguments that are unknown.
    """
    call = _call(line)
    name = _last_name(call.func)
    signature = layers().get(name)
    if signature is None:
        near = hint(name, layers(), f"use one such as {EXAMPLE}")
        raise ConvanimError(f"layer {name} is not known: {near}")
    return LayerLine(name, signature, _arguments(name, signature, call))


def _call(line: str) -> ast.Call:
    text = line.strip().rstrip(",").strip()
    if len(text) > MOST_CHARACTERS:
        raise ConvanimError(
            f"the layer has {len(text)} characters, more than {MOST_CHARACTERS}: give one layer alone"
        )
    try:
        statement = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ConvanimError(
            f'layer "{_short(text)}" is no line of Python: write it as in {EXAMPLE}'
        ) from None
    value = getattr(statement[0], "value", None) if len(statement) == 1 else None
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Call):
        value = value.func  # layers are applied to what goes in: Conv2D(2, 3)(x)
    if not isinstance(value, ast.Call):
        raise ConvanimError(f'layer "{_short(text)}" is no call of a layer: write it as in {EXAMPLE}')
    return value


def _arguments(name: str, signature: Signature, call: ast.Call) -> dict[str, Any]:
    if len(call.args) > len(signature.parameters):
        raise ConvanimError(
            f"{name} takes {len(signature.parameters)} arguments and {len(call.args)} were given: "
            f"leave out what is too much"
        )
    found: dict[str, Any] = {}
    given = [*zip(signature.parameters, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
    for argument, node in given:
        if argument is None or isinstance(node, ast.Starred):
            raise ConvanimError(f"the arguments behind * of {name} are not known here: write them out")
        if argument in signature.silent:
            continue
        if argument not in signature.parameters:
            near = hint(argument, signature.parameters, f"it has {', '.join(signature.parameters)}")
            raise ConvanimError(f"{name} has no argument {argument}: {near}")
        if argument in found:
            raise ConvanimError(f"{name} is given {argument} twice: leave one out")
        found[argument] = _value(name, argument, node)
    missing = [argument for argument in signature.required if found.get(argument) is None]
    if missing:
        raise ConvanimError(f"{name} needs {' and '.join(missing)}: write it as {signature.framework} does")
    return found


def _value(name: str, argument: str, node: ast.expr) -> Any:
    if argument == "activation" and isinstance(node, ast.Name | ast.Attribute):
        return _last_name(node)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        written = _short(ast.unparse(node))
        raise ConvanimError(f"{argument}={written} of {name} is not a number: write the value out") from None


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    raise ConvanimError(f'layer "{_short(ast.unparse(node))}" has no name: write it as in {EXAMPLE}')


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"
