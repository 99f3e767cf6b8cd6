"""What processes that make clips have in common: how many there are, and how rarely they collect garbage."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

MOST_PROCESSES = 61
"""What Windows can wait for at once."""

RARELY = (100_000, 50, 50)
"""When garbage is looked for. Manim brings some 10⁵ objects that stay to the end: looking through them, again
and again, is a quarter of the time of a still."""


def usual_count() -> int:
    """One process for each core that this one may use."""
    asked = getattr(os, "sched_getaffinity", None)
    cores = len(asked(0)) if asked is not None else os.cpu_count() or 1
    return min(cores, MOST_PROCESSES) if sys.platform == "win32" else cores


@contextmanager
def rare_collections() -> Iterator[None]:
    """Within, garbage is looked for as rarely as in a process of our own."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
