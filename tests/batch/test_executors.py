"""Real workers: the same bytes wherever a clip is made, and a death that costs one clip at most."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from convanim.batch.report import Event, Report
from convanim.batch.run import run_batch
from tests.batch.clips import entry

SMALL = {"input": 3, "kernel": 2, "width": 240, "frame": "fit", "motion": "step", "duration": 3.0}
CLIPS = [entry("a.gif", **SMALL), entry("b.mp4", **SMALL, theme="dark")]


def hashes(report: Report) -> dict[str, str]:
    return {outcome.output: outcome.sha256 for outcome in report.outcomes if outcome.status == "made"}


@pytest.fixture(scope="module")
def made_here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The hashes of the clips as this process makes them."""
    folder = tmp_path_factory.mktemp("here")
    events: list[Event] = []
    report = run_batch(CLIPS, folder / "out", cache=folder / "cache", executor="here", report=events.append)
    assert report.failed == ()
    assert [event.kind for event in events if event.kind != "progress"] == ["started", "done"] * 2
    shares = [event.share for event in events if event.kind == "progress" and event.entry.name == "a"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for name, digest in hashes(report).items():
        assert hashlib.sha256((folder / "out" / name).read_bytes()).hexdigest() == digest
    return hashes(report)


def test_processes_make_the_same_and_a_killer_fails_alone(tmp_path: Path, made_here: dict[str, str]) -> None:
    kinds = []

    def kill(event: Event) -> None:
        """Whatever makes the killer dies, as if memory had run out."""
        if event.kind != "progress":
            kinds.append((event.kind, event.entry.name))
        if event.kind == "started" and event.entry.name == "killer":
            for process in multiprocessing.active_children():
                assert process.pid is not None
                os.kill(process.pid, signal.SIGKILL)

    clips = [entry("killer.gif", **{**SMALL, "input": 12, "motion": "smooth", "duration": 60.0}), *CLIPS]
    report = run_batch(
        clips, tmp_path / "out", cache=tmp_path / "cache", executor="processes", jobs=1, report=kill
    )
    assert report.failed[0].name == "killer"
    assert report.failed[0].reason == (
        "its worker process died, twice: it may need more memory than there is"
    )
    assert hashes(report) == made_here
    told = {name: [kind for kind, of in kinds if of == name] for name in ("killer", "a", "b")}
    assert told["killer"] == ["started", "retried", "started", "failed"]
    assert told["a"] == told["b"] == ["started", "done"]
    assert multiprocessing.active_children() == []
