"""What an operation has no use for, and what a scene cannot show: refused before any picture is planned."""

from __future__ import annotations

from typing import Any

import numpy as np

from convanim.engine import Trace
from convanim.errors import ConvanimError
from convanim.rendering.catalog import SCENES, SceneEntry, find
from convanim.sizes import size_text
from convanim.sources import File
from convanim.sources.source import IMAGE_SUFFIXES
from convanim.spec import ClipSpec
from convanim.spec.converters import listed

POOLINGS = ("max_pool", "average_pool")

BELONGS = {
    "output_padding": ("conv_transpose",),
    "ceil_mode": POOLINGS,
    "count_include_pad": ("average_pool",),
    "padding_mode": ("conv",),
    "groups": ("conv", "conv_transpose"),
    "bias": ("conv", "conv_transpose"),
}
"""The parameters that not all operations have."""


def check_parameters(spec: ClipSpec) -> None:
    """Refuse parameters that the operation does not have."""
    usual = ClipSpec()
    for name, operations in BELONGS.items():
        if spec.operation not in operations and getattr(spec, name) != getattr(usual, name):
            raise ConvanimError(f"{spec.operation} has no {name}: leave it out, or use {listed(operations)}")
    if spec.dilations is not None and "stack" not in find(spec.scene).views:
        raise ConvanimError(
            f"scene {spec.scene} shows no stack of layers: leave dilations out, or use the scene conv1d"
        )
    if spec.partial_maps and not find(spec.scene).partial_maps:
        raise ConvanimError(
            f"scene {spec.scene} shows no partial maps: leave partial_maps out, or use the scene filter"
        )
    if spec.show == "pixels" and not find(spec.scene).pixels:
        shown = listed([name for name, scene in SCENES.items() if scene.pixels])
        raise ConvanimError(f"scene {spec.scene} shows no pixels: leave show out, or use {shown}")
    if spec.pointwise is not None and not find(spec.scene).tracer:
        raise ConvanimError(
            f"scene {spec.scene} has no pointwise filters: leave pointwise out, or use the scene grouped"
        )


def check_shape(spec: ClipSpec, scene: SceneEntry, found: Trace) -> None:
    """Refuse what the scene cannot show: too many channels or filters, other numbers of axes."""
    channels, *size = found.input.shape
    if len(size) not in scene.axes:
        shown = " or ".join(str(axes) for axes in scene.axes)
        raise ConvanimError(
            f"scene {scene.name} shows {shown} spatial axes but the input {size_text(found.input.shape)} has "
            f"{len(size)}: use another scene, or an array with {shown} axes besides its channels"
        )
    if scene.max_channels is not None and channels > scene.max_channels:
        if isinstance(spec.input, File) and spec.input.suffix in IMAGE_SUFFIXES:
            remedy = f"make {spec.input.path} grey with --resize {_small(size)}"
        else:
            remedy = f"use a size such as {_small(size)}"
        raise ConvanimError(
            f"scene {spec.scene} shows {_counted(scene.max_channels, 'channel')} but the input "
            f"{size_text(found.input.shape)} has {channels}: {remedy}"
        )
    filters = found.output_shape[0]
    if scene.max_filters is not None and filters > scene.max_filters and spec.operation not in POOLINGS:
        kernel = np.shape(getattr(found, "weight", ()))
        small = f"use a size such as {_small(kernel[2:])}"
        other = ", or the scene layer" if 2 in scene.axes else ""
        remedy = small if spec.filters is None else f"use --filters {scene.max_filters}{other}"
        raise ConvanimError(
            f"scene {spec.scene} shows {_counted(scene.max_filters, 'filter')} but the kernel "
            f"{size_text(kernel)} has {filters}: {remedy}"
        )


def _counted(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def _small(size: Any) -> str:
    return "x".join(str(min(cells, 28)) for cells in size)
