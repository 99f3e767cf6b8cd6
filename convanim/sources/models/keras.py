"""Keras models: .keras archives, and .h5 files with a configuration or with weights alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import check_cells
from convanim.sizes import Size
from convanim.sources.models.archives import opened, small
from convanim.sources.models.budget import CELLS, Budget
from convanim.sources.models.files import float_array
from convanim.sources.models.hdf5 import Datasets
from convanim.sources.models.keras_arrays import Arrays, archived, grouped, weights_alone
from convanim.sources.models.keras_entries import INPUT
from convanim.sources.models.keras_flow import computed, passed
from convanim.sources.models.keras_graph import Graph, Node, Placed
from convanim.sources.models.keras_layers import activation_of, described
from convanim.sources.models.layer import ModelLayer, no_layers, printable, unique
from convanim.sources.models.state import StateModel

WHAT = "Keras model"
Finder = Callable[[Iterable[Placed], Datasets], Arrays]
LARGEST_CONFIG, LARGEST_WEIGHTS = 8_000_000, 1_000_000_000
LARGEST_RATIO = 20
"""Of an archive's weights to what they take in it: trained floats hardly shrink."""


class KerasModel:
    """A graph of layers, and the arrays of each."""

    flows = True

    def __init__(self, path: Path, graph: Graph, arrays: Arrays, data: Datasets) -> None:
        self.path = path
        self._graph = graph
        self._arrays = arrays
        self._data = data
        if not self.layers:
            raise no_layers(path, "a convolution along one to three axes, or a pooling,")

    @cached_property
    def _found(self) -> dict[str, tuple[ModelLayer, Placed]]:
        """The layers that can be shown, with their places, by the names that they have here."""
        placed = self._graph.layers
        several = Counter(layer.name for layer in placed)
        whole = ["/".join(map(printable, (*layer.around, layer.name))) for layer in placed]
        called = unique(
            [own.name if several[own.name] == 1 else name for own, name in zip(placed, whole, strict=True)]
        )
        found: dict[str, tuple[ModelLayer, Placed]] = {}
        for name, layer in zip(called, placed, strict=True):
            shapes = [self._data.shapes[array] for array in self._arrays.get(layer.id, ())]
            shown = described(self.path, layer.kind, name, layer.config, shapes)
            if shown is not None:
                found[name] = shown, layer
        return found

    @cached_property
    def layers(self) -> tuple[ModelLayer, ...]:
        """The layers that can be shown, in the configuration's order."""
        return tuple(layer for layer, _ in self._found.values())

    @cached_property
    def _shown(self) -> dict[object, ModelLayer]:
        """The layers that can be shown by the ids of their places."""
        return {placed.id: layer for layer, placed in self._found.values()}

    @cached_property
    def in_channels(self) -> int | None:
        """The channels of what goes into the model, where its input or its first layer says it."""
        if len(shape := self._declared()) > 2:
            return shape[-1] if type(shape[-1]) is int else None
        return next((layer.in_channels for layer in self.layers if layer.weight_shape), None)

    @property
    def input_shape(self) -> Size | None:
        """What goes into the model, where its input or its first layer says all of it."""
        _, *sizes = self._declared() or (None,)
        if not sizes or not all(type(size) is int and size > 0 for size in sizes):
            return None
        return (sizes[-1], *sizes[:-1])

    def _declared(self) -> Sequence[Any]:
        """The shape that the only input, or else the first layer, is declared with, batch and all."""
        inputs = [layer for layer in self._graph.layers if layer.kind == INPUT] or self._graph.layers[:1]
        config = inputs[0].config
        shape = config.get("batch_shape", config.get("batch_input_shape"))
        return shape if isinstance(shape, list) else ()

    def find(self, name: str) -> ModelLayer | None:
        """Keras has no other names."""
        return None

    def weight(self, layer: ModelLayer) -> Array:
        """The layer's weights as the engine takes them; Keras keeps ``(*kernel, C_in, C_out)``."""
        array = self._data.load(self._arrays[self._found[layer.name][1].id][0])
        array = np.moveaxis(float_array(self.path, layer.name, array), (-1, -2), (0, 1))
        if layer.kind.startswith("Depthwise"):  # (multiplier, C_in, *kernel): every channel's come together
            array = np.swapaxes(array, 0, 1).reshape(layer.weight_shape)
        return array

    def bias(self, layer: ModelLayer) -> Array | None:
        """The layer's biases."""
        if not layer.bias:
            return None
        own = self._arrays[self._found[layer.name][1].id]
        return float_array(self.path, layer.name, self._data.load(own[1]))

    def flow(self, layer: ModelLayer, x: Array, max_cells: int) -> Array:
        """What flows into the layer where it is called first, and `x` goes into the model."""
        budget = Budget(max_cells)
        x = x.astype(np.float64 if x.dtype == np.float64 else np.float32)
        first = self._graph.first(self._found[layer.name][1])
        wanted = first.inputs[0] if first.inputs else None
        if wanted is None:
            raise ConvanimError(f"{self.path}: {layer.name} reads nothing: save the model again")
        keys = self._graph.before(wanted)
        inputs = {key[1] for key in keys if not self._graph.nodes[key].inputs}
        if len(inputs) != 1:
            several = ", ".join(f'"{printable(name)}"' for name in sorted(inputs)[:4])
            raise ConvanimError(
                f"{self.path}: what comes before {layer.name} reads {several}, not one input: give what "
                f"flows into the layer, with --no-flow"
            )
        last = {read: place for place, key in enumerate(keys) for read in self._graph.nodes[key].inputs}
        values: dict[Any, Array] = {}
        for place, key in enumerate(keys):
            node = self._graph.nodes[key]
            values[key] = self._made(node, [values[read] for read in node.inputs] or [x], budget)
            for read in node.inputs:
                if last[read] == place and read != wanted:
                    values.pop(read, None)
            check_cells("what flows at once", (sum(v.size for v in values.values()),), 2 * CELLS * max_cells)
        return values[wanted]

    def _made(self, node: Node, operands: Sequence[Array], budget: Budget) -> Array:
        """What one call makes of what flows into it."""
        placed = node.layer
        if placed is None:
            return operands[0]
        layer = self._shown.get(placed.id)
        with np.errstate(all="ignore"):  # what is not finite is refused where it is to be shown
            if layer is None or activation_of(placed.config) is None:
                weights = [self._data.load(name) for name in self._arrays.get(placed.id, ())]
                return passed(placed, weights, operands, budget)
            try:
                weight = self.weight(layer) if layer.weight_shape else None
                return computed(layer, operands[0], weight, self.bias(layer), budget)
            except ConvanimError as error:
                raise ConvanimError(f"{layer.name}, which comes before the layer: {error}") from None


