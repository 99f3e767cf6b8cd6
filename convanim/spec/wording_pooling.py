"""What a pooling is called and how it is explained: a title and one to three short sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
from convanim.labels import ENGLISH, Labels, counted, enumeration, paragraph, sentence
from convanim.sizes import size_text
from convanim.spec.wording import common, in_to_out, share_of

if TYPE_CHECKING:
    from convanim.spec import ClipSpec

PoolingTrace = MaxPoolTrace | AveragePoolTrace


def words(spec: ClipSpec, trace: PoolingTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose of a pooling."""
    prose = paragraph(labels, _main(trace, labels), _edge(trace, labels), _unread(trace, labels))
    return _title(trace, labels), prose


def _is_max(trace: PoolingTrace) -> bool:
    return isinstance(trace, MaxPoolTrace)


def _title(trace: PoolingTrace, labels: Labels) -> str:
    """The window and what is done with it; then what is not as usual."""
    size = size_text(trace.kernel_size)
    largest, average = labels("{size} max pooling", size=size), labels("{size} average pooling", size=size)
    parts = [largest if _is_max(trace) else average]
    if tuple(trace.stride) != tuple(trace.kernel_size):
        parts.append(labels("stride {number}", number=common(trace.stride)))
    if trace.window.span != trace.kernel_size:
        parts.append(labels("dilation {number}", number=common(trace.dilation)))
    if any(map(any, trace.padding)):
        parts.append(labels("padded"))
    if _reaches_past(trace):
        parts.append(labels("ceil mode"))
    return enumeration(labels, *parts)


def _main(trace: PoolingTrace, labels: Labels) -> str:
    if len(trace) == 1:
        if _is_max(trace):
            return labels("The window fits in one place only: its largest cell is all that is left.")
        return labels("The window fits in one place only: its average is all that is left.")
    if int(np.prod(trace.kernel_size)) == 1:
        return labels("A window of one cell only picks cells: {result}.", result=in_to_out(trace, labels))
    result = _shrunk(trace, labels)
    if _is_max(trace):
        main = labels("Each window keeps its largest cell, so {result}.", result=result)
    else:
        main = labels("Each window becomes the average of its cells, so {result}.", result=result)
    overlap = labels("Windows overlap: a cell can take part in several.") if _overlaps(trace) else ""
    return paragraph(labels, main, overlap)


def _shrunk(trace: PoolingTrace, labels: Labels) -> str:
    """How the output compares with the input, in a word where there is one."""
    (rows, columns), (down, across) = trace.window.extent, trace.positions
    step = trace.stride[0]
    if (down, across) == (rows, columns):
        return labels("the output is as large as the input")
    share = share_of(step, labels)
    if trace.stride[1] == step and share and (down * step, across * step) == (rows, columns):
        return labels("the output is {share} as wide and {share} as high", share=share)
    return in_to_out(trace, labels)


def _edge(trace: PoolingTrace, labels: Labels) -> str:
    """What happens where a window holds no cells of the input."""
    padding = _padding(trace, labels) if _reads_padding(trace) else ""
    if not _reaches_past(trace):
        return padding
    if _is_max(trace):
        told = labels("The last windows reach past the edge: only the cells that exist compete.")
    else:
        told = labels("The last windows reach past the edge: only the cells that exist count.")
    return paragraph(labels, told, padding)


def _padding(trace: PoolingTrace, labels: Labels) -> str:
    if isinstance(trace, AveragePoolTrace):
        if trace.count_include_pad:
            return labels("Padding counts as zeros.")
        return labels("Padding does not count.")
    return labels("Padding never wins.")


def _unread(trace: PoolingTrace, labels: Labels) -> str:
    """The rows and columns of the input that no window reads."""
    lost = []
    for axis, (before, _) in enumerate(trace.padding):
        extent = trace.window.extent[axis]
        lost.append(int(np.count_nonzero(~trace.reads(axis)[before : before + extent])))
    rows, columns = lost
    if rows and columns:
        both = labels("{rows} and {columns}", rows=_rows(rows, labels), columns=_columns(columns, labels))
        return sentence(labels("{cells} of the input are never read.", cells=both))
    if rows + columns == 1:
        one = labels("One row of the input is never read.")
        return one if rows else labels("One column of the input is never read.")
    if rows or columns:
        cells = _rows(rows, labels) if rows else _columns(columns, labels)
        return sentence(labels("{cells} of the input are never read.", cells=cells))
    return ""


def _rows(number: int, labels: Labels) -> str:
    return labels("one row") if number == 1 else labels("{number} rows", number=counted(number, labels))


def _columns(number: int, labels: Labels) -> str:
    one = labels("one column")
    return one if number == 1 else labels("{number} columns", number=counted(number, labels))


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
