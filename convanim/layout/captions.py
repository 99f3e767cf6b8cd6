"""Captions and headings: ``input 5×5 + padding 1`` in the colours and weights of their roles."""

from __future__ import annotations

from typing import Protocol

from convanim.labels import Labels, Pieces, enumeration
from convanim.layout.boxes import Line
from convanim.layout.facts import Facts, Pair
from convanim.numbers import format_number
from convanim.ramps import Ramp
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style, runs_width

CAPTION = 22.0
TITLE = 36.0
PROSE = 22.0
PROSE_PITCH = 30.4
LONGEST_END = 6
"""Characters of a value at a ramp's end."""


def shape(pair: Pair) -> str:
    """``5×7``: rows by columns."""
    return f"{pair[0]}×{pair[1]}"


Look = tuple[Style, str]
"""A style and a colour."""


def styled(pieces: Pieces, words: Look, **values: Look) -> tuple[Run, ...]:
    """A text of which some values look different from its words; what looks alike is one run."""
    runs: list[Run] = []
    for text, name in pieces:
        style, colour = values.get(name, words)
        if runs and (runs[-1].style, runs[-1].colour) == (style, colour):
            text = runs.pop().text + text
        runs.append(Run(text, style, colour))
    return tuple(runs)


def caption(name: str, size: str, extra: str, role: Role, theme: Theme, type_size: float) -> tuple[Run, ...]:
    """A name in its role's ink, a shape in ink, what else there is to say muted."""
    runs = (Run(f"{name}  ", Style(type_size, 650), role.ink), Run(size, Style(type_size, 450), theme.ink))
    return (*runs, Run(f"  {extra}", Style(type_size), theme.muted)) if extra else runs


def captions(facts: Facts, theme: Theme, size: float) -> dict[str, tuple[Run, ...]]:
    """The captions of input, kernel and output."""
    labels = facts.labels
    spread = dilation_words(facts.dilation, labels)
    return {
        "input": caption(labels("input"), shape(facts.input), padding_words(facts), theme.input, theme, size),
        "kernel": caption(labels("kernel"), shape(facts.kernel), spread, theme.kernel, theme, size),
        "output": caption(labels("output"), shape(facts.output), "", theme.output, theme, size),
    }


def ends(ramp: Ramp, theme: Theme, size: float) -> tuple[Run, ...]:
    """The values of a ramp's first and last colour, ``≤ −410 … 390``; those of signs in their colours."""
    colours = (theme.kernel.ink, theme.output.ink) if ramp.signed else (theme.muted, theme.muted)
    first, last = end_texts(ramp)
    style = Style(size, 650 if ramp.signed else 400)
    return (
        Run(f"  {first}", style, colours[0]),
        Run(" … ", Style(size), theme.muted),
        Run(last, style, colours[1]),
    )


def end_texts(ramp: Ramp) -> tuple[str, str]:
    """The values at a ramp's ends, ``≤ 0`` and ``255``: with a sign where there are some beyond."""
    low, high = (format_number(end, LONGEST_END) for end in (ramp.low, ramp.high))
    return f"≤ {low}" if ramp.cut[0] else low, f"≥ {high}" if ramp.cut[1] else high


def common(pair: Pair) -> str:
    """The one number that rows and columns share, else both."""
    return str(pair[0]) if pair[0] == pair[1] else shape(pair)


def dilation_words(dilation: Pair, labels: Labels) -> str:
    """``dilation 2``, or nothing."""
    return labels("dilation {number}", number=common(dilation)) if dilation != (1, 1) else ""


class Padded(Protocol):
    """Whatever knows its padding."""

    @property
    def padding(self) -> tuple[Pair, Pair]:
        """(before, after) of rows, then of columns."""

    @property
    def padding_mode(self) -> str:
        """Where the padding takes its values from."""

    @property
    def labels(self) -> Labels:
        """The words of the clip."""


def padding_words(facts: Padded) -> str:
    """``+ padding 1``; ``1×2`` where rows and columns differ; the sides by name where they do."""
    (above, below), (left, right) = facts.padding
    if not any((above, below, left, right)):
        return ""
    if (above, left) == (below, right):
        return _border(facts.padding_mode, common((above, left)), facts.labels)
    labels = facts.labels
    sides = (
        labels("{number} above", number=above) if above else "",
        labels("{number} below", number=below) if below else "",
        labels("{number} left", number=left) if left else "",
        labels("{number} right", number=right) if right else "",
    )
    return f"+ {enumeration(labels, *sides)}"


def _border(padding_mode: str, number: str, labels: Labels) -> str:
    """The cells around the input, called after what is in them."""
    return {
        "zeros": labels("+ padding {number}", number=number),
        "reflect": labels("+ mirrored {number}", number=number),
        "replicate": labels("+ repeated {number}", number=number),
        "circular": labels("+ wrapped {number}", number=number),
    }[padding_mode]


def centred(name: str, runs: tuple[Run, ...], middle: float, baseline: float) -> Line:
    """A line of text around a vertical axis."""
    return Line(name, runs, middle - runs_width(runs) / 2, baseline)


def shrunk(runs: tuple[Run, ...], available: float, least: float) -> tuple[Run, ...]:
    """The runs, smaller where they are wider than available, but never below the least size."""
    wide = runs_width(runs)
    if wide <= available:
        return runs
    smallest = min(run.style.size for run in runs)
    factor = max(available / wide, min(1.0, least / smallest))
    return tuple(run.scaled(factor) for run in runs)


def ellipsised(runs: tuple[Run, ...], available: float) -> tuple[Run, ...]:
    """The runs, the last one cut with an ellipsis where they are still wider than available."""
    while runs and runs_width(runs) > available:
        last = runs[-1]
        text = last.text.removesuffix("…").rstrip()[:-1].rstrip()
        if not text:
            runs = runs[:-1]
            continue
        runs = (*runs[:-1], Run(text + "…", last.style, last.colour, last.rise))
    return runs
