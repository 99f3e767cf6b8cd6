"""What each beat of an activation says: the value, and what the curve makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convanim.labels import ENGLISH, Labels
from convanim.layout.activation.functions import remark, written_out
from convanim.story.captions import completed, passed_over
from convanim.story.storyboard import Beat, Kind, Storyboard


def describe(storyboard: Storyboard, trace: Any, labels: Labels = ENGLISH) -> Storyboard:
    """The same storyboard with a caption for every beat; the values are those of output channel 0."""
    beats = tuple(replace(beat, caption=_caption(beat, trace, labels)) for beat in storyboard.beats)
    return replace(storyboard, beats=beats)


def _caption(beat: Beat, trace: Any, labels: Labels) -> str:
    count = len(trace)
    match beat.kind:
        case Kind.EXPLAIN | Kind.STEP | Kind.SKIM:
            line = _line(beat.position, trace, labels)
            return labels(
                "position {number} of {count}: {line}", number=beat.position + 1, count=count, line=line
            )
        case Kind.SKIP:
            return passed_over(beat.skipped, trace.output_shape[1:], labels)
        case Kind.REWIND:
            return labels("the map after is cleared and the first cell is next")
        case Kind.HOLD:
            return completed(count, trace.output_shape, labels)


def _line(ordinal: int, trace: Any, labels: Labels) -> str:
    place = (0, *trace.position(ordinal))
    before, after = trace.preactivation[place].item(), trace.output[place].item()
    line = written_out(trace.activation, before, after)
    told = remark(trace.activation, before, after, labels)
    return labels("{line}: {remark}", line=line, remark=told) if told else line
