"""What a transposed convolution is called and how it is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.sizes import size_text

if TYPE_CHECKING:
    from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
    from convanim.spec import ClipSpec

TITLES = {
    "both": "Transposed convolution, two views",
    "gather": "Transposed convolution: gather",
    "scatter": "Transposed convolution: scatter",
}


def words(spec: ClipSpec, trace: GatherTrace | ScatterTrace) -> tuple[str, str]:
    """The title and the prose of a transposed convolution."""
    title = TITLES.get(str(spec.view)) or _tilted_title(trace)
    return title, " ".join((_reading(spec, trace), *_sizes(trace)))


def _tilted_title(trace: GatherTrace | ScatterTrace) -> str:
    if max(trace.stride) > 1:
        return f"Transposed, stride {_common(trace.stride)}"
    if max(trace.dilation) > 1:
        return f"Transposed, dilation {_common(trace.dilation)}"
    if any(any(sides) for sides in trace.padding):
        before = [sides[0] for sides in trace.padding]
        even = all(first == last for first, last in trace.padding)
        return f"Transposed, padding {_common(tuple(before))}" if even else "Transposed, uneven padding"
    return f"Transposed {size_text(trace.kernel_size)} kernel"


def _reading(spec: ClipSpec, trace: GatherTrace | ScatterTrace) -> str:
    """How the numbers come about in the view."""
    if spec.view == "scatter":
        return (
            "Every pixel adds the kernel, times its value, to the output; where stamps overlap, they add up."
        )
    if max(trace.stride) > 1:
        return "Zeros between the pixels spread the input out; the rotated kernel goes over it cell by cell."
    if max(trace.plan.gather_window.padding)[0] > 0:
        return "A border of zeros lets the rotated kernel reach past the edges, one cell at a time."
    return "The rotated kernel goes over the input, one cell at a time."


def _sizes(trace: GatherTrace | ScatterTrace) -> tuple[str, ...]:
    """What the sizes come to, and what padding and output padding do to them."""
    plan = trace.plan
    if any(plan.output_padding):
        without = tuple(
            size - extra for size, extra in zip(plan.output_size, plan.output_padding, strict=True)
        )
        return (
            f"Output padding adds zeros at the bottom and right: "
            f"{size_text(plan.output_size)} instead of {size_text(without)}.",
        )
    sizes = f"{size_text(plan.input_size)} input gives a {size_text(plan.output_size)} output"
    if any(any(sides) for sides in plan.padding) and plan.output_size != plan.input_size:
        return (f"Padding crops the output: the {sizes}.",)
    return (f"The {sizes}.",)


def _common(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else size_text(numbers)
