"""What people see of a batch: a table of what will be made, and one that lives while it is made, or lines."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from convanim.engine.arguments import counted
from convanim.limits import memory

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from convanim.batch.forecast import Forecast
    from convanim.batch.report import Event

RUNNING_SHOWN = 16
BAR = 24
REDRAWS = 8
"""A second; what moves slower looks stuck."""


Watch = Callable[["Event"], None]
"""Told everything that happens."""


def line_of(event: Event) -> str:
    """A line about a clip that is done, has failed or is tried again; empty for all else."""
    name = event.entry.name
    if event.kind == "done":
        return f"{name}: {memory(event.bytes)}, {event.seconds:.1f} s"
    if event.kind == "failed":
        return f"{name}: failed, {event.reason}"
    return f"{name}: tried again, {event.reason}" if event.kind == "retried" else ""


class Lines:
    """A line for each clip that is finished, where no table can live."""

    def __init__(self, total: int, stream: TextIO, *, only_failures: bool = False) -> None:
        self._total, self._stream, self._only = total, stream, only_failures
        self._finished = 0

    def __call__(self, event: Event) -> None:
        """Write what there is to say of it."""
        self._finished += event.kind in ("cached", "done", "failed")
        if (line := line_of(event)) and (event.kind == "failed" or not self._only):
            count = "" if self._only else f"{self._finished:{len(str(self._total))}}/{self._total} "
            print(f"{count}{line}", file=self._stream, flush=True)


class LiveTable:
    """What runs, each with a bar, and how many are done; what failed stays above it with its reason."""

    def __init__(self, total: int, console: Console) -> None:
        self._total, self._console = total, console
        self._running: dict[str, tuple[float, float]] = {}
        self._counts: Counter[str] = Counter()
        self._last = ""

    def __call__(self, event: Event) -> None:
        """Take note of it; the table is drawn when it is time."""
        name = event.entry.name
        if event.kind in ("started", "progress", "retried"):
            _, begun = self._running.get(name, (0.0, time.monotonic()))
            self._running[name] = (event.share, begun)
        else:
            self._running.pop(name, None)
            self._counts[event.kind] += 1
        line = line_of(event)
        if event.kind in ("failed", "retried"):
            self._console.print(line, markup=False, highlight=False, style="red" * (event.kind == "failed"))
        elif line:
            self._last = line

    def __rich__(self) -> RenderableType:
        """The table as it is now."""
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        for name, (share, begun) in list(self._running.items())[:RUNNING_SHOWN]:
            filled = round(share * BAR)
            bar = Text("━" * filled, "green") + Text("━" * (BAR - filled), "dim")
            table.add_row(Text(name), bar, f"{share:4.0%}", f"{time.monotonic() - begun:.0f} s")
        hidden = len(self._running) - RUNNING_SHOWN
        last = f"and {hidden} more" if hidden > 0 else self._last
        return Group(table, Text(last, "dim"), Text(self._summary()))

    def _summary(self) -> str:
        finished = sum(self._counts.values())
        parts = [f"{finished} of {self._total}", f"{self._counts['done']} made"]
        parts += [f"{self._counts['cached']} unchanged"] if self._counts["cached"] else []
        parts += [f"{self._counts['failed']} failed"] if self._counts["failed"] else []
        return ", ".join(parts)


@contextmanager
def looking(*, quiet: bool) -> Iterator[Callable[[float], None] | None]:
    """The share that is checked, on a line of stderr that goes away again; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    try:
        yield lambda share: print(f"\rchecking {share:4.0%}", end="", file=sys.stderr, flush=True)
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def watching(total: int, *, quiet: bool) -> Iterator[Watch]:
    """Shows what happens on stderr: a table where somebody watches, else lines; only failures if `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield Lines(total, sys.stderr, only_failures=quiet)
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(file=sys.stderr)
    if console.is_dumb_terminal or not console.is_terminal:
        yield Lines(total, sys.stderr)
        return
    table = LiveTable(total, console)
    with Live(table, console=console, refresh_per_second=REDRAWS, transient=True, redirect_stdout=False):
        yield table


def forecast_text(forecasts: Sequence[Forecast], jobs: int) -> str:
    """The table of a dry run: what each clip will be, those that are there already, and all together."""
    rows = [("clip", "frames", "length", "size", "work", "file")]
    rows += [(found.entry.name, *_numbers(found), str(found.entry.output)) for found in forecasts]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        [*("  ".join(_placed(row, widths)).rstrip() for row in rows), "", _total(forecasts, jobs)]
    )


def _numbers(found: Forecast) -> tuple[str, str, str, str]:
    if found.estimate is None:
        return "", "", "", found.state
    length = f"{found.estimate.seconds:.1f} s" if found.estimate.seconds else ""
    size, work = f"~{memory(found.estimate.bytes)}", f"~{found.estimate.work:.1f} s"
    return f"{found.estimate.frames:,}", length, size, work


def _total(forecasts: Sequence[Forecast], jobs: int) -> str:
    """All clips in one line."""
    states = Counter(found.state for found in forecasts)
    work = [found.estimate for found in forecasts if found.estimate is not None]
    parts = [f"{states['new']} clip{'s' * (states['new'] != 1)} to make"]
    parts += [f"{states[state]} {state}" for state in ("unchanged", "cached") if states[state]]
    if work:
        seconds = sum(found.work for found in work)
        parts.append(counted(sum(found.frames for found in work), "frame"))
        parts.append(f"about {memory(sum(found.bytes for found in work))}")
        parts.append(f"about {duration(seconds)} of work")
        parts += [f"{duration(seconds / jobs)} with {jobs} at once"] * (jobs > 1 and len(work) > 1)
    return ", ".join(parts)


def _placed(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """Names to the left, numbers to the right."""
    last = len(row) - 1
    for place, (text, width) in enumerate(zip(row, widths, strict=True)):
        yield text.ljust(width) if place in (0, last) else text.rjust(width)


def duration(seconds: float) -> str:
    """Seconds as people read them: ``45 s``, ``3 min``, ``2.5 h``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
