"""ONNX models: a graph of operators, of which the convolutions and poolings can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.sizes import Size
from convanim.sources.models.files import float_array
from convanim.sources.models.layer import ModelLayer, no_layers, unique
from convanim.sources.models.onnx_file import Node, OnnxFile
from convanim.sources.models.onnx_flow import flow
from convanim.sources.models.onnx_tensors import Tensor
from convanim.sources.models.onnx_windows import called, integer, output_padding, pooling, real, window

OPERATIONS = {
    "Conv": "conv",
    "ConvTranspose": "conv_transpose",
    "MaxPool": "max_pool",
    "AveragePool": "average_pool",
}
ACTIVATIONS = {"Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "LeakyRelu": "leaky_relu"}
LEAKY_SLOPE = 0.01


class OnnxModel:
    """An open ONNX model. Raises ConvanimError for a file that is none, or has nothing to show."""

    flows = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = OnnxFile(path)
        self._fold_constants()
        if not self._nodes:
            raise no_layers(path, "a Conv or ConvTranspose along one to three axes, or a pooling,")

    def _fold_constants(self) -> None:
        """Tensors may come from a node that has one, or from one that passes it on."""
        graph = self._file.graph
        for node in graph.nodes:
            if len(node.outputs) != 1:
                continue
            value = node.attributes.get("value") if node.operator == "Constant" else None
            if node.operator == "Identity" and len(node.inputs) == 1:
                value = graph.tensors.get(node.inputs[0])
            if isinstance(value, Tensor):
                graph.tensors[node.outputs[0]] = value

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        """The nodes that can be shown by their layers' names."""
        shown = [node for node in self._file.graph.nodes if self._is_shown(node)]
        return dict(zip(unique([self._name(node) for node in shown]), shown, strict=True))

    def _is_shown(self, node: Node) -> bool:
        if node.operator not in OPERATIONS or node.domain not in ("", "ai.onnx") or not node.inputs:
            return False
        if node.operator.endswith("Pool"):
            kernel = node.attributes.get("kernel_shape")
            return isinstance(kernel, list) and 1 <= len(kernel) <= 3
        weight = self._weight_of(node)
        return weight is not None and 3 <= len(weight.shape) <= 5 and min(weight.shape) > 0

    def _weight_of(self, node: Node) -> Tensor | None:
        return self._file.graph.tensors.get(node.inputs[1]) if len(node.inputs) > 1 else None

    def _name(self, node: Node) -> str:
        """``conv1`` where its weights are ``conv1.weight``, else the node's own name, else its output's."""
        weight = node.inputs[1] if len(node.inputs) > 1 else ""
        if weight.endswith(".weight"):
            return weight.removesuffix(".weight")
        own = node.name.strip("/").removesuffix(f"/{node.operator}")
        return own or next(filter(None, node.outputs), node.operator)

    @cached_property
    def layers(self) -> tuple[ModelLayer, ...]:
        """The layers that can be shown, in the graph's order."""
        return tuple(self._layer(name, node) for name, node in self._nodes.items())

    def _layer(self, name: str, node: Node) -> ModelLayer:
        operation = OPERATIONS[node.operator]
        common: dict[str, Any] = {
            "name": name,
            "kind": node.operator,
            "operation": operation,
            "activation": self._activation(node),
        }
        weight = self._weight_of(node)
        if node.operator.endswith("Pool") or weight is None:
            counted = bool(integer(node, "count_include_pad", 0))
            return ModelLayer(weight_shape=(), **common, **pooling(node), count_include_pad=counted)
        axes = len(weight.shape) - 2
        groups = integer(node, "group", 1)
        if groups < 1 or weight.shape[0] % groups:
            raise ConvanimError(f"{called(node)} has group {groups}, which cannot be: export the model again")
        if operation == "conv_transpose":
            common["output_padding"] = output_padding(node, axes)
        return ModelLayer(
            weight_shape=weight.shape,
            kernel_size=weight.shape[2:],
            groups=groups,
            bias=len(node.inputs) > 2 and bool(node.inputs[2]),
            **common,
            **window(node, axes),
        )

    @cached_property
    def _readers(self) -> dict[str, list[Node]]:
        """The nodes by what they read first."""
        found: dict[str, list[Node]] = {}
        for node in self._file.graph.nodes:
            found.setdefault(next(iter(node.inputs), ""), []).append(node)
        return found

    def _activation(self, node: Node) -> str:
        """What alone reads the layer's output, if it is an activation."""
        readers = self._readers.get(node.outputs[0], []) if node.outputs else []
        if len(readers) != 1 or readers[0].operator not in ACTIVATIONS:
            return "none"
        slope = real(readers[0], "alpha", LEAKY_SLOPE)
        usual = readers[0].operator != "LeakyRelu" or np.float32(slope) == np.float32(LEAKY_SLOPE)
        return ACTIVATIONS[readers[0].operator] if usual else "none"

    @property
    def in_channels(self) -> int | None:
        """The channels of what goes into the graph, where that is one thing and says it."""
        return self._entering[0] if len(self._entering) > 1 else None

    @property
    def input_shape(self) -> Size | None:
        """What goes into the graph, where it says all of it."""
        sizes = tuple(size for size in self._entering if size)
        return sizes if sizes and len(sizes) == len(self._entering) else None

    @property
    def _entering(self) -> Sequence[int | None]:
        """The one thing that goes into the graph, without its batch; what is open in it is None."""
        graph = self._file.graph
        shapes = [shape for name, shape in graph.inputs.items() if name not in graph.tensors]
        return shapes[0][1:] if len(shapes) == 1 else ()

    def find(self, name: str) -> ModelLayer | None:
        """A layer by its node's name, its weights' or its output's."""
        for layer in self.layers:
            node = self._nodes[layer.name]
            if name in (node.name, *node.inputs[1:2], *node.outputs):
                return layer
        return None

    def weight(self, layer: ModelLayer) -> Array:
        """The layer's weights, as floats."""
        tensor = self._weight_of(self._nodes[layer.name])
        if tensor is None:
            raise ConvanimError(f"{self.path}: {layer.name} is a pooling and has no weights")
        return float_array(self.path, layer.name, self._file.array(tensor))

    def bias(self, layer: ModelLayer) -> Array | None:
        """The layer's biases, as floats."""
        if not layer.bias:
            return None
        name = self._nodes[layer.name].inputs[2]
        tensor = self._file.graph.tensors.get(name)
        if tensor is None:
            raise ConvanimError(
                f"{self.path}: the bias of {layer.name} is computed while the model runs: "
                f"save the model with constant weights"
            )
        return float_array(self.path, layer.name, self._file.array(tensor))

    def flow(self, layer: ModelLayer, x: Array, max_cells: int) -> Array:
        """What flows into the layer where `x` goes into the graph."""
        return flow(self._file, self._nodes[layer.name].inputs[0], x, max_cells)


def read(path: Path) -> OnnxModel:
    """The model in an .onnx file."""
    return OnnxModel(path)
