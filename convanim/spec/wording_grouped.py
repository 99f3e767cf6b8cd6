"""Title and prose of grouped, depthwise and separable convolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.engine import ConvTrace, SeparableTrace, conv_cost, ungrouped_cost
from convanim.labels import ENGLISH, Labels, counted, paragraph, sentence
from convanim.spec.alt_phrases import all_of, cells_of, input_of, kernel_of, output_of, settings_of

if TYPE_CHECKING:
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: ConvTrace | SeparableTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """Title and prose of a view."""
    if isinstance(trace, SeparableTrace):
        return _separable(spec, trace, labels)
    if spec.view == "depthwise":
        return _depthwise(trace, labels)
    number = counted(trace.groups, labels)
    title = sentence(labels("{number} groups that never meet", number=number))
    return title, paragraph(
        labels, labels("A filter reads only the channels of its own group."), _saving(trace, labels)
    )


def _depthwise(trace: ConvTrace, labels: Labels) -> tuple[str, str]:
    multiplier = trace.output_shape[0] // trace.groups
    if multiplier == 1:
        title = labels("Depthwise: one kernel for each channel")
        first = labels("Every channel is filtered alone, and nothing is added across channels.")
    else:
        number = counted(multiplier, labels)
        title = labels("Depthwise: {number} kernels for each channel", number=number)
        first = labels(
            "Every channel is filtered alone, into {number} maps; nothing is added across channels.",
            number=number,
        )
    return title, paragraph(labels, first, _saving(trace, labels))


def _saving(trace: ConvTrace, labels: Labels) -> str:
    """How many weights there are beside a standard layer's: the share is one of the number of groups."""
    share = counted(trace.groups, labels)
    if trace.groups == 2:
        return labels("That halves the weights and the multiplies.")
    return labels("That divides the weights and the multiplies by {number}.", number=share)


def _separable(spec: ClipSpec, trace: SeparableTrace, labels: Labels) -> tuple[str, str]:
    if spec.view == "versus":
        return labels("Standard and separable, on one clock"), ""
    mixed = labels("Then 1×1 filters mix the maps, each into one output.")
    first = labels("First each channel is filtered alone.")
    cost = conv_cost(trace.depthwise) + conv_cost(trace.pointwise)
    standard = ungrouped_cost(trace.standard)
    last = ""
    if cost.weights >= standard.weights:
        last = labels("Here that saves nothing: there are too few filters.")
    return labels("Depthwise separable: first look, then mix"), paragraph(labels, first, mixed, last)


def separable_sentence(trace: SeparableTrace, view: str, labels: Labels) -> str:
    """What a separable layer does, for those who do not see it; beside a standard one what both cost."""
    settings = settings_of(trace, labels)
    count, size = trace.output_shape[0], cells_of(trace.positions, labels)
    mixed = labels("{number} output maps of {size}", number=count, size=size)
    if count == 1:
        mixed = output_of(trace.positions, labels)
    told = labels(
        "a separable layer filters each channel of {input} with {kernel}, and 1×1 filters mix the {maps} "
        "maps into {output}",
        input=input_of(trace.input.shape, labels),
        kernel=kernel_of(trace.kernel_size, labels),
        maps=trace.depthwise.output_shape[0],
        output=mixed,
    )
    if settings:
        told = labels("{sentence}, with {settings}", sentence=told, settings=all_of(settings, labels))
    if view != "versus":
        return told
    cost = conv_cost(trace.depthwise) + conv_cost(trace.pointwise)
    standard = conv_cost(trace.standard)
    return labels(
        "{sentence}: {weights} weights, beside a standard layer of {standard}",
        sentence=told,
        weights=cost.weights,
        standard=standard.weights,
    )
