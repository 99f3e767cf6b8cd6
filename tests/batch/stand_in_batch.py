"""A batch as a process of its own, whose clips are stand-ins: to be killed at any moment.

Its processes import this file as well, so that they make stand-ins too. Arguments: the folder of the clips,
the cache, a file that every clip that is made is noted in, and how many processes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from convanim.batch import executors
from convanim.batch.run import run_batch
from convanim.batch.work import Job, Made
from tests.batch.clips import entry, stand_in

CLIPS = [entry(f"{'abcd'[seed % 4]}/{seed}.gif", seed=seed, described=True) for seed in range(12)]
SECONDS = 0.03
LOG = Path(sys.argv[3])


def make(job: Job, progress: Callable[[float], None] | None = None) -> Made:
    """Takes a moment, leaves a temporary file if it is killed, and is noted."""
    import tempfile

    with tempfile.NamedTemporaryFile(), LOG.open("a") as log:
        log.write(f"{os.getpid()} {job.spec.seed}\n")
        log.flush()
        for step in range(3):
            time.sleep(SECONDS / 3)
            if progress is not None:
                progress(step / 3)
        return stand_in(job)


executors.make = make
executors.warm_up = lambda: None


def main() -> None:
    """Run the batch, and say how the clips ended and which modules were loaded."""
    out, cache, _, jobs = sys.argv[1:]
    report = run_batch(CLIPS, Path(out), cache=Path(cache), jobs=int(jobs))
    print(*(f"{outcome.output} {outcome.status}" for outcome in report.outcomes), sep="\n")
    print(*sys.modules)


if __name__ == "__main__":
    main()
