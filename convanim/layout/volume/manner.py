"""The measures in which a volume's pictures differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Manner:
    """The measures in which pictures differ.

    Attributes:
        cell: the largest cell.
        margin: around everything.
        caption, name: the type of captions and of slices' names.
        sums: the largest and the least type of the sum.
        beside: whether prose and sum stand beside the strip, else the sum stands below.
        gap: between slices and kernel, and kernel and outputs, in units.
        dots: the room at either end of a strip of which some is out of view.
    """

    cell: float
    margin: float
    caption: float
    name: float
    sums: tuple[float, float]
    beside: bool
    gap: float
    dots: float


BESIDE = Manner(38, 56, 21, 16, (28, 18), True, 0.85, 62)
BELOW = replace(BESIDE, beside=False, sums=(26, 15))
FITTED = Manner(30, 14, 18, 14.5, (24, 14.5), False, 0.7, 40)
MANNERS: Mapping[bool, tuple[Manner, ...]] = MappingProxyType({True: (FITTED,), False: (BESIDE, BELOW)})
"""By whether a picture is fitted, the best first."""
