"""What a step of a large input costs, and what importing the engine loads."""

import subprocess
import sys
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from convanim.engine import conv, trace

KILOBYTES = 1024


def allocated(work: Callable[[], object]) -> int:
    """The most bytes that `work` held at one time."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def large() -> np.ndarray:
    return np.ones((256, 224, 224), dtype=np.float32)


def test_a_step_of_a_large_input_copies_only_its_patch(large):
    weight = np.ones((4, 256, 3, 3), dtype=np.float32)
    t = trace("conv", large, weight, padding=1)
    t.step((0, 0))
    # Patch, weights and products are 9 kB each; one channel of the input would be 196 kB.
    assert allocated(lambda: t.step((100, 100), 3)) < 64 * KILOBYTES
    stamping = trace("conv_transpose", large, weight.reshape(256, 4, 3, 3), stride=2, reading="scatter")
    assert allocated(lambda: stamping.stamp((100, 100), 200)) < 64 * KILOBYTES
    gathering = trace("conv_transpose", large, weight.reshape(256, 4, 3, 3), stride=2)
    assert allocated(lambda: gathering.step((100, 100), 2)) < 64 * KILOBYTES
    pooling = trace("max_pool", large, kernel_size=2)
    assert allocated(lambda: pooling.step((100, 100), 2)) < 64 * KILOBYTES


def test_making_a_trace_copies_nothing(large):
    weight = np.ones((4, 256, 3, 3), dtype=np.float32)
    assert allocated(lambda: trace("conv", large, weight, padding=1)) < 64 * KILOBYTES
    assert allocated(lambda: trace("average_pool", large, kernel_size=2)) < 64 * KILOBYTES


def test_a_convolution_lays_out_its_windows_in_blocks():
    x = np.ones((64, 128, 128), dtype=np.float32)
    weight = np.ones((1, 64, 5, 5), dtype=np.float32)
    all_windows = 64 * 25 * 124 * 124 * 4
    assert allocated(lambda: conv(x, weight)) < all_windows / 10


def test_the_measure_can_fail(large):
    assert allocated(large.copy) > large.nbytes


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after `statement`."""
    code = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_engine_needs_numpy_alone():
    added = loaded_by("import convanim.engine") - loaded_by("import numpy")
    assert {name for name in added if name not in sys.stdlib_module_names} == {"convanim"}
    assert "PIL" in loaded_by("import convanim.engine, PIL")
