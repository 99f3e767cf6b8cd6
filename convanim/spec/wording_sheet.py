"""Title and prose of the scenes that show filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.labels import ENGLISH, Labels, counted, paragraph, sentence
from convanim.layout.arithmetic import ACTIVATION_NAMES
from convanim.layout.sheet.facts import is_picture

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec


def filter_words(spec: ClipSpec, trace: ConvTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """Title and prose of one filter."""
    depth, bias = trace.weight.shape[1], spec.bias is not None
    if depth == 1:
        title = labels("One kernel is the whole filter")
        if bias:
            prose = labels("With one channel there is one kernel; its answer and the bias add up")
        else:
            prose = labels("With one channel there is one kernel; its answer is the sum")
        return title, _ended(prose, trace.activation, labels)
    if depth <= 3:
        title = sentence(labels("{number} kernels make one filter", number=counted(depth, labels)))
        first = labels("Each kernel reads its own channel and answers with one number.")
        last = labels("The answers and the bias add up") if bias else labels("The answers add up")
        return title, paragraph(labels, first, _ended(last, trace.activation, labels))
    return labels("{number} channels, still one filter", number=depth), labels(
        "Every channel has its kernel and gives one number. All {number} add into one cell.", number=depth
    )


def layer_words(spec: ClipSpec, trace: ConvTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """Title and prose of a layer."""
    breadth = trace.weight.shape[0]
    if is_picture(trace.input) and spec.padding in (0, "valid", "same"):
        prose = labels("Every filter reads the same window and draws its own output map.")
        return keras_line(spec, trace), prose
    if breadth == 1:
        return (
            labels("One filter, one output map"),
            labels("The filter reads the window and draws its output map."),
        )
    return (
        sentence(labels("{number} filters make a layer", number=counted(breadth, labels))),
        labels("Every filter reads the same window and draws its own output map."),
    )


def keras_line(spec: ClipSpec, trace: ConvTrace) -> str:
    """The layer as a line of Keras: ``Conv2D(2, 3, activation='relu')``; what is usual there is left out."""

    def axes(pair: tuple[int, ...]) -> str:
        return str(pair[0]) if len(set(pair)) == 1 else f"({', '.join(map(str, pair))})"

    kernel, stride, dilation = (
        tuple(int(n) for n in sizes) for sizes in (trace.kernel_size, trace.stride, trace.dilation)
    )
    parts = [str(trace.weight.shape[0]), axes(kernel)]
    parts += [f"strides={axes(stride)}"] if set(stride) != {1} else []
    parts += ["padding='same'"] if spec.padding == "same" else []
    parts += [f"dilation_rate={axes(dilation)}"] if set(dilation) != {1} else []
    parts += [f"activation='{trace.activation}'"] if trace.activation != "none" else []
    return f"Conv2D({', '.join(parts)})"


def _ended(prose: str, activation: str, labels: Labels) -> str:
    """The sentence, and what the activation does where there is one."""
    if activation == "none":
        return labels("{sentence}.", sentence=prose)
    results = {
        "relu": labels("ReLU keeps what is positive"),
        "leaky_relu": labels("leaky ReLU keeps a hundredth of what is negative"),
        "sigmoid": labels("sigmoid brings the sum between 0 and 1"),
        "tanh": labels("tanh brings the sum between −1 and 1"),
    }
    name = ACTIVATION_NAMES.get(activation, activation)
    result = results.get(activation) or labels("{activation} bends the sum", activation=name)
    return labels("{sentence}, {result}.", sentence=prose, result=result)
