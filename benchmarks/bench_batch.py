"""A batch: two processes against one, a Dask cluster against processes, what a clip costs besides itself.

python benchmarks/bench_batch.py [--quick | --full]
"""

from __future__ import annotations

import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from measure import Series, command, figure, in_turn, options, rounds, times

from convanim import ClipSpec, preset
from convanim.batch.cache import Cache
from convanim.batch.course import read_course
from convanim.batch.entry import Entry
from convanim.batch.forecast import check
from convanim.batch.inputs import Inputs
from convanim.batch.plan import plan
from convanim.batch.report import Event, Report
from convanim.batch.run import run_batch
from convanim.batch.work import Made, Part
from convanim.presets import names
from convanim.processes import usual_count

COURSE = """\
[defaults]
formats = ["png"]
width = 320
frame = "fit"
[[clip]]
matrix = { kernel = [1, 2, 3, 4, 5], padding = [0, 1], theme = ["light", "dark"], seed = [1, 2, 3, 4, 5] }
[[clip]]
name = "dilated"
matrix = { kernel = [1, 2], theme = ["light", "dark"], seed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] }
[[clip]]
name = "strided"
stride = 2
matrix = { kernel = [1, 2, 3, 4], theme = ["light", "dark"], seed = [1, 2, 3, 4, 5, 6] }
"""
"""Two hundred clips, of which none is drawn here: the cache is filled with what stands for them."""


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def entry(number: int, spec: ClipSpec) -> Entry:
    return Entry(name=f"clip{number}", output=PurePosixPath(f"{number}.gif"), spec=spec)


