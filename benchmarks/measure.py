"""Measuring side by side: commands and calls in turn, medians, and ratios of neighbouring runs."""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Series:
    """Seconds of one thing in several rounds."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def ratio(self, other: Series, off: Series | None = None) -> float:
        """The median of the rounds' ratios, self to other; ``off`` is taken off both sides before.

        Other programs slow a whole round down, so that ratios within rounds hold where times do not.
        """
        offs = off.seconds if off is not None else (0.0,) * len(self.seconds)
        rounds = zip(self.seconds, other.seconds, offs, strict=False)
        return statistics.median((mine - o) / max(theirs - o, 1e-9) for mine, theirs, o in rounds)

    def __str__(self) -> str:
        spread = f"{min(self.seconds):.2f} to {max(self.seconds):.2f}"
        return f"{self.median:.2f} s" + (
            f" ({spread}, {len(self.seconds)} rounds)" if self.seconds[1:] else ""
        )


def in_turn(works: Mapping[str, Callable[[], object]], rounds: int, best_of: int = 1) -> dict[str, Series]:
    """Do every work once a round, in turn: A B C, A B C. Short works count with the best of a few tries."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(min(seconds_of(work) for _ in range(best_of)))
    return {name: Series(tuple(seconds)) for name, seconds in times.items()}


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command(*words: str | Path, env: Mapping[str, str] | None = None) -> Callable[[], None]:
    """A command as a whole process; what it prints is shown only if it fails.

    Bytecode is kept, as it is of every installed package: else we alone would be compiled in every run.
    """

    def run() -> None:
        done = subprocess.run(
            [str(word) for word in words],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, words))}\nended with {done.returncode}:\n{done.stderr}")

    return run


def convanim(*words: str | Path) -> Callable[[], None]:
    """The ``convanim`` command."""
    return command(sys.executable, "-m", "convanim", *words)


def manim(
    scene: str, folder: Path, suffix: str, size: tuple[int, int], rate: int, env: Mapping[str, str]
) -> Callable[[], None]:
    """The ``manim`` command on a scene, ``file.py:Class``, of this folder; caching disabled."""
    file, _, name = scene.partition(":")
    options = ("--disable_caching", "--progress_bar", "none", "-v", "ERROR", "--media_dir", folder)
    picture = ("--format", suffix, "-r", f"{size[0]},{size[1]}", "--fps", str(rate))
    return command(BIN / "manim", "render", *options, *picture, ROOT / "benchmarks" / file, name, env=env)


def import_manim() -> Callable[[], None]:
    """A process that only imports Manim: what both sides pay before the first line of work."""
    return command(sys.executable, "-c", "import manim")


def size_of(folder: Path, suffix: str) -> int:
    """Bytes of the largest file with a suffix below a folder."""
    return max(path.stat().st_size for path in folder.rglob(f"*.{suffix}"))


def peak_of_children() -> float:
    """Peak memory of the largest process so far that was waited for, in MB."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def figure(label: str, value: str, goal: str = "") -> None:
    """Print one line: what, how much, and the goal beside it."""
    print(f"  {label:<58} {value:<34}" + (f" goal: {goal}" if goal else ""), flush=True)


def times(factor: float) -> str:
    return f"{factor:.2f}×"


def kilobytes(size: float) -> str:
    return f"{size / 1e3:.0f} kB"


def options(doc: str | None, extra: Sequence[tuple[str, str]] = ()) -> argparse.Namespace:
    """``--quick`` for a smoke test in seconds, ``--full`` for all there is, and what a benchmark adds."""
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="one short round: does it run?")
    how_much.add_argument("--full", action="store_true", help="nothing shortened; takes minutes")
    for name, text in extra:
        parser.add_argument(name, action="store_true", help=text)
    return parser.parse_args()


def rounds(arguments: argparse.Namespace, usual: int, full: int) -> int:
    """How many rounds are measured."""
    return 1 if arguments.quick else full if arguments.full else usual
