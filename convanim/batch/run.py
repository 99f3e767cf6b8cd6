"""A batch from its clips to its report: what is there already, what the cache has, and what is to be made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.batch.cache import Cache
from convanim.batch.ledger import Ledger
from convanim.batch.places import check_writable, prepare
from convanim.batch.report import Event, Outcome, Report
from convanim.batch.report_file import check_report, reported, write_report
from convanim.batch.scratch import scratch
from convanim.batch.upkeep import opened, usual_folder
from convanim.errors import ConvanimError

if TYPE_CHECKING:
    from convanim.batch.entry import Entry
    from convanim.batch.executors import Workers

__all__ = ["EXECUTORS", "Event", "Outcome", "Report", "run_batch"]

EXECUTORS = ("processes", "here", "dask")
"""Where clips can be made."""

NO_CACHE = "no cache: there is no folder for it, so that every clip is made anew; give one with --cache"
DAEMONIC = "one clip at a time: this process is daemonic, and may start none of its own"


def run_batch(
    entries: Sequence[Entry],
    folder: Path,
    *,
    executor: str | None = None,
    jobs: int | None = None,
    dask: str | None = None,
    cache: Path | None = None,
    force: bool = False,
    report: Callable[[Event], None] | None = None,
    report_file: Path | None = None,
    work: Mapping[str, float] | None = None,
) -> Report:
    """Make the clips of a course in a folder, those that are not there already.

    Each clip appears when it is whole, so that a batch that was killed goes on where it stopped; a clip that
    fails does so alone, and its older file stays.

    Args:
        executor: "processes", "here" (this process) or "dask"; by default Dask where there is an address,
            this process for one job, else processes.
        jobs: how many processes; by default one for each core.
        dask: the address of a Dask scheduler, such as ``tcp://host:8786``.
        cache: where finished clips are kept; by default the platform's folder for caches.
        force: make clips anew that are unchanged.
        report: is told whatever happens, in this thread.
        report_file: where the report is written as JSON at the end, also where that is before its time.
        work: expected seconds for clips by their names: what takes longest is begun first.

    Raises ConvanimError, before any work, for what no clip can be made with, and where a cluster is lost;
    KeyboardInterrupt after Ctrl-C, with all processes ended and what is finished kept.
    """
    start = time.perf_counter()
    kind = _kind(executor, jobs, dask)
    prepare(folder, entries)
    if report_file is not None:
        check_report(report_file)
    kept = _cache(cache)
    ledger = Ledger(entries, folder, kept, report or _ignore, force=force)
    ledger.notes += [NO_CACHE] if kept is None else []

    def so_far(ended: str) -> Report:
        return Report(ledger.outcomes(), time.perf_counter() - start, tuple(ledger.notes), ended)

    with reported(report_file, so_far):
        ledger.plan()
        ledger.look()
        if ledger.pending:
            check_writable(ledger.places())
            with scratch() as temporary, _workers(kind, jobs, dask, temporary, ledger) as workers:
                from convanim.batch.loop import Loop

                Loop(ledger, workers, work or {}).run()
    made = so_far("")
    if report_file is not None:
        write_report(report_file, made)
    return made


def _kind(executor: str | None, jobs: int | None, dask: str | None) -> str:
    """Which executor is meant."""
    if jobs is not None and jobs < 1:
        raise ConvanimError(f"jobs {jobs} is no number of processes: use 1 or more")
    if executor is not None and executor not in EXECUTORS:
        raise ConvanimError(f'there is no executor "{executor}": use {", ".join(EXECUTORS)}')
    kind = executor or ("dask" if dask is not None else "here" if jobs == 1 else "processes")
    if (kind == "dask") != (dask is not None):
        raise ConvanimError(
            "the executor dask needs the address of a scheduler: give one such as tcp://host:8786"
            if kind == "dask"
            else f"a Dask address goes with the executor dask, not with {kind}: leave one of them out"
        )
    return kind


def _cache(folder: Path | None) -> Cache | None:
    """The cache, if there can be one."""
    place = folder if folder is not None else usual_folder()
    if place is None:
        return None
    cache = opened(place)
    cache.sweep()
    return cache


@contextmanager
def _workers(
    kind: str, jobs: int | None, dask: str | None, scratch: Path, ledger: Ledger
) -> Iterator[Workers]:
    """Whatever makes clips; at the end, however it comes, it is gone."""
    from convanim.batch.executors import Here, WarmProcesses
    from convanim.processes import usual_count

    workers: Workers
    if dask is not None:
        from convanim.batch.dask import DaskWorkers

        workers = DaskWorkers(dask)
    elif kind == "here" or _daemonic():
        ledger.notes += [DAEMONIC] if kind != "here" else []
        workers = Here(scratch)
    else:
        workers = WarmProcesses(min(jobs or usual_count(), len(ledger.pending)), scratch)
    try:
        yield workers
    finally:
        workers.close()


def _daemonic() -> bool:
    """Whether this process is one that may not start any."""
    from multiprocessing import current_process

    return current_process().daemon


def _ignore(event: Event) -> None:
    """Nobody listens."""
