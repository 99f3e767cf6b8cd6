"""Keras' configuration of a model as a graph: its layers at their places, and what flows from which to which.

Source: what Keras 3 and Keras 2 write for Sequential and for functional models, models in models among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convanim.errors import ConvanimError
from convanim.sources.models.keras_entries import (
    INPUT,
    Group,
    groups_of,
    layers_of,
    name_of,
    operation_of,
    skips_first,
)
from convanim.sources.models.layer import printable

Scope = tuple[tuple[str, int], ...]
"""The models around a layer, each with its how many-eth call."""
Key = tuple[Scope, str, int, int]
"""A value: where its layer is, the layer's name, its how many-eth call, and which of its outputs."""
MOST_NODES, MOST_DEPTH, MOST_STEPS = 20_000, 16, 500_000
SEPARABLE = re.compile(r"SeparableConv([12])D")
BETWEEN = -1
"""What flows inside a separable layer, where its outputs are counted."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A layer at its place.

    Attributes:
        kind: its class in Keras' words.
        name: its name; one of the two that a separable layer is has a word behind it.
        own: its name in the file.
        around: the names of the models that it is in, the whole one left out.
        group: the place of its arrays in Keras' archives, by classes, which are counted.
        arrays: which of them are its own: the two that a separable layer is share a group.
    """

    kind: str
    name: str
    own: str
    config: Mapping[str, Any]
    around: tuple[str, ...]
    group: Group
    arrays: tuple[int, int | None] = (0, None)

    @property
    def id(self) -> tuple[Group, str]:
        """What no other layer of the model has, and all calls of this one have."""
        return self.group, self.name


@dataclass(frozen=True, slots=True)
class Node:
    """A call of a layer, and what it reads; without a layer, what it reads is passed on."""

    layer: Placed | None
    inputs: tuple[Key, ...]


