"""An activation on the screen: every number is the trace's, none comes too early, routes meet their cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from convanim import ClipSpec
from convanim.api import open_spec
from convanim.layout.arithmetic import VALUE_WEIGHT
from convanim.layout.boxes import Plane
from convanim.layout.cells import NUMBER_WEIGHT, Detail
from convanim.mobjects.activation_maps import PALE
from convanim.story.storyboard import Kind
from convanim.theme import mix
from tests.mobjects.reading import NotTextError, cell_of, read, tells
from tests.scenes.staged import box_of, colour_of, filled, on_stage, pixels_of

FLOATS = np.random.default_rng(1).normal(0, 3, (3, 4)).round(3).tolist()
SHOWN = {
    "relu": open_spec("activation-relu"),
    "gelu": open_spec("activation-gelu").changed(theme="dark"),
    "sums": ClipSpec.of(scene="activation", input=5, kernel=3, bias=-1, activation="tanh"),
    "sigmoid, arch": open_spec("activation-sigmoid").changed(width=480),
    "stack": ClipSpec.of(scene="activation", input="1x20", kernel=[[1]], activation="relu"),
    "floats": ClipSpec.of(scene="activation", input=FLOATS, kernel=[[1]], activation="leaky_relu"),
    "fine": ClipSpec.of(scene="activation", input=28, kernel=[[1]], activation="relu", duration=14),
    "one": ClipSpec.of(scene="activation", input=[[-3]], kernel=[[1]], activation="silu"),
    "none": ClipSpec.of(scene="activation", input=[[10**9, -7], [0, 1]], kernel=[[1]]),
}
every_clip = pytest.mark.parametrize(
    ("name", "suffix"), [(name, suffix) for name in SHOWN for suffix in (".gif", ".mp4")]
)


def written(scene: Any, plane: Plane) -> dict[tuple[int, int], str]:
    """The numbers in a map's cells, read from their outlines."""
    found: dict[tuple[int, int], str] = {}
    for ink in filled(scene):
        box = box_of(scene, ink)
        if not plane.box.contains(box) or box.height > 0.7 * plane.cell or box.width > plane.cell:
            continue
        try:
            text = read(pixels_of(scene, ink), NUMBER_WEIGHT)
        except NotTextError:
            continue
        cell = cell_of(pixels_of(scene, ink), plane)
        assert cell not in found
        found[cell] = text
    return found


def chip_text(chip: Any, scene: Any) -> str | None:
    """What a chip says; None while it is not there."""
    points = pixels_of(scene, chip._text)
    return read(points, VALUE_WEIGHT) if len(points) else None


def check(scene: Any, time: float) -> None:
    """Every number of the picture at a time against the trace."""
    scene.show(time)
    state, view, layout, trace = scene.state, scene.view, scene.staging.layout, scene.staging.clip.trace
    before, after = trace.preactivation[0], trace.output[0]
    if layout.details["before"] >= Detail.NUMBERS:
        told = written(scene, layout.before) if state.leave in (0, 1) else {}
        for cell, text in told.items():
            assert tells(text, before[cell].item()), f"{cell} says {text}, it is {before[cell]}"
        assert len(view.before.numbers) == before.size
    if layout.details["after"] >= Detail.NUMBERS:
        told = written(scene, layout.after)
        due = state.filled + (state.filling > 0)
        assert told.keys() == {divmod(n, after.shape[1]) for n in range(due)}, f"at {time} s"
        for cell, text in told.items():
            assert tells(text, after[cell].item()), f"{cell} says {text}, it is {after[cell]}"
    check_way(scene)


def check_way(scene: Any) -> None:
    """The chips, the point and both ends of the route, for the value that is told."""
    state, view, layout, trace = scene.state, scene.view, scene.staging.layout, scene.staging.clip.trace
    told = [chip_text(chip, scene) for chip in (view.chip_before, view.chip_after)]
    if state.position is None or state.fast:
        assert told == [None, None]
        return
    place = divmod(state.position, layout.before.columns)
    before, after = trace.preactivation[0][place].item(), trace.output[0][place].item()
    assert told[0] is None if state.leave <= 0 else tells(told[0] or "", before)
    due = state.across > 0 and state.slide >= 1
    assert (told[1] is not None) == due
    if due:
        assert tells(told[1] or "", after)
    text = "".join(line.text for line in view._line.lines)
    assert not text or state.leave >= 1, "the line comes before the value is on the axis"
    assert ("= " in text or trace.activation == "none") or state.rise <= 0 or state.fade < 1
    answered = [line for line in view._line.lines if line.name == "result"]
    assert bool(answered) == (state.across >= 1 and state.slide >= 1 and state.fade >= 1)
    almost = "≈" * any(line.text == "≈" for line in view._line.lines if line.name == "equals")
    assert not answered or tells(almost + answered[0].text, after)
    if state.arrive >= 1 and state.slide >= 1 and state.fade >= 1:
        check_route(scene, place, layout.plot.at(before, after))


def check_route(scene: Any, place: tuple[int, int], point: tuple[float, float]) -> None:
    view, layout = scene.view, scene.staging.layout
    way, out = (pixels_of(scene, ink) for ink in (view._route_in, view._route_out))
    assert np.allclose(way[-1], point)
    assert np.allclose(out[0], point)
    for end, plane in ((way[0], layout.before), (out[-1], layout.after)):
        assert plane.cell_box(*place).grown(0.5).contains(box_at(end)), "a route misses its cell"
    centre = pixels_of(scene, view.point._disc).mean(axis=0)
    assert np.allclose(centre, point, atol=0.5)


