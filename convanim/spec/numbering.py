"""What the channels and filters of a picture are numbered by: their place, or what a model counts them as."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convanim.errors import ConvanimError
from convanim.labels import Labels
from convanim.sizes import Size
from convanim.sources import Flow, Source, Values, Weights
from convanim.spec.clip import ClipSpec


def numbered(labels: Labels, spec: ClipSpec, trace: Any) -> Labels:
    """The words, which call chosen channels and filters of a model as it does, from 0."""
    channels, filters = model_numbers(spec, trace)
    return replace(labels, channels=channels, filters=filters)


def with_numbers(source: Source, spec: ClipSpec, trace: Any) -> Source:
    """Weights that were a model's, as values that still know what their channels and filters are called."""
    if not isinstance(spec.kernel, Weights) or not isinstance(source, Values) or len(source.shape) < 3:
        return source
    channels, filters = model_numbers(spec, trace)
    return replace(source, channels=channels, filters=filters)


def model_numbers(spec: ClipSpec, trace: Any) -> tuple[Size, Size]:
    """The indices in the model of a trace's channels and filters; none where they go by their place."""
    kernel, weight = spec.kernel, getattr(trace, "weight", None)
    if weight is None or not isinstance(kernel, Weights | Values):
        return (), ()
    if isinstance(kernel, Values):
        _check("channels", kernel.channels, len(trace.input))
        _check("filters", kernel.filters, len(weight))
        return kernel.channels, kernel.filters
    return _channels(spec, kernel, trace), kernel.filters if len(kernel.filters) == len(weight) else ()


def _check(name: str, numbers: Size, count: int) -> None:
    if numbers and len(numbers) != count:
        raise ConvanimError(
            f"{name} numbers {len(numbers)} of {count}: number each of them, or leave {name} out"
        )


def _channels(spec: ClipSpec, kernel: Weights, trace: Any) -> Size:
    """Those that a sum has in front, those that are alone, or those whose own filters were taken."""
    from convanim.sources.models.parts import taken

    count = len(trace.input)
    if kernel.channels and not kernel.alone:
        return tuple(taken("channel", count, kernel.channels, alone=False))
    if isinstance(spec.input, Flow) and spec.input.alone and len(spec.input.channels) == count:
        return spec.input.channels
    if kernel.alone and spec.groups == count > 1:
        each = len(trace.weight) // count
        return tuple(index // each for index in kernel.filters[::each])
    return ()
