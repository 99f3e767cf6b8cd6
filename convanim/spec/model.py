"""From a layer of a model file to a spec: its scene, its parameters, and its real weights and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from convanim.errors import ConvanimError
from convanim.rendering.catalog import SceneEntry, find
from convanim.sizes import Padding, plain_size_text, size_text
from convanim.sources import Flow, Seeded, Source, Weights
from convanim.sources.frameworks import TORCH, Signature
from convanim.sources.layer_line import LayerLine
from convanim.sources.models import Model, ModelLayer, find_layer, open_model, printable
from convanim.sources.models.layer import refuse_flow
from convanim.spec.clip import ClipSpec, check_names
from convanim.spec.fields import converted
from convanim.spec.layer import USUAL_SIDES, fields_of
from convanim.spec.model_choice import Chosen, choose, said_indices, titled
from convanim.spec.options import MODEL_OPTIONS

KEYS = tuple(option.field for option in MODEL_OPTIONS)
"""What is said of a model besides the fields of a spec."""


def from_model(
    values: Mapping[str, object], folder: Path | None = None, *, declared: bool = False
) -> ClipSpec:
    """The spec of a layer of a model file, with other fields of a spec in any form.

    `values` has the file as ``model``, the layer's name as ``at_layer``, and may have ``channels`` and
    ``only_filters``, indices from 0, and ``flow``: false for an input that goes straight into the layer. The
    file is relative to `folder`, but keeps its name in the spec. Where no input is given, and `declared`, it
    is what the model declares, if it does. Raises ConvanimError for what cannot be.
    """
    said = {key: values.get(key) for key in KEYS}
    fields = {key: value for key, value in values.items() if key not in KEYS}
    check_names(fields)
    path = _text("model", said["model"])
    model = open_model(Path(path) if folder is None else folder / path)
    layer = _named_layer(model, path, said["at_layer"])
    asked: dict[str, Any] = {key: converted(key, value) for key, value in fields.items()}
    layer = _completed(layer, asked)
    if not layer.known:
        asked.pop("groups", None)  # they are the layer's now, of which a part may be shown
    scene = _suitable_scene(layer, asked.get("scene"), said["only_filters"])
    chosen = choose(layer, scene, said)
    if layer.operation == "conv" and scene.name == "grouped" and len(chosen.channels) == 1:
        scene = find("sliding-kernel")
    found = _parameters(model, layer, chosen) | {"scene": scene.name}
    given = asked.pop("input", None)
    if given is None and declared and said["flow"] is not False:
        given = _declared(model, layer)
    found["input"] = _input(model, path, layer, chosen, given, said["flow"])
    if layer.weight_shape:
        transposed = layer.operation == "conv_transpose"
        found["kernel"] = Weights(path, layer.name, chosen.filters, chosen.inner, chosen.alone, transposed)
    if asked.get("language") in (None, "en"):
        found["title"] = titled(path, layer, chosen)
    return ClipSpec.of(**{**found, **asked})


def _named_layer(model: Model, path: str, name: object) -> ModelLayer:
    """The layer that is asked for; ConvanimError with one that there is where none is."""
    if name is None:
        raise ConvanimError(
            f'a model needs a layer: see "convanim layers {printable(path)}", then give one such as '
            f"--at-layer {model.layers[0].name}"
        )
    return find_layer(model, path, _text("at_layer", name))


def _suitable_scene(layer: ModelLayer, name: str | None, only_filters: object) -> SceneEntry:
    """The scene that is asked for, or the one that shows such a layer; ConvanimError where it cannot."""
    scene = find(name or _scene(layer, len(said_indices("only_filters", only_filters))))
    if layer.axes not in scene.axes:
        raise ConvanimError(
            f"{layer.name} has {layer.axes} spatial axes, which the scene {scene.name} does not show: leave "
            f"the scene out"
        )
    return scene


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ConvanimError(f"{name} {value!r} is no name: put it in quotes")
    return value


def _completed(layer: ModelLayer, asked: Mapping[str, Any]) -> ModelLayer:
    """A layer of which only the weights are known, with what is asked for."""
    if layer.weight_shape and "kernel" in asked:
        raise ConvanimError(f"{layer.name} has weights of its own: leave kernel out")
    if layer.known:
        return layer
    groups = asked.get("groups", 1)
    operation = asked.get("operation") or layer.operation
    if operation not in ("conv", "conv_transpose"):
        raise ConvanimError(f"{layer.name} has weights, and {operation} has none: leave the operation out")
    return replace(layer, operation=operation, groups=groups)


def _scene(layer: ModelLayer, filters: int) -> str:
    """The scene that shows such a layer, as for a layer of somebody's code."""
    if layer.axes != 2 and layer.operation != "conv":
        raise ConvanimError(f"no scene shows {layer.kind} along {layer.axes} axes: choose another layer")
    arguments = {
        "in_channels": layer.in_channels,
        "out_channels": filters or layer.out_channels,
        "kernel_size": layer.kernel_size,
        "groups": layer.groups if layer.axes == 2 and layer.operation == "conv" else 1,
    }
    signature = Signature(TORCH, layer.operation, layer.axes, (), (), frozenset())
    line = LayerLine(layer.name, signature, {key: value for key, value in arguments.items() if value})
    return str(fields_of(line, None, 0)["scene"])


