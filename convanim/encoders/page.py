"""What a player page tells besides the moving picture: steps, words, colours, and cells to point at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

Vector = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageStep:
    """A stop of the clip: seconds from which it is on and at which it is over, its number, what it says."""

    start: float
    end: float
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Cells of the picture that can be pointed at, in delivered pixels.

    Attributes:
        role: "input", "kernel" or "output".
        name: what it is called.
        rows, columns: how many cells.
        origin: where the corner of cell (0, 0) lies.
        right, down: the way from a cell to its right and its lower neighbour.
        texts: the cells' values in raster order; "" where there is none to tell.
        before: how many rows and columns of padding come first.
        size: rows and columns without the padding.
    """

    role: str
    name: str
    rows: int
    columns: int
    origin: Vector
    right: Vector
    down: Vector
    texts: tuple[str, ...]
    before: tuple[int, int]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Areas:
    """Which cells made which: ``read_rows[i][a]`` is the input grid's row that row `a` of the window reads
    for output row `i`, -1 where there is no such row; ``read_columns`` likewise.

    ``told`` has a sentence for every output cell, in raster order.
    """

    input: CellGrid
    output: CellGrid
    read_rows: tuple[tuple[int, ...], ...]
    read_columns: tuple[tuple[int, ...], ...]
    told: tuple[str, ...]
    kernel: CellGrid | None = None

    def table(self) -> dict[str, Any]:
        """The areas as JSON has them."""
        grids = [asdict(grid) for grid in (self.input, self.kernel, self.output) if grid is not None]
        return {"grids": grids, "rows": self.read_rows, "columns": self.read_columns, "told": self.told}


@dataclass(frozen=True, slots=True)
class Page:
    """A player page.

    Attributes:
        heading, prose: what stands over the picture; "" where the picture says it itself.
        language: the BCP 47 tag of the words.
        words: what buttons say, by the name that the page's script knows.
        colours: CSS colours by the name of a custom property.
        dark: whether the picture's ground is dark.
        embed: whether the page fills an iframe: no heading, compact controls.
    """

    heading: str = ""
    prose: str = ""
    language: str = "en"
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    colours: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dark: bool = False
    steps: tuple[PageStep, ...] = ()
    areas: Areas | None = None
    embed: bool = False
