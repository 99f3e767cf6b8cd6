"""Which cells of a picture can be pointed at, and which of them made which: for pages to scrub.

A layout may have a method ``areas(trace)`` that answers the planes it shows as a `Shown`, or None. Without
one, a layout is asked for what one kernel over one map has: planes ``input`` and ``output``, perhaps a
``kernel``; or, for a transposed convolution, a side "gather" with its ``source`` and ``target``. Any other
layout has nothing to point at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convanim.encoders.page import Areas, CellGrid
from convanim.engine.padding import pad
from convanim.engine.trace_conv import ConvTrace
from convanim.engine.trace_pool import PoolTrace
from convanim.engine.trace_transposed import GatherTrace
from convanim.engine.trace_window import WindowTrace
from convanim.labels import sentence
from convanim.layout.boxes import Plane
from convanim.numbers import format_number
from convanim.rendering.catalog import find, function
from convanim.story.storyboard import Beat, Kind, Section, Storyboard

if TYPE_CHECKING:
    from convanim.rendering.staging import Staging

MOST_CELLS = 4000
"""Cells of all planes together: beyond, they are too small to point at, and the page too large."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The planes of a picture: the grid that windows read, what they fill, and the weights between."""

    input: Plane
    output: Plane
    kernel: Plane | None = None

    def moved(self, dx: float, dy: float) -> Shown:
        """The same planes elsewhere."""
        kernel = None if self.kernel is None else self.kernel.moved(dx, dy)
        return Shown(self.input.moved(dx, dy), self.output.moved(dx, dy), kernel)


def areas_of(staging: Staging) -> Areas | None:
    """The areas of a clip's picture; None where nothing can be pointed at."""
    trace, layout = staging.clip.trace, staging.layout
    asked: Callable[[Any], Shown | None] | None = getattr(layout, "areas", None)
    shown = asked(trace) if asked else _shown(layout, trace)
    if shown is None or not isinstance(trace, WindowTrace) or not _agrees(shown, trace):
        return None
    values, labels, scale = _padded(trace), staging.clip.labels, staging.canvas.scale
    shown = shown.moved(*staging.canvas.offset)
    before = (trace.window.padding[0][0], trace.window.padding[1][0])
    size = (trace.window.extent[0], trace.window.extent[1])
    kernel = None
    if shown.kernel is not None and isinstance(trace, ConvTrace):
        texts = tuple(map(format_number, trace.weight[0, 0].ravel()))
        kernel = _grid("kernel", labels("kernel"), shown.kernel, texts, scale)
    outputs = tuple(map(format_number, trace.output[0].ravel()))
    return Areas(
        _grid("input", labels("input"), shown.input, values, scale, before, size),
        _grid("output", labels("output"), shown.output, outputs, scale),
        _read(trace, 0),
        _read(trace, 1),
        tuple(told(staging)),
        kernel,
    )


def _shown(layout: Any, trace: Any) -> Shown | None:
    """The planes of a layout that has no method for it."""
    if isinstance(trace, GatherTrace):
        side = getattr(layout, "sides", {}).get("gather")
        return None if side is None else Shown(side.source, side.target)
    planes = [getattr(layout, name, None) for name in ("input", "output", "kernel")]
    if not isinstance(trace, ConvTrace | PoolTrace) or not all(isinstance(p, Plane) for p in planes[:2]):
        return None
    return Shown(*planes)  # type: ignore[arg-type]  # the first two were looked at, the last may be None


def _agrees(shown: Shown, trace: WindowTrace) -> bool:
    """Whether the planes have the trace's sizes: one map in the plane, and not too many cells of it.

    Where a transposed convolution crops what it reads, its padding is negative and the planes show more.
    """
    if min(min(pair) for pair in trace.window.padding) < 0:
        return False
    if len(trace.positions) != 2 or trace.input.shape[0] != 1 or trace.output.shape[0] != 1:
        return False
    pairs = [(shown.input, trace.window.padded_extent), (shown.output, trace.positions)]
    pairs += [(shown.kernel, trace.kernel_size)] if shown.kernel is not None else []
    cells = sum(plane.rows * plane.columns for plane, _ in pairs)
    return cells <= MOST_CELLS and all((plane.rows, plane.columns) == size for plane, size in pairs)


def _grid(
    role: str,
    name: str,
    plane: Plane,
    texts: tuple[str, ...],
    scale: float,
    before: tuple[int, int] = (0, 0),
    size: tuple[int, int] | None = None,
) -> CellGrid:
    """A plane in delivered pixels, to a hundredth."""
    steps = [
        tuple(round(part * plane.cell * scale, 2) for part in step)
        for step in (plane.column_step, plane.row_step)
    ]
    origin = (round(plane.origin[0] * scale, 2), round(plane.origin[1] * scale, 2))
    (right, down), inner = steps, size or (plane.rows, plane.columns)
    return CellGrid(
        role,
        name,
        plane.rows,
        plane.columns,
        origin,
        (right[0], right[1]),
        (down[0], down[1]),
        texts,
        before,
        inner,
    )


def _padded(trace: WindowTrace) -> tuple[str, ...]:
    """The values of the padded input in raster order; "" where a pooling has padding, which has no value."""
    if isinstance(trace, GatherTrace):
        return tuple(map(format_number, _stuffed(trace).ravel()))
    if isinstance(trace, ConvTrace):
        return tuple(map(format_number, pad(trace.input, trace.padding, trace.padding_mode)[0].ravel()))
    inner = np.array([format_number(value) for value in trace.input[0].ravel()], dtype=object)
    padded = np.pad(inner.reshape(trace.input.shape[1:]), trace.padding, constant_values="")
    return tuple(map(str, padded.ravel()))


def _stuffed(trace: GatherTrace) -> NDArray[Any]:
    """The stuffed input ``(rows, columns)`` with the padding of the gather reading."""
    stuffed = np.zeros(trace.window.extent, trace.input.dtype)
    down, right = trace.stride
    rows, columns = trace.input.shape[1:]
    stuffed[: rows * down : down, : columns * right : right] = trace.input[0]
    return np.pad(stuffed, trace.window.padding)


def _read(trace: WindowTrace, axis: int) -> tuple[tuple[int, ...], ...]:
    """For each output row (or column) the rows of the padded grid that the window reads; -1 beyond it."""
    window = trace.window
    starts = np.arange(window.count[axis])[:, None] * window.stride[axis]
    rows = starts + np.arange(window.kernel_size[axis]) * window.dilation[axis]
    rows[rows >= window.padded_extent[axis]] = -1
    return tuple(tuple(map(int, row)) for row in rows)


def told(staging: Staging) -> Iterator[str]:
    """What the scene's captions say of every position, shown in the clip or passed over."""
    clip = staging.clip
    steps = Storyboard(
        tuple(_visits(math.prod(clip.trace.positions))), len(clip.trace), False, _sections(clip)
    )
    for beat in function(find(clip.spec.scene).captions)(steps, clip.trace, clip.labels).beats:
        yield sentence(beat.caption)


def _visits(count: int) -> Iterator[Beat]:
    """A second for each position."""
    for number in range(count):
        previous = number - 1 if number else None
        yield Beat(Kind.STEP, float(number), 1.0, number, previous, number, number + 1)


def _sections(clip: Any) -> tuple[Section, ...]:
    return (Section("steps", 0.0, float(len(clip.trace))),)
