"""The named manners of going through a clip, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Pace:
    """A manner of going through the positions; all times in milliseconds.

    Attributes:
        explain: the first position.
        reading, readings: each of the next so many positions.
        slow, quick: the most and the least for each position after them.
        cap: the most for all of these together; where ``quick`` does not keep to it, rows are skipped.
    """

    explain: int
    reading: int
    readings: int
    slow: int
    quick: int
    cap: int


# With these `quick`, 7×7 positions are the most that are shown in full: to leave out one row in seven
# would take about as long as to show it.
PACES: Mapping[str, Pace] = MappingProxyType(
    {
        "adaptive": Pace(explain=5000, reading=1500, readings=2, slow=300, quick=120, cap=6000),
        "steady": Pace(explain=2400, reading=800, readings=0, slow=800, quick=240, cap=12000),
        "brisk": Pace(explain=2000, reading=500, readings=2, slow=100, quick=60, cap=3000),
    }
)
