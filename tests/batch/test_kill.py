"""A batch that is killed or interrupted: old files whole, nothing left, and the next run does the rest."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COUNT = 12
PATIENCE = 20.0

pytestmark = pytest.mark.skipif(os.name != "posix", reason="nothing is killed like this elsewhere")


@dataclass(frozen=True)
class Place:
    """Where one batch works."""

    folder: Path

    def start(self, jobs: int) -> subprocess.Popen[str]:
        """Start the batch in the background, with temporary files of its own."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        names = (self.out, self.folder / "cache", self.folder / "log", str(jobs))
        return subprocess.Popen(
            [sys.executable, ROOT / "tests" / "batch" / "stand_in_batch.py", *names],
            env={**os.environ, "TMPDIR": str(self.folder / "tmp"), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def log(self) -> list[tuple[int, int]]:
        """Which process began which clip, so far."""
        file = self.folder / "log"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(int(line.split()[0]), int(line.split()[1])) for line in lines]

    def wait_for(self, begun: int) -> None:
        """Until so many clips were begun in all."""
        until = time.monotonic() + PATIENCE
        while len(self.log) < begun:
            assert time.monotonic() < until
            time.sleep(0.002)

    def check_whole(self, old: bytes) -> set[int]:
        """Every file that has its name is whole, new or old; which clips are new?"""
        new = set()
        for path in self.out.rglob("*.gif"):
            if not path.name.startswith("."):
                data = path.read_bytes()
                assert data in (old, f"{path.stem} .gif ".encode() * 5000)
                new |= {int(path.stem)} if data != old else set()
        return new

    def check_clean(self) -> None:
        """Nothing is there but clips, their texts and the cache's entries."""
        assert [path.name for path in self.out.rglob("*") if path.name.startswith(".")] == []
        assert list((self.folder / "tmp").iterdir()) == []
        assert list((self.folder / "cache" / "new").iterdir()) == []
        assert len(list(self.out.rglob("*.txt"))) == COUNT


def gone(pids: set[int]) -> bool:
    """Whether no process of these runs any more, after a while at most."""
    until = time.monotonic() + PATIENCE
    while any(_runs(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_batch_goes_on_where_it_stopped(tmp_path: Path, jobs: int) -> None:
    place, random_moment = Place(tmp_path), random.Random(jobs)
    (place.out / "a").mkdir(parents=True)
    (place.out / "a" / "0.gif").write_bytes(b"old")
    kills = 3 - jobs
    for kill in range(1, kills + 1):
        batch = place.start(jobs)
        place.wait_for(kill * COUNT // 3)
        time.sleep(random_moment.uniform(0, 0.05))
        batch.kill()
        batch.communicate(timeout=PATIENCE)  # orphans would hold its output open
        workers = {pid for pid, _ in place.log}
        assert gone(workers)
        done = place.check_whole(b"old")
        assert len(done) < COUNT
    batch = place.start(jobs)
    out, err = batch.communicate(timeout=PATIENCE)
    assert (batch.returncode, err) == (0, "")
    assert place.check_whole(b"") == set(range(COUNT))
    place.check_clean()
    # A clip is begun again only where it was in the works when its batch was killed, or was made and had not
    # come to its place: each process has the next one by then.
    again = Counter(clip for _, clip in place.log)
    assert sum(again.values()) <= COUNT + 2 * kills * jobs
    statuses = Counter(line.split()[1] for line in out.splitlines()[:COUNT])
    assert statuses["unchanged"] + statuses["made"] == COUNT
    assert statuses["unchanged"] >= len(done)


def test_an_unchanged_batch_loads_nothing_that_draws_or_waits(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.start(1).communicate(timeout=PATIENCE)
    out, _ = place.start(1).communicate(timeout=PATIENCE)
    assert Counter(line.split()[1] for line in out.splitlines()[:COUNT]) == {"unchanged": COUNT}
    assert len(place.log) == COUNT
    assert not {"manim", "PIL", "av", "rich", "scipy", "distributed"} & set(out.splitlines()[COUNT].split())


@pytest.mark.parametrize(("jobs", "again"), [(1, False), (2, False), (2, True)])
def test_an_interrupted_batch_leaves_nothing_behind(tmp_path: Path, jobs: int, again: bool) -> None:
    place = Place(tmp_path)
    batch = place.start(jobs)
    place.wait_for(4)
    os.killpg(batch.pid, signal.SIGINT)  # as Ctrl-C does: everybody in the terminal gets it
    if again:
        time.sleep(0.01)
        os.killpg(batch.pid, signal.SIGINT)
    _, err = batch.communicate(timeout=PATIENCE)
    assert err.rstrip().endswith("KeyboardInterrupt")
    assert again or err.count("Traceback") == 1
    assert gone({pid for pid, _ in place.log})
    assert list((tmp_path / "tmp").iterdir()) == []
    assert [path.name for path in place.out.rglob("*") if path.name.startswith(".")] == []
    place.check_whole(b"")
    said = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert said["ended"] == "interrupted"
    assert said["made"] + said["not made"] == COUNT
    assert said["made"] == len(place.check_whole(b""))
