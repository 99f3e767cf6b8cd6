"""The measures in which pictures of an activation on slides and fitted ones differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convanim.layout.activation.plot import Pen
from convanim.layout.boxes import LEAST_PROSE


@dataclass(frozen=True, slots=True)
class Manner:
    """Lengths in design pixels.

    Attributes:
        cell: the largest cells.
        formula: the largest and the least type of the function's formula.
        chip: the height and the type of the cells beside the axes.
        gap: the least and the most room between a map and the curve.
        rail: the room beside the maps for a route that runs outside of them.
        plot: the least and the most width of the curve with its axes, its least and its most height.
        line: the largest and the least type of the line of a step, and the least of its remark.
        note: the type of the pacing line.
    """

    cell: float
    caption: float
    formula: tuple[float, float]
    pen: Pen
    chip: tuple[float, float]
    gap: tuple[float, float]
    rail: float
    plot: tuple[float, float, float, float]
    line: tuple[float, float, float]
    note: float


SLIDE = Manner(
    cell=72.0,
    caption=22.0,
    formula=(27.0, 18.0),
    pen=Pen(labels=18.0, curve=5.0, disc=10.5, earlier=5.5, spacing=(62.0, 44.0)),
    chip=(42.0, 20.0),
    gap=(60.0, 120.0),
    rail=44.0,
    plot=(320.0, 540.0, 200.0, 400.0),
    line=(30.0, 20.0, 18.0),
    note=26.0,
)
FITTED = Manner(
    cell=40.0,
    caption=18.0,
    formula=(20.0, 15.0),
    pen=Pen(labels=14.0, curve=3.6, disc=7.5, earlier=4.0, spacing=(36.0, 30.0)),
    chip=(30.0, 15.0),
    gap=(32.0, 44.0),
    rail=30.0,
    plot=(210.0, 400.0, 165.0, 240.0),
    line=(21.0, 15.0, 14.0),
    note=18.0,
)


def legible(manner: Manner, scale: float) -> Manner:
    """The manner with no type below the least prose in delivered pixels."""
    least = LEAST_PROSE / scale
    largest, smallest, remark = manner.line
    return replace(
        manner,
        caption=max(manner.caption, least),
        formula=(max(manner.formula[0], 1.2 * least), max(manner.formula[1], 1.2 * least)),
        pen=replace(manner.pen, labels=max(manner.pen.labels, least)),
        chip=(max(manner.chip[0], 2 * least), max(manner.chip[1], least)),
        line=(max(largest, least), max(smallest, least), max(remark, least)),
        note=max(manner.note, least),
    )
