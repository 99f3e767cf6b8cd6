"""convanim's pictures as mobjects: the same picture, wherever Manim's own ways bring it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from manim import DOWN, LEFT, RIGHT, UP, Arrow, Circle, Mobject, VGroup, VMobject, tempconfig

from convanim.blocks import Convolution, ConvolutionAnimation
from convanim.errors import ConvanimError
from convanim.numbers import format_number
from convanim.rendering.catalog import SCENES
from convanim.rendering.medium import medium_of
from convanim.rendering.stage import frame_size
from convanim.rendering.staging import stage
from convanim.theme import DARK, LIGHT, Theme, rgb
from tests.scenes.staged import built

from .scenery import pixels_of, screen, texts_in


@pytest.fixture(autouse=True)
def small_screen(tmp_path: Path) -> Iterator[None]:
    with screen(tmp_path):
        yield


def same(one: Mobject, other: Mobject) -> bool:
    """Whether two pictures have the same outlines, and the same colours where these are seen."""
    pairs = zip(one.get_family(), other.get_family(), strict=True)
    return all(
        a.points.shape == b.points.shape
        and np.allclose(a.points, b.points, atol=1e-9)
        and np.allclose(seen(a, "fill_rgbas"), seen(b, "fill_rgbas"), atol=1e-9)
        and np.allclose(seen(a, "stroke_rgbas"), seen(b, "stroke_rgbas"), atol=1e-9)
        for a, b in pairs
    )


def seen(mobject: Mobject, name: str) -> Any:
    """A colour as far as it is seen."""
    rgbas = getattr(mobject, name)
    return rgbas * rgbas[:, 3:]


MAPS = {
    "sliding-kernel": (1, 1, 1),
    "transposed": (2, 2, 2),
    "pooling": (1, 0, 1),
    "filter": (3, 3, 1),
    "layer": (3, 3, 1),
    "grouped": (4, 8, 4),
    "kernel-filter-layer": (0, 0, 0),
    "cross-correlation": (2, 2, 2),
    "activation": (1, 0, 1),
    "conv1d": (1, 0, 1),
    "conv3d": (4, 0, 0),
    "photo": (1, 1, 1),
}
"""How many inputs, kernels and outputs each scene's usual picture has that stay in their places."""


@pytest.mark.parametrize("name", SCENES)
def test_at_rest_it_is_the_picture_of_the_scene_pixel_by_pixel(name: str) -> None:
    convolution = Convolution(name, theme="light").at("hold")
    maps = (convolution.inputs, convolution.kernels, convolution.outputs)
    assert tuple(map(len, maps)) == MAPS[name]
    for part in sum(maps, ()):
        assert part.width <= convolution.width + 1e-9
        assert part.height <= convolution.height + 1e-9
    staging = stage(convolution.spec.resolve(), medium_of(convolution.spec, "a.gif").request, loop=False)
    width, height = frame_size(staging.canvas)
    pixels = {"pixel_width": int(30 * width), "pixel_height": int(30 * height)}
    with tempconfig({**pixels, "frame_width": width, "frame_height": height}):
        theirs = built(staging)
        theirs.show(staging.storyboard.poster)
        expected, found = pixels_of(theirs.picture, kind=theirs.camera_class), pixels_of(convolution)
    apart = np.abs(found.astype(int) - expected)
    # Pixels of a photograph are gradients here, which give way to each other within a quarter of a cell.
    assert apart.max() == 0 if name != "photo" else apart.mean() < 2
    assert len(np.unique(found.reshape(-1, 4), axis=0)) > 20


def test_its_numbers_are_those_of_the_trace_wherever_it_is() -> None:
    convolution = Convolution(input="4x5", kernel="2x3", padding=1)
    convolution.scale(0.5).shift(LEFT).at("step 3")
    outlines = cast("list[VMobject]", convolution.family_members_with_points())
    values = convolution.trace.output[0]
    assert convolution.output.shape == values.shape
    for row, column in np.ndindex(values.shape):
        done = row * values.shape[1] + column < 2
        expected = [format_number(values[row, column])] if done else []
        assert texts_in(outlines, convolution.output.cell(row, column)) == expected
    for row, column in np.ndindex(4, 5):
        assert texts_in(outlines, convolution.input.cell(row, column))[:1] == [
            format_number(convolution.trace.input[0, row, column])
        ]


def test_it_is_redrawn_where_it_was_moved_to_in_any_way() -> None:
    moved = Convolution(input=4, kernel=2)
    group = VGroup(moved, Circle()).scale(0.7).shift(UP)
    group.rotate(0.3).stretch(1.2, 0)
    late = moved.at(3.0)
    early = Convolution(input=4, kernel=2).at(3.0)
    VGroup(early, Circle()).scale(0.7).shift(UP).rotate(0.3).stretch(1.2, 0)
    assert same(late, early)


