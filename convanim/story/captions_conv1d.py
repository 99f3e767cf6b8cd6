"""What each beat over samples says, in one sentence; every number in it is read from the trace."""

from __future__ import annotations

from dataclasses import replace

from convanim.engine import ConvTrace
from convanim.engine.trace_stack import StackTrace
from convanim.labels import ENGLISH, Labels
from convanim.story import captions, captions_sheet
from convanim.story.captions import arithmetic, completed, passed_over
from convanim.story.storyboard import Beat, Kind, Storyboard


def describe(storyboard: Storyboard, trace: ConvTrace | StackTrace, labels: Labels = ENGLISH) -> Storyboard:
    """The same storyboard with a caption for every beat.

    One channel's sums are told product by product, those of several channels sum by sum; of a stack the sum
    of its last layer, and of the first sample all of them.
    """
    if isinstance(trace, StackTrace):
        first = len(trace) - storyboard.positions
        beats = (replace(b, caption=_stacked(b, trace, first, labels)) for b in storyboard.beats)
        return replace(storyboard, beats=tuple(beats))
    if len(trace.input) > 1:
        return captions.describe(storyboard, trace, labels, captions_sheet.sum_line)
    return captions.describe(storyboard, trace, labels)


def _stacked(beat: Beat, trace: StackTrace, first: int, labels: Labels) -> str:
    count, sample = len(trace), first + beat.position
    match beat.kind:
        case Kind.EXPLAIN:
            lines = (
                labels(
                    "layer {number}: {line}",
                    number=number,
                    line=arithmetic(layer.step((sample,)), labels),
                )
                for number, layer in enumerate(trace.layers, start=1)
            )
            told = labels(
                "position {number} of {count}: {line}", number=sample + 1, count=count, line="; ".join(lines)
            )
            reach = len(trace.reach((sample,))[0])
            return labels("{told}; it depends on {number} samples", told=told, number=reach)
        case Kind.STEP | Kind.SKIM:
            line = arithmetic(trace.step((sample,)), labels)
            return labels("position {number} of {count}: {line}", number=sample + 1, count=count, line=line)
        case Kind.SKIP:
            skipped = range(beat.skipped.start + first, beat.skipped.stop + first)
            return passed_over(skipped, trace.output_shape[1:], labels)
        case Kind.REWIND:
            return labels("the outputs are cleared and time returns to the first sample")
        case Kind.HOLD:
            return completed(count, trace.output_shape, labels)
