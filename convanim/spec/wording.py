"""What a configuration is called and how it is explained: a title and one or two short sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convanim.numbers import in_words
from convanim.sizes import size_text
from convanim.sources.kernels import KERNELS
from convanim.sources.source import Named

if TYPE_CHECKING:
    from convanim.engine import ConvTrace
    from convanim.spec import ClipSpec

Pair = tuple[int, int]

SHARES = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth"}
BORDERS = {
    "zeros": "border of zeros",
    "reflect": "border of mirrored pixels",
    "replicate": "border of repeated edge pixels",
    "circular": "border of pixels from the opposite edge",
}


def words(spec: ClipSpec, trace: ConvTrace) -> tuple[str, str]:
    """The title and the prose of a convolution."""
    return title_of(spec, trace), prose_of(spec, trace)


def title_of(spec: ClipSpec, trace: ConvTrace) -> str:
    """What is special about a convolution: its steps, else its padding, else its kernel."""
    steps = [f"stride {_common(trace.stride)}"] if max(trace.stride) > 1 else []
    steps += [f"dilation {_common(trace.dilation)}"] if _is_spread(trace) else []
    if steps:
        return _sentence(", ".join(steps))
    if not any(any(sides) for sides in trace.padding):
        if isinstance(spec.kernel, Named):
            return KERNELS[spec.kernel.name].title
        return f"{size_text(trace.kernel_size)} kernel"
    if trace.padding_mode != "zeros":
        return f"{trace.padding_mode.capitalize()} padding"
    return _padding_title(trace)


def _padding_title(trace: ConvTrace) -> str:
    if _keeps_size(trace):
        return "Same padding"
    if _is_full(trace):
        return "Full padding"
    if all(before == after for before, after in trace.padding):
        return f"Padding {_common([before for before, _ in trace.padding])}"
    return "Uneven padding"


def prose_of(spec: ClipSpec, trace: ConvTrace) -> str:
    """One or two short sentences that explain a convolution, true for its numbers."""
    sentences = [_main_sentence(spec, trace), _unread_sentence(trace)]
    return " ".join(sentence for sentence in sentences if sentence)


def _main_sentence(spec: ClipSpec, trace: ConvTrace) -> str:
    if math.prod(trace.positions) == 1 and math.prod(trace.kernel_size) > 1:
        return "The kernel fits in one place only, so the output is a single number."
    if max(trace.stride) > 1:
        return _stride_sentence(trace)
    if _is_spread(trace):
        return _dilation_sentence(trace)
    if any(any(sides) for sides in trace.padding):
        return _padding_sentence(trace)
    if isinstance(spec.kernel, Named):
        return KERNELS[spec.kernel.name].prose
    return _plain_sentence(trace)


def _stride_sentence(trace: ConvTrace) -> str:
    down, right = trace.stride
    if down != right:
        moves = f"{_cells(right)} to the right and {_cells(down)} down"
        return f"The kernel moves {moves} at a time, so {_in_to_out(trace)}."
    return f"The kernel jumps {_cells(down)} at a time, so {_shrunk(trace)}."


def _shrunk(trace: ConvTrace) -> str:
    """How the output compares with the input under a stride, in a word where there is one."""
    step = trace.stride[0]
    (rows, columns), (out_rows, out_columns) = trace.window.extent, trace.positions
    fair = all(
        abs(out - size / step) < 1 for out, size in zip(trace.positions, trace.window.extent, strict=True)
    )
    if step not in SHARES or not fair or min(rows, columns) < step + 2:
        return _in_to_out(trace)
    exact = out_rows * step == rows and out_columns * step == columns
    return f"the output is {'' if exact else 'roughly '}{SHARES[step]} as wide"


def _dilation_sentence(trace: ConvTrace) -> str:
    """Weights and the cells they span: dilation adds no weights."""
    weights = trace.kernel_size[0] * trace.kernel_size[1]
    span = size_text(trace.window.span)
    return (
        f"The kernel's cells stand apart: {in_words(weights)} weights span {span} pixels, "
        f"and the pixels between them are skipped."
    )


def _padding_sentence(trace: ConvTrace) -> str:
    border = f"A {BORDERS[trace.padding_mode]}"
    odd = all(cells % 2 for cells in trace.kernel_size)
    even_sides = all(before == after for before, after in trace.padding)
    if _keeps_size(trace):
        room = "lets the kernel centre on every pixel" if odd and even_sides else "makes up for the edges"
        return f"{border} {room}, so the output is as large as the input."
    if _is_full(trace) and trace.padding_mode == "zeros":
        return "Every overlap counts, down to one cell in a corner, so the output is larger than the input."
    return f"{border} lets the kernel reach past the edges: {_in_to_out(trace)}."


def _plain_sentence(trace: ConvTrace) -> str:
    (rows, columns), (out_rows, out_columns) = trace.window.extent, trace.positions
    if tuple(trace.kernel_size) == (1, 1):
        return "Each output cell is one input cell times the only weight, so the size stays the same."
    lost = rows - out_rows
    if lost == columns - out_columns:
        return f"The kernel stays inside the input, so the output is {_cells(lost)} smaller each way."
    return f"The kernel stays inside the input, so {_in_to_out(trace)}."


def _unread_sentence(trace: ConvTrace) -> str:
    """The rows and columns at the end that no window reads, where the stride does not divide the way."""
    window = trace.window
    rest = [
        size - ((count - 1) * step + span)
        for size, count, step, span in zip(
            window.padded_extent, window.count, window.stride, window.span, strict=True
        )
    ]
    if not any(rest):
        return ""
    in_padding = all(left <= after for left, (_, after) in zip(rest, window.padding, strict=True))
    where = " of padding" if in_padding else ""
    if rest[0] and rest[1]:
        which = "row and column" if rest == [1, 1] else "rows and columns"
        return f"The last {which}{where} are never read."
    name = "row" if rest[0] else "column"
    left = max(rest)
    return (
        f"The last {name}{where} is never read."
        if left == 1
        else f"The last {in_words(left)} {name}s{where} are never read."
    )


def _is_spread(trace: ConvTrace) -> bool:
    """Whether the dilation moves any cells apart: a kernel one cell wide has none to move."""
    return trace.window.span != trace.kernel_size


def _keeps_size(trace: ConvTrace) -> bool:
    return tuple(trace.positions) == tuple(trace.window.extent)


def _is_full(trace: ConvTrace) -> bool:
    return all(
        sides == (span - 1, span - 1) for sides, span in zip(trace.padding, trace.window.span, strict=True)
    )


def _in_to_out(trace: ConvTrace) -> str:
    return f"the {size_text(trace.window.extent)} input gives a {size_text(trace.positions)} output"


def _common(numbers: tuple[int, ...] | list[int]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else size_text(numbers)


def _cells(number: int) -> str:
    return "one cell" if number == 1 else f"{in_words(number)} cells"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
