"""The captions of a pooling: the maps' names and sizes, and what the arrow between them does."""

from __future__ import annotations

from convanim.errors import ConvanimError
from convanim.layout.boxes import Line
from convanim.layout.captions import caption, centred, common, dilation_words, padding_words, shape
from convanim.layout.facts import Pair
from convanim.layout.pooling.facts import PoolFacts
from convanim.theme import Theme
from convanim.typeset import Run, Style

Runs = tuple[Run, ...]


def input_caption(facts: PoolFacts, theme: Theme, size: float) -> Runs:
    """``input 5×5 + padding 1``."""
    return caption(facts.labels("input"), shape(facts.input), padding_words(facts), theme.input, theme, size)


def output_caption(facts: PoolFacts, theme: Theme, size: float) -> Runs:
    """``output 3×3``."""
    return caption(facts.labels("output"), shape(facts.output), "", theme.output, theme, size)


def window_caption(facts: PoolFacts, theme: Theme, size: float) -> Runs:
    """``window 2×2``, in the kernel's ink: it is what slides."""
    return caption(facts.labels("window"), shape(facts.kernel), "", theme.kernel, theme, size)


def steps(facts: PoolFacts) -> tuple[str, ...]:
    """The stride, and the dilation where there is one."""
    stride = facts.labels("stride {number}", number=common(facts.stride))
    spread = dilation_words(facts.dilation, facts.labels)
    return (stride, spread) if spread else (stride,)


def deed(facts: PoolFacts) -> str:
    """What is done with a window."""
    return facts.labels("max") if facts.name == "max" else facts.labels("average")


def arrow_lines(facts: PoolFacts, theme: Theme, size: float, middle: tuple[float, float]) -> list[Line]:
    """Above the arrow what is done with a window, below it the window's size and its steps."""
    x, y = middle
    above = (Run(deed(facts), Style(size, 500), theme.ink),)
    window = (Run(shape(facts.kernel), Style(size, 650), theme.kernel.ink),)
    below = [window, *((Run(text, Style(size), theme.muted),) for text in steps(facts))]
    lines = [centred("arrow", above, x, y - 0.75 * size)]
    return lines + [centred("arrow", runs, x, y + (1.55 + 1.35 * n) * size) for n, runs in enumerate(below)]


def too_large(padded: Pair) -> ConvanimError:
    """What is raised where not even cells of two pixels fit."""
    return ConvanimError(
        f"an input of {shape(padded)} cells does not fit the picture: use a smaller input or a larger width"
    )
