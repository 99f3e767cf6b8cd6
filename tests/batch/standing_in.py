"""Stand-ins for what the processes of a batch do, which they find by importing this.

A process of a batch does not run the script that started it: what it is to do is handed to it by name.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from convanim.batch import executors
from convanim.batch.work import Job, Made
from tests.batch.clips import stand_in

LOG = "CONVANIM_STAND_IN_LOG"
"""The variable that names a file in which every clip that is begun is noted."""
SECONDS = 0.03

usual_warm, usual_work = executors._warm, executors._work


def make(job: Job, progress: Callable[[float], None] | None = None) -> Made:
    """Takes a moment, leaves a temporary file if it is killed, and is noted."""
    import tempfile

    with tempfile.NamedTemporaryFile(), Path(os.environ[LOG]).open("a") as log:
        log.write(f"{os.getpid()} {job.spec.seed}\n")
        log.flush()
        for step in range(3):
            time.sleep(SECONDS / 3)
            if progress is not None:
                progress(step / 3)
        return stand_in(job)


def warm(shares: Any, slot: int, stop: Connection, scratch: str) -> None:
    """What makes a process ready, without what draws."""
    put_in()
    usual_warm(shares, slot, stop, scratch)


def work(job: Job) -> Made:
    """What a process does."""
    return usual_work(job)


def put_in() -> None:
    """Have batches of this process, and their processes, make stand-ins."""
    executors.make = make
    executors.warm_up = lambda: None
    executors._warm, executors._work = warm, work
