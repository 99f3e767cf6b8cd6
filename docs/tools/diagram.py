"""The picture of the pipeline, as SVG whose colours are the page's own."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 960, 330
BOX, HIGH, GAP = 128, 74, 38


@dataclass(frozen=True, slots=True)
class Stage:
    """A box, what it holds, and the function that leads to the next."""

    name: str
    told: str
    role: str
    leads: str


STAGES = (
    Stage("ClipSpec", "what is asked", "input", "resolve"),
    Stage("Trace", "every number", "kernel", "pace"),
    Stage("Storyboard", "what when", "kernel", "stage"),
    Stage("Scene", "Manim", "kernel", "render"),
    Stage("Frames", "pixels + damage", "output", "encode"),
    Stage("File", "whole or not at all", "output", ""),
)
LAYERS = (
    (0, 0, "no data is touched", "CLI · TOML · layer line · Python"),
    (1, 2, "neither Manim nor Pillow", "NumPy engine · pure functions"),
    (3, 3, "the only drawing", "retained renderer"),
    (4, 5, "patched, never rebuilt", "GIF · MP4 · WebP · SVG · PDF · HTML"),
)
"""First box, last box, and what holds for all of them, under a bracket."""


def pipeline() -> str:
    """The boxes from left to right with their arrows, and a bracket for each part of the program."""
    boxes = "".join(box(index, stage) for index, stage in enumerate(STAGES))
    brackets = "".join(bracket(*layer) for layer in LAYERS)
    return (
        f'<figure class="diagram" tabindex="0" aria-label="The pipeline; it can be scrolled sideways">'
        f'<svg viewBox="0 0 {WIDTH} 250" role="img" aria-labelledby="pipeline-title">'
        '<title id="pipeline-title">ClipSpec, resolve, Trace, pace, Storyboard, stage, Scene, render, '
        "Frames, encode, File: each arrow is one function, each box one immutable type.</title>"
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs>'
        f"{boxes}{brackets}</svg></figure>"
    )


def left(index: int) -> int:
    """The left edge of a box."""
    return 4 + index * (BOX + GAP - 3)


def box(index: int, stage: Stage) -> str:
    """One box with its words, and the arrow after it."""
    x, middle = left(index), left(index) + BOX // 2
    drawn = (
        f'<rect class="{stage.role}" x="{x}" y="52" width="{BOX}" height="{HIGH}" rx="10"/>'
        f'<text class="name" x="{middle}" y="85">{stage.name}</text>'
        f'<text class="told" x="{middle}" y="107">{stage.told}</text>'
    )
    if not stage.leads:
        return drawn
    start, end = x + BOX + 3, left(index + 1) - 3
    return (
        f'{drawn}<line x1="{start}" y1="89" x2="{end}" y2="89" marker-end="url(#tip)"/>'
        f'<text class="leads" x="{(start + end) // 2}" y="38">{stage.leads}</text>'
    )


def bracket(first: int, last: int, upper: str, lower: str) -> str:
    """A line under some boxes with what holds for them."""
    x, end = left(first), left(last) + BOX
    middle = (x + end) // 2
    return (
        f'<path class="bracket" d="M{x} 142v10H{end}v-10"/>'
        f"{words(middle, 176, upper, end - x)}{words(middle, 216, lower, end - x)}"
    )


def words(middle: int, top: int, text: str, room: int) -> str:
    """A note of one line, or of two where one is too long for the room."""
    parts = text.split(" · ") if " · " in text else [text]
    lines: list[str] = []
    for part in parts if len(parts) > 1 else text.split(" "):
        joined = f"{lines[-1]}{' · ' if len(parts) > 1 else ' '}{part}" if lines else part
        if lines and len(joined) * 6.6 <= room:
            lines[-1] = joined
        else:
            lines.append(part)
    return "".join(
        f'<text class="note" x="{middle}" y="{top + 16 * number}">{line}</text>'
        for number, line in enumerate(lines)
    )
