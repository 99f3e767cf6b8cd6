"""Which moments of a clip a format shows, where it does not show all of them."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from convanim.errors import ConvanimError
from convanim.rendering.staging import Staging, stage, told
from convanim.story.storyboard import Kind, Storyboard

if TYPE_CHECKING:
    from convanim.rendering.medium import Medium
    from convanim.spec import Clip


class Shows(Enum):
    """What of a clip a format shows: all of it, one moment, or each step when it is complete."""

    CLIP = auto()
    MOMENT = auto()
    STEPS = auto()


SHOWN = (Kind.EXPLAIN, Kind.STEP, Kind.SKIM)
"""What a beat does that has a page of its own."""
MOST_AT_LEISURE = 100
"""So many positions all have their page, each with its numbers; of more, the clip's pace chooses."""
LEISURE = 1.0
"""Seconds for each position in which whatever is shown has time to be written."""

JUST_BEFORE = 2e-6
"""Seconds: at a beat's very end the next one has begun."""


def staged(clip: Clip, medium: Medium) -> Staging:
    """Plan a clip for its medium; where every step is to have its page, with time for each."""
    staging = stage(clip, medium.request, medium.opens)
    board = staging.storyboard
    hurried = any(beat.kind in (Kind.SKIM, Kind.SKIP) for beat in board.beats)
    if medium.shows is not Shows.STEPS or not hurried or board.positions > MOST_AT_LEISURE:
        return staging
    if clip.spec.duration is not None:
        return staging
    try:
        longer = told(clip, staging.layout, board.duration + LEISURE * board.positions, medium.opens)
    except ConvanimError:  # a story that cannot be told so slowly is told as it is
        return staging
    return replace(staging, storyboard=longer)


def moments(staging: Staging, medium: Medium) -> tuple[float, ...]:
    """The seconds whose pictures a medium has that does not move."""
    if medium.shows is Shows.STEPS:
        return complete(staging.storyboard)
    at = staging.clip.spec.at
    return (staging.storyboard.poster if at is None else at,)


def complete(storyboard: Storyboard) -> tuple[float, ...]:
    """When each step is complete, and each part of a story that is told; then the finished picture."""
    *beats, _ = storyboard.beats
    shown = [beat for beat in beats if beat.kind in SHOWN or (beat.kind is Kind.HOLD and beat.shot)]
    return (*(beat.end - JUST_BEFORE for beat in shown), storyboard.poster)


def explained(storyboard: Storyboard) -> float:
    """When the first position is explained: a picture that says what the clip is about."""
    first = next((beat for beat in storyboard.beats if beat.kind in SHOWN), None)
    return storyboard.poster if first is None else first.end - JUST_BEFORE
