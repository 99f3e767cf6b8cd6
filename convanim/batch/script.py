"""Starting processes that do not run the script that starts them once more."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_ONE_AT_A_TIME = threading.Lock()
"""The main module is one for a process."""


@contextmanager
def without_script() -> Iterator[None]:
    """Within, a process that is spawned does not import the main module.

    Clips need nothing of it. A script that makes a batch outside of ``if __name__ == "__main__"`` would make
    another one in each process of the first, and one that Python reads from stdin is not there to be read
    again. Where a process's main module comes from is asked of its ``__spec__`` and ``__file__``; whoever
    looks something up in it meanwhile finds it.
    """
    with _ONE_AT_A_TIME:
        usual = sys.modules["__main__"]
        nameless = ModuleType("__main__")
        nameless.__dict__.update(vars(usual), __spec__=None, __file__=None)
        sys.modules["__main__"] = nameless
        try:
            yield
        finally:
            sys.modules["__main__"] = usual
