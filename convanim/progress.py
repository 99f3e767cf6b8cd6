"""How far a clip is, said where somebody watches, and gone when it is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Say = Callable[[float], None]
"""Told the share that is done, 0 to 1."""
Told = Say | bool | None
"""Who is told: a function, whoever watches (True), or nobody."""

PATIENCE = 1.0
"""Seconds after which somebody wants to know; what is done sooner is never announced."""
APART = 0.1
"""Seconds between two announcements."""
CELLS = 30


@contextmanager
def shown(told: Told) -> Iterator[Say | None]:
    """What to tell the progress to: in a notebook a line below the cell, in a terminal one on stderr."""
    if told is not True:
        yield told or None
        return
    write = _kernel_line() or _terminal_line()
    if write is None:
        yield None
        return
    line = Line(write)
    try:
        yield line
    finally:
        line.clear()


class Line:
    """A line that is written again and again, not too often, and taken away at the end."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._write, self._clock = write, clock
        self._next = clock() + PATIENCE
        self._written = False

    def __call__(self, share: float) -> None:
        """Show how much is done."""
        now = self._clock()
        if now >= self._next:
            self._next, self._written = now + APART, True
            self._write(text(share))

    def clear(self) -> None:
        """Take the line away."""
        if self._written:
            self._write("")


def text(share: float) -> str:
    """A bar and a percentage."""
    cells = round(min(max(share, 0.0), 1.0) * CELLS)
    return f"rendering {'█' * cells}{'░' * (CELLS - cells)} {share:4.0%}"


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs this, so that somebody sees more than text."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def _kernel_line() -> Callable[[str], None] | None:
    """A display of a Jupyter kernel that is updated in place; None where there is no kernel."""
    if not in_notebook():
        return None
    import IPython.display

    display: Callable[..., Any] = IPython.display.display
    handles: list[Any] = []

    def write(line: str) -> None:
        bundle = {"text/plain": line} if line else {"text/html": ""}
        if handles:
            handles[0].update(bundle, raw=True)
        else:
            handles.append(display(bundle, raw=True, display_id=True))

    return write


def _terminal_line() -> Callable[[str], None] | None:
    """A line on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        return None
    width = len(text(1.0))

    def write(line: str) -> None:
        sys.stderr.write(f"\r{line:{width}}{'' if line else chr(13)}")
        sys.stderr.flush()

    return write
