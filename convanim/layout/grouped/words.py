"""The words of a picture of grouped channels: captions, names, and what is said of what is left out."""

from __future__ import annotations

from convanim.labels import Labels
from convanim.layout import captions as words
from convanim.layout.boxes import Box, Line, Plane
from convanim.layout.grouped.facts import GroupedFacts, Shown
from convanim.theme import Role, Theme
from convanim.typeset import Run, Style, runs_width


def maps_text(labels: Labels, indices: range) -> str:
    """``map 1``, ``maps 1, 2``, ``maps 1–64``."""
    if len(indices) == 1:
        return labels("map {number}", number=indices[0] + 1)
    if len(indices) == 2:
        return labels("maps {first}, {last}", first=indices[0] + 1, last=indices[-1] + 1)
    return labels("maps {first}–{last}", first=indices[0] + 1, last=indices[-1] + 1)


def input_shape(facts: GroupedFacts) -> str:
    """``5×5×3``."""
    return f"{words.shape(facts.input)}×{facts.channels}"


def channel_line(
    facts: GroupedFacts, channel: int, plane: Plane, theme: Theme, size: float, room: float
) -> Line:
    """A channel's name over its map, or its number alone where the name does not fit."""
    role: Role = getattr(theme, facts.role(channel, "input"))
    run = Run(facts.channel_name(channel), Style(size, 600), role.ink)
    if runs_width((run,)) > room:
        run = Run(str(facts.labels.channel_number(channel)), Style(size, 600), role.ink)
    return Line("channel", (run,), plane.box.x, plane.box.y - 0.45 * size)


def pair(
    name: str, shape: str, colour: str, theme: Theme, place: tuple[float, float], size: float
) -> tuple[Line, ...]:
    """A name and under it a shape, around a height: how the parts of a stack are called beside it."""
    x, y = place
    return (
        Line("caption", (Run(name, Style(size, 650), colour),), x, y - 0.24 * size),
        Line("caption", (Run(shape, Style(size, 450), theme.ink),), x, y + 1.02 * size),
    )


def under(name: str, shape: str, role: Role, theme: Theme, box: Box, size: float) -> Line:
    """A name and a shape in one line, centred under a box but not left of it."""
    runs: tuple[Run, ...] = (Run(name, Style(size, 650), role.ink),)
    if shape:
        runs += (Run(f"  {shape}", Style(size, 450), theme.ink),)
    x = max(box.x, box.centre[0] - runs_width(runs) / 2)
    return Line("caption", runs, x, box.bottom + 1.3 * size)


def more(labels: Labels, shown: Shown, theme: Theme, size: float) -> Run:
    """``253 more``."""
    return Run(labels("{count} more", count=shown.hidden), Style(size), theme.muted)
