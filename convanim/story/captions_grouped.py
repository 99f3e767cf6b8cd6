"""What each beat of grouped channels says, in one sentence; every number in it is read from the trace."""

from __future__ import annotations

from dataclasses import replace

from convanim.engine import ConvTrace, SeparableTrace
from convanim.labels import ENGLISH, Labels
from convanim.story.captions import completed, passed_over
from convanim.story.captions_sheet import sum_line
from convanim.story.storyboard import Beat, Kind, Storyboard

WRITTEN = 4
"""Up to so many filters are told one by one; of more the first and the last."""


def describe(
    storyboard: Storyboard, trace: ConvTrace | SeparableTrace, labels: Labels = ENGLISH
) -> Storyboard:
    """The same storyboard with a caption for every beat: each filter's answers and their sum."""
    beats = tuple(replace(beat, caption=_caption(beat, trace, labels)) for beat in storyboard.beats)
    return replace(storyboard, beats=beats)


def _caption(beat: Beat, trace: ConvTrace | SeparableTrace, labels: Labels) -> str:
    count = len(trace)
    match beat.kind:
        case Kind.EXPLAIN | Kind.STEP | Kind.SKIM:
            line = "; ".join(_lines(beat.position, trace, labels))
            return labels(
                "position {number} of {count}: {line}", number=beat.position + 1, count=count, line=line
            )
        case Kind.SKIP:
            return passed_over(beat.skipped, trace.output_shape[1:], labels)
        case Kind.REWIND:
            return labels(
                "the outputs are cleared and the windows return to position 1 of {count}", count=count
            )
        case Kind.HOLD:
            return completed(count, trace.output_shape, labels)


def _lines(ordinal: int, trace: ConvTrace | SeparableTrace, labels: Labels) -> list[str]:
    """What every filter answers; of two stages the second, whose terms are the first one's maps."""
    place, filters = trace.position(ordinal), trace.output_shape[0]
    shown = range(filters) if filters <= WRITTEN else (0, filters - 1)
    found = []
    for index in shown:
        line = sum_line(trace.step(place, index), labels)
        found.append(labels("filter {number}: {line}", number=labels.filter_number(index), line=line))
    return found
