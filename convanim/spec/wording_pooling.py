"""What a pooling is called and how it is explained: a title and one to three short sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
from convanim.numbers import in_words
from convanim.sizes import size_text
from convanim.spec.wording import SHARES

if TYPE_CHECKING:
    from convanim.spec import ClipSpec

PoolingTrace = MaxPoolTrace | AveragePoolTrace


def words(spec: ClipSpec, trace: PoolingTrace) -> tuple[str, str]:
    """The title and the prose of a pooling."""
    sentences = [_main(trace), _edge(trace), _unread(trace)]
    return _title(trace), " ".join(sentence for sentence in sentences if sentence)


def _is_max(trace: PoolingTrace) -> bool:
    return isinstance(trace, MaxPoolTrace)


def _title(trace: PoolingTrace) -> str:
    """The window and what is done with it; then what is not as usual."""
    parts = [f"{size_text(trace.kernel_size)} {'max' if _is_max(trace) else 'average'} pooling"]
    if tuple(trace.stride) != tuple(trace.kernel_size):
        parts.append(f"stride {_common(trace.stride)}")
    if trace.window.span != trace.kernel_size:
        parts.append(f"dilation {_common(trace.dilation)}")
    if any(map(any, trace.padding)):
        parts.append("padded")
    if _reaches_past(trace):
        parts.append("ceil mode")
    return ", ".join(parts)


def _main(trace: PoolingTrace) -> str:
    cells = int(np.prod(trace.kernel_size))
    if len(trace) == 1:
        left = "largest cell" if _is_max(trace) else "average"
        return f"The window fits in one place only: its {left} is all that is left."
    if cells == 1:
        return f"A window of one cell only picks cells: {_in_to_out(trace)}."
    kept = "keeps its largest cell" if _is_max(trace) else "becomes the average of its cells"
    overlap = " Windows overlap: a cell can take part in several." if _overlaps(trace) else ""
    return f"Each window {kept}, so {_shrunk(trace)}.{overlap}"


def _shrunk(trace: PoolingTrace) -> str:
    """How the output compares with the input, in a word where there is one."""
    (rows, columns), (down, across) = trace.window.extent, trace.positions
    step = trace.stride[0]
    if (down, across) == (rows, columns):
        return "the output is as large as the input"
    if trace.stride[1] == step and step in SHARES and (down * step, across * step) == (rows, columns):
        return f"the output is {SHARES[step]} as wide and {SHARES[step]} as high"
    return _in_to_out(trace)


def _in_to_out(trace: PoolingTrace) -> str:
    return f"the {size_text(trace.window.extent)} input gives a {size_text(trace.positions)} output"


def _edge(trace: PoolingTrace) -> str:
    """What happens where a window holds no cells of the input."""
    padded = _reads_padding(trace)
    if _reaches_past(trace):
        verb = "compete" if _is_max(trace) else "count"
        told = f"The last windows reach past the edge: only the cells that exist {verb}."
        return f"{told} {_padding(trace)}" if padded else told
    return _padding(trace) if padded else ""


def _padding(trace: PoolingTrace) -> str:
    if isinstance(trace, AveragePoolTrace):
        return "Padding counts as zeros." if trace.count_include_pad else "Padding does not count."
    return "Padding never wins."


def _unread(trace: PoolingTrace) -> str:
    """The rows and columns of the input that no window reads."""
    lost = []
    for axis, (before, _) in enumerate(trace.padding):
        extent = trace.window.extent[axis]
        lost.append(int(np.count_nonzero(~trace.reads(axis)[before : before + extent])))
    if not any(lost):
        return ""
    names = [
        f"{_number(count)} {name}{'s' * (count > 1)}"
        for count, name in zip(lost, ("row", "column"), strict=True)
        if count
    ]
    verb = "is" if sum(lost) == 1 else "are"
    return f"{_sentence(' and '.join(names))} of the input {verb} never read."


def _reaches_past(trace: PoolingTrace) -> bool:
    window = trace.window
    return any(
        (count - 1) * stride + span > size
        for count, stride, span, size in zip(
            window.count, window.stride, window.span, window.padded_extent, strict=True
        )
    )


def _reads_padding(trace: PoolingTrace) -> bool:
    """Whether any window really reads padding."""
    for axis, (before, after) in enumerate(trace.padding):
        read = trace.reads(axis)
        if read[:before].any() or (after and read[-after:].any()):
            return True
    return False


def _overlaps(trace: PoolingTrace) -> bool:
    """Whether any cell belongs to two windows."""
    for axis in range(len(trace.positions)):
        starts = np.arange(trace.positions[axis]) * trace.stride[axis]
        cells = np.add.outer(starts, np.arange(trace.kernel_size[axis]) * trace.dilation[axis])
        inside = cells[cells < trace.window.padded_extent[axis]]
        if np.unique(inside).size < inside.size:
            return True
    return False


def _common(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else size_text(numbers)


def _number(count: int) -> str:
    return in_words(count)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
