"""How numbers and sizes given by a person are read, and how they are written back in errors."""

import operator
from collections.abc import Sequence
from typing import TypeAlias

from convanim.errors import ConvanimError

Size: TypeAlias = tuple[int, ...]
Pairs: TypeAlias = tuple[tuple[int, int], ...]


def size_text(size: Sequence[int]) -> str:
    """A size or shape as people write it: ``(3, 5, 7)`` is ``3×5×7``."""
    return "×".join(str(number) for number in size) or "()"


def common_text(numbers: Sequence[int]) -> str:
    """One number if all axes have the same, else all of them: ``2``, ``(2, 1)``."""
    return str(numbers[0]) if len(set(numbers)) == 1 else str(tuple(numbers))


def range_text(last: int) -> str:
    """The indices up to `last`, as an error offers them: ``0 to 8``, ``0``."""
    return "0" if last == 0 else f"0 to {last}"


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural if need be: ``1 channel``, ``2 channels``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def whole(value: object, name: str, least: int) -> int:
    """`value` as an int of at least `least`; anything else is a `ConvanimError` that calls it `name`."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]  # the TypeError is what is asked for
    except TypeError:
        raise ConvanimError(f"{name} {value!r} is not a whole number: use {least} or more") from None
    if number < least:
        reason = "is negative" if number < 0 else "is too small"
        raise ConvanimError(f"{name} {number} {reason}: use {least} or more")
    return number


def per_axis(value: int | Sequence[int], axes: int, name: str, least: int) -> Size:
    """One int of at least `least` for each of `axes` axes, from one number for all or one number each."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return (whole(value, name, least),) * axes
    if len(value) != axes:
        raise ConvanimError(
            f"{name} {tuple(value)} has {counted(len(value), 'number')} for {axes_text(axes)}: "
            f"give one number, or one per axis"
        )
    return tuple(whole(number, name, least) for number in value)


def axes_text(axes: int) -> str:
    """``1 axis``, ``2 axes``."""
    return "1 axis" if axes == 1 else f"{axes} axes"


def check_axes(axes: int, name: str) -> None:
    """Refuse anything but one, two or three spatial axes."""
    if axes not in (1, 2, 3):
        raise ConvanimError(f"{name} has {axes} spatial axes: use 1, 2 or 3")


def check_groups(groups: int, channels: int, noun: str) -> None:
    """Refuse a number of groups that does not divide `channels`, naming those that do."""
    if channels % groups:
        fitting = [str(number) for number in range(1, channels + 1) if channels % number == 0]
        listed = " or ".join([", ".join(fitting[:-1]), fitting[-1]] if len(fitting) > 1 else fitting)
        raise ConvanimError(f"groups {groups} does not divide {counted(channels, noun)}: use {listed}")


def check_not_empty(shape: Sequence[int], name: str) -> None:
    """Refuse a shape with an axis of no cells."""
    if min(shape, default=1) < 1:
        raise ConvanimError(f"{name} {size_text(shape)} is empty: give every axis at least one cell")
