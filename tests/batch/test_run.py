"""A batch with workers that stand in: what is made, what is not, and who fails."""

from __future__ import annotations

import json
import os
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convanim.batch import places
from convanim.batch.environment import ChangedError
from convanim.batch.executors import ClusterLostError
from convanim.batch.forecast import check, forecast
from convanim.batch.report import Event
from convanim.batch.run import run_batch
from convanim.batch.work import Made
from convanim.errors import ConvanimError
from tests.batch.clips import THREE, FakeWorkers, Run, entry, failing, part, stand_in, statuses

CLIPS = list(THREE)


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


def test_a_batch_whose_program_changes_ends(run: Run, workers: FakeWorkers) -> None:
    workers.capacity, workers.elsewhere = 1, False
    workers.answers = [stand_in, failing(ChangedError("convanim changed"))]
    with pytest.raises(ConvanimError, match=r"^convanim changed$"):
        run()
    assert len(workers.jobs) == 2
    assert statuses(run()) == ["unchanged", "made", "made"]


def test_what_takes_longest_is_begun_first_and_the_order_stays(run: Run, workers: FakeWorkers) -> None:
    workers.capacity = 1
    report = run(work={"three": 30.0, "two": 1.0})
    assert [job.spec.seed for job in workers.jobs] == [3, 2, 1]
    assert [outcome.name for outcome in report.outcomes] == ["one", "two", "three"]


def test_a_folder_is_made_when_its_first_clip_is_there(
    run: Run, workers: FakeWorkers, tmp_path: Path
) -> None:
    seen = []
    workers.capacity, workers.elsewhere = 1, False
    workers.usual = lambda job: seen.append((tmp_path / "out" / "sub").exists()) or stand_in(job)  # type: ignore[func-returns-value]  # None is what is wanted
    run()
    assert seen == [False, False, True]
    workers.usual = failing(ConvanimError("it cannot be"))
    run([entry("never/clip.gif", seed=9)])
    assert not (tmp_path / "out" / "never").exists()


@pytest.mark.parametrize("what", ["file", "dangling link"])
def test_a_folder_that_cannot_be_is_found_before_any_work(
    run: Run, workers: FakeWorkers, tmp_path: Path, what: str
) -> None:
    (tmp_path / "out").mkdir()
    if what == "file":
        (tmp_path / "out" / "sub").touch()
    else:
        (tmp_path / "out" / "sub").symlink_to("nowhere")
    where = tmp_path / "out" / "sub"
    with pytest.raises(
        ConvanimError, match=f"^cannot make the folder {where}: not a directory; name another"
    ):
        run()
    assert workers.jobs == []


def test_a_folder_nobody_may_write_to_is_found_before_any_work_and_only_where_there_is_any(
    run: Run, workers: FakeWorkers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places.os, "access", lambda path, mode: Path(path) != tmp_path / "out")
    text = (
        f"^cannot write to the folder {tmp_path / 'out'}: permission denied; allow it, or name another one$"
    )
    with pytest.raises(ConvanimError, match=text):
        run()
    assert workers.jobs == []
    monkeypatch.undo()


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


def test_no_clip_takes_the_place_of_what_another_is_made_from(
    run: Run, workers: FakeWorkers, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("photo.gif", "other.webp"):
        (out / name).write_bytes(b"a picture")
    (tmp_path / "link").symlink_to(out)
    clips = [
        entry("photo.gif", tmp_path / "link", input="photo.gif"),
        entry("other.webp", seed=5),
        entry("reader.gif", out, input="other.webp"),
    ]
    report = run(clips)
    assert [outcome.reason for outcome in report.outcomes] == [
        f"{out / 'photo.gif'} is a file that it is made from: use another folder or output",
        f"{out / 'other.webp'} is a file that reader is made from: use another folder or output",
        "",
    ]
    assert (out / "photo.gif").read_bytes() == (out / "other.webp").read_bytes() == b"a picture"
    for look in (check, forecast):
        with pytest.raises(ConvanimError, match=r"photo\.gif is a file that it is made from: "):
            look(clips, out, tmp_path / "cache")  # type: ignore[operator]  # both take them


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
