"""From a staged clip to what its player page tells: steps with their captions, words, colours, areas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from convanim.encoders.page import Page, PageStep
from convanim.labels import Labels, sentence
from convanim.rendering.areas import areas_of
from convanim.spec.language import language_of
from convanim.story.storyboard import Beat, Kind, Storyboard
from convanim.theme import Theme, luminance

if TYPE_CHECKING:
    from convanim.rendering.staging import Staging


def page_of(staging: Staging) -> Page:
    """The page of a clip; a heading that the picture shows itself is not said twice."""
    clip, theme = staging.clip, staging.theme
    drawn = {line.name for line in getattr(staging.layout, "lines", ())}
    return Page(
        heading="" if "title" in drawn else clip.title,
        prose="" if "prose" in drawn else clip.prose,
        language=language_of(clip.spec).tag or "en",
        words=words(clip.labels),
        colours=colours(theme),
        dark=luminance(theme.background) < luminance(theme.ink),
        steps=tuple(steps(staging.storyboard)),
        areas=areas_of(staging),
        embed=clip.spec.embed,
    )


def steps(storyboard: Storyboard) -> Iterator[PageStep]:
    """The stops of a clip: a step has its position's number; a story of shots is counted through.

    What comes before the first position (a loop's opening) is no step; the finished picture is the last.
    """
    stops = list(_stops(storyboard))
    ordinals = [beat.skipped.start if beat.skipped else beat.position for beat in stops]
    numbered = all(later > earlier for earlier, later in pairwise(ordinals))
    for place, (beat, ordinal) in enumerate(zip(stops, ordinals, strict=True)):
        yield PageStep(beat.start, beat.end, (ordinal if numbered else place) + 1, sentence(beat.caption))
    hold = storyboard.beats[-1]
    last = ordinals[-1] if numbered else len(stops) - 1
    yield PageStep(hold.start, hold.end, last + 2, sentence(hold.caption))


def _stops(storyboard: Storyboard) -> Iterator[Beat]:
    """The beats that are stepped through, without the final hold."""
    begun = False
    for beat in storyboard.beats[:-1]:
        begun = begun or beat.kind not in (Kind.HOLD, Kind.REWIND)
        if begun and beat.kind is not Kind.REWIND:
            yield beat


def words(labels: Labels) -> dict[str, str]:
    """What the page's own parts say; names in braces are filled in by its script."""
    return {
        "controls": labels("Player"),
        "play": labels("Play"),
        "pause": labels("Pause"),
        "previous": labels("Previous step"),
        "next": labels("Next step"),
        "scrub": labels("Place in the clip"),
        "speed": labels("Speed"),
        "loop": labels("Repeat"),
        "full": labels("Full screen"),
        "leave": labels("Leave full screen"),
        "steps": labels("All steps in words"),
        "padding": labels("padding"),
        "weight": labels("weight"),
        "cell": labels("{cell} in row {row}, column {column}: read at {count} of {total} positions"),
        "border": labels("{cell}: read at {count} of {total} positions"),
        "used": labels("{cell} in row {row}, column {column}: used at each of {total} positions"),
    }


def colours(theme: Theme) -> dict[str, str]:
    """The theme as the page's own parts use it."""
    return {
        "paper": theme.background,
        "ink": theme.ink,
        "muted": theme.muted,
        "rule": theme.rule,
        "accent": theme.accent,
        "line": theme.pad_line,
        "quiet": theme.pad_window,
        "input": theme.input.line,
        "kernel": theme.kernel.line,
        "output": theme.output.line,
    }
