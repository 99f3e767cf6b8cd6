"""The file that appears only when it is whole: permissions, links, and what dead processes left."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from convanim.encoders.target import Target
from convanim.errors import ConvanimError


def written(target: Target, data: bytes = b"new") -> None:
    with target.open() as file:
        file.write(data)
    target.commit()


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path):
    before = os.umask(0o027)
    try:
        written(Target(tmp_path / "a.gif"))
    finally:
        os.umask(before)
    assert mode(tmp_path / "a.gif") == 0o640


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(b"old")
    path.chmod(0o604)
    written(Target(path))
    assert (path.read_bytes(), mode(path)) == (b"new", 0o604)


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "a.gif"
    link.symlink_to("elsewhere/real.gif")
    written(Target(link))
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "real.gif").read_bytes() == b"new"


def test_abort_leaves_the_old_file(tmp_path, files):
    path = tmp_path / "a.gif"
    path.write_bytes(b"old")
    target = Target(path)
    with target.open() as file:
        file.write(b"half")
    assert len(files()) == 2
    target.abort()
    target.abort()
    assert (files(), path.read_bytes()) == (["a.gif"], b"old")


def test_the_temporary_is_hidden_beside_its_target(tmp_path):
    target = Target(tmp_path / "a.gif")
    assert target.temporary.parent == tmp_path
    assert target.temporary.name.startswith(f".a.gif.{os.getpid()}-")
    assert target.temporary.suffix == ".part"


def test_the_longest_name_is_possible(tmp_path):
    path = tmp_path / ("é" * 125 + ".gif")
    written(Target(path))
    assert path.read_bytes() == b"new"


def test_only_dead_processes_of_this_machine_are_cleaned_up(tmp_path, files):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    own = Target(tmp_path / "a.gif").temporary.name
    host = own.split("-")[1][:4]
    stale = f".a.gif.{dead.pid}-{host}01234567.part"
    elsewhere = f".a.gif.{dead.pid}-{'0000' if host != '0000' else '1111'}01234567.part"
    other = f".b.gif.{dead.pid}-{host}01234567.part"
    for name in (stale, elsewhere, other, own):
        (tmp_path / name).write_bytes(b"")
    written(Target(tmp_path / "a.gif"))
    assert files() == sorted([elsewhere, other, own, "a.gif"])


def test_a_place_that_cannot_be_written(tmp_path):
    with pytest.raises(ConvanimError) as caught:
        Target(tmp_path / "no" / "a.gif").open()
    assert str(caught.value) == (
        f"cannot write {tmp_path}/no/a.gif: No such file or directory; "
        "write to a folder where files can be made"
    )


def test_where_nothing_can_be_removed_the_first_error_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    target = Target(tmp_path / "clip.gif")
    with pytest.raises(ConvanimError, match=r"cannot write .*clip\.gif: Read-only file system; write to"):
        target.open()
    target.abort()
