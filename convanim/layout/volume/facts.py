"""What a volume's layout needs to know of a convolution of three axes, and a step's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convanim.labels import Labels
from convanim.layout.facts import plain, widest_values
from convanim.layout.sheet.facts import SheetStep
from convanim.sizes import size_text

if TYPE_CHECKING:
    from convanim.engine import ConvTrace

Triple = tuple[int, int, int]
"""Along depth, height and width."""
NO_HUES = 4
"""A count of channels that have no hues: the answers of slices are all in the input's colour."""
SAMPLES = 48
"""At how many positions the slices' answers are looked at to settle sizes."""


@dataclass(frozen=True)
class VolumeFacts:
    """A three-dimensional convolution of one channel, as a picture needs it.

    Attributes:
        padding: (before, after) along each axis.
        inputs, weights, answers, outputs: the values with the widest texts.
        widest: a step no narrower than those of the clip.
    """

    input: Triple
    padding: tuple[tuple[int, int], ...]
    padding_mode: str
    kernel: Triple
    stride: Triple
    dilation: Triple
    output: Triple
    inputs: tuple[Any, ...]
    weights: tuple[Any, ...]
    answers: tuple[Any, ...]
    outputs: tuple[Any, ...]
    widest: SheetStep
    bias_shown: bool
    title: str
    prose: str
    labels: Labels

    @property
    def padded(self) -> Triple:
        """The size of the input with its padding."""
        depth, height, width = (
            size + before + after for size, (before, after) in zip(self.input, self.padding, strict=True)
        )
        return depth, height, width

    @property
    def span(self) -> int:
        """From the first slice that the kernel reads to the last, both counted."""
        return self.dilation[0] * (self.kernel[0] - 1) + 1

    @property
    def padding_text(self) -> str:
        """``+ padding 1``; all axes where they differ, both sides of each where these do; or nothing."""
        if not any(before or after for before, after in self.padding):
            return ""
        sides = [str(a) if a == b else f"{a}:{b}" for a, b in self.padding]
        number = sides[0] if len(set(sides)) == 1 and ":" not in sides[0] else "×".join(sides)
        return {
            "zeros": self.labels("+ padding {number}", number=number),
            "reflect": self.labels("+ mirrored {number}", number=number),
            "replicate": self.labels("+ repeated {number}", number=number),
            "circular": self.labels("+ wrapped {number}", number=number),
        }[self.padding_mode]

    @property
    def dilation_text(self) -> str:
        """``dilation 2``, or nothing."""
        if max(self.dilation) == 1:
            return ""
        same = len(set(self.dilation)) == 1
        number = self.dilation[0] if same else size_text(self.dilation)
        return self.labels("dilation {number}", number=number)


def slice_sums(step: Any) -> tuple[Any, ...]:
    """What each slice of the kernel answers: the sum of its own products."""
    return tuple(plain(products.sum()) for products in step.products[0])


def volume_step(trace: ConvTrace, ordinal: int, bias_shown: bool) -> SheetStep:
    """A step of the trace as the row of kernel slices says it."""
    step = trace.step(trace.position(ordinal))
    return SheetStep(
        slice_sums(step),
        None,
        0,
        plain(step.bias) if bias_shown else None,
        plain(step.sum),
        plain(step.value),
        trace.activation,
    )


def volume_facts(trace: ConvTrace, title: str, prose: str, labels: Labels, bias_shown: bool) -> VolumeFacts:
    """The facts of a clip's trace."""
    ordinals = sorted(set(np.linspace(0, len(trace) - 1, SAMPLES).astype(int).tolist()))
    steps = [volume_step(trace, ordinal, bias_shown) for ordinal in ordinals]
    sums, outputs = widest_values(trace.preactivation), widest_values(trace.output)
    answers = widest_values(np.array([answer for step in steps for answer in step.answers]))
    first = steps[0]
    widest = SheetStep(
        (answers[-1],) * len(first.answers), None, 0, first.bias, sums[-1], outputs[-1], first.activation
    )
    return VolumeFacts(
        input=_triple(trace.input.shape[1:]),
        padding=tuple((int(before), int(after)) for before, after in trace.padding),
        padding_mode=trace.padding_mode,
        kernel=_triple(trace.kernel_size),
        stride=_triple(trace.stride),
        dilation=_triple(trace.dilation),
        output=_triple(trace.output_shape[1:]),
        inputs=widest_values(trace.input),
        weights=widest_values(trace.weight),
        answers=(*answers, *sums),
        outputs=outputs,
        widest=widest,
        bias_shown=bias_shown,
        title=title,
        prose=prose,
        labels=labels,
    )


def _triple(values: Any) -> Triple:
    depth, height, width = values
    return int(depth), int(height), int(width)
