"""The phrases of alternative texts: maps with their sizes, and the settings of an operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convanim.labels import Labels, enumeration
from convanim.sizes import Size, size_text
from convanim.spec.wording import common

if TYPE_CHECKING:
    from convanim.engine import ConvTrace, SeparableTrace
    from convanim.engine.trace_pool import AveragePoolTrace, MaxPoolTrace
    from convanim.engine.trace_transposed import GatherTrace, ScatterTrace

    Trace = ConvTrace | MaxPoolTrace | AveragePoolTrace | GatherTrace | ScatterTrace | SeparableTrace


def input_of(size: Sequence[int], labels: Labels) -> str:
    """``a 5×7 input``, ``an input of 12 cells``."""
    if len(size) == 1:
        if size[0] == 1:
            return labels("an input of 1 cell")
        return labels("an input of {count} cells", count=size[0])
    if spoken_with_vowel(size[0]):
        return labels("an {size} input", size=size_text(size))
    return labels("a {size} input", size=size_text(size))


def output_of(size: Sequence[int], labels: Labels) -> str:
    """``a 5×7 output``, ``an output of 12 cells``."""
    if len(size) == 1:
        if size[0] == 1:
            return labels("an output of 1 cell")
        return labels("an output of {count} cells", count=size[0])
    if spoken_with_vowel(size[0]):
        return labels("an {size} output", size=size_text(size))
    return labels("a {size} output", size=size_text(size))


def kernel_of(size: Sequence[int], labels: Labels) -> str:
    """``a 3×3 kernel``, ``a kernel of 3 cells``."""
    if len(size) == 1:
        if size[0] == 1:
            return labels("a kernel of 1 cell")
        return labels("a kernel of {count} cells", count=size[0])
    if spoken_with_vowel(size[0]):
        return labels("an {size} kernel", size=size_text(size))
    return labels("a {size} kernel", size=size_text(size))


def window_of(size: Sequence[int], labels: Labels) -> str:
    """``a 2×2 window``, ``a window of 2 cells``."""
    if len(size) == 1:
        if size[0] == 1:
            return labels("a window of 1 cell")
        return labels("a window of {count} cells", count=size[0])
    if spoken_with_vowel(size[0]):
        return labels("an {size} window", size=size_text(size))
    return labels("a {size} window", size=size_text(size))


def spoken_with_vowel(number: int) -> bool:
    """Whether a number is spoken with a vowel first: an eight, an eleven, an eighteen, an eighty."""
    return number in (11, 18) or str(number).startswith("8")


def cells_of(size: Sequence[int], labels: Labels) -> str:
    """``3×3``, ``12 cells``."""
    if len(size) > 1:
        return size_text(size)
    return labels("1 cell") if size[0] == 1 else labels("{number} cells", number=size[0])


def settings_of(trace: Trace, labels: Labels) -> list[str]:
    """The stride, the padding and the dilation where they are not the least there is."""
    settings = [labels("stride {number}", number=common(trace.stride))] if max(trace.stride) > 1 else []
    if any(map(any, trace.padding)):
        settings.append(_padding(trace, labels))
    if max(trace.dilation) > 1:
        settings.append(labels("dilation {number}", number=common(trace.dilation)))
    return settings


def _padding(trace: Trace, labels: Labels) -> str:
    sides, mode = trace.padding, getattr(trace, "padding_mode", "zeros")
    if all(before == after for before, after in sides):
        number = common([before for before, _ in sides])
        return {
            "zeros": labels("padding {number}", number=number),
            "reflect": labels("reflect padding {number}", number=number),
            "replicate": labels("replicate padding {number}", number=number),
            "circular": labels("circular padding {number}", number=number),
        }[mode]
    before, after = (common(numbers) for numbers in zip(*sides, strict=True))
    return {
        "zeros": labels("padding of {before} before and {after} after", before=before, after=after),
        "reflect": labels("reflect padding of {before} before and {after} after", before=before, after=after),
        "replicate": labels(
            "replicate padding of {before} before and {after} after", before=before, after=after
        ),
        "circular": labels(
            "circular padding of {before} before and {after} after", before=before, after=after
        ),
    }[mode]


def all_of(settings: Sequence[str], labels: Labels) -> str:
    """``stride 2, padding 1 and dilation 2``."""
    *others, last = settings
    return labels("{items} and {last}", items=enumeration(labels, *others), last=last) if others else last


def shown(shape: Size) -> Size:
    """A map with its channels in front; a single channel is not worth a number."""
    return shape[1:] if shape[0] == 1 else shape
