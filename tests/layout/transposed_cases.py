"""A table of transposed convolutions that the invariants of their layout and pictures walk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from convanim.engine.trace_transposed import GatherTrace
from convanim.labels import ENGLISH
from convanim.layout.transposed.plan import Facts, facts_of
from convanim.spec import ClipSpec
from convanim.story.stamps import gathered


@dataclass(frozen=True)
class Case:
    """One transposed convolution of one channel, its values drawn from a range."""

    input: tuple[int, int]
    kernel: tuple[int, int] = (3, 3)
    parameters: dict[str, Any] = field(default_factory=dict)
    values: tuple[float, float] = (0, 4)
    weights: tuple[float, float] = (-1, 3)
    floats: bool = False
    bias: float | None = None
    activation: str = "none"
    title: str | None = None

    def __str__(self) -> str:
        shown = [f"{self.input[0]}x{self.input[1]}", f"k{self.kernel[0]}x{self.kernel[1]}"]
        shown += [f"{name}{value}" for name, value in self.parameters.items()]
        shown += [f"{self.values[0]:g}..{self.values[1]:g}"] * (self.values != (0, 4))
        return "-".join([*shown, *["floats"] * self.floats, *["titled"] * (self.title is not None)])

    def spec(self, **changes: Any) -> ClipSpec:
        """The clip of the case."""
        rng = np.random.default_rng(0)
        draw = rng.uniform if self.floats else lambda low, high, size: rng.integers(int(low), int(high), size)
        fields = {
            "scene": "transposed",
            "input": draw(*self.values, self.input).tolist(),
            "kernel": draw(*self.weights, self.kernel).tolist(),
            "bias": self.bias,
            "activation": self.activation,
            "title": self.title,
        }
        return ClipSpec.of(**{**fields, **self.parameters, **changes})

    def facts(self, view: str, titled: bool) -> Facts:
        """What a layout of the case knows."""
        clip = self.spec(view=view).resolve()
        trace = gathered(clip.trace)  # type: ignore[arg-type]  # the scene shows nothing else
        assert isinstance(trace, GatherTrace)
        return facts_of(trace, clip.title if titled else "", clip.prose, ENGLISH)


LONG = "A title that is much longer than any title has a right to be, and then goes on for a while longer"

CASES = (
    *(Case((n, n)) for n in (1, 2, 3, 5, 7, 10, 14, 28)),
    *(Case((n, n), parameters={"stride": 2}) for n in (1, 2, 3, 5, 8, 20, 28)),
    *(Case((n, n), parameters={"stride": 2, "padding": 1}) for n in (2, 3, 10)),
    *(Case((n, n), parameters={"stride": 2, "padding": 1, "output_padding": 1}) for n in (1, 3, 6, 14)),
    *(Case((n, n), (1, 1), {"stride": s}) for n, s in ((1, 1), (3, 1), (2, 3), (5, 2))),
    *(Case((n, n), (k, k)) for n, k in ((2, 2), (3, 4), (2, 5), (3, 7), (5, 11), (1, 3), (28, 11))),
    *(Case((n, n), (2, 2), {"stride": s}) for n, s in ((2, 2), (3, 3), (4, 4))),
    *(Case((n, n), parameters={"padding": p}) for n, p in ((5, 1), (7, 2), (6, 3), (9, 4))),
    *(Case((n, n), parameters={"dilation": d}) for n, d in ((2, 2), (3, 3), (14, 2))),
    *(Case(size, kernel, {"stride": s}) for size, kernel, s in (
        ((1, 28), (1, 3), 1), ((28, 1), (3, 1), 1), ((2, 5), (3, 2), 2), ((1, 5), (1, 2), 3),
        ((5, 1), (4, 1), 2), ((3, 14), (3, 3), 1), ((14, 3), (3, 3), 1), ((1, 1), (1, 5), 1),
    )),
    Case((3, 2), (2, 3), {"stride": (2, 3), "padding": ((0, 1), (1, 0)), "output_padding": (1, 2)}),
    Case((2, 3), (3, 3), {"stride": (3, 1), "dilation": (1, 2), "output_padding": (2, 0)}),
    Case((3, 3), (2, 2), {"stride": 3, "padding": 1, "output_padding": 2}),
    Case((3, 3), parameters={"stride": 2}, values=(0, 256)),
    Case((3, 3), parameters={"stride": 2}, values=(-99, 100), weights=(-9, 10)),
    Case((3, 3), parameters={"stride": 2}, values=(-1e9, 1e9)),
    Case((3, 3), parameters={"stride": 2}, floats=True, weights=(-1, 1)),
    Case((3, 3), floats=True, values=(-1e-6, 1e-6), weights=(-1, 1)),
    Case((3, 3), parameters={"stride": 2}, bias=7),
    Case((4, 4), bias=-3, activation="relu", weights=(-3, 3)),
    Case((3, 3), parameters={"padding": 1}, bias=0.5, activation="sigmoid", floats=True),
    Case((3, 3), parameters={"stride": 2, "padding": 1, "output_padding": 1}, title=LONG),
    Case((12, 12), title=""),
)  # fmt: skip
