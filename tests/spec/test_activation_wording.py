"""What an activation's clip says: title, prose, captions and alternative text."""

from __future__ import annotations

from typing import Any

import pytest

from convanim import ClipSpec
from convanim.engine.activations import ACTIVATIONS
from convanim.labels import Labels
from convanim.spec import Clip
from convanim.spec.alt import alt_text
from convanim.spec.wording_activation import words
from convanim.story.captions_activation import describe
from convanim.story.pacing import pace
from convanim.story.storyboard import Kind


def clip(values: list[list[float]], activation: str = "relu", **fields: Any) -> Clip:
    fields = {"kernel": [[1]], **fields}
    return ClipSpec.of(scene="activation", input=values, activation=activation, **fields).resolve()


WORDS = [
    (
        [[3, -2]],
        "relu",
        "ReLU keeps the positive, one cell at a time",
        "Negative cells become zero, the others pass.",
    ),
    ([[3]], "relu", "ReLU keeps the positive", "No cell is negative here, so all of them pass."),
    (
        [[-3, -1]],
        "relu",
        "ReLU keeps the positive, one cell at a time",
        "Every cell is negative here, so all of them become zero.",
    ),
    (
        [[3, -2]],
        "leaky_relu",
        "Leaky ReLU keeps a little of the negative",
        "Positive values pass, of negative ones a hundredth is left.",
    ),
    (
        [[3, -2]],
        "sigmoid",
        "Sigmoid brings every value between 0 and 1",
        "0 becomes a half; far from 0 the curve is nearly flat.",
    ),
    (
        [[3, -2]],
        "none",
        "No activation: every value stays as it is",
        "The line answers each value with itself.",
    ),
]


@pytest.mark.parametrize(("values", "activation", "title", "prose"), WORDS)
def test_the_words_are_true_for_the_values(
    values: list[list[float]], activation: str, title: str, prose: str
) -> None:
    told = clip(values, activation)
    assert (told.title, told.prose) == (title, prose)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_has_words_of_its_own(activation: str) -> None:
    told = clip([[3, -2]], activation)
    others = {clip([[3, -2]], other).title for other in ACTIVATIONS if other != activation}
    assert told.title
    assert told.prose
    assert told.title not in others


def test_the_words_can_be_replaced() -> None:
    found = clip([[3, -2]])
    labels = Labels({"Negative cells become zero, the others pass.": "Negatives wird zu null."})
    assert words(found.spec, found.trace, labels)[1] == "Negatives wird zu null."


def test_each_beat_says_what_becomes_of_its_value() -> None:
    found = clip([[3, -2, 0.5]])
    storyboard = describe(pace((1, 3)), found.trace)
    said = {beat.kind: beat.caption for beat in reversed(storyboard.beats)}
    assert said[Kind.EXPLAIN] == "position 1 of 3: ReLU(3) = max(0, 3) = 3: positive, so it passes"
    assert said[Kind.STEP] == "position 2 of 3: ReLU(−2) = max(0, −2) = 0: negative, so it becomes 0"
    assert said[Kind.REWIND] == "the map after is cleared and the first cell is next"
    assert said[Kind.HOLD] == "all 3 positions are done: the output is 1×3"


def test_rows_that_are_passed_over_are_said() -> None:
    found = ClipSpec.of(scene="activation", input=28, kernel=[[1]], activation="relu").resolve()
    storyboard = describe(pace((28, 28), duration=12), found.trace)
    skip = next(beat for beat in storyboard.beats if beat.kind is Kind.SKIP)
    assert skip.caption.endswith("go the same way")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"values": [[3, -2], [1, 0]]},
            "The curve of ReLU turns each cell of a 2×2 input into a cell of a 2×2 output.",
        ),
        (
            {"values": [[3, -2], [1, 0]], "activation": "none"},
            "The curve of the identity turns each cell of a 2×2 input into a cell of a 2×2 output.",
        ),
        (
            {"values": [[3, -2], [1, 0]], "activation": "tanh", "kernel": 2, "padding": 1},
            "A 2×2 kernel slides over a 2×2 input with padding 1 and fills a 3×3 output, and the curve of "
            "tanh turns each of its sums into a cell of a feature map.",
        ),
    ],
)
def test_the_alternative_text_has_the_sizes(fields: dict[str, Any], text: str) -> None:
    assert alt_text(clip(**fields)) == text
