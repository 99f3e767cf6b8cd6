"""Whatever the scene, its sizes and its values: texts stay apart, inside the picture, and large enough."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from convanim.layout.boxes import LEAST_DIGIT, LEAST_PROSE
from convanim.rendering.stage import Stage
from convanim.story.storyboard import Kind
from tests.scenes.lettering import Letters, Text, texts_of
from tests.scenes.specs import TABLE, Shown
from tests.scenes.staged import look_of, on_stage, same_look

LETTERS = Letters()
CROPPED = ("kernel-filter-layer",)
"""Scenes with a camera that frames a part of a larger drawing: what comes next peeks in."""
SHARED = 1.0
"""Pixels that the rooms of two texts may share in both directions."""
ROUNDING = 0.96
"""A size is read from outlines of the nearest known weight, which is at most so much too small."""


def moments(scene: Stage) -> Iterator[float]:
    """The ends of the first beat of each kind, of one in the middle and of the last; a hold's middle.

    A camera's moves are left out: sizes change on the way.
    """
    beats = [beat for beat in scene.storyboard.beats if not beat.shot.startswith("to ")]
    firsts = {beat.kind: beat for beat in reversed(beats)}.values()
    for beat in {beat.start: beat for beat in (*firsts, beats[len(beats) // 2], beats[-1])}.values():
        yield beat.start + beat.duration * (0.5 if beat.kind is Kind.HOLD else 1 - 1e-5)
        if beat.kind is Kind.EXPLAIN:
            yield beat.start + beat.duration * 0.6


def overlapping(texts: list[Text]) -> list[tuple[str, str]]:
    """The pairs of texts of which one lies over the other."""
    upright = [text for text in texts if text.upright]
    left, top, right, bottom = (
        np.array([getattr(text.box, side) for text in upright]) for side in ("x", "y", "right", "bottom")
    )
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    pairs = np.argwhere(np.triu((across > SHARED) & (down > SHARED), 1))
    return [(upright[one].text, upright[other].text) for one, other in pairs]


def outside(scene: Stage, texts: list[Text]) -> list[str]:
    """The texts that the picture's edge cuts; a camera may leave some out altogether."""
    picture = scene.staging.canvas.box
    seen = (text for text in texts if picture.overlaps(text.box, 0.0))
    return [text.text for text in seen if not picture.contains(text.box)]


def too_small(scene: Stage, texts: list[Text]) -> list[tuple[str, float]]:
    """The texts that are smaller, in delivered pixels, than can be read."""
    scale = scene.staging.canvas.scale
    sizes = [(text, text.size * scale) for text in texts]
    return [
        (text.text, size)
        for text, size in sizes
        if size < ROUNDING * (LEAST_DIGIT if text.is_number else LEAST_PROSE)
    ]


@pytest.mark.parametrize("shown", TABLE, ids=str)
def test_every_text_can_be_read_and_loops_close(shown: Shown) -> None:
    said = False
    with on_stage(shown.spec, shown.suffix) as scene:
        first = look_of(scene)
        for time in moments(scene):
            scene.show(time)
            texts = texts_of(scene, LETTERS)
            said |= bool(texts)
            assert not overlapping(texts), f"at {time} s"
            assert shown.spec.scene in CROPPED or not outside(scene, texts), f"at {time} s"
            assert not too_small(scene, texts), f"at {time} s"
        scene.show(scene.storyboard.duration)
        assert not scene.storyboard.loop or same_look(look_of(scene), first), "the loop does not close"
    assert said, "no text was read at all"


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 150
