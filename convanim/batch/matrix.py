"""Matrices: several alternatives for some keys, and a clip for each combination of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any

from convanim.errors import ConvanimError
from convanim.labels.languages import Language
from convanim.sizes import plain_size_text
from convanim.sources import File, Flow, Named, Seeded, Values, Weights

MOST_CLIPS = 100_000
"""Of one entry; more than anybody waits for."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One value of an axis: as it was written, as a spec keeps it, and as a name says it."""

    raw: Any
    value: Any
    said: str


Axes = Mapping[str, tuple[Alternative, ...]]
Combination = Mapping[str, Alternative]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Combinations that are left out: those with all of these values; texts may be patterns."""

    where: str
    values: Mapping[str, Any]

    def matches(self, combination: Combination) -> bool:
        """Whether a combination has all these values."""
        return all(
            key in combination and _same(wanted, combination[key].raw) for key, wanted in self.values.items()
        )


def combinations(axes: Axes, excluded: tuple[Exclusion, ...] = ()) -> Iterator[Combination]:
    """Every combination of the axes' values that is not excluded; the last axis changes fastest.

    No axes make one combination, of nothing. Raises ConvanimError for more than `MOST_CLIPS`.
    """
    count = math.prod(len(alternatives) for alternatives in axes.values())
    if count > MOST_CLIPS:
        raise ConvanimError(f"matrix makes {count:,} clips: use fewer values, for at most {MOST_CLIPS:,}")
    for chosen in itertools.product(*axes.values()):
        combination = dict(zip(axes, chosen, strict=True))
        if not any(exclusion.matches(combination) for exclusion in excluded):
            yield combination


def said(value: object, place: int = 1) -> str:
    """A value as a part of a name: ``5x7``, ``dark``; long rows of numbers are called by their `place`."""
    if isinstance(value, Seeded):
        return plain_size_text(value.shape)
    if isinstance(value, File):
        return PurePath(value.path).stem
    if isinstance(value, Named):
        return value.name
    if isinstance(value, Weights | Flow):
        return value.layer
    if isinstance(value, Values):
        return f"v{place}"
    if isinstance(value, Language):
        return value.tag or f"v{place}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple | list):
        return "x".join(
            "-".join(map(said, part)) if isinstance(part, tuple) else said(part) for part in value
        )
    return str(value)


def _same(wanted: object, raw: object) -> bool:
    if isinstance(wanted, str) and isinstance(raw, str):
        return fnmatchcase(raw, wanted)
    return type(wanted) is type(raw) and wanted == raw
