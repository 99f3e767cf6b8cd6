"""What each beat of a pooling says: the cells of the window, and which won or what they were divided by."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from convanim.numbers import ALMOST, MINUS, format_number
from convanim.story import captions
from convanim.story.captions import SumTrace
from convanim.story.storyboard import Storyboard

TERMS = 9
"""Cells written out; of a larger window the first and the last, and what those between come to."""
_CELL_CHARS, _RESULT_CHARS, _ROUNDED_CHARS = 7, 10, 7


def describe(storyboard: Storyboard, trace: Any) -> Storyboard:
    """The same storyboard with a caption for every beat; the numbers are those of channel 0."""

    def say(step: Any) -> str:
        return arithmetic(step, getattr(trace, "count_include_pad", False))

    return captions.describe(storyboard, cast(SumTrace, trace), say)


def arithmetic(step: Any, count_include_pad: bool = False) -> str:
    """A step as a line: ``max(2, 6) = 6, of two cells`` or ``(2 + 6) / 2 = 4``."""
    average = hasattr(step, "divisor")
    part = step.exists if average and count_include_pad else step.inside
    values = step.patch[part].tolist()
    line = _average(values, step) if average else _maximum(values, step)
    missing = int(step.inside.size - part.sum())
    if not missing:
        return line
    count = "1 cell" if len(values) == 1 else f"{len(values)} cells"
    return f"{line}, from {count} of the window's {step.inside.size}"


def _maximum(values: list[Any], step: Any) -> str:
    cells = ", ".join(_shown(values, max))
    ties = f", the first of {len(step.ties) + 1} that tie" if step.ties else ""
    return f"max({cells}) {_result(max(values), step.value)}{ties}"


def _average(values: list[Any], step: Any) -> str:
    cells = " + ".join(_signed(text) for text in _shown(values, sum))
    left = f"({cells})" if len(values) > 1 else cells
    return f"{left} / {step.divisor} {_result(step.sum / step.divisor, step.value)}"


def _shown(values: list[Any], fold: Any) -> list[str]:
    texts = [format_number(value, _CELL_CHARS) for value in values]
    if len(texts) <= TERMS:
        return texts
    hidden = format_number(fold(values[TERMS - 2 : -1]), _RESULT_CHARS)
    return [*texts[: TERMS - 2], f"({len(texts) - TERMS + 1} more) {hidden}", texts[-1]]


def _signed(text: str) -> str:
    return f"({text})" if text.lstrip(ALMOST).startswith(MINUS) else text


def _result(result: Any, value: Any) -> str:
    text = format_number(result, _RESULT_CHARS)
    text = format_number(result, _ROUNDED_CHARS) if text.startswith(ALMOST) else text
    line = f"{ALMOST} {text.removeprefix(ALMOST)}" if text.startswith(ALMOST) else f"= {text}"
    if np.isclose(float(result), float(value), rtol=1e-6, atol=0.0) or result == value:
        return line
    return f"{line}, and {format_number(value, _RESULT_CHARS)} after the activation"
