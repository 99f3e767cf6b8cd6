"""Which part of a picture is meant: a rectangle of it, or the side from which nothing is cut."""

from __future__ import annotations

import re
from typing import TypeAlias

from convanim.errors import ConvanimError

Rectangle: TypeAlias = tuple[int, int, int, int]
"""X and y of its upper left corner, width and height; in pixels of the upright picture."""
Crop: TypeAlias = "Rectangle | str"

CENTRING = {
    "centre": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}
"""What is kept where a picture does not have the proportions asked for: shares of what is cut, across and
down, that are cut before it."""

_RECTANGLE = re.compile(r"(\d{1,9}),(\d{1,9}),(\d{1,9})[x×X](\d{1,9})", re.ASCII)
_REMEDY = f"write x,y,WIDTHxHEIGHT such as 10,20,200x200, or one of {', '.join(CENTRING)}"


def parse_crop(name: str, text: str) -> Crop:
    """``10,20,200x200`` as (10, 20, 200, 200), or a side by its name; ConvanimError for all else."""
    if text in CENTRING:
        return text
    found = _RECTANGLE.fullmatch(text.replace(" ", ""))
    if found is None:
        raise ConvanimError(f'{name} "{text}" is no part of a picture: {_REMEDY}')
    return check_rectangle(name, [int(number) for number in found.groups()])


def check_rectangle(name: str, numbers: list[int]) -> Rectangle:
    """Four whole numbers as a rectangle that is not empty."""
    if len(numbers) != 4 or min(numbers) < 0:
        raise ConvanimError(f"{name} {numbers} is no part of a picture: {_REMEDY}")
    x, y, width, height = numbers
    if not width or not height:
        raise ConvanimError(f"{name} {crop_text((x, y, width, height))} is empty: {_REMEDY}")
    return x, y, width, height


def crop_text(rectangle: Rectangle) -> str:
    """A rectangle as people type it."""
    x, y, width, height = rectangle
    return f"{x},{y},{width}x{height}"
