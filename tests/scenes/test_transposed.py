"""A transposed convolution's pictures: every number is the trace's, and nothing stands too early."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from convanim.engine.trace_transposed import ScatterTrace
from convanim.layout.boxes import Plane
from convanim.layout.cells import Detail, Digits
from convanim.mobjects.cells import number_outline
from convanim.presets import preset
from convanim.spec import ClipSpec
from convanim.story.stamps import NONE, gathered
from convanim.story.storyboard import Kind
from tests.layout.transposed_cases import CASES, Case
from tests.mobjects.reading import cell_of, tells
from tests.scenes.reader import Claim, _text_in_a_cell
from tests.scenes.staged import (
    built,
    colour_of,
    filled,
    look_of,
    on_stage,
    pixels_of,
    planned,
    same_look,
)

Cell = tuple[int, int]
TABLE = [case for case in CASES if np.prod(case.input) <= 16 or 25 <= np.prod(case.input) <= 28]
SHOWN = [
    (case, view, (".gif", ".mp4")[number // 2 % 2], ("light", "dark")[number % 2])
    for number, case in enumerate(TABLE)
    for view in (("both", "both", "scatter", "both", "tilted", "gather")[number % 6],)
]
SHOWN += [(case, "both", ".mp4", "light") for case in TABLE if case.bias is not None or case.floats]


@lru_cache(maxsize=100_000)
def text_of(plane: Plane, points: bytes) -> tuple[str, str] | None:
    """Whether an outline is a number or a term in a cell of a plane, and what it says."""
    return _text_in_a_cell(plane, np.frombuffer(points).reshape(-1, 2))


def texts_in(scene: Any, plane: Plane) -> tuple[dict[Cell, str], dict[Cell, str]]:
    """The numbers in a plane's cells, and the small terms below them."""
    found: dict[str, dict[Cell, str]] = {"number": {}, "factor": {}}
    for ink in filled(scene):
        points = pixels_of(scene, ink)
        told = text_of(plane, points.tobytes())
        if told is not None:
            cell = cell_of(points, plane)
            assert cell not in found[told[0]], f"two texts in cell {cell}"
            found[told[0]][cell] = told[1]
    return found["number"], found["factor"]


def check_map(told: dict[Cell, str], expected: dict[Cell, Any], name: str) -> None:
    assert told.keys() == expected.keys(), f"other cells of the {name} have numbers"
    for cell, text in told.items():
        assert tells(text.removeprefix("×").removeprefix("+"), expected[cell]), f"{name} {cell} says {text}"


def check_gather(scene: Any, moment: Any) -> None:
    trace, side = gathered(scene.staging.clip.trace), scene.staging.layout.sides["gather"]
    sizes, tilted = scene.staging.layout.sizes, scene.staging.layout.view == "tilted"
    grid = np.zeros(sizes.grid, dtype=trace.input.dtype)
    top, left = sizes.around[0][0], sizes.around[1][0]
    grid[top : top + sizes.stuffed[0], left : left + sizes.stuffed[1]][
        :: sizes.stride[0], :: sizes.stride[1]
    ] = trace.input[0]
    numbers, factors = texts_in(scene, side.source)
    shown = np.full(grid.shape, side.details["source"] >= Detail.NUMBERS)
    if tilted:
        shown &= ~sizes.real()
    check_map(numbers, {(int(r), int(c)): grid[r, c].item() for r, c in np.argwhere(shown)}, "stuffed input")
    check_factors(scene, moment, factors)
    numbers, _ = texts_in(scene, side.target)
    if tilted or side.details["target"] < Detail.NUMBERS:
        assert not numbers
    else:
        columns = trace.output_shape[-1]
        ordinals = sorted(row * columns + column for row, column in numbers)
        assert ordinals == list(range(len(ordinals))), "outputs are not filled in order"
        ends = moment.beat.done_before, moment.beat.done_after
        assert min(ends) <= len(ordinals) <= max(ends), "a number is shown before it is computed"
        check_map(numbers, {divmod(n, columns): trace.output[0].flat[n].item() for n in ordinals}, "output")
    if side.kernel is not None:
        check_kernel(scene, side, trace.weight[0, 0][::-1, ::-1])


def check_kernel(scene: Any, side: Any, weights: Any) -> None:
    numbers, _ = texts_in(scene, side.kernel)
    shown = side.details["kernel"] >= Detail.NUMBERS
    check_map(numbers, {c: w.item() for c, w in np.ndenumerate(weights)} if shown else {}, "kernel")


