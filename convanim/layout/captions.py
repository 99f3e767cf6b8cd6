"""Captions and headings: ``input 5×5 + padding 1`` in the colours and weights of their roles."""

from __future__ import annotations

from convanim.layout.boxes import Line
from convanim.layout.facts import Facts, Pair
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style, runs_width

CAPTION = 22.0
TITLE = 36.0
PROSE = 22.0
PROSE_PITCH = 30.4


def shape(pair: Pair) -> str:
    """``5×7``: rows by columns."""
    return f"{pair[0]}×{pair[1]}"


def caption(name: str, size: str, extra: str, role: Role, theme: Theme, type_size: float) -> tuple[Run, ...]:
    """A name in its role's ink, a shape in ink, what else there is to say muted."""
    runs = (Run(f"{name}  ", Style(type_size, 650), role.ink), Run(size, Style(type_size, 450), theme.ink))
    return (*runs, Run(f"  {extra}", Style(type_size), theme.muted)) if extra else runs


def captions(facts: Facts, theme: Theme, size: float) -> dict[str, tuple[Run, ...]]:
    """The captions of input, kernel and output."""
    dilation = facts.dilation[0] if facts.dilation[0] == facts.dilation[1] else shape(facts.dilation)
    spread = f"dilation {dilation}" if facts.dilation != (1, 1) else ""
    words = facts.words
    return {
        "input": caption(words["input"], shape(facts.input), padding_words(facts), theme.input, theme, size),
        "kernel": caption(words["kernel"], shape(facts.kernel), spread, theme.kernel, theme, size),
        "output": caption(words["output"], shape(facts.output), "", theme.output, theme, size),
    }


def padding_words(facts: Facts) -> str:
    """``+ padding 1``; ``1×2`` where rows and columns differ, ``0|1`` where before and after do."""
    if facts.padding == ((0, 0), (0, 0)):
        return ""
    sides = [str(before) if before == after else f"{before}|{after}" for before, after in facts.padding]
    name = "padding" if facts.padding_mode == "zeros" else facts.padding_mode
    return f"+ {name} {sides[0] if sides[0] == sides[1] else '×'.join(sides)}"


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
