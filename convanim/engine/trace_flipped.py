"""Two readings of one kernel: slid as it is (cross-correlation) and rotated first (convolution)."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convanim.engine.arrays import read_only
from convanim.engine.trace_conv import ConvTrace


@dataclass(frozen=True, eq=False)
class FlippedPair:
    """The same input under the same kernel, read both ways, position by position.

    Attributes:
        correlation: y[i] = Σ x[i + u]·w[u], what deep learning calls convolution.
        convolution: y[i] = Σ x[i − u]·w[u], what mathematics calls so, up to where i begins: the trace of a
            cross-correlation with the kernel rotated by 180°.
    """

    correlation: ConvTrace
    convolution: ConvTrace

    @cached_property
    def agreeing(self) -> NDArray[np.bool_]:
        """Where both outputs have the same number, in the outputs' shape ``(C_out, *spatial)``."""
        return read_only(self.correlation.output == self.convolution.output)

    @property
    def some_agree(self) -> bool:
        """Whether some numbers of the outputs are the same and others are not."""
        return bool(self.agreeing.any() and not self.agreeing.all())

    @property
    def symmetric(self) -> bool:
        """Whether the rotation leaves the kernel as it is, so that both readings are one."""
        return bool(np.array_equal(self.correlation.weight, self.convolution.weight))


def flipped_pair(trace: ConvTrace) -> FlippedPair:
    """A convolution's trace as the engine makes it, beside the one whose kernels are rotated by 180°."""
    axes = tuple(range(2, trace.weight.ndim))
    return FlippedPair(trace, replace(trace, weight=read_only(np.flip(trace.weight, axes).copy())))
