"""A render that is killed, interrupted or asked to end: the old file stays whole, nothing else stays."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.warm import PATIENCE, TINY, appears, ended, run, said, start
from tests.soak import often

pytestmark = pytest.mark.skipif(os.name != "posix", reason="nothing is killed like this elsewhere")

OLD = b"what was there before"
OUTPUTS = ("a.gif", "b.mp4", "c.html", "d.pdf", "stills/")


def arguments(output: str) -> tuple[str, ...]:
    """A tiny clip with all that is written beside one, in place of an older one."""
    return (*TINY, "-o", output, *(("--force",) if output.endswith("/") else ("--describe",)))


def prepare(folder: Path) -> None:
    """An older file in every place."""
    (folder / "stills").mkdir(parents=True)
    beside = (name[:2] + suffix for name in OUTPUTS[:-1] for suffix in ("txt", "vtt"))
    for name in (*OUTPUTS[:-1], *beside, "stills/picture.png"):
        (folder / name).write_bytes(OLD)


def found(folder: Path) -> dict[str, bytes]:
    """Every file that there is, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with older files, and one where the same clips were made undisturbed."""
    for name in ("killed/here", "whole/here"):
        prepare(tmp_path / name)
    return tmp_path / "killed" / "here", tmp_path / "whole" / "here"


def test_a_killed_render_leaves_old_files_whole_and_the_next_one_leaves_nothing_else(
    places: tuple[Path, Path],
) -> None:
    folder, whole = places
    moments, seconds = random.Random(1), 1.0
    for number in range(often(4, 200)):
        output = OUTPUTS[number % len(OUTPUTS)]
        if number < len(OUTPUTS):
            begin = time.monotonic()
            assert run(arguments(output), whole) == 0
            seconds = time.monotonic() - begin
        process = start(arguments(output), folder)
        time.sleep(moments.uniform(0, seconds))
        process.kill()
        ended(process)
        new = found(whole)
        for name, data in found(folder).items():
            assert name.startswith(".") or data in (OLD, new.get(name)), name
        if moments.random() < 0.5:
            assert run(arguments(output), folder) == 0
            assert {name for name in found(folder) if name.startswith(f".{output.strip('/')}.")} == set()
            assert list((folder.parent / "tmp").iterdir()) == []
    for output in OUTPUTS[: often(4, 200)]:
        assert run(arguments(output), folder) == 0
    assert found(folder) == found(whole)


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [(signal.SIGINT, 130, "aborted"), (signal.SIGTERM, 143, "ended"), (signal.SIGHUP, 129, "ended")],
)
def test_a_render_that_is_to_end_does_so_at_once_and_tidies_up(
    tmp_path: Path, number: int, status: int, words: str
) -> None:
    folder = tmp_path / "here"
    prepare(folder)
    moments = random.Random(number)
    for _ in range(often(1, 40)):
        output = moments.choice(OUTPUTS[:3])
        process = start(arguments(output), folder)
        appears(f".{output}.*.part", folder)
        time.sleep(moments.uniform(0, 0.05))
        os.kill(process.pid or 0, number)
        os.kill(process.pid or 0, number if number != signal.SIGINT else signal.SIGCONT)
        assert ended(process) == status
        assert said(folder).strip() == words
        assert set(found(folder).values()) == {OLD}
        assert list((tmp_path / "tmp").iterdir()) == []


def test_the_program_itself_is_asked_to_end(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(OLD)
    process = subprocess.Popen(
        [sys.executable, "-m", "convanim", *TINY, "--duration", "100", "-o", "clip.mp4"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    )
    appears(".clip.mp4.*.part", tmp_path)
    process.terminate()
    assert process.communicate(timeout=PATIENCE)[1] == b"ended\n"
    assert process.returncode == 143
    assert found(tmp_path) == {"clip.mp4": OLD}


def test_nohup_is_heard(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    process = start((*TINY, "-o", "clip.gif"), tmp_path / "here", before=ignore_the_end_of_the_terminal)
    appears(".clip.gif.*.part", tmp_path / "here")
    os.kill(process.pid or 0, signal.SIGHUP)
    assert ended(process) == 0
    assert list(found(tmp_path / "here")) == ["clip.gif"]


def ignore_the_end_of_the_terminal() -> None:
    """As ``nohup`` does."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def test_a_folder_is_given_back_when_a_process_died_while_replacing_it(tmp_path: Path) -> None:
    from convanim.encoders.folder_target import FolderTarget

    prepare(tmp_path)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    name = FolderTarget(tmp_path / "stills", replace=True).temporary.name
    old = tmp_path / name.replace(f".{os.getpid()}-", f".{dead.pid}-").replace(".part", ".old")
    (tmp_path / "stills").rename(old)
    target = FolderTarget(tmp_path / "stills", replace=True)
    target.open()
    assert (tmp_path / "stills" / "picture.png").read_bytes() == OLD
    target.abort()
    (tmp_path / "stills").rename(old)
    (tmp_path / "stills").mkdir()
    target.open()
    target.commit()
    assert list((tmp_path / "stills").iterdir()) == []
    assert not old.exists()


LOSE = """
import os, signal, sys, time
from convanim.cli.process import Ended, end_tidily

class Deaf:
    def __del__(self):
        os.kill(os.getpid(), int(sys.argv[1]))
        time.sleep(1)

end_tidily()
try:
    Deaf()
    time.sleep(30)
except (Ended, KeyboardInterrupt) as error:
    print(type(error).__name__)
"""
"""Python drops whatever is raised in ``__del__``, and C libraries what is raised where they call back."""


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGINT, "KeyboardInterrupt"), (signal.SIGTERM, "Ended")]
)
def test_a_request_that_gets_lost_is_made_again(number: int, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOSE, str(int(number))], capture_output=True, text=True, timeout=PATIENCE
    )
    assert (done.stdout, done.stderr) == (f"{name}\n", "")
