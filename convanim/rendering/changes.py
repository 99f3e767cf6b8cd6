"""One vectorised look at the mobjects of any Manim scene: which of them look different, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import Camera, Mobject, VMobject
from numpy.typing import NDArray

from convanim.rendering.damage import Corners

MITER_LIMIT = 10.0
"""Cairo's: how far the tip of a mitred corner may reach, in half widths."""
HIDDEN = (0.0, 0.0, -1.0, -1.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """What a list of VMobjects looked like at one moment.

    Attributes:
        mobjects: in the order in which they lie. Holding them keeps their identities unique.
        values: all numbers that their pictures depend on, one mobject after the other.
        starts: where each mobject's numbers begin in ``values``.
        boxes: what each covers, ``(n, 4)`` in pixels.
    """

    mobjects: tuple[Mobject, ...]
    values: Floats
    starts: NDArray[np.int64]
    boxes: Corners


NOTHING = Look((), np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros((0, 4)))


def look_at(mobjects: Sequence[VMobject], camera: Camera) -> Look:
    """Look at VMobjects through a camera."""
    parts = [part for mobject in mobjects for part in _numbers(mobject)]
    if not parts:
        return NOTHING
    sizes = np.array([len(part) for part in parts]).reshape(len(mobjects), -1).sum(axis=1)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    return Look(tuple(mobjects), np.concatenate(parts), starts, boxes_of(mobjects, camera))


def _numbers(mobject: VMobject) -> tuple[Floats, ...]:
    style = (
        mobject.stroke_width,
        mobject.background_stroke_width,
        mobject.joint_type.value,
        mobject.cap_style.value,
        *mobject.sheen_direction,
    )
    return (
        mobject.points.ravel(),
        mobject.fill_rgbas.ravel(),
        mobject.stroke_rgbas.ravel(),
        mobject.background_stroke_rgbas.ravel(),
        np.array(style, dtype=np.float64),
    )


def boxes_of(mobjects: Sequence[VMobject], camera: Camera) -> Corners:
    """What VMobjects cover at the most, strokes and their corners included, ``(n, 4)`` in pixels."""
    counts = np.array([len(mobject.points) for mobject in mobjects])
    points = np.concatenate([mobject.points[:, :2] for mobject in mobjects])
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    widths = np.array([max(m.stroke_width, m.background_stroke_width) for m in mobjects])
    reach = (widths * camera.cairo_line_width_multiple / 2 * MITER_LIMIT)[:, None]
    scale = np.array((camera.pixel_width / camera.frame_width, camera.pixel_height / camera.frame_height))
    middle = np.array((camera.pixel_width, camera.pixel_height)) / 2
    centre = np.asarray(camera.frame_center)[:2]
    left_bottom = (low - reach - centre) * scale
    right_top = (high + reach - centre) * scale
    return np.column_stack(
        (
            middle[0] + left_bottom[:, 0],
            middle[1] - right_top[:, 1],
            middle[0] + right_top[:, 0],
            middle[1] - left_bottom[:, 1],
        )
    )


def changed_boxes(before: Look, now: Look) -> tuple[Corners, list[Mobject]] | None:
    """Where two looks differ: boxes, before and after, and the mobjects that changed or left.

    None if mobjects that are in both lie in another order: then all of the picture may differ.
    """
    if before.mobjects == now.mobjects and np.array_equal(before.starts, now.starts):
        different = _differing(before, now)
        touched = [now.mobjects[number] for number in np.flatnonzero(different)]
        return np.concatenate((before.boxes[different], now.boxes[different])), touched
    places = {id(mobject): number for number, mobject in enumerate(before.mobjects)}
    shared = [places[id(mobject)] for mobject in now.mobjects if id(mobject) in places]
    if shared != sorted(shared):
        return None
    return _by_identity(before, now, places)


def _differing(before: Look, now: Look) -> NDArray[np.bool_]:
    if len(before.values) != len(now.values):
        return np.ones(len(now.mobjects), dtype=bool)
    if not len(now.values):
        return np.zeros(0, dtype=bool)
    different: NDArray[np.bool_] = np.logical_or.reduceat(before.values != now.values, now.starts)
    return different


def _by_identity(before: Look, now: Look, places: dict[int, int]) -> tuple[Corners, list[Mobject]]:
    boxes: list[Floats] = []
    touched: list[Mobject] = []
    ends_before, ends_now = _ends(before), _ends(now)
    for number, mobject in enumerate(now.mobjects):
        place = places.pop(id(mobject), None)
        if place is None:
            boxes.append(now.boxes[number])
            touched.append(mobject)
            continue
        old = before.values[before.starts[place] : ends_before[place]]
        new = now.values[now.starts[number] : ends_now[number]]
        if not np.array_equal(old, new):
            boxes += [before.boxes[place], now.boxes[number]]
            touched.append(mobject)
    for place in places.values():
        boxes.append(before.boxes[place])
        touched.append(before.mobjects[place])
    return np.array(boxes).reshape(-1, 4), touched


def _ends(look: Look) -> NDArray[np.int64]:
    return np.append(look.starts[1:], len(look.values))
