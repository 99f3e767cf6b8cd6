"""What each beat of a picture's clip says: the arithmetic of the stops, and what their results mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convanim.labels import ENGLISH, Labels
from convanim.layout.photo.verdict import verdict
from convanim.story import captions
from convanim.story.photo_pacing import BACK_SHOT
from convanim.story.storyboard import Beat, Storyboard

if TYPE_CHECKING:
    from convanim.engine import ConvTrace


def describe(storyboard: Storyboard, trace: ConvTrace, labels: Labels = ENGLISH) -> Storyboard:
    """The same storyboard with a caption for every beat; every number in it is the trace's."""

    def say(step: Any, words: Labels) -> str:
        line, meaning = captions.arithmetic(step, words), verdict(trace, step, words)
        return words("{line}: {meaning}", line=line, meaning=meaning) if meaning else line

    told = captions.describe(storyboard, trace, labels, say)
    return replace(told, beats=tuple(_returned(beat, len(trace), labels) for beat in told.beats))


def _returned(beat: Beat, count: int, labels: Labels) -> Beat:
    if beat.shot != BACK_SHOT:
        return beat
    text = labels("the window returns to position {number} of {count}", number=beat.position + 1, count=count)
    return replace(beat, caption=text)
