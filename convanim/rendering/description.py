"""What a clip shows and says, as files beside it: a text for readers, and captions for players (WebVTT)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.encoders.target import whole
from convanim.labels import sentence
from convanim.sizes import size_text
from convanim.spec.alt import alt_text
from convanim.spec.alt_phrases import shown
from convanim.story.storyboard import Beat, Storyboard

if TYPE_CHECKING:
    from convanim.rendering.staging import Staging
    from convanim.spec import Clip

SUFFIXES = (".txt", ".vtt")
"""What stands beside a clip that is described; a still has no captions."""


def describe(staging: Staging, path: Path, still: bool) -> None:
    """Write the description beside a clip: each file appears in one step, as the clip did."""
    storyboard = staging.storyboard
    write(path.with_suffix(".txt"), description(staging.clip, storyboard, still))
    if not still:
        write(path.with_suffix(".vtt"), captions(storyboard))


def description(clip: Clip, storyboard: Storyboard, still: bool = False) -> str:
    """The alternative text, the title and the prose, the sizes, and the captions with their times."""
    told = [] if still else [f"{clock(beat.start)}  {beat.caption}" for beat in said(storyboard)]
    parts = ([alt_text(clip)], [clip.title, clip.prose], list(sizes(clip)), told)
    return "\n".join("\n".join(filter(None, part)) + "\n" for part in parts if any(part))


def sizes(clip: Clip) -> Iterator[str]:
    """``Input: 5×5`` and so on, channels first where there are several."""
    trace, labels = clip.trace, clip.labels
    pooled = not hasattr(trace, "weight")
    kernel = labels("window") if pooled else labels("kernel")
    named = (
        (labels("input"), shown(trace.input.shape)),
        (kernel, trace.kernel_size),
        (labels("output"), shown(trace.output_shape)),
    )
    for name, size in named:
        yield sentence(labels("{name}: {size}", name=name, size=size_text(size)))


def captions(storyboard: Storyboard) -> str:
    """The captions as WebVTT (W3C): one cue for each beat, in order, none over another."""
    cues = [
        f"{timestamp(beat.start)} --> {timestamp(beat.end)}\n{escaped(beat.caption)}\n"
        for beat in said(storyboard)
    ]
    return "\n".join(("WEBVTT\n", *cues))


def said(storyboard: Storyboard) -> Iterator[Beat]:
    """The beats that say something and take time."""
    return (beat for beat in storyboard.beats if beat.caption and beat.end > beat.start)


def escaped(text: str) -> str:
    """A text as it stands in a cue: one line, no tags, no arrow that would begin another cue."""
    line = " ".join(text.split())
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def timestamp(seconds: float) -> str:
    """``00:01:02.500``."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def clock(seconds: float) -> str:
    """``1:02.5``."""
    minutes, tenths = divmod(int(seconds * 10 + 1e-6), 600)
    return f"{minutes}:{tenths // 10:02}.{tenths % 10}"


def write(path: Path, text: str) -> None:
    """A whole file or none."""
    with whole(path) as file:
        file.write(text.encode())
