"""What a machine may lack: a home, a locale, a terminal, streams, a current folder; readers that leave."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.faults.warm import TINY, open_to_all, run, said

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have other surroundings")

PROGRAM = f"'{sys.executable}' -m convanim"

BARE = {
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "NO_COLOR": "1",
    "PATH": os.defpath,
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONIOENCODING": "ascii",
    "PYTHONUTF8": "0",
    "TERM": "dumb",
}
"""No home, and nothing but ASCII."""


USUAL = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""What is written is held back until there is enough, as it is for users."""


def shell(line: str, folder: Path, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """The status of a line of shell, ``$C`` being the program, and what it says."""
    done = subprocess.run(
        ["bash", "-c", "set -o pipefail; " + line.replace("$C", PROGRAM)],
        cwd=folder,
        env=USUAL if env is None else env,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_bare_machine(tmp_path: Path) -> None:
    status, out, err = shell(f"$C {' '.join(TINY)} --title 3×3 -o é.gif", tmp_path, BARE)
    assert (status, out) == (2, "")
    assert err.endswith(" has characters that cannot be shown: use one line of text\n")
    status, out, err = shell(f"$C {' '.join(TINY)} -o é.gif", tmp_path, BARE)
    assert (status, err) == (0, "")
    assert out.endswith(" s\n")
    assert [path.name for path in tmp_path.iterdir()] == ["é.gif"]


@pytest.mark.parametrize(
    ("words", "status", "out", "err"),
    [
        ("list", 0, "scenes:\n", ""),
        ("shape -i 5", 0, "o = ⌊(i + 2p − k) / s⌋ + 1", ""),
        ("shape -i 2 -k 7", 2, "", "error: kernel 7×7 does not fit"),
        ("render 卷积", 2, "", 'error: there is no scene, preset or clip "\\udce5'),
        ("shape --help", 0, "Usage: convanim shape", ""),
    ],
)
def test_text_where_python_knows_only_ascii(
    tmp_path: Path, words: str, status: int, out: str, err: str
) -> None:
    done = shell(f"$C {words}", tmp_path, BARE)
    assert done[0] == status
    assert done[1].startswith(out)
    assert done[2].startswith(err)
    assert bool(done[2]) == bool(err)


@pytest.mark.parametrize(
    ("line", "status", "err"),
    [
        ("$C list | head -n 1", 1, ""),
        ("$C list | true", 1, ""),
        ("$C render dilation --dump-spec | true", 1, ""),
        ("$C shape -k 9 2>&1 >/dev/null | true", 2, ""),
        ("$C list > /dev/full", 1, "error: no space left on device\n"),
        ("$C shape -k 9 2> /dev/full", 2, ""),
        ("$C list >&-", 0, ""),
        ("$C shape -k 9 2>&-", 2, ""),
        ("$C render - <&-", 2, "error: standard input is empty, or was read already"),
        ("$C render -i - <&-", 2, "error: standard input is empty, or was read already"),
    ],
)
def test_streams_that_are_closed_or_full(tmp_path: Path, line: str, status: int, err: str) -> None:
    done = shell(line, tmp_path)
    # Whether a reader is gone in time is not known.
    assert done[0] == status or ("|" in line and done[0] == 0)
    assert done[2].startswith(err)
    assert bool(done[2]) == bool(err)


def close_streams() -> None:
    """As ``<&- >&- 2>&-`` do."""
    for descriptor in range(3):
        os.close(descriptor)
    sys.stdin = sys.stdout = sys.stderr = None


def test_a_clip_is_made_without_any_stream(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert run((*TINY, "-o", "with.mp4"), tmp_path / "here") == 0
    assert run((*TINY, "-o", "without.mp4"), tmp_path / "here", close_streams) == 0
    assert (tmp_path / "here/with.mp4").read_bytes() == (tmp_path / "here/without.mp4").read_bytes()


def lose(folder: Path) -> None:
    """Remove the folder that the process is in."""
    (folder / "lost").mkdir()
    os.chdir(folder / "lost")
    (folder / "lost").rmdir()


@pytest.mark.parametrize("words", [("-o", "clip.gif"), ("-o", "stills/"), ()])
def test_the_current_folder_is_gone(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "here").mkdir()
    assert run((*TINY, *words), tmp_path / "here", partial(lose, tmp_path)) == 2
    assert said(tmp_path / "here") == (
        "error: the current folder does not exist any more: change to another one\n"
    )


def forget_home() -> None:
    """A process of a user that is in no list of users, as in a container."""
    os.environ.pop("HOME", None)
    if os.getuid() == 0:
        os.setuid(65_533)


def test_nobody_at_home(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    open_to_all(tmp_path)
    (tmp_path / "here").chmod(0o777)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp").chmod(0o777)
    assert run((*TINY, "-o", "stills/"), tmp_path / "here", forget_home) == 0
    assert run((*TINY, "-o", "stills/", "--force"), tmp_path / "here", forget_home) == 0


def test_files_that_a_windows_editor_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    mark = "\N{BYTE ORDER MARK}".encode()
    (folder / "x.csv").write_bytes(mark + b"1,2,3\r\n4,5,6\r\n7,8,9\r\n")
    (folder / "clip.toml").write_bytes(mark + b'input = "x.csv"\r\nkernel = "2"\r\n')
    (folder / "words.toml").write_bytes(mark + '"input" = "entrée"\r\n'.encode())
    assert run(("trace", "clip.toml", "--step", "0", "--json"), folder) == 0
    assert "[[1, 2], [4, 5]]" in said(folder)
    assert run(("render", "clip.toml", "--labels", "words.toml", "--dump-spec"), folder) == 0
    assert "words.toml" in said(folder)
