"""One step's numbers as the terms of a sum, long sums shortened so that they still close."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepNumbers:
    """The numbers of one output element, in reading order of the window.

    Attributes:
        values, weights: the window's values and the kernel's weights.
        padding: which of the values are padding.
        bias: the bias, or None where the layer has none.
        sum: products and bias summed.
        value: the sum after the activation.
        activation: its name; "none" leaves the sum as it is.
        role: whose values they are, as a theme calls it.
    """

    values: tuple[float, ...]
    weights: tuple[float | None, ...]
    padding: tuple[bool, ...]
    bias: float | None
    sum: float
    value: float
    activation: str
    role: str = "input"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the sum: a product, a number of a role (no weight), or ``count`` terms that are not shown."""

    value: float
    weight: float | None = None
    padding: bool = False
    count: int = 0
    role: str = "bias"


def terms_of(step: StepNumbers, shown: int | None = None) -> tuple[Term, ...]:
    """The terms of a step, at most ``shown`` of them: the first ones, what is hidden as one sum, the last.

    The hidden sum is what closes the line, so it is taken from the products themselves.
    """
    products = [
        Term(value, weight, padding, role=step.role)
        for value, weight, padding in zip(step.values, step.weights, step.padding, strict=True)
    ]
    bias = [] if step.bias is None else [Term(step.bias)]
    if shown is None or len(products) + len(bias) <= shown:
        return (*products, *bias)
    head = max(1, shown - 2 - len(bias))
    hidden = products[head:-1]
    total = sum(term.value * (1 if term.weight is None else term.weight) for term in hidden)
    between = Term(total, count=len(hidden))
    return (*products[:head], between, products[-1], *bias)
