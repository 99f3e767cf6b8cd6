"""What an entry in Keras' configuration of a model says: layers, name, calls, and where its arrays are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Group = tuple[tuple[str, int], ...]
"""Of models in models, each by its class and how many of it came before."""
INPUT = "InputLayer"
WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^_])(?=[A-Z][a-z])")


def layers_of(entry: Mapping[str, Any]) -> list[Any] | None:
    """The layers of a model; None for a layer. Keras before 2.3 had them for a configuration."""
    config = entry.get("config")
    layers = config.get("layers") if isinstance(config, dict) else config
    return layers if isinstance(layers, list) else None


def name_of(entry: Mapping[str, Any]) -> str:
    """The name of a layer or a model."""
    config = entry.get("config")
    return str(entry.get("name") or (config.get("name") if isinstance(config, dict) else None))


def skips_first(entry: Mapping[str, Any]) -> bool:
    """Whether a model's calls count from 1: one that says its input itself was called once in Keras 2."""
    layers, calls = layers_of(entry), entry.get("inbound_nodes")
    if not layers or not isinstance(layers[0], dict) or not isinstance(calls, list):
        return False
    config = layers[0].get("config")
    shaped = isinstance(config, dict) and "batch_input_shape" in config
    return isinstance(calls[0] if calls else None, list) and (shaped or layers[0].get("class_name") == INPUT)


def operation_of(entry: Mapping[str, Any], call: object) -> Mapping[str, Any]:
    """Of a bare operation such as ``x + 3``, what it is given: numbers, and None for each tensor."""
    if not str(entry.get("module")).startswith(("keras.src.ops", "keras.ops")):
        return entry
    plain = isinstance(call, dict) and isinstance(call.get("args"), list) and not call.get("kwargs")
    arguments = call["args"] if plain and isinstance(call, dict) else []
    given = [None if isinstance(argument, dict) else argument for argument in arguments]
    return {**entry, "class_name": f"ops.{entry.get('class_name')}", "config": {"arguments": given}}


def groups_of(entries: Sequence[Mapping[str, Any]], group: Group) -> Iterator[Group]:
    """The places of arrays in an archive: classes in small letters, and how many there were before."""
    seen: dict[str, int] = {}
    for entry in entries:
        word = WORDS.sub("_", str(entry.get("class_name"))).lower()
        seen[word] = seen.get(word, -1) + 1
        yield (*group, (word, seen[word]))
