"""What each beat of a transposed convolution says: sums of output cells, or what an input cell stamps."""

from __future__ import annotations

from dataclasses import replace

from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
from convanim.labels import ENGLISH, Labels
from convanim.numbers import format_number
from convanim.sizes import size_text
from convanim.story import captions
from convanim.story.storyboard import Beat, Kind, Storyboard


def describe(
    storyboard: Storyboard, trace: GatherTrace | ScatterTrace, labels: Labels = ENGLISH
) -> Storyboard:
    """The same storyboard with a caption for every beat; its positions are those of the trace."""
    if isinstance(trace, GatherTrace):
        return captions.describe(storyboard, trace, labels)
    beats = tuple(replace(beat, caption=_caption(beat, trace, labels)) for beat in storyboard.beats)
    return replace(storyboard, beats=beats)


def _caption(beat: Beat, trace: ScatterTrace, labels: Labels) -> str:
    count = len(trace)
    match beat.kind:
        case Kind.EXPLAIN | Kind.STEP | Kind.SKIM:
            value = format_number(trace.stamp(trace.position(beat.position)).value, 7)
            size = size_text(trace.kernel_size)
            return labels(
                "input cell {number} of {count}: {value} times the {size} kernel is added",
                number=beat.position + 1,
                count=count,
                value=value,
                size=size,
            )
        case Kind.SKIP:
            first, last = beat.skipped[0] + 1, beat.skipped[-1] + 1
            return labels("input cells {first} to {last} stamp in the same way", first=first, last=last)
        case Kind.REWIND:
            return labels("the output is cleared and the first of {count} input cells is next", count=count)
        case Kind.HOLD:
            size = size_text(trace.output_shape[1:])
            return labels(
                "all {count} input cells have stamped: the output is {size}", count=count, size=size
            )
