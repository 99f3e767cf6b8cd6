"""Texts as texts: in every scene, at several moments, each stands exactly where its outline would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convanim import typeset
from convanim.lettering import Lettering
from convanim.presets import load
from convanim.rendering.medium import medium_of
from convanim.rendering.moments import complete, explained, moments, staged
from convanim.rendering.outlines import Look, Shape, VectorFrame, draw, shapes_of
from convanim.rendering.pipeline import manim_settings
from convanim.spec import ClipSpec
from convanim.story.storyboard import Kind
from convanim.typeset import Style
from tests.labels.tinyfont import write_font
from tests.scenes.staged import built, planned

ROUNDING = 1e-6
"""Design pixels."""
PRESETS = {name: preset.spec for name, preset in load().items()}
ELSEWHERE = {
    "tilted": ClipSpec.of(input=6, kernel=3, padding=1, view="tilted"),
    "a large map": ClipSpec.of(input=28, kernel=5),
}


def in_order(quads: np.ndarray) -> np.ndarray:
    """Curves, ``(n, 8)``, in an order that does not depend on how they were joined."""
    return quads[np.lexsort(np.round(quads, 3).T[::-1])]


@pytest.mark.parametrize("name", [*PRESETS, *ELSEWHERE])
def test_letters_stand_where_their_outlines_would(name: str) -> None:
    check_letters({**PRESETS, **ELSEWHERE}[name])


def test_letters_of_another_font_do_too(tmp_path: Path) -> None:
    font = write_font(tmp_path / "tiny.ttf", "入力")
    check_letters(ClipSpec.of(input=4, kernel=3, labels={"input": "入力 x"}, font=str(font)))


def check_letters(spec: ClipSpec) -> None:
    """Compare a clip's shapes with letters and without, at five moments."""
    staging, medium = planned(spec, ".svg")
    board, written = staging.storyboard, 0
    with manim_settings(staging, medium):
        plain, lettering = built(staging), Lettering()
        with lettering.collecting():
            lettered = built(staging)
        for time in (0.0, explained(board), 0.37 * board.duration, 0.71 * board.duration, board.poster):
            plain.show(time)
            with lettering.collecting():
                lettered.show(time)
            outlined, texts = shapes_of(plain, Lettering()), shapes_of(lettered, lettering)
            assert [shape.look for shape in outlined] == [shape.look for shape in texts]
            for one, other in zip(outlined, texts, strict=True):
                parts = [other.curves, *(text.outline() for text in other.texts)]
                mine, theirs = one.curves.reshape(-1, 8), np.concatenate(parts).reshape(-1, 8)
                assert mine.shape == theirs.shape
                assert np.abs(in_order(mine) - in_order(theirs)).max() < ROUNDING
                written += len(other.texts)
    assert written > 20


def test_nothing_is_taken_for_a_letter_that_is_none() -> None:
    rng = np.random.default_rng(0)
    lettering = Lettering()
    with lettering.collecting():
        tokens = np.concatenate([typeset.outline(str(number), Style(20.0)) for number in range(1000)])
    curves = rng.integers(-20, 20, (40_000, 2)).astype(float) / (1, 64)
    rest, texts = lettering.read(curves)
    assert texts == ()
    assert np.array_equal(rest, curves)
    nearly = tokens.copy()
    nearly[3::4, 1] += 1e-3
    assert lettering.read(nearly)[1] == ()
    assert [text.text for text in lettering.read(tokens)[1]] == [str(number) for number in range(1000)]


def drawn(spec: ClipSpec, name: str) -> list[VectorFrame]:
    """What a document is given of a clip."""
    medium = medium_of(spec, name)
    staging, frames = staged(spec.resolve(), medium), []
    with manim_settings(staging, medium):
        draw(staging, moments(staging, medium), medium.frame_rate, frames.append)
    return frames


def words(frame: VectorFrame) -> str:
    """All that is written in a picture."""
    return " ".join(text.text for shape in frame.shapes for text in shape.texts)


def test_a_page_for_each_position_and_one_for_the_end() -> None:
    frames = drawn(ClipSpec.of(input=5, kernel=2, view="numeric"), "a.pdf")
    assert len(frames) == 4 * 4 + 1
    assert [round(frame.time * 25) for frame in frames] == list(range(17))
    assert len({frame.caption for frame in frames}) == 17


def test_on_its_page_a_step_is_complete() -> None:
    spec = ClipSpec.of(input=[[1, 2, 3], [4, 5, 6], [7, 8, 9]], kernel=[[100]], view="numeric")
    *steps, end = (words(frame).split() for frame in drawn(spec, "a.pdf"))
    for number, said in enumerate(steps, start=1):
        written = [answer for answer in range(100, 1000, 100) if str(answer) in said]
        assert written == list(range(100, 100 * number + 100, 100))
    assert "900" in end


def test_a_clip_of_many_positions_has_the_pages_that_its_pace_chooses() -> None:
    spec = ClipSpec.of(input=28, kernel=5)
    medium = medium_of(spec, "a.pdf")
    board = staged(spec.resolve(), medium).storyboard
    assert board.positions == 576
    assert len(complete(board)) < 60
    assert any(beat.kind is Kind.SKIP for beat in board.beats)


def test_a_length_that_is_asked_for_is_kept() -> None:
    spec = ClipSpec.of(input=5, kernel=2, duration=9)
    assert staged(spec.resolve(), medium_of(spec, "a.pdf")).storyboard.duration == 9


def test_a_still_shows_the_moment_that_is_asked_for() -> None:
    spec = ClipSpec.of(input=4, kernel=2, view="numeric")
    (end,) = drawn(spec, "a.svg")
    (start,) = drawn(spec.changed(at=0), "a.svg")
    assert len(end.shapes) > len(start.shapes)
    assert replace(end, shapes=()) == VectorFrame(0, 0.04, end.width, end.height, (), end.caption)


@pytest.mark.parametrize(
    ("name", "motion", "count"), [("a/", "step", 5), ("a.pdf", "smooth", 5), ("a.svg", "step", 1)]
)
def test_which_moments_a_format_has(name: str, motion: str, count: int) -> None:
    spec = ClipSpec.of(input=3, kernel=2, motion=motion)
    medium = medium_of(spec, name)
    assert len(moments(staged(spec.resolve(), medium), medium)) == count


def test_only_what_is_seen_is_handed_on() -> None:
    frames = drawn(ClipSpec.of(input=3, kernel=2), str(Path("a.svg")))
    for shape in frames[0].shapes:
        assert isinstance(shape, Shape)
        assert isinstance(shape.look, Look)
        assert shape.look.opacity > 0
        assert shape.look.fill or shape.look.stroke
        assert len(shape.curves) or shape.texts
