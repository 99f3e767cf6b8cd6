"""Keras models: .keras archives, and .h5 files with a configuration or with weights alone."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.sources.models.archives import opened, small
from convanim.sources.models.budget import Budget
from convanim.sources.models.files import float_array, regular
from convanim.sources.models.hdf5 import Datasets
from convanim.sources.models.keras_flow import computed, passed
from convanim.sources.models.keras_layers import activation_of, described
from convanim.sources.models.layer import ModelLayer, no_layers, printable, refuse_flow, unique
from convanim.sources.models.state import StateModel

WHAT = "Keras model"
LARGEST_CONFIG, LARGEST_WEIGHTS = 32_000_000, 1_000_000_000
MOST_LAYERS = 20_000
ORDER = (
    ("kernel", "depthwise_kernel", "gamma"),
    ("pointwise_kernel", "beta"),
    ("bias", "moving_mean"),
    ("moving_variance",),
)
"""In which order Keras keeps the arrays of a layer, by their names in .h5 files."""
LARGEST_RATIO = 20
"""Of an archive's weights to what they take in it: trained floats hardly shrink."""


class KerasModel:
    """A configuration of layers, and their weights by the layers' names."""

    def __init__(
        self, path: Path, config: Mapping[str, Any], weights: Mapping[str, list[str]], data: Datasets
    ) -> None:
        self.path = path
        self._config = config
        self._weights = weights
        self._data = data
        if not self.layers:
            raise no_layers(path, "a convolution")

    @property
    def flows(self) -> bool:
        """Whether its layers follow one another, so that what comes before one can be computed."""
        return self._config.get("class_name") == "Sequential"

    @property
    def in_channels(self) -> int | None:
        """The channels of what goes in, where the layers follow one another."""
        first = next((layer for layer in self.layers if layer.weight_shape), None)
        return first.in_channels if self.flows and first is not None else None

    @cached_property
    def _found(self) -> dict[str, tuple[ModelLayer, str]]:
        """The layers that can be shown, with what Keras calls them, by the names they have here."""
        found: list[tuple[ModelLayer, str]] = []
        for kind, config in _walked(self._config):
            own = str(config.get("name"))
            names = self._weights.get(own, [])
            shapes = [self._data.shapes[name] for name in names]
            layer = described(self.path, kind, printable(own), config, shapes)
            if layer is not None:
                found.append((layer, own))
        names = unique([own for _, own in found])
        return {name: pair for name, pair in zip(names, found, strict=True) if pair[0].name == name}

    @cached_property
    def layers(self) -> tuple[ModelLayer, ...]:
        """The layers that can be shown, in the configuration's order."""
        return tuple(layer for layer, _ in self._found.values())

    def find(self, name: str) -> ModelLayer | None:
        """Keras has no other names."""
        return None

    def weight(self, layer: ModelLayer) -> Array:
        """The layer's weights as the engine takes them; Keras keeps ``(*kernel, C_in, C_out)``."""
        _, own = self._found[layer.name]
        array = self._data.load(self._weights[own][0])
        array = np.moveaxis(float_array(self.path, layer.name, array), (-1, -2), (0, 1))
        if layer.kind.startswith("Depthwise"):  # (multiplier, C_in, *kernel): every channel's come together
            array = array.swapaxes(0, 1)
        return np.ascontiguousarray(array.reshape(layer.weight_shape))

    def bias(self, layer: ModelLayer) -> Array | None:
        """The layer's biases."""
        if not layer.bias:
            return None
        _, own = self._found[layer.name]
        return float_array(self.path, layer.name, self._data.load(self._weights[own][1]))

    def flow(self, layer: ModelLayer, x: Array, max_cells: int) -> Array:
        """What flows into the layer, where the layers follow one another."""
        if not self.flows:
            raise refuse_flow(self.path, layer)
        budget = Budget(max_cells)
        shown = {own: found for found, own in self._found.values()}
        _, wanted = self._found[layer.name]
        x = x.astype(np.float64 if x.dtype == np.float64 else np.float32)
        for kind, config in _walked(self._config):
            own = str(config.get("name"))
            if own == wanted:
                break
            x = self._step(kind, config, shown.get(own), x, budget)
        return x

    def _step(
        self, kind: str, config: Mapping[str, Any], layer: ModelLayer | None, x: Array, budget: Budget
    ) -> Array:
        """What one layer makes of what flows into it."""
        own = str(config.get("name"))
        with np.errstate(all="ignore"):  # what is not finite is refused where it is to be shown
            if layer is None or activation_of(config) is None:
                weights = [self._data.load(name) for name in self._weights.get(own, [])]
                return passed(kind, config, weights, x, budget)
            try:
                weight = self.weight(layer) if layer.weight_shape else None
                return computed(layer, x, weight, self.bias(layer), budget)
            except ConvanimError as error:
                raise ConvanimError(f"{layer.name}, which comes before the layer: {error}") from None