def test_strokes_are_as_large_as_all_else() -> None:
    convolution = Convolution(input=4, kernel=2).at("hold")
    whole = pixels_of(convolution)
    group = VGroup(convolution, Circle(stroke_opacity=0)).scale(0.5, about_point=np.zeros(3))
    with tempconfig({"frame_width": 64 / 9, "frame_height": 4.0}):
        half = pixels_of(group)
    assert np.abs(whole.astype(int) - half).max() <= 1


@pytest.mark.parametrize("opacity", [0.0, 0.4, 1.0])
def test_an_opacity_shows_nothing_that_is_hidden(opacity: float) -> None:
    convolution = Convolution(input=4, kernel=2)
    VGroup(convolution).set_opacity(0.0).set_opacity(opacity)
    fresh = Convolution(input=4, kernel=2).set_opacity(opacity)
    assert same(convolution, fresh)
    assert same(convolution.at(3.0), fresh.at(3.0))
    alphas = [mobject.fill_rgbas[0, 3] for mobject in cast("list[VMobject]", convolution.get_family()[1:])]
    assert max(alphas) == pytest.approx(opacity)
    whole = Convolution(input=4, kernel=2).at(3.0)
    for view, other in zip(convolution.get_family()[1:], whole.get_family()[1:], strict=True):
        assert np.allclose(seen(view, "fill_rgbas")[:, 3], seen(other, "fill_rgbas")[:, 3] * opacity**2)


def test_a_copy_goes_its_own_way() -> None:
    first = Convolution(input=4, kernel=2).at("step 2")
    second = first.copy().shift(RIGHT)
    second.at("hold")
    first.at("step 3")
    assert same(first, Convolution(input=4, kernel=2).at("step 3"))
    assert same(second, Convolution(input=4, kernel=2).at("hold").shift(RIGHT))
    first.at("hold")
    assert same(first.shift(RIGHT), second)


def test_it_leaves_the_users_random_numbers_alone() -> None:
    np.random.seed(5)
    expected = np.random.random()
    np.random.seed(5)
    Convolution(input=4, kernel=2)
    assert np.random.random() == expected


@pytest.mark.parametrize(("background", "theme"), [("#000000", DARK), ("#FFFFFF", LIGHT), ("#FDF6E3", LIGHT)])
def test_its_colours_suit_the_background_unless_a_theme_is_named(background: str, theme: Theme) -> None:
    with tempconfig({"background_color": background}):
        suited, named = Convolution(input=4, kernel=2), Convolution(input=4, kernel=2, theme="dark")
    colours = [tuple(np.round(255 * m.fill_rgbas[0, :3]).astype(int)) for m in suited.submobjects[1:-3]]
    assert rgb(theme.input.rest) in colours
    assert named.spec.theme == "dark"
    assert suited.spec.matte == background.lower()


def test_maps_and_cells_are_where_the_picture_has_them() -> None:
    convolution = Convolution(input=5, kernel=3, padding=1).scale(0.8).shift(DOWN)
    assert convolution.input.shape == (7, 7)
    assert convolution.kernel.shape == (3, 3)
    first, last = convolution.input.cell(-1, -1), convolution.input.cell(5, 5)
    assert np.allclose(first.get_corner(UP + LEFT), convolution.input.get_corner(UP + LEFT))
    assert np.allclose(last.get_corner(DOWN + RIGHT), convolution.input.get_corner(DOWN + RIGHT))
    assert np.allclose(
        convolution.input.cell(0, 0).get_center() - first.get_center(), first.width * (RIGHT + DOWN)
    )
    arrow = Arrow(3 * UP, convolution.output, buff=0)
    assert np.isclose(arrow.get_end()[1], convolution.output.get_top()[1], atol=0.05)
    assert pixels_of(convolution.output).min() == 255, "a map is to be seen"


def test_a_slide_fills_manims_frame() -> None:
    convolution = Convolution("two-filters", frame="slide")
    assert (round(convolution.width, 2), round(convolution.height, 2)) == (14.22, 8.0)


def test_steps_take_the_seconds_of_the_story_or_those_named() -> None:
    convolution = Convolution(input=4, kernel=2)
    assert convolution.sections == ("explain", "slide")
    whole = ConvolutionAnimation(convolution)
    assert whole.run_time == pytest.approx(convolution.length, abs=1e-5)
    parts = [convolution.section(name) for name in convolution.sections]
    assert sum(part.run_time for part in parts) == pytest.approx(convolution.length, abs=1e-4)
    steps = [convolution.steps(step) for step in range(9)]
    assert [b.start for b in steps[1:]] == pytest.approx([a.end for a in steps[:-1]], abs=1e-5)
    assert [convolution._story.at(step.end).beat.position for step in steps] == [*range(9)]
    assert convolution.steps(0, 9, run_time=2).run_time == 2
    assert convolution.steps(0, 9).end == steps[-1].end
    backwards = ConvolutionAnimation(convolution, "hold", 2.0)
    assert backwards.run_time == pytest.approx(convolution.length - 2.0, abs=1e-5)


