"""What the packaging tests share: the checkout's root and the files that belong to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# make and its set-up script are for systems with a shell; on Windows the package is installed by pip.
collect_ignore = ["test_setup.py"] if sys.platform == "win32" else []


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> Callable[[str], list[Path]]:
    """A function that lists the files below a folder of the checkout, less what .gitignore names.

    It walks the folders instead of asking git, so that it also holds in an unpacked archive.
    """
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    ignored = [line.rstrip("/") for line in lines] + [".git"]

    def is_ours(name: str) -> bool:
        return not any(fnmatch(name, pattern) for pattern in ignored)

    def below(folder: str) -> list[Path]:
        found = []
        for place, folders, names in os.walk(ROOT / folder):
            folders[:] = [name for name in folders if is_ours(name)]
            found += [Path(place, name).relative_to(ROOT) for name in names if is_ours(name)]
        return sorted(found)

    return below
