"""What each shot of the zoom says, in one sentence; every number in it is read from the trace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convanim.labels import Labels
from convanim.numbers import format_number
from convanim.sizes import size_text
from convanim.story.captions import passed_over
from convanim.story.captions_sheet import sum_line
from convanim.story.storyboard import Beat, Kind, Storyboard
from convanim.story.zoom import Shot

CHARS = 9


def describe(storyboard: Storyboard, trace: Any, labels: Labels) -> Storyboard:
    """The same storyboard with a caption for every beat."""
    beats = tuple(replace(beat, caption=_caption(beat, trace, labels)) for beat in storyboard.beats)
    return replace(storyboard, beats=beats)


def _caption(beat: Beat, trace: Any, labels: Labels) -> str:
    rows, columns = trace.kernel_size
    breadth, depth = trace.weight.shape[:2]
    shape = f"{rows}×{columns}"
    match Shot(beat.shot):
        case Shot.BACK:
            return labels("the outputs are cleared and the camera goes back to one kernel")
        case Shot.KERNEL:
            step = trace.step(trace.position(beat.position))
            answer = format_number(step.channel_sums[0], CHARS)
            return labels(
                "a {size} kernel reads one channel: {count} products add up to {answer}",
                size=shape,
                count=rows * columns,
                answer=answer,
            )
        case Shot.TO_FILTER:
            return labels("the camera draws back: one kernel for every channel makes a filter")
        case Shot.FILTER:
            line = sum_line(trace.step(trace.position(beat.position)), labels)
            return labels("a {size} filter answers with one number: {sum}", size=f"{shape}×{depth}", sum=line)
        case Shot.MAP | Shot.MAPS:
            return _passing(beat, trace, labels)
        case Shot.TO_LAYER:
            return labels("the camera draws back: all filters together make the layer")
        case Shot.LAYER:
            place = trace.position(beat.position)
            first, last = (format_number(trace.step(place, f).value, CHARS) for f in (0, breadth - 1))
            if breadth == 1:
                return labels("the only filter is the layer: it answers {first}", first=first)
            return labels(
                "the {count} filters read the same window: the first answers {first}, the last {last}",
                count=breadth,
                first=first,
                last=last,
            )
        case Shot.RETURN | Shot.OPENING | Shot.HOLD:
            return labels(
                "a {size} layer turns the input into {output} numbers",
                size=f"{shape}×{depth}×{breadth}",
                output=size_text((*trace.output_shape[1:], breadth)),
            )


def _passing(beat: Beat, trace: Any, labels: Labels) -> str:
    """What is said while the windows pass over all positions."""
    if beat.kind is Kind.SKIP:
        return passed_over(beat.skipped, trace.output_shape[1:], labels)
    place, breadth = trace.position(beat.position), trace.weight.shape[0]
    number = labels("position {number} of {count}", number=beat.position + 1, count=len(trace))
    index = 0 if beat.shot == Shot.MAP else breadth - 1
    value = format_number(trace.step(place, index).value, CHARS)
    if breadth == 1:
        return labels("{position}: the filter answers {value}", position=number, value=value)
    return labels(
        "{position}: filter {filter} answers {value}",
        position=number,
        filter=labels.filter_number(index),
        value=value,
    )
