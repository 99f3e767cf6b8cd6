"""A number's text is the number, or says that it is not."""

import math
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.numbers import format_number

finite = st.floats(allow_nan=False, allow_infinity=False)
integers = st.integers(-(10**30), 10**30)
LEAST = len("≈−1e−324")


def ascii_of(text: str) -> str:
    return text.removeprefix("≈").replace("−", "-")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-3, "−3"),
        (1234567, "1234567"),
        (True, "1"),
        (7.0, "7"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (np.float32(0.1), "0.1"),
        (np.float16(-0.1), "−0.1"),
        (np.int8(-128), "−128"),
        (np.uint64(2**64 - 1), "18446744073709551615"),
        (1 / 3, "0.3333333333333333"),
        (1e-4, "0.0001"),
        (1e-5, "1e−5"),
        (1e22, "1e22"),
        (-2.5e-300, "−2.5e−300"),
        (math.nan, "nan"),
        (math.inf, "∞"),
        (np.float32(-math.inf), "−∞"),
    ],
)
def test_without_a_limit_a_number_is_exact(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (1 / 9, 5, "≈0.11"),
        (-1 / 9, 5, "≈−0.1"),
        (1.23456e9, 6, "≈1.2e9"),
        (1234567, 6, "≈1.2e6"),
        (1200000, 6, "1.2e6"),
        (1200000, 7, "1200000"),
        (100, 1, "100"),
        (99.96, 4, "≈100"),
        (0.999999, 4, "≈1"),
        (0.00043, 5, "≈4e−4"),
        (0.00043, 1, "≈4e−4"),
        (123456.789, 8, "≈123457"),
        (10**400, 5, "1e400"),
        (math.inf, 1, "∞"),
    ],
)
def test_a_number_without_room_is_rounded_and_marked(value: float, limit: int, text: str) -> None:
    assert format_number(value, limit) == text


@given(integers | finite, st.none() | st.integers(1, 30))
def test_a_text_without_the_mark_reads_back_to_the_value(value: float, limit: int | None) -> None:
    text = format_number(value, limit)
    if isinstance(value, int):  # a decimal holds any integer exactly
        assert (Decimal(ascii_of(text)) == value) == (not text.startswith("≈"))
    elif not text.startswith("≈"):  # a float is good for 15 digits
        assert float(ascii_of(text)) == pytest.approx(value, rel=5e-15, abs=0)
    else:
        assert float(ascii_of(text)) != value


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (0.13124999999999998, "0.13125"), (1 / 3, "0.3333333333333333"), (0.1 + 0.7, "0.8")],
)
def test_binary_noise_is_not_taken_for_digits(value: float, text: str) -> None:
    assert format_number(value) == text


def test_noise_of_narrow_floats_is_left_out_too() -> None:
    assert format_number(np.float32(0.1) + np.float32(0.7)) == "0.8"


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_narrow_float_reads_back_to_itself_in_its_own_type(value: float) -> None:
    narrow = np.float32(value)
    assert np.float32(ascii_of(format_number(narrow))) == pytest.approx(narrow, rel=1e-6, abs=0)
    assert len(format_number(narrow)) <= len(format_number(float(narrow)))


@given(integers | finite, st.integers(1, 30))
def test_the_limit_is_kept_whenever_a_digit_and_the_exponent_fit(value: float, limit: int) -> None:
    text = format_number(value, limit)
    assert len(text) <= max(limit, LEAST)
    assert set(text) <= set("0123456789.e−≈")
    digits = ascii_of(text).partition("e")[0].replace(".", "").strip("-0")
    assert len(text) <= limit or len(digits) == 1 or "≈" not in text


@given(finite.filter(lambda value: 1e-300 < abs(value) < 1e300), st.integers(LEAST, 30))
def test_rounding_is_to_the_digits_that_are_shown(value: float, limit: int) -> None:
    text = ascii_of(format_number(value, limit))
    mantissa = text.partition("e")[0].lstrip("-").replace(".", "").lstrip("0")
    assert abs(float(text) - value) <= 0.51 * abs(value) * 10.0 ** (1 - len(mantissa))


@given(integers | finite)
def test_more_room_never_makes_it_worse(value: float) -> None:
    errors = [abs(Decimal(ascii_of(format_number(value, limit))) - Decimal(value)) for limit in range(8, 30)]
    assert all(after <= before for before, after in pairwise(errors))
