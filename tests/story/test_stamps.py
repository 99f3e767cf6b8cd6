"""The stamps of a transposed convolution: when each lands, where they meet, what stands in a cell by then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convanim.engine import trace
from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
from convanim.spec import ClipSpec
from convanim.story.captions_transposed import describe
from convanim.story.pacing import pace
from convanim.story.sliding import sliding_state
from convanim.story.stamps import NONE, Cells, StampClock, gathered
from convanim.story.storyboard import Kind
from convanim.story.transposed import ScatterState, scatter_state

CASES: tuple[dict[str, Any], ...] = (
    {"size": (2, 2), "kernel": (3, 3), "stride": 2},
    {"size": (3, 3), "kernel": (3, 3), "stride": 2, "padding": 1, "output_padding": 1},
    {"size": (5, 5), "kernel": (3, 3), "padding": 2},
    {"size": (4, 3), "kernel": (2, 3), "stride": (3, 1)},
    {"size": (3, 4), "kernel": (3, 2), "stride": (1, 2), "dilation": (2, 3), "padding": ((1, 2), (0, 1))},
    {"size": (3, 3), "kernel": (2, 2), "stride": 4, "output_padding": 3},
    {"size": (4, 4), "kernel": (2, 2), "padding": 2},
    {"size": (1, 1), "kernel": (1, 1)},
)
every_case = pytest.mark.parametrize("case", CASES, ids=str)


def traced(case: dict[str, Any], reading: str = "gather") -> Any:
    rng = np.random.default_rng(3)
    parameters = {name: value for name, value in case.items() if name not in ("size", "kernel")}
    x = rng.integers(-4, 9, (1, *case["size"]))
    weight = rng.integers(-3, 4, (1, 1, *case["kernel"]))
    return trace("conv_transpose", x, weight, np.array([5]), reading=reading, **parameters)


def canvas_after(scatter: ScatterTrace, stamps: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The output as the given stamps leave it, and how many have come to each cell: stamp by stamp."""
    sums = np.full(scatter.output_shape[1:], 5)
    counts = np.zeros(scatter.output_shape[1:], dtype=int)
    for stamp in stamps:
        found = scatter.stamp(scatter.position(stamp))
        for i, j in np.argwhere(found.inside):
            cell = found.coordinates[0][i], found.coordinates[1][j]
            sums[cell] += found.stamped[0, i, j]
            counts[cell] += 1
    return sums, counts


@every_case
@pytest.mark.parametrize("by_output", [True, False])
def test_what_stands_in_a_cell_is_what_has_been_stamped(case: dict[str, Any], by_output: bool) -> None:
    gather, scatter = traced(case), traced(case, "scatter")
    clock, cells = StampClock(gather.plan, by_output), Cells(gather)
    for landed in range(len(clock.order) + 1):
        sums, counts = canvas_after(scatter, clock.order[:landed].tolist())
        for ordinal in range(sums.size):
            assert cells.running(ordinal, landed, clock) == (sums.flat[ordinal], counts.flat[ordinal])


@every_case
def test_along_the_output_a_cell_is_complete_when_its_tick_is_over(case: dict[str, Any]) -> None:
    gather, scatter = traced(case), traced(case, "scatter")
    clock = StampClock(gather.plan, by_output=True)
    for tick in range(len(gather)):
        assert clock.before(tick) == (clock.after(tick - 1) if tick else 0)
        landed = clock.order[: clock.after(tick)].tolist()
        sums, counts = canvas_after(scatter, landed)
        assert sums.flat[tick] == gather.preactivation.flat[tick]
        assert counts.flat[tick] == len(clock.stamps(tick))
        assert clock.reached(tick) == bool(counts.flat[tick])
        assert clock.last(tick) == max(clock.stamps(tick).tolist(), default=NONE)
        for stamp in landed[clock.before(tick) :]:
            first = min(ordinal for ordinal, _, _ in clock.cells(stamp))
            assert first == tick, "a stamp lands when the first cell that it reaches is computed"


