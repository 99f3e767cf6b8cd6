"""The fields of a spec: for each, what is taken, in which form it is kept, and what is refused.

One table, `FIELDS`, serves Python, TOML files and the command line alike: whatever comes in goes through
the same converter, so that equal clips have equal specs however they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from convanim.sources import parse
from convanim.spec import converters as to
from convanim.spec.converters import Choices, Converter


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its converter, the type that text is read as first, whether None stands for "not given".

    `choices` names the values there are, where they can be listed; asking may import what defines them.
    """

    convert: Converter
    number: type[int] | type[float] | None = None
    optional: bool = False
    choices: Choices | None = None


def converted(name: str, value: object) -> Any:
    """A value as the spec keeps it; raises ConvanimError with the field's name and the value."""
    field = FIELDS[name]
    return None if value is None and field.optional else field.convert(name, value)


def from_text(name: str, text: str) -> Any:
    """A value from the command line; ``none`` takes an optional one back."""
    field = FIELDS[name]
    if field.optional and field.convert is not to.text and text.lower() == "none":
        return None
    return field.convert(name, to.number_from(name, text, field.number) if field.number else text)


def _operations() -> Sequence[str]:
    return "conv", "conv_transpose", "max_pool", "average_pool"


def _padding_modes() -> Sequence[str]:
    return "zeros", "reflect", "replicate", "circular"


def _activations() -> Sequence[str]:
    return "none", "relu", "leaky_relu", "sigmoid", "tanh", "gelu", "silu"


def _views() -> Sequence[str]:
    from convanim.rendering.catalog import SCENES

    return tuple(dict.fromkeys(view for scene in SCENES.values() for view in scene.views))


def _scenes() -> Sequence[str]:
    from convanim.rendering.catalog import scene_names

    return scene_names()


def _shows() -> Sequence[str]:
    return "numbers", "pixels"


def _themes() -> Sequence[str]:
    from convanim.theme import THEME_NAMES

    return THEME_NAMES


def _paces() -> Sequence[str]:
    from convanim.story.pacing import PACES

    return tuple(PACES)


def _motions() -> Sequence[str]:
    from convanim.story.motion import MOTIONS

    return tuple(MOTIONS)


def _presets() -> Sequence[str]:
    return "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"


def _frames() -> Sequence[str]:
    return "fit", "slide"


def _chosen(choices: Choices, *, optional: bool = False) -> Field:
    return Field(partial(to.choice, choices=choices), optional=optional, choices=choices)


def _count(least: int, most: int = 2**53, *, optional: bool = False) -> Field:
    return Field(partial(to.whole, least=least, most=most), int, optional)


FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "scene": Field(to.scene, choices=_scenes),
        "operation": _chosen(_operations, optional=True),
        "input": Field(parse),
        "kernel": Field(parse),
        "pointwise": Field(parse, optional=True),
        "stride": Field(partial(to.per_axis, least=1), optional=True),
        "padding": Field(to.padding),
        "output_padding": Field(partial(to.per_axis, least=0)),
        "dilation": Field(partial(to.per_axis, least=1)),
        "dilations": Field(partial(to.series, least=1), optional=True),
        "groups": _count(1),
        "filters": _count(1, optional=True),
        "padding_mode": _chosen(_padding_modes),
        "ceil_mode": Field(to.flag),
        "count_include_pad": Field(to.flag),
        "bias": Field(to.bias, optional=True),
        "activation": _chosen(_activations),
        "partial_maps": Field(to.flag),
        "view": _chosen(_views, optional=True),
        "show": _chosen(_shows),
        "theme": _chosen(_themes),
        "pace": _chosen(_paces),
        "motion": _chosen(_motions),
        "duration": Field(partial(to.real, least=0, above=True), float, optional=True),
        "fps": _count(1, 120, optional=True),
        "width": _count(16, 16384, optional=True),
        "height": _count(16, 16384, optional=True),
        "frame": _chosen(_frames, optional=True),
        "title": Field(to.text, optional=True),
        "language": Field(to.language, optional=True),
        "font": Field(to.text, optional=True),
        "labels": Field(to.labels),
        "seed": _count(0),
        "at": Field(partial(to.real, least=0), float, optional=True),
        "matte": Field(to.colour, optional=True),
        "resize": Field(to.resize, optional=True),
        "crop": Field(to.crop, optional=True),
        "loop": Field(to.flag, optional=True),
        "crf": _count(0, 63, optional=True),
        "preset": _chosen(_presets, optional=True),
        "keyframes": Field(to.flag),
        "embed": Field(to.flag),
        "colours": _count(2, 255, optional=True),
        "max_bytes": Field(to.byte_count, optional=True),
        "max_cells": _count(1),
        "max_frames": _count(1),
        "max_pixels": _count(1),
    }
)
"""Every field of a spec, in the order in which people want to read them."""
