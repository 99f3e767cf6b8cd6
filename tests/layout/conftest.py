"""A table of configurations that every layout invariant walks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from convanim.engine import ConvTrace, trace
from convanim.labels import ENGLISH
from convanim.layout.facts import Facts, facts_of

PROSE = "The kernel jumps two cells at a time, so the output is roughly half as wide."


@dataclass(frozen=True)
class Case:
    """One convolution of one channel, its values drawn from a range."""

    input: tuple[int, int]
    kernel: tuple[int, int] = (3, 3)
    parameters: dict[str, Any] = field(default_factory=dict)
    values: tuple[float, float] = (0, 4)
    weights: tuple[float, float] = (-1, 3)
    floats: bool = False
    bias: float | None = None
    activation: str = "none"
    title: str = "Stride 2"
    prose: str = PROSE

    def __str__(self) -> str:
        shown = [f"{self.input[0]}x{self.input[1]}", f"k{self.kernel[0]}x{self.kernel[1]}"]
        shown += [f"{name}{value}" for name, value in self.parameters.items()]
        shown += [f"{self.values[0]:g}..{self.values[1]:g}"] * (self.values != (0, 4)) + [
            "floats"
        ] * self.floats
        return (
            "-".join(shown)
            + ("-" + self.activation) * (self.activation != "none")
            + "-long" * (len(self.title) > 40)
        )

    def trace(self) -> ConvTrace:
        rng = np.random.default_rng(0)
        draw = rng.uniform if self.floats else lambda low, high, size: rng.integers(int(low), int(high), size)
        x = draw(*self.values, (1, *self.input))
        weight = draw(*self.weights, (1, 1, *self.kernel))
        bias = None if self.bias is None else np.array([self.bias]).astype(weight.dtype)
        return trace("conv", x, weight, bias, activation=self.activation, **self.parameters)

    def facts(self, titled: bool = True) -> Facts:
        return facts_of(
            self.trace(), self.title if titled else "", self.prose, ENGLISH, self.bias is not None
        )


LONG = (
    "A title that is much longer than any title has a right to be, and then goes on for a while longer still"
)

CASES = (
    *(Case((n, n), (1, 1)) for n in (1, 2, 3, 5, 8, 16, 28)),
    *(Case((n, n)) for n in range(3, 29)),
    *(Case((n, n), parameters={"padding": 1}) for n in (1, 2, 5, 9, 14, 20, 28)),
    *(Case((n, n), parameters={"padding": 1, "stride": 2}) for n in (3, 5, 6, 10, 15, 28)),
    *(Case((n, n), parameters={"dilation": 2}) for n in (5, 7, 12, 28)),
    *(Case((n, n), (k, k)) for n, k in ((4, 4), (6, 4), (7, 5), (11, 11), (12, 7), (28, 11), (28, 28))),
    *(Case(size, kernel) for size, kernel in (
        ((1, 28), (1, 3)), ((28, 1), (3, 1)), ((5, 7), (2, 3)), ((3, 20), (3, 5)), ((20, 3), (5, 3)),
        ((2, 9), (1, 2)), ((28, 5), (2, 2)), ((5, 28), (2, 2)), ((1, 1), (1, 1)), ((1, 5), (1, 1)),
    )),
    Case((6, 6), (2, 2), {"stride": 2, "padding": ((0, 1), (1, 0))}),
    Case((5, 7), (2, 3), {"stride": (2, 3), "padding": (1, 2)}),
    Case((5, 7), (3, 2), {"dilation": (1, 3)}),
    Case((9, 9), (3, 3), {"dilation": 3, "padding": 3, "stride": 2}),
    Case((8, 8), values=(0, 17)),
    Case((8, 8), values=(0, 256)),
    Case((5, 5), values=(-99, 100), weights=(-9, 10)),
    Case((5, 5), values=(-1e9, 1e9)),
    Case((5, 5), (2, 2), values=(0, 10), weights=(-1e6, 1e6)),
    Case((5, 5), floats=True, weights=(-1, 1)),
    Case((5, 5), floats=True, values=(-1e-6, 1e-6), weights=(-1, 1)),
    Case((5, 5), bias=7.0),
    Case((5, 5), bias=-3.0, activation="relu", weights=(-3, 3)),
    Case((5, 5), bias=0.5, activation="sigmoid", floats=True),
    Case((28, 28), bias=1.0, values=(0, 256), activation="leaky_relu"),
    Case((5, 5), title=LONG, prose=f"{PROSE} {PROSE} {PROSE}"),
    Case((12, 12), title="", prose=""),
    Case((5, 5), parameters={"padding": 2, "padding_mode": "reflect"}),
)  # fmt: skip
