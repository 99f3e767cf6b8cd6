"""A batch as a process of its own, whose clips are stand-ins: to be killed at any moment.

Arguments: the folder of the clips, the cache, a file that every clip that is begun is noted in, and how many
processes. A report goes beside the folder of the clips.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from convanim.batch.run import run_batch
from tests.batch.clips import entry
from tests.batch.standing_in import LOG, put_in

CLIPS = [entry(f"{'abcd'[seed % 4]}/{seed}.gif", seed=seed, described=True) for seed in range(12)]


def main() -> None:
    """Run the batch, and say how the clips ended and which modules were loaded."""
    out, cache, os.environ[LOG], jobs = sys.argv[1:]
    put_in()
    report_file = Path(out).with_name("report.json")
    report = run_batch(CLIPS, Path(out), cache=Path(cache), jobs=int(jobs), report_file=report_file)
    print(*(f"{outcome.output} {outcome.status}" for outcome in report.outcomes), sep="\n")
    print(*sys.modules)


if __name__ == "__main__":
    main()
