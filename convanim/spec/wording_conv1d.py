"""What a convolution along one axis is called and how it is explained, alone or in a stack."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from convanim.engine.trace_stack import StackTrace
from convanim.labels import ENGLISH, Labels, counted, enumeration, paragraph, sentence
from convanim.spec.wording import share_of

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: ConvTrace | StackTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose of a layer of samples, or of a stack of layers."""
    if isinstance(trace, StackTrace):
        return _stack_title(trace, labels), stack_remark(trace, labels)
    return _title(trace, labels), paragraph(labels, _main(trace, labels), _unread(trace, labels))


def is_causal(trace: ConvTrace) -> bool:
    """Whether all padding stands before the first sample, as much as no output sees a later one."""
    before, after = trace.padding[0]
    return before == trace.window.span[0] - 1 and after == 0 and before > 0


def _title(trace: ConvTrace, labels: Labels) -> str:
    steps = [labels("causal")] if is_causal(trace) else []
    if trace.stride[0] > 1:
        steps.append(labels("stride {number}", number=trace.stride[0]))
    if trace.dilation[0] > 1 and trace.kernel_size[0] > 1:
        steps.append(labels("dilation {number}", number=trace.dilation[0]))
    if steps == [labels("causal")]:
        return labels("A causal kernel")
    if steps:
        return sentence(enumeration(labels, *steps))
    if any(trace.padding[0]):
        return _padding_title(trace, labels)
    if trace.input.shape[0] > 1:
        return labels("{channels} channels, one filter", channels=sentence(counted(len(trace.input), labels)))
    if trace.kernel_size[0] == 1:
        return labels("A kernel of one weight")
    return labels("A kernel of {weights} weights", weights=counted(trace.kernel_size[0], labels))


def _padding_title(trace: ConvTrace, labels: Labels) -> str:
    before, after = trace.padding[0]
    modes = {
        "reflect": labels("Reflect padding"),
        "replicate": labels("Replicate padding"),
        "circular": labels("Circular padding"),
    }
    if trace.padding_mode in modes:
        return modes[trace.padding_mode]
    if trace.positions == trace.window.extent:
        return labels("Same padding")
    return labels("Padding {number}", number=before) if before == after else labels("Uneven padding")


def _main(trace: ConvTrace, labels: Labels) -> str:
    """What is special about the way of the kernel."""
    weights, span = counted(trace.kernel_size[0], labels), counted(trace.window.span[0], labels)
    spread = trace.window.span[0] > trace.kernel_size[0]
    if trace.stride[0] > 1:
        return _stride(trace, labels)
    if is_causal(trace) and spread:
        return labels(
            "{weights} weights reach over {span} samples, and none of these is later than the output.",
            weights=sentence(weights),
            span=span,
        )
    if is_causal(trace):
        return labels("All padding stands before the first sample, so no output sees a later one.")
    if spread:
        return labels(
            "The kernel's weights stand apart: {weights} of them span {span} samples, and those between are "
            "skipped.",
            weights=weights,
            span=span,
        )
    if any(trace.padding[0]):
        return labels(
            "The padding lets the kernel reach past the ends, so {result}.", result=_ends(trace, labels)
        )
    if trace.input.shape[0] > 1:
        return labels("Every channel has a kernel of its own; all their products add up to one sample.")
    return _plain(trace, labels)


def _plain(trace: ConvTrace, labels: Labels) -> str:
    lost = trace.kernel_size[0] - 1
    if trace.positions == (1,) and lost:
        return labels("The kernel fits in one place only, so the output is a single number.")
    if lost == 0:
        return labels("Each output sample is one input sample times the only weight.")
    if lost == 1:
        return labels("The kernel stays inside the row, so the output is one sample shorter.")
    return labels(
        "The kernel stays inside the row, so the output is {number} samples shorter.",
        number=counted(lost, labels),
    )


def _stride(trace: ConvTrace, labels: Labels) -> str:
    step, share = trace.stride[0], share_of(trace.stride[0], labels)
    exact = trace.positions[0] * step == trace.window.extent[0]
    number = counted(step, labels)
    if share and exact:
        return labels(
            "The kernel jumps {number} samples at a time, so the output is {share} as long.",
            number=number,
            share=share,
        )
    return labels(
        "The kernel jumps {number} samples at a time, so {result}.",
        number=number,
        result=_ends(trace, labels),
    )


def _ends(trace: ConvTrace, labels: Labels) -> str:
    (size,), (length,) = trace.window.extent, trace.positions
    if size == length:
        return labels("the output is as long as the input")
    if length == 1:
        return labels("{size} samples give a single one", size=size)
    return labels("{size} samples give {length}", size=size, length=length)


def _unread(trace: ConvTrace, labels: Labels) -> str:
    """The samples at the end that no window reads, where the stride does not divide the way."""
    (before, after), (size,) = trace.padding[0], trace.window.extent
    rest = before + size + after - ((trace.positions[0] - 1) * trace.stride[0] + trace.window.span[0])
    if rest <= after:
        return ""
    if rest - after == 1:
        return labels("The last sample is never read.")
    return labels("The last {number} samples are never read.", number=counted(rest - after, labels))


def _stack_title(trace: StackTrace, labels: Labels) -> str:
    samples, layers = counted(trace.receptive_field, labels), counted(len(trace.layers), labels)
    spread = max(trace.dilations) > 1
    if len(trace.layers) == 1:
        if spread:
            return labels("Causal, dilated: {samples} samples in reach of one layer", samples=samples)
        return labels("Causal: {samples} samples in reach of one layer", samples=samples)
    if spread:
        return labels(
            "Causal, dilated: {samples} samples from {layers} layers", samples=samples, layers=layers
        )
    return labels("Causal: {samples} samples from {layers} layers", samples=samples, layers=layers)


def stack_remark(trace: StackTrace, labels: Labels = ENGLISH) -> str:
    """What the layers of a stack have in common, without a full stop: it stands beside a sum."""
    if trace.kernel_size[0] == 1:
        return labels("one read per cell, so nothing is reached but the sample itself")
    reads = counted(trace.kernel_size[0], labels)
    doubling = all(2 * low == high for low, high in pairwise(trace.dilations))
    if len(trace.layers) > 1 and doubling and trace.kernel_size[0] == 2 and trace.dilations[0] == 1:
        return labels("{reads} reads per cell, and the reach doubles with every layer", reads=reads)
    if len(trace.layers) > 1 and doubling:
        return labels("{reads} reads per cell, twice as far apart with every layer", reads=reads)
    return labels("{reads} reads per cell, as far apart as the layer's dilation", reads=reads)


def stack_sentence(trace: StackTrace, labels: Labels) -> str:
    """What a stack does, for the alternative text."""
    dilations, length = ", ".join(map(str, trace.dilations)), len(trace)
    reach = min(trace.receptive_field, length)
    if len(trace.layers) == 1:
        return labels(
            "a causal layer with dilation {dilations} reads {length} samples, and each output depends on up "
            "to {reach} of them",
            dilations=dilations,
            length=length,
            reach=reach,
        )
    return labels(
        "a stack of {layers} causal layers with dilations {dilations} reads {length} samples, and each "
        "output depends on up to {reach} of them",
        layers=counted(len(trace.layers), labels),
        dilations=dilations,
        length=length,
        reach=reach,
    )
