"""What a sheet's state consists of: whose turn it is, how far it is, and which outputs are filled."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Turn:
    """How far a filter is with its answer at one position.

    Attributes:
        answers: how many channels have answered, as a share; fractions while the next one does.
        bias, total, activated: whether each of these is there.
        filling: how far the output cell is filled, 0 to 1.
        told: whether the answers come one after the other.
        merging: how far the answers are on their way into the sum, 0 to 1; 0 and 1 are at rest.
    """

    answers: float = 0.0
    bias: bool = False
    total: bool = False
    activated: bool = False
    filling: float = 0.0
    told: bool = False
    merging: float = 0.0


DONE = Turn(1.0, True, True, True, 1.0)


@dataclass(frozen=True, slots=True)
class Order:
    """In which order filters and positions come.

    Attributes:
        columns: how many columns an output has; ``positions`` is how many positions.
        filters: the filters that have a row of their own and work in turn at every position, or, with
            ``one_after_another``, all filters, each of which does all positions.
        stacks: whether the finished maps become one stack.
        merges: whether there are maps of each channel's answers, which become one map.
    """

    columns: int
    positions: int
    filters: tuple[int, ...]
    one_after_another: bool
    stacks: bool = False
    merges: bool = False

    def split(self, ordinal: int) -> tuple[int, int]:
        """The position and the filter that an ordinal of the storyboard stands for."""
        if self.one_after_another:
            return ordinal % self.positions, ordinal // self.positions
        return ordinal, self.filters[-1]

    def place(self, ordinal: int) -> tuple[float, float]:
        """The (row, column) of the output that an ordinal stands for."""
        row, column = divmod(self.split(ordinal)[0], self.columns)
        return float(row), float(column)

    def between(self, start: int, end: int, share: float) -> tuple[float, float]:
        """A share of the way from one ordinal's place to another's."""
        (row, column), (to_row, to_column) = self.place(start), self.place(end)
        return row + (to_row - row) * share, column + (to_column - column) * share

    def filled(self, done: int, ahead: int = 0) -> tuple[tuple[int, int], ...]:
        """For each filter its complete outputs; the first ``ahead`` of them have one more than ``done``."""
        if self.one_after_another:
            each = self.positions
            return tuple((f, min(max(done + (ahead > 0) - f * each, 0), each)) for f in self.filters)
        return tuple((f, done + (number < ahead)) for number, f in enumerate(self.filters))


@dataclass(frozen=True, slots=True)
class SheetState:
    """The picture at a moment.

    Attributes:
        window: (row, column) of the output that the windows stand for; fractions while they move.
        landed: how far the windows have appeared, 0 to 1.
        position: the ordinal of the position whose numbers are written; None while there are none.
        active: the filters at work.
        spoken: the filter whose sum is written.
        turn: how far the filters at work are.
        filled: for each filter, how many of its outputs are complete.
        fade: the opacity of all outputs.
        fast: whether positions go by too fast to read their numbers.
        skipped: the ordinals passed over.
        ordinal: the ordinal in the storyboard, of all that it counts.
        stacked: how far the maps are on their way into the stack, 0 to 1.
        told: how much of the stack is named and measured, 0 to 1.
        merged: how far the maps of answers are on their way into one, 0 to 1; 0 and 1 are at rest.
    """

    window: tuple[float, float]
    active: tuple[int, ...]
    spoken: int
    turn: Turn
    filled: tuple[tuple[int, int], ...]
    position: int | None = None
    landed: float = 1.0
    fade: float = 1.0
    fast: bool = False
    skipped: range = range(0)
    ordinal: int = 0
    stacked: float = 0.0
    told: float = 0.0
    merged: float = 0.0

    def standing(self) -> SheetState:
        """The same where a stack does not go back: it fades in place, then the sheet is there again."""
        if self.fade >= 1 or not self.stacked:
            return self
        left = 2 * self.stacked - 1
        return replace(self, stacked=1.0, fade=left) if left > 0 else replace(self, stacked=0.0)
