"""The captions of an activation's maps."""

from __future__ import annotations

from convanim.layout import captions as words
from convanim.layout.activation.facts import ActivationFacts
from convanim.layout.cells import Detail
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style


def before_caption(facts: ActivationFacts, role: Role, theme: Theme, size: float) -> tuple[Run, ...]:
    """The caption of the map before: what is given, or the sums of a convolution with their bias."""
    name = facts.labels("input") if facts.plain else "Σ + b" if facts.bias_shown else "Σ"
    return words.caption(name, words.shape(facts.size), "", role, theme, size)


def after_caption(facts: ActivationFacts, theme: Theme, size: float) -> tuple[Run, ...]:
    """The caption of the map after: of sums it makes the feature map."""
    name = facts.labels("output") if facts.plain else facts.labels("feature map")
    return words.caption(name, words.shape(facts.size), "", theme.output, theme, size)


def fill_legend(
    facts: ActivationFacts, details: dict[str, Detail], theme: Theme, size: float
) -> tuple[Run, ...]:
    """What the fills mean where cells are too small for numbers and some are negative; else nothing."""
    if details["before"] >= Detail.NUMBERS or facts.before.min() >= 0:
        return ()
    return (Run(facts.labels("grey is negative"), Style(size), theme.muted),)
