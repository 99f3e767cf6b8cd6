"""Random valid layers, small enough for loops, and the loops themselves: slow, plain, and written once."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest


@dataclass(frozen=True)
class Layer:
    """Operands and parameters of one operation that is valid."""

    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    parameters: dict[str, Any]


def _values(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> np.ndarray:
    if np.dtype(dtype).kind == "i":
        return rng.integers(-9, 10, shape).astype(dtype)
    return rng.standard_normal(shape).astype(dtype)


def _pairs(rng: np.random.Generator, most: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple((int(rng.integers(0, cells + 1)), int(rng.integers(0, cells + 1))) for cells in most)


def _ints(rng: np.random.Generator, low: int, high: int, axes: int) -> tuple[int, ...]:
    return tuple(int(number) for number in rng.integers(low, high + 1, axes))


@pytest.fixture(scope="session")
def conv_layer() -> Callable[..., Layer]:
    """A random convolution by seed: 1 to 3 axes, every parameter, asymmetric in everything."""

    def make(seed: int, dtype: str = "int64") -> Layer:
        rng = np.random.default_rng(seed)
        axes = int(rng.integers(1, 4))
        kernel, dilation = _ints(rng, 1, 3, axes), _ints(rng, 1, 2, axes)
        span = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
        padding = _pairs(rng, [2] * axes)
        size = tuple(max(3, cells) + int(rng.integers(0, 3)) for cells in span)
        groups, per_in, per_out = _ints(rng, 1, 2, 3)
        return Layer(
            _values(rng, (groups * per_in, *size), dtype),
            _values(rng, (groups * per_out, per_in, *kernel), dtype),
            _values(rng, (groups * per_out,), dtype) if rng.integers(2) else None,
            {
                "stride": _ints(rng, 1, 3, axes),
                "padding": padding,
                "dilation": dilation,
                "groups": groups,
                "padding_mode": str(rng.choice(["zeros", "zeros", "reflect", "replicate", "circular"])),
            },
        )

    return make


@pytest.fixture(scope="session")
def transposed_layer() -> Callable[..., Layer]:
    """A random transposed convolution by seed; crops may exceed the kernel, output padding the stride."""

    def make(seed: int, dtype: str = "int64") -> Layer:
        rng = np.random.default_rng(seed)
        axes = int(rng.integers(1, 4))
        kernel, dilation = _ints(rng, 1, 3, axes), _ints(rng, 1, 3, axes)
        stride, size = _ints(rng, 1, 3, axes), _ints(rng, 2, 3, axes)
        extra = tuple(int(rng.integers(0, max(s, d))) for s, d in zip(stride, dilation, strict=True))
        full = [
            (i - 1) * s + d * (k - 1) + 1 + e
            for i, s, d, k, e in zip(size, stride, dilation, kernel, extra, strict=True)
        ]
        padding = _pairs(rng, [min((cells - 1) // 2, 4) for cells in full])
        groups, per_in, per_out = _ints(rng, 1, 2, 3)
        return Layer(
            _values(rng, (groups * per_in, *size), dtype),
            _values(rng, (groups * per_in, per_out, *kernel), dtype),
            _values(rng, (groups * per_out,), dtype) if rng.integers(2) else None,
            {
                "stride": stride,
                "padding": padding,
                "output_padding": extra,
                "dilation": dilation,
                "groups": groups,
            },
        )

    return make


@pytest.fixture(scope="session")
def pooling_layer() -> Callable[..., Layer]:
    """A random pooling by seed; `weight` is unused."""

    def make(seed: int, dtype: str = "int64") -> Layer:
        rng = np.random.default_rng(seed)
        axes = int(rng.integers(1, 4))
        kernel, dilation = _ints(rng, 1, 3, axes), _ints(rng, 1, 2, axes)
        size = tuple(d * (k - 1) + 1 + int(rng.integers(1, 4)) for k, d in zip(kernel, dilation, strict=True))
        # Few different values, so that maxima tie.
        x = _values(rng, (int(rng.integers(1, 3)), *size), dtype) // 4 * 4
        return Layer(
            x,
            x,
            None,
            {
                "kernel_size": kernel,
                "stride": _ints(rng, 1, 3, axes),
                "padding": _pairs(rng, [k - 1 for k in kernel]),
                "dilation": dilation,
                "ceil_mode": bool(rng.integers(2)),
            },
        )

    return make


@pytest.fixture(scope="session")
def loop_conv() -> Callable[[Layer], np.ndarray]:
    """A convolution in Python loops over every output, channel and kernel cell."""

    def run(layer: Layer) -> np.ndarray:
        x, weight, p = layer.x, layer.weight, layer.parameters
        mode = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
        padded = np.pad(x, ((0, 0), *p["padding"]), mode=mode[p["padding_mode"]])
        span = [d * (k - 1) + 1 for k, d in zip(weight.shape[2:], p["dilation"], strict=True)]
        count = [(n - c) // s + 1 for n, c, s in zip(padded.shape[1:], span, p["stride"], strict=True)]
        output = np.zeros((weight.shape[0], *count), dtype=x.dtype)
        per_group = weight.shape[0] // p["groups"]
        for place in np.ndindex(*output.shape):
            out, *at = place
            total = x.dtype.type(0) if layer.bias is None else layer.bias[out]
            for cell in np.ndindex(*weight.shape[1:]):
                channel = out // per_group * weight.shape[1] + cell[0]
                source = tuple(
                    a * s + c * d for a, s, c, d in zip(at, p["stride"], cell[1:], p["dilation"], strict=True)
                )
                total += padded[(channel, *source)] * weight[(out, *cell)]
            output[place] = total
        return output

    return run


@pytest.fixture(scope="session")
def loop_conv_transpose() -> Callable[[Layer], np.ndarray]:
    """A transposed convolution in Python loops: every input cell adds its stamp."""

    def run(layer: Layer) -> np.ndarray:
        x, weight, p = layer.x, layer.weight, layer.parameters
        span = [d * (k - 1) + 1 for k, d in zip(weight.shape[2:], p["dilation"], strict=True)]
        size = [
            (n - 1) * s + c + e - b - a
            for n, s, c, e, (b, a) in zip(
                x.shape[1:], p["stride"], span, p["output_padding"], p["padding"], strict=True
            )
        ]
        per_out = weight.shape[1]
        output = np.zeros((per_out * p["groups"], *size), dtype=x.dtype)
        if layer.bias is not None:
            output += layer.bias.reshape(-1, *(1,) * len(size))
        per_in = x.shape[0] // p["groups"]
        for place, cell in itertools.product(np.ndindex(*x.shape), np.ndindex(*weight.shape[1:])):
            out = place[0] // per_in * per_out + cell[0]
            target = tuple(
                i * s + c * d - b
                for i, s, c, d, (b, _) in zip(
                    place[1:], p["stride"], cell[1:], p["dilation"], p["padding"], strict=True
                )
            )
            if all(0 <= t < n for t, n in zip(target, size, strict=True)):
                output[(out, *target)] += x[place] * weight[(place[0], *cell)]
        return output

    return run


@pytest.fixture(scope="session")
def loop_windows() -> Callable[[Layer], dict[tuple[int, ...], tuple[list[Any], int]]]:
    """For every output of a pooling the input values under its window, and its cells with padding."""

    def run(layer: Layer) -> dict[tuple[int, ...], tuple[list[Any], int]]:
        x, p = layer.x, layer.parameters
        held = {}
        counts = []
        for n, k, s, d, (b, a) in zip(
            x.shape[1:], p["kernel_size"], p["stride"], p["dilation"], p["padding"], strict=True
        ):
            starts = [at * s - b for at in range(n + a + b)]
            last = n + a - d * (k - 1) - 1
            kept = [start for start in starts if start <= last]
            if p["ceil_mode"] and kept[-1] < last and kept[-1] + s < n:
                kept.append(kept[-1] + s)
            counts.append(kept)
        for channel in range(x.shape[0]):
            for place in np.ndindex(*(len(kept) for kept in counts)):
                values, cells = [], 0
                for cell in np.ndindex(*p["kernel_size"]):
                    at = tuple(counts[i][place[i]] + cell[i] * p["dilation"][i] for i in range(len(place)))
                    if all(0 <= c < n for c, n in zip(at, x.shape[1:], strict=True)):
                        values.append(x[(channel, *at)])
                    cells += all(
                        c < n + after for c, n, (_, after) in zip(at, x.shape[1:], p["padding"], strict=True)
                    )
                held[(channel, *place)] = (values, cells)
        return held

    return run
