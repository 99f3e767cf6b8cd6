"""What a clip shows, in one sentence with the sizes, for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.engine.trace_conv import ConvTrace
from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
from convanim.engine.trace_separable import SeparableTrace
from convanim.engine.trace_stack import StackTrace
from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
from convanim.labels import Labels, sentence
from convanim.layout.activation.facts import is_plain
from convanim.layout.arithmetic import ACTIVATION_NAMES
from convanim.spec.alt_phrases import (
    all_of,
    cells_of,
    input_of,
    kernel_of,
    output_of,
    settings_of,
    shown,
    window_of,
)
from convanim.spec.wording import common
from convanim.spec.wording_conv1d import stack_sentence
from convanim.spec.wording_grouped import separable_sentence
from convanim.spec.wording_zoom import zoom_sentence

if TYPE_CHECKING:
    from convanim.spec import Clip


def alt_text(clip: Clip) -> str:
    """The alternative text of a clip: one sentence with the sizes of its input, its kernel and its output.

    ``A 3×3 kernel slides over a 5×5 input with padding 1 and fills a 5×5 output.``
    """
    trace, labels = clip.trace, clip.labels
    if isinstance(trace, ConvTrace):
        told = _convolution(trace, labels)
        if clip.spec.scene == "cross-correlation":
            told = labels("{sentence}; beside it the same with the kernel rotated by 180°", sentence=told)
        elif clip.spec.scene == "kernel-filter-layer":
            told = zoom_sentence(trace, labels)
        elif clip.spec.scene == "activation":
            return sentence(_activation(trace, told, labels))
    elif isinstance(trace, MaxPoolTrace | AveragePoolTrace):
        told = _pooling(trace, labels)
    elif isinstance(trace, GatherTrace | ScatterTrace):
        told = _transposed(trace, str(clip.spec.view), labels)
    elif isinstance(trace, StackTrace):
        told = stack_sentence(trace, labels)
    elif isinstance(trace, SeparableTrace):
        told = separable_sentence(trace, str(clip.spec.view), labels)
    else:
        return labels("{title}: {prose}", title=clip.title, prose=clip.prose)
    if trace.activation == "none":
        return sentence(labels("{sentence}.", sentence=told))
    name = ACTIVATION_NAMES.get(trace.activation, trace.activation)
    return sentence(labels("{sentence}, after {activation}.", sentence=told, activation=name))


def _convolution(trace: ConvTrace, labels: Labels) -> str:
    """One kernel, one filter of many kernels, or many filters, and what they fill."""
    filters, *output = trace.output_shape
    settings = settings_of(trace, labels)
    if trace.groups > 1:
        settings.append(labels("{number} groups of channels", number=trace.groups))
    slider = _slider(trace, labels)
    over, what = input_of(shown(trace.input.shape), labels), all_of(settings, labels) if settings else ""
    if filters > 1:
        maps = labels("{number} output maps of {size}", number=filters, size=cells_of(output, labels))
        if not settings:
            return labels(
                "{filters} slide over {input} and fill {output}", filters=slider, input=over, output=maps
            )
        return labels(
            "{filters} slide over {input} with {settings} and fill {output}",
            filters=slider,
            input=over,
            settings=what,
            output=maps,
        )
    filled = output_of(output, labels)
    if not settings:
        return labels(
            "{kernel} slides over {input} and fills {output}", kernel=slider, input=over, output=filled
        )
    return labels(
        "{kernel} slides over {input} with {settings} and fills {output}",
        kernel=slider,
        input=over,
        settings=what,
        output=filled,
    )


def _activation(trace: ConvTrace, told: str, labels: Labels) -> str:
    """What the curve does to values that are given, or to the sums of a convolution."""
    name = ACTIVATION_NAMES.get(trace.activation, trace.activation)
    name = labels("the identity") if trace.activation == "none" else name
    if is_plain(trace):
        return labels(
            "the curve of {activation} turns each cell of {input} into a cell of {output}.",
            activation=name,
            input=input_of(shown(trace.input.shape), labels),
            output=output_of(shown(trace.output_shape), labels),
        )
    return labels(
        "{sentence}, and the curve of {activation} turns each of its sums into a cell of a feature map.",
        sentence=told,
        activation=name,
    )


def _slider(trace: ConvTrace, labels: Labels) -> str:
    """What slides: a kernel, a filter, filters."""
    filters, depth = trace.weight.shape[:2]
    kernel = kernel_of(trace.kernel_size, labels)
    if trace.input.shape[0] == 1:
        return (
            labels("{number} filters, each {kernel},", number=filters, kernel=kernel)
            if filters > 1
            else kernel
        )
    if filters == 1:
        if depth == 1:
            return labels("a filter with {kernel} for one channel", kernel=kernel)
        return labels("a filter with {kernel} for each of {depth} channels", kernel=kernel, depth=depth)
    if depth == 1:
        return labels("{number} filters, each with {kernel} for one channel,", number=filters, kernel=kernel)
    return labels(
        "{number} filters, each with {kernel} for each of {depth} channels,",
        number=filters,
        kernel=kernel,
        depth=depth,
    )


def _pooling(trace: MaxPoolTrace | AveragePoolTrace, labels: Labels) -> str:
    settings = settings_of(trace, labels)
    values = {
        "window": window_of(trace.kernel_size, labels),
        "input": input_of(shown(trace.input.shape), labels),
        "output": output_of(shown(trace.output_shape), labels),
    }
    if not settings:
        if isinstance(trace, MaxPoolTrace):
            return labels(
                "{window} moves over {input} and keeps the largest value at each place: {output}", **values
            )
        return labels("{window} moves over {input} and keeps the average at each place: {output}", **values)
    values["settings"] = all_of(settings, labels)
    if isinstance(trace, MaxPoolTrace):
        return labels(
            "{window} moves over {input} with {settings} and keeps the largest value at each place: {output}",
            **values,
        )
    return labels(
        "{window} moves over {input} with {settings} and keeps the average at each place: {output}", **values
    )


def _transposed(trace: GatherTrace | ScatterTrace, view: str, labels: Labels) -> str:
    settings = [kernel_of(trace.kernel_size, labels), *settings_of(trace, labels)]
    if any(trace.output_padding):
        settings.append(labels("output padding {number}", number=common(trace.output_padding)))
    reading = {
        "both": labels("by gathering and by stamping side by side"),
        "scatter": labels("each input cell stamping the kernel on it"),
    }
    return labels(
        "a transposed convolution with {settings} turns {input} into {output}, {reading}",
        settings=all_of(settings, labels),
        input=input_of(shown(trace.input.shape), labels),
        output=output_of(shown(trace.output_shape), labels),
        reading=reading.get(view, labels("each output cell gathered under the rotated kernel")),
    )
