"""What is loaded before anything is drawn: nothing that takes long."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = frozenset({"manim", "PIL", "av", "rich", "scipy", "importlib.metadata"})

PROGRAM = "from convanim.cli import main; assert main({arguments!r}) == 0"


def loaded(code: str) -> set[str]:
    """Which modules a fresh interpreter has after running some code."""
    report = "import sys; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return set(done.stderr.split())


LIGHT = {
    "import": "import convanim",
    "spec": "import convanim; convanim.preset('dilation')",
    "help": PROGRAM.format(arguments=["--help"]),
    "render help": PROGRAM.format(arguments=["render", "--help"]),
    "version": PROGRAM.format(arguments=["--version"]),
    "list": PROGRAM.format(arguments=["list"]),
    "shape": PROGRAM.format(arguments=["shape", "-i", "5"]),
    "trace": PROGRAM.format(arguments=["trace", "-i", "5"]),
    "dump": PROGRAM.format(arguments=["render", "dilation", "--dump-spec"]),
    "completion": PROGRAM.format(arguments=["completion", "zsh"]),
    "python -m": "import runpy, sys; sys.argv = ['convanim', '--version']\n"
    "try: runpy.run_module('convanim', run_name='__main__')\nexcept SystemExit: pass",
}


@pytest.mark.parametrize("code", LIGHT.values(), ids=LIGHT.keys())
def test_what_draws_nothing_loads_nothing_heavy(code: str) -> None:
    assert not loaded(code) & HEAVY


@pytest.mark.parametrize("name", ["import", "help", "version", "list", "render help", "dump"])
def test_what_computes_nothing_does_not_even_load_numpy(name: str) -> None:
    assert "numpy" not in loaded(LIGHT[name])


def test_importing_the_package_loads_two_modules_of_it() -> None:
    ours = {name for name in loaded("import convanim") if name.partition(".")[0] == "convanim"}
    assert ours == {"convanim", "convanim.errors"}


def test_the_check_fails_where_something_heavy_is_loaded(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (5, 5)).save(tmp_path / "x.png")
    assert "PIL" in loaded(PROGRAM.format(arguments=["trace", "-i", str(tmp_path / "x.png")])) & HEAVY
    assert loaded("import importlib.metadata") & HEAVY == {"importlib.metadata"}
