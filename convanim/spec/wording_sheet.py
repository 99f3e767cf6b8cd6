"""Title and prose of the scenes that show filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convanim.layout.arithmetic import ACTIVATION_NAMES
from convanim.numbers import in_words

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec

RESULTS = {
    "relu": "ReLU keeps what is positive",
    "leaky_relu": "leaky ReLU keeps a hundredth of what is negative",
    "sigmoid": "sigmoid brings the sum between 0 and 1",
    "tanh": "tanh brings the sum between −1 and 1",
}


def filter_words(spec: ClipSpec, trace: ConvTrace) -> tuple[str, str]:
    """Title and prose of one filter."""
    depth = trace.weight.shape[1]
    bias = spec.bias is not None
    if depth == 1:
        title = "One kernel is the whole filter"
        adds = "its answer and the bias add up" if bias else "its answer is the sum"
        return title, _sentences(f"With one channel there is one kernel; {adds}", trace.activation)
    if depth <= 3:
        title = f"{in_words(depth).capitalize()} kernels make one filter"
        what = "The answers and the bias add up" if bias else "The answers add up"
        prose = f"Each kernel reads its own channel and answers with one number. {what}"
        return title, _sentences(prose, trace.activation)
    prose = "Every channel has its kernel and gives one number. "
    return f"{depth} channels, still one filter", f"{prose}All {depth} add into one cell."


def layer_words(spec: ClipSpec, trace: ConvTrace) -> tuple[str, str]:
    """Title and prose of a layer."""
    breadth = trace.weight.shape[0]
    if breadth == 1:
        return "One filter, one output map", "The filter reads the window and draws its output map."
    number = in_words(breadth).capitalize()
    return (
        f"{number} filters make a layer",
        "Every filter reads the same window and draws its own output map.",
    )


def _sentences(prose: str, activation: str) -> str:
    """The prose, and what the activation does where there is one."""
    if activation == "none":
        return f"{prose}."
    name = ACTIVATION_NAMES.get(activation, activation)
    return f"{prose}, {RESULTS.get(activation, f'{name} bends the sum')}."
