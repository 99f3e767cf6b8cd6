"""A clip asked to last a time lasts it, or is refused with the least time that would do."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.errors import ConvanimError
from convanim.story.fast import FLOOR, Rest, shortest
from convanim.story.lengths import fitted
from convanim.story.pacing import PACES, Pace, pace
from convanim.story.storyboard import Beat, Kind, Storyboard, to_milliseconds

VISITS = (Kind.EXPLAIN, Kind.STEP, Kind.SKIM)

small = st.integers(1, 30)
grids = st.one_of(
    st.tuples(st.integers(1, 600)), st.tuples(small, small), st.tuples(st.integers(1, 4), small, small)
)


def of_kind(storyboard: Storyboard, *kinds: Kind) -> list[Beat]:
    return [beat for beat in storyboard.beats if beat.kind in kinds]


@settings(max_examples=300, deadline=None)
@given(grids, st.sampled_from(sorted(PACES)), st.integers(30, 18000), st.booleans())
def test_a_duration_is_kept_exactly(grid: tuple[int, ...], name: str, ticks: int, loop: bool) -> None:
    duration = ticks / 5
    try:
        storyboard = pace(grid, pace=name, duration=duration, loop=loop)
    except ConvanimError:
        assert duration > 3600
        return
    assert storyboard.duration == duration
    for beat in of_kind(storyboard, *VISITS):
        assert to_milliseconds(beat.duration) >= FLOOR


@given(st.floats(6.0, 60.0))
def test_a_duration_is_rounded_to_a_fifth_of_a_second(duration: float) -> None:
    got = pace((5, 5), duration=duration).duration
    assert got == round(got * 5) / 5
    assert abs(got - duration) <= 0.1 + 1e-9


@pytest.mark.parametrize("grid", [(1, 1), (2, 3), (5, 5), (7, 7)])
@pytest.mark.parametrize("name", PACES)
def test_asking_for_the_usual_duration_changes_nothing(grid: tuple[int, ...], name: str) -> None:
    usual = pace(grid, pace=name)
    assert pace(grid, pace=name, duration=usual.duration) == usual


def test_more_time_never_explains_less_and_shows_ever_more_positions() -> None:
    clips = [pace((26, 26), duration=ticks / 5) for ticks in range(20, 500, 8)]
    explained = [of_kind(clip, Kind.EXPLAIN)[0].duration for clip in clips]
    shown = [len(of_kind(clip, *VISITS)) for clip in clips]
    assert explained == sorted(explained)
    assert (shown[0], shown[-1]) == (9, 676)
    assert not of_kind(pace((26, 26), duration=40), Kind.SKIP)


def test_no_pace_can_be_too_fast_for_its_own_positions() -> None:
    hasty = Pace(explain=1000, reading=200, readings=2, slow=FLOOR, quick=FLOOR, cap=3000)
    rest = Rest(first=3, positions=13, row=13)
    for ticks in range(14, 40):
        lengths = fitted(hasty, rest, ticks / 5, loop=False)
        assert lengths.slide - 2 * lengths.reading >= shortest(rest)


def test_stretching_spares_the_holds() -> None:
    storyboard = pace((2, 2), duration=60)
    assert [beat.duration for beat in of_kind(storyboard, Kind.HOLD, Kind.REWIND)] == [1.0, 0.4, 1.0]
    assert all(beat.duration > 10 for beat in of_kind(storyboard, Kind.STEP)[:2])


def test_the_least_duration_is_stated_and_can_be_had() -> None:
    with pytest.raises(ConvanimError) as refused:
        pace((26, 26), duration=0.5)
    assert str(refused.value) == "duration 0.5 s is too short to show 676 positions: use 3 to 3600 seconds"
    least = pace((26, 26), duration=3)
    assert least.duration == 3.0
    assert [beat.kind.value for beat in least.beats] == [
        "hold", "rewind", "explain", "skim", "skim", "skip", "skim", "hold",
    ]  # fmt: skip
    with pytest.raises(ConvanimError):
        pace((26, 26), duration=2.8)


@pytest.mark.parametrize(
    ("grid", "options", "text"),
    [
        ((3, 3), {"duration": -1}, "duration -1 s is too short to show 9 positions: use 2.6 to 3600 seconds"),
        ((1, 1), {"duration": 0}, "duration 0 s is too short to show 1 position: use 1.8 to 3600 seconds"),
        ((3, 3), {"duration": math.nan}, "duration nan s is not a time: use 2.6 to 3600 seconds"),
        ((3, 3), {"duration": math.inf}, "duration inf s is not a time: use 2.6 to 3600 seconds"),
        ((3, 3), {"duration": 3601, "loop": False}, "duration 3601 s is too long: use 2.2 to 3600 seconds"),
        ((3, 3), {"pace": "fast"}, "pace 'fast' is unknown: use one of adaptive, steady, brisk"),
        ((3, 0), {}, "output 3×0 has no position to show: use sizes of at least 1"),
        ((), {}, "output () has no position to show: use sizes of at least 1"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(grid: tuple[int, ...], options: dict, text: str) -> None:
    with pytest.raises(ConvanimError) as refused:
        pace(grid, **options)
    assert str(refused.value) == text
