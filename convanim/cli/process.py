"""The program as a process: what others do to it, from a closed terminal to a request to end."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType, TracebackType
from typing import NoReturn

ENDING = ("SIGTERM", "SIGHUP")
"""The signals that ask a process to end, besides Ctrl-C; not every platform has both."""

SOON = 0.01
"""Seconds until a request to end that got lost is made again."""


class Ended(BaseException):
    """Raised where the process was when it was asked to end, so that all is tidied up on the way out.

    Not an Exception, for the reason that KeyboardInterrupt is none: nobody on the way may keep it.
    """

    def __init__(self, number: int) -> None:
        self.number, self.status = number, 128 + number
        super().__init__(number)


def end_tidily() -> None:
    """From now on `Ended` is raised in the main thread when the process is asked to end, once.

    A signal that is ignored, as ``nohup`` has it for SIGHUP, stays ignored. Where a library of C calls
    Python and cannot pass `Ended` or KeyboardInterrupt on, it is raised again a moment later.
    """
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end)
    sys.unraisablehook = _raise_again
    sys.excepthook = _say_nothing_of_requests


def _end(number: int, frame: FrameType | None) -> NoReturn:
    # A second one would stop the tidying up. Where it has come already, SIG_IGN makes Python complain.
    signal.signal(number, _disregard)
    raise Ended(number)


def _disregard(number: int, frame: FrameType | None) -> None:
    """It is being done."""


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    error = lost.exc_value
    if isinstance(error, Ended):
        signal.signal(error.number, _end)
    elif not isinstance(error, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    number = error.number if isinstance(error, Ended) else signal.SIGINT
    threading.Timer(SOON, _ask, (number,)).start()


def _ask(number: int) -> None:
    """Send the main thread a signal; where that is possible, one that wakes it."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        _thread.interrupt_main(signal.Signals(number))


def _say_nothing_of_requests(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Cython calls this, too, for what it cannot pass on."""
    if not issubclass(kind, (Ended, KeyboardInterrupt)):
        sys.__excepthook__(kind, error, trace)


def open_closed_streams() -> None:
    """Give a process that was started with closed streams (``>&-``) the null device in their place.

    Else the next file to be opened takes the number of a stream, and what a library of C writes to stderr
    lands in a clip. Python has None for such streams, which few programs expect.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    nothing = Path(os.devnull)
    sys.stdin = sys.stdin or nothing.open(encoding="utf-8")
    sys.stdout = sys.stdout or nothing.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nothing.open("w", encoding="utf-8")


def let_go_of_output() -> bool:
    """Write what is left to write; whether it could be.

    What cannot be written is dropped: Python would try once more at the exit, and complain with status 120.
    """
    whole = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            whole = False
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return whole