ERRORS = {
    'there is no moment 99: use 0 to 11.8, in seconds, or a name such as "step 2"': lambda c: c.at(99),
    'there is no moment -1: use 0 to 11.8, in seconds, or a name such as "step 2"': lambda c: c.at(-1),
    'there is no moment nan: use 0 to 11.8, in seconds, or a name such as "step 2"': lambda c: c.at(np.nan),
    'there is no moment 20: use 0 to 11.8, in seconds, or a name such as "step 2"': (
        lambda c: ConvolutionAnimation(c, 0, 20)
    ),
    "Circle is no Convolution, whose story could be played: make one with "
    'Convolution("sliding-kernel"), and use Create or FadeIn for other mobjects': (
        lambda c: ConvolutionAnimation(Circle())  # type: ignore[arg-type]  # what people do
    ),
    "from 11 to 11 seconds there is nothing to play: give another start or end, or a run_time": (
        lambda c: ConvolutionAnimation(c, 11, 11)
    ),
    'there is no moment "end": use explain, step 2, step 3, skim or hold, or seconds': lambda c: c.at("end"),
    'there is no section "hold": use explain or slide': lambda c: c.section("hold"),
    "there is no step 9: use 0 to 8": lambda c: c.steps(9),
    "there is no step -1: use 0 to 8": lambda c: c.steps(0, 0),
    "there is no step from 3 up to 2: use an end above 3": lambda c: c.steps(3, 2),
    "there is no cell (0, 4) in this input: use rows 0 to 3 and columns 0 to 3": lambda c: c.input.cell(0, 4),
}


@pytest.mark.parametrize("text", ERRORS)
def test_what_cannot_be_is_said(text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        ERRORS[text](Convolution(input=4, kernel=2))
    assert str(error.value) == text


def test_a_rate_that_overshoots_rests_at_the_ends_of_the_story() -> None:
    convolution = Convolution(input=4, kernel=2)
    back = ConvolutionAnimation(convolution, "step 2", "hold", rate_func=lambda share: 9 * share - 4)
    back.interpolate(0.0)
    assert same(convolution, Convolution(input=4, kernel=2).at(0))
    back.interpolate(1.0)
    assert same(convolution, Convolution(input=4, kernel=2).at("hold"))


def test_a_story_has_no_steps_and_no_maps() -> None:
    convolution = Convolution("kernel-filter-layer")
    with pytest.raises(ConvanimError) as error:
        convolution.steps(0)
    assert str(error.value) == (
        'kernel-filter-layer has no steps to play one by one: use section("kernel"), section("filter") or '
        'section("layer")'
    )
    with pytest.raises(ConvanimError) as error:
        convolution.output  # noqa: B018 - it raises
    assert str(error.value) == "kernel-filter-layer has no output that stays in its place in its view zoom"


def test_a_step_that_is_passed_over_is_said() -> None:
    with pytest.raises(ConvanimError) as error:
        Convolution(input=28, kernel=3).steps(200)
    assert str(error.value) == 'step 200 is passed over: use a longer duration, or pace "steady"'


def test_opengl_is_refused() -> None:
    with tempconfig({"renderer": "opengl"}), pytest.raises(ConvanimError, match="Manim's Cairo renderer"):
        Convolution(input=4, kernel=2)


def test_the_cells_of_a_photograph_are_seen_as_far_as_they_are_computed() -> None:
    photo = Convolution("photo", theme="light").scale(1.5).rotate(0.2).shift(LEFT)
    with tempconfig({"pixel_width": 1280, "pixel_height": 720}):
        grey = pixels_of(photo.at(0.5 * photo.length)).astype(int)[..., :3]
    scale = 720 / 8
    for row, column in ((5, 5), (40, 30), (60, 50), (90, 90)):
        x, y = photo.input.cell(row, column).get_center()[:2]
        seen = grey[round(360 - scale * y), round(640 + scale * x)]
        value = photo.trace.input[0, row, column]
        if seen[0] == seen[2]:  # nothing else lies over it
            assert np.abs(seen - value).max() <= 1
    below = photo.output.cell(93, 50).get_center()[:2] * (scale, -scale) + (640, 360)
    assert (grey[round(below[1]), round(below[0])] == 255).all()


def test_nothing_of_a_moving_camera_is_seen_beyond_the_edge() -> None:
    convolution = Convolution("kernel-filter-layer")
    half = np.array((convolution.width, convolution.height)) / 2 + 0.02
    for time in (6.6, 7.0, 15.6):
        for view in convolution.at(time).submobjects:
            assert (np.abs(view.points[:, :2]) <= half).all()
