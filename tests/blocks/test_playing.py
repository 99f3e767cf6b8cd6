"""Convolutions in a Manim user's own scenes: what is played, for how long, and what stays."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from manim import LEFT, RIGHT, Circle, FadeIn, FadeOut, Scene, Succession, VGroup, config
from manim.utils.hashing import get_json
from manim_slides.config import PresentationConfig

from convanim.blocks import Convolution, ConvolutionAnimation

from .scenery import frames_of, pixels_of, screen

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(autouse=True)
def small_screen(tmp_path: Path) -> Iterator[None]:
    with screen(tmp_path):
        yield


def small(**fields: Any) -> Convolution:
    return Convolution(input=3, kernel=2, **fields)


class Two(Scene):
    """Two convolutions and a circle."""

    def construct(self) -> None:
        left, right = small().scale(0.6).to_edge(LEFT), small(stride=2, padding=1).scale(0.6).to_edge(RIGHT)
        circle = Circle()
        self.add(circle)
        self.play(FadeIn(left, right), run_time=0.5)
        self.play(ConvolutionAnimation(left, run_time=2), ConvolutionAnimation(right, run_time=1))
        self.play(FadeOut(left, circle, shift=LEFT), FadeOut(right), run_time=0.5)


def test_two_are_played_at_once_beside_other_mobjects() -> None:
    frames = frames_of(Two)
    assert len(frames) == 30
    left, right = small().scale(0.6).to_edge(LEFT), small(stride=2, padding=1).scale(0.6).to_edge(RIGHT)
    halfway = 0.5 * left.length
    assert np.array_equal(frames[15], pixels_of(Circle(), left.at(halfway), right.at("hold")))
    assert np.array_equal(frames[25], pixels_of(Circle(), left.at("hold"), right))
    assert (frames[-1] != frames[25]).any()


class Passing(Scene):
    """A convolution that comes, is played and goes."""

    def construct(self) -> None:
        convolution = small()
        self.play(FadeIn(convolution), run_time=0.2)
        self.play(convolution.steps(0, 2, run_time=0.4))
        self.play(FadeOut(convolution), run_time=0.2)
        self.wait(0.2)
        assert convolution not in self.mobjects
        self.add(convolution)
        self.wait(0.2)


def test_one_that_faded_out_comes_back_as_it_was() -> None:
    frames = frames_of(Passing)
    assert len(frames) == 12
    assert frames[8].min() == 255
    assert np.array_equal(frames[-1], pixels_of(small().at(small().steps(1).end)))


class Moving(Scene):
    """A convolution that moves while it is played, in a group."""

    def construct(self) -> None:
        convolution = small()
        group = VGroup(convolution, Circle())
        self.add(group)
        move = group.animate.shift(LEFT).scale(0.7)
        self.play(move, ConvolutionAnimation(convolution), run_time=0.5)
        self.wait(0.1)


def test_it_can_move_while_it_is_played() -> None:
    last = VGroup(small().at("hold"), Circle()).shift(LEFT).scale(0.7)
    assert np.abs(frames_of(Moving)[-1].astype(int) - pixels_of(last)).max() <= 1


class InTurn(Scene):
    """Parts of the story one after the other in a single play, then the usual way back."""

    def construct(self) -> None:
        convolution = small().save_state()
        self.play(
            Succession(convolution.section("explain", run_time=0.5), convolution.steps(1, run_time=0.5))
        )
        self.play(convolution.animate.set_opacity(0.5), run_time=0.2)
        self.play(convolution.steps(2, run_time=0.2))
        self.wait(0.1)


def test_parts_are_played_in_turn_and_what_is_dimmed_stays_dim() -> None:
    last = small().set_opacity(0.5)
    assert np.abs(frames_of(InTurn)[-1].astype(int) - pixels_of(last.at(last.steps(2).end))).max() <= 1


def test_a_play_takes_the_storys_seconds_unless_told() -> None:
    convolution = small()

    class Whole(Scene):
        def construct(self) -> None:
            self.play(ConvolutionAnimation(convolution))

    assert len(frames_of(Whole)) == round(10 * convolution.length)


def named(convolution: Convolution) -> str:
    """What Manim makes of the first seconds' play when it names the film that it keeps of it."""
    return get_json(ConvolutionAnimation(convolution, 0.0, 3.0))


def test_manims_cache_tells_stories_apart_that_begin_with_the_same_picture() -> None:
    assert named(small()) == named(small())
    assert named(small()) != named(small(pace="brisk"))


def example(name: str) -> Any:
    """The scene of an example's file."""
    found = runpy.run_path(str(EXAMPLES / f"{name}.py"))
    (scene,) = (v for v in found.values() if isinstance(v, type) and v.__module__ == "<run_path>")
    return scene


PLAIN = {"place_and_play": 12, "point_and_step": 13, "side_by_side": 10}


@pytest.mark.parametrize("name", PLAIN)
def test_the_examples_are_made_by_plain_manim(name: str, tmp_path: Path) -> None:
    config.frame_rate = 1
    scene = example(name)
    scene().render()
    (path,) = tmp_path.rglob(f"{scene.__name__}.mp4")
    with av.open(str(path)) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(pictures) == PLAIN[name]
    assert np.abs(np.diff(np.array(pictures, dtype=np.int16), axis=0)).max() > 50


@pytest.mark.parametrize("name", [*PLAIN, "slides"])
def test_an_example_is_short(name: str) -> None:
    assert len((EXAMPLES / f"{name}.py").read_text().splitlines()) < 28


def test_the_talk_has_a_slide_for_each_part(tmp_path: Path) -> None:
    config.frame_rate = 1
    talk = example("slides")
    talk.skip_reversing = True
    talk(output_folder=tmp_path / "slides").render()
    told = PresentationConfig.from_file(tmp_path / "slides" / "Talk.json")
    assert len(told.slides) == 4
    lengths = []
    for slide in told.slides:
        with av.open(str(slide.file)) as film:
            lengths.append(film.streams.video[0].frames)
    assert lengths == [1, 7, 9, 9]


def test_the_page_shows_the_examples_as_they_are() -> None:
    page = (EXAMPLES.parent / "manim.md").read_text()
    for name in (*PLAIN, "slides"):
        assert (EXAMPLES / f"{name}.py").read_text() in page
