"""What a transposed convolution is called and how it is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.labels import ENGLISH, Labels, paragraph
from convanim.sizes import size_text
from convanim.spec.wording import common

if TYPE_CHECKING:
    from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: GatherTrace | ScatterTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose of a transposed convolution."""
    titles = {
        "both": labels("Transposed convolution, two views"),
        "gather": labels("Transposed convolution: gather"),
        "scatter": labels("Transposed convolution: scatter"),
    }
    title = titles.get(str(spec.view)) or _tilted_title(trace, labels)
    return title, paragraph(labels, _reading(spec, trace, labels), _sizes(trace, labels))


def _tilted_title(trace: GatherTrace | ScatterTrace, labels: Labels) -> str:
    if max(trace.stride) > 1:
        return labels("Transposed, stride {number}", number=common(trace.stride))
    if max(trace.dilation) > 1:
        return labels("Transposed, dilation {number}", number=common(trace.dilation))
    if any(any(sides) for sides in trace.padding):
        before = [sides[0] for sides in trace.padding]
        if all(first == last for first, last in trace.padding):
            return labels("Transposed, padding {number}", number=common(before))
        return labels("Transposed, uneven padding")
    return labels("Transposed {size} kernel", size=size_text(trace.kernel_size))


def _reading(spec: ClipSpec, trace: GatherTrace | ScatterTrace, labels: Labels) -> str:
    """How the numbers come about in the view."""
    if spec.view == "scatter":
        return labels(
            "Every pixel adds the kernel, times its value, to the output; where stamps overlap, they add up."
        )
    if max(trace.stride) > 1:
        return labels(
            "Zeros between the pixels spread the input out; the rotated kernel goes over it cell by cell."
        )
    if max(trace.plan.gather_window.padding)[0] > 0:
        return labels("A border of zeros lets the rotated kernel reach past the edges, one cell at a time.")
    return labels("The rotated kernel goes over the input, one cell at a time.")


def _sizes(trace: GatherTrace | ScatterTrace, labels: Labels) -> str:
    """What the sizes come to, and what padding and output padding do to them."""
    plan = trace.plan
    output = size_text(plan.output_size)
    if any(plan.output_padding):
        without = tuple(
            size - extra for size, extra in zip(plan.output_size, plan.output_padding, strict=True)
        )
        return labels(
            "Output padding adds zeros at the bottom and right: {output} instead of {without}.",
            output=output,
            without=size_text(without),
        )
    size = size_text(plan.input_size)
    if any(any(sides) for sides in plan.padding) and plan.output_size != plan.input_size:
        return labels(
            "Padding crops the output: the {input} input gives a {output} output.", input=size, output=output
        )
    return labels("The {input} input gives a {output} output.", input=size, output=output)
