"""What a configuration is called and how it is explained: a title and one or two short sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convanim.labels import ENGLISH, Labels, counted, enumeration, paragraph, sentence
from convanim.sizes import size_text
from convanim.sources.source import Named
from convanim.spec.wording_kernels import kernel_prose, kernel_title

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
    from convanim.spec import ClipSpec

Pair = tuple[int, int]


def words(spec: ClipSpec, trace: ConvTrace, labels: Labels = ENGLISH) -> tuple[str, str]:
    """The title and the prose of a convolution."""
    return title_of(spec, trace, labels), prose_of(spec, trace, labels)


def title_of(spec: ClipSpec, trace: ConvTrace, labels: Labels) -> str:
    """What is special about a convolution: its steps, else its padding, else its kernel."""
    steps = [labels("stride {number}", number=common(trace.stride))] if max(trace.stride) > 1 else []
    steps += [labels("dilation {number}", number=common(trace.dilation))] if _is_spread(trace) else []
    if steps:
        return sentence(enumeration(labels, *steps))
    if not any(any(sides) for sides in trace.padding):
        if isinstance(spec.kernel, Named):
            return kernel_title(spec.kernel.name, labels)
        return labels("{size} kernel", size=size_text(trace.kernel_size))
    modes = {
        "reflect": labels("Reflect padding"),
        "replicate": labels("Replicate padding"),
        "circular": labels("Circular padding"),
    }
    return modes[trace.padding_mode] if trace.padding_mode in modes else _padding_title(trace, labels)


def _padding_title(trace: ConvTrace, labels: Labels) -> str:
    if _keeps_size(trace):
        return labels("Same padding")
    if _is_full(trace):
        return labels("Full padding")
    if all(before == after for before, after in trace.padding):
        return labels("Padding {number}", number=common([before for before, _ in trace.padding]))
    return labels("Uneven padding")


def prose_of(spec: ClipSpec, trace: ConvTrace, labels: Labels) -> str:
    """One or two short sentences that explain a convolution, true for its numbers."""
    return paragraph(labels, _main_sentence(spec, trace, labels), _unread_sentence(trace, labels))


def _main_sentence(spec: ClipSpec, trace: ConvTrace, labels: Labels) -> str:
    if math.prod(trace.positions) == 1 and math.prod(trace.kernel_size) > 1:
        return labels("The kernel fits in one place only, so the output is a single number.")
    if max(trace.stride) > 1:
        return _stride_sentence(trace, labels)
    if _is_spread(trace):
        return _dilation_sentence(trace, labels)
    if any(any(sides) for sides in trace.padding):
        return _padding_sentence(trace, labels)
    if isinstance(spec.kernel, Named):
        return kernel_prose(spec.kernel.name, labels)
    return _plain_sentence(trace, labels)


def _stride_sentence(trace: ConvTrace, labels: Labels) -> str:
    down, right = trace.stride
    if down != right:
        return labels(
            "The kernel moves {right} to the right and {down} down at a time, so {result}.",
            right=_cells(right, labels),
            down=_cells(down, labels),
            result=in_to_out(trace, labels),
        )
    return labels(
        "The kernel jumps {cells} at a time, so {result}.",
        cells=_cells(down, labels),
        result=_shrunk(trace, labels),
    )


def _shrunk(trace: ConvTrace, labels: Labels) -> str:
    """How the output compares with the input under a stride, in a word where there is one."""
    step = trace.stride[0]
    (rows, columns), (out_rows, out_columns) = trace.window.extent, trace.positions
    fair = all(
        abs(out - size / step) < 1 for out, size in zip(trace.positions, trace.window.extent, strict=True)
    )
    share = share_of(step, labels)
    if not share or not fair or min(rows, columns) < step + 2:
        return in_to_out(trace, labels)
    if out_rows * step == rows and out_columns * step == columns:
        return labels("the output is {share} as wide", share=share)
    return labels("the output is roughly {share} as wide", share=share)


def share_of(step: int, labels: Labels) -> str:
    """What remains of a length under a stride, in words; nothing where there are none for it."""
    words = {
        2: labels("half"),
        3: labels("a third"),
        4: labels("a quarter"),
        5: labels("a fifth"),
        6: labels("a sixth"),
    }
    return words.get(step, "")


def _dilation_sentence(trace: ConvTrace, labels: Labels) -> str:
    """Weights and the cells they span: dilation adds no weights."""
    return labels(
        "The kernel's cells stand apart: {weights} weights span {size} pixels, and the pixels between them "
        "are skipped.",
        weights=counted(trace.kernel_size[0] * trace.kernel_size[1], labels),
        size=size_text(trace.window.span),
    )


def _padding_sentence(trace: ConvTrace, labels: Labels) -> str:
    border = _border(trace.padding_mode, labels)
    odd = all(cells % 2 for cells in trace.kernel_size)
    even_sides = all(before == after for before, after in trace.padding)
    if _keeps_size(trace):
        if odd and even_sides:
            text = labels(
                "{border} lets the kernel centre on every pixel, so the output is as large as the input.",
                border=border,
            )
        else:
            text = labels(
                "{border} makes up for the edges, so the output is as large as the input.", border=border
            )
        return sentence(text)
    if _is_full(trace) and trace.padding_mode == "zeros":
        return labels(
            "Every overlap counts, down to one cell in a corner, so the output is larger than the input."
        )
    result = in_to_out(trace, labels)
    text = labels("{border} lets the kernel reach past the edges: {result}.", border=border, result=result)
    return sentence(text)


def _border(padding_mode: str, labels: Labels) -> str:
    return {
        "zeros": labels("a border of zeros"),
        "reflect": labels("a border of mirrored pixels"),
        "replicate": labels("a border of repeated edge pixels"),
        "circular": labels("a border of pixels from the opposite edge"),
    }[padding_mode]


def _plain_sentence(trace: ConvTrace, labels: Labels) -> str:
    (rows, columns), (out_rows, out_columns) = trace.window.extent, trace.positions
    if tuple(trace.kernel_size) == (1, 1):
        return labels("Each output cell is one input cell times the only weight, so the size stays the same.")
    lost = rows - out_rows
    if lost == columns - out_columns:
        return labels(
            "The kernel stays inside the input, so the output is {cells} smaller each way.",
            cells=_cells(lost, labels),
        )
    return labels("The kernel stays inside the input, so {result}.", result=in_to_out(trace, labels))


def _unread_sentence(trace: ConvTrace, labels: Labels) -> str:
    """The rows and columns at the end that no window reads, where the stride does not divide the way."""
    window = trace.window
    rows, columns = (
        size - ((count - 1) * step + span)
        for size, count, step, span in zip(
            window.padded_extent, window.count, window.stride, window.span, strict=True
        )
    )
    in_padding = all(left <= after for left, (_, after) in zip((rows, columns), window.padding, strict=True))
    return _unread_padding(rows, columns, labels) if in_padding else _unread_cells(rows, columns, labels)


def _unread_cells(rows: int, columns: int, labels: Labels) -> str:
    if rows and columns:
        if rows == columns == 1:
            return labels("The last row and column are never read.")
        return labels("The last rows and columns are never read.")
    if rows == 1 or columns == 1:
        return labels("The last row is never read.") if rows else labels("The last column is never read.")
    if rows:
        return labels("The last {number} rows are never read.", number=counted(rows, labels))
    return labels("The last {number} columns are never read.", number=counted(columns, labels))


def _unread_padding(rows: int, columns: int, labels: Labels) -> str:
    if not rows and not columns:
        return ""
    if rows and columns:
        if rows == columns == 1:
            return labels("The last row and column of padding are never read.")
        return labels("The last rows and columns of padding are never read.")
    if rows == 1:
        return labels("The last row of padding is never read.")
    if columns == 1:
        return labels("The last column of padding is never read.")
    if rows:
        return labels("The last {number} rows of padding are never read.", number=counted(rows, labels))
    return labels("The last {number} columns of padding are never read.", number=counted(columns, labels))


def _is_spread(trace: ConvTrace) -> bool:
    """Whether the dilation moves any cells apart: a kernel one cell wide has none to move."""
    return trace.window.span != trace.kernel_size


def _keeps_size(trace: ConvTrace) -> bool:
    return tuple(trace.positions) == tuple(trace.window.extent)


def _is_full(trace: ConvTrace) -> bool:
    return all(
        sides == (span - 1, span - 1) for sides, span in zip(trace.padding, trace.window.span, strict=True)
    )


def in_to_out(trace: ConvTrace | MaxPoolTrace | AveragePoolTrace, labels: Labels) -> str:
    """The sizes of input and output, as a clause."""
    return labels(
        "the {input} input gives a {output} output",
        input=size_text(trace.window.extent),
        output=size_text(trace.positions),
    )


def common(numbers: tuple[int, ...] | list[int]) -> str:
    """The one number that all axes share, else all of them."""
    return str(numbers[0]) if len(set(numbers)) == 1 else size_text(numbers)


def _cells(number: int, labels: Labels) -> str:
    if number == 1:
        return labels("one cell")
    return labels("{number} cells", number=counted(number, labels))
