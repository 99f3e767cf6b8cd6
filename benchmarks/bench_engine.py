"""The engine's operations on ResNet's shapes, beside PyTorch and SciPy where they are installed; one thread.

    python benchmarks/bench_engine.py [--quick | --full]

Neither is needed: without PyTorch or SciPy their columns are empty. In an environment that has them and
NumPy, ``PYTHONPATH=. python benchmarks/bench_engine.py`` measures this checkout.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from measure import figure, in_turn, options, times

from convanim.engine import average_pool, conv, conv_transpose, max_pool, trace

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
Work = Callable[[], object]
BEST_OF = 5
"""Calls of which the fastest counts, so that caches and other programs weigh on neither side."""
SLOW = 3
"""Rounds for works that take seconds."""


@dataclass(frozen=True)
class Convolution:
    """The shapes of one convolution."""

    name: str
    in_channels: int
    out_channels: int
    side: int
    kernel: int
    stride: int = 1
    groups: int = 1

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(0)
        x = rng.standard_normal((self.in_channels, self.side, self.side), dtype=np.float32)
        shape = (self.out_channels, self.in_channels // self.groups, self.kernel, self.kernel)
        return x, rng.standard_normal(shape, dtype=np.float32)


RESNET = (
    Convolution("first: 3→64, 7×7, 224×224, stride 2", 3, 64, 224, 7, 2),
    Convolution("64→64, 3×3, 56×56", 64, 64, 56, 3),
    Convolution("256→64, 1×1, 56×56", 256, 64, 56, 1),
    Convolution("128→256, 3×3, 28×28, stride 2", 128, 256, 28, 3, 2),
    Convolution("512→512, 3×3, 7×7", 512, 512, 7, 3),
    Convolution("depthwise: 64, 3×3, 56×56", 64, 64, 56, 3, 1, 64),
)


def module(name: str) -> Any | None:
    """A module, if it is installed."""
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def convolution(shape: Convolution, torch: Any | None) -> tuple[Work, Work | None]:
    """Our call, and PyTorch's on the same data."""
    x, weight = shape.arrays()
    settings: dict[str, Any] = {"padding": shape.kernel // 2, "stride": shape.stride, "groups": shape.groups}
    ours = lambda: conv(x, weight, **settings)  # noqa: E731 (a closure over this call's arrays)
    if torch is None:
        return ours, None
    tx, tw = torch.from_numpy(x)[None], torch.from_numpy(weight)
    return ours, lambda: torch.nn.functional.conv2d(tx, tw, **settings)


def others(torch: Any | None) -> dict[str, tuple[Work, Work | None]]:
    """The operations besides convolution, on 64 maps of 56×56."""
    x, weight = RESNET[1].arrays()
    whole, kernel = (x * 4).astype(np.int64), (weight * 4).astype(np.int64)
    ours: dict[str, Work] = {
        "64→64, 3×3, 56×56, int64": lambda: conv(whole, kernel, padding=1),
        "transposed 64→64, 3×3, 56×56, stride 2": lambda: conv_transpose(x, weight, padding=1, stride=2),
        "max pooling 3×3, stride 2, 64 of 56×56": lambda: max_pool(x, 3, stride=2, padding=1),
        "average pooling 3×3, stride 2, 64 of 56×56": lambda: average_pool(x, 3, stride=2, padding=1),
    }
    if torch is None:
        return {name: (work, None) for name, work in ours.items()}
    f, tx, tw = torch.nn.functional, torch.from_numpy(x)[None], torch.from_numpy(weight)
    theirs: list[Work | None] = [
        None,
        lambda: f.conv_transpose2d(tx, tw, padding=1, stride=2),
        lambda: f.max_pool2d(tx, 3, stride=2, padding=1),
        lambda: f.avg_pool2d(tx, 3, stride=2, padding=1),
    ]
    return {name: (ours[name], other) for name, other in zip(ours, theirs, strict=True)}


def against_torch(works: dict[str, tuple[Work, Work | None]], repeats: int) -> None:
    for name, (ours, theirs) in works.items():
        both = {"ours": ours} | ({"theirs": theirs} if theirs else {})
        seconds = in_turn(both, repeats, best_of=BEST_OF)
        mine = seconds["ours"]
        text, goal = f"{mine.median * 1e3:.2f} ms", ""
        if theirs:
            text += (
                f"   PyTorch {seconds['theirs'].median * 1e3:.2f} ms   {times(mine.ratio(seconds['theirs']))}"
            )
            goal = "at most 3×" if name == RESNET[1].name else ""
        figure(name, text, goal)


def against_scipy(repeats: int, quick: bool) -> None:
    """SciPy correlates one filter at a time, without strides or groups."""
    scipy = module("scipy.signal")
    if scipy is None:
        print("SciPy is not installed")
        return
    print("against scipy.signal, float32, no padding")
    x, weight = Convolution("", 1, 1, 224, 3).arrays()
    cases = {
        "1→1, 3×3, 224×224 (correlate2d)": (
            lambda: conv(x, weight),
            lambda: scipy.correlate2d(x[0], weight[0, 0], mode="valid"),
        )
    }
    many, filters = RESNET[1].arrays()
    if not quick:
        cases["64→64, 3×3, 56×56 (correlate, a filter at a time)"] = (
            lambda: conv(many, filters),
            lambda: [scipy.correlate(many, each, mode="valid") for each in filters],
        )
    for number, (name, (ours, theirs)) in enumerate(cases.items()):
        seconds = in_turn({"ours": ours, "theirs": theirs}, SLOW if number else repeats, best_of=BEST_OF)
        text = f"{seconds['ours'].median * 1e3:.2f} ms   SciPy {seconds['theirs'].median * 1e3:.2f} ms"
        figure(name, f"{text}   {times(seconds['ours'].ratio(seconds['theirs']))}")


def one_step(repeats: int) -> None:
    """What a scene asks for: the numbers of one step of a large layer."""
    large = np.ones((256, 224, 224), dtype=np.float32)
    steps = trace("conv", large, np.ones((8, 256, 3, 3), dtype=np.float32), padding=1)
    seconds = in_turn({"step": lambda: steps.step((100, 100), 3)}, repeats)["step"]
    figure("one traced step, 256→8, 3×3, 224×224", f"{seconds.median * 1e6:.0f} µs")


def main() -> None:
    arguments = options(__doc__)
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        # Thread pools are sized when their library is imported, which has happened: begin again.
        again = subprocess.run([sys.executable, *sys.argv], env=os.environ | ONE_THREAD, check=False)
        raise SystemExit(again.returncode)
    repeats = 3 if arguments.quick else 100 if arguments.full else 20
    torch = module("torch")
    if torch is not None:
        torch.set_num_threads(1)
    print(f"against PyTorch {torch.__version__}, float32" if torch else "PyTorch is not installed: no ratios")
    against_torch({shape.name: convolution(shape, torch) for shape in RESNET}, repeats)
    against_torch(others(torch), repeats)
    against_scipy(repeats, arguments.quick)
    one_step(10 * repeats)


if __name__ == "__main__":
    main()
