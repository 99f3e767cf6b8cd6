"""Numbers that have to be rounded: how many digits they keep, and that they say so once."""

from __future__ import annotations

import pytest

from convanim.layout.arithmetic import equated, result_text, signed
from convanim.layout.boxes import Box
from convanim.layout.cells import fit_number
from convanim.layout.sheet.cells import fit_chip
from convanim.layout.sheet.sum import written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.0672418, "≈−0.067"),
        (0.1706339, "≈0.171"),
        (0.2754, "0.2754"),
        (1234567, "1234567"),
        (123456789, "≈1.2e8"),
    ],
)
def test_a_rounded_factor_is_brief_and_an_exact_one_stays(value: float, text: str) -> None:
    assert signed(value, True) == text


def test_a_rounded_result_says_so_once() -> None:
    assert equated(result_text(0.0097947213)) == ("≈", "0.0098")
    assert equated(result_text(144.1875)) == ("=", "144.1875")


def test_the_decimals_of_one_exact_term_do_not_outdo_rounded_ones() -> None:
    assert [written(value) for value in (0.0312931, -0.5396123, 12345678)] == ["≈0.031", "≈−0.54", "12345678"]


def test_a_chip_and_the_sum_write_one_number_the_same() -> None:
    for value in (0.0312931, -0.5396123, 0.381548):
        assert fit_chip(value, Box(0, 0, 80, 30), 1.0).text == written(value)


@pytest.mark.parametrize(("value", "text"), [(5 / 3, "≈1.67"), (0.99752, "≈0.998"), (-0.1072, "≈−0.11")])
def test_a_rounded_cell_keeps_two_digits_that_count(value: float, text: str) -> None:
    digits = fit_number(value, 72.0)
    assert digits is not None
    assert digits.text == text