def _parameters(model: Model, layer: ModelLayer, chosen: Chosen) -> dict[str, Any]:
    """The layer's own parameters as fields; of a part of a sum, the bias and the activation are left out."""
    found: dict[str, Any] = {"padding": _short(layer.padding), "operation": layer.operation}
    if layer.stride is not None:
        found["stride"] = _short(layer.stride)
    if layer.dilation is not None:
        found["dilation"] = _short(layer.dilation)
    if layer.operation.endswith("pool"):
        found |= {"kernel": plain_size_text(layer.kernel_size), "ceil_mode": layer.ceil_mode}
        if layer.operation == "average_pool":
            found["count_include_pad"] = layer.count_include_pad
        return found
    if layer.operation == "conv_transpose":
        found["output_padding"] = _short(layer.output_padding)
    if layer.groups > 1 and layer.axes == 2 and layer.operation != "conv_transpose":
        found["groups"] = len(chosen.channels) or layer.groups
    if not chosen.partial:
        found["activation"] = layer.activation
        bias = model.bias(layer)
        if bias is not None:
            numbers = bias[list(chosen.filters)] if chosen.filters else bias
            if not np.isfinite(numbers).all():
                raise ConvanimError(
                    f"the bias of {layer.name} holds a number that cannot be shown: choose others"
                )
            found["bias"] = tuple(numbers.tolist())
    return found


def _short(numbers: Padding) -> Padding:
    """One number where every axis has the same."""
    same = isinstance(numbers, tuple) and len(set(numbers)) == 1 and isinstance(numbers[0], int)
    return numbers[0] if same and isinstance(numbers, tuple) else numbers


def _input(
    model: Model, path: str, layer: ModelLayer, chosen: Chosen, given: Source | None, flow: object
) -> Source:
    """What goes into the model; where that is not known or nothing is given, into the layer."""
    if not isinstance(flow, bool | None):
        raise ConvanimError(f"flow {flow!r} is neither true nor false")
    if flow and not model.flows:
        raise refuse_flow(path, layer)
    straight = not (model.flows if flow is None else flow) or given is None
    if straight and (given is None or isinstance(given, Seeded)):
        return _drawn(layer, chosen, given)
    if isinstance(given, Flow | Weights) or given is None:
        raise ConvanimError("the input is a part of a model itself: give a size, numbers or a file")
    return Flow(path, layer.name, given, chosen.channels, chosen.alone, straight)


def _declared(model: Model, layer: ModelLayer) -> Seeded | None:
    """What goes into the model by its own word, where it has the axes of the layer."""
    shape = model.input_shape
    return Seeded(shape) if shape is not None and len(shape) == layer.axes + 1 else None


def _drawn(layer: ModelLayer, chosen: Chosen, given: Seeded | None) -> Seeded:
    """Small numbers of a size: what is drawn needs no choice of channels."""
    shape = given.shape if given is not None else (USUAL_SIDES[layer.axes],)
    shape = shape * layer.axes if len(shape) == 1 else shape
    channels = len(chosen.channels) if chosen.alone and chosen.channels else layer.in_channels
    if len(shape) == layer.axes and channels is not None and channels > 1:
        shape = (channels, *shape)
    elif len(shape) > layer.axes and shape[0] == layer.in_channels and channels is not None:
        shape = (channels, *shape[1:])  # a size of all channels, of which some are shown alone
    elif len(shape) > layer.axes and layer.in_channels is not None and shape[0] != channels:
        raise ConvanimError(
            f"{layer.name} reads {layer.in_channels} channels but the input {size_text(shape)} has "
            f"{shape[0]}: use {size_text((layer.in_channels, *shape[1:]))}"
        )
    return Seeded(shape)