def check_factors(scene: Any, moment: Any, factors: dict[Cell, str]) -> None:
    """The weights under the window, once it stands."""
    if scene.view.gather.factors is None:
        assert not factors
        return
    if moment.beat.kind is Kind.REWIND or moment.progress < (
        0.45 if moment.beat.kind is not Kind.HOLD else 0
    ):
        return
    trace, sizes = gathered(scene.staging.clip.trace), scene.staging.layout.sizes
    step = trace.step(trace.position(moment.beat.position))
    rows, columns = (step.coordinates[axis] + sizes.around[axis][0] for axis in (0, 1))
    weights = step.weights[0]
    expected = {
        (int(r), int(c)): weights[i, j].item() for i, r in enumerate(rows) for j, c in enumerate(columns)
    }
    check_map(factors, expected, "window")


def canvas_of(trace: Any, stamps: list[int]) -> tuple[dict[Cell, Any], dict[Cell, int]]:
    """What the given stamps have left on the output: stamp by stamp, as the scattering trace tells."""
    whole = gathered(trace)
    scatter = ScatterTrace("conv_transpose", whole.input, "none", whole.weight, None, whole.plan, whole.dtype)
    sums: dict[Cell, Any] = {}
    counts: dict[Cell, int] = {}
    bias = 0 if whole.bias is None else whole.bias[0].item()
    for number in stamps:
        stamp = scatter.stamp(scatter.position(number))
        for i, j in np.argwhere(stamp.inside):
            cell = (int(stamp.coordinates[0][i]), int(stamp.coordinates[1][j]))
            sums[cell] = sums.get(cell, bias) + stamp.stamped[0, i, j].item()
            counts[cell] = counts.get(cell, 0) + 1
    return sums, counts


def check_scatter(scene: Any, moment: Any) -> None:
    layout, view = scene.staging.layout, scene.view
    trace, side, sizes = gathered(scene.staging.clip.trace), layout.sides["scatter"], layout.sizes
    numbers, _ = texts_in(scene, side.source)
    shown = side.details["source"] >= Detail.NUMBERS
    check_map(numbers, {c: v.item() for c, v in np.ndenumerate(trace.input[0])} if shown else {}, "input")
    check_kernel(scene, side, trace.weight[0, 0])
    numbers, terms = texts_in(scene, side.target)
    if side.details["target"] < Detail.NUMBERS:
        assert not numbers
        return
    state = view._states[1]
    if state.landing:
        return
    landed = view.clock.order[: state.landed].tolist()
    sums, counts = canvas_of(trace, landed)
    top, left = sizes.crop
    told = {(r - top, c - left): text for (r, c), text in numbers.items()}
    lonely = {cell for cell in told if not view.clock.reached(cell[0] * sizes.output[1] + cell[1])}
    assert told.keys() - lonely == sums.keys(), "cells that no stamp has reached have numbers, or others none"
    for cell, text in told.items():
        whole = counts.get(cell, 0) == len(view.clock.stamps(cell[0] * sizes.output[1] + cell[1]))
        value = trace.output[0][cell].item() if whole else sums[cell]
        assert close(text, value), f"output {cell} says {text}, it is {value}"
    if state.active != NONE and view.scatter.output.terms and state.active in landed:
        check_terms(trace, state.active, {(r - top, c - left): text for (r, c), text in terms.items()})


def close(text: str, value: Any) -> bool:
    """Whether a text is true of a number; sums of floats in another order may differ by their rounding."""
    if tells(text, value):
        return True
    claim = Claim.of(text)
    return isinstance(value, float) and abs(float(claim.number) - value) <= float(claim.within) + 1e-9 * abs(
        value
    )


def check_terms(trace: Any, stamp: int, told: dict[Cell, str]) -> None:
    whole = ScatterTrace("conv_transpose", trace.input, "none", trace.weight, None, trace.plan, trace.dtype)
    found = whole.stamp(whole.position(stamp))
    expected = {
        (int(found.coordinates[0][i]), int(found.coordinates[1][j])): found.stamped[0, i, j].item()
        for i, j in np.argwhere(found.inside)
    }
    check_map(told, expected, "stamp")
    assert all(text.startswith(("+", "−")) for text in told.values())


