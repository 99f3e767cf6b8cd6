"""A counter: a bar that fills while weights are used and numbers multiplied, and the number beside it."""

from __future__ import annotations

from convanim.layout.boxes import Box, Line
from convanim.layout.captions import styled
from convanim.layout.grouped.counters import STRONG
from convanim.layout.grouped.pieces import Counter
from convanim.mobjects.drawing import Drawing, rectangle
from convanim.mobjects.words import Words
from convanim.story.grouped import GroupedState
from convanim.theme import Role, Theme
from convanim.typeset import Style

LINE = 1.6


class GroupedCounter:
    """A bar as long as all there is, filled as far as it has come."""

    def __init__(self, drawing: Drawing, counter: Counter, theme: Theme) -> None:
        self.counter, self._theme = counter, theme
        self._role: Role = getattr(theme, counter.role)
        if counter.beyond is not None:
            drawing.ink().draw(rectangle(counter.beyond)).paint(stroke=theme.rule, width=LINE)
        self._fill = drawing.ink()
        drawing.ink().draw(rectangle(counter.bar)).paint(stroke=self._role.line, width=LINE)
        self._words = Words(drawing, (self._role.ink, theme.muted))

    def count(self, state: GroupedState) -> int:
        """So far: the positions that are done, and the turns of the next one that have answered."""
        counter = self.counter
        if counter.quantity == "weights":
            return sum(weights for turn, weights in counter.parts if state.parts[turn].used)
        if state.done >= counter.cost.positions:
            return counter.total
        ahead = sum(weights for turn, weights in counter.parts if state.parts[turn].filled > state.done)
        return counter.cost.after(state.done, ahead)

    def show(self, state: GroupedState) -> None:
        """Bring the bar and its number to a state."""
        count, bar = self.count(state), self.counter.bar
        share = count / self.counter.total
        if count:
            self._fill.draw(rectangle(Box(bar.x, bar.y, bar.width * share, bar.height)))
            self._fill.paint(fill=self._role.rest)
        else:
            self._fill.hide()
        self._words.show((self._line(count),))

    def _line(self, count: int) -> Line:
        """``270 of 486``, or of all weights how they come about: ``54 = 2·27``."""
        counter, theme = self.counter, self._theme
        strong = (Style(counter.size, STRONG), self._role.ink)
        muted = (Style(counter.size), theme.muted)
        labels, total = counter.labels, counter.total
        if counter.quantity == "weights" and count == counter.total:
            pieces = labels.pieces("{number} = {split}", number=count, split=counter.split)
        else:
            pieces = labels.pieces("{number} of {total}", number=count, total=total)
        return Line("count", styled(pieces, muted, number=strong), *counter.text)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(line.text for line in self._words.lines)
