"""What the zoom's planner answers: the board, its views, and all that is written at each of them."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.labels import Labels
from convanim.layout.arithmetic import SumSlot
from convanim.layout.boxes import Canvas, Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.sheet.sheet import Bracket, Point, SumPlace
from convanim.layout.sliding.layout import Note
from convanim.layout.stack_words import PlacedStack
from convanim.layout.zoom.board import Board
from convanim.layout.zoom.views import View


@dataclass(frozen=True, slots=True)
class Inscription:
    """A line or a bracket of one level, in design pixels.

    ``moves`` says whether it goes with the board, ``waits`` whether it comes with the window that steps out.
    """

    what: Line | Bracket
    moves: bool = True
    waits: bool = False


@dataclass(frozen=True, slots=True)
class ZoomLayout:
    """Where everything stands.

    Attributes:
        grid: rows and columns of an output map.
        place: the ordinal of the position at which the story is told.
        filters: how many filters there are.
        views: the board as it is seen at each level.
        maps: for each column its map at each level, in design pixels.
        outputs: for each row its flat output map at the first two levels.
        numbered: at which levels the board's numbers can be read.
        read: at which levels those of the input can, whether or not the weights have room.
        detail: what input maps show, and what output maps.
        inscriptions: what is written at each level.
        tips: for each row where its last arrow starts and ends at each level.
        products: where the kernel's products stand; ``factors`` says whether weights stand in the window.
        sums: where the filter's sum stands.
        said: what all filters answered at the story's position.
        peeks: whether the next row looks in at the filter's level.
        pause: seconds for which each picture stands while the camera moves.
        still: whether nothing moves: there is but one view.
        notes: where positions are counted, at the filter's level and at the layer's.
    """

    canvas: Canvas
    grid: tuple[int, int]
    place: int
    filters: int
    board: Board
    views: tuple[View, View, View]
    maps: tuple[tuple[Plane, ...], ...]
    outputs: tuple[tuple[Plane, ...], ...]
    stack: PlacedStack
    numbered: tuple[bool, bool, bool]
    read: tuple[bool, bool, bool]
    detail: Detail
    chip_size: float
    factors: bool
    inscriptions: tuple[tuple[Inscription, ...], ...]
    tips: tuple[tuple[tuple[Point, Point], ...], ...]
    products: SumSlot
    sums: SumPlace
    said: Line
    notes: tuple[Note, Note]
    labels: Labels
    peeks: bool
    pause: float
    still: bool = False

    @property
    def slots(self) -> int:
        """How many terms the channels' answers make."""
        facts = self.board.facts
        return len(facts.channels) + (facts.hidden > 0)

    @property
    def shown(self) -> int:
        """How many filters have a row."""
        return len(self.board.rows)
