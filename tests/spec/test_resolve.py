"""From a spec to a clip: numbers, words, limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convanim import ClipSpec, ConvanimError
from convanim.limits import amount, check_clip, memory
from convanim.sources.kernels import KERNELS
from convanim.spec.resolve import resolve_trace

SEVEN_INPUT = [[[1, 1, 3, 2, 0, 2, 3, 1], [1, 2, 0, 2, 3, 0, 3, 1]]]
SEVEN_KERNEL = [[[[1, 1], [2, 2]]]]


def test_the_same_seed_draws_the_same_numbers_for_ever() -> None:
    trace = ClipSpec.of(input="2x8", kernel="2x2", seed=7).resolve().trace
    assert trace.input.tolist() == SEVEN_INPUT
    assert trace.weight.tolist() == SEVEN_KERNEL


def test_seeded_numbers_are_the_papers() -> None:
    trace = ClipSpec.of(input=28, kernel=9).resolve().trace
    assert set(trace.input.ravel().tolist()) == {0, 1, 2, 3}
    assert set(trace.weight.ravel().tolist()) == {0, 1, 2}


def test_seeds_differ_and_no_kernel_is_all_zero() -> None:
    kernels = [ClipSpec.of(kernel=1, seed=seed).resolve().trace.weight.item() for seed in range(40)]
    assert set(kernels) == {1, 2}
    rows = [ClipSpec.of(kernel="1x2", seed=seed).resolve().trace.weight.tolist() for seed in range(60)]
    assert [[[[0, 0]]]] not in rows
    assert [[[[0, 1]]]] in rows
    inputs = {ClipSpec.of(seed=seed).resolve().trace.input.tobytes() for seed in range(10)}
    assert len(inputs) == 10


def test_the_input_does_not_depend_on_the_kernel() -> None:
    small, large = (ClipSpec.of(kernel=size).resolve().trace.input for size in (2, 4))
    assert (small == large).all()


@pytest.mark.parametrize("name", KERNELS)
def test_named_kernels_are_what_their_names_say(name: str) -> None:
    trace = ClipSpec.of(kernel=name).resolve().trace
    kernel = KERNELS[name]
    assert trace.weight[0, 0].tolist() == (np.array(kernel.rows) / kernel.divisor).tolist()
    sums = {"laplacian": 0, "sobel-x": 0, "sobel-y": 0, "prewitt": 0}
    assert trace.weight.sum() == pytest.approx(sums.get(name, 1))


REFUSED = [
    (
        {"input": "99999x99999"},
        "input 99999×99999 has 10.0 billion cells (80.0 GB), more than the limit of 1,000,000: "
        "use a smaller one, or raise --max-cells",
    ),
    (
        {"kernel": "99999x99999"},
        "kernel 1×1×99999×99999 has 10.0 billion cells (80.0 GB), more than the limit of 1,000,000: "
        "use a smaller one, or raise --max-cells",
    ),
    (
        {"padding": 99999},
        "output 1×200001×200001 has 40.0 billion cells (320.0 GB), more than the limit of 1,000,000: "
        "use a smaller one, or raise --max-cells",
    ),
    (
        {"input": "900x900", "kernel": "400x400"},
        "output 1×501×501 of windows 1×400×400 takes 40.2 billion products, more than the limit of "
        "2.0 billion: use a smaller input or kernel, or raise --max-cells (now 1,000,000)",
    ),
    (
        {"width": 16000},
        "a picture of 16000×9000 has 144.0 million pixels (about 10.8 GB of memory), more than the "
        "limit of 8,294,400: use a smaller --width, or raise --max-pixels",
    ),
    (
        {"duration": 3600, "fps": 60},
        "the clip has 216,000 frames, more than the limit of 20,000: use a shorter --duration or a smaller "
        "--fps, or raise --max-frames",
    ),
    (
        {"kernel": 7},
        "kernel 7×7 does not fit the padded input 5×5: use a kernel of at most 5×5, or padding of at least 1",
    ),
    (
        {"input": "3x40x30"},
        "scene sliding-kernel shows one channel but the input 3×40×30 has 3: use a size such as 28x28",
    ),
    (
        {"kernel": "2x1x3x3"},
        "scene sliding-kernel shows one filter but the kernel 2×1×3×3 has 2: use a size such as 3x3",
    ),
    (
        {"operation": "max_pool"},
        "scene sliding-kernel does not show max_pool: use the scene pooling, or conv",
    ),
    ({"input": [[float("nan")]]}, "input holds nan, which cannot be shown: use finite numbers"),
    ({"input": [[2**70]]}, "input holds integers beyond 64 bits: use smaller integers, or floats"),
    (
        {"bias": [1, 2]},
        "bias of shape 2 does not match 1 output channel: give a list of 1 number, one per output channel",
    ),
    ({"resize": 28}, "resize is for images, and the input is none: give the input in the size you want"),
    ({"ceil_mode": True}, "conv has no ceil_mode: leave it out, or use max_pool or average_pool"),
    ({"input": "2x3x4x5"}, "input 2×3×4×5 has 4 axes: use 5x7, or 3x28x28 with channels"),
    ({"kernel": "1x1x1x3x3"}, "kernel 1×1×1×3×3 has 5 axes: use 3x3, or 8x1x3x3 with filters"),
    (
        {"padding": [1]},
        "padding (1,) has 1 entry for 2 axes: give one number, one per axis, or a (before, after) pair "
        "per axis",
    ),
]


@pytest.mark.parametrize(("values", "text"), REFUSED)
def test_what_cannot_be_shown_is_refused_before_work(values: dict[str, Any], text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(**values).resolve()
    assert str(error.value) == text


def test_a_raised_limit_lets_a_large_input_in() -> None:
    assert ClipSpec.of(input="1001x1000", max_cells=2_000_000).resolve().trace.input.size == 1_001_000
    with pytest.raises(ConvanimError):
        ClipSpec.of(input="1001x1000").resolve()


def test_a_colour_image_for_a_scene_of_one_channel_is_told_how(tmp_path: Path) -> None:
    path = tmp_path / "rgb.png"
    Image.fromarray(np.zeros((40, 20, 3), dtype=np.uint8)).save(path)
    with pytest.raises(ConvanimError) as error:
        ClipSpec.of(input=path).resolve()
    assert str(error.value) == (
        f"scene sliding-kernel shows one channel but the input 3×40×20 has 3: make {path} grey with "
        "--resize 28x20"
    )
    assert ClipSpec.of(input=path, resize="28x20").resolve().trace.input.shape == (1, 28, 20)


LIMITS = [
    (1280, 720, 30, 20, None),
    (1920, 1080, 30, 600, None),
    (
        4000,
        4000,
        25,
        1,
        "a picture of 4000×4000 has 16.0 million pixels (about 1.2 GB of memory), more than the "
        "limit of 8,294,400",
    ),
    (640, 360, 30, 700, "the clip has 21,000 frames, more than the limit of 20,000"),
    (
        3840,
        2160,
        30,
        200,
        "6,000 frames of 3840×2160 pixels are as much work as 24,000 of 1920×1080, more than",
    ),
]


@pytest.mark.parametrize(("width", "height", "rate", "duration", "text"), LIMITS)
def test_a_planned_clip_is_held_to_the_limits(
    width: int, height: int, rate: int, duration: float, text: str | None
) -> None:
    if text is None:
        check_clip(ClipSpec(), width, height, rate, duration)
        return
    with pytest.raises(ConvanimError) as error:
        check_clip(ClipSpec(), width, height, rate, duration)
    assert str(error.value).startswith(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [(25, "25"), (25_000, "25,000"), (1e6, "1.0 million"), (1e10, "10.0 billion"), (1e21, "1.0e+21")],
)
def test_amounts_read_well(number: float, text: str) -> None:
    assert amount(number) == text


@pytest.mark.parametrize(
    ("size", "text"), [(999, "999 bytes"), (8e10, "80.0 GB"), (212_345, "212.3 kB"), (5e15, "5000.0 TB")]
)
def test_memory_reads_well(size: float, text: str) -> None:
    assert memory(size) == text


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        ({"input": "3x6x6", "kernel": 3}, (1, 4, 4)),
        ({"input": "4x6x6", "kernel": 3, "groups": 2}, (2, 4, 4)),
        ({"input": "3x6x6", "kernel": "8x3x3x3", "bias": 1}, (8, 4, 4)),
        ({"input": "3x6x6", "kernel": "3x3x3"}, (1, 4, 4)),
        (
            {"operation": "conv_transpose", "input": "2x3x3", "stride": 2, "padding": 1, "output_padding": 1},
            (1, 6, 6),
        ),
        ({"operation": "max_pool", "input": "2x6x6", "kernel": 2}, (2, 3, 3)),
        ({"operation": "average_pool", "input": 5, "kernel": 2, "ceil_mode": True}, (1, 3, 3)),
    ],
)
def test_a_trace_needs_no_scene(values: dict[str, Any], shape: tuple[int, ...]) -> None:
    assert resolve_trace(ClipSpec.of(**values)).output.shape == shape
