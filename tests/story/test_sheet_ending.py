"""How a sheet's story ends: after all positions, before the final hold, and back again in a loop."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from convanim.errors import ConvanimError
from convanim.story.motion import MOTIONS
from convanim.story.sheet import sheet_state
from convanim.story.sheet_ending import MERGE, STACK, USUAL, concluded
from convanim.story.sheet_turns import Order, SheetState
from convanim.story.storyboard import Kind, Storyboard

ROWS, COLUMNS = 2, 3
POSITIONS = ROWS * COLUMNS
ORDERS = {
    "stack, in turn": (STACK, Order(COLUMNS, POSITIONS, (0, 1), False, stacks=True)),
    "stack, one after another": (STACK, Order(COLUMNS, POSITIONS, (0, 1), True, stacks=True)),
    "merge": (MERGE, Order(COLUMNS, POSITIONS, (0,), False, merges=True)),
}
every_ending = pytest.mark.parametrize(("name", "order"), ORDERS.values(), ids=ORDERS)


@dataclass(frozen=True)
class Planned:
    """As much of a layout as a storyboard asks for."""

    grid: tuple[int, ...]
    ending: object = None
    merging: object = None
    explain: float | None = None


def board(name: str, order: Order, **options: Any) -> Storyboard:
    grid = (len(order.filters), ROWS, COLUMNS) if order.one_after_another else (ROWS, COLUMNS)
    layout = Planned(grid, True if name == STACK else None, True if name == MERGE else None)
    return concluded(layout, pace="adaptive", **{"loop": True, **options})


def states(storyboard: Storyboard, order: Order) -> list[tuple[Kind, str, SheetState]]:
    moments = [storyboard.at(float(time)) for time in np.linspace(0, storyboard.duration, 1500)]
    return [(moment.beat.kind, moment.beat.shot, sheet_state(moment, order)) for moment in moments]


@every_ending
@pytest.mark.parametrize("loop", [True, False])
def test_it_is_a_section_and_a_mark_before_the_final_hold(name: str, order: Order, loop: bool) -> None:
    storyboard = board(name, order, loop=loop)
    assert [section.name for section in storyboard.sections][-2:] == [name, "hold"]
    ending, hold = storyboard.beats[-2:]
    assert (ending.shot, ending.duration) == (name, USUAL[name] / 1000)
    assert storyboard.marks[name] == ending.start
    assert storyboard.poster == hold.start == ending.end
    assert ending.done_before == ending.done_after == storyboard.positions


@every_ending
def test_a_clip_without_it_is_as_before(name: str, order: Order) -> None:
    plain = concluded(Planned((ROWS, COLUMNS)), pace="adaptive", loop=True)
    assert name not in [section.name for section in plain.sections]
    assert all(not beat.shot for beat in plain.beats)


@every_ending
@pytest.mark.parametrize("duration", [3.0, 6.0, 12.0, 60.0])
def test_an_asked_duration_is_kept(name: str, order: Order, duration: float) -> None:
    storyboard = board(name, order, duration=duration)
    assert storyboard.duration == duration
    lengths = [beat.duration for beat in storyboard.beats if beat.shot == name]
    assert sum(lengths) <= min(USUAL[name] / 1000, duration / 5) + 1e-9


@every_ending
def test_a_clip_too_short_for_its_positions_is_refused_as_without_it(name: str, order: Order) -> None:
    with pytest.raises(ConvanimError) as error:
        board(name, order, duration=0.2)
    assert "is too short to show" in str(error.value)


@every_ending
def test_a_loop_ends_as_it_starts(name: str, order: Order) -> None:
    storyboard = board(name, order)
    first, last = (sheet_state(storyboard.at(time), order) for time in (0.0, storyboard.duration))
    assert first == last
    assert first.stacked == (name == STACK)
    assert first.merged == 0


def test_maps_stack_only_when_they_are_complete() -> None:
    for name, order in list(ORDERS.values())[:2]:
        for kind, shot, state in states(board(name, order), order):
            if state.stacked > 0:
                assert kind in (Kind.HOLD, Kind.REWIND) or shot == STACK
                assert {count for _, count in state.filled} == {POSITIONS}
            assert state.told == 0 or state.stacked == 1, "a stack is measured before it stands"


def test_maps_move_without_a_jump_and_names_come_after_them() -> None:
    for name, order in list(ORDERS.values())[:2]:
        told = [state for _, shot, state in states(board(name, order), order) if shot == STACK]
        shares, words = [s.stacked for s in told], [s.told for s in told]
        assert shares == sorted(shares)
        assert words == sorted(words)
        assert (shares[0], shares[-1], words[0], words[-1]) == (0, 1, 0, 1)
        assert max(b - a for a, b in itertools.pairwise(shares)) < 0.1


def test_in_turn_all_filters_are_at_work_in_the_last_picture() -> None:
    name, order = ORDERS["stack, in turn"]
    storyboard = board(name, order)
    state = sheet_state(storyboard.at(storyboard.poster), order)
    assert state.active == order.filters
    assert state.position == POSITIONS - 1


def test_on_the_way_back_maps_fade_while_they_return() -> None:
    for name, order in list(ORDERS.values())[:2]:
        back = [s for kind, _, s in states(board(name, order), order) if kind is Kind.REWIND]
        assert [s.stacked for s in back] == sorted((s.stacked for s in back), reverse=True)
        assert all(s.stacked == s.fade for s in back)
        assert all(s.told == 0 for s in back)


def test_answers_fly_before_the_sum_is_there_and_never_where_nothing_merges() -> None:
    name, order = ORDERS["merge"]
    flying = [s for kind, _, s in states(board(name, order), order) if 0 < s.turn.merging < 1]
    assert flying
    assert not any(state.turn.total for state in flying)
    assert all(state.turn.answers >= 1 for state in flying)


def test_whole_maps_merge_in_the_ending_alone() -> None:
    name, order = ORDERS["merge"]
    for _, shot, state in states(board(name, order), order):
        assert state.merged == 0 or shot == MERGE
        assert state.stacked == 0


def test_in_stills_the_stack_is_there_at_once() -> None:
    name, order = ORDERS["stack, in turn"]
    storyboard = board(name, order)
    start, length = storyboard.marks[STACK], USUAL[STACK] / 1000
    moments = [storyboard.at(start + float(t)) for t in np.linspace(0, length - 1e-3, 200)]
    seen = {sheet_state(MOTIONS["step"](moment), order) for moment in moments}
    assert [(state.stacked, state.told) for state in seen] == [(1, 1)]


def test_where_a_stack_stands_it_fades_in_place_before_the_sheet_is_back() -> None:
    name, order = ORDERS["stack, one after another"]
    back = [s.standing() for kind, _, s in states(board(name, order), order) if kind is Kind.REWIND]
    assert {state.stacked for state in back} == {0.0, 1.0}
    assert [state.stacked for state in back] == sorted((state.stacked for state in back), reverse=True)
    for stacked in (0.0, 1.0):
        fades = [state.fade for state in back if state.stacked == stacked]
        assert fades == sorted(fades, reverse=True)
        assert min(fades) < 0.1
    finished = sheet_state(board(name, order).at(0.0), order)
    assert finished.standing() is finished