def check_sums(scene: Any, moment: Any) -> None:
    """Both lines end in the same number, the output cell's; each adds up."""
    trace, view = gathered(scene.staging.clip.trace), scene.view
    results = []
    for side in (view.gather, view.scatter):
        lines = () if side is None or side.foot is None else side.foot.result
        if not lines:
            continue
        text = side.foot.text
        almost = "≈" * any(line.text == "≈" for line in lines if line.name == "equals")
        results += [almost + line.text for line in lines if line.name == "result"]
        left = re.split(r"=|(?<=[\d)])≈", text)[0]
        total = sum((claim_of(part) for part in re.split(r"(?<!\() ?\+ ", left.strip())), Claim.of("0"))
        claim = Claim.of(results[-1])
        slack = float(total.within + claim.within) + 1e-9 * max(1.0, abs(float(claim.number)))
        assert abs(float(total.number - claim.number)) <= slack, f"{text} does not add up"
    assert len(set(results)) <= 1, f"the sides disagree: {results}"
    settled = moment.beat.kind is Kind.HOLD or moment.progress > 0.9
    if results and settled and view.gather is not None:
        assert close(results[0], trace.preactivation[0].flat[moment.beat.position].item())


def claim_of(term: str) -> Claim:
    bare = re.sub(r"^\(\d+ more\) ", "", term.strip()).replace("(", "").replace(")", "")
    value, dot, weight = bare.partition("·")
    return Claim.of(value) * Claim.of(weight) if dot else Claim.of(value)


def check(scene: Any, time: float) -> None:
    """All numbers of the picture at a time against the trace."""
    scene.show(time)
    moment = scene.storyboard.at(time)
    if scene.view.gather is not None:
        check_gather(scene, moment)
    if scene.view.scatter is not None:
        check_scatter(scene, moment)
    check_sums(scene, moment)