def read(path: Path) -> KerasModel | StateModel:
    """The model in a .keras or .h5 file; an .h5 file without a configuration is a file of weights."""
    return _archive(path) if path.suffix.lower() == ".keras" else _file(path)


def _archive(path: Path) -> KerasModel:
    with opened(path, WHAT) as archive:
        config = _config(path, small(path, archive, "config.json", LARGEST_CONFIG))
        info = archive.getinfo("model.weights.h5")
        if info.file_size > LARGEST_RATIO * max(info.compress_size, 1_000_000):
            raise ConvanimError(f"{path}: its weights grow too much when unpacked: save the model again")
        weights = small(path, archive, "model.weights.h5", LARGEST_WEIGHTS)
    data = Datasets(path, io.BytesIO(weights))
    named: dict[str, list[tuple[int, str]]] = {}
    for name in data.shapes:
        group, _, number = name.rpartition("/")
        if number.isdigit() and (own := data.name_of(group)) is not None:
            named.setdefault(own, []).append((int(number[:9]), name))
    return KerasModel(
        path, config, {own: [name for _, name in sorted(pairs)] for own, pairs in named.items()}, data
    )


def _file(path: Path) -> KerasModel | StateModel:
    data = Datasets(path, regular(path))
    text = data.attribute("model_config", LARGEST_CONFIG)
    if text is None:
        plain = {_plain(name, shape): name for name, shape in data.shapes.items()}
        return StateModel(
            path, {name: data.shapes[own] for name, own in plain.items()}, lambda name: data.load(plain[name])
        )
    order = {name: place for place, names in enumerate(ORDER) for name in names}
    named: dict[str, list[tuple[int, str]]] = {}
    for name in data.shapes:
        parts = name.split("/")
        if len(parts) > 2 and parts[0] == "model_weights":
            place = order.get(parts[-1].partition(":")[0], 9)
            named.setdefault(parts[-2], []).append((place, name))
    weights = {own: [name for place, name in sorted(pairs) if place < 9] for own, pairs in named.items()}
    return KerasModel(path, _config(path, text), weights, data)


def _plain(name: str, shape: tuple[int, ...]) -> str:
    """``conv2d/kernel`` for ``conv2d/vars/0``, which is how files of weights name a layer's arrays."""
    group, _, number = name.rpartition("/")
    if not group.endswith("vars") or not number.isdigit():
        return name
    stem = group.removesuffix("vars").rstrip("/")
    return f"{stem}{'' if number in '01' else '/' + number}/{'bias' if len(shape) == 1 else 'kernel'}"


def _config(path: Path, text: bytes) -> Mapping[str, Any]:
    try:
        config = json.loads(text)
    except (ValueError, RecursionError):
        raise ConvanimError(f"{path}: its configuration is no JSON: save the model again") from None
    if not isinstance(config, dict):
        raise ConvanimError(f"{path}: its configuration is no table: save the model again")
    return config


def _walked(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Class and configuration of every layer, those of models in models among them, in their order."""
    waiting: list[Any] = [config]
    left = MOST_LAYERS
    while waiting and left:
        left -= 1
        entry = waiting.pop()
        inner = entry.get("config") if isinstance(entry, dict) else None
        if not isinstance(inner, dict):
            continue
        layers = inner.get("layers")
        if isinstance(layers, list):
            waiting += reversed(layers)
        else:
            yield str(entry.get("class_name")), inner
