"""Files of named arrays without a graph: which of them are a layer's weights, and which its biases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from convanim.engine.arrays import Array
from convanim.sizes import Size
from convanim.sources.models.files import float_array
from convanim.sources.models.layer import ModelLayer, no_layers, refuse_flow, unique

CHANNELS_LAST = "kernel"
"""What Keras and Flax call weights; theirs are ``(*kernel, C_in, C_out)``, PyTorch's ``weight`` is not."""
BIASES = {"weight": "bias", CHANNELS_LAST: "bias"}


class StateModel:
    """Named arrays of a file: those of three to five axes are layers.

    `shapes` are the arrays' shapes by name; `load` answers the array of a name.
    """

    flows = False
    in_channels: int | None = None
    input_shape: Size | None = None

    def __init__(self, path: Path, shapes: Mapping[str, Size], load: Callable[[str], Array]) -> None:
        self.path = path
        self._shapes = shapes
        self._load = load
        if not self._names:
            raise no_layers(path, "an array of weights of three to five axes")

    @cached_property
    def _names(self) -> dict[str, str]:
        """The weights' own names by their layers' names."""
        found = [name for name, shape in self._shapes.items() if 3 <= len(shape) <= 5 and min(shape) > 0]
        return dict(zip(unique([_stem(name) for name in found]), found, strict=True))

    @cached_property
    def layers(self) -> tuple[ModelLayer, ...]:
        """The layers, in the file's order; what they do besides their weights is not known."""
        return tuple(self._layer(name, own) for name, own in self._names.items())

    def _layer(self, name: str, own: str) -> ModelLayer:
        shape = self._shapes[own]
        if _last(own) == CHANNELS_LAST:
            shape = (shape[-1], shape[-2], *shape[:-2])
        return ModelLayer(
            name=name,
            kind="weights",
            operation="conv",
            weight_shape=shape,
            kernel_size=shape[2:],
            known=False,
            bias=self._bias_name(own, shape[0]) is not None,
        )

    def _bias_name(self, own: str, filters: int) -> str | None:
        bias = BIASES.get(_last(own))
        if bias is None:
            return None
        place = own.rindex(_last(own))
        name = own[:place] + bias + own[place + len(_last(own)) :]
        return name if self._shapes.get(name) == (filters,) else None

    def find(self, name: str) -> ModelLayer | None:
        """A layer by its weights' own name."""
        return next((layer for layer in self.layers if self._names[layer.name] == name), None)

    def weight(self, layer: ModelLayer) -> Array:
        """The layer's weights as floats, ``(C_out, C_in, *kernel)``."""
        own = self._names[layer.name]
        array = float_array(self.path, layer.name, self._load(own))
        return np.moveaxis(array, (-1, -2), (0, 1)) if _last(own) == CHANNELS_LAST else array

    def bias(self, layer: ModelLayer) -> Array | None:
        """The layer's biases as floats."""
        own = self._bias_name(self._names[layer.name], layer.weight_shape[0])
        return None if own is None else float_array(self.path, layer.name, self._load(own))

    def flow(self, layer: ModelLayer, x: Array, max_cells: int) -> Array:
        """Refused: nothing is known of what comes before."""
        raise refuse_flow(self.path, layer)


def _last(name: str) -> str:
    """``weight`` of ``features.0.weight``, ``kernel`` of ``conv/kernel:0``."""
    return name.replace("/", ".").rpartition(".")[2].partition(":")[0]


def _stem(name: str) -> str:
    """``features.0`` of ``features.0.weight``; a name that ends otherwise stays."""
    last = _last(name)
    return name[: name.rindex(last)].rstrip("./") or name if last in BIASES else name
