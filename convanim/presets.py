"""Clips that have a name: the table in presets.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from convanim.errors import ConvanimError, hint
from convanim.spec import ClipSpec
from convanim.spec.toml import from_table


@dataclass(frozen=True, slots=True)
class Preset:
    """A clip by name: one line about it, where it comes from, and what it asks for."""

    name: str
    summary: str
    source: str
    spec: ClipSpec


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """The presets as they are written, in the order in which they are best learned; read once."""
    written = tomllib.loads(Path(__file__).with_name("presets.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: MappingProxyType(entry) for name, entry in written.items()})


def load() -> Mapping[str, Preset]:
    """All presets by name."""
    return {name: _preset(name, entry) for name, entry in table().items()}


def names() -> tuple[str, ...]:
    """The names of all presets."""
    return tuple(table())


def preset(name: str) -> ClipSpec:
    """The spec of the preset of that name; ConvanimError names the nearest one there is."""
    entries = table()
    if name in entries:
        return _preset(name, entries[name]).spec
    known = hint(name, entries, f"choose one of {', '.join(entries)}")
    raise ConvanimError(f'there is no preset "{name}": {known}')


def _preset(name: str, entry: Mapping[str, Any]) -> Preset:
    fields = {key: value for key, value in entry.items() if key not in ("summary", "source")}
    return Preset(name, entry["summary"], entry["source"], from_table(fields))
