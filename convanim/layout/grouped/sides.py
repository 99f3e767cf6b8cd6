"""The sides of a picture: its groups side by side, its columns of stages, or two layers."""

from __future__ import annotations

from dataclasses import replace

from convanim.layout.boxes import Line
from convanim.layout.grouped.cells import Cells
from convanim.layout.grouped.facts import MOST_CHANNELS, GroupedFacts, Shown
from convanim.layout.grouped.mixing import Manner, Mix, mixing
from convanim.layout.grouped.pieces import Pieces
from convanim.layout.grouped.stages import Stages, Turns
from convanim.layout.grouped.words import more
from convanim.layout.sheet.sheet import Bracket, Operator
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width

ELIDED_GROUPS = 4.2
"""Where groups are left out, in units."""


def shown_groups(facts: GroupedFacts) -> Shown:
    """Which groups are shown: all, if their channels are few; else the first and the last."""
    each = facts.channels // facts.groups
    few = facts.groups * each <= MOST_CHANNELS or facts.groups <= 2
    return Shown.of(facts.groups, facts.groups if few else 2)


def groups_side(facts: GroupedFacts, cells: Cells, manner: Manner, theme: Theme) -> list[Pieces]:
    """A piece for each group that is shown: its channels under a bracket, its filters, its maps."""
    groups = shown_groups(facts)
    depth, breadth = facts.channels // facts.groups, facts.filters // facts.groups
    found = []
    for turn, group in enumerate(groups.indices):
        mix = Mix(
            "grouped",
            group * depth,
            group * breadth,
            Shown.of(depth, 2),
            Shown.of(breadth, 2),
            turn,
        )
        pieces = mixing(facts, cells, mix, manner, theme)
        found.append(_headed(facts, pieces, group, manner, theme))
    return found


def _headed(facts: GroupedFacts, pieces: Pieces, group: int, manner: Manner, theme: Theme) -> Pieces:
    """The group with a bracket over its maps and its name over that."""
    size = max(manner.captions, manner.names)
    left, right = pieces.sources[0].plane.box.x, pieces.sources[-1].plane.box.right
    y = -(manner.names * 1.25 + 14.0 if manner.names else 8.0)
    bracket = Bracket.above(left, right, y, 8.0, "input")
    depth = facts.channels // facts.groups
    runs: tuple[Run, ...] = (
        Run(facts.labels("group {number}", number=group + 1), Style(size, 680), theme.ink),
        Run(f"  {facts.input[0]}×{facts.input[1]}×{depth}", Style(size, 450), theme.muted),
    )
    if runs_width(runs) > pieces.box.right - left:
        runs = runs[:1]
    return pieces + Pieces(brackets=(bracket,), lines=(Line("group", runs, left, y - 0.5 * size),))


def beside(
    facts: GroupedFacts, cells: Cells, parts: list[Pieces], manner: Manner, theme: Theme, room: float
) -> Pieces | None:
    """Groups side by side from (0, 0) on, at most ``room`` wide, dots where groups are left out."""
    groups = shown_groups(facts)
    gaps = [
        ELIDED_GROUPS if groups.hidden and n == len(parts) - 2 else manner.groups
        for n in range(len(parts) - 1)
    ]
    widths = [part.box.width for part in parts]
    least = sum(gaps) * cells.unit
    if sum(widths) + least > room:
        return None
    spare = min((room - sum(widths) - least) / max(len(gaps), 1), 2.0 * cells.unit)
    placed, x = Pieces(), 0.0
    for number, part in enumerate(parts):
        box = part.box
        placed += part.moved(x - box.x, 0.0, cells.scale)
        if number == len(gaps):
            break
        gap = gaps[number] * cells.unit + spare
        middle = x + box.width + gap / 2
        if groups.hidden and number == len(parts) - 2:
            placed += _group_dots(facts, groups, cells, middle, manner, theme, gap)
        else:
            placed += replace(Pieces(), dividers=(((middle, box.y), (middle, box.bottom)),))
        x += box.width + gap
    return placed


def _group_dots(
    facts: GroupedFacts,
    groups: Shown,
    cells: Cells,
    x: float,
    manner: Manner,
    theme: Theme,
    gap: float,
) -> Pieces:
    y = facts.padded[0] * cells.map / 2
    dots = (Operator("dots", (x, y), cells.dots),)
    run = more(facts.labels, groups, theme, max(manner.captions, manner.names))
    if runs_width((run,)) > gap - 6:
        return Pieces(dots=dots)
    at = x - runs_width((run,)) / 2, y + 0.4 * cells.unit + run.style.size
    return Pieces(dots=dots, lines=(Line("more", (run,), *at),))


def standard_side(
    facts: GroupedFacts, cells: Cells, manner: Manner, theme: Theme, most: int = MOST_CHANNELS
) -> Pieces:
    """The standard layer of two: all channels, and every filter over all of them."""
    mix = Mix("standard", 0, 0, Shown.of(facts.channels, most), Shown.of(facts.filters, 2), 0)
    return mixing(facts, cells, mix, manner, theme)


def stages_side(
    facts: GroupedFacts,
    cells: Cells,
    manner: Manner,
    theme: Theme,
    side: float,
    most: int = MOST_CHANNELS,
) -> Pieces:
    """The columns of a depthwise layer, with 1×1 filters where the view has them."""
    turns = Turns(1, False) if facts.view == "versus" else Turns(0, True)
    return Stages(facts, cells, manner, theme, turns, side, most).build()
