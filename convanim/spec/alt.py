"""What a clip shows, in one sentence with the sizes, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convanim.engine.trace_conv import ConvTrace
from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
from convanim.layout.arithmetic import ACTIVATION_NAMES
from convanim.sizes import Size, size_text

if TYPE_CHECKING:
    from convanim.engine import Trace
    from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
    from convanim.spec import Clip

READINGS = {
    "both": "by gathering and by stamping side by side",
    "scatter": "each input cell stamping the kernel on it",
}
"""How a view of a transposed convolution reads it; all others let the output cells gather."""
GATHERED = "each output cell gathered under the rotated kernel"


def alt_text(clip: Clip) -> str:
    """The alternative text of a clip: one sentence with the sizes of its input, its kernel and its output.

    ``A 3×3 kernel slides over a 5×5 input with padding 1 and fills a 5×5 output.``
    """
    trace = clip.trace
    if isinstance(trace, ConvTrace):
        sentence = _convolution(trace)
    elif isinstance(trace, MaxPoolTrace | AveragePoolTrace):
        sentence = _pooling(trace)
    else:
        sentence = f"{_transposed(trace)}, {READINGS.get(str(clip.spec.view), GATHERED)}"
    return f"{sentence[0].upper()}{sentence[1:]}{_activation(trace.activation)}."


def _convolution(trace: ConvTrace) -> str:
    """One kernel, one filter of many kernels, or many filters, and what they fill."""
    filters, *output = trace.output_shape
    kernel = _sized(trace.kernel_size, "kernel")
    if trace.input.shape[0] > 1:
        depth = trace.weight.shape[1]
        kernel = f"with {kernel} for {f'each of {depth} channels' if depth > 1 else 'one channel'}"
        kernel = f"a filter {kernel}" if filters == 1 else f"{filters} filters, each {kernel},"
    elif filters > 1:
        kernel = f"{filters} filters, each {kernel},"
    slides, fills = ("slides", "fills") if filters == 1 else ("slide", "fill")
    named = _sized(output, "output") if filters == 1 else f"{filters} output maps of {_cells(output)}"
    settings = [*_settings(trace), *([f"{trace.groups} groups of channels"] if trace.groups > 1 else [])]
    return f"{kernel} {slides} over {_map(trace.input.shape, 'input')}{_with(settings)} and {fills} {named}"


def _pooling(trace: MaxPoolTrace | AveragePoolTrace) -> str:
    taken = "largest value" if isinstance(trace, MaxPoolTrace) else "average"
    over = f"{_map(trace.input.shape, 'input')}{_with(_settings(trace))}"
    keeps = f"keeps the {taken} at each place: {_map(trace.output_shape, 'output')}"
    return f"{_sized(trace.kernel_size, 'window')} moves over {over} and {keeps}"


def _transposed(trace: GatherTrace | ScatterTrace) -> str:
    added = [f"output padding {_common(trace.output_padding)}"] if any(trace.output_padding) else []
    settings = [_sized(trace.kernel_size, "kernel"), *_settings(trace), *added]
    turns = f"turns {_map(trace.input.shape, 'input')} into {_map(trace.output_shape, 'output')}"
    return f"a transposed convolution{_with(settings)} {turns}"


def _settings(trace: Trace) -> list[str]:
    """The stride, the padding and the dilation where they are not the least there is."""
    settings = [f"stride {_common(trace.stride)}"] if max(trace.stride) > 1 else []
    if any(map(any, trace.padding)):
        mode = getattr(trace, "padding_mode", "zeros")
        settings.append(f"{'' if mode == 'zeros' else f'{mode} '}{_padding(trace.padding)}")
    return settings + ([f"dilation {_common(trace.dilation)}"] if max(trace.dilation) > 1 else [])


def _padding(sides: Sequence[tuple[int, int]]) -> str:
    if all(before == after for before, after in sides):
        return f"padding {_common([before for before, _ in sides])}"
    before, after = (_common(numbers) for numbers in zip(*sides, strict=True))
    return f"padding of {before} before and {after} after"


def _with(settings: Sequence[str]) -> str:
    """`` with stride 2, padding 1 and dilation 2``."""
    *others, last = settings or ("",)
    return f" with {', '.join(others)}{' and ' if others else ''}{last}" if settings else ""


def _activation(name: str) -> str:
    return "" if name == "none" else f", after {ACTIVATION_NAMES.get(name, name)}"


def _map(shape: Size, noun: str) -> str:
    """A map with its channels in front; a single channel is not worth a number."""
    return _sized(shape[1:] if shape[0] == 1 else shape, noun)


def _sized(size: Sequence[int], noun: str) -> str:
    """``a 5×7 input``, ``an input of 12 cells``."""
    if len(size) == 1:
        return f"{'an' if noun[0] in 'aio' else 'a'} {noun} of {_cells(size)}"
    return f"{_article(size[0])} {size_text(size)} {noun}"


def _cells(size: Sequence[int]) -> str:
    return f"{size[0]} cell{'s' * (size[0] != 1)}" if len(size) == 1 else size_text(size)


def _article(number: int) -> str:
    """As the number is spoken: an eight, an eleven, an eighteen, an eighty."""
    return "an" if number in (11, 18) or str(number).startswith("8") else "a"


def _common(numbers: Size | Sequence[int]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else size_text(numbers)
