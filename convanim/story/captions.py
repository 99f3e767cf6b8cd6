"""What each beat says, in one sentence; every number in it is read from the trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from convanim.labels import ENGLISH, Labels
from convanim.numbers import ALMOST, MINUS, format_number
from convanim.sizes import size_text
from convanim.story.storyboard import Beat, Kind, Storyboard

TERMS = 9
"""Products written out; of a longer sum the first and the last stand, and the sum of those between."""
_FACTOR_CHARS, _RESULT_CHARS = 7, 10


class SumStep(Protocol):
    """The numbers of one output element, as a convolution's trace gives them."""

    @property
    def patch(self) -> NDArray[Any]:
        """What the window reads."""

    @property
    def weights(self) -> NDArray[Any]:
        """What it is multiplied with, in the patch's shape."""

    @property
    def products(self) -> NDArray[Any]:
        """The products, in the patch's shape."""

    @property
    def bias(self) -> Any:
        """What is added to the products; 0 where there is none."""

    @property
    def sum(self) -> Any:
        """The products and the bias."""

    @property
    def value(self) -> Any:
        """The output element: the sum after the activation."""


class SumTrace(Protocol):
    """A trace whose every step is a sum of products."""

    @property
    def output_shape(self) -> tuple[int, ...]:
        """``(C_out, *spatial)``."""

    def __len__(self) -> int:
        """The number of positions."""

    def position(self, ordinal: int) -> tuple[int, ...]:
        """The position with an ordinal in raster order."""

    def step(self, position: tuple[int, ...], out_channel: int = 0) -> SumStep:
        """The numbers of a position."""


def describe(
    storyboard: Storyboard,
    trace: SumTrace,
    labels: Labels = ENGLISH,
    say: Callable[[Any, Labels], str] | None = None,
) -> Storyboard:
    """The same storyboard with a caption for every beat; the sums are those of output channel 0.

    Only the positions that are shown are asked for, so what is skipped costs nothing. ``say`` puts a step
    of another kind into words.
    """
    beats = tuple(
        replace(beat, caption=_caption(beat, trace, say or arithmetic, labels)) for beat in storyboard.beats
    )
    return replace(storyboard, beats=beats)


def arithmetic(step: SumStep, labels: Labels = ENGLISH) -> str:
    """A step as a line: ``1·0 + 0·(−1) + … = 7``, with ``≈`` where a number is rounded."""
    values, weights, products = (np.ravel(part) for part in (step.patch, step.weights, step.products))
    pairs = list(zip(values, weights, strict=True))
    if len(pairs) <= TERMS:
        terms = [_product(*pair) for pair in pairs]
    else:
        hidden = format_number(products[TERMS - 2 : -1].sum(), _RESULT_CHARS)
        first = [_product(*pair) for pair in pairs[: TERMS - 2]]
        between = labels("({number} more) {sum}", number=len(pairs) - TERMS + 1, sum=hidden)
        terms = [*first, between, _product(*pairs[-1])]
    if step.bias != 0:
        terms.append(labels("bias {number}", number=format_number(step.bias, _FACTOR_CHARS)))
    line = f"{' + '.join(terms)} {_equals(step.sum)}"
    return line if step.value == step.sum else activated(line, step.value, labels, _RESULT_CHARS)


def _product(value: Any, weight: Any) -> str:
    return f"{_factor(value)}·{_factor(weight)}"


def _factor(number: Any) -> str:
    text = format_number(number, _FACTOR_CHARS)
    return f"({text})" if text.lstrip(ALMOST).startswith(MINUS) else text


def _equals(number: Any) -> str:
    text = format_number(number, _RESULT_CHARS)
    return f"{ALMOST} {text.removeprefix(ALMOST)}" if text.startswith(ALMOST) else f"= {text}"


def activated(line: str, value: Any, labels: Labels, chars: int) -> str:
    """A line, and what the activation makes of its result."""
    result = format_number(value, chars)
    return labels("{line}, and {value} after the activation", line=line, value=result)


def _caption(beat: Beat, trace: SumTrace, say: Callable[[Any, Labels], str], labels: Labels) -> str:
    count = len(trace)
    match beat.kind:
        case Kind.EXPLAIN | Kind.STEP | Kind.SKIM:
            line = say(trace.step(trace.position(beat.position)), labels)
            return labels(
                "position {number} of {count}: {line}", number=beat.position + 1, count=count, line=line
            )
        case Kind.SKIP:
            return passed_over(beat.skipped, trace.output_shape[1:], labels)
        case Kind.REWIND:
            return labels(
                "the outputs are cleared and the window returns to position 1 of {count}", count=count
            )
        case Kind.HOLD:
            return completed(count, trace.output_shape, labels)


def passed_over(skipped: range, grid: tuple[int, ...], labels: Labels = ENGLISH) -> str:
    """Whole rows of a plane by their number, everything else by its positions."""
    rows = len(grid) == 2 and skipped.start % grid[-1] == 0 and skipped.stop % grid[-1] == 0
    size = grid[-1] if rows else 1
    first, last = skipped.start // size + 1, skipped.stop // size
    if first == last:
        row = labels("row {number} goes the same way", number=first)
        return row if rows else labels("position {number} goes the same way", number=first)
    if rows:
        return labels("rows {first} to {last} go the same way", first=first, last=last)
    return labels("positions {first} to {last} go the same way", first=first, last=last)


def completed(count: int, output_shape: tuple[int, ...], labels: Labels = ENGLISH) -> str:
    """That all positions are done, and how large the output is."""
    channels, *spatial = output_shape
    size = size_text(spatial) if len(spatial) > 1 else labels("{length} long", length=spatial[0])
    if channels == 1:
        result = labels("the output is {size}", size=size)
    else:
        result = labels("each of the {number} output maps is {size}", number=channels, size=size)
    if count == 1:
        return labels("the only position is done: {result}", result=result)
    return labels("all {count} positions are done: {result}", count=count, result=result)
