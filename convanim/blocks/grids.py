"""Where the maps of a layout are: the input, the kernels and the outputs that stay in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from convanim.engine import Trace
from convanim.layout.activation.layout import ActivationLayout
from convanim.layout.boxes import Plane
from convanim.layout.conv1d.layout import SingleLayout, StackLayout
from convanim.layout.conv1d.rows import SampleRow
from convanim.layout.flipped.plan import FlippedLayout
from convanim.layout.grouped.pieces import GroupedLayout
from convanim.layout.sheet.sheet import SheetLayout
from convanim.layout.transposed.plan import TransposedLayout
from convanim.layout.volume.layout import VolumeLayout
from convanim.layout.zoom.layout import ZoomLayout

Vector = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A map in place, in design pixels.

    Attributes:
        role: "input", "kernel" or "output".
        rows, columns: how many cells, padding counted.
        origin: the corner of the first cell.
        right, down: the way from a cell to its neighbours; ``width`` and ``height`` are the sides of one.
        before: how many rows and columns of padding come before cell (0, 0).
    """

    role: str
    rows: int
    columns: int
    origin: Vector
    right: Vector
    down: Vector
    width: Vector
    height: Vector
    before: tuple[int, int] = (0, 0)


Found = Iterator[Grid]


def grids_of(layout: Any, trace: Trace) -> tuple[Grid, ...]:
    """All maps of a layout that stay in their places: those that a kind of layout is known to have, else its
    planes ``input``, ``kernel`` and ``output``."""
    return tuple(_KINDS.get(type(layout), _plain)(layout, trace))


def _on(role: str, plane: Plane, trace: Trace | None = None) -> Grid:
    """A plane; one with more cells than the input has shows its padding, too."""
    right, down = _scaled(plane.column_step, plane.cell), _scaled(plane.row_step, plane.cell)
    before = (0, 0)
    padding = getattr(trace, "padding", None)
    if trace is not None and padding and (plane.rows, plane.columns) != tuple(trace.input.shape[-2:]):
        before = int(padding[-2][0]), int(padding[-1][0])
    return Grid(role, plane.rows, plane.columns, plane.origin, right, down, right, down, before)


def _scaled(step: Vector, by: float) -> Vector:
    return step[0] * by, step[1] * by


def _of_samples(role: str, row: SampleRow, before: int = 0) -> Grid:
    across, down = (row.width, 0.0), (0.0, row.height)
    return Grid(role, 1, row.count, (row.x, row.y), (row.pitch, 0.0), down, across, down, (0, before))


def _plain(layout: Any, trace: Trace) -> Found:
    for role in ("input", "kernel", "output"):
        plane = getattr(layout, role, None)
        if isinstance(plane, Plane):
            yield _on(role, plane, trace if role == "input" else None)


def _flipped(layout: FlippedLayout, trace: Trace) -> Found:
    for side in layout.sides:
        yield from _plain(side, trace)


def _transposed(layout: TransposedLayout, trace: Trace) -> Found:
    for side in layout.sides.values():
        yield _on("input", side.source)
        yield _on("output", side.target)
        if side.kernel is not None:
            yield _on("kernel", side.kernel)


def _sheet(layout: SheetLayout, trace: Trace) -> Found:
    for column in layout.columns:
        yield _on("input", column.input, trace)
    for row in layout.rows:
        yield _on("output", row.output)
        for kernel in row.kernels:
            yield _on("kernel", kernel)


def _grouped(layout: GroupedLayout, trace: Trace) -> Found:
    for source in layout.pieces.sources:
        yield _on("input", source.plane, trace)
    for row in layout.pieces.rows:
        yield _on("output", row.output)
        for kernel in row.kernels:
            yield _on("kernel", kernel)


def _activation(layout: ActivationLayout, trace: Trace) -> Found:
    yield _on("input", layout.before)
    yield _on("output", layout.after)


def _samples(layout: SingleLayout, trace: Trace) -> Found:
    """The kernels of samples are seen moving, so they have no place."""
    for row in layout.inputs:
        yield _of_samples("input", row, layout.lead)
    yield _of_samples("output", layout.output)


def _stack(layout: StackLayout, trace: Trace) -> Found:
    yield _of_samples("input", layout.rows[0])
    for row in reversed(layout.rows[1:]):
        yield _of_samples("output", row)


def _volume(layout: VolumeLayout, trace: Trace) -> Found:
    """The slices of the input, unless there are so many that they move along."""
    if not layout.strip.elided:
        for number in range(layout.strip.depth):
            yield _on("input", layout.input.moved(*layout.strip.offset(number, 0.0)), trace)


def _moving(layout: ZoomLayout, trace: Trace) -> Found:
    """Nothing: the camera moves."""
    yield from ()


_KINDS: Mapping[type, Callable[[Any, Trace], Found]] = MappingProxyType(
    {
        ActivationLayout: _activation,
        FlippedLayout: _flipped,
        GroupedLayout: _grouped,
        SheetLayout: _sheet,
        SingleLayout: _samples,
        StackLayout: _stack,
        TransposedLayout: _transposed,
        VolumeLayout: _volume,
        ZoomLayout: _moving,
    }
)
"""What each kind of layout has, where it is more than a plane of each role."""
