"""What holds for all tests."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator

import pytest


def pytest_configure() -> None:
    """Has Ctrl-C and a lost terminal end what the tests start, where the tests run in the background too."""
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is not None and signal.getsignal(number) is signal.SIG_IGN:
                signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


def pytest_collection_finish() -> None:
    """Has the collector leave alone what stays to the end: ten thousand tests and all that they import."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True, scope="module")
def _kept_no_longer_than_its_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """Clears what a module's functions have cached: the layouts of its table are of no use to others."""
    yield
    for kept in vars(request.module).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
