"""The reader itself: it reads what is drawn, finds its cell, and tells a true text from a false one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim import typeset
from convanim.layout.boxes import flat, tilted
from convanim.layout.cells import Digits
from convanim.mobjects.cells import factor_outline, number_outline
from convanim.typeset import Style
from tests.mobjects.reading import NotTextError, cell_of, flattened, read, tells

TEXTS = ("0", "−1", "96", "69", "8.05", "≈1.2e−9", "1234567890", "(−3)", "∞", "1e10")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", [9.0, 14.0, 20.3, 31.7, 60.0])
@pytest.mark.parametrize("weight", [500, 600, 640])
def test_what_is_drawn_is_read(text: str, size: float, weight: int) -> None:
    assert read(typeset.outline(text, Style(size, weight)), weight) == text


def test_a_number_is_read_in_a_tilted_plane_and_its_cell_is_found() -> None:
    for plane in (flat(4, 6, 20, 30, 50), tilted(4, 6, (300, 200), 50)):
        number = number_outline(plane, Digits("−17", 15.0), 3, 5)
        factor = factor_outline(plane, Digits("×−2", 11.0), 3, 5)
        assert cell_of(number, plane) == cell_of(factor, plane) == (3, 5)
        assert read(flattened(number, plane), 500) == "−17"
        assert read(flattened(factor, plane), 600) == "×−2"


def test_what_is_no_number_is_not_read() -> None:
    square = np.repeat(np.array(((0.0, 0), (10, 0), (10, 10), (0, 10))), 4, axis=0)
    for points in (square, typeset.outline("kernel", Style(20, 500))):
        with pytest.raises(NotTextError):
            read(points, 500)
    with pytest.raises(AssertionError, match="several sizes"):
        read(np.concatenate([typeset.outline("12", Style(size, 500)) for size in (20.0, 25.0)]), 500)


@pytest.mark.parametrize(
    ("text", "value", "true"),
    [
        ("3", 3, True),
        ("3", 4, False),
        ("−3", 3, False),
        ("0.1", 0.1, True),
        ("0.1", 0.1 + 1e-15, False),
        ("1e10", 10**10, True),
        ("9007199254740993", 2**53 + 1, True),
        ("9007199254740992", 2**53 + 1, False),
        ("≈0.11", 1 / 9, True),
        ("≈0.12", 1 / 9, False),
        ("≈1.2e9", 1_234_567_890, True),
        ("≈1.3e9", 1_234_567_890, False),
        ("≈3", 3, False),
    ],
)
def test_a_text_is_true_or_false(text: str, value: Any, true: bool) -> None:
    assert tells(text, value) is true