def box_at(point: Any) -> Any:
    from convanim.layout.boxes import Box

    return Box(float(point[0]), float(point[1]), 0.0, 0.0)


@every_clip
def test_every_number_is_the_traces(name: str, suffix: str) -> None:
    with on_stage(SHOWN[name], suffix) as scene:
        kinds: dict[Kind, int] = {}
        for beat in scene.storyboard.beats:
            kinds[beat.kind] = kinds.get(beat.kind, 0) + 1
            if kinds[beat.kind] > 2:
                continue
            for share in (0.05, 0.2, 0.33, 0.45, 0.65, 0.8, 0.88, 0.99):
                check(scene, beat.start + share * beat.duration)
        check(scene, scene.storyboard.poster)


def wrong_cell(scene: Any) -> None:
    inks = scene.view.after.numbers
    inks[1].draw(pixels_of(scene, inks[0]) + (scene.staging.layout.after.cell, 0))


def early_cell(scene: Any) -> None:
    inks = scene.view.after._numbers._inks
    inks[9].draw(pixels_of(scene, inks[0]) + np.array((1, 2)) * scene.staging.layout.after.cell)
    inks[9].paint(fill="#000000")


def wrong_chip(scene: Any) -> None:
    view = scene.view
    view.chip_after._text.draw(pixels_of(scene, view.chip_before._text))


def lost_route(scene: Any) -> None:
    ink = scene.view._route_out
    ink.draw(pixels_of(scene, ink) + (0.0, 30.0))


def lost_point(scene: Any) -> None:
    ink = scene.view.point._disc
    ink.draw(pixels_of(scene, ink) + (9.0, 0.0))


@pytest.mark.parametrize("lie", [wrong_cell, early_cell, wrong_chip, lost_route, lost_point])
def test_a_lie_is_found(lie: Callable[[Any], None]) -> None:
    with on_stage(SHOWN["relu"]) as scene:
        time = scene.storyboard.marks["step 2"] + 1.45
        check(scene, time)
        lie(scene)
        original, scene.show = scene.show, lambda time: {}
        with pytest.raises(AssertionError):
            check(scene, time)
        scene.show = original


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dead_cells_are_pale_and_filled(theme: str) -> None:
    with on_stage(SHOWN["relu"].changed(theme=theme)) as scene:
        scene.show(scene.storyboard.poster)
        colours, trace = scene.staging.theme, scene.staging.clip.trace
        for told, role in ((scene.view.before, colours.input), (scene.view.after, colours.output)):
            pale = [
                ink for ink in filled(scene) if colour_of(ink) == mix(role.rest, colours.background, PALE)
            ]
            dead = int(np.count_nonzero(trace.preactivation < 0))
            assert sum(len(ink.points) // 16 for ink in pale) == dead
            assert len(told.numbers) == trace.output.size


def fine_colours(scene: Any, plane: Plane) -> dict[tuple[int, int], str]:
    """The colour of each cell of a map without numbers."""
    found = {}
    for ink in filled(scene):
        corners = pixels_of(scene, ink).reshape(-1, 16, 2) if len(ink.points) % 16 == 0 else ()
        for cell in corners:
            size = cell.max(axis=0) - cell.min(axis=0)
            if np.allclose(size, plane.cell) and plane.box.grown(0.1).contains(box_at(cell.mean(axis=0))):
                found[cell_of(cell, plane)] = colour_of(ink)
    return found


def test_fine_maps_tell_the_sign_and_share_one_scale() -> None:
    values = np.random.default_rng(5).integers(-40, 9, (28, 28)).tolist()
    spec = SHOWN["fine"].changed(input=values, kernel=[[1]], bias=0)  # with a bias both maps are green
    with on_stage(spec) as scene:
        layout, trace = scene.staging.layout, scene.staging.clip.trace
        scene.show(scene.storyboard.poster)
        before, after = (fine_colours(scene, plane) for plane in (layout.before, layout.after))
        assert len(before) == len(after) == 28 * 28
        positive = {cell for cell in before if trace.preactivation[(0, *cell)] > 0}
        assert all(before[cell] == after[cell] for cell in positive), "the same value looks different"
        negative = {before[cell] for cell in before if trace.preactivation[(0, *cell)] < -2}
        assert not negative & {before[cell] for cell in positive}
        assert len({after[cell] for cell in before if trace.preactivation[(0, *cell)] <= 0}) == 1


def test_every_earlier_value_stays_on_the_curve() -> None:
    with on_stage(SHOWN["relu"]) as scene:
        trace, plot = scene.staging.clip.trace, scene.staging.layout.plot
        scene.show(scene.storyboard.marks["skim"] - 0.01)
        values = trace.preactivation.ravel()[:3].tolist()
        ink = scene.view.earlier._ink
        centres = pixels_of(scene, ink).reshape(-1, 16, 2).mean(axis=1)
        expected = [plot.at(value, max(value, 0)) for value in values]
        assert np.allclose(centres, expected, atol=0.5)


def test_a_size_alone_gives_values_of_both_signs() -> None:
    for fields in ({"input": 4, "kernel": [[1]]}, {"input": 5, "kernel": 3}):
        trace: Any = ClipSpec.of(scene="activation", activation="relu", **fields).resolve().trace
        assert trace.preactivation.min() < 0 < trace.preactivation.max()


def test_the_scene_alone_shows_an_array() -> None:
    spec = open_spec("activation").changed(input="[[-2, 1], [3, -4]]")
    trace: Any = spec.resolve().trace
    assert trace.preactivation[0].tolist() == [[-2, 1], [3, -4]]
    assert trace.output[0].tolist() == [[0, 1], [3, 0]]
