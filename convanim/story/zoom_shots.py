"""The shots of the zoom one by one: what each of them makes of a moment.

Pure functions; no seconds are left in the answer.
"""

from __future__ import annotations

import math
from dataclasses import replace

from convanim.story.sheet_turns import DONE, Turn
from convanim.story.sliding import FILL, JUMP, LEGIBLE, MOVE, MOVE_SHARE, READABLE, ease, part
from convanim.story.storyboard import Kind, Moment
from convanim.story.zoom import Level, Shot
from convanim.story.zoom_state import MapState, Pose, Stage, ZoomState

LANDING = (0.02, 0.08)
STEPPING_OUT = (0.10, 0.22)
FACTORS = (0.26, 0.38)
PRODUCTS = (0.42, 0.82)
RESULT = 0.85
"""The parts of the kernel's chapter, as shares of its time."""
ANSWERS = (0.04, 0.50)
BIAS, TOTAL, ACTIVATED = 0.57, 0.66, 0.75
ANSWER = (0.84, 0.88)
"""The parts of the filter's chapter, and of every other filter's turn in the layer's."""
TURNS = (0.06, 0.80)
"""The part of the layer's chapter in which the other filters answer."""
SAID = 0.84
"""From this share on it is said what all filters answered."""


def zoom_state(moment: Moment, stage: Stage) -> ZoomState:
    """The picture at a moment of the story."""
    return _SHOTS[Shot(moment.beat.shot)](moment, stage)


def _at(level: Level) -> Pose:
    return level, level, 0.0


def _place(stage: Stage, ordinal: int) -> tuple[float, float]:
    row, column = divmod(ordinal, stage.grid[1])
    return float(row), float(column)


def _between(stage: Stage, start: int, end: int, share: float) -> tuple[float, float]:
    (row, column), (to_row, to_column) = _place(stage, start), _place(stage, end)
    return row + (to_row - row) * share, column + (to_column - column) * share


def _nothing(stage: Stage) -> tuple[tuple[Turn, ...], tuple[MapState, ...]]:
    return (Turn(),) * stage.shown, (MapState(),) * stage.shown


def _first_answer(stage: Stage) -> Turn:
    """What the kernel's chapter leaves: the first channel has answered."""
    return Turn(answers=1 / stage.slots, told=True)


def _kernel(moment: Moment, stage: Stage) -> ZoomState:
    share = moment.progress
    turns, maps = _nothing(stage)
    result = share >= RESULT
    return ZoomState(
        _at(Level.KERNEL),
        _place(stage, stage.place),
        (_first_answer(stage) if result else Turn(told=True), *turns[1:]),
        maps,
        landed=1.0 if moment.beat.previous is not None else ease(part(share, LANDING)),
        out=ease(part(share, STEPPING_OUT)),
        factors=part(share, FACTORS),
        products=part(share, PRODUCTS),
        result=result,
        position=stage.place,
    )


def _moved(moment: Moment, stage: Stage) -> float:
    """How far the camera is on its way, in steps where each picture is to stand for a while."""
    if stage.pause <= 0 or moment.progress >= 1:
        return ease(moment.progress)
    steps = int(moment.seconds / stage.pause + 1e-6)
    return ease(steps * stage.pause / moment.beat.duration)


def _to_filter(moment: Moment, stage: Stage) -> ZoomState:
    share = _moved(moment, stage)
    turns, maps = _nothing(stage)
    return ZoomState(
        (Level.KERNEL, Level.FILTER, share),
        _place(stage, stage.place),
        (_first_answer(stage), *turns[1:]),
        maps,
        out=1 - share,
        factors=1.0,
        products=1.0,
        result=True,
        position=stage.place,
    )


def _filter(moment: Moment, stage: Stage) -> ZoomState:
    share = moment.progress
    turns, maps = _nothing(stage)
    first = 1 / stage.slots
    turn = _turn(share, first + (1 - first) * part(share, ANSWERS))
    return ZoomState(
        _at(Level.FILTER),
        _place(stage, stage.place),
        (turn, *turns[1:]),
        (_answered(turn, stage, MapState()), *maps[1:]),
        position=stage.place,
    )


def _turn(share: float, answers: float) -> Turn:
    return Turn(answers, share >= BIAS, share >= TOTAL, share >= ACTIVATED, part(share, ANSWER), True)


def _answered(turn: Turn, stage: Stage, before: MapState) -> MapState:
    """A map while its filter answers at the story's position."""
    done = turn.filling >= 1
    known = before.count > stage.place
    return replace(
        before,
        extra=before.extra or done,
        filling=0.0 if known or done else turn.filling,
        current=stage.place if known or turn.filling > 0 else None,
    )


def _passing(moment: Moment, stage: Stage) -> ZoomState:
    """Over all positions, for the first filter alone or for all others."""
    beat = moment.beat
    level = Level.FILTER if beat.shot == Shot.MAP else Level.LAYER
    positions = math.prod(stage.grid)
    start = 0 if level is Level.FILTER else positions
    previous = beat.position if beat.previous is None else beat.previous
    if beat.kind is Kind.SKIP:
        ordinal = _skipped_to(beat.skipped, moment.progress)
        return _passed(stage, level, _place(stage, ordinal), ordinal, ordinal + 1, True, beat.skipped)
    wraps = previous // stage.grid[1] != beat.position // stage.grid[1]
    jumps = beat.duration <= JUMP or (wraps and beat.duration < READABLE)
    move = 0.0 if jumps else min(MOVE, MOVE_SHARE * beat.duration)
    seconds = moment.progress * beat.duration
    share = 1.0 if move <= 0 else ease(seconds / move)
    if share < 1:
        window = _between(stage, previous, beat.position, share)
        return _passed(
            stage,
            level,
            window,
            None,
            beat.done_before - start,
            beat.duration < LEGIBLE,
            passed=beat.position,
        )
    filling = part(seconds, (move, move + FILL)) if beat.duration >= READABLE else 1.0
    count = beat.done_before - start + (filling >= 1)
    fast = beat.duration < LEGIBLE
    return _passed(stage, level, _place(stage, beat.position), beat.position, count, fast, filling=filling)


