"""The layout of cross-correlation beside convolution: two sliding kernels on one clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from convanim.engine import ConvTrace
from convanim.engine.trace_flipped import FlippedPair, flipped_pair
from convanim.labels import Labels
from convanim.layout.boxes import Canvas, CanvasRequest, Line
from convanim.layout.facts import Facts, Pair, facts_of, widest_values
from convanim.layout.sliding.layout import SlidingLayout
from convanim.layout.upright import upright
from convanim.theme import Theme

if TYPE_CHECKING:
    from convanim.spec import Clip

SIDES = ("correlation", "convolution")


@dataclass(frozen=True, slots=True)
class TurnNote:
    """Where it is said how a kernel stands: left end, baseline, size; ``named`` says which kernel it is."""

    x: float
    y: float
    size: float
    named: bool


@dataclass(frozen=True, slots=True)
class FlippedLayout:
    """Where everything stands.

    Attributes:
        sides: the kernel as it is, and the rotated one; each has its maps, its captions and its sum.
        notes: for each side, where it is said how its kernel stands.
        lines: title and prose.
        divider: the two ends of the line between the sides.
        least: the smallest type of a remark.
    """

    canvas: Canvas
    sides: tuple[SlidingLayout, SlidingLayout]
    notes: tuple[TurnNote, TurnNote]
    lines: tuple[Line, ...]
    divider: tuple[tuple[float, float], tuple[float, float]]
    least: float

    @property
    def grid(self) -> Pair:
        """The positions that the storyboard visits: those of either output."""
        return self.sides[0].grid


@upright
def cross_correlation(clip: Clip, theme: Theme, request: CanvasRequest) -> FlippedLayout:
    """The layout of ``cross-correlation``; a fitted picture has a title only where one was asked for."""
    titled = not request.fitted or clip.spec.title is not None
    pair = flipped_pair(cast(ConvTrace, clip.trace))
    title, bias_shown = clip.title if titled else "", clip.spec.bias is not None
    both = both_facts(pair, title, clip.prose, clip.labels, bias_shown)
    return plan_sides(both, pair.some_agree, theme, request)


def both_facts(
    pair: FlippedPair, title: str, prose: str, labels: Labels, bias_shown: bool
) -> tuple[Facts, Facts]:
    """The facts of each side; what settles sizes is the same for both, so that they look alike."""
    traces = pair.correlation, pair.convolution
    one, other = (facts_of(trace, title, prose, labels, bias_shown) for trace in traces)
    sums = widest_values(np.stack([trace.preactivation for trace in traces]))
    outputs = widest_values(np.stack([trace.output for trace in traces]))
    return replace(one, sums=sums, outputs=outputs), replace(other, sums=sums, outputs=outputs)


def plan_sides(
    both: tuple[Facts, Facts], agreeing: bool, theme: Theme, request: CanvasRequest
) -> FlippedLayout:
    """The layout for a slide or a fitted picture, some of whose output cells may agree.

    ConvanimError where nothing fits.
    """
    from convanim.layout.flipped.fitted import fitted
    from convanim.layout.flipped.slide import slide

    return fitted(both, theme, request) if request.fitted else slide(both, agreeing, theme, request)
