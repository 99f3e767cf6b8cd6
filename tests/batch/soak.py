"""The long form of the batch's tests: kills at random moments of real batches, and encodes of one clip.

python tests/batch/soak.py [--kills 200] [--encodes 40] [--seed 1]

Prints what was tried, and ends with an error at the first thing that is not as it should be.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path, PurePosixPath

from convanim import ClipSpec
from convanim.batch.entry import Entry
from convanim.batch.run import run_batch

COURSE = """\
[defaults]
input = 3
width = 240
frame = "fit"
motion = "step"
describe = true
[[clip]]
matrix = { kernel = [1, 2], theme = ["light", "dark"] }
formats = ["gif", "mp4"]
"""
OLD = b"what was there before"


def batch(folder: Path, jobs: int) -> subprocess.Popen[bytes]:
    """A batch as a process of its own, with temporary files in a folder of its own."""
    words = ("batch", folder / "course.toml", "-o", folder / "out", "--cache", folder / "cache")
    (folder / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "convanim", *map(str, words), "--quiet", "--jobs", str(jobs)],
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        start_new_session=True,
    )


def found(folder: Path) -> dict[str, str]:
    """The hash of every file that has its name."""
    files = (path for path in (folder / "out").rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def clean(folder: Path) -> None:
    """Nothing is left of runs that were killed."""
    assert not [name for name in found(folder) if name.startswith(".")], found(folder)
    for place in (folder / "tmp", folder / "cache" / "new"):
        assert not list(place.iterdir()), list(place.iterdir())


def kills(count: int, moments: random.Random) -> None:
    """Kill batches at random moments; each time the rest is made afterwards, and is the same as ever."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "course.toml").write_text(COURSE, encoding="utf-8")
        start = time.perf_counter()
        assert batch(folder, 2).wait() == 0
        whole, seconds = found(folder), time.perf_counter() - start
        old = hashlib.sha256(OLD).hexdigest()
        for number in range(1, count + 1):
            shutil.rmtree(folder / "cache")
            for path in (folder / "out").iterdir():
                path.write_bytes(OLD)
            running = batch(folder, moments.choice((1, 2)))
            time.sleep(moments.uniform(0, seconds))
            running.kill()
            running.wait()
            for name, digest in found(folder).items():
                assert name.startswith(".") or digest in (old, whole[name]), name
            assert batch(folder, 2).wait() == 0
            assert found(folder) == whole
            clean(folder)
            print(f"\r{number} of {count} kills", end="", flush=True)
    print(f": old files whole, nothing left behind, {len(whole)} files the same each time")


def encodes(count: int) -> None:
    """Make one clip again and again, here and in processes, as GIF and as MP4."""
    for suffix in (".gif", ".mp4"):
        digests = set()
        clip = Entry(name="clip", output=PurePosixPath(f"clip{suffix}"), spec=ClipSpec(width=480))
        for number in range(count):
            where = ("here", "processes")[number % 2]
            with tempfile.TemporaryDirectory() as name:
                report = run_batch([clip], Path(name) / "out", cache=Path(name) / "cache", executor=where)
            assert not report.failed, report.failed
            digests.add(report.outcomes[0].sha256)
            print(
                f"\r{number + 1} of {count} encodes, {suffix}: {len(digests)} different", end="", flush=True
            )
        print()
        assert len(digests) == 1, digests


def main() -> None:
    """Both, one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--encodes", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    kills(given.kills, random.Random(given.seed))
    encodes(given.encodes)


if __name__ == "__main__":
    main()
