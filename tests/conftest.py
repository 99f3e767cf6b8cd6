"""What holds for all tests."""

from __future__ import annotations

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


@pytest.fixture(autouse=True, scope="module")
def _kept_no_longer_than_its_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """Clears what a module's functions have cached: the layouts of its table are of no use to others."""
    yield
    for kept in vars(request.module).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
