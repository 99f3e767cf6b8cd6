"""Where a clip goes, and what is in the way: full disks, folders nobody may write to, odd names, links."""

from __future__ import annotations

import os
import resource
import sys
from functools import partial
from pathlib import Path

import pytest

from convanim.encoders import suffixes
from tests.faults.warm import TINY, appears, ended, open_to_all, run, said, start
from tests.soak import some

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have other names and other rights")

OLD = b"what was there before"
NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the program runs; ``tmp`` and ``said`` are beside it."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def found(folder: Path) -> dict[str, bytes]:
    """Every file that there is, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def render(folder: Path, output: str, *more: str) -> int:
    """The status of a tiny render."""
    return run((*TINY, "-o", output, *more), folder)


def full(most: int) -> None:
    """No file gets more bytes: to a program it is as if the disk were full, without a disk to fill."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def unprivileged() -> None:
    """Root may write everywhere."""
    if os.getuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


FULL = [(suffix, most) for most in (5000, 600, 10_000) for suffix in (*suffixes(), "/")]


@pytest.mark.parametrize(("suffix", "most"), some(FULL, 7))
def test_a_full_disk_costs_the_new_clip_and_nothing_else(folder: Path, suffix: str, most: int) -> None:
    output = f"clip{suffix}"
    if suffix == "/":
        (folder / "clip").mkdir()
        most = 600
    old = "clip/old.png" if suffix == "/" else output
    (folder / old).write_bytes(OLD)
    assert run((*TINY, "-o", output, "--describe", "--force"), folder, partial(full, most)) == 1
    assert found(folder) == {old: OLD}
    assert list((folder.parent / "tmp").iterdir()) == []
    words = said(folder)
    assert words.startswith(f"error: {output}: ")
    assert ", for it or for temporary files in " in words
    assert words.count("\n") == 1


def test_a_folder_that_nobody_may_write_to(folder: Path) -> None:
    (folder / "clip.gif").write_bytes(OLD)
    folder.chmod(0o555)
    (folder.parent / "tmp").mkdir(mode=0o777)
    (folder.parent / "tmp").chmod(0o777)
    (folder.parent / "said").touch()
    open_to_all(folder.parent)
    assert run((*TINY, "-o", "clip.gif"), folder, unprivileged) == 2
    assert said(folder) == (
        f"error: cannot write {folder}/clip.gif: Permission denied; "
        "write to a folder where files can be made\n"
    )
    folder.chmod(0o755)
    assert found(folder) == {"clip.gif": OLD}


@pytest.mark.parametrize("output", [".", "./", "../here/"])
def test_the_current_folder_is_never_replaced_not_even_an_empty_one(folder: Path, output: str) -> None:
    number = folder.stat().st_ino
    assert render(folder, output) == 2
    assert said(folder).endswith(" is a folder to work in, and is never replaced: use another name\n")
    assert folder.stat().st_ino == number


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("taken.gif", "taken.gif is a folder: name a file in it, such as taken.gif/clip.gif"),
        ("file/clip.gif", "file/clip.gif cannot be written, there is no folder file: create it first"),
        ("file/", "file is a file and no folder: use another name"),
        ("loop.gif", "loop.gif is a link that leads to itself: name another file"),
        ("/dev/full", "/dev/full has a name without a suffix"),
        ("device.gif", "device.gif is a device and not a file: name a file to write to"),
        ("n" * 252 + ".gif", "n" * 252 + ".gif: file name too long"),
        ("", "the output has no name: name a file to write to"),
    ],
)
def test_a_place_that_is_none(folder: Path, output: str, words: str) -> None:
    (folder / "taken.gif").mkdir()
    (folder / "file").write_bytes(OLD)
    (folder / "loop.gif").symlink_to("pool.gif")
    (folder / "pool.gif").symlink_to("loop.gif")
    (folder / "device.gif").symlink_to(os.devnull)
    assert render(folder, output) == 2
    assert words in said(folder)
    assert said(folder).startswith("error: ")
    assert said(folder).count("\n") == 1
    assert found(folder) == {"file": OLD}


NAMES = [
    "with spaces and 🎉.mp4",
    "é" * 125 + ".gif",
    "n" * 251 + ".pdf",
    "new\nline.html",
    "-o.gif",
    "file:%s?[x]*.mp4",
    os.fsdecode(b"no text \xff.webm"),
    "../here/./up.svg",
    "🎉/",
]


@pytest.mark.parametrize("name", some(NAMES, 4))
def test_any_name_is_a_name(folder: Path, name: str) -> None:
    for _ in range(2):
        assert render(folder, name, "--force") == 0
    files = {str(path.relative_to(folder)) for path in folder.iterdir()}
    assert files == {name.removeprefix("../here/./").rstrip("/")}


def test_a_link_stays_and_what_it_points_to_is_replaced(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "real.gif").write_bytes(OLD)
    (folder / "link.gif").symlink_to("elsewhere/real.gif")
    (folder / "dangling.gif").symlink_to("elsewhere/new.gif")
    for name, real in (("link.gif", "real.gif"), ("dangling.gif", "new.gif")):
        assert render(folder, name) == 0
        assert (folder / name).is_symlink()
        assert (folder / "elsewhere" / real).read_bytes().startswith(b"GIF89a")
    assert sorted(path.name for path in (folder / "elsewhere").iterdir()) == ["new.gif", "real.gif"]


def test_of_two_writers_one_wins_as_a_whole(folder: Path) -> None:
    assert render(folder, "one.mp4", "--seed", "1") == 0
    assert render(folder, "two.mp4", "--seed", "2") == 0
    one, two = (folder / "one.mp4").read_bytes(), (folder / "two.mp4").read_bytes()
    assert one != two
    writers = [start((*TINY, "-o", "both.mp4", "--seed", seed), folder) for seed in ("1", "2")]
    appears(".both.mp4.*.part", folder)
    assert [ended(writer) for writer in writers] == [0, 0]
    assert found(folder)["both.mp4"] in (one, two)
    assert sorted(found(folder)) == ["both.mp4", "one.mp4", "two.mp4"]


def a_clock_that_jumps() -> None:
    """A day back, then a year ahead, and so on."""
    import itertools
    import time

    jumps = itertools.cycle((-86_400.0, 31_536_000.0, 0.0))
    real = time.time
    time.time = lambda: real() + next(jumps)


def test_a_clock_that_jumps_changes_nothing(folder: Path) -> None:
    assert render(folder, "clip.gif") == 0
    other = start((*TINY, "--duration", "60", "-o", "clip.mp4"), folder)
    appears(".clip.mp4.*.part", folder)
    assert run((*TINY, "-o", "jumped.gif"), folder, a_clock_that_jumps) == 0
    seconds = float(said(folder).rpartition("made in ")[2].partition(" s")[0])
    assert 0 <= seconds < 60
    assert run((*TINY, "-o", "clip.mp4"), folder, a_clock_that_jumps) == 0  # does not take what the other has
    assert ended(other) == 0
    made = found(folder)
    assert sorted(made) == ["clip.gif", "clip.mp4", "jumped.gif"]
    assert made["clip.gif"] == made["jumped.gif"]
    assert sys.getsizeof(made["clip.mp4"]) > 1000
