"""Which arrays of a Keras file belong to which layer, in each of the layouts that Keras has written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from convanim.engine.arrays import Array
from convanim.sizes import Size
from convanim.sources.models.hdf5 import Datasets
from convanim.sources.models.keras_entries import Group
from convanim.sources.models.keras_graph import Placed
from convanim.sources.models.state import StateModel

Arrays = Mapping[tuple[Group, str], Sequence[str]]
"""The names of a layer's arrays, by the layer's id."""
CONTAINERS = (("layers", 1), ("_layer_checkpoint_dependencies", 2))
"""What the groups that hold layers are called; Keras 2.12 to 2.14 counted each layer with arrays twice."""
ORDER = (
    ("kernel", "depthwise_kernel", "gamma", "mean"),
    ("pointwise_kernel", "beta", "variance"),
    ("bias", "moving_mean"),
    ("moving_variance",),
)
"""In which order Keras keeps the arrays of a layer, by their names in .h5 files."""
LAST = len(ORDER)


def archived(layers: Iterable[Placed], data: Datasets) -> Arrays:
    """Arrays in an archive: their groups are named by classes, and have the layers' names as attributes."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    for name in data.shapes:
        group, _, number = name.rpartition("/")
        if group.rpartition("/")[2] == "vars" and number.isascii() and number.isdigit():
            numbered.setdefault(group, []).append((int(number[:9]), name))
    sole: dict[str, str] = {}
    for group in numbered:
        own = data.names.get(group, "")
        sole[own] = "" if own in sole else group
    found = {}
    for layer in layers:
        places = (_place(layer.group, word, times) for word, times in CONTAINERS)
        group = next((place for place in places if place in numbered), "")
        if data.names.get(group, layer.own) != layer.own or not group:
            group = sole.get(layer.own, "")  # one that is written with another model has its arrays there
        found[layer.id] = [name for _, name in sorted(numbered.get(group, []))][slice(*layer.arrays)]
    return found


def _place(group: Group, container: str, times: int) -> str:
    """``layers/sequential/layers/conv2d_1/vars``."""
    parts = (f"{word}_{times * before}" if before else word for word, before in group)
    return "/".join((*(f"{container}/{part}" for part in parts), "vars"))


def grouped(layers: Iterable[Placed], data: Datasets) -> Arrays:
    """Arrays in a file with a configuration: under the outermost model's layer, by the layers' names."""
    layers = tuple(layers)
    outer = {layer.around[0] if layer.around else layer.own for layer in layers}
    by_layer: dict[tuple[str, str | None], list[tuple[int, str]]] = {}
    for name in data.shapes:
        first, *parts = name.split("/")
        order = next((n for n, words in enumerate(ORDER) if parts and _bare(parts[-1]) in words), LAST)
        # A name may have strokes itself, and others may begin with it: the longest is meant.
        ends = (n for n in range(len(parts) - 1, 0, -1) if "/".join(parts[:n]) in outer)
        end = next(ends, 0) if first == "model_weights" else 0
        if end and order < LAST:
            outermost = "/".join(parts[:end])
            for inner in (None, parts[-2]):
                by_layer.setdefault((outermost, inner), []).append((order, name))
    found = {}
    for layer in layers:
        place = (layer.around[0], layer.own) if layer.around else (layer.own, None)
        pairs = by_layer.get(place, [])
        alone = len({order for order, _ in pairs}) == len(pairs)  # two of a kind are those of two layers
        found[layer.id] = [name for _, name in sorted(pairs)][slice(*layer.arrays)] if alone else []
    return found


def weights_alone(path: Path, data: Datasets) -> StateModel:
    """The arrays of a file without a configuration, as far as their names tell what they are."""
    parts = {own: _parts(own, shape) for own, shape in data.shapes.items()}
    separable = {group for group, word in parts.values() if word == "pointwise_kernel"}
    names: dict[str, str] = {}
    shapes: dict[str, Size] = {}
    for own, (group, word) in parts.items():
        name, shape = _plain(group, word, group in separable), data.shapes[own]
        if word == "depthwise_kernel" and len(shape) > 2:
            shape = (shape[-2] * shape[-1], 1, *shape[:-2])
        if names.setdefault(name, own) == own:
            shapes[name] = shape

    def load(name: str) -> Array:
        array = data.load(names[name])
        if parts[names[name]][1] == "depthwise_kernel":  # (*kernel, C_in, multiplier)
            array = np.moveaxis(array, (-2, -1), (0, 1))
        return array.reshape(shapes[name])

    return StateModel(path, shapes, load)


def _parts(own: str, shape: Size) -> tuple[str, str]:
    """Whose array it is, and which: ``conv2d`` and ``kernel`` of ``conv2d/vars/0``."""
    group, _, last = own.rpartition("/")
    if not (group.rpartition("/")[2] == "vars" and last.isdigit()):
        return group, _bare(last)
    group = group.removesuffix("vars").rstrip("/")
    kind = re.match("depthwise_conv|separable_conv", group.rpartition("/")[2])
    if len(shape) == 1:
        return group, "bias"
    return group, "kernel" if not kind else "depthwise_kernel" if last == "0" else "pointwise_kernel"


def _plain(group: str, word: str, separable: bool) -> str:
    """An array's name here; a separable layer is two."""
    if word == "depthwise_kernel":  # the engine's order of axes, not Keras'
        return f"{group}{'.depthwise' if separable else ''}/weight"
    if separable and word in ("bias", "pointwise_kernel"):
        return f"{group}.pointwise/{word.removeprefix('pointwise_')}"
    return f"{group}/{word}".lstrip("/")


def _bare(name: str) -> str:
    """``kernel`` of ``kernel:0``."""
    return name.partition(":")[0]
