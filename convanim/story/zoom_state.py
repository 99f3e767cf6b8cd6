"""What a zoom looks like at a moment: where the camera is, what has been answered, which outputs are filled.

A pure function of the storyboard's moment; no seconds are left in the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from convanim.story.sheet_turns import Turn
from convanim.story.zoom import Level

Pose = tuple[Level, Level, float]
"""Where the camera is: between two levels, and which share of the way."""


class Stage(Protocol):
    """What the state needs to know of the sheet."""

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of an output map."""

    @property
    def place(self) -> int:
        """The ordinal of the position at which the story is told."""

    @property
    def slots(self) -> int:
        """How many terms the channels' answers make."""

    @property
    def shown(self) -> int:
        """How many filters have a row."""

    @property
    def pause(self) -> float:
        """Seconds for which each picture stands while the camera moves; 0 where it never rests."""


@dataclass(frozen=True, slots=True)
class MapState:
    """An output map: so many cells from the first on are filled, and perhaps the story's own.

    Attributes:
        count: how many cells, in raster order, are complete.
        extra: whether the cell of the story's position is complete before its turn in that order.
        filling: how far the active cell is, where it is not complete.
        current: the ordinal of the active cell.
    """

    count: int = 0
    extra: bool = False
    filling: float = 0.0
    current: int | None = None


@dataclass(frozen=True, slots=True)
class ZoomState:
    """The picture at a moment.

    Attributes:
        pose: where the camera is.
        window: (row, column) of the output that the windows stand for; fractions while they move.
        landed: how far the windows have appeared, ``out`` how far the first one has stepped out of its map.
        factors, products: how many weights and products of the kernel are written, as shares.
        result: whether the products' sum is written.
        position: the ordinal of the position whose numbers are written; None while there are none.
        turns: how far each shown filter is with its answer.
        maps: each shown filter's output.
        fade: the opacity of all outputs.
        said: whether it is said what all filters answered.
        fast: whether positions go by too fast to read their numbers; ``skipped`` are those passed over.
        passed: the ordinal that is passed just now, while positions are counted.
    """

    pose: Pose
    window: tuple[float, float]
    turns: tuple[Turn, ...]
    maps: tuple[MapState, ...]
    landed: float = 1.0
    out: float = 0.0
    factors: float = 0.0
    products: float = 0.0
    result: bool = False
    position: int | None = None
    fade: float = 1.0
    said: bool = False
    fast: bool = False
    passed: int | None = None
    skipped: range = field(default=range(0))
