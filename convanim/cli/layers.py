"""``convanim layers``: what a model file has that can be shown."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convanim.cli import debug_option

if TYPE_CHECKING:
    from convanim.sources.models import ModelLayer

EXAMPLES = """\
\b
Examples:
  convanim layers resnet.onnx
  convanim layers weights.safetensors --json
"""
HEADINGS = ("layer", "kind", "weights", "window", "stride", "padding", "dilation", "groups", "then")


@click.command("layers", epilog=EXAMPLES)
@click.argument("model", metavar="MODEL", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
def command(model: Path, as_json: bool) -> None:
    """List the convolution and pooling layers of a model file.

    ONNX, safetensors, PyTorch checkpoints (.pt, .pth), Keras (.keras, .h5) and .npz. Weights are written
    filters × channels × kernel; a dash is what a file of weights alone does not tell. One of them is shown by
    convanim render --model MODEL --at-layer NAME.
    """
    from convanim.api import model_layers

    layers = model_layers(model)
    if as_json:
        click.echo(json.dumps([asdict(layer) for layer in layers]))
        return
    rows = [HEADINGS, *(_row(layer) for layer in layers)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        click.echo("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())


def _row(layer: ModelLayer) -> tuple[str, ...]:
    from convanim.sizes import size_text

    weights = size_text(layer.weight_shape) + " + bias" * layer.bias
    known = [_short(value) if layer.known else "–" for value in (layer.stride, layer.padding, layer.dilation)]
    groups = str(layer.groups) if layer.known and layer.weight_shape else "–"
    then = "–" if layer.activation == "none" else layer.activation
    return (layer.name, layer.kind, weights or "–", size_text(layer.kernel_size), *known, groups, then)


def _short(value: object) -> str:
    """``2``, ``2×1``, ``0:1×0:1``, ``same``."""
    if not isinstance(value, tuple):
        return "1" if value is None else str(value)
    words = [":".join(map(str, side)) if isinstance(side, tuple) else str(side) for side in value]
    return words[0] if len(set(words)) == 1 and ":" not in words[0] else "×".join(words)
