"""The state of a sheet: answers, then the bias once, the sum, the activation, the cell, in this order."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from convanim.story.pacing import pace
from convanim.story.sheet import sheet_state
from convanim.story.sheet_turns import Order, SheetState
from convanim.story.storyboard import Kind, Storyboard

COLUMNS, ROWS = 3, 2
POSITIONS = COLUMNS * ROWS
ONE = Order(COLUMNS, POSITIONS, (0,), False)
IN_TURN = Order(COLUMNS, POSITIONS, (0, 1, 7), False)
ALONE = Order(COLUMNS, POSITIONS, (0, 1, 2), True)
ORDERS = {"one filter": ONE, "in turn": IN_TURN, "one after another": ALONE}

every_order = pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)


def board(order: Order, loop: bool = False, **options: float) -> Storyboard:
    grid = (len(order.filters), ROWS, COLUMNS) if order.one_after_another else (ROWS, COLUMNS)
    return pace(grid, loop=loop, duration=options.get("duration"))


def states(order: Order, loop: bool = False) -> list[tuple[Kind, SheetState]]:
    storyboard = board(order, loop)
    times = np.linspace(0, storyboard.duration, 1200)
    moments = [storyboard.at(float(time)) for time in times]
    return [(moment.beat.kind, sheet_state(moment, order)) for moment in moments]


@every_order
def test_an_answer_comes_step_by_step(order: Order) -> None:
    for kind, state in states(order):
        turn = state.turn
        steps = [turn.answers >= 1, turn.bias, turn.total, turn.activated, turn.filling > 0]
        assert steps == sorted(steps, reverse=True), "something is there before what it is made of"
        if kind is Kind.REWIND or state.landed < 1:
            assert not any(steps)


@every_order
def test_a_cell_is_filled_when_its_answer_is_there_and_not_before(order: Order) -> None:
    for kind, state in states(order):
        if kind in (Kind.EXPLAIN, Kind.STEP, Kind.SKIM):
            assert state.position is not None
            for index in state.active:
                assert dict(state.filled)[index] == state.position + (state.turn.filling >= 1)


@every_order
def test_outputs_fill_in_order_and_never_empty_again(order: Order) -> None:
    before = dict.fromkeys(order.filters, 0)
    for _, state in states(order):
        now = dict(state.filled)
        assert now.keys() == before.keys()
        assert all(before[f] <= now[f] <= POSITIONS for f in now)
        counts = [now[f] for f in order.filters]
        if order.one_after_another:
            assert all(a == POSITIONS or not b for a, b in itertools.pairwise(counts))
        else:
            assert counts == sorted(counts, reverse=True)
            assert max(counts) - min(counts) <= 1
        before = now
    assert set(before.values()) == {POSITIONS}


def test_filters_in_turn_read_the_same_window() -> None:
    """Every filter that has a row works at each position that is told, while the window stands still."""
    explained = [state for kind, state in states(IN_TURN) if kind is Kind.EXPLAIN]
    assert {state.window for state in explained} == {(0.0, 0.0)}
    assert [s.active for s in explained if s.turn.filling >= 1].count((0,)) > 0
    order = list(dict.fromkeys(state.active for state in explained))
    assert order == [(0,), (1,), (7,)]


def test_hurried_filters_work_all_at_once() -> None:
    order = Order(20, 400, (0, 1), False)
    storyboard = pace((20, 20), loop=False)
    skims = [beat for beat in storyboard.beats if beat.kind is Kind.SKIM]
    assert skims
    for beat in skims:
        state = sheet_state(storyboard.at(beat.end - 1e-5), order)
        assert state.active == (0, 1)
        assert dict(state.filled) == {0: beat.done_after, 1: beat.done_after}


@every_order
def test_a_loop_ends_as_it_starts(order: Order) -> None:
    storyboard = board(order, loop=True)
    first, last = (sheet_state(storyboard.at(time), order) for time in (0.0, storyboard.duration))
    assert first == last
    assert first.turn.filling == 1


@every_order
def test_the_numbers_are_those_of_the_last_position_until_the_window_arrives(order: Order) -> None:
    storyboard = board(order)
    for beat in storyboard.beats:
        if beat.kind is not Kind.STEP:
            continue
        moving = sheet_state(storyboard.at(beat.start + 0.1), order)
        arrived = sheet_state(storyboard.at(beat.end - 1e-5), order)
        assert beat.previous is not None
        assert moving.position == beat.previous % POSITIONS
        assert arrived.position == beat.position % POSITIONS
        assert arrived.window == divmod(beat.position % POSITIONS, COLUMNS)