def times(scene: Any) -> list[float]:
    """While the first position is explained, on the way and at the end of some beats, in the hold."""
    beats = scene.storyboard.beats
    explain = next(beat for beat in beats if beat.kind is Kind.EXPLAIN)
    found = [explain.start + share * explain.duration for share in (0.1, 0.4, 0.6, 0.75, 0.95)]
    others = [beat for beat in beats if beat.kind is not Kind.EXPLAIN]
    for beat in others[:: max(len(others) // 3, 1)]:
        found += [beat.start + share * beat.duration for share in (0.15, 0.999)]
    return [*found, scene.storyboard.poster]


@pytest.mark.parametrize(("case", "view", "suffix", "theme"), SHOWN, ids=str)
def test_every_number_is_the_traces(case: Case, view: str, suffix: str, theme: str) -> None:
    with on_stage(case.spec(view=view, theme=theme), suffix) as scene:
        for time in times(scene):
            check(scene, time)


def wrong_number(side: str, part: str, cell: Cell, text: str) -> Callable[[Any], None]:
    """A lie: another number in a cell of a plane, or one where none is due."""

    def lie(scene: Any) -> None:
        plane = getattr(scene.staging.layout.sides[side], part)
        for ink in filled(scene):
            points = pixels_of(scene, ink)
            told = _text_in_a_cell(plane, points)
            if told is not None and told[0] == "number" and cell_of(points, plane) == cell:
                ink.draw(number_outline(plane, Digits(text, 12.0), *cell))
                return
        ink = scene.drawing.ink().paint(fill=scene.staging.theme.ink)
        ink.draw(number_outline(plane, Digits(text, 12.0), *cell))
        scene.picture.add(ink)

    return lie


def wrong_term(scene: Any) -> None:
    """A lie: what a stamp adds stands in its neighbour's cell."""
    terms = scene.view.scatter.output.terms
    terms[4].draw(pixels_of(scene, terms[5]))


def wrong_weight(scene: Any) -> None:
    """A lie: a weight stands in its neighbour's cell."""
    inks = scene.view.gather.factors.inks
    inks[3].draw(pixels_of(scene, inks[4]))


EXAMPLE = ClipSpec.of(
    scene="transposed", input=[[1, 2], [3, 5]], kernel=[[1, 0, 2], [3, 1, 4], [2, 1, 3]], stride=2
)


@pytest.mark.parametrize(
    "lie",
    [
        wrong_number("gather", "source", (2, 2), "7"),
        wrong_number("gather", "source", (3, 3), "1"),
        wrong_number("gather", "kernel", (0, 0), "1"),
        wrong_number("gather", "target", (0, 1), "9"),
        wrong_number("gather", "target", (4, 4), "0"),
        wrong_number("scatter", "source", (0, 1), "4"),
        wrong_number("scatter", "kernel", (0, 0), "3"),
        wrong_number("scatter", "target", (0, 0), "8"),
        wrong_number("scatter", "target", (4, 4), "0"),
        wrong_term,
        wrong_weight,
    ],
)
def test_a_lie_is_found(lie: Callable[[Any], None]) -> None:
    with on_stage(EXAMPLE) as scene:
        time = scene.storyboard.marks["step 3"] + 1.4
        check(scene, time)
        lie(scene)
        state = scene.view._states
        with pytest.raises(AssertionError):
            check(scene, time)
        assert scene.view._states is state, "the picture was drawn anew over the lie"


def test_one_cell_is_read_two_ways_with_the_same_factors_in_the_same_order() -> None:
    with on_stage(preset("transposed-two-views"), ".mp4") as scene:
        beat = next(beat for beat in scene.storyboard.beats if beat.position == 12)
        scene.show(beat.end - 0.01)
        assert scene.view.gather.foot.text == "1·3 + 2·2 + 3·2 + 1·1=14five zeros add nothing"
        assert scene.view.scatter.foot.text == "3 + 4 + 6 + 1=14four stamps"
        state = scene.view._states[1]
        assert (state.active, state.shared, state.landed) == (3, 12, 4)


def fills(scene: Any, plane: Plane, cell: Cell) -> list[tuple[str, float]]:
    """The fills of one cell of the canvas: colour and opacity."""
    ink = scene.view.scatter.output._fills[cell[0] * scene.staging.layout.sizes.output[1] + cell[1]]
    return [(colour_of(ink), float(ink.fill_rgbas[0, 3]))] if len(ink.points) else []


def test_cells_are_pale_where_one_stamp_has_come_and_full_where_they_meet() -> None:
    with on_stage(EXAMPLE, ".mp4") as scene:
        scene.show(scene.storyboard.poster)
        plane, theme = scene.staging.layout.sides["scatter"].target, scene.staging.theme
        pale = fills(scene, plane, (0, 0))[0][0]
        assert pale not in (theme.output.rest, theme.output.active)
        assert fills(scene, plane, (0, 2)) == fills(scene, plane, (1, 2)) == [(theme.output.rest, 1.0)]
        assert fills(scene, plane, (1, 1)) == [(pale, 1.0)]
        assert fills(scene, plane, (2, 2)) == fills(scene, plane, (4, 4)) == [(theme.output.active, 1.0)]
        scene.show(0.0)
        assert not any(fills(scene, plane, cell) for cell in np.ndindex(5, 5))


MOVING = {
    "two views": EXAMPLE,
    "cropped, dark": EXAMPLE.changed(padding=1, output_padding=1, theme="dark"),
    "scatter": EXAMPLE.changed(view="scatter", bias=2),
    "gather, dilated": EXAMPLE.changed(view="gather", dilation=2),
    "gaps between stamps": EXAMPLE.changed(stride=4, bias=1, activation="relu"),
    "cut into": ClipSpec.of(scene="transposed", input="5x6", kernel=2, padding=2),
    "fine": ClipSpec.of(scene="transposed", input=16, kernel=3, stride=2),
}
every_clip = pytest.mark.parametrize("name", MOVING)


@every_clip
def test_a_loop_ends_where_it_starts_whatever_was_shown_between(name: str) -> None:
    with on_stage(MOVING[name]) as scene:
        first = look_of(scene)
        for time in np.linspace(0, scene.storyboard.duration, 23)[::-1]:
            scene.show(float(time))
        scene.show(scene.storyboard.duration)
        assert same_look(look_of(scene), first)
        fresh = {}
        for time in np.linspace(0, scene.storyboard.duration, 17):
            scene.show(float(time))
            fresh[float(time)] = look_of(scene)
        for time in sorted(fresh, key=lambda time: (time * 7919) % 1):
            scene.show(time)
            assert same_look(look_of(scene), fresh[time]), f"{time} s looks different out of order"


@every_clip
def test_a_hold_touches_nothing_and_a_change_is_told(name: str) -> None:
    with on_stage(MOVING[name]) as scene:
        before = look_of(scene)
        for time in np.linspace(0, scene.storyboard.duration, 50):
            touched = scene.show(float(time))
            after = look_of(scene)
            changed = {
                scene.drawing.inks[i] for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b
            }
            assert changed <= touched.keys()
            before = after
        scene.show(scene.storyboard.poster)
        assert not scene.show(scene.storyboard.poster + 1.0)


def test_work_does_not_grow_with_the_cells_at_rest() -> None:
    touched = {}
    for size in (6, 16):
        staging, _ = planned(ClipSpec.of(scene="transposed", input=size, stride=2, pace="steady"), ".mp4")
        scene = built(staging)
        beat = [beat for beat in staging.storyboard.beats if beat.kind in (Kind.STEP, Kind.SKIM)][3]
        scene.show(beat.start)
        touched[size] = len(scene.show(beat.end - 1e-3))
    assert touched[16] <= touched[6] + 4
    assert len(scene.drawing.inks) > 20 * touched[16]
