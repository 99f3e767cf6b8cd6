"""The report of a batch: written however it ends, and found to be possible before anything is made."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from convanim.batch.executors import ClusterLostError
from convanim.cli.process import Ended
from convanim.errors import ConvanimError
from tests.batch.clips import FakeWorkers, Run, failing, stand_in

OLD = "what was reported before"
DOCS = Path(__file__).parents[2] / "docs" / "batch.md"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where there is an older report."""
    path = tmp_path / "report.json"
    path.write_text(OLD)
    return path


def written(place: Path) -> tuple[Any, list[str]]:
    """A report, and how its clips ended."""
    said = json.loads(place.read_text(encoding="utf-8"))
    return said, [clip["status"] for clip in said["clips"]]


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (Ended(15), "asked to end"),
        (ClusterLostError("the Dask cluster was lost"), "the Dask cluster was lost"),
    ],
    ids=["Ctrl-C", "SIGTERM", "lost cluster"],
)
def test_whatever_ends_a_batch_stands_in_its_report(
    run: Run, workers: FakeWorkers, place: Path, end: BaseException, why: str
) -> None:
    workers.capacity, workers.elsewhere = 1, False
    workers.answers = [stand_in, failing(end)]
    with pytest.raises(type(end)):
        run(report_file=place)
    said, statuses = written(place)
    assert (said["ended"], statuses) == (why, ["made", "not made", "not made"])
    assert (said["made"], said["not made"], said["failed"], said["unchanged"]) == (1, 2, 0, 0)
    assert said["clips"][2] == {
        "name": "three",
        "output": "three.gif",
        "status": "not made",
        "seconds": 0.0,
        "bytes": 0,
        "sha256": "",
    }
    documented = json.loads(DOCS.read_text(encoding="utf-8").partition("```json\n")[2].partition("```")[0])
    assert said.keys() == documented.keys()
    assert [clip.keys() for clip in said["clips"][1:]] == [clip.keys() for clip in documented["clips"]]
    run(report_file=place)
    said, statuses = written(place)
    assert (said["ended"], statuses) == ("", ["unchanged", "made", "made"])
    assert [path.name for path in place.parent.iterdir() if path.name.startswith(".")] == []


def test_what_cannot_start_leaves_the_older_report(run: Run, place: Path) -> None:
    with pytest.raises(ConvanimError, match=r"^jobs 0 is no number"):
        run(report_file=place, jobs=0)
    assert place.read_text() == OLD


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("report.txt", "report.txt has a name that is no report's: end it with .json"),
        ("none/r.json", "none/r.json is no place for a report: name a file in a folder that there is"),
        ("folder.json", "folder.json is no place for a report: name a file in a folder that there is"),
        ("device.json", "device.json is no place for a report: name a file in a folder that there is"),
    ],
)
def test_a_place_that_is_none_is_found_before_any_work(
    run: Run, workers: FakeWorkers, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "device.json").symlink_to(os.devnull)
    with pytest.raises(ConvanimError, match=f"^{re.escape(str(tmp_path))}/{re.escape(text)}$"):
        run(report_file=tmp_path / name)
    assert workers.jobs == []


def test_a_folder_nobody_may_write_to_is_found_before_any_work(
    run: Run, workers: FakeWorkers, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.open

    def refuse(path: Any, *arguments: Any, **named: Any) -> int:
        if Path(path).parent == place.parent and "report" in Path(path).name:
            raise PermissionError(13, "Permission denied", path)
        return usual(path, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(
        ConvanimError, match=r"^cannot write .*report\.json: Permission denied; write to a folder"
    ):
        run(report_file=place)
    assert workers.jobs == []
    assert place.read_text() == OLD


def test_a_full_disk_keeps_the_older_report_and_is_said(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from convanim.encoders import target

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    run()
    monkeypatch.setattr(target.os, "fsync", full)
    with pytest.raises(OSError, match="the report cannot be written, no space left on device"):
        run(report_file=place)
    assert place.read_text() == OLD
    assert [path.name for path in place.parent.iterdir() if path.name.startswith(".")] == []
