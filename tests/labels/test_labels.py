"""What a clip says: the English text, or what stands for it, with the values filled in."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.labels import ENGLISH, Labels, counted, enumeration, paragraph, sentence

GERMAN = Labels(
    {"stride {number}": "Schrittweite {number}", "two": "zwei", "{item}, {next}": "{item} & {next}"}
)


def test_a_text_is_said_as_it_is_or_in_other_words() -> None:
    assert ENGLISH("stride {number}", number=2) == "stride 2"
    assert GERMAN("stride {number}", number=2) == "Schrittweite 2"
    assert GERMAN("kernel") == "kernel"


def test_values_are_no_templates() -> None:
    assert ENGLISH("filter {number}: {line}", number=1, line="{number}") == "filter 1: {number}"


def test_a_text_comes_in_pieces_wherever_its_fields_are() -> None:
    reversed_order = Labels({"position {number} of {count}": "{count} 中的 {number}"})
    values = {"number": 3, "count": 9}
    assert ENGLISH.pieces("position {number} of {count}", **values) == (
        ("position ", ""),
        ("3", "number"),
        (" of ", ""),
        ("9", "count"),
    )
    assert reversed_order.pieces("position {number} of {count}", **values) == (
        ("9", "count"),
        (" 中的 ", ""),
        ("3", "number"),
    )


@pytest.mark.parametrize(("number", "word"), [(0, "no"), (1, "one"), (2, "zwei"), (12, "twelve"), (13, "13")])
def test_small_numbers_are_words(number: int, word: str) -> None:
    assert counted(number, GERMAN) == word


def test_parts_are_put_together_in_the_clips_words() -> None:
    assert enumeration(GERMAN, "a", "", "b", "c") == "a & b & c"
    assert paragraph(ENGLISH, "", "One.", "", "Two.") == "One. Two."
    assert (enumeration(ENGLISH), paragraph(ENGLISH, "")) == ("", "")
    assert (sentence("a 3×3 kernel"), sentence("")) == ("A 3×3 kernel", "")


@pytest.mark.parametrize(
    ("thousand", "text"),
    [
        ("1,000", "position 2,871 of 6,084"),
        ("1 000", "position 2 871 of 6 084"),
        ("1000", "position 2871 of 6084"),
        ("a thousand", "position 2,871 of 6,084"),
    ],
)
def test_counts_are_in_groups_of_three_as_the_language_writes_them(thousand: str, text: str) -> None:
    labels = Labels({"1,000": thousand})
    asked = "position {number} of {count}"
    assert labels(asked, number=2871, count=np.int64(6084)) == text
    assert "".join(part for part, _ in labels.pieces(asked, number=2871, count=6084)) == text
    assert counted(6084, labels) == text.rpartition(" of ")[2]
    assert labels("bias {number}", number="1234") == "bias 1234"
