"""How thorough the tests are: every case in a soak, a part of the costly ones in a usual run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")

SOAKING = "CONVANIM_SOAK" in os.environ
"""``make soak`` sets it."""


def some(cases: Sequence[Case], every: int) -> list[Case]:
    """One in so many cases, from the first; all of them in a soak."""
    return list(cases if SOAKING else cases[::every])


def often(usual: int, soak: int) -> int:
    """How many times, or examples: few in a usual run, many in a soak."""
    return soak if SOAKING else usual
