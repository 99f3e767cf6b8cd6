"""The cache: whole or not there, whoever else is at it; and the command that looks after it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from convanim.batch import upkeep
from convanim.batch.cache import MANIFEST, Cache
from convanim.batch.scratch import DAY, place, sweep
from convanim.batch.work import Made
from convanim.cli import main
from tests.batch.clips import part

KEYS = ["a" * 64, "ab" + "c" * 62, "d" * 64]
MADE = Made((part(".gif", b"a clip" * 100), part(".txt", b"a text")), 1.5)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def folder_of(cache: Cache, key: str) -> Path:
    return cache.folder / key[:2] / key


def test_what_is_kept_comes_back(cache: Cache) -> None:
    assert cache.read(KEYS[0]) is None
    cache.keep(KEYS[0], MADE)
    assert cache.read(KEYS[0]) == MADE
    assert cache.read(KEYS[1]) is None
    assert [(found.key, found.hollow) for found in cache.entries()] == [(KEYS[0], False)]
    assert list((cache.folder / "new").iterdir()) == []


DAMAGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda folder: (folder / "clip.gif").write_bytes(b"a clap" * 100),
    "cut": lambda folder: (folder / "clip.gif").write_bytes(b"a cl"),
    "one file lost": lambda folder: (folder / "clip.txt").unlink(),
    "no manifest": lambda folder: (folder / MANIFEST).unlink(),
    "an empty manifest": lambda folder: (folder / MANIFEST).write_bytes(b""),
    "no JSON": lambda folder: (folder / MANIFEST).write_text("[" * 100_000),
    "other JSON": lambda folder: (folder / MANIFEST).write_text('{"files": 3}'),
    "a path for a suffix": lambda folder: (folder / MANIFEST).write_text(
        (folder / MANIFEST).read_text().replace(".txt", "/../../x")
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_entry_is_found_and_made_anew(cache: Cache, damage: Callable[[Path], object]) -> None:
    cache.keep(KEYS[0], MADE)
    damage(folder_of(cache, KEYS[0]))
    assert cache.damage(next(cache.entries()))
    assert cache.read(KEYS[0]) is None
    cache.keep(KEYS[0], MADE)
    assert cache.read(KEYS[0]) == MADE
    assert cache.damage(next(cache.entries())) == ""


def test_a_file_in_an_entrys_place_is_no_entry(cache: Cache) -> None:
    folder_of(cache, KEYS[0]).parent.mkdir(parents=True)
    folder_of(cache, KEYS[0]).write_bytes(b"what is this")
    assert cache.read(KEYS[0]) is None
    cache.keep(KEYS[0], MADE)
    assert cache.read(KEYS[0]) == MADE


def test_of_two_that_keep_the_same_the_first_stays(cache: Cache) -> None:
    cache.keep(KEYS[0], MADE)
    before = (folder_of(cache, KEYS[0]) / "clip.gif").stat().st_ino
    cache.keep(KEYS[0], MADE)
    assert (folder_of(cache, KEYS[0]) / "clip.gif").stat().st_ino == before
    assert list((cache.folder / "new").iterdir()) == []


def test_an_emptied_entry_still_tells_what_was_made(cache: Cache) -> None:
    cache.keep(KEYS[0], MADE)
    cache.hollow_out(KEYS[0])
    manifest = cache.manifest(KEYS[0])
    assert manifest is not None
    assert dict(manifest.sizes) == {".gif": 600, ".txt": 6}
    assert cache.read(KEYS[0]) is None
    assert cache.manifest(KEYS[0]) is not None
    cache.keep(KEYS[0], MADE)
    assert cache.read(KEYS[0]) == MADE


def aged(cache: Cache) -> None:
    """Three entries, last of use today, ten and forty days ago."""
    for key, days in zip(KEYS, (0, 10, 40), strict=True):
        cache.keep(key, MADE)
        then = time.time() - days * DAY
        os.utime(folder_of(cache, key) / MANIFEST, (then, then))


def test_pruning_by_age(cache: Cache) -> None:
    aged(cache)
    pruned = upkeep.prune(cache, older_than=30 * DAY)
    assert (pruned.removed, pruned.emptied) == (1, 0)
    assert pruned.bytes > 600
    assert {found.key for found in cache.entries()} == set(KEYS[:2])


def test_pruning_by_size_takes_what_is_longest_unused(cache: Cache) -> None:
    aged(cache)
    assert cache.manifest(KEYS[2]) is not None  # it is of use now
    pruned = upkeep.prune(cache, max_size=2 * next(cache.entries()).bytes)
    assert (pruned.removed, pruned.emptied) == (0, 1)
    assert [cache.read(key) is not None for key in KEYS] == [True, False, True]


def test_a_clock_that_was_ahead_makes_nothing_old(cache: Cache) -> None:
    cache.keep(KEYS[0], MADE)
    future = time.time() + 400 * DAY
    os.utime(folder_of(cache, KEYS[0]) / MANIFEST, (future, future))
    assert upkeep.prune(cache, older_than=1).removed == 0
    assert main(["cache", "show", "--cache", str(cache.folder)]) == 0


def test_only_what_dead_processes_left_is_removed(tmp_path: Path) -> None:
    from convanim.encoders.target import Target

    living = Target(tmp_path / "clip.gif").temporary
    host = living.name.split("-")[1][:4]
    dead = tmp_path / f".clip.gif.999999999-{host}00000000.part"
    foreign = tmp_path / ".clip.gif.17-ffff00000000.part"
    old = tmp_path / ".other.gif.17-ffff00000000.part"
    old_of_the_living = tmp_path / f".clip.gif.{os.getppid()}-{host}00000000.part"
    old_of_this_number = tmp_path / f".clip.gif.{os.getpid()}-{host}00000000.part"
    theirs = tmp_path / ".clip.gif.part"
    for path in (living, dead, foreign, old, old_of_the_living, old_of_this_number, theirs):
        path.write_bytes(b"half")
    then = time.time() - 2 * DAY
    for path in (old, old_of_the_living, old_of_this_number):
        os.utime(path, (then, then))
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        path.name for path in (living, foreign, old_of_the_living, theirs)
    }


def test_placing_is_one_step_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clip.gif"
    place(path, b"old")
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space"):
        place(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_usual_folder_is_the_platforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert upkeep.usual_folder() == tmp_path / "xdg" / "convanim"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, says the specification
    assert upkeep.usual_folder() == tmp_path / ".cache" / "convanim"
    monkeypatch.setattr("sys.platform", "darwin")
    assert upkeep.usual_place() == tmp_path / "Library" / "Caches" / "convanim"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert upkeep.usual_place() == tmp_path / "local" / "convanim" / "Cache"


def test_without_a_home_there_is_a_private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = upkeep.usual_folder()
    assert folder == tmp_path / f"convanim-cache-{os.getuid()}"
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)  # others may have written to it
    assert upkeep.usual_folder() is None


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["cache", *arguments])
    return (status, *capsys.readouterr())


def test_the_command_shows_prunes_and_verifies(cache: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    aged(cache)
    (folder_of(cache, KEYS[1]) / "clip.gif").write_bytes(b"?")
    named = ("--cache", str(cache.folder))
    status, out, err = run(capsys, "verify", *named)
    damaged = folder_of(cache, KEYS[1])
    assert (status, err) == (0, "")
    assert out == f"{damaged}: clip.gif is not what was kept\n2 clips whole, 1 clip damaged and removed\n"
    out = run(capsys, "show", *named)[1]
    assert out.startswith(f"{cache.folder}: 2 clips, 1.7 kB\nlast of use 0 s to 6 weeks ago\n")
    said = json.loads(run(capsys, "show", "--json", *named)[1])
    assert (said["clips"], said["manifests_only"], said["folder"]) == (2, 0, str(cache.folder))
    assert said["longest_unused_seconds"] == pytest.approx(40 * DAY, abs=60)
    assert run(capsys, "prune", "--older-than", "2w", *named)[1] == "removed 1 clip: 846 bytes\n"
    out = run(capsys, "prune", "--max-size", "0MB", *named)[1]
    assert out == "removed 0 clips, and the files of 1 clip: 846 bytes\n"
    assert "of 1 clip only the manifest is left" in run(capsys, "show", *named)[1]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["prune"], "prune needs a limit: give --older-than 30d, or --max-size 2GB"),
        (
            ["prune", "--older-than", "30"],
            'older-than "30" is no number with a unit: write 30d (units: s, min, h, d, w)',
        ),
        (
            ["prune", "--max-size", "-1GB"],
            'max-size "-1GB" is no number with a unit: write 2GB (units: b, kb, mb, gb, tb)',
        ),
        (["show", "--cache", "nowhere"], "there is no cache nowhere: give the folder that a batch was given"),
    ],
)
def test_what_the_command_refuses(
    capsys: pytest.CaptureFixture[str], arguments: list[str], text: str
) -> None:
    assert run(capsys, *arguments) == (2, "", f"error: {text}\n")