class Graph:
    """The layers of a model in their order, and the calls of them."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        """Raises ConvanimError for a model that is too deep or too large to be one."""
        self.nodes: dict[Key, Node] = {}
        self.layers: list[Placed] = []
        self._left = MOST_STEPS
        self._first: dict[tuple[Group, str], Key] = {}
        if layers_of(entry) is None:
            entry = {"class_name": "Sequential", "config": [entry]}
        self._model(entry, (), (), None)

    def _model(
        self, entry: Mapping[str, Any], scope: Scope, group: Group, given: Sequence[Key] | None
    ) -> Sequence[Key]:
        """Take in a model that reads `given`, or else what goes into the whole; answer what it makes."""
        if len(scope) > MOST_DEPTH:
            raise ConvanimError(f"it has models in models over {MOST_DEPTH} deep: save the inner ones alone")
        layers = self._counted(layers_of(entry) or [])
        children = [child for child in layers if isinstance(child, dict)]
        placed = list(zip(children, groups_of(children, group), strict=True))
        if not any(isinstance(child.get("inbound_nodes"), list) for child in children):
            return self._chain(placed, scope, given)
        return self._net(entry["config"], placed, scope, given)

    def _chain(
        self,
        children: Sequence[tuple[Mapping[str, Any], Group]],
        scope: Scope,
        given: Sequence[Key] | None,
    ) -> Sequence[Key]:
        """Layers one after another; the first may say nothing of its input."""
        for place, (child, group) in enumerate(children):
            if given is None and child.get("class_name") != INPUT and layers_of(child) is None:
                given = [(scope, "", place, 0)]
                self._put(given[0], Node(Placed(INPUT, "", "", {}, (), ()), ()))
            given = self._called((scope, name_of(child), place, 0), child, group, given)
        return given or ()

    def _net(
        self,
        config: Mapping[str, Any],
        children: Sequence[tuple[Mapping[str, Any], Group]],
        scope: Scope,
        given: Sequence[Key] | None,
    ) -> Sequence[Key]:
        """Layers that say what they read, each call for itself."""
        inputs = {key: place for place, key in enumerate(self._references(config.get("input_layers"), scope))}
        for child, group in children:
            calls = child.get("inbound_nodes")
            begin = 1 if skips_first(child) else 0
            for number, call in enumerate(calls if isinstance(calls, list) and calls else [None], begin):
                key = (scope, name_of(child), number, 0)
                read = None if call is None else self._references(call, scope)
                if given is not None and inputs.get(key, len(given)) < len(given):
                    self._put(key, Node(None, (given[inputs[key]],)))
                else:
                    self._called(key, operation_of(child, call), group, read)
        return self._references(config.get("output_layers"), scope)

    def _called(
        self, key: Key, entry: Mapping[str, Any], group: Group, read: Sequence[Key] | None
    ) -> Sequence[Key]:
        """Take in a call of a layer, or of a model in this one; answer what it makes."""
        scope, name, number, _ = key
        if layers_of(entry) is None:
            self._layer(key, entry, group, tuple(read or ()))
            return [key]
        made = self._model(entry, (*scope, (name, number)), group, read)
        for place, value in enumerate(made):
            self._put((scope, name, number, place), Node(None, (value,)))
        return made

    def _layer(self, key: Key, entry: Mapping[str, Any], group: Group, read: tuple[Key, ...]) -> None:
        """A layer's call; a separable layer is two: one for each channel alone, and one that mixes them."""
        kind, config = str(entry.get("class_name")), entry.get("config")
        config = config if isinstance(config, dict) else {}
        own, around = key[1], tuple(name for name, _ in key[0])
        match = SEPARABLE.fullmatch(kind)
        if match is None:
            self._put(key, Node(Placed(kind, own, own, config, around, group), read))
            return
        first = {**config, "activation": "linear", "use_bias": False}
        second = {**config, "strides": 1, "dilation_rate": 1, "padding": "valid"}
        layer = Placed(f"DepthwiseConv{match[1]}D", f"{own}.depthwise", own, first, around, group, (0, 1))
        between = (*key[:3], BETWEEN)
        self._put(between, Node(layer, read))
        layer = Placed(f"Conv{match[1]}D", f"{own}.pointwise", own, second, around, group, (1, None))
        self._put(key, Node(layer, (between,)))

    def _references(self, value: object, scope: Scope) -> list[Key]:
        """The values that are named in what a call reads, in their order, however they are packed."""
        found: list[Key] = []
        waiting = [value]
        while waiting:
            entry = waiting.pop()
            if isinstance(entry, dict):
                history = entry.get("config")
                tensor = entry.get("class_name") == "__keras_tensor__" and isinstance(history, dict)
                inner = [history.get("keras_history")] if tensor and history else list(entry.values())
                waiting += reversed(self._counted(inner))
            elif isinstance(entry, list):
                if len(entry) > 2 and isinstance(entry[0], str) and all(type(n) is int for n in entry[1:3]):
                    found.append((scope, entry[0], entry[1], entry[2]))
                else:
                    waiting += reversed(self._counted(entry))
        return found

    def _counted(self, entries: list[Any]) -> list[Any]:
        """The same; a model that says much and is called often would be walked through for ever."""
        self._left -= 1 + len(entries)
        if self._left < 0:
            raise ConvanimError("it says more of its layers than any model: save a part of the model")
        return entries

    def _put(self, key: Key, node: Node) -> None:
        if len(self.nodes) >= MOST_NODES:
            raise ConvanimError(f"it has more than {MOST_NODES:,} layers: save a part of the model")
        self.nodes[key] = node
        if node.layer is not None and self._first.setdefault(node.layer.id, key) == key:
            self.layers.append(node.layer)

    def first(self, layer: Placed) -> Node:
        """The first call of a layer."""
        return self.nodes[self._first[layer.id]]

    def before(self, wanted: Key) -> list[Key]:
        """The values that a value hangs on, itself the last, each behind those that it is made of.

        Raises ConvanimError where a value hangs on itself, or is not made.
        """
        done: dict[Key, None] = {}
        path = {wanted: self._reads(wanted)}
        while path:
            key, left = next(reversed(path.items()))
            read = next(left, None)
            if read is None:
                done[key] = None
                del path[key]
            elif read in path:
                raise ConvanimError(f"{printable(read[1])} hangs on itself: save the model again")
            elif read not in done:
                path[read] = self._reads(read)
        return list(done)

    def _reads(self, key: Key) -> Iterator[Key]:
        if key not in self.nodes:
            raise ConvanimError(f"{printable(key[1])} is read and not made: save the model again")
        return iter(self.nodes[key].inputs)
