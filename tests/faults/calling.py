"""Calls of the program in this process that plan everything and draw nothing; what none of them may do."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import numpy as np
import pytest
from PIL import Image

from convanim.cli import main
from convanim.encoders.registry import check
from convanim.errors import ConvanimError
from convanim.rendering import gallery, pipeline
from convanim.slides import making

LONGEST = 5.0
"""Seconds of work after which a call is taken to hang."""

FILES = {
    "clip.toml": 'scene = "sliding-kernel"\ninput = "x.csv"\nkernel = 2\nstride = 1\n',
    "deck.toml": 'title = "a"\n[[slide]]\ntitle = "b"\ntext = ["c"]\n'
    '[[slide]]\nclip = "dilation"\nstride = 2\n',
    "course.toml": '[defaults]\ntheme = "dark"\n[[clip]]\nclip = "dilation"\nmatrix = { kernel = [2, 3] }\n'
    'output = "{clip}-{kernel}"\nformats = ["gif"]\n[[clip]]\nscene = "layer"\n',
    "words.toml": '[labels]\n"input" = "Eingabe"\nkernel = "Kern"\n',
    "x.csv": "1,2,3\n4,5,6\n7,8,9\n",
    "bad.csv": "1,2\n3\n",
    "empty.toml": "",
}


@dataclass(frozen=True)
class Called:
    """What a call ended with."""

    status: int
    out: str
    err: str


class HangError(BaseException):
    """A call takes longer than anybody waits."""


class PlannedError(ConvanimError):
    """A clip could be made; the tests stop here."""


@contextlib.contextmanager
def planned_only(output: Any, info: Any, *, force: bool = False, **options: object) -> Iterator[NoReturn]:
    """Stands in for `open_encoder`: whatever can be refused is."""
    check(output, info, force=force)
    raise PlannedError("planned")
    yield  # what makes it a generator


def no_work(*arguments: object, **options: object) -> NoReturn:
    """Stands in for whatever makes many clips."""
    raise PlannedError("planned")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files of every kind, which is the current one; nothing is drawn."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("folder.gif").mkdir()
    np.save("k.npy", np.ones((2, 2)))
    arrays: dict[str, Any] = {"a.weight": np.ones((2, 3, 2, 2), np.float32)}
    np.savez("model.npz", **arrays)
    Image.new("RGB", (9, 7), "red").save("photo.png")
    assert main(["render", "-i", "3", "-k", "2", "-q", "--width", "300", "-o", "old.png"]) == 0
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    monkeypatch.setattr(pipeline, "open_encoder", planned_only)
    monkeypatch.setattr(making, "_finished", no_work)
    monkeypatch.setattr(gallery, "gallery", no_work)
    return tmp_path


def call(words: Sequence[str], given: bytes = b"") -> Called:
    """Run the program; a hang ends it."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    usual = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    try:
        with timed(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(words)
    finally:
        sys.stdin = usual
    for stream in (out, err):
        stream.flush()
    told = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Called(status, *told)


@contextlib.contextmanager
def timed() -> Iterator[None]:
    """End what takes too long, in seconds of this process's own work."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, _hang)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _hang(number: int, frame: FrameType | None) -> NoReturn:
    raise HangError


def check_call(words: Sequence[str], given: bytes = b"", but: str = "") -> Called:
    """Run the program and see that it ends well, or with one sentence, and that no file is touched."""
    before = listing(but)
    called = call(words, given)
    assert called.status in (0, 2), (words, called.err)
    if called.status == 2:
        assert called.err.startswith("error: "), (words, called.err)
        listed = words[:1] in (["batch"], ["slides"]) and " problems:\n" in called.err  # all are told
        assert listed or called.err.count("\n") == 1, (words, called.err)
        assert "Traceback" not in called.err, words
    assert listing(but) == before, words
    return called


def listing(but: str = "") -> dict[str, tuple[int, int]]:
    """The files there are, with their sizes and times."""
    found = (
        (entry.name, entry.stat(follow_symlinks=False)) for entry in os.scandir(".") if entry.name != but
    )
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in found}
