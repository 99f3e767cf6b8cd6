"""A batch that is interrupted or asked to end: its report says so, and nothing else stays."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.faults.warm import appears, ended, said, start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="nothing is asked to end like this elsewhere")

COURSE = """\
[defaults]
input = 3
kernel = 2
width = 240
motion = "step"
frame = "fit"
duration = 200
[[clip]]
matrix = { seed = [1, 2] }
output = "seed-{seed}/{name}"
"""


@pytest.mark.parametrize(
    ("number", "status", "words", "why"),
    [(signal.SIGINT, 130, "aborted", "interrupted"), (signal.SIGTERM, 143, "ended", "asked to end")],
    ids=["SIGINT", "SIGTERM"],
)
def test_a_batch_that_is_to_end_reports_what_it_did(
    tmp_path: Path, number: int, status: int, words: str, why: str
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "course.toml").write_text(COURSE)
    (folder / "report.json").write_text("what was reported before")
    arguments = ("batch", "course.toml", "--jobs", "1", "--cache", "kept", "--report", "report.json")
    process = start(arguments, folder)
    appears("tmp/.convanim-batch.*.part/.convanim.*.part/.clip.gif.*.part", tmp_path)
    os.kill(process.pid or 0, number)
    os.kill(process.pid or 0, number)
    assert ended(process) == status
    assert said(folder).strip() == words
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert (report["ended"], [clip["status"] for clip in report["clips"]]) == (why, ["not made"] * 2)
    assert sorted(path.name for path in folder.iterdir()) == ["clips", "course.toml", "kept", "report.json"]
    assert list((folder / "clips").iterdir()) == []
    assert list((tmp_path / "tmp").iterdir()) == []
