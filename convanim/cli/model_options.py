"""The options that pick a layer of a model file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from convanim.errors import ConvanimError
from convanim.spec import ClipSpec

OPTIONS: Mapping[str, tuple[str, str, str]] = {
    "model": ("--model", "FILE", "A model file: .onnx, .safetensors, .pt, .keras, .h5, .npz."),
    "at_layer": ("--at-layer", "NAME", "Its layer that is shown; convanim layers FILE lists them."),
    "channels": ("--channels", "N,N,…", "The channels of a large layer that are shown, from 0: 0,5,9."),
    "only_filters": ("--only-filters", "N,N,…", "The filters of a large layer that are kept, from 0."),
}
"""Each by its name in a clip's table: the option, what it takes, and its help."""
FLOW = "--flow/--no-flow"
FLOW_HELP = "Whether the input goes through the layers before; --no-flow is straight into the layer."


def model_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a model."""
    function = click.option(FLOW, "flow", default=None, help=FLOW_HELP)(function)
    for name, (flag, metavar, text) in reversed(tuple(OPTIONS.items())):
        function = click.option(flag, name, metavar=metavar, help=text)(function)
    return function


def names_model(given: Mapping[str, Any]) -> bool:
    """Whether any of them was given."""
    return any(name in given for name in (*OPTIONS, "flow"))


def model_spec(given: Mapping[str, Any], *, declared: bool = False) -> ClipSpec:
    """The spec of a model's layer, `declared` as for ``from_model``; ConvanimError without a file."""
    from convanim.spec.model import from_model

    if "model" not in given:
        named = next((OPTIONS[name][0] for name in OPTIONS if name in given), FLOW)
        raise ConvanimError(f"{named} is for the layer of a model: give its file with --model")
    return from_model(given, declared=declared)
