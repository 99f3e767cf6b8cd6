"""Where clips are made: in this process, or in processes of its own for each core, all warm."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, MutableSequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextvars import ContextVar
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from convanim.batch.interrupts import interrupts_held
from convanim.batch.scratch import temporaries_in
from convanim.batch.script import without_script
from convanim.batch.work import Job, Made, make
from convanim.errors import ConvanimError
from convanim.processes import RARELY

WAITING = -1.0
"""The share of a clip that nobody has begun."""

Told = Callable[[int, float], None]
"""Told the slot of a clip and its share that is done."""


class ClusterLostError(ConvanimError):
    """Nothing more can be made: those who make it are out of reach."""


class Workers(Protocol):
    """Makes clips elsewhere or here. A slot is a number below `capacity` that no other running clip has."""

    @property
    def capacity(self) -> int:
        """How many clips can be handed out at once."""

    @property
    def elsewhere(self) -> bool:
        """Whether ``submit`` returns before the clip is made."""

    def submit(self, job: Job, slot: int, told: Told) -> Future[Made]:
        """Make a clip. The future raises BrokenProcessPool where the worker died.

        What makes clips here tells of its progress; of others, `share` is asked for it.
        """

    def share(self, slot: int) -> float:
        """The share that is done of the clip in a slot; `WAITING` until it is begun."""

    def close(self) -> None:
        """End; what still runs is given up."""


class Here:
    """Makes each clip in this process before ``submit`` returns; for debugging, and for a single clip."""

    capacity, elsewhere = 1, False

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch

    def submit(self, job: Job, slot: int, told: Told) -> Future[Made]:
        """Make a clip now."""
        future: Future[Made] = Future()
        told(slot, 0.0)
        try:
            with temporaries_in(self._scratch):
                future.set_result(make(job, lambda share: told(slot, share)))
        except Exception as error:  # it is the future's now, as in any other executor
            future.set_exception(error)
        return future

    def share(self, slot: int) -> float:
        """Whoever is told needs not ask."""
        return WAITING

    def close(self) -> None:
        """Nothing runs."""


class WarmProcesses:
    """A process for each core, which has imported Manim before its first clip.

    Each is a pool of one, so that it is known which clip a process died of. They ignore Ctrl-C, which is
    the batch's, and end by themselves when it is killed.
    """

    elsewhere = True

    def __init__(self, count: int, scratch: Path) -> None:
        if sys.platform != "win32":
            from multiprocessing.resource_tracker import ensure_running

            ensure_running()  # else it starts with the first process, and lets a Ctrl-C through to that one
        self._context = get_context("spawn")
        self._shares: MutableSequence[float] = self._context.RawArray("d", [WAITING] * count)
        self._stop, self._stopper = self._context.Pipe(duplex=False)
        self._scratch = scratch
        self._pools: list[Executor | None] = [None] * count

    @property
    def capacity(self) -> int:
        """A clip for each process; the next one is not far."""
        return len(self._pools)

    def submit(self, job: Job, slot: int, told: Told) -> Future[Made]:
        """Make a clip in the process of this slot, which is started if need be."""
        self._shares[slot] = WAITING
        with interrupts_held(), without_script():
            try:
                return self._pool(slot).submit(_work, job)
            except BrokenProcessPool:
                self._pools[slot] = None
                return self._pool(slot).submit(_work, job)

    def share(self, slot: int) -> float:
        """As the process wrote it last."""
        return self._shares[slot]

    def close(self) -> None:
        """End all processes, without the quarter of a second that Python takes to tidy up Manim."""
        self._stopper.close()
        for pool in filter(None, self._pools):
            pool.shutdown(wait=True, cancel_futures=True)
        self._stop.close()

    def _pool(self, slot: int) -> Executor:
        pool = self._pools[slot]
        if pool is None:
            given = (self._shares, slot, self._stop, str(self._scratch))
            pool = ProcessPoolExecutor(1, mp_context=self._context, initializer=_warm, initargs=given)
            self._pools[slot] = pool
        return pool


_TELL: ContextVar[Callable[[float], None] | None] = ContextVar("tell", default=None)
"""In a process of `WarmProcesses`: where the share goes that is done."""


def _warm(shares: Any, slot: int, stop: Connection, scratch: str) -> None:
    """Make a fresh process ready: import what clips need, and watch for the end of the batch."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch = threading.Thread(target=_watch, args=(stop, scratch), daemon=True)
    watch.start()
    tempfile.tempdir = scratch
    gc.set_threshold(*RARELY)
    warm_up()
    gc.freeze()
    _TELL.set(lambda share: shares.__setitem__(slot, share))


def warm_up() -> None:
    """Import what every clip needs."""
    import convanim.rendering.budget
    import convanim.rendering.renderer
    import convanim.rendering.stage

    assert convanim.rendering.budget is not None


def _work(job: Job) -> Made:
    tell = _TELL.get()
    if tell is not None:
        tell(0.0)
    return make(job, tell)


def _watch(stop: Connection, scratch: str) -> None:
    """End this process at once when the batch says so, or is no more; what it leaves nobody else removes."""
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel, stop])
    if not parent.is_alive():
        shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)
