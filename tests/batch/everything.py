"""Every preset in two themes and three kernel sizes, on both executors: killed, gone on with, at rest.

python tests/batch/everything.py [--only GLOB] [--kill-after SECONDS] [-o DIR]

Processes make the course first, are killed and go on; a Dask cluster of two workers on this machine makes it
anew. Prints what took how long, and ends with an error at the first thing that is not as it should be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

from distributed import LocalCluster

COURSE = """\
[[clip]]
clip = "*"
matrix = { kernel = [1, 2, 3], theme = ["light", "dark"] }
"""


class Course:
    """The course in a folder of its own for each executor."""

    def __init__(self, folder: Path, only: str, *executor: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "everything.toml").write_text(COURSE, encoding="utf-8")
        self.clips, self._report = folder / "clips", folder / "report.json"
        self._command = [
            *(sys.executable, "-m", "convanim", "batch", str(folder / "everything.toml"), "--quiet"),
            *("-o", str(self.clips), "--cache", str(folder / "cache"), "--only", only),
            *("--report", str(self._report), *executor),
        ]

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command)

    def run(self, what: str) -> dict[str, int]:
        """Run to the end; how many clips ended how."""
        start = time.perf_counter()
        assert self.start().wait() == 0, f"{what}: some clips failed"
        seconds = time.perf_counter() - start
        ends: dict[str, int] = {}
        for clip in json.loads(self._report.read_text(encoding="utf-8"))["clips"]:
            ends[clip["status"]] = ends.get(clip["status"], 0) + 1
        print(f"{what}: {seconds:.1f} s, {ends}", flush=True)
        return ends

    def digests(self) -> dict[str, str]:
        files = sorted(path for path in self.clips.rglob("*") if path.is_file())
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def everything(folder: Path, only: str, kill_after: float) -> None:
    """Make the course on both executors."""
    course = Course(folder / "processes", only)
    running = course.start()
    time.sleep(kill_after)
    running.kill()
    running.wait()
    print(f"killed after {kill_after:g} s, with {len(course.digests())} files there", flush=True)
    ends = course.run("processes, gone on with")
    assert course.run("processes, again") == {"unchanged": sum(ends.values())}
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        there = Course(folder / "dask", only, "--dask", cluster.scheduler_address)
        assert sum(there.run("a Dask cluster").values()) == sum(ends.values())
        assert there.run("a Dask cluster, again") == {"unchanged": sum(ends.values())}
    assert there.digests() == course.digests()
    print(f"{len(course.digests())} files, the same bytes from both")


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="*")
    parser.add_argument("--kill-after", type=float, default=40.0)
    parser.add_argument("-o", "--output", type=Path, default=Path("build/course"))
    given = parser.parse_args()
    everything(given.output, given.only, given.kill_after)


if __name__ == "__main__":
    main()
