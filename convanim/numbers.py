"""Numbers as text, the same in the picture, in captions and in the terminal."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from itertools import chain

import numpy as np

MINUS = "−"
ALMOST = "≈"
NOISE = 3
"""Digits by which a decimal must be shorter than a float's precision to be taken for what is meant."""
_PLAIN = range(-4, 16)
"""Decimal exponents at which a float is written without one when there is room, as Python does."""


def format_number(value: float | np.number, max_chars: int | None = None) -> str:
    """A number as short text that never claims to be exact when it is not.

    Integers stand as they are, floats as the shortest decimal that reads back to the same float of their
    own type; with a true minus, exponents like ``1.2e9``, ``−0.0`` as ``0``, and ``nan``, ``∞``, ``−∞``.

    With ``max_chars`` a text that does not fit gives way to a shorter exact one (``1.2e6``), and that to the
    most digits that fit behind ``≈`` (``≈0.11``, ``≈1.2e9``). One digit and the exponent always stay, even
    where those do not fit. The text starts with ``≈`` exactly if it is not the value.
    """
    return _format(value, max_chars)


@lru_cache(maxsize=1 << 16, typed=True)  # a layout that is tried in a hundred sizes writes the same numbers
def _format(value: float | np.number, max_chars: int | None) -> str:
    special = _special(value)
    if special is not None:
        return special
    number = _exact(value)
    exact = [_plain(number), _scientific(number)]
    if number.adjusted() not in _PLAIN and _integer(value) is None:
        exact.reverse()
    if max_chars is None:
        return exact[0]
    for text in chain(exact, _rounded(number, max_chars)):
        if len(text) <= max_chars:
            return text
    return min(chain(exact, _rounded(number, 1)), key=len)


def _integer(value: float | np.number) -> int | None:
    """The value as a Python integer if its type is an integer's."""
    try:
        return operator.index(value)  # type: ignore[arg-type]  # a float's refusal is the answer
    except TypeError:
        return None


def _special(value: float | np.number) -> str | None:
    """The text of what is no finite number, and of both zeros."""
    if value == 0:
        return "0"
    if _integer(value) is not None:
        return None
    real = float(value)
    if math.isnan(real):
        return "nan"
    if math.isinf(real):
        return "∞" if real > 0 else f"{MINUS}∞"
    return None


def _exact(value: float | np.number) -> Decimal:
    """The decimal that the value stands for: the shortest one that reads back to it, without binary noise.

    Sums of decimals end in digits that no decimal has (0.1 + 0.2 is 0.30000000000000004): where rounding to
    the digits that a float is good for leaves far fewer of them, those are meant.
    """
    integer = _integer(value)
    if integer is not None:
        return Decimal(integer)
    # A narrow float has a shorter text in its own type: float32's 0.1 is 0.10000000149011612 in float64.
    shortest = Decimal(np.format_float_scientific(value, unique=True, trim="-"))  # type: ignore[arg-type]  # as above
    good = np.finfo(getattr(value, "dtype", np.float64)).precision
    meant = _normal(Context(prec=good, rounding=ROUND_HALF_EVEN).plus(shortest))
    return meant if len(meant.as_tuple().digits) <= good - NOISE else shortest


def _rounded(number: Decimal, max_chars: int) -> Iterator[str]:
    """Approximate texts, the best first: no more digits than there is room for, then one less at a time."""
    digits = len(_normal(number).as_tuple().digits)
    for precision in range(min(digits - 1, max(max_chars - 1, 1)), 0, -1):
        rounded = Context(prec=precision, rounding=ROUND_HALF_EVEN).plus(number)
        if rounded.adjusted() < precision:
            yield ALMOST + _plain(rounded)
        yield ALMOST + _scientific(rounded)


def _normal(number: Decimal) -> Decimal:
    """The number without zeros at its end, however many digits it has."""
    return number.normalize(Context(prec=max(len(number.as_tuple().digits), 1)))


def _plain(number: Decimal) -> str:
    return f"{_normal(number):f}".replace("-", MINUS)


def _scientific(number: Decimal) -> str:
    normal = _normal(number)
    exponent = normal.adjusted()
    mantissa = normal.scaleb(-exponent, Context(prec=len(normal.as_tuple().digits)))
    return f"{mantissa:f}e{exponent}".replace("-", MINUS)
