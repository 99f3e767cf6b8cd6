"""What a page to scrub tells: its steps, and which cells of the picture made which."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from convanim.api import open_spec
from convanim.engine.trace_pool import PoolTrace
from convanim.numbers import format_number
from convanim.presets import names, preset
from convanim.rendering.areas import Shown, areas_of
from convanim.rendering.medium import medium_of
from convanim.rendering.page import page_of
from convanim.rendering.pipeline import render
from convanim.rendering.staging import Staging, stage
from convanim.spec import ClipSpec
from convanim.story.storyboard import Kind
from convanim.theme import DARK


def staged(spec: ClipSpec, name: str = "a.html") -> Staging:
    medium = medium_of(spec, Path(name))
    return stage(spec.resolve(), medium.request, medium.opens)


def conv(**values: object) -> ClipSpec:
    return ClipSpec.of(**values)


POINTED = {
    "flat": conv(input="5x6", kernel="2x3", stride="2x1", padding="1x0"),
    "tilted": conv(input="5x6", kernel="3x2", dilation="1x2", padding="0x1:2", view="tilted"),
    "biased": conv(input=5, kernel=3, bias=2, activation="relu"),
    "mirrored": conv(input=5, kernel=3, padding=1, padding_mode="reflect"),
    "pooling": conv(scene="pooling", operation="max_pool", input="5x7", kernel=2, stride=2, ceil_mode=True),
    "average": conv(scene="pooling", operation="average_pool", input=6, kernel=3, stride=2, padding=1),
    "gather": conv(scene="transposed", input="3x2", kernel="2x3", stride=2, view="gather"),
    "stuffed": conv(
        scene="transposed", input=3, kernel=3, stride=2, padding=1, output_padding=1, view="tilted"
    ),
}


@pytest.mark.parametrize("spec", POINTED.values(), ids=POINTED)
def test_areas_agree_with_every_step_of_the_trace(spec: ClipSpec) -> None:
    staging = staged(spec)
    areas, trace = areas_of(staging), staging.clip.trace
    assert areas is not None
    assert len(areas.told) == len(trace) == len(areas.output.texts)
    assert len(areas.input.texts) == areas.input.rows * areas.input.columns
    for place in range(len(trace)):
        step = trace.step(trace.position(place))
        row, column = step.position
        patch = step.patch if step.patch.ndim == 2 else step.patch[0]
        for a, at_row in enumerate(areas.read_rows[row]):
            for b, at_column in enumerate(areas.read_columns[column]):
                coordinate = (step.coordinates[0][a], step.coordinates[1][b])
                if min(at_row, at_column) < 0:
                    assert not step.exists[a, b]
                    continue
                assert (at_row - areas.input.before[0], at_column - areas.input.before[1]) == coordinate
                text = areas.input.texts[at_row * areas.input.columns + at_column]
                told = format_number(patch[a, b])
                assert text == (told if step.inside[a, b] or not isinstance(trace, PoolTrace) else "")
        assert areas.output.texts[place] == format_number(step.value)
        assert f"osition {place + 1} of {len(trace)}: " in areas.told[place]
    if areas.kernel is not None:
        assert areas.kernel.texts == tuple(map(format_number, trace.weight.ravel()))


@pytest.mark.parametrize("spec", POINTED.values(), ids=POINTED)
def test_areas_lie_where_the_layout_has_the_cells(spec: ClipSpec) -> None:
    staging = staged(spec)
    areas, layout, scale = areas_of(staging), staging.layout, staging.canvas.scale
    assert areas is not None
    side = getattr(layout, "sides", {}).get("gather")
    planes = (side.source, side.target) if side else (layout.input, layout.output)
    for grid, plane in zip((areas.input, areas.output), planes, strict=True):
        assert (grid.rows, grid.columns) == (plane.rows, plane.columns)
        for row, column in ((0, 0), (grid.rows, 0), (0, grid.columns), (grid.rows, grid.columns)):
            found = np.array(grid.origin) + row * np.array(grid.down) + column * np.array(grid.right)
            assert found == pytest.approx(scale * np.array(plane.at(row, column)), abs=0.1)
            assert (found >= 0).all()
            assert (found <= staging.canvas.pixels).all()


def test_where_nothing_can_be_pointed_at_there_are_no_areas() -> None:
    cropped = conv(scene="transposed", input=4, kernel=2, padding=2, view="tilted")
    stamped = conv(scene="transposed", view="scatter")
    for spec in (open_spec("conv3d"), open_spec("layer"), stamped, cropped):
        assert areas_of(staged(spec)) is None
    assert areas_of(staged(conv(input=70, kernel=3, duration=6))) is None
    assert areas_of(staged(conv(input=30, kernel=3, duration=6))) is not None


def test_a_layout_may_say_what_it_shows() -> None:
    staging = staged(POINTED["flat"])

    class Layout:
        def __init__(self, inner: object) -> None:
            self.inner = inner

        def areas(self, trace: object) -> Shown:
            return Shown(self.inner.input, self.inner.output)  # type: ignore[attr-defined]  # a sliding layout

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

    areas = areas_of(replace(staging, layout=Layout(staging.layout)))
    assert areas is not None
    assert areas.kernel is None
    assert areas.told == areas_of(staging).told  # type: ignore[union-attr]  # a sliding kernel has areas


@pytest.mark.parametrize("name", names())
def test_steps_are_the_beats_in_order(name: str) -> None:
    staging = staged(preset(name))
    steps, beats = page_of(staging).steps, staging.storyboard.beats
    assert [step.number for step in steps] == sorted({step.number for step in steps})
    assert steps[0].start == 0
    assert steps[-1].end == staging.storyboard.duration
    assert all(earlier.end == later.start for earlier, later in pairwise(steps))
    assert len(steps) == len(beats)
    for step, beat in zip(steps, beats, strict=True):
        assert step.text.lower() == beat.caption.lower()
        if beat.kind is Kind.STEP and len({b.position for b in beats}) == len(beats) - 1:
            assert step.number == beat.position + 1


def test_a_skipped_stretch_is_one_step_with_the_number_of_its_first() -> None:
    staging = staged(conv(input=28, kernel=3))
    skip = next(beat for beat in staging.storyboard.beats if beat.kind is Kind.SKIP)
    steps = page_of(staging).steps
    found = next(step for step in steps if step.start == skip.start)
    assert found.number == skip.skipped.start + 1
    assert "go the same way" in found.text
    assert steps[-1].number == 26 * 26 + 1


def test_a_loops_opening_is_no_step() -> None:
    steps = page_of(staged(conv(loop=True))).steps
    assert steps[0].number == 1
    assert steps[0].text.startswith("Position 1 of 9: ")
    assert steps[0].start > 0


def test_the_page_says_what_the_picture_does_not() -> None:
    page = page_of(staged(conv()))
    assert (page.heading, page.prose[:10]) == ("3×3 kernel", "The kernel")
    assert page_of(staged(conv(title="Mine"))).heading == ""
    slide = page_of(staged(conv(frame="slide")))
    assert (slide.heading, slide.prose) == ("", "")


def test_theme_and_language_reach_the_page() -> None:
    page = page_of(staged(conv(theme="dark", language="de", embed=True)))
    assert (page.language, page.dark, page.embed) == ("de", True, True)
    assert page.colours["paper"] == DARK.background
    assert page.steps[0].text.startswith("Position 1 von 9: ")
    light = page_of(staged(conv()))
    assert (light.language, light.dark, light.embed) == ("en", False, False)


def test_a_page_is_made_again_from_itself(tmp_path: Path) -> None:
    spec = conv(input=4, kernel=2, duration=5, title="</script>", embed=True, seed=3)
    path = tmp_path / "old.html"
    render(spec, path)
    again = open_spec(path)
    assert (again.title, again.embed, again.seed) == ("</script>", True, 3)
    render(again, tmp_path / "new.html")
    assert path.read_bytes() == (tmp_path / "new.html").read_bytes()
    render(again, tmp_path / "new.gif")
    assert open_spec(tmp_path / "new.gif") == again
    assert sorted(made.name for made in tmp_path.iterdir()) == ["new.gif", "new.html", "old.html"]


def test_a_page_can_be_given_a_budget(tmp_path: Path) -> None:
    from convanim.rendering.budget import render_within

    spec = conv(input=4, kernel=2, duration=5)
    usual = render_within(spec, tmp_path / "a.html")
    small = render_within(spec.changed(max_bytes=int(0.8 * usual.bytes)), tmp_path / "b.html")
    assert small.bytes <= 0.8 * usual.bytes
    assert small.notes
