"""Title and prose of the scene that shows kernel, filter and layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.labels import Labels, counted, paragraph, sentence
from convanim.sizes import size_text

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec


def words(spec: ClipSpec, trace: ConvTrace, labels: Labels) -> tuple[str, str]:
    """The title, and what is said beside the filter."""
    depth = trace.weight.shape[1]
    reads = labels("Each kernel reads its own channel.") if depth > 1 else ""
    return labels("Kernel, filter, layer"), paragraph(labels, reads, _adds(spec, trace, labels))


def zoom_sentence(trace: ConvTrace, labels: Labels) -> str:
    """What the zoom shows, in one sentence without its end: the shapes of all levels, and the sizes."""
    breadth, depth = trace.weight.shape[:2]
    kernel = size_text(trace.kernel_size)
    return labels(
        "a camera draws back from one {kernel} kernel to a {filter} filter and to the {layer} layer of "
        "{number} weights, which turns an input of {input} into {count} maps of {output}",
        kernel=kernel,
        filter=f"{kernel}×{depth}",
        layer=f"{kernel}×{depth}×{breadth}",
        number=trace.weight.size,
        input=size_text((*trace.input.shape[1:], depth)),
        count=breadth,
        output=size_text(trace.output_shape[1:]),
    )


def _adds(spec: ClipSpec, trace: ConvTrace, labels: Labels) -> str:
    """What becomes of the answers."""
    depth = trace.weight.shape[1]
    relu, bias = trace.activation == "relu", spec.bias is not None
    count = sentence(counted(depth, labels))
    if depth == 1:
        if bias and relu:
            return labels(
                "With one channel, one kernel is the filter; a bias is added, ReLU keeps the positive."
            )
        if bias:
            return labels("With one channel, one kernel is the filter; a bias is added.")
        return labels("With one channel, one kernel is the filter.")
    if bias and relu:
        return labels("{count} responses and one bias add up; ReLU keeps the positive.", count=count)
    if bias:
        return labels("{count} responses and one bias add up to one number.", count=count)
    return labels("{count} responses add up to one number.", count=count)
