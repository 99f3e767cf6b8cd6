"""What each beat of a transposed convolution says: sums of output cells, or what an input cell stamps."""

from __future__ import annotations

from dataclasses import replace

from convanim.engine.trace_transposed import GatherTrace, ScatterTrace
from convanim.numbers import format_number
from convanim.sizes import size_text
from convanim.story import captions
from convanim.story.storyboard import Beat, Kind, Storyboard


def describe(storyboard: Storyboard, trace: GatherTrace | ScatterTrace) -> Storyboard:
    """The same storyboard with a caption for every beat; its positions are those of the trace."""
    if isinstance(trace, GatherTrace):
        return captions.describe(storyboard, trace)
    beats = tuple(replace(beat, caption=_caption(beat, trace)) for beat in storyboard.beats)
    return replace(storyboard, beats=beats)


def _caption(beat: Beat, trace: ScatterTrace) -> str:
    count = len(trace)
    match beat.kind:
        case Kind.EXPLAIN | Kind.STEP | Kind.SKIM:
            value = format_number(trace.stamp(trace.position(beat.position)).value, 7)
            size = size_text(trace.kernel_size)
            return f"input cell {beat.position + 1} of {count}: {value} times the {size} kernel is added"
        case Kind.SKIP:
            return f"input cells {beat.skipped[0] + 1} to {beat.skipped[-1] + 1} stamp in the same way"
        case Kind.REWIND:
            return f"the output is cleared and the first of {count} input cells is next"
        case Kind.HOLD:
            size = size_text(trace.output_shape[1:])
            return f"all {count} input cells have stamped: the output is {size}"
