"""A batch with workers that stand in: what is made, what is not, and who fails."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convanim.batch import run as batch
from convanim.batch.executors import ClusterLostError
from convanim.batch.report import Event, Report
from convanim.batch.run import run_batch
from convanim.batch.work import Made
from convanim.errors import ConvanimError
from tests.batch.clips import FakeWorkers, entry, failing, part, stand_in

CLIPS = [entry("one.gif", seed=1, described=True), entry("sub/two.gif", seed=2), entry("three.gif", seed=3)]

Run = Callable[..., Report]


@pytest.fixture
def workers() -> FakeWorkers:
    return FakeWorkers()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: FakeWorkers) -> Run:
    """Run the three clips, with what is made written down in ``workers``."""

    @contextmanager
    def instead(*_: object) -> Iterator[FakeWorkers]:
        yield workers

    monkeypatch.setattr(batch, "_workers", instead)

    def call(entries: Any = CLIPS, **options: Any) -> Report:
        workers.jobs.clear()
        return run_batch(entries, tmp_path / "out", **{"cache": tmp_path / "cache", **options})

    return call


def statuses(report: Report) -> list[str]:
    return [outcome.status for outcome in report.outcomes]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_does_nothing(run: Run, workers: FakeWorkers, tmp_path: Path) -> None:
    first = run()
    assert statuses(first) == ["made"] * 3
    assert files(tmp_path / "out") == {"one.gif", "one.txt", "sub/two.gif", "three.gif"}
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.gif")}
    second = run()
    assert statuses(second) == ["unchanged"] * 3
    assert [outcome.sha256 for outcome in second.outcomes] == [outcome.sha256 for outcome in first.outcomes]
    assert [outcome.bytes for outcome in second.outcomes] == [outcome.bytes for outcome in first.outcomes]
    assert workers.jobs == []
    assert times == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.gif")}


@pytest.mark.parametrize("damage", ["edited", "cut", "lost", "text lost"])
def test_what_is_not_as_it_was_made_comes_back(run: Run, tmp_path: Path, damage: str) -> None:
    run()
    clip, text = tmp_path / "out" / "one.gif", tmp_path / "out" / "one.txt"
    whole, stat = clip.read_bytes(), clip.stat()
    if damage == "text lost":
        text.unlink()
    elif damage == "lost":
        clip.unlink()
    else:
        clip.write_bytes(b"x" + whole[1:] if damage == "edited" else whole[:100])
        os.utime(clip, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as if nothing had happened
    assert statuses(run()) == ["made", "unchanged", "unchanged"]
    assert (clip.read_bytes(), text.read_bytes()) == (whole, b"a text")


def test_only_what_changed_is_made(run: Run, workers: FakeWorkers) -> None:
    run()
    changed = [CLIPS[0], replace(CLIPS[1], spec=CLIPS[1].spec.changed(theme="dark")), CLIPS[2]]
    assert statuses(run(changed)) == ["unchanged", "made", "unchanged"]
    assert [job.spec.theme for job in workers.jobs] == ["dark"]


def test_force_makes_all_anew_and_other_folders_take_from_the_cache(
    run: Run, workers: FakeWorkers, tmp_path: Path
) -> None:
    run()
    assert statuses(run(force=True)) == ["made"] * 3
    assert len(workers.jobs) == 3
    workers.jobs.clear()
    elsewhere = run_batch(CLIPS, tmp_path / "elsewhere", cache=tmp_path / "cache")
    assert statuses(elsewhere) == ["made"] * 3
    assert workers.jobs == []
    assert files(tmp_path / "elsewhere") == files(tmp_path / "out")


def test_clips_of_one_key_are_made_once(run: Run, workers: FakeWorkers, tmp_path: Path) -> None:
    clips = [entry("a.gif", seed=1), entry("b.gif", seed=1)]
    assert statuses(run(clips)) == ["made"] * 2
    assert len(workers.jobs) == 1
    assert (tmp_path / "out" / "a.gif").read_bytes() == (tmp_path / "out" / "b.gif").read_bytes()


def test_a_clip_that_fails_does_so_alone(run: Run, workers: FakeWorkers, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "one.gif").write_bytes(b"old")
    errors = (ConvanimError("kernel 9×9 is too large"), MemoryError(), ValueError("odd\nthing"))
    workers.answers = list(map(failing, errors))
    report = run([*CLIPS, entry("four.gif", seed=4), entry("bad.gif", tmp_path, input="no.png")])
    assert [(outcome.name, outcome.reason) for outcome in report.failed] == [
        ("one", "kernel 9×9 is too large"),
        ("two", "the memory does not suffice: use a smaller input or picture"),
        ("three", "unexpected ValueError: odd thing"),
        ("bad", "no.png does not exist: check the name, and the folder it is relative to"),
    ]
    assert files(tmp_path / "out") == {"one.gif", "four.gif"}
    assert (tmp_path / "out" / "one.gif").read_bytes() == b"old"
    assert statuses(run(CLIPS)) == ["made"] * 3


def test_a_clip_that_kills_its_worker_twice_fails_alone(run: Run, workers: FakeWorkers) -> None:
    events: list[Event] = []
    death = failing(BrokenProcessPool())
    workers.usual = lambda job: (death if job.spec.seed == 1 else stand_in)(job)
    report = run(report=events.append)
    reason = "its worker process died, twice: it may need more memory than there is"
    assert [(outcome.status, outcome.reason) for outcome in report.outcomes] == [
        ("failed", reason),
        ("made", ""),
        ("made", ""),
    ]
    retried = [event for event in events if event.kind == "retried"]
    assert [(event.entry.name, event.reason) for event in retried] == [("one", "its worker process died")]


@pytest.mark.parametrize(
    "wrong",
    [
        Made((replace(part(".gif", b"clip"), data=b"clap"),), 1.0),
        Made((part(".gif", b"clip"), part("/../../x", b"clip")), 1.0),
        Made((part(".txt", b"clip"),), 1.0),
        Made((), 1.0),
    ],
    ids=["other bytes", "another path", "no clip", "nothing"],
)
def test_what_comes_back_is_verified(run: Run, workers: FakeWorkers, tmp_path: Path, wrong: Made) -> None:
    workers.answers = [lambda job: wrong]
    assert statuses(run(CLIPS[:1])) == ["made"]
    assert len(workers.jobs) == 2
    workers.answers = [lambda job: wrong] * 2
    report = run(CLIPS[:1], force=True)
    assert report.failed[0].reason.startswith("what came back is not what was made, twice")
    assert (tmp_path / "out" / "one.txt").read_bytes() == b"a text"


def test_a_lost_cluster_ends_the_batch_and_keeps_what_is_finished(run: Run, workers: FakeWorkers) -> None:
    workers.capacity = 1
    workers.answers = [stand_in, failing(ClusterLostError("the Dask cluster was lost"))]
    with pytest.raises(ConvanimError, match=r"^the Dask cluster was lost$"):
        run()
    assert statuses(run()) == ["unchanged", "made", "made"]


def test_a_full_disk_fails_what_it_fails(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from convanim.batch import ledger

    def full(path: Path, data: bytes) -> None:
        if path.name == "three.gif":
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr(ledger, "place", full)
    report = run()
    assert statuses(report) == ["made", "made", "failed"]
    where = tmp_path / "out" / "three.gif"
    assert report.failed[0].reason == f"cannot write {where}: no space left on device"
    monkeypatch.undo()


def test_a_cache_that_takes_nothing_is_no_end(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from convanim.batch.cache import Cache

    def full(self: Cache, key: str, made: Made) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Cache, "keep", full)
    report = run()
    assert statuses(report) == ["made"] * 3
    assert report.notes == (f"the cache {tmp_path / 'cache'} takes no more: no space left on device",)


def test_a_damaged_entry_of_the_cache_is_made_again(run: Run, workers: FakeWorkers, tmp_path: Path) -> None:
    run()
    for kept in (tmp_path / "cache").rglob("clip.gif"):
        kept.write_bytes(b"?")
    for made in (tmp_path / "out").rglob("*.gif"):
        made.unlink()
    assert statuses(run()) == ["made"] * 3
    assert len(workers.jobs) == 3


def test_the_report_and_the_events(run: Run) -> None:
    events: list[Event] = []
    report = run(report=events.append)
    assert {event.entry.name: event.kind for event in events} == dict.fromkeys(
        ("one", "two", "three"), "done"
    )
    one = next(event for event in events if event.entry.name == "one")
    assert one.bytes == report.outcomes[0].bytes == len(b"1 .gif ") * 5000 + len(b"a text")
    said = json.loads(json.dumps(report.as_json()))
    assert (said["made"], said["unchanged"], said["failed"]) == (3, 0, 0)
    assert said["clips"][1]["output"] == "sub/two.gif"
    events.clear()
    run(report=events.append)
    assert [event.kind for event in events] == ["cached"] * 3


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"jobs": 0}, "jobs 0 is no number of processes: use 1 or more"),
        ({"executor": "threads"}, 'there is no executor "threads": use processes, here, dask'),
        (
            {"executor": "dask"},
            "the executor dask needs the address of a scheduler: give one such as tcp://host:8786",
        ),
        (
            {"executor": "here", "dask": "tcp://host:8786"},
            "a Dask address goes with the executor dask, not with here: leave one of them out",
        ),
    ],
)
def test_what_cannot_be_asked_for(run: Run, tmp_path: Path, options: dict[str, Any], text: str) -> None:
    with pytest.raises(ConvanimError, match=f"^{text}$"):
        run(**options)
    assert not (tmp_path / "out").exists()


def test_places_that_are_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out" / "one.gif").mkdir(parents=True)
    reason = f"{tmp_path / 'out' / 'one.gif'} is a folder: give the clip another name"
    assert [outcome.reason for outcome in run().outcomes] == [reason, "", ""]
    (tmp_path / "file").touch()
    with pytest.raises(
        ConvanimError, match=r"^cannot make the folder .*file/sub: not a directory; name another"
    ):
        run_batch([entry("a.gif")], tmp_path / "file" / "sub", cache=tmp_path / "cache")
    with pytest.raises(ConvanimError, match=r"^the cache .*file/c cannot be made: Not a directory; give"):
        run(cache=tmp_path / "file" / "c")
