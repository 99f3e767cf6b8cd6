"""The trace of a stack of causal, dilated layers: every layer reads the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from convanim.engine.arguments import Size, counted, size_text
from convanim.engine.arrays import Array, numeric, read_only
from convanim.engine.trace_conv import ConvTrace, Step, trace_conv
from convanim.engine.trace_window import BaseTrace
from convanim.errors import ConvanimError


@dataclass(frozen=True, eq=False)
class StackTrace(BaseTrace):
    """Every number of a stack of one-channel convolutions along one axis, from the lowest layer up.

    Each layer pads before its input, so that it answers as many samples as it reads and none of them
    depends on a later one.
    """

    layers: tuple[ConvTrace, ...]

    @property
    def positions(self) -> Size:
        """The samples of every layer, ``(length,)``."""
        return self.layers[-1].positions

    @property
    def output_shape(self) -> Size:
        """``(1, length)``."""
        return self.layers[-1].output_shape

    @property
    def kernel_size(self) -> Size:
        """How many samples each cell reads, ``(k,)``; the same in every layer."""
        return self.layers[0].kernel_size

    @property
    def dilations(self) -> Size:
        """The dilation of each layer, the lowest first."""
        return tuple(layer.dilation[0] for layer in self.layers)

    @cached_property
    def weight(self) -> Array:
        """The weights of all layers, ``(layers, 1, k)``."""
        return read_only(np.concatenate([layer.weight[0] for layer in self.layers])[:, np.newaxis])

    @property
    def receptive_field(self) -> int:
        """How many samples an output depends on, those before the first one counted: 1 + Σ (k − 1)·d.

        Every layer adds (k − 1)·d. Source: A. van den Oord et al., "WaveNet: a generative model for raw
        audio", arXiv 1609.03499, section 2.1, where k = 2 and the dilations double.
        """
        return 1 + (self.kernel_size[0] - 1) * sum(self.dilations)

    def step(self, position: Size, out_channel: int = 0) -> Step:
        """The step of the last layer that computes an output; the other layers' are their own."""
        return self.layers[-1].step(position, out_channel)

    def reach(self, position: Size) -> tuple[tuple[int, ...], ...]:
        """What the output at a position depends on: the samples in each row, the input's first.

        The last row is the position itself; samples before the first one are left out.
        """
        self._check_position(position)
        rows: list[tuple[int, ...]] = [(int(position[0]),)]
        for layer in reversed(self.layers):
            read = {int(cell) for place in rows[-1] for cell in layer.window.coordinates((place,))[0]}
            rows.append(tuple(sorted(cell for cell in read if cell >= 0)))
        return tuple(reversed(rows))

    def _run(self) -> Array:
        return self.layers[-1].preactivation


def trace_stack(
    x: ArrayLike,
    weights: Sequence[ArrayLike],
    biases: Sequence[float] | None = None,
    *,
    dilations: Sequence[int],
    activation: str = "none",
) -> StackTrace:
    """The trace of layers on `x` ``(1, length)``: one kernel ``(k,)`` and one dilation each, lowest first.

    Every layer has the activation, and its bias if there are any. Raises `ConvanimError` where weights,
    biases and dilations do not number the same, for kernels of several lengths, and for several channels.
    """
    kernels = [numeric(weight, "weight") for weight in weights]
    _check(numeric(x, "input").shape, [kernel.shape for kernel in kernels], biases, dilations)
    layers: list[ConvTrace] = []
    for number, (kernel, dilation) in enumerate(zip(kernels, dilations, strict=True)):
        bias = None if biases is None else [biases[number]]
        rows = layers[-1].output if layers else x
        layers.append(
            trace_conv(
                rows,
                kernel[np.newaxis, np.newaxis],
                bias,
                activation=activation,
                padding="causal",
                dilation=dilation,
            )
        )
    return StackTrace("conv", layers[0].input, activation, tuple(layers))


def _check(
    shape: Size, kernels: Sequence[Size], biases: Sequence[float] | None, dilations: Sequence[int]
) -> None:
    if not dilations:
        raise ConvanimError("a stack was given no dilations: give one for each layer, such as 1, 2, 4")
    layers = counted(len(dilations), "layer")
    if len(shape) != 2 or shape[0] != 1:
        raise ConvanimError(
            f"a stack reads one channel of samples but the input is {size_text(shape)}: "
            f"use an input of shape 1×{shape[-1] if shape else 1}"
        )
    if len(kernels) != len(dilations):
        raise ConvanimError(
            f"{counted(len(kernels), 'kernel')} for {layers}: give one kernel, or one for each layer"
        )
    if any(len(kernel) != 1 for kernel in kernels) or any(a != b for a, b in pairwise(kernels)):
        raise ConvanimError("the kernels of a stack differ in length: give every layer as many weights")
    if biases is not None and len(biases) != len(dilations):
        numbers = counted(len(biases), "number")
        raise ConvanimError(
            f"bias of {numbers} does not match {layers}: give one number, or one for each layer"
        )
