"""Counters: how many weights and how many multiplications, drawn to one scale with those of another layer."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.engine import Cost
from convanim.labels import count_text
from convanim.layout.boxes import Box, Line
from convanim.layout.grouped.facts import MOST_CHANNELS, MOST_FILTERS, GroupedFacts, Shown
from convanim.layout.grouped.pieces import Counter, Pieces
from convanim.theme import Theme
from convanim.typeset import Run, Style, runs_width, width

QUANTITIES = ("weights", "multiplies")
STRONG = 700


@dataclass(frozen=True, slots=True)
class Counted:
    """A layer whose cost is counted: the parts of it that work in turn, and how its weights come about."""

    cost: Cost
    other: Cost
    parts: tuple[tuple[int, int], ...]
    split: str

    def total(self, quantity: str) -> int:
        """All of a quantity."""
        return _total(self.cost, quantity)

    def whole(self, quantity: str) -> int:
        """What the longest bar of the quantity stands for."""
        return max(_total(self.cost, quantity), _total(self.other, quantity))


def _total(cost: Cost, quantity: str) -> int:
    return cost.weights if quantity == "weights" else cost.multiplies


def _shared(weights: int, shown: Shown, first: int) -> list[tuple[int, int]]:
    """Turns and their weights, where every thing has as many; what is hidden counts with the last turn."""
    each = weights // shown.count
    last = len(shown.indices) - 1
    return [(first + n, each * (1 + (shown.hidden if n == last else 0))) for n in range(last + 1)]


def layer_of(facts: GroupedFacts, groups: Shown) -> Counted:
    """The layer of a picture that shows one."""
    channels = Shown.of(facts.channels, MOST_CHANNELS)
    if facts.view == "separable":
        first, second = facts.parts
        parts = _shared(first.weights, channels, 0)
        filters = Shown.of(facts.filters, MOST_FILTERS)
        parts += _shared(second.weights, filters, len(channels.indices))
        return Counted(facts.cost, facts.standard, tuple(parts), _sum(facts))
    shown = groups if facts.view == "groups" else channels
    each = facts.cost.weights // facts.filters
    split = _product(facts, each)
    return Counted(facts.cost, facts.standard, tuple(_shared(facts.cost.weights, shown, 0)), split)


def _sum(facts: GroupedFacts) -> str:
    return " + ".join(count_text(part.weights, facts.labels) for part in facts.parts)


def _product(facts: GroupedFacts, each: int) -> str:
    return f"{count_text(facts.filters, facts.labels)}·{count_text(each, facts.labels)}"


def both_of(facts: GroupedFacts) -> tuple[Counted, Counted]:
    """The standard layer, which works in the first turn, and the separable one, in the two after it."""
    each = facts.standard.weights // facts.filters
    first, second = facts.parts
    return (
        Counted(facts.standard, facts.cost, ((0, facts.standard.weights),), _product(facts, each)),
        Counted(facts.cost, facts.standard, ((1, first.weights), (2, second.weights)), _sum(facts)),
    )


def name_of(facts: GroupedFacts, quantity: str) -> str:
    """What a quantity is called."""
    return facts.labels("weights") if quantity == "weights" else facts.labels("multiplies")


def widest_text(facts: GroupedFacts, counted: Counted, quantity: str, size: float) -> float:
    """The room that a counter's number and the rest of its line may take."""
    labels, total = facts.labels, counted.total(quantity)
    texts = [labels.pieces("{number} of {total}", number=total, total=total)]
    if quantity == "weights":
        texts.append(labels.pieces("{number} = {split}", number=total, split=counted.split))
    styles = {"number": Style(size, STRONG)}
    return max(sum(width(text, styles.get(name, Style(size))) for text, name in pieces) for pieces in texts)


def in_line(facts: GroupedFacts, counted: Counted, room: Box, size: float, theme: Theme) -> Pieces:
    """A row for each quantity: its name, its bar, its number. Rows are 42 high.

    In rooms of the same width both layers have bars of the same scale.
    """
    name_size = 0.86 * size
    names = {q: (Run(name_of(facts, q), Style(name_size), theme.muted),) for q in QUANTITIES}
    wide = max(runs_width(runs) for runs in names.values())
    x = room.x + max(132.0, wide + 16.0)
    text = max(widest_text(facts, c, q, size) for q in QUANTITIES for c in both_of(facts)) + 14.0
    longest = room.right - text - x
    pieces = Pieces()
    for number, quantity in enumerate(QUANTITIES):
        y = room.y + 42.0 * number
        share = counted.total(quantity) / counted.whole(quantity)
        bar = Box(x, y, max(longest * share, 2.0), size)
        place = (bar.right + 14.0, y + 0.86 * size)
        counter = Counter(
            quantity, counted.cost, counted.parts, bar, None, place, size, counted.split, facts.labels
        )
        line = Line("counter", names[quantity], room.x, y + 0.82 * size)
        pieces += Pieces(counters=(counter,), lines=(line,))
    return pieces


def stacked(
    facts: GroupedFacts, counted: Counted, quantity: str, room: Box, size: float, theme: Theme, beyond: bool
) -> Pieces | None:
    """A quantity's name and number, and its bar below, as wide as the room; ``beyond`` shows the other layer.

    None where the words do not fit.
    """
    name = (Run(f"{name_of(facts, quantity)}  ", Style(size), theme.muted),)
    share, height = counted.total(quantity) / counted.whole(quantity), 0.9 * size
    y = room.y + size
    bar = Box(room.x, y + 0.45 * size, max(room.width * share, 2.0), height)
    rest = Box(bar.right, bar.y, room.right - bar.right, height)
    lines = [Line("counter", name, room.x, y)]
    x = room.x + runs_width(name)
    end = x + widest_text(facts, counted, quantity, size)
    if end > room.right:
        return None
    if beyond:
        total = _total(counted.other, quantity)
        for text in (
            facts.labels("standard layer {total}", total=total),
            facts.labels("standard {total}", total=total),
            "",
        ):
            runs = (Run(text, Style(size), theme.muted),)
            if end + size <= room.right - runs_width(runs):
                break
        if not text:
            return None
        lines.append(Line("counter", runs, room.right - runs_width(runs), y))
    counter = Counter(
        quantity,
        counted.cost,
        counted.parts,
        bar,
        rest if beyond and rest.width > 2 else None,
        (x, y),
        size,
        counted.split,
        facts.labels,
    )
    return Pieces(counters=(counter,), lines=tuple(lines))


def stacked_height(size: float) -> float:
    """The room that a counter of two lines takes."""
    return 2.4 * size
