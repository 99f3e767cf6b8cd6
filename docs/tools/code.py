"""Runs the code on the pages as it is written, each page in a folder of its own, in warm processes."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import multiprocessing
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import convanim
from convanim.processes import RARELY, usual_count
from docs.tools.assemble import DOCS, ROOT
from docs.tools.blocks import Block, pages
from docs.tools.materials import provide

SHELL = re.compile(r"[<>|;&]")
"""Signs that only a shell understands."""
SET_UP = ("make", "pip", "py", "git", "cd", "python3", ".venv/bin/pre-commit", ".venv\\Scripts\\pip")
"""What prepares a machine: it is checked that it exists, and not run."""
POOLS = ("batch", "gallery")
"""Commands with processes of their own, which are not begun inside a worker of another pool."""
TAKEN = ("contributing.md", "changelog.md", "benchmarks.md")
"""Pages about the repository's own commands, which CI runs."""

ELSEWHERE = (
    *("manim-slides ", "dask ", "--dask tcp://", "convanim cache ", " net.onnx", " net.safetensors"),
    *(path.name for path in (DOCS / "examples").glob("*.py")),
)
"""What other tests run, with the cluster, cache, model or time that it needs: only parsed here."""

Run = Callable[[str], tuple[int, str]]


def check(sources: Path, checked: Path) -> int:
    """Run every page whose code or program has changed since it last ran; stop with what went wrong."""
    found = pages(sources, ROOT / "README.md")
    todo = {name: each for name, each in found.items() if name not in TAKEN}
    passed = {name: checked / digest(each) for name, each in todo.items()}
    waiting = [name for name in todo if not passed[name].exists()]
    checked.mkdir(parents=True, exist_ok=True)
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(usual_count(), start, gc.set_threshold, RARELY) as pool:
        running = {name: pool.submit(run_page, todo[name]) for name in waiting}
        faults = {name: future.result() for name, future in running.items()}
    for name, fault in faults.items():
        if not fault:
            passed[name].touch()
    if any(faults.values()):
        raise SystemExit("\n".join(["", *filter(None, faults.values())]))
    return sum(len(each) for each in todo.values())


def digest(found: list[Block]) -> str:
    """A hash of a page's code and of the program that it runs."""
    told = hashlib.sha256(repr(found).encode())
    package = Path(convanim.__file__).parent
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.toml"), *ROOT.glob("scenes/*.py")]):
        told.update(path.read_bytes())
    return f"code-{told.hexdigest()[:24]}"


def run_page(found: list[Block]) -> str:
    """Run the blocks of a page, one after another; what went wrong, or nothing."""
    with tempfile.TemporaryDirectory(prefix="convanim-docs-") as name, contextlib.chdir(name):
        provide(Path(name))
        names: dict[str, object] = {"__name__": "__main__"}
        for block in found:
            try:
                run_block(block, run_command, names)
            except Exception as error:  # whatever a page's code raises is told with its place
                return f"{block.where}: {type(error).__name__}: {error}"
    return ""


def run_block(block: Block, run: Run, names: dict[str, object]) -> None:
    """Run one block, Python with the names of the page; AssertionError says what differs from the page."""
    if block.language == "toml":
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
    elif block.language == "python":
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            exec(compile(block.text, block.where, "exec"), names)
    else:
        wanted = [line for line in block.commands if not prepares(line) and not elsewhere(line)]
        told = [run(line) for line in wanted]
        failed = [line for line, (status, _) in zip(wanted, told, strict=True) if status]
        said = "".join(text for _, text in told).strip()
        if block.language == "console" and wanted:
            assert said == block.answers.strip(), f"it says\n{said}\nand the page\n{block.answers}"
        else:
            assert not failed, f"{failed[0]}\n{said}"


def elsewhere(line: str) -> bool:
    """Whether a command is run by a test of its own."""
    return any(part in line for part in ELSEWHERE)


def prepares(line: str) -> bool:
    """Whether a command sets a machine up; then what it names is there."""
    program, *words = shlex.split(line, posix=False)
    if program == "make":
        targets = re.findall(
            r"^([a-z]+(?:-[a-z]+)*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
        unknown = [word for word in words if "=" not in word and word not in targets]
        assert not unknown, f"the Makefile has no target {unknown[0]}"
    if program in ("pip", "uv"):
        declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        for extra in re.findall(r"\[(\w+)\]", line):
            assert re.search(rf"^{extra} = \[", declared, re.MULTILINE), f"there is no extra {extra}"
    return program in SET_UP


def run_command(line: str) -> tuple[int, str]:
    """Run a command line: convanim's own in this process, all else by a shell; status and output."""
    line = line.replace(".venv/bin/", "")
    words = shlex.split(line)
    if (
        words[0] != "convanim"
        or words[1] in POOLS
        or any(SHELL.search(word) for word in shlex.split(line, posix=False) if word[0] not in "'\"")
    ):
        return shell(line)
    from convanim.cli import main

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = main(words[1:])
    out.seek(0)
    said = out.read()
    return status, said


def shell(line: str) -> tuple[int, str]:
    """Run a line by a shell in which this environment's commands are found; its status, what it printed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        line, shell=True, text=True, capture_output=True, env={**os.environ, "PATH": path}, timeout=300
    )
    return done.returncode, done.stdout + (done.stderr[-2000:] if done.returncode else "")
