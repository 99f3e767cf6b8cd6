"""What a convolution costs: how many weights it keeps, and how often it multiplies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.engine.shapes import ConvPlan
from convanim.engine.trace_conv import ConvTrace


@dataclass(frozen=True, slots=True)
class Cost:
    """Weights without biases, and multiplications, which happen at each of `positions` places of the output.

    A cell of padding is multiplied as any other cell is.
    """

    weights: int
    positions: int

    @property
    def multiplies(self) -> int:
        """All multiplications: at every position every weight is used once."""
        return self.weights * self.positions

    def __add__(self, other: Cost) -> Cost:
        """The cost of two layers one after the other, over outputs of the same size."""
        if self.positions != other.positions:
            raise ValueError(f"costs over {self.positions} and {other.positions} positions do not add up")
        return replace(self, weights=self.weights + other.weights)

    def after(self, positions: int, weights: int = 0) -> int:
        """The multiplications of the first `positions`, and of so many weights at the next one."""
        return self.weights * positions + weights


def conv_cost(trace: ConvTrace) -> Cost:
    """The cost of a traced convolution (Howard et al., "MobileNets", section 3.1, without their biases)."""
    return _cost(trace.plan, trace.groups)


def group_cost(trace: ConvTrace) -> Cost:
    """The cost of one of the groups of a traced convolution: all of them cost the same."""
    cost = _cost(trace.plan, trace.groups)
    return replace(cost, weights=cost.weights // trace.groups)


def ungrouped_cost(trace: ConvTrace) -> Cost:
    """The cost of a convolution of the same sizes whose filters read every channel."""
    return _cost(trace.plan, 1)


def _cost(plan: ConvPlan, groups: int) -> Cost:
    window = plan.window
    cells, positions = 1, 1
    for size, count in zip(window.kernel_size, window.count, strict=True):
        cells, positions = cells * size, positions * count
    return Cost(plan.out_channels * (plan.in_channels // groups) * cells, positions)
