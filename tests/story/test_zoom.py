"""The story of the zoom: chapters where a talk can stop, lengths as asked, nothing before it is computed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from convanim.errors import ConvanimError
from convanim.story.motion import stills
from convanim.story.storyboard import Storyboard
from convanim.story.zoom import Level, Shot, told
from convanim.story.zoom_shots import panels_state, zoom_state
from convanim.story.zoom_state import ZoomState


@dataclass(frozen=True)
class Sheet:
    """What the story needs of a layout."""

    grid: tuple[int, int] = (3, 3)
    place: int = 4
    filters: int = 2
    slots: int = 3
    shown: int = 2
    still: bool = False
    pause: float = 0.0


SHEETS = (
    Sheet(),
    Sheet(pause=0.08),
    Sheet((26, 26), 400, 64, 4, 3),
    Sheet((1, 1), 0, 1, 1, 1),
    Sheet((1, 1), 0, 3, 2, 3),
    Sheet((1, 8), 4, 1, 3, 1),
    Sheet((2, 2), 3, 2, 2, 2),
)
every_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=str)


def board(
    sheet: Sheet, *, loop: bool = True, pace: str = "adaptive", duration: float | None = None
) -> Storyboard:
    return told(sheet, pace=pace, duration=duration, loop=loop)


def states(sheet: Sheet, storyboard: Storyboard, rate: int = 25) -> list[ZoomState]:
    count = round(storyboard.duration * rate)
    return [zoom_state(storyboard.at(number / rate), sheet) for number in range(count + 1)]


@every_sheet
def test_a_talk_can_stop_after_each_chapter(sheet: Sheet) -> None:
    names = [section.name for section in board(sheet, loop=False).sections]
    assert names == ["kernel", "filter", "layer", "hold"]
    looped = board(sheet)
    assert [section.name for section in looped.sections] == ["opening", "rewind", *names]
    for level, name in zip(Level, ("kernel", "filter", "layer"), strict=True):
        section = next(section for section in looped.sections if section.name == name)
        end = zoom_state(looped.at(section.start + section.duration - 1e-3), sheet)
        assert end.pose[:2] == (level, level)


@every_sheet
@pytest.mark.parametrize("duration", [6.0, 11.2, 40.0, 90.0])
@pytest.mark.parametrize("loop", [True, False])
def test_a_clip_lasts_as_long_as_asked(sheet: Sheet, duration: float, loop: bool) -> None:
    assert board(sheet, duration=duration, loop=loop).duration == duration


@pytest.mark.parametrize("pace", ["steady", "brisk"])
def test_another_pace_is_quicker(pace: str) -> None:
    assert board(Sheet(), pace=pace).duration < board(Sheet()).duration


def test_marks_are_the_names_of_the_shots() -> None:
    marks = board(Sheet()).marks
    assert {shot.value for shot in Shot} - {"opening"} <= set(marks)
    assert marks["hold"] == board(Sheet()).poster


@every_sheet
def test_a_loop_ends_as_it_starts(sheet: Sheet) -> None:
    storyboard = board(sheet)
    first = zoom_state(storyboard.at(0), sheet)
    assert first == zoom_state(storyboard.at(storyboard.duration), sheet)
    assert first.pose[:2] == (Level.LAYER, Level.LAYER)
    assert all(state.count == sheet.grid[0] * sheet.grid[1] for state in first.maps)


@every_sheet
def test_nothing_is_filled_before_it_is_computed(sheet: Sheet) -> None:
    """Outputs only ever become more, and a cell fills after its sum is known."""
    storyboard = board(sheet, loop=False)
    before = None
    for state in states(sheet, storyboard):
        for number, (turn, each) in enumerate(zip(state.turns, state.maps, strict=True)):
            if each.filling:
                assert each.current is not None
                assert turn.total
            if before is not None:
                last = before.maps[number]
                assert each.count >= last.count
                assert each.count or not last.count
        if state.result:
            assert state.products >= 1
        before = state
    assert before is not None
    assert all(each.count == sheet.grid[0] * sheet.grid[1] for each in before.maps)


@every_sheet
def test_the_camera_never_jumps(sheet: Sheet) -> None:
    """Between two frames it goes at most to the next level, and from where it is."""
    last = (Level.KERNEL, Level.KERNEL, 0.0)
    for state in states(sheet, board(sheet, loop=False)):
        start, end, share = state.pose
        assert abs(int(start) - int(end)) <= 1
        here = float(start) + (float(end) - float(start)) * share
        was = float(last[0]) + (float(last[1]) - float(last[0])) * last[2]
        assert 0 <= here - was < (0.17 if not sheet.pause else 0.25)
        last = state.pose


@every_sheet
def test_a_cell_of_the_story_is_filled_by_its_answer(sheet: Sheet) -> None:
    storyboard = board(sheet, loop=False)
    for shot, number in (("filter", 0), ("layer", sheet.shown - 1)):
        (beat,) = (beat for beat in storyboard.beats if beat.shot == shot)
        for step in range(50):
            state = zoom_state(storyboard.at(beat.start + step * beat.duration / 50), sheet)
            known = state.maps[number].extra or state.maps[number].count > sheet.place
            assert known == (state.turns[number].filling >= 1)


def test_a_loop_goes_straight_back_to_the_kernel() -> None:
    storyboard = board(Sheet())
    (beat,) = (beat for beat in storyboard.beats if beat.shot == "back")
    poses = [
        zoom_state(storyboard.at(beat.start + n * beat.duration / 10), Sheet()).pose for n in range(1, 10)
    ]
    assert {pose[:2] for pose in poses} == {(Level.LAYER, Level.KERNEL)}
    assert sorted(pose[2] for pose in poses) == [pose[2] for pose in poses]
    assert zoom_state(storyboard.at(beat.end), Sheet()).pose[:2] == (Level.KERNEL, Level.KERNEL)


def test_in_steps_the_camera_is_where_it_goes() -> None:
    storyboard = board(Sheet())
    start = storyboard.marks["to layer"]
    state = zoom_state(stills(storyboard.at(start)), Sheet())
    assert state.pose == (Level.FILTER, Level.LAYER, 1.0)


def test_the_panels_of_the_summary_come_one_after_another() -> None:
    storyboard = board(Sheet((1, 1), 0, 1, still=True))
    assert (
        panels_state(storyboard.at(0)) == panels_state(storyboard.at(storyboard.duration)) == (1.0, 1.0, 1.0)
    )
    ends = [
        s.start + s.duration - 1e-3 for s in storyboard.sections if s.name in ("kernel", "filter", "layer")
    ]
    assert [panels_state(storyboard.at(end)) for end in ends] == [(1, 0, 0), (1, 1, 0), (1, 1, 1)]
    assert "to filter" not in storyboard.marks


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"duration": 1.0},
            "duration 1 s is too short to tell kernel, filter and layer: use 4.6 to 3600 seconds",
        ),
        ({"duration": float("inf")}, "duration inf s is not a time: use 4.6 to 3600 seconds"),
        ({"duration": 4000.0}, "duration 4000 s is too long: use 4.6 to 3600 seconds"),
        ({"pace": "slow"}, "pace 'slow' is unknown: use one of adaptive, steady, brisk"),
    ],
    ids=str,
)
def test_impossible_lengths_are_refused(changes: dict[str, object], text: str) -> None:
    with pytest.raises(ConvanimError) as error:
        told(Sheet(), **{"pace": "adaptive", "duration": None, "loop": True, **changes})  # type: ignore[arg-type]  # wrong on purpose
    assert str(error.value) == text
