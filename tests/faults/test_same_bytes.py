"""The same clip in two processes, whose sets have other orders, is the same file to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.soak import often

NAMES = ("a.gif", "a.mp4", "a.html", "a.webp", "a.png", "a.pdf", "a.svg")

MAKE = """
import hashlib, sys
from pathlib import Path
from convanim import ClipSpec, render
spec = ClipSpec(input=3, kernel=2, width=240, motion="step", frame="fit")
for _ in range(int(sys.argv[1])):
    for name in sys.argv[2:]:
        render(spec, name)
        print(name, hashlib.sha256(Path(name).read_bytes()).hexdigest())
"""


def test_two_processes_make_the_same_bytes(tmp_path: Path) -> None:
    making = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        making.append(
            subprocess.Popen(
                [sys.executable, "-c", MAKE, str(often(1, 20)), *NAMES],
                cwd=folder,
                env={**os.environ, "PYTHONHASHSEED": seed},
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    lines = [line for process in making for line in process.communicate()[0].splitlines()]
    assert len(lines) == 2 * often(1, 20) * len(NAMES)
    assert len(set(lines)) == len(NAMES), sorted(set(lines))
