"""The layout of a transposed convolution: gather and scatter side by side, either alone, or tilted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convanim.engine.trace_transposed import GatherTrace
from convanim.labels import Labels
from convanim.layout.boxes import Canvas, CanvasRequest, Line, Plane
from convanim.layout.cells import Detail
from convanim.layout.facts import widest_values
from convanim.layout.footing import FootSlot
from convanim.layout.formula import Stroke
from convanim.layout.sliding.layout import Note, Sign
from convanim.layout.transposed.sizes import Pair, Sizes, sizes_of
from convanim.layout.upright import upright
from convanim.story.stamps import Cells, gathered
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip

SIDES = {"both": ("gather", "scatter"), "gather": ("gather",), "scatter": ("scatter",), "tilted": ("gather",)}
"""The sides that each view shows."""


@dataclass(frozen=True, slots=True)
class Side:
    """One reading: the grid that is read, the grid that is written, the kernel between them, the sum below.

    The gather side reads the stuffed input and writes the output; the scatter side reads the input and
    writes the canvas, of which the output is what the padding leaves.
    """

    source: Plane
    target: Plane
    details: Mapping[str, Detail]
    kernel: Plane | None = None
    foot: FootSlot | None = None
    lens: Plane | None = None


@dataclass(frozen=True, slots=True)
class TransposedLayout:
    """Where everything stands; ``sides`` has "gather", "scatter" or both, ``divider`` its two ends,
    ``marks`` the brackets along the zeros that output padding adds."""

    view: str
    canvas: Canvas
    sizes: Sizes
    sides: Mapping[str, Side]
    lines: tuple[Line, ...]
    signs: tuple[Sign, ...] = ()
    divider: tuple[tuple[float, float], tuple[float, float]] | None = None
    marks: tuple[Stroke, ...] = ()
    note: Note | None = None

    @property
    def grid(self) -> Pair:
        """What the storyboard visits: output cells, or, where stamps are all there is, input cells."""
        return self.sizes.input if self.view == "scatter" else self.sizes.output


@dataclass(frozen=True)
class Facts:
    """What a layout needs to know of a clip.

    Attributes:
        inputs, weights, outputs: the values with the widest texts.
        cells: the output cells, for the sums.
        labels: the captions' words.
    """

    sizes: Sizes
    inputs: tuple[float, ...]
    weights: tuple[float, ...]
    outputs: tuple[float, ...]
    cells: Cells
    activation: str
    title: str
    prose: str
    labels: Labels

    @property
    def positions(self) -> int:
        """How many output cells there are."""
        return self.sizes.output[0] * self.sizes.output[1]


def facts_of(trace: GatherTrace, title: str, prose: str, labels: Labels) -> Facts:
    """The facts of a transposed convolution with one channel and one filter."""
    return Facts(
        sizes_of(trace.plan),
        widest_values(trace.input),
        widest_values(trace.weight),
        widest_values(trace.output),
        Cells(trace),
        trace.activation,
        title,
        prose,
        labels,
    )


@upright
def transposed(clip: Clip, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    """The layout of ``transposed``; a fitted picture has a title only where one was asked for."""
    titled = not request.fitted or clip.spec.title is not None
    trace = gathered(clip.trace)  # type: ignore[arg-type]  # the catalogue lets only conv_transpose in
    facts = facts_of(trace, clip.title if titled else "", clip.prose, clip.labels)
    return plan_view(facts, str(clip.spec.view), theme, request)


def plan_view(facts: Facts, view: str, theme: Theme, request: CanvasRequest) -> TransposedLayout:
    """The layout of a view for a slide or a fitted picture; ConvanimError where nothing fits."""
    from convanim.layout.transposed.flat import flat_view
    from convanim.layout.transposed.tilted import tilted_view

    return tilted_view(facts, theme, request) if view == "tilted" else flat_view(facts, view, theme, request)
