"""Parts of models as sources: a layer's weights, and what flows into it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from convanim.engine.arrays import Array
from convanim.errors import ConvanimError
from convanim.limits import amount, check_cells
from convanim.sizes import Size, size_text
from convanim.sources.crop import Crop
from convanim.sources.models import Model, ModelLayer, find_layer, open_model
from convanim.sources.parsing import parse
from convanim.sources.source import IMAGE_SUFFIXES, File, Flow, Seeded, Weights

BRIGHTEST = 255
"""A picture's bytes go into a model as shares of the brightest, which most models are trained with."""

FLOW_KEYS = {"model", "layer", "input", "channels", "alone", "straight"}
WEIGHT_KEYS = {"model", "layer", "filters", "channels", "alone", "transposed"}


def from_table(name: str, table: dict[str, Any]) -> Weights | Flow:
    """A part of a model as TOML has it: ``{model = "net.onnx", layer = "conv1", input = "photo.png"}``."""
    known = FLOW_KEYS if name == "input" else WEIGHT_KEYS
    if name not in ("input", "kernel") or not {"model", "layer"} <= set(table) <= known:
        raise ConvanimError(
            f"{name} of a model's layer has keys that are not known: use {', '.join(sorted(known))}"
        )
    model, layer = table["model"], table["layer"]
    flags = {key: table.get(key, False) for key in ("alone", "straight", "transposed") if key in known}
    if (
        not isinstance(model, str)
        or not isinstance(layer, str)
        or not all(type(f) is bool for f in flags.values())
    ):
        raise ConvanimError(
            f'{name} of a model\'s layer is wrong: write {{model = "net.onnx", layer = "conv1"}}'
        )
    channels = indices("channels", table.get("channels", []))
    if name == "kernel":
        return Weights(model, layer, indices("filters", table.get("filters", [])), channels, **flags)
    source = parse("input", table.get("input"))
    if isinstance(source, Weights | Flow):
        raise ConvanimError(
            "what goes into a model is itself a part of a model: give a size, numbers or a file"
        )
    return Flow(model, layer, source, channels, **flags)


def table_of(source: Weights | Flow) -> dict[str, Any]:
    """A part as the table that ``from_table`` reads; what is as usual is left out."""
    found = {field.name: getattr(source, field.name) for field in fields(source)}
    if "source" in found:
        found["input"] = found.pop("source")
    return {key: value for key, value in found.items() if value not in ((), False)}


def indices(name: str, value: object) -> Size:
    """Indices from 0, written ``0,5,9`` or as a list; each of them once."""
    if isinstance(value, str):
        words = [word.strip() for word in value.split(",")]
        if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
            raise ConvanimError(f'{name} "{value}" are no numbers from 0 on: write 0,5,9')
        value = [int(word) for word in words]
    numbers = [value] if type(value) is int else value
    if not isinstance(numbers, list | tuple) or not all(type(n) is int and n >= 0 for n in numbers):
        raise ConvanimError(f"{name} {value!r} are no numbers from 0 on: write 0,5,9")
    if len(set(numbers)) < len(numbers):
        raise ConvanimError(f"{name} {', '.join(map(str, numbers))} has a number twice: leave one out")
    return tuple(numbers)


def taken(name: str, count: int, chosen: Size, alone: bool) -> Sequence[int]:
    """Which of so many are taken, in which order.

    Those that are chosen to be shown of many stand where the sheet shows them: first, second and last. All
    the others stay between them, so that every sum is that of all channels.
    """
    if any(index >= count for index in chosen):
        raise ConvanimError(f"{name} {max(chosen)} does not exist: there are {count}, use 0 to {count - 1}")
    if alone or not chosen:
        return chosen or range(count)
    rest = [index for index in range(count) if index not in set(chosen)]
    return [*chosen[:2], *rest, *chosen[2:]]


def opened(path: str, name: str) -> tuple[Model, ModelLayer]:
    """A model and one of its layers."""
    model = open_model(Path(path))
    return model, find_layer(model, path, name)


