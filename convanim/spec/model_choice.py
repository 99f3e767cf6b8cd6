"""Which channels and filters of a model's layer are shown, where it has more than a picture holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from convanim.errors import ConvanimError
from convanim.rendering.catalog import SceneEntry
from convanim.sizes import Size
from convanim.sources.models import ModelLayer, printable
from convanim.sources.models.parts import indices
from convanim.spec.converters import listed

MOST_SHOWN = 3
"""Of many channels that add up, a sheet shows so many, and the sum of the others."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which channels and filters of a layer are shown.

    Attributes:
        channels, filters: their indices; none are all of them.
        inner: the channels as the weights count them, which is from 0 in every group.
        alone: whether the other channels are left out, instead of being hidden in a sum.
        partial: whether what is left out belongs to the sums.
    """

    channels: Size = ()
    filters: Size = ()
    inner: Size = ()
    alone: bool = False
    partial: bool = False


def choose(layer: ModelLayer, scene: SceneEntry, said: Mapping[str, object]) -> Chosen:
    """What `said` has as ``channels`` and ``only_filters``, or what the scene has room for.

    Raises ConvanimError for indices that do not exist, and for more than the scene shows.
    """
    channels, filters = (said_indices(key, said[key]) for key in ("channels", "only_filters"))
    depth, breadth = layer.in_channels, layer.out_channels
    if depth is None or breadth is None:
        return _of_pooling(layer, scene, channels, filters)
    for name, numbers, count in (("channel", channels, depth), ("filter", filters, breadth)):
        if numbers and max(numbers) >= count:
            raise ConvanimError(
                f"{layer.name} has {count} {name}s and no {name} {max(numbers)}: use 0 to {count - 1}"
            )
    if scene.max_filters == 1 and breadth > 1:
        filters = filters or (0,)
        if len(filters) > 1:
            raise ConvanimError(
                f"scene {scene.name} shows one filter and {len(filters)} are chosen: choose one"
            )
    if layer.groups > 1 and scene.name == "grouped":
        return _of_groups(layer, channels, filters, depth, breadth)
    group = filters[0] // (breadth // layer.groups) if filters else 0
    depth //= layer.groups
    return _of_sum(layer, scene, channels, filters, range(group * depth, (group + 1) * depth))


def said_indices(key: str, said: object) -> Size:
    """The indices that are said, from 0; none where nothing is."""
    return indices(key, [] if said is None else said)


def _of_pooling(layer: ModelLayer, scene: SceneEntry, channels: Size, filters: Size) -> Chosen:
    """A pooling goes channel by channel: one is shown as if there were no others."""
    if filters:
        raise ConvanimError(f"{layer.name} is a pooling and has no filters: choose one of its --channels")
    if len(channels) > 1:
        raise ConvanimError(
            f"scene {scene.name} shows one channel and {len(channels)} are chosen: choose one"
        )
    return Chosen(channels or (0,), alone=True)


def _of_groups(layer: ModelLayer, channels: Size, filters: Size, depth: int, breadth: int) -> Chosen:
    """Groups of one channel each can be chosen; others are shown as a whole."""
    if not channels and not filters:
        return Chosen()
    if layer.groups != depth:
        raise ConvanimError(
            f"{layer.name} has {layer.groups} groups of {depth // layer.groups} channels, which are shown "
            f"together: leave channels and only_filters out"
        )
    each = breadth // depth
    if filters and (channels or each > 1):
        raise ConvanimError(f"every channel of {layer.name} has filters of its own: choose --channels alone")
    channels = channels or filters
    return Chosen(
        channels, tuple(each * channel + n for channel in channels for n in range(each)), alone=True
    )


def _of_sum(layer: ModelLayer, scene: SceneEntry, channels: Size, filters: Size, own: range) -> Chosen:
    """Channels that add up: a scene for few of them shows some alone, a sheet shows some and hides none."""
    if any(channel not in own for channel in channels):
        raise ConvanimError(
            f"filter {filters[0]} of {layer.name} reads channels {own[0]} to {own[-1]}: choose some of these"
        )
    if scene.max_channels is not None and len(own) > scene.max_channels:
        channels = channels or tuple(own[: scene.max_channels])
        if len(channels) > scene.max_channels:
            raise ConvanimError(
                f"scene {scene.name} shows {scene.max_channels} of the channels and {len(channels)} are "
                f"chosen: choose {scene.max_channels}"
            )
        inner = tuple(channel - own[0] for channel in channels)
        return Chosen(channels, filters, inner, alone=True, partial=True)
    if layer.groups > 1:
        return Chosen(tuple(own), filters, alone=True)
    if channels and len(own) <= MOST_SHOWN:
        alone = ", or use the scene sliding-kernel for one of them" if layer.axes == 2 else ""
        raise ConvanimError(f"all {len(own)} channels of {layer.name} are shown: leave channels out{alone}")
    if len(channels) > MOST_SHOWN:
        raise ConvanimError(
            f"a sheet shows {MOST_SHOWN} channels, and the sum of the others, and {len(channels)} are "
            f"chosen: choose up to {MOST_SHOWN}"
        )
    return Chosen(channels, filters, channels)


def titled(path: str, layer: ModelLayer, chosen: Chosen) -> str:
    """The layer, and what is chosen of how many, or else its file."""
    parts: list[str] = []
    if chosen.filters and not (chosen.channels and layer.groups == layer.in_channels and layer.axes == 2):
        parts.append(f"{_counted('filter', chosen.filters)} of {layer.out_channels}")
    if chosen.channels and (layer.groups == 1 or chosen.partial or layer.axes == 2):
        of = f" of {layer.in_channels}" if layer.in_channels else ""
        parts.append(f"{_counted('channel', chosen.channels)}{of}{' alone' if chosen.partial else ''}")
    return f"{layer.name}: {', '.join(parts)}" if parts else f"{layer.name} of {printable(Path(path).name)}"


def _counted(noun: str, numbers: Size) -> str:
    words = [str(number) for number in numbers[:4]] + (["…"] if len(numbers) > 4 else [])
    return f"{noun}{'s' * (len(numbers) > 1)} {listed(words).replace(' or ', ' and ')}"
