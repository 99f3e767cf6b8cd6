"""What each beat of a pooling says: the cells of the window, and which won or what they were divided by."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from convanim.labels import ENGLISH, Labels
from convanim.numbers import ALMOST, MINUS, format_number
from convanim.story import captions
from convanim.story.captions import SumTrace
from convanim.story.storyboard import Storyboard

TERMS = 9
"""Cells written out; of a larger window the first and the last, and what those between come to."""
_CELL_CHARS, _RESULT_CHARS, _ROUNDED_CHARS = 7, 10, 7


def describe(storyboard: Storyboard, trace: Any, labels: Labels = ENGLISH) -> Storyboard:
    """The same storyboard with a caption for every beat; the numbers are those of channel 0."""

    def say(step: Any, labels: Labels) -> str:
        return arithmetic(step, getattr(trace, "count_include_pad", False), labels)

    return captions.describe(storyboard, cast(SumTrace, trace), labels, say)


def arithmetic(step: Any, count_include_pad: bool = False, labels: Labels = ENGLISH) -> str:
    """A step as a line: ``max(2, 6) = 6, of two cells`` or ``(2 + 6) / 2 = 4``."""
    average = hasattr(step, "divisor")
    part = step.exists if average and count_include_pad else step.inside
    values = step.patch[part].tolist()
    line = _average(values, step, labels) if average else _maximum(values, step, labels)
    missing = int(step.inside.size - part.sum())
    if not missing:
        return line
    count = step.inside.size
    if len(values) == 1:
        return labels("{line}, from 1 cell of the window's {count}", line=line, count=count)
    return labels(
        "{line}, from {number} cells of the window's {count}", line=line, number=len(values), count=count
    )


def _maximum(values: list[Any], step: Any, labels: Labels) -> str:
    cells = ", ".join(_shown(values, max, labels))
    line = _result(f"max({cells})", max(values), step.value, labels)
    if not step.ties:
        return line
    return labels("{line}, the first of {count} that tie", line=line, count=len(step.ties) + 1)


def _average(values: list[Any], step: Any, labels: Labels) -> str:
    cells = " + ".join(_signed(text) for text in _shown(values, sum, labels))
    left = f"({cells})" if len(values) > 1 else cells
    return _result(f"{left} / {step.divisor}", step.sum / step.divisor, step.value, labels)


def _shown(values: list[Any], fold: Any, labels: Labels) -> list[str]:
    texts = [format_number(value, _CELL_CHARS) for value in values]
    if len(texts) <= TERMS:
        return texts
    hidden = format_number(fold(values[TERMS - 2 : -1]), _RESULT_CHARS)
    between = labels("({number} more) {sum}", number=len(texts) - TERMS + 1, sum=hidden)
    return [*texts[: TERMS - 2], between, texts[-1]]


def _signed(text: str) -> str:
    return f"({text})" if text.lstrip(ALMOST).startswith(MINUS) else text


def _result(left: str, result: Any, value: Any, labels: Labels) -> str:
    text = format_number(result, _RESULT_CHARS)
    text = format_number(result, _ROUNDED_CHARS) if text.startswith(ALMOST) else text
    sign = ALMOST if text.startswith(ALMOST) else "="
    line = f"{left} {sign} {text.removeprefix(ALMOST)}"
    if np.isclose(float(result), float(value), rtol=1e-6, atol=0.0) or result == value:
        return line
    return captions.activated(line, value, labels, _RESULT_CHARS)
