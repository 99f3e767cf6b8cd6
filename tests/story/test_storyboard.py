"""A storyboard joins up, or is not made; a time finds its beat."""

from dataclasses import replace

import pytest

from convanim.story.pacing import pace
from convanim.story.storyboard import Beat, Kind, Section, Storyboard

EXPLAIN = Beat(Kind.EXPLAIN, 0.0, 1.0, 0, None, 0, 1)
STEP = Beat(Kind.STEP, 1.0, 0.6, 1, 0, 1, 2)
HOLD = Beat(Kind.HOLD, 1.6, 0.4, 1, 1, 2, 2)
SECTIONS = (Section("explain", 0.0, 1.0), Section("slide", 1.0, 0.6), Section("hold", 1.6, 0.4))


def made(*beats: Beat, sections: tuple[Section, ...] = SECTIONS) -> Storyboard:
    return Storyboard(beats, 2, False, sections)


def test_the_later_beat_is_on_at_a_boundary() -> None:
    storyboard = made(EXPLAIN, STEP, HOLD)
    moment = storyboard.at(1.0)
    assert (moment.beat, moment.progress, moment.seconds) == (STEP, 0.0, 0.0)
    assert storyboard.at(0.999999).beat == EXPLAIN
    assert storyboard.at(1.3).progress == 0.5
    assert storyboard.at(1.3).seconds == pytest.approx(0.3)


def test_a_clock_that_adds_up_its_frames_meets_the_same_beats() -> None:
    storyboard = made(EXPLAIN, STEP, HOLD)
    clock = 0.0
    for frame in range(50):
        assert storyboard.at(clock).beat == storyboard.at(frame / 25).beat
        clock += 0.04


@pytest.mark.parametrize(("time", "kept", "progress"), [(-3.0, 0.0, 0.0), (2.0, 2.0, 1.0), (99.0, 2.0, 1.0)])
def test_times_outside_are_taken_to_the_nearest_end(time: float, kept: float, progress: float) -> None:
    moment = made(EXPLAIN, STEP, HOLD).at(time)
    assert (moment.time, moment.progress) == (kept, progress)


def test_marks_poster_and_duration() -> None:
    storyboard = made(EXPLAIN, STEP, HOLD)
    assert storyboard.marks == {"explain": 0.0, "step 2": 1.0, "hold": 1.6}
    assert (storyboard.poster, storyboard.duration) == (1.6, 2.0)


def test_the_hold_mark_of_a_loop_is_the_final_hold() -> None:
    storyboard = pace((3, 3))
    assert storyboard.beats[0].kind is Kind.HOLD
    assert storyboard.marks["hold"] == storyboard.poster == storyboard.beats[-1].start > 0


@pytest.mark.parametrize(
    ("storyboard", "problem"),
    [
        ((EXPLAIN, replace(STEP, start=1.1), HOLD), "the beats are not contiguous at 1.1 s"),
        ((EXPLAIN, replace(STEP, duration=0.0), HOLD), "the beats are not contiguous at 1.0 s"),
        (
            (EXPLAIN, replace(STEP, previous=1), HOLD),
            "the step at 1.0 s does not go on where the explain ended",
        ),
        (
            (EXPLAIN, replace(STEP, done_before=0), HOLD),
            "the step at 1.0 s does not go on where the explain ended",
        ),
        ((EXPLAIN, STEP, replace(HOLD, done_after=1)), "1 of 2 outputs are filled at the end"),
        ((EXPLAIN, STEP, replace(HOLD, duration=0.5)), "the sections end at another time than the beats"),
        ((), "a storyboard has at least one beat and one section"),
    ],
)
def test_beats_that_do_not_join_up_are_refused(storyboard: tuple[Beat, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{problem}$"):
        made(*storyboard)


@pytest.mark.parametrize(
    ("sections", "problem"),
    [
        ((SECTIONS[0], SECTIONS[2]), "the sections are not contiguous at 1.6 s"),
        (
            (Section("all", 0.0, 1.9), Section("end", 1.9, 0.1)),
            "a section's duration is not a multiple of 200 ms",
        ),
    ],
)
def test_sections_that_do_not_join_up_are_refused(sections: tuple[Section, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{problem}$"):
        made(EXPLAIN, STEP, HOLD, sections=sections)