def load_weights(source: Weights, *, max_cells: int, axes: int) -> Array:
    """The weights that are taken, ``(C_out, C_in, *kernel)``; of a transposed, the channels come first."""
    model, layer = opened(source.model, source.layer)
    _check_axes(layer, axes)
    transposed = source.transposed or layer.operation == "conv_transpose"
    counts = layer.weight_shape[:2]
    outer, inner = (source.channels, source.filters) if transposed else (source.filters, source.channels)
    names = ("channel", "filter") if transposed else ("filter", "channel")
    rows = taken(names[0], counts[0], outer, source.alone or not transposed)
    columns = taken(names[1], counts[1], inner, source.alone or transposed)
    shape = (len(rows), len(columns), *layer.kernel_size)
    if math.prod(shape) > max_cells:
        raise ConvanimError(
            f"the weights of {layer.name}, {size_text(shape)}, are {amount(math.prod(shape))} numbers, more "
            f"than the limit of {max_cells:,}: choose some with --only-filters, or raise --max-cells"
        )
    weight = model.weight(layer)
    weight = weight if not outer else weight[list(rows)]
    weight = weight if not inner else weight[:, list(columns)]
    return _finite(f"the weights of {layer.name}", np.ascontiguousarray(weight))


def load_flow(
    source: Flow, *, seed: int, max_cells: int, resize: Size | None, axes: int, crop: Crop | None = None
) -> Array:
    """What flows into the layer, ``(C, *spatial)``."""
    from convanim.sources.load import load_input

    model, layer = opened(source.model, source.layer)
    _check_axes(layer, axes)
    channels = layer.in_channels if source.straight else model.in_channels
    load = partial(load_input, seed=seed, max_cells=max_cells, axes=axes, crop=crop)
    x = _entering(source, load, resize, channels)
    found = x if source.straight else model.flow(layer, x, max_cells)
    if found.ndim != axes + 1:
        raise ConvanimError(
            f"what flows into {layer.name} is {size_text(found.shape)}: give an input of {axes} spatial axes"
        )
    if layer.known and layer.in_channels not in (None, len(found)):
        raise ConvanimError(
            f"{layer.name} reads {layer.in_channels} channels but what flows into it has {len(found)}: give "
            f"an input of other channels"
        )
    if source.channels:
        found = found[list(taken("channel", len(found), source.channels, source.alone))]
    large = isinstance(source.source, File) and resize is None
    remedy = ("make the input small, an image with --resize 60x80",) if large else ()
    check_cells(f"what flows into {layer.name},", found.shape, max_cells, *remedy)
    return _finite(f"what flows into {layer.name}", found)


def _entering(source: Flow, load: Callable[..., Array], resize: Size | None, channels: int | None) -> Array:
    """What goes in: pictures in the model's colours, and as shares of the brightest."""
    given = source.source
    if not (isinstance(given, File) and given.suffix in IMAGE_SUFFIXES):
        named = channels if isinstance(given, Seeded) and channels else 1
        return load(given, resize=resize, channels=named)
    if channels == 3 and resize is not None and len(resize) < 3:
        resize = (3, *(resize * 2 if len(resize) == 1 else resize))
    pixels = load(given, resize=resize)
    if channels == 3 and len(pixels) == 1:
        pixels = np.repeat(pixels, 3, axis=0)
    if channels == 1 and len(pixels) == 3:
        side = f"{min(28, pixels.shape[1])}x{min(28, pixels.shape[2])}"
        raise ConvanimError(
            f"{given.path} is in colour and the model reads one channel: make it grey with --resize {side}"
        )
    shares: Array = pixels.astype(np.float32) / np.float32(BRIGHTEST)
    return shares


def _check_axes(layer: ModelLayer, axes: int) -> None:
    if layer.axes != axes:
        raise ConvanimError(
            f"{layer.name} has {layer.axes} spatial axes and the scene shows {axes}: leave the scene out"
        )


def _finite(called: str, array: Array) -> Array:
    if not np.isfinite(array).all():
        culprit = array[~np.isfinite(array)][0]
        raise ConvanimError(f"{called} holds {culprit}, which cannot be shown: use another input or layer")
    return array
