"""What the layout of a picture and its kernel needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from convanim.labels import Labels
from convanim.layout.captions import Padded, common, dilation_words, padding_words
from convanim.layout.facts import Pair, numbers_of
from convanim.layout.photo.stops import stops
from convanim.layout.photo.verdict import verdict
from convanim.layout.sums import StepNumbers
from convanim.ramps import SIGNED_FINE, TRUE, Ramp, grey_ramp, output_ramp
from convanim.sources import Named
from convanim.sources.kernels import KERNELS
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import Clip


@dataclass(frozen=True, slots=True)
class Stop:
    """A position that is explained or read: its ordinal, its numbers, and what they mean."""

    ordinal: int
    numbers: StepNumbers
    verdict: str


@dataclass(frozen=True)
class PhotoFacts:
    """One channel's convolution of a picture. Pairs are (rows, columns).

    Attributes:
        weights: the kernel as it is written; the trace's weights are these divided by ``divisor``.
        divisor: 1, or what a named kernel's integers are divided by.
        padding: (before, after) of rows, then of columns.
        greys, shades: the colours of input and output.
        stops: where the kernel stops, in raster order.
        extras: what the captions of input and kernel say besides the size.
    """

    input: Pair
    kernel: Pair
    output: Pair
    padding: tuple[Pair, Pair]
    stride: Pair
    dilation: Pair
    weights: NDArray[Any]
    divisor: int
    greys: Ramp
    shades: Ramp
    stops: tuple[Stop, ...]
    extras: tuple[str, str]
    title: str
    prose: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class _Border:
    """A trace's padding, for the words about it."""

    padding: tuple[Pair, Pair]
    padding_mode: str
    labels: Labels


def facts_of(clip: Clip, theme: Theme) -> PhotoFacts:
    """The facts of a clip."""
    trace, labels = cast("ConvTrace", clip.trace), clip.labels
    weights, divisor = written_weights(clip)
    bias_shown = clip.spec.bias is not None
    padding = _pair(trace.padding[0]), _pair(trace.padding[1])
    border: Padded = _Border(padding, trace.padding_mode, labels)
    dilation, stride = _pair(trace.dilation), _pair(trace.stride)
    greys = grey_ramp(trace.input, TRUE)
    return PhotoFacts(
        _pair(trace.input.shape[1:]),
        _pair(trace.kernel_size),
        _pair(trace.positions),
        padding,
        stride,
        dilation,
        weights,
        divisor,
        greys,
        output_ramp(trace, greys, theme, SIGNED_FINE),
        tuple(_stop(trace, ordinal, weights, bias_shown, labels) for ordinal in stops(trace)),
        (padding_words(border), _kernel_words(stride, dilation, divisor, labels)),
        clip.title,
        clip.prose,
        labels,
    )


def written_weights(clip: Clip) -> tuple[NDArray[Any], int]:
    """The kernel as it is written, and its divisor: fractions of a named kernel stand as its integers."""
    kernel = KERNELS[clip.spec.kernel.name] if isinstance(clip.spec.kernel, Named) else None
    if kernel is not None and kernel.divisor > 1:
        return np.array(kernel.rows), kernel.divisor
    trace = cast("ConvTrace", clip.trace)
    return trace.weight[0, 0], 1


def _stop(trace: ConvTrace, ordinal: int, weights: NDArray[Any], bias_shown: bool, labels: Labels) -> Stop:
    step = trace.step(trace.position(ordinal))
    found = numbers_of(step, bias_shown, trace.activation)
    written = StepNumbers(
        found.values,
        tuple(weights.ravel().tolist()),
        found.padding,
        found.bias,
        found.sum,
        found.value,
        found.activation,
    )
    return Stop(ordinal, written, verdict(trace, step, labels))


def _kernel_words(stride: Pair, dilation: Pair, divisor: int, labels: Labels) -> str:
    said = (
        f"÷ {divisor}" if divisor > 1 else "",
        labels("stride {number}", number=common(stride)) if stride != (1, 1) else "",
        dilation_words(dilation, labels),
    )
    return "  ".join(filter(None, said))


def _pair(values: Any) -> Pair:
    first, second = values
    return int(first), int(second)
