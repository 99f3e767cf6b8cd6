"""The program in processes that have imported what clips need: to kill one costs no second."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from convanim.cli import console

PATIENCE = 60.0

TINY = ("render", "-i", "3", "-k", "2", "--width", "240", "--motion", "step", "--frame", "fit")
"""A clip of ten pictures."""

USED = [
    "convanim.cli.render",
    "convanim.encoders.gif",
    "convanim.encoders.player",
    "convanim.rendering.budget",
    "convanim.rendering.renderer",
    "convanim.rendering.stage",
    "convanim.scenes.sliding_kernel",
]


def start(
    arguments: tuple[str, ...], folder: Path, before: Callable[[], None] | None = None
) -> ForkServerProcess:
    """Run the program in a folder, with temporary files in ``tmp`` and what it says in ``said`` beside it.

    `before` is called in the process first. ``exitcode`` is the program's status.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, *USED])
    (folder.parent / "tmp").mkdir(exist_ok=True)
    process = context.Process(target=_run, args=(arguments, folder, before))
    process.start()
    return process


def ended(process: ForkServerProcess) -> int:
    """The status of a process, once it has ended."""
    process.join(PATIENCE)
    assert process.exitcode is not None, "it hangs"
    return process.exitcode


def run(arguments: tuple[str, ...], folder: Path, before: Callable[[], None] | None = None) -> int:
    """The status of the program in a process of its own."""
    return ended(start(arguments, folder, before))


def said(folder: Path) -> str:
    """What the last program in this folder wrote, to whichever stream."""
    return (folder.parent / "said").read_text(encoding="utf-8")


def appears(pattern: str, folder: Path) -> None:
    """Wait until a folder has a file of such a name."""
    until = time.monotonic() + PATIENCE
    while not list(folder.glob(pattern)):
        assert time.monotonic() < until, f"no {pattern} appears"
        time.sleep(0.001)


def _run(arguments: tuple[str, ...], folder: Path, before: Callable[[], None] | None) -> None:
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder.parent / "tmp")
    speech = os.open(folder.parent / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for descriptor in (1, 2):
        os.dup2(speech, descriptor)
    sys.argv = ["convanim", *arguments]
    if before is not None:
        before()
    status = console()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def open_to_all(folder: Path) -> None:
    """Let other users come to a folder of pytest's, whose parents are for their owner alone."""
    for place in (folder, *folder.parents):
        if place.is_relative_to(tempfile.gettempdir()) and place != Path(tempfile.gettempdir()):
            place.chmod(0o755)
