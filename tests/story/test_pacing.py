"""Every storyboard covers every position once, joins up, and lasts exactly as long as it should."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convanim.errors import ConvanimError
from convanim.story.fast import FLOOR
from convanim.story.pacing import PACES, pace
from convanim.story.storyboard import Beat, Kind, Storyboard, to_milliseconds

VISITS = (Kind.EXPLAIN, Kind.STEP, Kind.SKIM)
FRAME_RATES = (20, 25, 30, 50, 60)

small = st.integers(1, 30)
grids = st.one_of(
    st.tuples(st.integers(1, 600)), st.tuples(small, small), st.tuples(st.integers(1, 4), small, small)
)
paces = st.sampled_from(sorted(PACES))


@st.composite
def storyboards(draw: st.DrawFn) -> Storyboard:
    """Any storyboard that can be had, with and without a duration."""
    grid, name, loop = draw(grids), draw(paces), draw(st.booleans())
    duration = draw(st.none() | st.floats(1.0, 120.0))
    try:
        return pace(grid, pace=name, duration=duration, loop=loop)
    except ConvanimError as error:
        assume("is too short" not in str(error))
        raise


def visited(storyboard: Storyboard) -> list[int]:
    """The ordinals that are shown or skipped, in the order in which they come."""
    shown = (
        beat.skipped or (beat.position,) for beat in storyboard.beats if beat.kind in (*VISITS, Kind.SKIP)
    )
    return list(itertools.chain.from_iterable(shown))


def of_kind(storyboard: Storyboard, *kinds: Kind) -> list[Beat]:
    return [beat for beat in storyboard.beats if beat.kind in kinds]


@settings(max_examples=300, deadline=None)
@given(storyboards())
def test_every_position_comes_once_and_in_order(storyboard: Storyboard) -> None:
    assert visited(storyboard) == list(range(storyboard.positions))
    assert storyboard.beats[-1].done_after == storyboard.positions


@settings(max_examples=300, deadline=None)
@given(storyboards())
def test_beats_and_sections_join_up_and_move_by_what_they_say(storyboard: Storyboard) -> None:
    beats = storyboard.beats
    assert beats[0].start == 0.0
    for before, after in itertools.pairwise(beats):
        assert before.end == after.start
        assert (before.position, before.done_after) == (after.previous, after.done_before)
    for beat in of_kind(storyboard, Kind.STEP, Kind.SKIM):
        assert (beat.previous, beat.done_before, beat.done_after) == (
            beat.position - 1,
            beat.position,
            beat.position + 1,
        )
    for beat in of_kind(storyboard, Kind.SKIP):
        assert beat.skipped == range(beat.done_before, beat.done_after)
        assert beat.position == beat.skipped[-1]
    names = [section.name for section in storyboard.sections]
    assert names == (["opening", "rewind"] if storyboard.loop else []) + ["explain"] + (
        ["slide"] if storyboard.positions > 1 else []
    ) + ["hold"]


@settings(max_examples=300, deadline=None)
@given(storyboards())
def test_sections_are_whole_frames_at_every_rate(storyboard: Storyboard) -> None:
    now = 0
    for _, start, duration in storyboard.sections:
        assert to_milliseconds(start) == now
        for rate in FRAME_RATES:
            frames = Fraction(to_milliseconds(duration) * rate, 1000)
            assert frames >= 1
            assert frames.denominator == 1
            assert (
                round(start * rate) / rate == start
            )  # the frame's own time is the section's, to the last bit
        now += to_milliseconds(duration)
    assert now == to_milliseconds(storyboard.duration)


@settings(max_examples=60, deadline=None)
@given(storyboards())
def test_all_frame_rates_end_each_section_at_the_same_moment(storyboard: Storyboard) -> None:
    for _, start, duration in storyboard.sections:
        end = (to_milliseconds(start) + to_milliseconds(duration)) / 1000
        seen = {storyboard.at(round(end * rate) / rate) for rate in FRAME_RATES}
        assert len(seen) == 1
        assert seen.pop().time == end


@settings(max_examples=60, deadline=None)
@given(storyboards())
def test_progress_runs_from_0_to_1_and_time_never_goes_back(storyboard: Storyboard) -> None:
    frames = min(round(storyboard.duration * 25), 600)
    moments = [storyboard.at(frame / 25) for frame in range(frames + 1)]
    for moment in moments:
        assert 0 <= moment.progress <= 1
        assert moment.beat.start <= moment.time <= moment.beat.end
    assert all(before.time < after.time for before, after in itertools.pairwise(moments))


@settings(max_examples=200, deadline=None)
@given(grids, paces)
def test_a_loop_starts_and_ends_in_the_finished_picture(grid: tuple[int, ...], name: str) -> None:
    storyboard = pace(grid, pace=name)
    count = storyboard.positions
    first, last = storyboard.at(0.0), storyboard.at(storyboard.duration)
    for moment in (first, last):
        assert moment.beat.kind is Kind.HOLD
        assert (moment.beat.position, moment.beat.previous) == (count - 1, count - 1)
        assert (moment.beat.done_before, moment.beat.done_after) == (count, count)
    assert first.beat.duration + last.beat.duration == 2.0
    rewind, explain = storyboard.beats[1:3]
    assert (rewind.kind, rewind.duration, rewind.done_before, rewind.done_after) == (
        Kind.REWIND,
        0.4,
        count,
        0,
    )
    assert (rewind.previous, rewind.position) == (count - 1, 0)
    assert (explain.kind, explain.previous) == (Kind.EXPLAIN, 0)


@given(grids, paces)
def test_without_a_loop_nothing_has_appeared_at_the_start(grid: tuple[int, ...], name: str) -> None:
    storyboard = pace(grid, pace=name, loop=False)
    first, last = storyboard.beats[0], storyboard.beats[-1]
    assert (first.kind, first.previous, first.done_before, first.done_after) == (Kind.EXPLAIN, None, 0, 1)
    assert (last.kind, last.duration) == (Kind.HOLD, 2.0)
    assert not of_kind(storyboard, Kind.REWIND)


def test_the_usual_pace_is_that_of_the_visual_standard() -> None:
    storyboard = pace((3, 3))
    assert [(beat.kind.value, beat.duration) for beat in storyboard.beats] == [
        ("hold", 1.0),
        ("rewind", 0.4),
        ("explain", 5.0),
        ("step", 1.5),
        ("step", 1.5),
        *[("skim", 0.28)] * 5,
        ("skim", 0.4),
        ("hold", 1.0),
    ]
    assert storyboard.duration == 12.2


@settings(max_examples=300, deadline=None)
@given(grids)
def test_the_fast_part_of_the_usual_pace_lasts_six_seconds_at_most(grid: tuple[int, ...]) -> None:
    storyboard = pace(grid)
    fast = of_kind(storyboard, Kind.SKIM, Kind.SKIP)
    assert sum(to_milliseconds(beat.duration) for beat in fast) <= 6000
    skims = [to_milliseconds(beat.duration) for beat in fast if beat.kind is Kind.SKIM]
    assert all(FLOOR <= skim <= 300 for skim in skims[:-1])
    assert len(set(skims[:-1])) <= 1, "uneven steps"
    assert all(skim % FLOOR == 0 for skim in skims[:-1]), "steps of broken frames"
    assert all(600 <= to_milliseconds(beat.duration) <= 1200 for beat in fast if beat.kind is Kind.SKIP)
    assert storyboard.duration <= 16.4


@pytest.mark.parametrize("name", PACES)
def test_a_grid_of_any_size_is_told_in_twenty_seconds_and_few_beats(name: str) -> None:
    for grid in [(26, 26), (224, 224), (10**5, 10**5), (10**9,), (10**6, 1), (1, 10**6), (64, 64, 64)]:
        storyboard = pace(grid, pace=name)
        assert storyboard.duration <= 20
        assert len(storyboard.beats) <= 160


@pytest.mark.parametrize("name", PACES)
def test_up_to_seven_by_seven_nothing_is_skipped(name: str) -> None:
    for height, width in itertools.product(range(1, 8), repeat=2):
        assert not of_kind(pace((height, width), pace=name), Kind.SKIP)
    assert of_kind(pace((8, 8), pace=name), Kind.SKIP)


@settings(max_examples=200, deadline=None)
@given(st.integers(3, 60), st.integers(2, 30))
def test_whole_rows_are_skipped_and_the_last_row_is_shown(height: int, width: int) -> None:
    storyboard = pace((height, width))
    for skip in of_kind(storyboard, Kind.SKIP):
        assert skip.skipped.start % width == skip.skipped.stop % width == 0
        assert skip.skipped.stop == (height - 1) * width
        assert len(skip.skipped) >= width


def test_a_row_too_long_is_hurried_first_and_then_skipped_inside() -> None:
    assert not of_kind(pace((150,)), Kind.SKIP)
    storyboard = pace((500,))
    (skip,) = of_kind(storyboard, Kind.SKIP)
    head = skip.skipped.start - 3
    tail = 500 - skip.skipped.stop
    assert 0 <= tail - head <= 1
    assert head > 15


def test_the_three_paces_differ_as_their_names_say() -> None:
    lengths = {name: pace((4, 4), pace=name) for name in PACES}
    assert lengths["brisk"].duration < lengths["adaptive"].duration
    steady = {beat.duration for beat in of_kind(lengths["steady"], Kind.STEP, Kind.SKIM)}
    assert steady == {0.8}
    assert [beat.duration for beat in of_kind(lengths["brisk"], *VISITS)][:4] == pytest.approx(
        [2, 0.5, 0.5, 0.08]
    )


@pytest.mark.parametrize(("positions", "total"), [((1, 1), 7.4), ((1, 2), 9.0), ((3,), 10.4), ((2, 2), 10.6)])
def test_few_positions_are_told_naturally(positions: tuple[int, ...], total: float) -> None:
    storyboard = pace(positions)
    assert storyboard.duration == total
    kinds = [beat.kind for beat in of_kind(storyboard, *VISITS)]
    assert kinds == [Kind.EXPLAIN, Kind.STEP, Kind.STEP, Kind.SKIM][: storyboard.positions]