def _skipped_to(skipped: range, share: float) -> int:
    return skipped[min(int(share * len(skipped)), len(skipped) - 1)]


def _passed(
    stage: Stage,
    level: Level,
    window: tuple[float, float],
    ordinal: int | None,
    count: int,
    fast: bool,
    skipped: range = range(0),
    filling: float = 1.0,
    passed: int | None = None,
) -> ZoomState:
    """A state on the way over all positions; ``ordinal`` is where the windows stand."""
    positions = math.prod(stage.grid)
    turn = Turn() if ordinal is None or fast else DONE
    mine = MapState(count, True, filling if 0 < filling < 1 else 0.0, ordinal)
    if mine.filling and ordinal == stage.place:
        mine = replace(mine, filling=0.0)  # this cell has been filled since the story was told there
    full = MapState(positions, False, 0.0, ordinal)
    first, others = (mine, MapState()) if level is Level.FILTER else (full, mine)
    silent = Turn() if level is Level.FILTER else turn
    return ZoomState(
        _at(level),
        window,
        (turn, *(silent,) * (stage.shown - 1)),
        (first, *(others,) * (stage.shown - 1)),
        position=ordinal,
        fast=fast,
        passed=ordinal if passed is None else passed,
        skipped=skipped,
    )


def _to_layer(moment: Moment, stage: Stage) -> ZoomState:
    share, previous = _moved(moment, stage), moment.beat.previous
    start = stage.place if previous is None else previous
    turns, maps = _nothing(stage)
    stands = start == stage.place
    full = MapState(math.prod(stage.grid), False, 0.0, stage.place if stands or share >= 1 else None)
    return ZoomState(
        (Level.FILTER, Level.LAYER, share),
        _between(stage, start, stage.place, share),
        (DONE if stands else Turn(), *turns[1:]),
        (full, *maps[1:]),
        position=stage.place if stands else None,
    )


def _layer(moment: Moment, stage: Stage) -> ZoomState:
    share, others = moment.progress, stage.shown - 1
    full = MapState(math.prod(stage.grid), False, 0.0, stage.place)
    turns, maps = [DONE], [full]
    each = (TURNS[1] - TURNS[0]) / max(others, 1)
    for number in range(others):
        local = (share - TURNS[0] - number * each) / each
        turn = _turn(local, part(local, ANSWERS)) if local >= 0 else Turn(told=True)
        turns.append(turn)
        maps.append(_answered(turn, stage, MapState()))
    return ZoomState(
        _at(Level.LAYER),
        _place(stage, stage.place),
        tuple(turns),
        tuple(maps),
        position=stage.place,
        said=share >= (SAID if others else TURNS[0]),
    )


def _return(moment: Moment, stage: Stage) -> ZoomState:
    share, previous = ease(moment.progress), moment.beat.previous
    start = stage.place if previous is None else previous
    if share >= 1:
        return _hold(moment, stage)
    hold = _hold(moment, stage)
    return replace(
        hold,
        window=_between(stage, start, stage.place, share),
        turns=(Turn(),) * stage.shown,
        maps=tuple(replace(each, current=None) for each in hold.maps),
        position=None,
        said=False,
    )


def _hold(moment: Moment, stage: Stage) -> ZoomState:
    full = MapState(math.prod(stage.grid), False, 0.0, stage.place)
    return ZoomState(
        _at(Level.LAYER),
        _place(stage, stage.place),
        (DONE,) * stage.shown,
        (full,) * stage.shown,
        position=stage.place,
        said=True,
    )


def _back(moment: Moment, stage: Stage) -> ZoomState:
    share = _moved(moment, stage)
    if share <= 0:
        return _hold(moment, stage)
    hold = _hold(moment, stage)
    return replace(
        hold,
        pose=(Level.LAYER, Level.KERNEL, share) if share < 1 else _at(Level.KERNEL),
        turns=(Turn(),) * stage.shown,
        maps=tuple(replace(each, current=None) for each in hold.maps),
        position=None,
        fade=1 - share,
        said=False,
    )


_SHOTS = {
    Shot.OPENING: _hold,
    Shot.BACK: _back,
    Shot.KERNEL: _kernel,
    Shot.TO_FILTER: _to_filter,
    Shot.FILTER: _filter,
    Shot.MAP: _passing,
    Shot.TO_LAYER: _to_layer,
    Shot.LAYER: _layer,
    Shot.MAPS: _passing,
    Shot.RETURN: _return,
    Shot.HOLD: _hold,
}


COMING = (0.0, 0.25)
"""The part of its chapter in which a panel of the summary appears."""


def panels_state(moment: Moment) -> tuple[float, ...]:
    """How far the three panels of the summary are there."""
    shot = Shot(moment.beat.shot)
    if shot is Shot.BACK:
        return (1 - ease(moment.progress),) * 3
    if shot in (Shot.OPENING, Shot.HOLD):
        return (1.0,) * 3
    now = (Shot.KERNEL, Shot.FILTER, Shot.LAYER).index(shot)
    coming = ease(part(moment.progress, COMING))
    return tuple(1.0 if n < now else coming if n == now else 0.0 for n in range(3))