def gallery(count: int) -> list[Entry]:
    """So many of the presets as they are, as GIFs, of all scenes: of a third of a second to four."""
    known = names()
    return [entry(number, preset(known[number * len(known) // count])) for number in range(count)]


def alike(count: int, **fields: Any) -> list[Entry]:
    """So many GIFs of equal length, each with numbers and a kernel of its own."""
    fields = {"input": 7, "kernel": 3, **fields}
    themes = ("light", "dark")
    return [
        entry(number, ClipSpec.of(**fields, seed=number, theme=themes[number % 2])) for number in range(count)
    ]


def title(entries: list[Entry]) -> str:
    kinds = len({entry.spec.scene for entry in entries})
    return f"{len(entries)} clips " + (f"of {kinds} scenes" if kinds > 1 else "alike")


class Runs:
    """Runs of one batch in fresh folders; when each clip was done, and what it took, are kept."""

    def __init__(self, entries: list[Entry], workers: int, **where: Any) -> None:
        with tempfile.TemporaryDirectory() as name:
            work = check(entries, Path(name), Path(name))  # as the command does: the longest come first
        self._entries, self._workers, self._where = entries, workers, {"work": work, **where}
        self.reports: list[Report] = []
        self._done: list[list[float]] = []

    def __call__(self) -> None:
        self._done.append([])
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            report = run_batch(
                self._entries, folder / "out", cache=folder / "cache", report=self._note, **self._where
            )
        if report.failed:
            raise SystemExit(f"{report.failed[0].name}: {report.failed[0].reason}")
        self.reports.append(report)

    def drawing(self) -> list[float]:
        """Seconds that all clips took in their workers, a number for each run."""
        return [sum(outcome.seconds for outcome in report.outcomes) for report in self.reports]

    def steady(self) -> Series:
        """Seconds for each clip after every worker's first, so that no start is in it."""
        first = self._workers
        return Series(tuple((done[-1] - done[first - 1]) / (len(done) - first) for done in self._done))

    def besides(self) -> float:
        """Seconds of a single worker for each clip after the first, less those that it draws."""
        drawn = [statistics.mean(o.seconds for o in report.outcomes[1:]) for report in self.reports]
        rounds = zip(self.steady().seconds, drawn, strict=True)
        return statistics.median(whole - drawing for whole, drawing in rounds)

    def _note(self, event: Event) -> None:
        if event.kind == "done":
            self._done[-1].append(time.perf_counter())


def processes(entries: list[Entry], how_many: int) -> None:
    """Whole batches, starting the processes included, and what a warm process takes besides drawing."""
    runs = {jobs: Runs(entries, jobs, executor="processes", jobs=jobs) for jobs in (1, 2)}
    seconds = in_turn({str(jobs): run for jobs, run in runs.items()}, how_many)
    print(f"{title(entries)}, whole batches, the start of the processes included ({usual_count()} cores)")
    figure("one process", str(seconds["1"]))
    figure("two processes", str(seconds["2"]))
    figure("one : two", times(seconds["1"].ratio(seconds["2"])), "at least 1.8×")
    slower = [two / one for one, two in zip(runs[1].drawing(), runs[2].drawing(), strict=True)]
    figure("a clip beside another : alone", times(statistics.median(slower)))
    if len(entries) > 2 and len({entry.spec.scene for entry in entries}) == 1:
        figure("one : two, after each one's first clip", times(runs[1].steady().ratio(runs[2].steady())))
        figure(
            "a clip of a warm process, besides its drawing", milliseconds(runs[1].besides()), "under 50 ms"
        )


def dask(entries: list[Entry], how_many: int) -> None:
    """A cluster of two workers of one thread, which is there already, against two processes."""
    try:
        from distributed import LocalCluster
    except ImportError:
        print("Dask is not installed: nothing to compare")
        return
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        there = Runs(entries, 2, dask=cluster.scheduler_address)
        there()  # its workers import Manim once, and stay
        there = Runs(entries, 2, dask=cluster.scheduler_address)
        here = Runs(entries, 2, executor="processes", jobs=2)
        seconds = in_turn({"here": here, "there": there}, how_many)
    print(f"{title(entries)}, a Dask cluster of two workers on this machine")
    figure("two processes, their start included", str(seconds["here"]))
    figure("the cluster, which was there", str(seconds["there"]))
    figure(
        "cluster : processes, whole batches", times(seconds["there"].ratio(seconds["here"])), "at most 1.15×"
    )
    steady = there.steady().ratio(here.steady())
    figure("cluster : processes, after each one's first clip", times(steady), "at most 1.15×")


def unchanged(how_many: int) -> None:
    """The whole command on a course of which nothing has changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = filled(folder)
        words = ("batch", folder / "course.toml", "-o", folder / "out", "--cache", folder / "cache")
        whole = command(sys.executable, "-m", "convanim", *words)
        whole()
        seconds = in_turn({"unchanged": whole, "python": command(sys.executable, "-c", "pass")}, how_many)
        size = sum(path.stat().st_size for path in (folder / "out").iterdir())
    print(f"an unchanged course of {count} clips, {size / 1e6:.0f} MB, the whole command")
    figure("seconds", str(seconds["unchanged"]), "under 1.5 s")
    figure("Python alone", str(seconds["python"]))


def filled(folder: Path) -> int:
    """A course, and a cache that has something of a megabyte for each of its clips."""
    (folder / "course.toml").write_text(COURSE, encoding="utf-8")
    entries, cache, inputs = read_course(folder / "course.toml"), Cache(folder / "cache"), Inputs()
    for number, entry in enumerate(entries):
        data = number.to_bytes(4, "big") * 250_000
        part = Part(".png", data, hashlib.sha256(data).hexdigest())
        cache.keep(plan(entry, folder / "out", inputs).key, Made((part,), 1.0))
    return len(entries)


def main() -> None:
    arguments = options(__doc__)
    how_many = rounds(arguments, 3, 7)
    parts: list[Callable[[], None]] = [lambda: unchanged(how_many)]
    if arguments.quick:
        parts += [lambda: processes(alike(2, input=3, kernel=2, motion="step"), 1)]
    else:
        parts += [
            lambda: processes(gallery(24), how_many),
            lambda: processes(alike(24), how_many),
            lambda: dask(gallery(24), how_many),
        ]
    for part in parts:
        part()


if __name__ == "__main__":
    main()
