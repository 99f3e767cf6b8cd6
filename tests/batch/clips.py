"""Small clips of a course, and workers that stand in for real ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path, PurePosixPath
from typing import Any

from convanim import ClipSpec
from convanim.batch.entry import Entry
from convanim.batch.executors import WAITING, Told
from convanim.batch.report import Report
from convanim.batch.work import Job, Made, Part


def entry(output: str, folder: Path = Path(), *, described: bool = False, **fields: Any) -> Entry:
    """A clip whose sources are relative to a folder."""
    spec = ClipSpec.of(**fields)
    path = PurePosixPath(output)
    return Entry(name=path.stem, output=path, spec=spec, described=described, folder=folder)


THREE = (entry("one.gif", seed=1, described=True), entry("sub/two.gif", seed=2), entry("three.gif", seed=3))

Run = Callable[..., Report]
"""Runs a batch of such clips with stand-ins, with the options of ``run_batch``."""


def statuses(report: Report) -> list[str]:
    """How the clips ended."""
    return [outcome.status for outcome in report.outcomes]


def part(suffix: str, data: bytes) -> Part:
    """A file that was made."""
    return Part(suffix, data, hashlib.sha256(data).hexdigest())


def stand_in(job: Job, progress: Callable[[float], None] | None = None) -> Made:
    """What the spec's seed makes of it: no picture, but always the same bytes."""
    data = f"{job.spec.seed} {job.suffix} ".encode() * 5000
    texts = [part(".txt", b"a text")] if job.described else []
    return Made((part(job.suffix, data), *texts), 0.5)


Answer = Callable[[Job], Made]


def failing(error: BaseException) -> Answer:
    """The answer that is an error."""

    def answer(job: Job) -> Made:
        raise error

    return answer


class FakeWorkers:
    """Answers each job at once with what it is told to."""

    def __init__(self) -> None:
        self.elsewhere = True
        self.capacity, self.jobs = 2, list[Job]()
        self.answers: list[Answer] = []
        self.usual: Answer = stand_in

    def submit(self, job: Job, slot: int, told: Told) -> Future[Made]:
        self.jobs.append(job)
        answer = self.answers.pop(0) if self.answers else self.usual
        future: Future[Made] = Future()
        try:
            future.set_result(answer(job))
        except Exception as error:  # it is the future's now, as in any other executor
            future.set_exception(error)
        return future

    def share(self, slot: int) -> float:
        return WAITING

    def close(self) -> None:
        """Nothing runs."""
