"""What each beat of cross-correlation beside convolution says: both sums, and where they agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convanim.engine.trace_flipped import FlippedPair, flipped_pair
from convanim.labels import ENGLISH, Labels
from convanim.numbers import format_number
from convanim.sizes import size_text
from convanim.story import captions
from convanim.story.storyboard import Beat, Kind, Storyboard

if TYPE_CHECKING:
    from convanim.engine import ConvTrace

RESULT_CHARS = 10


def describe(storyboard: Storyboard, trace: ConvTrace, labels: Labels = ENGLISH) -> Storyboard:
    """The same storyboard with a caption for every beat; every number in it is the traces'."""
    pair = flipped_pair(trace)
    told = captions.describe(storyboard, trace, labels=labels)
    beats = tuple(replace(beat, caption=_caption(beat, pair, labels)) for beat in told.beats)
    return replace(told, beats=beats)


def _caption(beat: Beat, pair: FlippedPair, labels: Labels) -> str:
    """What a sliding kernel says, and then what the rotated one gives."""
    if beat.kind is Kind.HOLD:
        return _outcome(pair, labels)
    if beat.kind not in (Kind.EXPLAIN, Kind.STEP, Kind.SKIM):
        return beat.caption
    other = pair.convolution.step(pair.convolution.position(beat.position)).value
    return labels(
        "{said}; with the kernel rotated by 180°: {number}",
        said=beat.caption,
        number=format_number(other, RESULT_CHARS),
    )


def _outcome(pair: FlippedPair, labels: Labels) -> str:
    size = size_text(pair.correlation.output_shape[1:])
    count, agreeing = pair.agreeing.size, int(np.count_nonzero(pair.agreeing))
    if agreeing == count:
        return labels("both outputs are {size}, and the same", size=size)
    if not agreeing:
        return labels("both outputs are {size}, and differ in every cell", size=size)
    return labels(
        "both outputs are {size}, and differ in {number} of {count} cells",
        size=size,
        number=count - agreeing,
        count=count,
    )
