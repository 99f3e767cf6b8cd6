"""The terms of a stop's sum in words, and what stands between them and the result."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.layout.arithmetic import ACTIVATION_NAMES, MORE, VALUE_WEIGHT, equated, more_runs
from convanim.layout.facts import Pair
from convanim.layout.photo.facts import PhotoFacts
from convanim.layout.sums import StepNumbers
from convanim.numbers import MINUS, format_number
from convanim.theme import Theme
from convanim.typeset import Run, Style

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term in words: its runs, and which of the kernel's weights it is of (None: of none, or of many)."""

    runs: Runs
    cell: int | None = None


def terms_of(
    facts: PhotoFacts, step: StepNumbers, theme: Theme, size: float, longest: int, shown: int | None = None
) -> list[Term]:
    """The terms of a step; with ``shown``, so many of the first and the last one, and what is between."""
    found: list[Term] = []
    products = [
        (number, value, weight, padding)
        for number, (value, weight, padding) in enumerate(
            zip(step.values, step.weights, step.padding, strict=True)
        )
        if weight
    ]
    hidden = range(0) if shown is None else range(min(shown, len(products) - 1), len(products) - 1)
    for order, (number, value, weight, padding) in enumerate(products):
        assert weight is not None
        if order in hidden:
            if order == hidden[0]:
                found.append(_hidden(facts, [products[at] for at in hidden], theme, size, longest))
            continue
        colour = theme.pad_text if padding else theme.input.ink
        found.append(Term(_product(value, weight, colour, theme, size, longest, not found), number))
    return found or [Term((Run("0", Style(size, VALUE_WEIGHT), theme.input.ink),))]


def _product(
    value: float, weight: float, colour: str, theme: Theme, size: float, longest: int, first: bool
) -> Runs:
    """``− 50·2``: the weight's sign, the pixel, and the weight where it is not ±1."""
    strong, plain = Style(size, VALUE_WEIGHT), Style(size)
    sign = (MINUS if first else f" {MINUS} ") if weight < 0 else ("" if first else " + ")
    text = format_number(value, longest)
    text = f"({text})" if MINUS in text[:2] and sign else text
    runs: Runs = (Run(sign, plain, theme.muted),) if sign else ()
    runs = (*runs, Run(text, strong, colour))
    if abs(weight) == 1:
        return runs
    factor = format_number(abs(weight), longest)
    return (*runs, Run("·", plain, theme.muted), Run(factor, strong, theme.kernel.ink))


def _hidden(
    facts: PhotoFacts,
    products: list[tuple[int, float, float | None, bool]],
    theme: Theme,
    size: float,
    longest: int,
) -> Term:
    """Terms that are left out, as their number and their sum, so that the line closes."""
    total = sum(value * (weight or 0) for _, value, weight, _ in products)
    text = format_number(total, longest)
    text = f"({text})" if MINUS in text[:2] else text
    more = more_runs(len(products), facts.labels, size / MORE, theme)
    sign = Run(" + ", Style(size), theme.muted)
    return Term((sign, *more, Run(text, Style(size, VALUE_WEIGHT), theme.output.ink)))


def endings_of(
    facts: PhotoFacts, step: StepNumbers, theme: Theme, size: float, digits: Pair
) -> tuple[Runs, ...]:
    """Between the terms and the result: divisor, bias, equals sign and sum; and the activation."""
    plain, strong = Style(size), Style(size, VALUE_WEIGHT)
    runs: list[Run] = []
    if facts.divisor > 1:
        runs += [Run(" ) ÷ ", plain, theme.muted), Run(str(facts.divisor), strong, theme.kernel.ink)]
    if step.bias is not None:
        sign = f" {MINUS} " if step.bias < 0 else " + "
        text = format_number(abs(step.bias), digits[0])
        runs += [Run(sign, plain, theme.muted), Run(text, strong, theme.bias.ink)]
    sign, total = equated(format_number(step.sum, digits[1]))
    runs.append(Run(f"  {sign}  ", plain, theme.muted))
    if step.activation == "none":
        return (tuple(runs),)
    runs.append(Run(total, strong, theme.output.ink))
    name = ACTIVATION_NAMES.get(step.activation, step.activation)
    return tuple(runs), (Run(f" → {name} → ", plain, theme.muted),)