def read(path: Path) -> KerasModel | StateModel:
    """The model in a .keras or .h5 file; an .h5 file without a configuration is a file of weights."""
    if path.suffix.lower() != ".keras":
        data = Datasets(path)
        text = data.config
        return weights_alone(path, data) if text is None else _model(path, text, data, grouped)
    with opened(path, WHAT) as archive:
        config = small(path, archive, "config.json", LARGEST_CONFIG)
        info = archive.getinfo("model.weights.h5")
        if info.file_size > LARGEST_RATIO * max(info.compress_size, 1_000_000):
            raise ConvanimError(f"{path}: its weights grow too much when unpacked: save the model again")
        if info.file_size > LARGEST_WEIGHTS:
            raise ConvanimError(f"{path}: its weights are over 1 GB: save them in an .h5 file")
        with archive.open(info) as member:
            data = Datasets(path, member, info.file_size)
    return _model(path, config, data, archived)


def _model(path: Path, text: str | bytes, data: Datasets, arrays: Finder) -> KerasModel:
    try:
        config = json.loads(text)
    except (ValueError, RecursionError):
        raise ConvanimError(f"{path}: its configuration is no JSON: save the model again") from None
    if not isinstance(config, dict):
        raise ConvanimError(f"{path}: its configuration is no table: save the model again")
    try:
        graph = Graph(config)
    except ConvanimError as error:
        raise ConvanimError(f"{path}: {error}") from None
    return KerasModel(path, graph, arrays(graph.layers, data), data)
