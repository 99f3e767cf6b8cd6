"""Sizes as people write them: ``5``, ``5x7``, ``3x28x28``; padding with its names and its pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convanim.errors import ConvanimError

Size = tuple[int, ...]
Padding = int | str | tuple[int | tuple[int, int], ...]

PADDING_NAMES = ("valid", "same", "same_lower", "full", "causal")

_SIZE = re.compile(r"\d+(?:[x×X]\d+)*")
_PER_AXIS = re.compile(r"\d+(?:[x×X,]\d+)*")
_PADDING = re.compile(r"\d+(?::\d+)?(?:[x×X,]\d+(?::\d+)?)*")
_MOST_DIGITS = 18
"""Of one number; what is longer does not fit 64 bits, and no limit needs to see it."""


def size_text(size: Sequence[int]) -> str:
    """A size as people read it: ``(3, 5, 7)`` is ``3×5×7``."""
    return "×".join(map(str, size))


def plain_size_text(size: Sequence[int]) -> str:
    """A size as people type it: ``(3, 5, 7)`` is ``3x5x7``."""
    return "x".join(map(str, size))


def is_size(text: str) -> bool:
    """Whether a text is written like a size."""
    return _SIZE.fullmatch(text) is not None


def parse_size(name: str, text: str) -> Size:
    """``3x28x28`` as (3, 28, 28).

    Raises ConvanimError, which calls the value `name`, for text that is no size and for axes of no cells.
    """
    if not is_size(text):
        raise ConvanimError(f'{name} "{text}" is no size: write 5, 5x7 or 3x28x28')
    return check_size(name, [_whole(name, number) for number in re.split("[x×X]", text)])


def check_size(name: str, numbers: Sequence[int]) -> Size:
    """The numbers as a size; raises ConvanimError for an empty axis."""
    size = tuple(numbers)
    if min(size, default=0) < 1:
        raise ConvanimError(
            f"{name} {plain_size_text(size) or '()'} is empty: give every axis at least one cell"
        )
    return size


def check_channels_first(size: Size) -> Size:
    """The size of a picture; raises ConvanimError where its channels are at the end."""
    if looks_channels_last(size):
        channels_first = plain_size_text((size[2], *size[:2]))
        raise ConvanimError(
            f"{plain_size_text(size)} looks like height×width×channels: write {channels_first}"
        )
    return size


def check_array_channels_first(called: str, shape: Size) -> None:
    """Refuse the values of a picture, called so in errors, whose channels are at the end."""
    if looks_channels_last(shape):
        raise ConvanimError(
            f"{called} is {size_text(shape)}, which looks like height×width×channels: "
            f"give the channels first, {size_text((shape[2], *shape[:2]))}"
        )


def looks_channels_last(size: Sequence[int]) -> bool:
    """Whether a size of three numbers is more likely H×W×C than C×H×W."""
    return len(size) == 3 and size[2] <= 4 < min(size[:2])


def parse_per_axis(name: str, text: str) -> int | Size:
    """``2`` as 2, ``2x1`` or ``2,1`` as (2, 1)."""
    if not _PER_AXIS.fullmatch(text):
        raise ConvanimError(f'{name} "{text}" is no whole number: write 2, or 2x1 for rows and columns')
    numbers = tuple(_whole(name, number) for number in re.split("[x×X,]", text))
    return numbers[0] if len(numbers) == 1 else numbers


def parse_padding(text: str) -> Padding:
    """``1``, ``1x2`` per axis, ``0:1x1:0`` with (before, after) per axis, or a name such as ``same``.

    A comma does for the ``x``. Raises ConvanimError for anything else.
    """
    if text in PADDING_NAMES:
        return text
    if not _PADDING.fullmatch(text):
        raise ConvanimError(
            f'padding "{text}" is unknown: write 1, 1x2 for rows and columns, 0:1 for before and after, '
            f"or one of {', '.join(PADDING_NAMES)}"
        )
    axes = tuple(_sides(axis) for axis in re.split("[x×X,]", text))
    if len(axes) > 1:
        return axes
    # A pair on its own is meant for both axes of a picture.
    return axes[0] if isinstance(axes[0], int) else (axes[0], axes[0])


def _sides(text: str) -> int | tuple[int, int]:
    """``1`` as 1, ``0:1`` as (0, 1)."""
    before, colon, after = text.partition(":")
    return (_whole("padding", before), _whole("padding", after)) if colon else _whole("padding", before)


def _whole(name: str, digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ConvanimError(
            f"{name} {digits[:_MOST_DIGITS]}… is too large: use a number that a picture can hold"
        )
    return int(digits)
