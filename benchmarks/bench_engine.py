"""How long the engine's operations take, beside PyTorch on one thread where PyTorch is installed.

    python benchmarks/bench_engine.py [--repeats 30]

Prints the median of each, and the ratio to PyTorch's. The goal is a ratio of at most 3 for the
convolution of 64 to 64 channels, 3×3, 56×56, in float32.
"""

import argparse
import importlib
import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from convanim.engine import average_pool, conv, conv_transpose, max_pool, trace

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """The median time of one call, after three to warm up."""
    for _ in range(3):
        work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def torch_on_one_thread() -> Any | None:
    """PyTorch, told to use one thread; None if it is not installed."""
    if importlib.util.find_spec("torch") is None:
        return None
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    return torch


def operations(torch: Any | None) -> dict[str, tuple[Callable[[], object], Callable[[], object] | None]]:
    """By name, our call and PyTorch's on the same data."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((64, 56, 56), dtype=np.float32)
    weight = rng.standard_normal((64, 64, 3, 3), dtype=np.float32)
    depthwise = weight[:, :1]
    whole, kernel = (x * 4).astype(np.int64), (weight * 4).astype(np.int64)
    ours: dict[str, Callable[[], object]] = {
        "conv 64→64, 3×3, 56×56 float32": lambda: conv(x, weight, padding=1),
        "conv the same, stride 2": lambda: conv(x, weight, padding=1, stride=2),
        "conv the same, depthwise": lambda: conv(x, depthwise, padding=1, groups=64),
        "conv the same, int64": lambda: conv(whole, kernel, padding=1),
        "conv_transpose the same, stride 2": lambda: conv_transpose(x, weight, padding=1, stride=2),
        "max_pool 3×3, stride 2": lambda: max_pool(x, 3, stride=2, padding=1),
        "average_pool 3×3, stride 2": lambda: average_pool(x, 3, stride=2, padding=1),
    }
    if torch is None:
        return {name: (call, None) for name, call in ours.items()}
    f, tx, tw = torch.nn.functional, torch.from_numpy(x)[None], torch.from_numpy(weight)
    theirs = [
        lambda: f.conv2d(tx, tw, padding=1),
        lambda: f.conv2d(tx, tw, padding=1, stride=2),
        lambda: f.conv2d(tx, tw[:, :1], padding=1, groups=64),
        None,
        lambda: f.conv_transpose2d(tx, tw, padding=1, stride=2),
        lambda: f.max_pool2d(tx, 3, stride=2, padding=1),
        lambda: f.avg_pool2d(tx, 3, stride=2, padding=1),
    ]
    return {name: (call, other) for (name, call), other in zip(ours.items(), theirs, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=30)
    repeats = parser.parse_args().repeats
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        # Thread pools are sized when their library is imported, which has happened: begin again.
        again = subprocess.run([sys.executable, *sys.argv], env=os.environ | ONE_THREAD, check=False)
        raise SystemExit(again.returncode)
    torch = torch_on_one_thread()
    print(f"PyTorch {torch.__version__}, one thread" if torch else "PyTorch is not installed: no ratios")
    for name, (ours, theirs) in operations(torch).items():
        mine = median_seconds(ours, repeats)
        line = f"{name:<36} {mine * 1e3:8.2f} ms"
        if theirs is not None:
            other = median_seconds(theirs, repeats)
            line += f"   PyTorch {other * 1e3:8.2f} ms   ratio {mine / other:5.2f}"
        print(line)
    large = np.ones((256, 224, 224), dtype=np.float32)
    steps = trace("conv", large, np.ones((8, 256, 3, 3), dtype=np.float32), padding=1)
    seconds = median_seconds(lambda: steps.step((100, 100), 3), 10 * repeats)
    print(f"{'one traced step of 256×224×224':<36} {seconds * 1e6:8.0f} µs")


if __name__ == "__main__":
    main()
