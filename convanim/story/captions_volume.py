"""What each beat of a three-dimensional convolution says: the answers of its slices, and their sum."""

from __future__ import annotations

from typing import Any

from convanim.labels import ENGLISH, Labels
from convanim.layout.volume.facts import slice_sums
from convanim.numbers import ALMOST, MINUS, format_number
from convanim.story import captions
from convanim.story.storyboard import Storyboard

CHARS = 9


def describe(storyboard: Storyboard, trace: Any, labels: Labels = ENGLISH) -> Storyboard:
    """The same storyboard with a caption for every beat; every number in it is the trace's."""
    return captions.describe(storyboard, trace, labels=labels, say=answers)


def answers(step: Any, labels: Labels = ENGLISH) -> str:
    """A step as a line: ``5 + (−2) = 3``."""
    terms = [_term(value, not number) for number, value in enumerate(slice_sums(step))]
    if step.bias != 0:
        terms.append(labels("bias {number}", number=format_number(step.bias, CHARS)))
    total = format_number(step.sum, CHARS)
    sign = ALMOST if total.startswith(ALMOST) else "="
    line = f"{' + '.join(terms)} {sign} {total.removeprefix(ALMOST)}"
    if step.value == step.sum:
        return line
    return captions.activated(line, step.value, labels, CHARS)


def _term(value: Any, first: bool) -> str:
    text = format_number(value, CHARS)
    return f"({text})" if text.lstrip(ALMOST).startswith(MINUS) and not first else text