@every_case
def test_every_stamp_lands_once_unless_all_of_it_is_cropped(case: dict[str, Any]) -> None:
    gather = traced(case)
    clock = StampClock(gather.plan, by_output=True)
    reaching = [stamp for stamp in range(gather.input.size) if clock.cells(stamp)]
    assert sorted(clock.order.tolist()) == reaching
    assert clock.after(len(gather) - 1) == len(reaching)
    along = StampClock(gather.plan, by_output=False)
    assert along.order.tolist() == list(range(gather.input.size))


@every_case
def test_a_cell_adds_up_to_the_traces_sum(case: dict[str, Any]) -> None:
    gather = traced(case)
    cells = Cells(gather)
    for tick in range(len(gather)):
        cell = cells[tick]
        assert sum(share.product for share in cell.shares) + 5 == cell.sum == gather.preactivation.flat[tick]
        assert all(share.value * share.weight == share.product for share in cell.shares)
        assert all(gather.input.flat[share.stamp] == share.value for share in cell.shares)
        assert len(cell.shares) + cell.zeros == np.prod(gather.kernel_size)


def test_a_scattering_trace_gathers_the_same_output() -> None:
    gather, scatter = traced(CASES[1]), traced(CASES[1], "scatter")
    assert isinstance(gathered(scatter), GatherTrace)
    assert (gathered(scatter).output == gather.output).all()
    assert gathered(gather) is gather


def states(case: dict[str, Any], by_output: bool, loop: bool = True) -> list[tuple[Any, ScatterState]]:
    gather = traced(case)
    clock = StampClock(gather.plan, by_output)
    grid = gather.plan.output_size if by_output else gather.plan.input_size
    storyboard = pace(grid, loop=loop)
    times = np.linspace(0, storyboard.duration, 400)
    moments = [storyboard.at(float(time)) for time in times]
    return [(m, scatter_state(m, sliding_state(m, grid[1]), clock)) for m in moments]


@every_case
@pytest.mark.parametrize("by_output", [True, False])
def test_no_stamp_lands_before_its_time(case: dict[str, Any], by_output: bool) -> None:
    clock = StampClock(traced(case).plan, by_output)
    for moment, state in states(case, by_output):
        beat = moment.beat
        least, most = clock.before(beat.done_before), clock.before(beat.done_after)
        if beat.kind is Kind.REWIND:
            assert state.landed == least
            continue
        assert least <= state.landed <= state.landed + state.landing <= most
        if moment.progress == 1 or beat.kind is Kind.HOLD:
            assert (state.landed, state.landing) == (most, 0)
        if state.active != NONE and state.fade == 1:
            rank = clock.rank[state.active]
            assert rank <= max(state.landed + state.landing, most - 1)


@pytest.mark.parametrize("by_output", [True, False])
def test_a_loop_ends_as_it_starts(by_output: bool) -> None:
    found = states(CASES[1], by_output)
    assert found[0][1] == found[-1][1]


def test_captions_tell_of_the_reading() -> None:
    spec = ClipSpec.of(scene="transposed", input=[[1, 2], [3, 1]], kernel=[[1, 0], [2, 1]], stride=2)
    told = {}
    for view in ("both", "scatter"):
        found = spec.changed(view=view).resolve().trace
        storyboard = pace(found.positions, loop=True)
        told[view] = [beat.caption for beat in describe(storyboard, found).beats]  # type: ignore[arg-type]  # no other
    assert told["scatter"][1:4] == [
        "the output is cleared and the first of 4 input cells is next",
        "input cell 1 of 4: 1 times the 2×2 kernel is added",
        "input cell 2 of 4: 2 times the 2×2 kernel is added",
    ]
    assert told["scatter"][-1] == "all 4 input cells have stamped: the output is 4×4"
    assert told["both"][2] == "position 1 of 16: 0·1 + 0·2 + 0·0 + 1·1 = 1"
